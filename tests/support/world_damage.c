/* Damages everything behind a good verdict, byte for byte.
 *
 * world_damage [--all] [WORLD]; without a world, $top_srcdir/tests/worlds/damage.world.
 * Each site of that world is good and rests on every object that it is given:
 * so whatever byte of a certificate, list or response is changed, and wherever
 * a list or response ends too early, it must not be good any more. One bit a
 * byte, each object once, the leaves of the first site for all leaves; with --all
 * everything, and all eight bits. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/memory.h"
#include "base/when.h"
#include "world_run.h"

#define BEGIN "-----BEGIN "

/* One object among the answers: a body, or a PEM block of a handshake. */
struct object {
	char *url;
	enum want_why why;
	size_t block;          /* which PEM block; SIZE_MAX: the whole body */
	size_t size;
	uint8_t sha256[32];
};

struct objects { struct object list[64]; size_t count; };

/* What is done to which object. */
struct damage {
	const struct object *object;
	size_t at;
	uint8_t mask;          /* 0: the object ends before AT */
};

/* --- PEM blocks in a handshake's text ------------------------------------------- */

/* The base64 lines of block N; false: there are fewer. */
static bool find_block(const char *text, size_t n, const char **from, const char **to)
{
	const char *at = text;

	for (size_t i = 0; (at = strstr(at, BEGIN)) != NULL; i++) {
		*from = strchr(at, '\n');
		*to = strstr(at, "-----END ");
		if (*from == NULL || *to == NULL)
			return false;
		++*from;
		if (i == n)
			return true;
		at = *to;
	}
	return false;
}

static bool read_block(struct arena *a, const char *text, size_t n, struct view *der)
{
	const char *from, *to;
	char *packed;
	size_t size = 0;

	if (!find_block(text, n, &from, &to))
		return false;
	packed = arena_take(a, (size_t)(to - from) + 1);
	for (; from < to; from++)
		if (*from != '\n')
			packed[size++] = *from;
	return view_from_base64(a, view_of(packed, size), 65536, der);
}

static struct view write_block(struct arena *a, const char *text, size_t n, struct view der)
{
	const char *from, *to, *base64 = view_base64(a, der);
	struct str s;
	struct view out;

	if (!find_block(text, n, &from, &to))
		abort();
	str_init(&s, (size_t)1024 * 1024);
	str_put_view(&s, view_of(text, (size_t)(from - text)));
	for (; *base64; base64 += strnlen(base64, 64))
		str_put_format(&s, "%.64s\n", base64);
	str_put(&s, to);
	out = view_of_text(arena_text(a, str_text(&s)));
	str_clear(&s);
	return out;
}

/* --- collecting and damaging ------------------------------------------------------- */

static void note(struct objects *o, const struct want *want, size_t block, struct view der)
{
	struct object *one = &o->list[o->count];

	digest_sha256(der, one->sha256);
	for (size_t i = 0; i < o->count; i++)
		if (memcmp(o->list[i].sha256, one->sha256, 32) == 0)
			return;
	one->url = mem_text(want->url);
	one->why = want->why;
	one->block = block;
	one->size = der.size;
	if (++o->count == sizeof o->list / sizeof *o->list)
		abort();
}

static void collect(void *changer, const struct want *want, struct outcome *out)
{
	struct arena *a = arena_new();
	struct view der;

	if (out->body == NULL || want->kind == WANT_ANCHOR) {
		arena_free(a);
		return;
	}
	if (want->kind == WANT_TLS) {
		const char *text = arena_textn(a, (const char *)blob_view(out->body).data,
			blob_view(out->body).size);

		for (size_t n = 0; read_block(a, text, n, &der); n++)
			note(changer, want, n, der);
	} else {
		note(changer, want, SIZE_MAX, blob_view(out->body));
	}
	arena_free(a);
}

static struct view spoil(struct arena *a, struct view der, const struct damage *d)
{
	uint8_t *copy = arena_copy(a, der.data, der.size);

	if (d->mask == 0)
		return view_of(copy, d->at);
	copy[d->at] ^= d->mask;
	return view_of(copy, der.size);
}

/* A question that GET leaves open is put by POST: both get the same damage. */
static bool is_meant(const struct object *o, const struct want *want)
{
	return want->why == o->why && (want->why == WHY_OCSP || strcmp(want->url, o->url) == 0);
}

static void damage(void *changer, const struct want *want, struct outcome *out)
{
	const struct damage *d = changer;
	struct arena *a;
	struct view der, changed;

	if (out->body == NULL || !is_meant(d->object, want))
		return;
	a = arena_new();
	if (d->object->block == SIZE_MAX) {
		changed = spoil(a, blob_view(out->body), d);
	} else {
		const char *text = arena_textn(a, (const char *)blob_view(out->body).data,
			blob_view(out->body).size);

		if (!read_block(a, text, d->object->block, &der))
			abort();
		changed = write_block(a, text, d->object->block, spoil(a, der, d));
	}
	blob_drop(out->body);
	out->body = blob_new(changed);
	arena_free(a);
}

/* --- sites --------------------------------------------------------------------------- */

#define WORKERS 4

struct site_run {
	struct trial *trial;
	struct damage damage;
	size_t runs, good;
	unsigned worker;       /* does every WORKERSth damage */
	FILE *notes;
};

static bool is_good(struct trial *t)
{
	struct arena *arena = arena_new();
	struct check *check = trial_run(t, arena, ORDER_ASKED, 0, SIZE_MAX, NULL);
	bool good = check_judgement(check)->verdict == VERDICT_GOOD;

	arena_free(arena);
	return good;
}

static void try_one(struct site_run *r, size_t at, uint8_t mask)
{
	r->damage.at = at;
	r->damage.mask = mask;
	if (r->runs++ % WORKERS != r->worker || !is_good(r->trial))
		return;
	if (r->good++ < 20)
		fprintf(r->notes, "# good with byte %zu of %zu %s %02x: %s block %zd\n", at,
			r->damage.object->size, mask ? "changed by" : "missing", mask,
			r->damage.object->url, (ptrdiff_t)r->damage.object->block);
}

static void try_object(struct site_run *r, const struct object *o, bool all)
{
	r->damage.object = o;
	for (size_t i = 0; i < o->size; i++) {
		if (all)
			for (unsigned bit = 0; bit < 8; bit++)
				try_one(r, i, (uint8_t)(1u << bit));
		else
			try_one(r, i, (uint8_t)(1u << (i % 8)));
		if (o->block == SIZE_MAX && (all || i % 5 == 0))
			try_one(r, i, 0);
	}
}

/* The share of one worker; its notes are empty when all is well. */
static void work(struct site_run *r, const struct objects *seen, size_t before, bool all)
{
	r->trial->change = damage;
	r->trial->changer = &r->damage;
	for (size_t i = before; i < seen->count; i++)
		if (all || before == 0 || seen->list[i].block != 0)
			try_object(r, &seen->list[i], all);
	fflush(r->notes);
}

static bool work_together(struct site_run *r, const struct objects *seen, size_t before, bool all,
	pid_t *pids)
{
	for (unsigned i = 0; i < WORKERS; i++) {
		pids[i] = fork();
		if (pids[i] < 0)
			return false;
		if (pids[i] == 0) {
			r->worker = i;
			work(r, seen, before, all);
			_exit(r->runs > 0 && r->good == 0 ? 0 : 1);
		}
	}
	return true;
}

static bool try_site(struct trial *t, struct objects *seen, bool all, FILE *notes)
{
	struct site_run r = { .trial = t, .notes = notes };
	size_t before = seen->count;
	pid_t pids[WORKERS] = { 0 };
	bool ok;

	t->change = collect;
	t->changer = seen;
	if (!is_good(t)) {
		fprintf(notes, "# not good to begin with\n");
		return false;
	}
	ok = work_together(&r, seen, before, all, pids);
	for (unsigned i = 0; i < WORKERS; i++) {
		int status = 1;

		ok = pids[i] > 0 && waitpid(pids[i], &status, 0) == pids[i] && status == 0 && ok;
	}
	return ok;
}

static void tell(FILE *notes)
{
	int c;

	rewind(notes);
	while ((c = getc(notes)) != EOF)
		putchar(c);
	fclose(notes);
}

static bool run_site(struct lab *lab, const struct lab_site *site, struct objects *seen, bool all,
	unsigned number)
{
	struct trial t = { .lab = lab, .site = site, .arena = arena_new(), .at = lab_clock(lab) };
	FILE *notes = tmpfile();
	const char *why = "";
	size_t before = seen->count, octets = 0;
	bool ok;

	if (notes == NULL)
		abort();
	trial_aim(&t);
	ok = trial_options(&t, &why) && try_site(&t, seen, all, notes);
	for (size_t i = before; i < seen->count; i++)
		octets += seen->list[i].size;
	printf("%sok %u - %s: %zu new objects, %zu octets\n", ok ? "" : "not ", number, site->name,
		seen->count - before, octets);
	tell(notes);
	arena_free(t.arena);
	return ok;
}

int main(int argc, char **argv)
{
	const char *top = getenv("top_srcdir");
	bool all = argc > 1 && strcmp(argv[1], "--all") == 0, ok = true;
	struct arena *arena = arena_new();
	const char *path = argc > (all ? 2 : 1) ? argv[all ? 2 : 1] :
		arena_format(arena, "%s/tests/worlds/damage.world", top ? top : ".");
	struct err err = { 0 };
	struct blob *text = blob_open(path, (size_t)1024 * 1024, &err);
	struct lab *lab = text ? lab_new(blob_view(text), path, WHEN_NONE, 0, &err) : NULL;
	struct objects seen = { .count = 0 };
	size_t count = lab ? lab_site_count(lab) : 0;

	for (size_t i = 0; i < count; i++)
		ok = run_site(lab, lab_site(lab, i), &seen, all, (unsigned)i + 1) && fflush(stdout) == 0 && ok;
	if (count == 0)
		printf("not ok 1 - %s: %s\n", path, err.text);
	printf("1..%zu\n", count ? count : 1);
	for (size_t i = 0; i < seen.count; i++)
		free(seen.list[i].url);
	lab_free(lab);
	blob_drop(text);
	arena_free(arena);
	return ok && count > 0 ? 0 : 1;
}
