#include "lab/world.h"

#include <string.h>

#include "base/memory.h"
#include "base/str.h"
#include "lab/fault.h"
#include "lab/reader.h"

/* Adds a zeroed thing of SIZE bytes to one of the world's lists of pointers. */
static void *list_add(struct reader *r, void *list, size_t *count, size_t *space, size_t size)
{
	void **slot;

	if (*count >= WORLD_MAX_ITEMS) {
		reader_fail(r, "more than %d things of one kind", WORLD_MAX_ITEMS);
		return NULL;
	}
	slot = arena_more(r->arena, list, *count, space, sizeof *slot);
	*slot = arena_take(r->arena, size);
	(*count)++;
	return *slot;
}

#define ADD(r, which) \
	list_add((r), &(r)->world->which.list, &(r)->world->which.count, \
		&(r)->world->which.space, sizeof **(r)->world->which.list)

struct wcert *reader_add_cert(struct reader *r, const char *name, struct wca *ca)
{
	struct wcert *c = ADD(r, certs);

	if (c == NULL)
		return NULL;
	c->name = name;
	c->line = r->line;
	c->ca = ca;
	c->reason = -1;
	c->path_len = -2;
	if (ca != NULL && ca->key != NULL) {
		c->key = ca->key;
		return c;
	}
	c->key = ADD(r, keys);
	if (c->key == NULL)
		return NULL;
	c->key->kind = KEY_P256;
	c->key->name = arena_format(r->arena, "%s %s", ca == NULL ? "leaf" : "ca", name);
	return c;
}

static bool open_block(struct reader *r, const struct block *b, void *object)
{
	r->block = b;
	r->object = object;
	r->blocks_begun = true;
	return object != NULL;
}

/* One name, new among certificates (CAs stand there with their first). */
static bool new_name(struct reader *r, char **words, size_t count)
{
	if (count != 1)
		return reader_fail(r, "one name is due here");
	if (world_find_cert(r->world, words[0]) != NULL)
		return reader_fail(r, "there is already a certificate \"%s\"", words[0]);
	return true;
}

static bool begin_ca(struct reader *r, char **words, size_t count)
{
	struct wca *ca;

	if (!new_name(r, words, count) || (ca = ADD(r, cas)) == NULL)
		return false;
	ca->name = words[0];
	ca->line = r->line;
	ca->first = reader_add_cert(r, words[0], ca);
	if (ca->first == NULL)
		return false;
	ca->key = ca->first->key;
	ca->crl = arena_take(r->arena, sizeof *ca->crl);
	ca->crl->ca = ca;
	ca->ocsp = arena_take(r->arena, sizeof *ca->ocsp);
	ca->ocsp->ca = ca;
	ca->ocsp->status = ca->ocsp->reason = -1;
	return open_block(r, &block_ca, ca);
}

/* cert NAME of CA */
static bool begin_cert(struct reader *r, char **words, size_t count)
{
	struct wca *ca;

	if (count != 3 || strcmp(words[1], "of") != 0)
		return reader_fail(r, "cert needs: NAME of CA");
	if (!new_name(r, words, 1))
		return false;
	ca = world_find_ca(r->world, words[2]);
	if (ca == NULL)
		return reader_fail(r, "there is no CA \"%s\" before this line", words[2]);
	return open_block(r, &block_cert, reader_add_cert(r, words[0], ca));
}

static bool begin_leaf(struct reader *r, char **words, size_t count)
{
	return new_name(r, words, count) &&
		open_block(r, &block_cert, reader_add_cert(r, words[0], NULL));
}

static bool begin_site(struct reader *r, char **words, size_t count)
{
	struct wsite *s;

	if (count != 1)
		return reader_fail(r, "site needs: a host name or an address");
	if (world_find_site(r->world, words[0]) != NULL)
		return reader_fail(r, "there is already a site \"%s\"", words[0]);
	if ((s = ADD(r, sites)) == NULL)
		return false;
	s->line = r->line;
	s->site.name = words[0];
	s->site.port = 443;
	return open_block(r, &block_site, s);
}

/* "CA" or "CA/SHARD" changes the lists of a CA; other names are further lists. */
static bool begin_crl(struct reader *r, char **words, size_t count)
{
	char *slash = count == 1 ? strrchr(words[0], '/') : NULL;
	unsigned shard = 0;
	struct wcrl *l;
	struct wca *ca;

	if (count != 1)
		return reader_fail(r, "crl needs: CA, CA/SHARD or a new name");
	ca = world_find_ca(r->world, words[0]);
	if (ca != NULL)
		return open_block(r, &block_crl, ca->crl);
	if (slash != NULL) {
		*slash = '\0';
		ca = world_find_ca(r->world, words[0]);
		if (ca == NULL)
			return reader_fail(r, "there is no CA \"%s\" before this line", words[0]);
		if (!read_number(r, slash + 1, WORLD_MAX_SHARDS, &shard))
			return false;
	}
	if ((l = ADD(r, crls)) == NULL)
		return false;
	if (ca != NULL) {
		*l = *ca->crl;
		l->entry_space = l->entry_count; /* its next entry goes to storage of its own */
		l->omit.space = l->omit.count;
		l->shard = shard;
	} else {
		l->name = words[0];
	}
	l->line = r->line;
	return open_block(r, &block_crl, l);
}

/* A CA: its responder; a certificate: answers about it; else a named answer. */
static bool begin_ocsp(struct reader *r, char **words, size_t count)
{
	struct wocsp *o;
	struct wca *ca;

	if (count != 1)
		return reader_fail(r, "ocsp needs: a CA, a certificate or a new name");
	ca = world_find_ca(r->world, words[0]);
	if (ca != NULL)
		return open_block(r, &block_ocsp, ca->ocsp);
	if ((o = ADD(r, ocsps)) == NULL)
		return false;
	o->name = words[0];
	o->line = r->line;
	o->status = o->reason = -1;
	return open_block(r, &block_ocsp, o);
}

static bool line_clock(struct reader *r, char **words, size_t count)
{
	int64_t clock;

	if (count != 1 || r->blocks_begun)
		return reader_fail(r, count == 1 ? "clock must stand before the first block" :
			"clock needs: a time, or now");
	r->world->clock = r->now;
	if (!read_time(r, words[0], &clock))
		return false;
	r->world->clock = r->at != WHEN_NONE ? r->at : clock;
	return true;
}

static bool line_seed(struct reader *r, char **words, size_t count)
{
	if (count != 1 || r->blocks_begun)
		return reader_fail(r, count == 1 ? "seed must stand before the first block" :
			"seed needs: a text");
	r->world->seed = words[0];
	return true;
}

static bool line_trust(struct reader *r, char **words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		refs_add(r->arena, &r->world->trust, words[i], r->line);
	return count > 0 || reader_fail(r, "trust needs: certificates");
}

/* publish URL [as der|pem|pkcs7] NAME... */
static bool line_publish(struct reader *r, char **words, size_t count)
{
	struct published *p;
	size_t first = count > 3 && strcmp(words[1], "as") == 0 ? 3 : 1;

	if (count <= first)
		return reader_fail(r, "publish needs: URL [as der|pem|pkcs7] and certificates");
	if ((p = ADD(r, published)) == NULL)
		return false;
	p->url = words[0];
	p->form = first == 3 ? words[2] : "der";
	if (strcmp(p->form, "der") != 0 && strcmp(p->form, "pem") != 0 &&
	    strcmp(p->form, "pkcs7") != 0)
		return reader_fail(r, "der, pem or pkcs7, not \"%s\"", p->form);
	for (size_t i = first; i < count; i++)
		refs_add(r->arena, &p->names, words[i], r->line);
	return true;
}

static bool line_fault(struct reader *r, char **words, size_t count)
{
	struct wfault *f;

	if (count != 1 && count != 2)
		return reader_fail(r, "fault needs: NAME[=VALUE] [OBJECT]");
	if ((f = ADD(r, faults)) == NULL)
		return false;
	f->line = r->line;
	f->object = count == 2 ? words[1] : NULL;
	return fault_read(r->arena, f, words[0], r->err) ||
		err_wrap(r->err, "%s:%u", r->world->file, r->line);
}

static const struct {
	const char *word;
	bool (*read)(struct reader *, char **words, size_t count);
	bool block;
} top_lines[] = {
	{ "clock", line_clock, false }, { "seed", line_seed, false },
	{ "trust", line_trust, false }, { "publish", line_publish, false },
	{ "fault", line_fault, false },
	{ "ca", begin_ca, true }, { "cert", begin_cert, true }, { "leaf", begin_leaf, true },
	{ "site", begin_site, true }, { "crl", begin_crl, true }, { "ocsp", begin_ocsp, true },
};

static bool top_line(struct reader *r, char **words, size_t count)
{
	for (size_t i = 0; i < sizeof top_lines / sizeof *top_lines; i++)
		if (strcmp(words[0], top_lines[i].word) == 0) {
			r->block = NULL;
			return top_lines[i].read(r, words + 1, count - 1);
		}
	return reader_fail(r, "\"%s\" begins no line here (clock seed trust ca cert leaf site crl "
		"ocsp fault publish)", words[0]);
}

/* The word at *AT, in place; false: a quote that does not end. */
static bool take_word(char **at, char **word)
{
	char *from = *at, *to = *at;
	bool quoted = *from == '"';

	*word = to;
	if (quoted)
		from++;
	while (*from != '\0' && (quoted ? *from != '"' : *from != ' ' && *from != '\t')) {
		if (quoted && *from == '\\' && (from[1] == '"' || from[1] == '\\'))
			from++;
		*to++ = *from++;
	}
	if (quoted && *from != '"')
		return false;
	if (*from != '\0')
		from++;
	*to = '\0';
	*at = from;
	return true;
}

static bool read_line(struct reader *r, char *line)
{
	char *words[WORLD_MAX_WORDS], *at = line;
	bool inside = *line == ' ' || *line == '\t';
	size_t count = 0;

	for (;;) {
		at += strspn(at, " \t");
		if (*at == '\0' || *at == '#')
			break;
		if (count == WORLD_MAX_WORDS)
			return reader_fail(r, "more than %d words in a line", WORLD_MAX_WORDS);
		if (!take_word(&at, &words[count++]))
			return reader_fail(r, "a quote that does not end");
	}
	if (count == 0)
		return true;
	if (!inside)
		return top_line(r, words, count);
	if (r->block == NULL)
		return reader_fail(r, "an indented line without a block above it");
	return reader_set(r, words, count);
}

static bool read_lines(struct reader *r, struct view text)
{
	size_t at = 0;

	if (text.size > WORLD_MAX_BYTES)
		return reader_fail(r, "larger than %zu bytes", WORLD_MAX_BYTES);
	while (at < text.size) {
		const uint8_t *line = text.data + at;
		const uint8_t *end = memchr(line, '\n', text.size - at);
		size_t size = end == NULL ? text.size - at : (size_t)(end - line), used = size;

		r->line++;
		if (used > 0 && line[used - 1] == '\r')
			used--;
		for (size_t i = 0; i < used; i++)
			if ((line[i] < 0x20 && line[i] != '\t') || line[i] == 0x7f)
				return reader_fail(r, "a control character");
		if (!str_is_utf8(view_of(line, used)))
			return reader_fail(r, "not UTF-8");
		if (!read_line(r, arena_textn(r->arena, (const char *)line, used)))
			return false;
		at += size + 1;
	}
	return true;
}

struct world *world_read(struct arena *a, struct view text, const char *file, int64_t at,
	int64_t now, struct err *err)
{
	struct err ignored;
	struct reader r = { .arena = a, .at = at, .now = now, .err = err != NULL ? err : &ignored };

	r.world = arena_take(a, sizeof *r.world);
	r.world->arena = a;
	r.world->file = str_safe_text(a, file);
	r.world->seed = "lencr";
	r.world->clock = at != WHEN_NONE ? at : now;
	return read_lines(&r, text) && world_resolve(&r) ? r.world : NULL;
}

struct wca *world_find_ca(const struct world *w, const char *name)
{
	for (size_t i = 0; i < w->cas.count; i++)
		if (strcmp(w->cas.list[i]->name, name) == 0)
			return w->cas.list[i];
	return NULL;
}

struct wcert *world_find_cert(const struct world *w, const char *name)
{
	for (size_t i = 0; i < w->certs.count; i++)
		if (strcmp(w->certs.list[i]->name, name) == 0)
			return w->certs.list[i];
	return NULL;
}

struct wsite *world_find_site(const struct world *w, const char *name)
{
	for (size_t i = 0; i < w->sites.count; i++)
		if (strcmp(w->sites.list[i]->site.name, name) == 0)
			return w->sites.list[i];
	return NULL;
}

struct wocsp *world_find_ocsp(const struct world *w, const char *name)
{
	for (size_t i = 0; i < w->ocsps.count; i++)
		if (strcmp(w->ocsps.list[i]->name, name) == 0)
			return w->ocsps.list[i];
	return NULL;
}

const struct wcrl *world_find_crl(const struct world *w, const struct wca *ca, unsigned shard)
{
	for (size_t i = 0; i < w->crls.count; i++)
		if (w->crls.list[i]->ca == ca && w->crls.list[i]->name == NULL &&
		    w->crls.list[i]->shard == shard)
			return w->crls.list[i];
	return ca->crl;
}

unsigned world_shard(const struct wca *ca, struct view serial)
{
	unsigned rest = 0;

	if (ca->shards == 0)
		return 0;
	for (size_t i = 0; i < serial.size; i++)
		rest = (rest * 256 + serial.data[i]) % ca->shards;
	return rest + 1;
}
