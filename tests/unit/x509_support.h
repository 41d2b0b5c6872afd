/* Reading test data that lies outside the project. */
#ifndef LENCR_TESTS_X509_SUPPORT_H
#define LENCR_TESTS_X509_SUPPORT_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/blob.h"

/* The folder of shared test data, or NULL (said once per call on stdout). */
static inline char *shared_folder(struct arena *a, const char *part)
{
	const char *given = getenv("LENCR_SHARED"), *top = getenv("top_srcdir");
	char *path = given != NULL ? arena_format(a, "%s/%s", given, part) :
		arena_format(a, "%s/../shared/%s", top == NULL ? "." : top, part);
	struct stat st;

	if (stat(path, &st) == 0)
		return path;
	printf("# shared folder absent: %s\n", path);
	return NULL;
}

/* The whole file, kept by the arena; empty when it cannot be read. */
static inline struct view read_file(struct arena *a, const char *path)
{
	struct blob *b = blob_open(path, (size_t)1 << 30, NULL);
	struct view v = { 0 };

	if (b != NULL) {
		blob_keep(a, b);
		v = blob_view(b);
		blob_drop(b);
	}
	return v;
}

static inline bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

#endif
