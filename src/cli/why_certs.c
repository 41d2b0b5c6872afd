#include "cli/why_certs.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/blob.h"
#include "base/memory.h"
#include "base/str.h"
#include "cli/command.h"
#include "observe/ct.h"
#include "x509/pem.h"

#define MOST_CERTS 100000
#define MOST_FILES 10000
#define FILE_MAX ((size_t)64 * 1024 * 1024)

struct known { struct correlate *correlate; const char *source; };

static void take(void *context, const struct sight_cert *c)
{
	struct known *k = context;

	correlate_know(k->correlate, c, k->source);
}

/* How many certificates FILE holds; what is none of a certificate holds 0. */
static bool read_file(struct correlate *c, const char *path, size_t *count, struct err *e)
{
	struct blob *b = blob_open(path, FILE_MAX, e);
	struct arena *a;
	struct bundle bundle = { 0 };
	struct err unread = { 0 };

	*count = 0;
	if (b == NULL)
		return false;
	a = arena_new();
	if (bundle_read(a, blob_view(b), MOST_CERTS, &bundle, &unread))
		for (size_t i = 0; i < bundle.cert_count; i++) {
			struct sight_cert cert;

			sight_cert_init(&cert);
			cert.der = bundle.certs[i];
			correlate_know(c, &cert, "given");
		}
	*count = bundle.cert_count;
	arena_free(a);
	blob_drop(b);
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The regular files in DIR, by name; hidden ones are left out. */
static bool list_folder(struct settings *s, const char *dir, struct texts *out, struct err *e)
{
	DIR *d = opendir(dir);
	struct dirent *entry;

	if (d == NULL)
		return err_set(e, ERR_USAGE, "--certs %s: %s", str_safe_text(s->arena, dir), strerror(errno));
	while ((entry = readdir(d)) != NULL && out->count < MOST_FILES) {
		char *path = arena_format(s->arena, "%s/%s", dir, entry->d_name);
		struct stat st;

		if (entry->d_name[0] != '.' && stat(path, &st) == 0 && S_ISREG(st.st_mode))
			texts_put(out, s->arena, path);
	}
	closedir(d);
	if (out->count > 1)
		qsort(out->list, out->count, sizeof *out->list, by_name);
	return true;
}

static bool read_certs(struct settings *s, struct correlate *c, const char *path, struct err *e)
{
	struct texts files = { 0 };
	struct stat st;
	size_t all = 0;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		if (!list_folder(s, path, &files, e))
			return false;
	} else
		texts_put(&files, s->arena, path);
	for (size_t i = 0; i < files.count; i++) {
		size_t count;

		if (!read_file(c, files.list[i], &count, e)) {
			e->code = ERR_USAGE;
			return err_wrap(e, "--certs");
		}
		all += count;
	}
	if (all == 0)
		return err_set(e, ERR_USAGE, "--certs %s: no certificate in it", str_safe_text(s->arena, path));
	return true;
}

static bool read_ct(struct settings *s, struct correlate *c, const char *path, struct err *e)
{
	struct known known = { c, "ct" };
	struct ct_report report;
	struct blob *b = blob_open(path, CT_BYTES_MAX, e);
	bool fine;

	if (b == NULL) {
		e->code = ERR_USAGE;
		return err_wrap(e, "--ct");
	}
	fine = ct_read(blob_view(b), take, &known, &report, e);
	blob_drop(b);
	if (!fine) {
		e->code = ERR_USAGE;
		return err_wrap(e, "--ct %s", str_safe_text(s->arena, path));
	}
	if (report.unusable != 0 || report.more)
		say("--ct %s: %zu entries taken, %zu of no use%s", str_safe_text(s->arena, path), report.taken,
			report.unusable, report.more ? "; the rest is over the limit" : "");
	return true;
}

bool why_certs_read(struct settings *s, struct correlate *c, struct err *e)
{
	for (size_t i = 0; i < s->certs.count; i++)
		if (!read_certs(s, c, s->certs.list[i], e))
			return false;
	for (size_t i = 0; i < s->cts.count; i++)
		if (!read_ct(s, c, s->cts.list[i], e))
			return false;
	return true;
}
