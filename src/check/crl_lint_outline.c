/* C02 to C10 and C21: what stands in the list beside extensions and entries. */
#include "base/when.h"
#include "check/crl_lint_parts.h"
#include "x509/name.h"
#include "x509/sig.h"

#define USER_MOST (10 * WHEN_DAY)
#define CA_MOST (366 * WHEN_DAY)
#define LENCR_SPAN 777599
#define SKEW 300

/* AlgorithmIdentifiers of BR 7.1.3.2, whole. */
#define A(octets) { (const uint8_t *)(octets), sizeof(octets) - 1 }
static const struct view algorithms[] = {
	A("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00"), /* sha256WithRSA */
	A("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c\x05\x00"), /* sha384WithRSA */
	A("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d\x05\x00"), /* sha512WithRSA */
	A("\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"),             /* ecdsa-with-SHA256 */
	A("\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03"),             /* ecdsa-with-SHA384 */
	A("\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04"),             /* ecdsa-with-SHA512 */
};
#undef A

static bool is_pss(struct view algorithm)
{
	static const uint8_t oid[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a };

	return view_find(view_part(algorithm, 0, 16), view_of(oid, sizeof oid)) != SIZE_MAX;
}

static void say_algorithm(struct lint *l)
{
	bool listed = is_pss(l->outer.whole), own;

	rulings_say(l->r, "C03", view_equal(l->inner.whole, l->outer.whole), SEVERITY_FAIL,
		"the inner algorithm is %s, the outer %s", sig_name(l->arena, l->inner.whole),
		sig_name(l->arena, l->outer.whole));
	for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
		listed = listed || view_equal(algorithms[i], l->outer.whole);
	/* Private CAs may use others, EdDSA for one. */
	rulings_say(l->r, "C03", listed, l->lencr ? SEVERITY_FAIL : SEVERITY_WARN,
		"%s is not among the encodings of BR 7.1.3.2", sig_name(l->arena, l->outer.whole));
	own = view_equal(algorithms[0], l->outer.whole) || view_equal(algorithms[4], l->outer.whole);
	if (l->lencr)
		rulings_say(l->r, "C03", own, SEVERITY_WARN, "Let's Encrypt signs with "
			"sha256WithRSAEncryption or ecdsa-with-SHA384, not with %s",
			sig_name(l->arena, l->outer.whole));
}

static void say_time(struct lint *l, const char *name, const struct tlv *t, int64_t *out)
{
	bool read = der_read_time(t->tag, t->content, out), general = t->tag == DER_GENERALIZED_TIME;
	struct when_civil civil = { 0 };

	if (!read) {
		*out = WHEN_NONE;
		rulings_break(l->r, "C05", SEVERITY_FAIL, "%s is not a time of RFC 5280", name);
		return;
	}
	when_to_civil(*out, &civil);
	rulings_say(l->r, "C05", !general || civil.year >= 2050, SEVERITY_FAIL,
		"%s is GeneralizedTime before 2050", name);
}

static void say_times(struct lint *l)
{
	say_time(l, "thisUpdate", &l->from, &l->this_update);
	if (l->until.tag == 0) {
		rulings_break(l->r, "C06", SEVERITY_FAIL, "nextUpdate is missing");
		return;
	}
	say_time(l, "nextUpdate", &l->until, &l->next_update);
	if (l->this_update != WHEN_NONE && l->next_update != WHEN_NONE)
		rulings_say(l->r, "C06", l->next_update > l->this_update, SEVERITY_FAIL,
			"nextUpdate is not later than thisUpdate");
}

/* A list of everything may hold subscribers: who knows that it does not? */
static void say_span(struct lint *l, int64_t span)
{
	const char *text = when_span_text(l->arena, span);
	bool root = l->known != NULL && !l->known->shards && l->known->role != CA_INTERMEDIATE;

	if (l->kind == CRL_KIND_USER)
		rulings_say(l->r, "C07", span < USER_MOST, SEVERITY_FAIL, "%s", text);
	else if (l->kind == CRL_KIND_CA || root)
		rulings_say(l->r, "C07", span <= CA_MOST, SEVERITY_FAIL, "%s", text);
	else
		rulings_say(l->r, "C07", span < USER_MOST, span > CA_MOST ? SEVERITY_FAIL : SEVERITY_NOTE,
			"%s; 10 days bind when it covers subscribers", text);
	if (l->lencr && l->kind == CRL_KIND_USER)
		rulings_say(l->r, "C08", span == LENCR_SPAN, SEVERITY_WARN, "%lld s, not %d s",
			(long long)span, LENCR_SPAN);
}

static void say_age(struct lint *l)
{
	int64_t age = l->in->at - l->this_update;

	rulings_say(l->r, "C09", age >= -SKEW, SEVERITY_FAIL, "thisUpdate %s is in the future",
		when_text(l->arena, l->this_update));
	if (l->next_update != WHEN_NONE)
		rulings_say(l->r, "C09", l->in->at <= l->next_update + SKEW, SEVERITY_FAIL,
			"nextUpdate %s has passed", when_text(l->arena, l->next_update));
	if (l->kind == CRL_KIND_USER && age >= 0)
		rulings_say(l->r, "C10", age < WHEN_DAY, SEVERITY_WARN, "%s old",
			when_span_text(l->arena, age));
}

void lint_outline(struct lint *l)
{
	int64_t version = -1;

	if (l->version.tag != 0 && !der_read_small(l->version.content, &version))
		version = -1;
	rulings_say(l->r, "C02", version == 1, SEVERITY_FAIL, l->version.tag == 0 ?
		"no version: version 1" : "version %lld", (long long)version + 1);
	say_algorithm(l);
	rulings_say(l->r, "C04", name_ok(l->issuer.whole) && l->issuer.content.size != 0,
		SEVERITY_FAIL, "the issuer is empty or cannot be decoded");
	say_times(l);
	if (l->this_update != WHEN_NONE && l->next_update != WHEN_NONE)
		say_span(l, l->next_update - l->this_update);
	if (l->this_update != WHEN_NONE)
		say_age(l);
	rulings_say(l->r, "C21", l->entries.tag == 0 || l->entries.content.size != 0, SEVERITY_FAIL,
		"revokedCertificates is there and empty");
}
