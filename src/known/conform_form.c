/* L02 to L05 and L12: serial, lifetime, profile, algorithm. */
#include <string.h>

#include "base/when.h"
#include "known/conform_parts.h"

#define SHORT_SPAN 576000

static void say_serial(struct leaf *l)
{
	const struct cert *c = l->cert;
	struct view s = c->serial;
	bool sharded = c->has_crldp;

	rulings_say(l->r, "L02", c->version == 2, SEVERITY_WARN, "version %d", c->version + 1);
	rulings_say(l->r, "L02", s.size == 18, SEVERITY_WARN, "the serial has %zu octets", s.size);
	/* The prefixes of other environments are not settled. */
	if (s.size == 0 || l->staging || l->issuer == NULL)
		return;
	rulings_say(l->r, "L02", sharded ? s.data[0] == 5 || s.data[0] == 6 : s.data[0] == 3 ||
		s.data[0] == 4 || (s.data[0] == 1 && c->not_before < conform_date(2016, 1, 1)), SEVERITY_NOTE,
		"the serial begins with %02x", s.data[0]);
}

static bool lifetime_known(int64_t span, int64_t from)
{
	if (span == SHORT_SPAN)
		return from > conform_date(2025, 2, 1);
	if (span == 45 * (int64_t)WHEN_DAY)
		return from >= conform_date(2026, 5, 12);
	if (span == 64 * (int64_t)WHEN_DAY)
		return from >= conform_date(2027, 2, 9) && from < conform_date(2028, 2, 17);
	if (span == 90 * (int64_t)WHEN_DAY + 1)
		return from < conform_date(2021, 6, 1);
	return span == 90 * (int64_t)WHEN_DAY && from < conform_date(2027, 2, 11);
}

static bool has_usage(const struct cert *c, bool encipher)
{
	unsigned want = 1u | (encipher ? 1u << 2 : 0);

	return c->has_key_usage && c->key_usage_critical && c->key_usage == want;
}

/* What the features say; LE_UNKNOWN when they say different things. */
static enum le_profile infer(struct leaf *l, int64_t span)
{
	const struct cert *c = l->cert;
	bool rsa = strcmp(c->key_type, "RSA") == 0;

	if (span == SHORT_SPAN)
		return c->cn_count == 0 && has_usage(c, false) ? LE_SHORTLIVED : LE_UNKNOWN;
	if (c->has_ski) {
		if (!has_usage(c, rsa))
			return LE_UNKNOWN;
		return c->eku_client && c->not_before >= conform_date(2026, 2, 20) ? LE_TLSCLIENT : LE_CLASSIC;
	}
	return c->cn_count == 0 && has_usage(c, false) ? LE_TLSSERVER : LE_UNKNOWN;
}

static void say_profile(struct leaf *l)
{
	const struct cert *c = l->cert;
	int64_t span = cert_lifetime(c);

	if (c->not_before == WHEN_NONE || c->not_after == WHEN_NONE) {
		l->profile = LE_UNKNOWN;
		return;
	}
	rulings_say(l->r, "L03", lifetime_known(span, c->not_before), SEVERITY_WARN,
		"%lld s are the lifetime of no profile at that date", (long long)span);
	l->profile = infer(l, span);
	rulings_say(l->r, "L04", l->profile != LE_UNKNOWN, SEVERITY_WARN,
		"%s, %s a subject key identifier, %s common name, key usage %#x",
		when_span_text(l->arena, span), c->has_ski ? "with" : "without",
		c->cn_count == 0 ? "no" : "a", c->key_usage);
	if (l->profile == LE_SHORTLIVED)
		rulings_say(l->r, "L04", !c->has_ski, SEVERITY_WARN, "shortlived with a subject key identifier");
	if (l->profile == LE_TLSSERVER && c->not_before >= conform_date(2026, 5, 14))
		rulings_say(l->r, "L04", span == 45 * (int64_t)WHEN_DAY, SEVERITY_WARN,
			"tlsserver has 45 days since 2026-05-13");
	if (l->profile == LE_CLASSIC && c->not_before < conform_date(2027, 2, 9))
		rulings_say(l->r, "L04", span != 45 * (int64_t)WHEN_DAY, SEVERITY_WARN,
			"45 days are those of tlsserver, the rest is classic");
}

static void say_inside(struct leaf *l)
{
	const struct cert *c = l->cert;
	bool inside = false;

	if (l->given != NULL)
		inside = c->not_before >= l->given->not_before && c->not_after <= l->given->not_after;
	else if (l->issuer == NULL)
		return;
	/* Of several certificates of the CA one is enough. */
	for (size_t i = 0; l->issuer != NULL && i < catalog_count(); i++) {
		const struct catalog_cert *k = catalog_at(i);

		inside = inside || (memcmp(k->spki_sha256, l->issuer->spki_sha256, 32) == 0 &&
			c->not_before >= k->not_before && c->not_after <= k->not_after);
	}
	rulings_say(l->r, "L05", inside, SEVERITY_WARN, "it is valid before or after its issuer");
}

static void say_algorithm(struct leaf *l)
{
	static const uint8_t rsa_key[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 },
		rsa[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0 },
		ec[] = { 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03 };
	struct view key = l->issuer != NULL ? l->issuer->spki_der :
		l->given != NULL ? l->given->spki : (struct view){ 0 };
	bool is_rsa = view_find(view_part(key, 0, 24), view_of(rsa_key, sizeof rsa_key)) != SIZE_MAX;

	if (key.size != 0)
		rulings_say(l->r, "L12", view_equal(l->algorithm, is_rsa ? view_of(rsa, sizeof rsa) :
			view_of(ec, sizeof ec)), SEVERITY_WARN, "%s", l->cert->sig_alg);
}

void conform_form(struct leaf *l)
{
	say_serial(l);
	say_profile(l);
	say_inside(l);
	say_algorithm(l);
}
