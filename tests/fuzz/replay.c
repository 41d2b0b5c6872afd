/* replay: runs a fuzz target over seeds without a fuzzer.
 *
 *	fuzz_NAME                 the seeds of NAME in tests/fuzz/seeds.txt, as TAP
 *	fuzz_NAME FILE|FOLDER …   these, and nothing said unless something breaks
 *
 * A row of seeds.txt is "NAME KIND REST":
 *	b64     base64 of one input; also run cut at every octet and with octets damaged
 *	text    one input with \n for line ends; the same
 *	shared  every file below $LENCR_SHARED/REST (default: ../shared beside the sources)
 *	pem     the content of every PEM block in every file there
 *	file    the file REST of the sources; also cut and damaged
 * Each input stands in memory of exactly its size, so that ASan and valgrind
 * see the first octet that is read beyond it. */
#define _XOPEN_SOURCE 700
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/blob.h"
#include "fuzz.h"
#include "x509/pem.h"

#define DAMAGED_MAX ((size_t)4000) /* inputs made from one seed */

static size_t inputs;
static bool open_pem;

static void run(struct view v)
{
	uint8_t *exact = malloc(v.size == 0 ? 1 : v.size);

	if (exact == NULL)
		abort();
	if (v.size != 0)
		memcpy(exact, v.data, v.size);
	LLVMFuzzerTestOneInput(exact, v.size);
	free(exact);
	inputs++;
}

static void run_damaged(struct view v)
{
	static const uint8_t masks[] = { 0x01, 0x80, 0xff, 0x20 };
	size_t step = v.size / (DAMAGED_MAX / 5) + 1;
	uint8_t *copy = malloc(v.size == 0 ? 1 : v.size);

	if (copy == NULL)
		abort();
	if (v.size != 0)
		memcpy(copy, v.data, v.size);
	if (getenv("FUZZ_SEEDS_OF") != NULL)
		step = v.size + 1; /* a fuzzer damages them better */
	for (size_t at = 0; at < v.size; at += step) {
		run(view_part(v, 0, at));
		for (size_t i = 0; i < sizeof masks; i++) {
			copy[at] ^= masks[i];
			run(view_of(copy, v.size));
			copy[at] ^= masks[i];
		}
	}
	free(copy);
}

static void run_file(const char *path)
{
	struct arena *a = arena_new();
	struct blob *b = blob_open(path, (size_t)1 << 28, NULL);
	struct pem_block *blocks;
	size_t count;

	if (b != NULL && !open_pem)
		run(blob_view(b));
	if (b != NULL && open_pem && pem_read(a, blob_view(b), 1000, &blocks, &count, NULL))
		for (size_t i = 0; i < count; i++)
			run(blocks[i].der);
	blob_drop(b);
	arena_free(a);
}

static int look(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)ftw;
	if (type == FTW_F)
		run_file(path);
	return 0;
}

static void run_shared(struct arena *a, const char *part)
{
	const char *given = getenv("LENCR_SHARED"), *top = getenv("top_srcdir");
	const char *path = given != NULL ? arena_format(a, "%s/%s", given, part) :
		arena_format(a, "%s/../shared/%s", top == NULL ? "." : top, part);

	if (nftw(path, look, 16, FTW_PHYS) != 0)
		printf("# shared folder absent: %s\n", path);
}

static void run_text(struct arena *a, const char *rest)
{
	char *text = arena_text(a, rest), *to = text;

	for (const char *from = rest; *from != '\0'; to++) {
		bool line = from[0] == '\\' && from[1] == 'n';

		*to = line ? '\n' : *from;
		from += line ? 2 : 1;
	}
	run(view_of(text, (size_t)(to - text)));
	run_damaged(view_of(text, (size_t)(to - text)));
}

static void run_source(struct arena *a, const char *part)
{
	const char *top = getenv("top_srcdir");
	struct blob *b = blob_open(arena_format(a, "%s/%s", top == NULL ? "." : top, part), (size_t)1 << 20, NULL);

	if (b == NULL)
		abort();
	run(blob_view(b));
	run_damaged(blob_view(b));
	blob_drop(b);
}

static void run_row(struct arena *a, const char *kind, const char *rest)
{
	struct view v;

	if (strcmp(kind, "b64") == 0) {
		if (!view_from_base64(a, view_of_text(rest), strlen(rest), &v))
			abort();
		run(v);
		run_damaged(v);
	} else if (strcmp(kind, "text") == 0) {
		run_text(a, rest);
	} else if (strcmp(kind, "file") == 0) {
		run_source(a, rest);
	} else {
		open_pem = strcmp(kind, "pem") == 0;
		run_shared(a, rest);
	}
}

/* Rows are split at the first two spaces. */
static bool run_rows(const char *name)
{
	const char *top = getenv("top_srcdir");
	struct arena *a = arena_new();
	struct blob *b = blob_open(arena_format(a, "%s/tests/fuzz/seeds.txt", top == NULL ? "." : top),
		(size_t)1 << 24, NULL);
	char *line, *rest;

	if (b == NULL) {
		arena_free(a);
		return false;
	}
	rest = arena_textn(a, (const char *)blob_view(b).data, blob_view(b).size);
	for (line = rest; line != NULL && *line != '\0'; line = rest) {
		char *kind, *value, *end = strchr(line, '\n');

		rest = end == NULL ? NULL : end + 1;
		if (end != NULL)
			*end = '\0';
		kind = strchr(line, ' ');
		value = kind == NULL ? NULL : strchr(kind + 1, ' ');
		if (value == NULL || line[0] == '#')
			continue;
		*kind++ = '\0';
		*value++ = '\0';
		if (strcmp(line, name) == 0)
			run_row(a, kind, value);
	}
	blob_drop(b);
	arena_free(a);
	return true;
}

int main(int argc, char **argv)
{
	const char *name = strstr(argv[0], "fuzz_"), *next;

	while (name != NULL && (next = strstr(name + 1, "fuzz_")) != NULL)
		name = next;
	name = name == NULL ? getenv("FUZZ_SEEDS_OF") : name + strlen("fuzz_");
	if (argc > 1) {
		for (int i = 1; i < argc; i++)
			if (nftw(argv[i], look, 16, FTW_PHYS) != 0)
				return 1;
		return 0;
	}
	printf("1..1\n");
	if (name == NULL || !run_rows(name) || inputs == 0) {
		printf("not ok 1 - no seeds\n");
		return 1;
	}
	printf("ok 1 - %zu inputs\n", inputs);
	return 0;
}
