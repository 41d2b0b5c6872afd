#include "io/anchors.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/memory.h"
#include "base/str.h"
#include "io/anchors_read.h"
#include "io/ready.h"

#define FILE_MAX ((size_t)16 * 1024 * 1024)
#define FILES_MAX 10000  /* of a directory that is not hashed */
#define SAME_HASH_MAX 64 /* HHHHHHHH.0 … .63 */
#define PEM_MAX ((size_t)4 * 1024 * 1024)

struct anchor { unsigned long hash; uint8_t *der; size_t size; size_t place; };

struct place { char *path; bool hashed, is_directory; };

struct anchors {
	struct source source;
	struct place *places; size_t place_count;
	struct anchor *loaded; size_t count, space; /* of files and unhashed directories */
	char *text;
	struct ready ready;
};

/* --- loading what is not hashed ---------------------------------------- */

static char *safe_path(const char *path)
{
	struct str s;

	str_init(&s, 400);
	str_put_safe(&s, view_of_text(path));
	return s.text == NULL ? mem_text("") : s.text;
}

static void load_one(void *context, unsigned long hash, struct view der)
{
	struct anchors *x = context;

	if (x->count == x->space) {
		x->space = x->space == 0 ? 16 : x->space * 2;
		x->loaded = mem_resize(x->loaded, x->space, sizeof *x->loaded);
	}
	x->loaded[x->count++] = (struct anchor){ hash, mem_copy(der.data, der.size), der.size,
		x->place_count };
}

static bool usage(struct err *e, const char *path, const char *what, const char *next)
{
	char *safe = safe_path(path);

	err_set(e, ERR_USAGE, "trust anchors: %s: %s; %s", safe, what, next);
	free(safe);
	return false;
}

static bool load_file(struct anchors *x, const char *path, struct err *e)
{
	static const char name_one[] =
		"name a PEM or DER file of certificates, a directory, \"system\" or \"none\"";
	struct err inner;
	struct blob *b = blob_open(path, FILE_MAX, &inner);
	struct anchor_read r;
	size_t size;

	if (b == NULL) {
		size_t skip = strlen(path) + 2; /* blob_open says "PATH: cause" */

		return usage(e, path, strlen(inner.text) > skip ? inner.text + skip :
			"cannot be read", name_one);
	}
	size = blob_view(b).size;
	r = anchors_read(blob_view(b), load_one, x);
	blob_drop(b);
	if (size == 0)
		return usage(e, path, "is empty", name_one);
	if (r.damaged)
		return usage(e, path, r.found == 0 ? "holds a damaged certificate" :
			"is damaged after its first certificates", "get the file anew");
	if (r.found == 0)
		return usage(e, path, "holds no certificate", name_one);
	if (r.found == r.refused)
		return usage(e, path, "holds only certificates that its own trust settings exclude "
			"for TLS servers", "convert it with `openssl x509 -clrtrust`");
	return true;
}

/* Every file by content; what is no certificate is passed over. */
static bool load_directory(struct anchors *x, const char *path, DIR *dir, struct err *e)
{
	size_t before = x->count, files = 0;
	bool unreadable = false;

	for (struct dirent *d; (d = readdir(dir)) != NULL;) {
		char name[4096];
		struct stat st;
		struct blob *b;

		if (d->d_name[0] == '.')
			continue;
		if (snprintf(name, sizeof name, "%s/%s", path, d->d_name) >= (int)sizeof name ||
		    stat(name, &st) != 0 || !S_ISREG(st.st_mode))
			continue;
		if (++files > FILES_MAX)
			return usage(e, path, "holds too many files",
				"name a directory of certificates alone");
		b = blob_open(name, FILE_MAX, NULL);
		unreadable |= b == NULL;
		if (b != NULL)
			anchors_read(blob_view(b), load_one, x);
		blob_drop(b);
	}
	if (x->count != before)
		return true;
	return usage(e, path, unreadable ? "its files cannot be read" : "holds no certificate",
		"name a directory of certificates (hashed by `openssl rehash` or not)");
}

/* --- places ------------------------------------------------------------ */

/* HHHHHHHH.N, as openssl-rehash(1) names them. */
static bool is_hashed_name(const char *name)
{
	size_t i = 0;

	for (; i < 8; i++)
		if (!isxdigit((unsigned char)name[i]))
			return false;
	if (name[i++] != '.' || !isdigit((unsigned char)name[i]))
		return false;
	while (isdigit((unsigned char)name[i]))
		i++;
	return name[i] == '\0';
}

static bool is_hashed(DIR *dir)
{
	for (struct dirent *d; (d = readdir(dir)) != NULL;)
		if (is_hashed_name(d->d_name))
			return true;
	return false;
}

static void add_place(struct anchors *x, const char *path, bool is_directory, bool hashed)
{
	x->places = mem_resize(x->places, x->place_count + 1, sizeof *x->places);
	x->places[x->place_count++] = (struct place){ mem_text(path), hashed, is_directory };
}

static bool add_path(struct anchors *x, const char *path, struct err *e)
{
	DIR *dir = opendir(path);
	bool hashed = false, ok = true;
	size_t before = x->count;

	if (dir == NULL && errno != ENOTDIR)
		return usage(e, path, strerror(errno),
			"name a file or directory of certificates that can be read");
	if (dir == NULL) {
		ok = load_file(x, path, e);
	} else {
		hashed = is_hashed(dir);
		rewinddir(dir);
		ok = hashed || load_directory(x, path, dir, e);
		closedir(dir);
	}
	if (ok)
		add_place(x, path, dir != NULL, hashed);
	while (!ok && x->count > before)
		free(x->loaded[--x->count].der);
	return ok;
}

/* --- the system's ------------------------------------------------------ */

static const char *const usual_directories[] = {
	"/etc/ssl/certs",                     /* Debian, Arch, Alpine, SUSE, BSD */
	"/etc/pki/tls/certs",                 /* Fedora, RHEL */
	"/etc/pki/ca-trust/extracted/pem/directory-hash",
	"/etc/openssl/certs",                 /* NetBSD */
	"/opt/homebrew/etc/openssl@3/certs",
	"/usr/local/etc/openssl@3/certs",
	NULL
};
static const char *const usual_files[] = {
	"/etc/ssl/certs/ca-certificates.crt", /* Debian, Alpine */
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
	"/etc/pki/tls/certs/ca-bundle.crt",
	"/etc/ca-certificates/extracted/tls-ca-bundle.pem", /* Arch */
	"/etc/ssl/ca-bundle.pem",             /* SUSE */
	"/etc/ssl/cert.pem",                  /* Alpine, BSD, macOS */
	"/opt/homebrew/etc/ca-certificates/cert.pem",
	"/opt/homebrew/etc/openssl@3/cert.pem",
	"/usr/local/etc/ca-certificates/cert.pem",
	"/usr/local/etc/openssl@3/cert.pem",
	NULL
};
static const struct anchors_usual usual = { usual_directories, usual_files };

/* SSL_CERT_DIR: several, between colons. One that holds anything is enough, as
 * for libcrypto. */
static bool add_env_directories(struct anchors *x, const char *list, struct err *e)
{
	size_t before = x->place_count;

	while (*list != '\0') {
		size_t size = strcspn(list, ":");
		char *one = mem_take(size + 1, 1);

		memcpy(one, list, size);
		list += size + (list[size] == ':');
		if (size != 0)
			add_path(x, one, e);
		free(one);
	}
	if (x->place_count == before)
		return err_wrap(e, "SSL_CERT_DIR");
	err_clear(e);
	return true;
}

static bool add_usual(struct anchors *x, const struct anchors_usual *u, struct err *e)
{
	for (const char *const *p = u->directories; *p != NULL; p++) {
		DIR *dir = opendir(*p);
		bool hashed = dir != NULL && is_hashed(dir);

		if (dir != NULL)
			closedir(dir);
		if (hashed) {
			add_place(x, *p, true, true);
			return true;
		}
	}
	for (const char *const *p = u->files; *p != NULL; p++)
		if (add_path(x, *p, e)) {
			err_clear(e);
			return true;
		}
	return err_set(e, ERR_USAGE, "this machine has no trust store in any of the usual places; "
		"install the package ca-certificates, or name the anchors with --trust FILE");
}

static bool add_system(struct anchors *x, const char *env_dir, const char *env_file,
	const struct anchors_usual *u, struct err *e)
{
	bool has_dir = env_dir != NULL && *env_dir != '\0';
	bool has_file = env_file != NULL && *env_file != '\0';

	if (has_dir && !add_env_directories(x, env_dir, e))
		return false;
	if (has_file && !add_path(x, env_file, e))
		return err_wrap(e, "SSL_CERT_FILE");
	return has_dir || has_file || add_usual(x, u, e);
}

/* --- answering --------------------------------------------------------- */

struct found { struct str pem; char *from, *damaged; unsigned long hash; const char *name;
	struct anchor *seen; size_t count; };

static void put_pem(struct found *f, struct view der, const char *name)
{
	unsigned char *text = mem_take(der.size / 3 * 4 + der.size / 48 + 16, 1);
	size_t size = (size_t)EVP_EncodeBlock(text, der.data, (int)der.size);

	str_put(&f->pem, "-----BEGIN CERTIFICATE-----\n");
	for (size_t at = 0; at < size; at += 64) {
		str_put_view(&f->pem, view_part(view_of(text, size), at, 64));
		str_put_char(&f->pem, '\n');
	}
	str_put(&f->pem, "-----END CERTIFICATE-----\n");
	free(text);
	if (f->from == NULL)
		f->from = safe_path(name);
}

static void put_found(void *context, unsigned long hash, struct view der)
{
	struct found *f = context;

	if (hash != f->hash)
		return;
	for (size_t i = 0; i < f->count; i++)
		if (view_equal(der, view_of(f->seen[i].der, f->seen[i].size)))
			return;
	f->seen = mem_resize(f->seen, f->count + 1, sizeof *f->seen);
	f->seen[f->count++] = (struct anchor){ hash, mem_copy(der.data, der.size), der.size, 0 };
	put_pem(f, der, f->name);
}

static void look_up(struct found *f, const char *directory)
{
	for (int n = 0; n < SAME_HASH_MAX; n++) {
		char name[4200];
		struct stat st;
		struct err e;
		struct blob *b;
		struct anchor_read r = { 0 };

		if (snprintf(name, sizeof name, "%s/%08lx.%d", directory, f->hash, n) >=
		    (int)sizeof name || lstat(name, &st) != 0)
			return;
		b = blob_open(name, FILE_MAX, &e);
		f->name = name;
		if (b != NULL)
			r = anchors_read(blob_view(b), put_found, f);
		blob_drop(b);
		if ((b == NULL || r.found == 0) && f->damaged == NULL)
			f->damaged = safe_path(name);
	}
}

static bool read_hash(const char *url, unsigned long *out)
{
	if (url == NULL || !str_starts(url, "anchor:"))
		return false;
	url += strlen("anchor:");
	for (size_t i = 0; i < 8; i++)
		if (!isxdigit((unsigned char)url[i]))
			return false;
	*out = strtoul(url, NULL, 16);
	return url[8] == '\0';
}

static void answer(struct anchors *x, const struct want *w)
{
	struct found f = { .from = NULL };
	struct outcome o = { .reach = REACH_NOT_FOUND, .from = FROM_FILE };

	str_init(&f.pem, w->max_bytes != 0 && w->max_bytes < PEM_MAX ? w->max_bytes : PEM_MAX);
	if (read_hash(w->url, &f.hash)) {
		for (size_t i = 0; i < x->place_count; i++)
			if (x->places[i].hashed)
				look_up(&f, x->places[i].path);
		for (size_t i = 0; i < x->count; i++) {
			f.name = x->places[x->loaded[i].place].path;
			put_found(&f, x->loaded[i].hash, view_of(x->loaded[i].der, x->loaded[i].size));
		}
	}
	if (f.pem.over) {
		o.reach = REACH_TOO_BIG;
	} else if (f.pem.size != 0) {
		o.reach = REACH_OK;
		o.body = blob_new(view_of(f.pem.text, f.pem.size));
		outcome_set_detail(&o, "%s", f.from);
	} else if (f.damaged != NULL) {
		outcome_set_detail(&o, "%s: cannot be read or holds no certificate", f.damaged);
	}
	ready_add(&x->ready, w->id, &o);
	for (size_t i = 0; i < f.count; i++)
		free(f.seen[i].der);
	free(f.seen);
	free(f.from);
	free(f.damaged);
	str_clear(&f.pem);
}

static bool anchors_ask(struct source *s, const struct want *w, struct err *e)
{
	struct anchors *x = (struct anchors *)s;

	(void)e;
	if (w->kind == WANT_ANCHOR)
		answer(x, w);
	else
		ready_add_reach(&x->ready, w->id, REACH_OFFLINE, NULL);
	return true;
}

static bool anchors_next(struct source *s, int wait_ms, struct answer *out)
{
	(void)wait_ms;
	return ready_take(&((struct anchors *)s)->ready, out);
}

static void anchors_drop(struct source *s, uint32_t want_id)
{
	ready_drop(&((struct anchors *)s)->ready, want_id);
}

static void anchors_free(struct source *s)
{
	struct anchors *x = (struct anchors *)s;

	for (size_t i = 0; i < x->place_count; i++)
		free(x->places[i].path);
	for (size_t i = 0; i < x->count; i++)
		free(x->loaded[i].der);
	free(x->places);
	free(x->loaded);
	free(x->text);
	ready_clear(&x->ready);
	free(x);
}

static const struct source_ops anchors_ops = {
	anchors_ask, anchors_next, anchors_drop, NULL, anchors_free
};

/* --- opening ----------------------------------------------------------- */

static char *describe(const struct anchors *x)
{
	size_t directories = 0;
	char text[64];

	if (x->place_count == 0)
		return mem_text("none");
	if (x->place_count == 1)
		return safe_path(x->places[0].path);
	for (size_t i = 0; i < x->place_count; i++)
		directories += x->places[i].is_directory;
	snprintf(text, sizeof text, "%zu %s", x->place_count, directories == 0 ? "files" :
		directories == x->place_count ? "directories" : "files and directories");
	return mem_text(text);
}

struct source *anchors_new_usual(const char *const *where, size_t count, const char *env_dir,
	const char *env_file, const struct anchors_usual *u, struct err *e)
{
	struct anchors *x = mem_take(1, sizeof *x);

	x->source.ops = &anchors_ops;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(where[i], "none") == 0)
			continue;
		if (strcmp(where[i], "system") == 0 ?
		    !add_system(x, env_dir, env_file, u == NULL ? &usual : u, e) :
		    !add_path(x, where[i], e)) {
			anchors_free(&x->source);
			return NULL;
		}
	}
	x->text = describe(x);
	return &x->source;
}

struct source *anchors_new(const char *const *where, size_t count, const char *env_dir,
	const char *env_file, struct err *e)
{
	return anchors_new_usual(where, count, env_dir, env_file, NULL, e);
}

const char *anchors_text(const struct source *s)
{
	return ((const struct anchors *)s)->text;
}
