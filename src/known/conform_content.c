/* L06 to L11 and L13: extensions. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "known/conform_parts.h"
#include "known/lencr_url.h"
#include "x509/oid.h"
#include "x509/sct.h"

#define DV "2.23.140.1.2.1"
#define CPS "1.3.6.1.4.1.44947.1.1.1"

/* Dates of change are known to a day or so; between FROM and TO both hold. */
static void due(struct leaf *l, const char *what, bool there, int64_t from, int64_t to)
{
	int64_t at = l->cert->not_before;

	if (at < from)
		rulings_say(l->r, "L06", !there, SEVERITY_WARN, "%s before %s", what,
			when_date(l->arena, to));
	else if (at >= to)
		rulings_say(l->r, "L06", there, SEVERITY_WARN, "no %s, due since %s", what,
			when_date(l->arena, from));
}

/* The other way round: something that was there until about then. */
static void due_until(struct leaf *l, const char *what, bool there, int64_t from, int64_t to)
{
	int64_t at = l->cert->not_before;

	if (at < from)
		rulings_say(l->r, "L06", there, SEVERITY_WARN, "no %s, usual until %s", what,
			when_date(l->arena, to));
	else if (at >= to)
		rulings_say(l->r, "L06", !there, SEVERITY_WARN, "%s, gone since %s", what,
			when_date(l->arena, from));
}

static bool has_policy(const struct cert *c, const char *oid)
{
	for (size_t i = 0; i < c->policy_count; i++)
		if (strcmp(c->policies[i], oid) == 0)
			return true;
	return false;
}

static void say_due(struct leaf *l)
{
	const struct cert *c = l->cert;

	rulings_hold(l->r, "L06");
	if (c->not_before == WHEN_NONE)
		return;
	rulings_say(l->r, "L06", c->eku_server && c->eku_count == (c->eku_client ? 2u : 1u),
		SEVERITY_WARN, "purposes other than serverAuth and clientAuth");
	if (l->profile == LE_CLASSIC)
		due_until(l, "clientAuth", c->eku_client, conform_date(2026, 2, 10),
			conform_date(2026, 2, 20));
	else if (l->profile == LE_TLSSERVER || l->profile == LE_SHORTLIVED)
		rulings_say(l->r, "L06", !c->eku_client, SEVERITY_WARN, "clientAuth, which is classic's");
	else if (l->profile == LE_TLSCLIENT)
		due_until(l, "clientAuth by the profile tlsclient", true, conform_date(2026, 7, 8),
			conform_date(2026, 7, 10));
	due_until(l, "OCSP URL", c->ocsp_url_count != 0, conform_date(2025, 2, 1),
		conform_date(2025, 5, 9));
	/* The profile of short-lived certificates says that theirs may go. */
	if (l->profile != LE_SHORTLIVED)
		due(l, "CRL URL", c->has_crldp, conform_date(2025, 3, 12), conform_date(2025, 4, 8));
	rulings_say(l->r, "L06", has_policy(c, DV), SEVERITY_WARN, "not the policy " DV);
	due_until(l, "policy " CPS, has_policy(c, CPS), conform_date(2023, 6, 14),
		conform_date(2023, 6, 17));
}

static void say_url(struct leaf *l, const char *text, bool crl)
{
	struct lencr_url url;

	if (!lencr_url_read(l->arena, text, &url)) {
		/* Older ones had other hosts. */
		if (l->cert->not_before >= conform_date(2021, 1, 1))
			rulings_break(l->r, "L07", SEVERITY_WARN, "%s is not of lencr.org's form", text);
		return;
	}
	if (l->label != NULL)
		rulings_say(l->r, "L07", strcmp(url.label, l->label) == 0, SEVERITY_WARN,
			"%s is the URL of %s, its issuer is %s", text, url.label, l->label);
	if (crl && !l->staging && l->cert->serial.size != 0)
		rulings_say(l->r, "L07", url.shard == lencr_shard(l->cert->serial), SEVERITY_WARN,
			"%s, but the serial belongs to shard %u", text, lencr_shard(l->cert->serial));
}

static void say_urls(struct leaf *l)
{
	const struct cert *c = l->cert;

	rulings_say(l->r, "L07", c->issuer_url_count == 1, SEVERITY_WARN, "%zu issuer URLs",
		c->issuer_url_count);
	for (size_t i = 0; i < c->issuer_url_count; i++)
		say_url(l, c->issuer_urls[i], false);
	for (size_t p = 0; p < c->point_count; p++)
		for (size_t u = 0; u < c->points[p].url_count; u++)
			say_url(l, c->points[p].urls[u], true);
}

static void say_aki(struct leaf *l)
{
	const struct cert *c = l->cert;
	bool fits;

	if (l->given != NULL && l->given->has_ski)
		fits = view_equal(c->aki, l->given->ski);
	else if (l->issuer != NULL)
		fits = view_equal(c->aki, view_of(l->issuer->key_sha1, 20)) ||
			view_equal(c->aki, view_of(l->issuer->key_sha256, 20));
	else
		return;
	rulings_say(l->r, "L08", c->has_aki && fits, SEVERITY_WARN, "it is %s",
		c->aki.size == 0 ? "not there" : view_hex(l->arena, c->aki));
}

static bool cn_among_names(const struct cert *c)
{
	for (size_t i = 0; i < c->san_count; i++)
		if ((c->sans[i].kind == SAN_DNS || c->sans[i].kind == SAN_IP) &&
		    str_same(c->sans[i].text, c->cn))
			return true;
	return false;
}

static void say_names(struct leaf *l)
{
	const struct cert *c = l->cert;
	size_t most = l->profile == LE_TLSSERVER || l->profile == LE_SHORTLIVED ? 25 : 100;
	bool empty = c->subject.size <= 2;

	rulings_say(l->r, "L09", c->san_count >= 1 && c->san_count <= most, SEVERITY_WARN,
		"%zu names, 1 to %zu are usual", c->san_count, most);
	for (size_t i = 0; i < c->san_count; i++) {
		if (c->sans[i].kind != SAN_DNS && c->sans[i].kind != SAN_IP)
			rulings_break(l->r, "L09", SEVERITY_WARN, "a name of another kind than DNS and IP");
		else if (c->sans[i].kind == SAN_IP && l->profile != LE_SHORTLIVED)
			rulings_break(l->r, "L09", SEVERITY_WARN, "an address in a profile other than shortlived");
	}
	rulings_say(l->r, "L09", c->cn_count <= 1 && (c->cn_count == 0 || cn_among_names(c)),
		SEVERITY_WARN, "the common name is not among the names");
	rulings_say(l->r, "L09", c->san_critical == empty, SEVERITY_WARN, empty ?
		"the names are not critical though the subject is empty" :
		"the names are critical though there is a subject");
}

static void say_scts(struct leaf *l)
{
	const struct cert *c = l->cert;
	int64_t from = c->not_before;
	struct sct *list;
	size_t count;

	if (c->poison || from < conform_date(2018, 4, 1))
		return;
	if (!sct_list_read(l->arena, c->scts, &list, &count)) {
		rulings_break(l->r, "L10", SEVERITY_WARN, c->scts.size == 0 ? "none are there" :
			"the list is malformed");
		return;
	}
	rulings_say(l->r, "L10", count >= 2, SEVERITY_WARN, "only %zu", count);
	for (size_t i = 0; i < count; i++) {
		int64_t after = list[i].timestamp_ms / 1000 - from;

		for (size_t k = 0; k < i; k++)
			if (list[i].log_id.size != 0 && view_equal(list[i].log_id, list[k].log_id))
				rulings_break(l->r, "L10", SEVERITY_WARN, "two of the same log");
		if (from >= conform_date(2024, 9, 1))
			rulings_say(l->r, "L10", after >= 3509 && after <= 3620, SEVERITY_NOTE,
				"one was made %lld s after notBefore, 3509 to 3620 are usual", (long long)after);
	}
}

static void say_extensions(struct leaf *l)
{
	static const struct view usual[] = { OID_EXT("\x0f"), OID_EXT("\x25"), OID_EXT("\x13"),
		OID_EXT("\x0e"), OID_EXT("\x23"), OID_PKIX("\x01\x01"), OID_EXT("\x11"), OID_EXT("\x20"),
		OID_EXT("\x1f"), OID_CT("\x02"), OID_CT("\x03"), OID_PKIX("\x01\x18") };

	for (size_t i = 0; i < l->extension_count; i++) {
		bool found = false;

		for (size_t k = 0; k < sizeof usual / sizeof *usual; k++)
			found = found || view_equal(usual[k], l->extensions[i].oid);
		rulings_say(l->r, "L11", found, SEVERITY_WARN, "the extension %s",
			oid_text(l->arena, l->extensions[i].oid));
	}
	rulings_say(l->r, "L11", !l->cert->must_staple || l->cert->not_before < conform_date(2025, 5, 8),
		SEVERITY_WARN, "must-staple, refused since 2025-05-07");
}

static void say_key(struct leaf *l)
{
	const struct cert *c = l->cert;
	int bits = c->key_bits_count;
	bool good = false;

	if (strcmp(c->key_type, "RSA") == 0)
		good = bits == 2048 || bits == 3072 || bits == 4096;
	else if (strcmp(c->key_type, "EC") == 0 && c->curve != NULL)
		good = strcmp(c->curve, "P-256") == 0 || strcmp(c->curve, "P-384") == 0;
	rulings_say(l->r, "L11", good, SEVERITY_WARN, "a key of kind %s with %d bits", c->key_type, bits);
}

void conform_content(struct leaf *l)
{
	say_due(l);
	say_urls(l);
	say_aki(l);
	say_names(l);
	say_scts(l);
	say_extensions(l);
	say_key(l);
	rulings_say(l->r, "L13", !l->cert->poison, SEVERITY_FAIL,
		"it is a precertificate, which no server should present");
}
