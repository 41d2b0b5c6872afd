#include "check/crl_diff.h"

#include "base/when.h"
#include "x509/crl_index.h"
#include "x509/name.h"
#include "x509/sig.h"

static const struct rule_row rows[] = {
	{ "C11", "signed by a key of that CA whose certificate may sign CRLs",
	  "RFC 5280 sections 6.3.3 (f), 4.2.1.3" },
	{ "C15", "the newer list is later: number and thisUpdate larger, scope the same",
	  "RFC 5280 section 5.2.3" },
	{ "C28", "entries stay until the certificate has expired, date and reason stay",
	  "BR 4.10.1; BR 7.2.2; CPS 4.10.1" },
};

const char *crl_change_word(enum crl_change c)
{
	static const char *const words[CRL_CHANGES] = { "added", "removed", "vanished", "expired",
		"lifted", "reason-changed", "date-changed" };

	return words[c];
}

struct diff {
	struct arena *arena;
	const struct crl *old_list, *new_list;
	struct cert *const *certs;
	size_t cert_count;
	struct crl_diff *out;
};

/* --- C15 --------------------------------------------------------------------- */

static bool shares_name(const struct crl_idp *a, const struct crl_idp *b)
{
	for (size_t i = 0; i < a->name_count; i++)
		for (size_t k = 0; k < b->name_count; k++)
			if (general_name_equal(a->names[i], b->names[k]))
				return true;
	return a->name_count == 0 && b->name_count == 0 && view_equal(a->relative, b->relative);
}

static void say_scope(struct diff *d)
{
	const struct crl *o = d->old_list, *n = d->new_list;
	const struct crl_idp *a = &o->idp, *b = &n->idp;
	struct rulings *r = &d->out->rulings;
	size_t before = rulings_count(r, SEVERITY_FAIL);

	rulings_say(r, "C15", name_equal(o->issuer, n->issuer), SEVERITY_FAIL, "another issuer");
	if (o->has_aki && n->has_aki)
		rulings_say(r, "C15", view_equal(o->aki, n->aki), SEVERITY_FAIL, "another key of the issuer");
	rulings_say(r, "C15", a->only_user == b->only_user && a->only_ca == b->only_ca &&
		a->only_attribute == b->only_attribute && a->indirect == b->indirect, SEVERITY_FAIL,
		"for other kinds of certificates");
	rulings_say(r, "C15", a->has_reasons == b->has_reasons && a->reasons == b->reasons,
		SEVERITY_FAIL, "for other reasons");
	rulings_say(r, "C15", a->has_point == b->has_point && shares_name(a, b), SEVERITY_FAIL,
		"no distribution point in common");
	rulings_say(r, "C15", o->is_delta == n->is_delta, SEVERITY_FAIL, "a delta and a complete list");
	d->out->same_scope = rulings_count(r, SEVERITY_FAIL) == before;
}

static struct view number_of(const struct crl *c)
{
	struct view v = c->number;

	while (v.size > 1 && v.data[0] == 0)
		v = view_part(v, 1, SIZE_MAX);
	return v;
}

static void say_order(struct diff *d)
{
	const struct crl *o = d->old_list, *n = d->new_list;
	struct rulings *r = &d->out->rulings;
	bool later = n->this_update > o->this_update;
	int order;

	d->out->in_order = later;
	rulings_say(r, "C15", later, SEVERITY_FAIL, "thisUpdate %s is not later than %s",
		when_text(d->arena, n->this_update), when_text(d->arena, o->this_update));
	if (!o->has_number || !n->has_number) {
		rulings_say(r, "C15", o->has_number == n->has_number, SEVERITY_WARN,
			"only one of the two has a number");
		return;
	}
	order = view_compare(number_of(n), number_of(o));
	d->out->in_order = later && order > 0;
	rulings_say(r, "C15", order > 0, SEVERITY_FAIL, "number %s is not larger than %s",
		view_hex(d->arena, n->number), view_hex(d->arena, o->number));
}

/* --- entries ------------------------------------------------------------------- */

static struct crl_changed *put(struct diff *d, enum crl_change change, struct view serial)
{
	struct crl_diff *out = d->out;
	struct crl_changed *c;

	if (out->counts[change]++ >= CRL_DIFF_LISTED) {
		out->cut = true;
		return NULL;
	}
	c = arena_more(d->arena, &out->list, out->count, &out->space, sizeof *c);
	out->count++;
	*c = (struct crl_changed){ .change = change, .serial = serial, .reason = -1, .was_reason = -1,
		.revoked_at = WHEN_NONE, .was_revoked_at = WHEN_NONE, .not_after = WHEN_NONE };
	return c;
}

static void put_new(struct crl_changed *c, const struct crl_entry *e)
{
	c->revoked_at = e->revoked_at;
	c->reason = e->has_reason ? e->reason : -1;
}

static void put_old(struct crl_changed *c, const struct crl_entry *e)
{
	c->was_revoked_at = e->revoked_at;
	c->was_reason = e->has_reason ? e->reason : -1;
}

static void see_added(struct diff *d, const struct crl_slot *slot)
{
	struct crl_changed *c = put(d, CRL_ADDED, crl_slot_serial(slot));
	struct crl_entry e;

	if (c != NULL && crl_slot_entry(d->new_list, slot, &e))
		put_new(c, &e);
}

static const struct cert *cert_of(const struct diff *d, struct view serial)
{
	for (size_t i = 0; i < d->cert_count; i++)
		if (serial_equal(d->certs[i]->serial, serial) &&
		    name_equal(d->certs[i]->issuer, d->old_list->issuer))
			return d->certs[i];
	return NULL;
}

static void see_removed(struct diff *d, const struct crl_slot *slot)
{
	struct view serial = crl_slot_serial(slot);
	const struct cert *cert = cert_of(d, serial);
	struct crl_entry e = { 0 };
	enum crl_change change = CRL_REMOVED;
	struct crl_changed *c;

	crl_slot_entry(d->old_list, slot, &e);
	if (e.has_reason && e.reason == CRL_HOLD)
		change = CRL_LIFTED;
	else if (cert != NULL && cert->not_after != WHEN_NONE)
		/* A list between the two may have been the last that had to name it. */
		change = cert->not_after >= d->new_list->this_update ? CRL_VANISHED : CRL_EXPIRED;
	c = put(d, change, serial);
	if (c == NULL)
		return;
	put_old(c, &e);
	c->odd = change == CRL_VANISHED;
	if (cert != NULL)
		c->not_after = cert->not_after;
}

static int reason_of(const struct crl_entry *e)
{
	return e->has_reason ? e->reason : CRL_UNSPECIFIED;
}

static void see_both(struct diff *d, const struct crl_slot *was, const struct crl_slot *is)
{
	struct crl_entry a, b;
	struct crl_changed *c;
	enum crl_change change;
	bool reason, date, odd;

	if (!crl_slot_entry(d->old_list, was, &a) || !crl_slot_entry(d->new_list, is, &b))
		return;
	reason = reason_of(&a) != reason_of(&b);
	date = a.revoked_at != b.revoked_at;
	if (!reason && !date) {
		d->out->unchanged++;
		return;
	}
	change = reason ? CRL_REASON_CHANGED : CRL_DATE_CHANGED;
	/* BR 7.2.2: it may become known that the key was compromised, and since when. */
	odd = (reason && reason_of(&b) != CRL_KEY_COMPROMISE && reason_of(&a) != CRL_HOLD) ||
		(date && b.revoked_at > a.revoked_at);
	d->out->odd += odd;
	c = put(d, change, crl_slot_serial(is));
	if (c == NULL)
		return;
	put_old(c, &a);
	put_new(c, &b);
	c->odd = odd;
}

/* The next slot of another serial. */
static size_t past(const struct crl_index *index, size_t i)
{
	size_t next = i + 1;

	while (next < index->count &&
	       crl_slot_compare(&index->slots[next], &index->slots[i]) == 0)
		next++;
	return next;
}

static void walk(struct diff *d)
{
	struct crl_index a, b;
	size_t i = 0, k = 0;

	crl_index_init(&a, d->old_list);
	crl_index_init(&b, d->new_list);
	d->out->doubles_old = crl_index_doubles(&a, NULL);
	d->out->doubles_new = crl_index_doubles(&b, NULL);
	while (i < a.count || k < b.count) {
		int order = i == a.count ? 1 : k == b.count ? -1 :
			crl_slot_compare(&a.slots[i], &b.slots[k]);

		if (order < 0)
			see_removed(d, &a.slots[i]);
		else if (order > 0)
			see_added(d, &b.slots[k]);
		else
			see_both(d, &a.slots[i], &b.slots[k]);
		if (order <= 0)
			i = past(&a, i);
		if (order >= 0)
			k = past(&b, k);
	}
	crl_index_clear(&a);
	crl_index_clear(&b);
}

static void say_entries(struct diff *d)
{
	struct crl_diff *o = d->out;

	rulings_say(&o->rulings, "C28", o->counts[CRL_VANISHED] == 0, SEVERITY_FAIL,
		"%llu entries vanished before their certificates expired",
		(unsigned long long)o->counts[CRL_VANISHED]);
	rulings_say(&o->rulings, "C28", o->odd == 0, SEVERITY_WARN,
		"%llu dates or reasons changed as they should not", (unsigned long long)o->odd);
	if (o->counts[CRL_REMOVED] != 0)
		rulings_note(&o->rulings, "C28", "%llu entries are gone whose certificates are not known",
			(unsigned long long)o->counts[CRL_REMOVED]);
}

void crl_diff(struct arena *a, const struct crl *old_list, const struct crl *new_list,
	struct cert *const *certs, size_t cert_count, struct crl_diff *out)
{
	struct diff d = { .arena = a, .old_list = old_list, .new_list = new_list, .certs = certs,
		.cert_count = cert_count, .out = out };

	*out = (struct crl_diff){ 0 };
	rulings_init(&out->rulings, a, rows, sizeof rows / sizeof *rows);
	out->same_bytes = view_equal(old_list->der, new_list->der);
	if (out->same_bytes) {
		out->same_scope = out->in_order = true;
		out->unchanged = new_list->entry_count;
		rulings_hold(&out->rulings, "C15");
		rulings_hold(&out->rulings, "C28");
		return;
	}
	say_scope(&d);
	say_order(&d);
	walk(&d);
	say_entries(&d);
}

static void say_signer(const char *which, const struct crl *c, struct cert *const *issuers,
	size_t count, struct rulings *r)
{
	bool signed_by = false, may = false;

	for (size_t i = 0; i < count && !may; i++) {
		const struct cert *s = issuers[i];

		if (!name_equal(s->subject, c->issuer) ||
		    !sig_verify(c->tbs, c->sig_alg, c->signature, s->key))
			continue;
		signed_by = true;
		may = !s->has_key_usage || (s->key_usage & 1u << 6) != 0;
	}
	rulings_say(r, "C11", signed_by, SEVERITY_FAIL, "no certificate given by --issuer has signed "
		"the %s list", which);
	rulings_say(r, "C11", may || !signed_by, SEVERITY_FAIL, "the key usage of who signed the %s list "
		"lacks cRLSign", which);
}

void crl_diff_signers(const struct crl *old_list, const struct crl *new_list,
	struct cert *const *issuers, size_t count, struct crl_diff *out)
{
	if (count == 0)
		return;
	say_signer("older", old_list, issuers, count, &out->rulings);
	say_signer("newer", new_list, issuers, count, &out->rulings);
}

bool crl_diff_failed(const struct crl_diff *d)
{
	return rulings_count(&d->rulings, SEVERITY_FAIL) != 0;
}
