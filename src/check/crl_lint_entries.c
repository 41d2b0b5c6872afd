/* C22 to C27, the times of C05 and C31: every entry, in one walk. */
#include <string.h>

#include "base/when.h"
#include "check/crl_lint_parts.h"
#include "x509/cert.h"
#include "x509/crl_index.h"
#include "x509/oid.h"

#define LENCR_SERIAL 18
#define MOST_SERIAL 20

/* How many entries break a rule in one way, and the first that does. */
struct tally { uint64_t count; struct view first; };

enum fault { FAULT_TIME, FAULT_CRITICAL, FAULT_ISSUER, FAULT_REASON_CRITICAL, FAULT_REASON_FORM,
	FAULT_REASON_UNSPECIFIED, FAULT_REASON_WRONG, FAULT_REASON_OTHER, FAULT_INVALIDITY,
	FAULT_SERIAL_SIGN, FAULT_SERIAL_LONG, FAULT_SERIAL_FORM, FAULT_SHARD, FAULT_FORM, FAULT_LATER,
	FAULT_REASON_NONE, FAULTS };

static const struct { const char *rule, *text; enum severity severity; } faults[FAULTS] = {
	[FAULT_TIME] = { "C05", "revocation dates are not times of RFC 5280", SEVERITY_FAIL },
	[FAULT_CRITICAL] = { "C22", "unknown critical extensions", SEVERITY_FAIL },
	[FAULT_ISSUER] = { "C22", "certificateIssuer", SEVERITY_FAIL },
	[FAULT_REASON_CRITICAL] = { "C23", "the reason is critical", SEVERITY_FAIL },
	[FAULT_REASON_FORM] = { "C23", "the reason is no ENUMERATED", SEVERITY_FAIL },
	[FAULT_REASON_UNSPECIFIED] = { "C23", "unspecified is written out", SEVERITY_FAIL },
	[FAULT_REASON_WRONG] = { "C23", "certificateHold or removeFromCRL", SEVERITY_FAIL },
	[FAULT_REASON_OTHER] = { "C23", "a reason that BR does not allow", SEVERITY_FAIL },
	[FAULT_REASON_NONE] = { "C23", "entries for CA certificates without a reason", SEVERITY_WARN },
	[FAULT_INVALIDITY] = { "C24", "invalidityDate or a hold instruction", SEVERITY_WARN },
	[FAULT_SERIAL_SIGN] = { "C25", "a serial that is not positive", SEVERITY_FAIL },
	[FAULT_SERIAL_LONG] = { "C25", "a serial over 20 octets", SEVERITY_FAIL },
	[FAULT_SERIAL_FORM] = { "C25", "a serial that is not DER", SEVERITY_FAIL },
	[FAULT_SHARD] = { "C26", "the serial belongs to another shard", SEVERITY_WARN },
	[FAULT_FORM] = { "C26", "a serial not of Let's Encrypt's form", SEVERITY_WARN },
	[FAULT_LATER] = { "C27", "revoked later than thisUpdate", SEVERITY_WARN },
};

struct walk {
	struct lint *lint;
	struct tally tallies[FAULTS];
	uint64_t entries, superseded;
	struct view serial;     /* of the entry at hand */
	bool reason;
};

static void count(struct walk *w, enum fault f)
{
	if (w->tallies[f].count++ == 0)
		w->tallies[f].first = w->serial;
}

static void see_reason(struct walk *w, const struct extension *e)
{
	struct tlv t;
	int64_t code;

	w->reason = true;
	if (e->critical)
		count(w, FAULT_REASON_CRITICAL);
	if (!der_only(e->value, DER_ENUMERATED, &t) || !der_read_small(t.content, &code)) {
		count(w, FAULT_REASON_FORM);
		return;
	}
	w->superseded += code == CRL_SUPERSEDED;
	if (code == CRL_UNSPECIFIED)
		count(w, FAULT_REASON_UNSPECIFIED);
	else if (code == CRL_HOLD || code == CRL_REMOVE)
		count(w, FAULT_REASON_WRONG);
	else if (code != CRL_KEY_COMPROMISE && code != CRL_AFFILIATION_CHANGED &&
	    code != CRL_SUPERSEDED && code != CRL_CESSATION && code != CRL_PRIVILEGE_WITHDRAWN)
		count(w, FAULT_REASON_OTHER);
}

static void see_extensions(struct walk *w, struct view list)
{
	static const struct view reason = OID_EXT("\x15"), hold = OID_EXT("\x17"),
		invalidity = OID_EXT("\x18"), issuer = OID_EXT("\x1d");
	struct der d = der_of(list);
	struct extension e;

	while (extension_next(&d, &e)) {
		if (view_equal(e.oid, reason))
			see_reason(w, &e);
		else if (view_equal(e.oid, hold) || view_equal(e.oid, invalidity))
			count(w, FAULT_INVALIDITY);
		else if (view_equal(e.oid, issuer))
			count(w, FAULT_ISSUER);
		else if (e.critical)
			count(w, FAULT_CRITICAL);
	}
}

static void see_serial(struct walk *w)
{
	const struct lint *l = w->lint;
	struct view s = w->serial;

	if (!der_integer_ok(s)) {
		count(w, FAULT_SERIAL_FORM);
		return;
	}
	if (serial_negative(s) || (s.size == 1 && s.data[0] == 0))
		count(w, FAULT_SERIAL_SIGN);
	if (s.size > MOST_SERIAL)
		count(w, FAULT_SERIAL_LONG);
	if (!l->lencr || l->kind != CRL_KIND_USER || l->shard == 0)
		return;
	if (lencr_shard(s) != l->shard)
		count(w, FAULT_SHARD);
	/* The prefixes in use since sharding is by serial; staging has others. */
	if (s.size != LENCR_SERIAL || (l->known != NULL && (s.data[0] < 5 || s.data[0] > 6) &&
	    strcmp(l->known->environment, "production") == 0))
		count(w, FAULT_FORM);
}

static bool see_entry(struct walk *w, struct der *d)
{
	struct tlv seq, t;
	struct der inner;
	int64_t at;

	w->reason = false;
	w->serial = (struct view){ 0 };
	if (!der_take(d, DER_SEQUENCE, &seq))
		return false;
	inner = der_of(seq.content);
	if (!der_take(&inner, DER_INTEGER, &t))
		return false;
	w->serial = t.content;
	w->entries++;
	see_serial(w);
	if (!der_next(&inner, &t))
		return false;
	if (!der_read_time(t.tag, t.content, &at))
		count(w, FAULT_TIME);
	else if (w->lint->this_update != WHEN_NONE && at > w->lint->this_update)
		count(w, FAULT_LATER);
	if (der_take(&inner, DER_SEQUENCE, &t))
		see_extensions(w, t.content);
	if (!w->reason && w->lint->kind == CRL_KIND_CA)
		count(w, FAULT_REASON_NONE);
	return der_empty(&inner);
}

static void say(struct walk *w)
{
	struct lint *l = w->lint;

	for (int f = 0; f < FAULTS; f++) {
		const struct tally *t = &w->tallies[f];
		enum severity severity = faults[f].severity;

		if (t->count == 0)
			continue;
		/* BR does not bind private CAs, nor what is indirect on purpose. */
		if (!l->lencr && severity == SEVERITY_FAIL && (f == FAULT_REASON_WRONG ||
		    f == FAULT_REASON_OTHER || f == FAULT_ISSUER))
			severity = SEVERITY_WARN;
		rulings_break(l->r, faults[f].rule, severity, "%s (%llu of %llu entries, first %s)",
			faults[f].text, (unsigned long long)t->count, (unsigned long long)w->entries,
			view_hex(l->arena, view_part(t->first, 0, 64)));
	}
}

static void say_doubles(struct lint *l)
{
	struct crl_index index;
	struct view first;
	size_t doubles;

	if (!l->out->decoded)
		return;
	crl_index_init(&index, &l->out->crl);
	doubles = crl_index_doubles(&index, &first);
	if (doubles != 0)
		rulings_break(l->r, "C25", SEVERITY_FAIL, "%zu serials stand there again, first %s", doubles,
			view_hex(l->arena, view_part(first, 0, 64)));
	crl_index_clear(&index);
}

void lint_entries(struct lint *l)
{
	static const char *const always[] = { "C05", "C22", "C23", "C24", "C25", "C27", "C31" };
	struct walk w = { .lint = l };
	struct der d = der_of(l->entries.content);

	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		rulings_hold(l->r, always[i]);
	if (l->lencr && l->kind == CRL_KIND_USER && l->shard != 0)
		rulings_hold(l->r, "C26");
	while (!der_empty(&d)) {
		size_t at = (size_t)(d.rest.data - l->der.data);

		if (!see_entry(&w, &d)) {
			rulings_break(l->r, "C01", SEVERITY_FAIL, "the entry at offset %zu is malformed", at);
			break;
		}
	}
	say(&w);
	say_doubles(l);
	if (w.superseded != 0)
		rulings_note(l->r, "C31", "%llu of %llu entries are superseded",
			(unsigned long long)w.superseded, (unsigned long long)w.entries);
}
