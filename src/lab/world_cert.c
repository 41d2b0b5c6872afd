#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "lab/reader.h"

/* Settings of CAs and certificates. */

static bool set_valid_for(struct reader *r, struct wcert *c, const char *span)
{
	int64_t ms;

	/* The last second counts: 90 days end a second earlier (RFC 5280 4.1.2.5). */
	if (!when_read_span(span, &ms) || ms < 1000)
		return reader_fail(r, "not a span: \"%s\" (90d, 160h)", span);
	c->not_after = c->not_before + ms / 1000 - 1;
	return true;
}

static bool set_valid(struct reader *r, void *object, char **words, size_t count)
{
	struct wcert *c = object;
	char *dots;

	c->has_validity = true;
	if (count == 3 && strcmp(words[1], "for") == 0)
		return read_time(r, words[0], &c->not_before) && set_valid_for(r, c, words[2]);
	if (count != 1 || (dots = strstr(words[0], "..")) == NULL)
		return reader_fail(r, "valid needs: FROM..TO or FROM for SPAN");
	*dots = '\0';
	return read_time(r, words[0], &c->not_before) && read_time(r, dots + 2, &c->not_after);
}

static bool set_cert_key(struct reader *r, void *object, char **words, size_t count)
{
	struct wcert *c = object;

	if (c->ca != NULL && c != c->ca->first)
		return reader_fail(r, "a CA's certificates share the key of the CA");
	if (count == 2 && strcmp(words[0], "of") == 0) {
		c->key_of = (struct ref){ words[1], r->line };
		return true;
	}
	return count == 1 ? read_key_kind(r, words[0], &c->key->kind) :
		reader_fail(r, "key needs: a kind of key, or: of NAME");
}

static bool set_profile(struct reader *r, void *object, char **words, size_t count)
{
	static const char *const profiles[] = { "classic", "tlsserver", "shortlived", "plain" };
	struct wcert *c = object;

	for (size_t i = 0; count == 1 && i < 4; i++)
		if (strcmp(words[0], profiles[i]) == 0) {
			c->profile = (enum cert_profile)(i + 1);
			return true;
		}
	return reader_fail(r, "profile needs: classic, tlsserver, shortlived or plain");
}

static bool set_cert_shard(struct reader *r, void *object, char **words, size_t count)
{
	struct wcert *c = object;

	return count == 1 ? read_number(r, words[0], WORLD_MAX_SHARDS, &c->shard) :
		reader_fail(r, "shard needs: a number");
}

static bool set_path_len(struct reader *r, void *object, char **words, size_t count)
{
	struct wcert *c = object;
	unsigned value;

	if (count == 1 && strcmp(words[0], "none") == 0) {
		c->path_len = -1;
		return true;
	}
	if (count != 1 || !read_number(r, words[0], 100, &value))
		return count != 1 ? reader_fail(r, "pathlen needs: a number, or none") : false;
	c->path_len = (int)value;
	return true;
}

static bool set_identifier(struct reader *r, char **words, size_t count, enum yes_no *on,
	struct view *hex)
{
	if (count == 1 && strcmp(words[0], "no") == 0) {
		*on = NO;
		return true;
	}
	*on = YES;
	return count == 1 ? read_hex(r, words[0], hex) :
		reader_fail(r, "no, or octets in hexadecimal");
}

static bool set_ski(struct reader *r, void *object, char **words, size_t count)
{
	struct wcert *c = object;

	if (count == 1 && strcmp(words[0], "yes") == 0) {
		c->ski = YES;
		return true;
	}
	return set_identifier(r, words, count, &c->ski, &c->ski_hex);
}

static bool set_aki(struct reader *r, void *object, char **words, size_t count)
{
	struct wcert *c = object;

	if (count == 1 && strcmp(words[0], "full") == 0) {
		c->aki_full = true;
		return true;
	}
	return set_identifier(r, words, count, &c->aki, &c->aki_hex);
}

static bool set_revoked(struct reader *r, void *object, char **words, size_t count)
{
	struct wcert *c = object;
	bool has_at;

	c->revoked = c->in_crl = c->in_ocsp = true;
	c->revoked_at = r->world->clock - 3 * WHEN_DAY;
	if (count >= 2 && strcmp(words[count - 2], "in") == 0) {
		c->in_crl = strcmp(words[count - 1], "crl") == 0;
		c->in_ocsp = strcmp(words[count - 1], "ocsp") == 0;
		if (!c->in_crl && !c->in_ocsp)
			return reader_fail(r, "in crl or in ocsp, not \"%s\"", words[count - 1]);
		count -= 2;
	}
	return read_revocation(r, words, count, &c->revoked_at, &has_at, &c->reason);
}

static bool set_extension(struct reader *r, void *object, char **words, size_t count)
{
	struct wcert *c = object;
	struct raw_extension *x;
	bool critical = count > 1 && strcmp(words[1], "critical") == 0;

	if (count < 1 || count > (critical ? 3U : 2U))
		return reader_fail(r, "extension needs: OID [critical] [HEX]");
	if (!read_oid(r, words[0]))
		return false;
	x = arena_more(r->arena, &c->extra, c->extra_count, &c->extra_space, sizeof *c->extra);
	c->extra_count++;
	x->oid = words[0];
	x->critical = critical;
	x->content = view_of("\x05", 2);
	return count == (critical ? 2U : 1U) || read_hex(r, words[count - 1], &x->content);
}

static bool set_crl_reasons(struct reader *r, void *object, char **words, size_t count)
{
	struct wcert *c = object;
	int reason;

	for (size_t i = 0; i < count; i++) {
		if (!read_reason(r, words[i], &reason))
			return false;
		c->crl_reasons |= (uint32_t)1 << (reason < 0 ? 0 : reason == 9 ? 7 :
			reason == 10 ? 8 : reason);
	}
	return count > 0 || reader_fail(r, "crldp-reasons needs: reasons");
}

#define C(field) offsetof(struct wcert, field)
static const struct property cert_properties[] = {
	{ "by", SET_REF, C(by), NULL, "the CA that issues it" },
	{ "key", SET_BY, 0, set_cert_key, NULL },
	{ "subject", SET_TEXT, C(subject), NULL, "a name such as \"C=US, CN=Test\"" },
	{ "cn", SET_TEXT, C(cn), NULL, "a common name, or none" },
	{ "names", SET_TEXTS, C(names), NULL, "host names and addresses, or none" },
	{ "profile", SET_BY, 0, set_profile, NULL },
	{ "valid", SET_BY, 0, set_valid, NULL },
	{ "hash", SET_HASH, C(hash), NULL, "a hash" },
	{ "version", SET_NUMBER, C(version), NULL, "1, 2 or 3" },
	{ "serial", SET_HEX, C(serial), NULL, "octets in hexadecimal" },
	{ "shard", SET_BY, 0, set_cert_shard, NULL },
	{ "aia", SET_TEXTS, C(aia), NULL, "URLs, or none" },
	{ "crldp", SET_TEXTS, C(crldp), NULL, "URLs, or none" },
	{ "crldp-one-point", SET_FLAG, C(crl_one_point), NULL, NULL },
	{ "crldp-issuer", SET_REF, C(crl_issuer), NULL, "a CA" },
	{ "crldp-dirname", SET_FLAG, C(crl_dirname), NULL, NULL },
	{ "crldp-reasons", SET_BY, 0, set_crl_reasons, NULL },
	{ "freshest", SET_TEXTS, C(freshest), NULL, "URLs" },
	{ "ocsp", SET_TEXTS, C(ocsp), NULL, "URLs, yes or none" },
	{ "eku", SET_TEXTS, C(eku), NULL, "server client ocsp any code email, OIDs, or none" },
	{ "key-usage", SET_TEXTS, C(key_usage), NULL, "digitalSignature … or none" },
	{ "policies", SET_TEXTS, C(policies), NULL, "OIDs, or none" },
	{ "permit", SET_TEXTS, C(permit), NULL, "DNS names, ADDRESS/MASK or @mail" },
	{ "exclude", SET_TEXTS, C(exclude), NULL, "DNS names, ADDRESS/MASK or @mail" },
	{ "ca", SET_YES_NO, C(is_ca), NULL, "yes or no" },
	{ "basic-constraints", SET_YES_NO, C(basic), NULL, "yes or no" },
	{ "pathlen", SET_BY, 0, set_path_len, NULL },
	{ "ski", SET_BY, 0, set_ski, NULL },
	{ "aki", SET_BY, 0, set_aki, NULL },
	{ "san-critical", SET_YES_NO, C(san_critical), NULL, "yes or no" },
	{ "must-staple", SET_FLAG, C(must_staple), NULL, NULL },
	{ "no-rev-avail", SET_FLAG, C(no_rev_avail), NULL, NULL },
	{ "poison", SET_FLAG, C(poison), NULL, NULL },
	{ "nocheck", SET_FLAG, C(nocheck), NULL, NULL },
	{ "scts", SET_NUMBER, C(scts), NULL, "a number" },
	{ "extension", SET_BY, 0, set_extension, NULL },
	{ "signed-by", SET_REF, C(signed_by), NULL, "a CA whose key signs" },
	{ "issuer-name", SET_TEXT, C(issuer_name), NULL, "a name" },
	{ "bad-signature", SET_FLAG, C(bad_signature), NULL, NULL },
	{ "trailing", SET_FLAG, C(trailing), NULL, NULL },
	{ "revoked", SET_BY, 0, set_revoked, NULL },
};
const struct block block_cert = { "certificate", cert_properties,
	sizeof cert_properties / sizeof *cert_properties, NULL, NULL };

static bool set_ca_key(struct reader *r, void *object, char **words, size_t count)
{
	struct wca *ca = object;

	return set_cert_key(r, ca->first, words, count);
}

static bool set_role(struct reader *r, void *object, char **words, size_t count)
{
	static const char *const roles[] = { "", "root", "issuing", "private" };
	struct wca *ca = object;

	for (size_t i = 1; count == 1 && i < 4; i++)
		if (strcmp(words[0], roles[i]) == 0) {
			ca->role = (enum ca_role)i;
			return true;
		}
	return reader_fail(r, "role needs: root, issuing or private");
}

static bool set_shards(struct reader *r, void *object, char **words, size_t count)
{
	struct wca *ca = object;

	ca->shards_set = true;
	return count == 1 ? read_number(r, words[0], WORLD_MAX_SHARDS, &ca->shards) :
		reader_fail(r, "shards needs: a number, 0 for one list");
}

static void *first_certificate(struct reader *r, void *object)
{
	struct wca *ca = object;

	(void)r;
	return ca->first;
}

#define A(field) offsetof(struct wca, field)
static const struct property ca_properties[] = {
	{ "subject", SET_TEXT, A(subject), NULL, "a name such as \"C=US, CN=Test CA\"" },
	{ "key", SET_BY, 0, set_ca_key, NULL },
	{ "role", SET_BY, 0, set_role, NULL },
	{ "label", SET_TEXT, A(label), NULL, "the first label of its hosts" },
	{ "domain", SET_TEXT, A(domain), NULL, "the domain of its hosts" },
	{ "aia-url", SET_TEXT, A(aia_url), NULL, "a URL, or none" },
	{ "crl-url", SET_TEXT, A(crl_url), NULL, "a URL (%n is the shard), or none" },
	{ "ocsp-url", SET_TEXT, A(ocsp_url), NULL, "a URL, or none" },
	{ "shards", SET_BY, 0, set_shards, NULL },
	{ "serves", SET_REF, A(serves), NULL, "a certificate" },
	{ "chain", SET_REFS, A(chain), NULL, "certificates, or none" },
};
const struct block block_ca = { "CA", ca_properties, sizeof ca_properties / sizeof *ca_properties,
	&block_cert, first_certificate };
