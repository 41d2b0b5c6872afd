/* A CRL, decoded: its head, the first entries, and what is looked for. */
#include "base/str.h"
#include "base/when.h"
#include "check/crl_doc.h"
#include "check/show_parts.h"
#include "x509/name.h"

#define LISTED 20    /* entries in the document */
#define SHOWN 5      /* and on the page without -v */
#define FOUND 1000   /* listings of one serial */

static void put_entry(struct node *list, const struct crl_entry *e)
{
	struct node *n = node_object(list, NULL);

	node_hex(n, "serial", e->serial);
	node_time(n, "revoked_at", e->revoked_at);
	if (e->has_reason)
		node_text(n, "reason", crl_reason_word(e->reason));
	if (e->has_invalidity)
		node_time(n, "invalid_since", e->invalidity);
	if (e->cert_issuer.size != 0)
		node_hex(n, "certificate_issuer", e->cert_issuer);
}

static void say_entry(struct shown *s, int level, const char *label, const struct crl_entry *e)
{
	show_field(s, level, label, "%s  revoked %s%s%s", view_hex(s->arena, view_part(e->serial, 0, 64)),
		when_text(s->arena, e->revoked_at), e->has_reason ? ", " : "",
		e->has_reason ? crl_reason_word(e->reason) : "");
}

static void show_first(struct shown *s, struct node *n, const struct crl *c)
{
	struct node *list = node_array(n, "first");
	struct crl_cursor cursor = { 0 };
	struct crl_entry e;

	for (int i = 0; i < LISTED && crl_next(c, &cursor, &e); i++) {
		put_entry(list, &e);
		say_entry(s, i < SHOWN ? 0 : 1, i == 0 ? "first" : "", &e);
	}
	if (c->entry_count > LISTED)
		show_field(s, 1, "", "and %llu more", (unsigned long long)(c->entry_count - LISTED));
}

static void show_found(struct shown *s, struct node *list, const struct crl *c, struct view serial)
{
	struct node *n = node_object(list, NULL), *listings;
	struct crl_cursor cursor = { 0 };
	struct crl_entry e;
	uint64_t count = 0;

	node_hex(n, "serial", serial);
	listings = node_array(n, "listings");
	while (crl_find(c, &cursor, serial, &e)) {
		if (++count > FOUND)
			continue;
		put_entry(listings, &e);
		say_entry(s, -1, "listed", &e);
	}
	node_number(n, "count", (int64_t)count);
	if (count == 0)
		show_field(s, -1, "not listed", "%s", view_hex(s->arena, serial));
}

static const char *scope(struct shown *s, const struct crl_idp *i)
{
	const char *what = i->only_user ? "subscriber certificates" : i->only_ca ? "CA certificates" :
		i->only_attribute ? "attribute certificates" : "all certificates";

	if (!i->present)
		return "all certificates of the issuer";
	for (size_t k = 0; k < i->name_count; k++)
		what = arena_format(s->arena, "%s, %s", what, general_name_text(s->arena, i->names[k]));
	return arena_format(s->arena, "%s%s%s", what, i->indirect ? ", indirect" : "",
		i->has_reasons ? ", some reasons" : "");
}

void show_crl(struct shown *s, struct view der)
{
	struct node *n = show_begin(s, "crl", "certificate revocation list"), *list;
	struct crl c;
	struct err e = { 0 };

	if (!crl_read(s->arena, der, &c, &e)) {
		show_bad(s, n, str_safe_text(s->arena, e.text));
		return;
	}
	crl_doc_list(n, s->arena, &c);
	node_number(n, "bytes", (int64_t)der.size);
	show_field(s, 0, "issuer", "%s", name_text(s->arena, c.issuer));
	show_field(s, 0, "number", "%s%s", c.has_number ? crl_doc_number(s->arena, &c) : "none",
		c.is_delta ? arena_format(s->arena, ", a delta of %s", view_hex(s->arena, c.base_number)) :
		"");
	show_field(s, 0, "made", "%s (%s %s)", when_text(s->arena, c.this_update),
		when_span_text(s->arena, s->options->at - c.this_update),
		c.this_update > s->options->at ? "ahead" : "ago");
	show_field(s, 0, "next", "%s", c.next_update == WHEN_NONE ? "not told" :
		when_text(s->arena, c.next_update));
	show_field(s, 0, "scope", "%s", scope(s, &c.idp));
	show_field(s, 0, "size", "%llu entries, %zu bytes", (unsigned long long)c.entry_count, der.size);
	if (c.unknown_critical != NULL || c.entry_unknown_critical != NULL)
		show_field(s, 0, "critical", "extension %s, which is not known here",
			c.unknown_critical != NULL ? c.unknown_critical : c.entry_unknown_critical);
	node_text(n, "unknown_critical", c.unknown_critical != NULL ? c.unknown_critical :
		c.entry_unknown_critical);
	show_first(s, n, &c);
	if (s->options->find_count == 0)
		return;
	list = node_array(n, "found");
	for (size_t i = 0; i < s->options->find_count; i++)
		show_found(s, list, &c, s->options->finds[i]);
}
