#include <string.h>

#include "base/str.h"
#include "lab/answer.h"
#include "lab/put.h"
#include "lab/reader.h"

/* TLS sites: what they present. */

static const char *const staple_words[] = {
	"true", "good", "revoked", "unknown", "stale", "future", "other", "empty", "garbage",
	"try-later", "unauthorized", "bad-signature", "none",
};

bool staple_check(struct reader *r, const struct wserve *serve)
{
	for (size_t i = 0; i < serve->staple_count; i++) {
		const struct staple_line *line = &serve->staples[i];
		bool known = line->ocsp != NULL;

		for (size_t k = 0; k < sizeof staple_words / sizeof *staple_words; k++)
			known = known || strcmp(line->spec, staple_words[k]) == 0;
		r->line = line->name.line;
		if (!known)
			return reader_fail(r, "nothing to staple is called \"%s\" (true good revoked "
				"unknown stale other empty garbage try-later …, or an ocsp block)",
				line->spec);
		if (line->at >= serve->certs.count)
			return reader_fail(r, "the site serves %zu certificates; the first is 0",
				serve->certs.count);
		if (line->ocsp == NULL && serve->list[line->at]->issuer == NULL)
			return reader_fail(r, "nobody answers for a self-signed certificate");
	}
	return true;
}

/* A sibling: another certificate of the same issuer. */
static struct wcert *sibling(const struct world *w, const struct wcert *c)
{
	for (size_t i = 0; i < w->certs.count; i++)
		if (w->certs.list[i] != c && w->certs.list[i]->issuer == c->issuer)
			return w->certs.list[i];
	return NULL;
}

static struct view make_staple(struct world *w, const struct wsite *s, const struct wserve *serve,
	const struct staple_line *line)
{
	const struct fault_object object = { .class = ON_STAPLE, .site = s };
	struct wcert *c = serve->list[line->at];
	const char *spec = line->ocsp != NULL ? "" : line->spec;
	struct wocsp o = *(line->ocsp != NULL ? line->ocsp : answer_ocsp_block(w, c));
	struct twist t = { 0 };
	struct view made;

	answer_twist(w, &object, &t);
	if (strcmp(spec, "empty") == 0 || strcmp(spec, "none") == 0 ||
	    fault_find(w, &object, FAULT_EMPTY) != NULL)
		return view_of(NULL, 0);
	if (strcmp(spec, "garbage") == 0)
		return view_of("this is no OCSP response", 24);
	o.cert = line->ocsp != NULL ? o.cert : c;
	if (strcmp(spec, "other") == 0 && sibling(w, c) != NULL)
		o.cert = sibling(w, c);
	if (strcmp(spec, "good") == 0 || strcmp(spec, "stale") == 0)
		o.status = 0;
	if (strcmp(spec, "revoked") == 0)
		o.status = 1;
	if (strcmp(spec, "unknown") == 0)
		o.status = 2;
	t.stale = t.stale || strcmp(spec, "stale") == 0;
	t.future = t.future || strcmp(spec, "future") == 0;
	t.bad_signature = t.bad_signature || strcmp(spec, "bad-signature") == 0;
	t.error = strcmp(spec, "try-later") == 0 ? 3 : strcmp(spec, "unauthorized") == 0 ? 6 :
		t.error;
	made = issue_ocsp(w, w->arena, &o, NULL, 0, view_of(NULL, 0), &t);
	if (fault_find(w, &object, FAULT_TRAILING) != NULL) {
		struct put p = { 0 };

		put_view(&p, made);
		put_bytes(&p, "\x05", 2);
		made = put_take(&p, w->arena);
	}
	if (fault_find(w, &object, FAULT_CUT) != NULL)
		made = view_part(made, 0, made.size - made.size / 4);
	return made;
}

static void make_credential(struct world *w, const struct wsite *s, const struct wserve *serve,
	struct serve_credential *out)
{
	const struct fault_object object = { .class = ON_SITE, .site = s };

	out->chain_count = serve->certs.count;
	out->chain = arena_array(w->arena, out->chain_count, sizeof *out->chain);
	out->staples = arena_array(w->arena, out->chain_count, sizeof *out->staples);
	for (size_t i = 0; i < out->chain_count; i++)
		out->chain[i] = issue_cert(w, serve->list[i]);
	for (size_t i = 0; i < serve->staple_count; i++)
		out->staples[serve->staples[i].at] = make_staple(w, s, serve, &serve->staples[i]);
	key_make(w->arena, serve->list[0]->key);
	out->key = serve->list[0]->key->pkey;
	out->min_tls = s->min_tls;
	out->max_tls = s->max_tls;
	out->play = answer_play(w, &object);
}

const struct serve_credential *site_credentials(struct world *w, struct wsite *s)
{
	if (s->made != NULL && s->made_at == w->faults.count + 1)
		return s->made;
	s->made = arena_array(w->arena, s->serve_count, sizeof *s->made);
	s->made_at = w->faults.count + 1;
	for (size_t i = 0; i < s->serve_count; i++)
		make_credential(w, s, &s->serves[i], &s->made[i]);
	return s->made;
}

struct wsite *site_find(const struct world *w, const char *name)
{
	uint8_t octets[16], other[16];
	size_t size = address_octets(name, octets);

	for (size_t i = 0; i < w->sites.count; i++) {
		const char *own = w->sites.list[i]->site.name;
		size_t own_size = address_octets(own, other);

		if (str_same(own, name) || (*name == '\0' && own_size != 0) ||
		    (size != 0 && own_size == size && memcmp(octets, other, size) == 0))
			return w->sites.list[i];
	}
	return *name == '\0' && w->sites.count > 0 ? w->sites.list[0] : NULL;
}
