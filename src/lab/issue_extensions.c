#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "lab/issue.h"
#include "lab/reader.h"

/* Extensions of certificates, in the order in which Let's Encrypt has them. */

void extension_put(struct put *p, const char *oid, bool critical, struct view value)
{
	size_t mark = put_open(p, 0x30);

	put_oid(p, oid);
	if (critical)
		put_bool(p, true);
	put_tlv(p, 0x04, value);
	put_close(p, mark);
}

/* Ends a value being built in FROM and puts it as an extension. */
static void put_built(struct put *p, const char *oid, bool critical, struct put *from)
{
	extension_put(p, oid, critical, view_of(from->bytes, from->size));
	put_clear(from);
}

static bool is_ca(const struct wcert *c)
{
	return c->is_ca == BY_DEFAULT ? c->ca != NULL : c->is_ca == YES;
}

static bool self_signed(const struct wcert *c)
{
	return c->issuer == NULL || (c->ca != NULL && c->issuer == c->ca);
}

static int path_len_of(const struct wcert *c)
{
	if (c->path_len != -2)
		return c->path_len;
	return c->ca != NULL && c->ca->role == ROLE_ISSUING ? 0 : -1;
}

static const char *const usages[] = {
	"digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment",
	"keyAgreement", "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly",
};

static uint32_t usage_bit(const char *word)
{
	for (uint32_t i = 0; i < sizeof usages / sizeof *usages; i++)
		if (strcmp(word, usages[i]) == 0)
			return (uint32_t)1 << i;
	return 0;
}

static void put_key_usage(struct put *p, const struct wcert *c)
{
	struct put value = { 0 };
	uint32_t bits = 0;

	if (texts_none(&c->key_usage))
		return;
	for (size_t i = 0; i < c->key_usage.count; i++)
		bits |= usage_bit(c->key_usage.list[i]);
	if (c->key_usage.count == 0 && is_ca(c))
		bits = 1U << 5 | 1U << 6 | (path_len_of(c) >= 0 ? 1U : 0U);
	else if (c->key_usage.count == 0)
		bits = key_is_rsa(c->key->kind) && (c->profile == PROFILE_CLASSIC ||
			c->profile == PROFILE_PLAIN) ? 1U | 1U << 2 : 1U;
	put_flags(&value, 0x03, bits);
	put_built(p, "2.5.29.15", true, &value);
}

static const char *eku_oid(const char *word)
{
	static const struct { const char *word, *oid; } rows[] = {
		{ "server", "1.3.6.1.5.5.7.3.1" }, { "client", "1.3.6.1.5.5.7.3.2" },
		{ "code", "1.3.6.1.5.5.7.3.3" }, { "email", "1.3.6.1.5.5.7.3.4" },
		{ "ocsp", "1.3.6.1.5.5.7.3.9" }, { "any", "2.5.29.37.0" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(word, rows[i].word) == 0)
			return rows[i].oid;
	return word;
}

static void put_eku(struct put *p, const struct wcert *c)
{
	struct put value = { 0 };
	size_t mark;
	bool usual = c->ca == NULL || c->ca->role == ROLE_ISSUING;

	if (texts_none(&c->eku) || (c->eku.count == 0 && !usual))
		return;
	mark = put_open(&value, 0x30);
	for (size_t i = 0; i < c->eku.count; i++)
		put_oid(&value, eku_oid(c->eku.list[i]));
	if (c->eku.count == 0)
		put_oid(&value, eku_oid("server"));
	put_close(&value, mark);
	put_built(p, "2.5.29.37", false, &value);
}

static void put_basic(struct put *p, const struct wcert *c)
{
	struct put value = { 0 };
	size_t mark;

	if (c->basic == NO)
		return;
	mark = put_open(&value, 0x30);
	if (is_ca(c)) {
		put_bool(&value, true);
		if (path_len_of(c) >= 0)
			put_small(&value, path_len_of(c));
	}
	put_close(&value, mark);
	put_built(p, "2.5.29.19", true, &value);
}

static void put_ski(struct world *w, struct put *p, struct wcert *c)
{
	struct put value = { 0 };
	uint8_t digest[32];
	unsigned size;
	struct view id = c->ski_hex;

	if (c->ski == NO || (c->ski == BY_DEFAULT && c->ca == NULL &&
	    (c->profile == PROFILE_TLSSERVER || c->profile == PROFILE_SHORTLIVED)))
		return;
	key_make(w->arena, c->key);
	if (id.size == 0 && c->ca != NULL) {
		id = view_of(c->key->sha1, 20);
	} else if (id.size == 0) {
		/* RFC 7093 section 2, method 1. */
		if (EVP_Digest(c->key->bits.data, c->key->bits.size, digest, &size, EVP_sha256(),
			NULL) != 1)
			return;
		id = view_of(digest, 20);
	}
	put_tlv(&value, 0x04, id);
	put_built(p, "2.5.29.14", false, &value);
}

static void put_aki(struct world *w, struct put *p, struct wcert *c)
{
	struct put value = { 0 };
	struct view id = c->aki_hex;
	size_t mark;

	if (c->aki == NO || (c->aki == BY_DEFAULT && self_signed(c)))
		return;
	if (id.size == 0 && c->issuer != NULL)
		id = ca_key_id(w, c->issuer);
	if (id.size == 0 && !c->aki_full)
		return;
	mark = put_open(&value, 0x30);
	if (id.size != 0)
		put_tlv(&value, 0x80, id);
	if (c->aki_full && c->issuer != NULL) {
		size_t names = put_open(&value, 0xa1);

		general_put_directory(&value, cert_subject_of(w, c->issuer->first));
		put_close(&value, names);
		put_tlv(&value, 0x82, cert_serial_of(w, c->issuer->first));
	}
	put_close(&value, mark);
	put_built(p, "2.5.29.35", false, &value);
}

static void put_access(struct put *p, const char *method, const char *url)
{
	size_t mark = put_open(p, 0x30);

	put_oid(p, method);
	general_put_url(p, url);
	put_close(p, mark);
}

/* OCSP before caIssuers, as everybody does. */
static void put_aia(struct put *p, const struct wcert *c)
{
	static const char ocsp[] = "1.3.6.1.5.5.7.48.1", issuers[] = "1.3.6.1.5.5.7.48.2";
	struct put value = { 0 };
	const struct wca *by = self_signed(c) ? NULL : c->issuer;
	size_t mark = put_open(&value, 0x30), empty = value.size;
	bool yes = c->ocsp.count == 1 && strcmp(c->ocsp.list[0], "yes") == 0;

	if (yes || (c->ocsp.count == 0 && by != NULL && by->ocsp_named)) {
		if (by != NULL && by->ocsp_url != NULL)
			put_access(&value, ocsp, by->ocsp_url);
	} else if (!texts_none(&c->ocsp)) {
		for (size_t i = 0; i < c->ocsp.count; i++)
			put_access(&value, ocsp, c->ocsp.list[i]);
	}
	if (c->aia.count == 0 && by != NULL && by->aia_url != NULL)
		put_access(&value, issuers, by->aia_url);
	for (size_t i = 0; i < c->aia.count && !texts_none(&c->aia); i++)
		put_access(&value, issuers, c->aia.list[i]);
	if (value.size == empty) {
		put_clear(&value);
		return;
	}
	put_close(&value, mark);
	put_built(p, "1.3.6.1.5.5.7.1.1", false, &value);
}

static void put_san(struct put *p, const struct wcert *c, bool empty_subject)
{
	struct put value = { 0 };
	size_t mark;

	if (c->names.count == 0 || texts_none(&c->names))
		return;
	mark = put_open(&value, 0x30);
	for (size_t i = 0; i < c->names.count; i++)
		general_put_host(&value, c->names.list[i]);
	put_close(&value, mark);
	put_built(p, "2.5.29.17", c->san_critical == BY_DEFAULT ? empty_subject :
		c->san_critical == YES, &value);
}

static void put_policies(struct put *p, const struct wcert *c)
{
	struct put value = { 0 };
	size_t mark, one;
	bool usual = c->ca != NULL ? c->ca->role != ROLE_PRIVATE && !self_signed(c) :
		c->profile != PROFILE_PLAIN;

	if (texts_none(&c->policies) || (c->policies.count == 0 && !usual))
		return;
	mark = put_open(&value, 0x30);
	for (size_t i = 0; i < (c->policies.count == 0 ? 1 : c->policies.count); i++) {
		one = put_open(&value, 0x30);
		put_oid(&value, c->policies.count == 0 ? "2.23.140.1.2.1" : c->policies.list[i]);
		put_close(&value, one);
	}
	put_close(&value, mark);
	put_built(p, "2.5.29.32", false, &value);
}

/* One DistributionPoint; URLS none: without a name. */
static void put_point(struct world *w, struct put *p, const struct wcert *c,
	const char *const *urls, size_t count)
{
	size_t point = put_open(p, 0x30);

	if (count > 0 || c->crl_dirname) {
		size_t name = put_open(p, 0xa0), full = put_open(p, 0xa0);

		if (c->crl_dirname && c->issuer != NULL)
			general_put_directory(p, c->issuer->subject_der);
		for (size_t i = 0; i < count; i++)
			general_put_url(p, urls[i]);
		put_close(p, full);
		put_close(p, name);
	}
	if (c->crl_reasons != 0)
		put_flags(p, 0x81, c->crl_reasons);
	if (c->crl_issuer_ca != NULL) {
		size_t names = put_open(p, 0xa2);

		general_put_directory(p, cert_subject_of(w, c->crl_issuer_ca->first));
		put_close(p, names);
	}
	put_close(p, point);
}

static const char *crl_url_of(struct world *w, struct wcert *c)
{
	const struct wca *by = self_signed(c) ? NULL : c->issuer;
	const char *mark;

	if (by == NULL || by->crl_url == NULL)
		return NULL;
	mark = strstr(by->crl_url, "%n");
	return mark == NULL ? by->crl_url : arena_format(w->arena, "%.*s%u%s",
		(int)(mark - by->crl_url), by->crl_url, world_shard(by, cert_serial_of(w, c)), mark + 2);
}

static void put_crldp(struct world *w, struct put *p, struct wcert *c)
{
	struct put value = { 0 };
	const char *usual = crl_url_of(w, c);
	size_t mark, count = c->crldp.count;
	const char *const *urls = c->crldp.list;

	if (texts_none(&c->crldp))
		return;
	if (count == 0 && usual != NULL) {
		urls = &usual;
		count = 1;
	}
	if (count == 0 && c->crl_issuer_ca == NULL && !c->crl_dirname)
		return;
	mark = put_open(&value, 0x30);
	if (c->crl_one_point || count == 0)
		put_point(w, &value, c, urls, count);
	for (size_t i = 0; i < count && !c->crl_one_point; i++)
		put_point(w, &value, c, urls + i, 1);
	put_close(&value, mark);
	put_built(p, "2.5.29.31", false, &value);
}

static void put_freshest(struct world *w, struct put *p, const struct wcert *c)
{
	struct put value = { 0 };
	size_t mark;

	if (c->freshest.count == 0)
		return;
	mark = put_open(&value, 0x30);
	for (size_t i = 0; i < c->freshest.count; i++)
		put_point(w, &value, c, c->freshest.list + i, 1);
	put_close(&value, mark);
	put_built(p, "2.5.29.46", false, &value);
}

/* "ADDRESS/MASK" as 8 or 32 octets. */
static size_t constraint_octets(const char *text, uint8_t out[32])
{
	char address[64];
	const char *slash = strchr(text, '/');
	size_t size;

	if (slash == NULL || (size_t)(slash - text) >= sizeof address)
		return 0;
	memcpy(address, text, (size_t)(slash - text));
	address[slash - text] = '\0';
	size = address_octets(address, out);
	return size != 0 && address_octets(slash + 1, out + size) == size ? 2 * size : 0;
}

static void put_subtrees(struct put *p, unsigned tag, const struct texts *texts)
{
	uint8_t octets[32];
	size_t mark, one, size;

	if (texts->count == 0)
		return;
	mark = put_open(p, tag);
	for (size_t i = 0; i < texts->count; i++) {
		one = put_open(p, 0x30);
		size = constraint_octets(texts->list[i], octets);
		if (size != 0)
			put_tlv(p, 0x87, view_of(octets, size));
		else if (texts->list[i][0] == '@')
			put_text(p, 0x81, texts->list[i] + 1);
		else
			put_text(p, 0x82, texts->list[i]);
		put_close(p, one);
	}
	put_close(p, mark);
}

static void put_constraints(struct put *p, const struct wcert *c)
{
	struct put value = { 0 };
	size_t mark;

	if (c->permit.count == 0 && c->exclude.count == 0)
		return;
	mark = put_open(&value, 0x30);
	put_subtrees(&value, 0xa0, &c->permit);
	put_subtrees(&value, 0xa1, &c->exclude);
	put_close(&value, mark);
	put_built(p, "2.5.29.30", true, &value);
}

static void put_others(struct put *p, const struct wcert *c)
{
	if (c->must_staple)
		extension_put(p, "1.3.6.1.5.5.7.1.24", false, view_of("\x30\x03\x02\x01\x05", 5));
	if (c->no_rev_avail)
		extension_put(p, "2.5.29.56", false, view_of("\x05", 2));
	if (c->nocheck)
		extension_put(p, "1.3.6.1.5.5.7.48.1.5", false, view_of("\x05", 2));
	for (size_t i = 0; i < c->extra_count; i++)
		extension_put(p, c->extra[i].oid, c->extra[i].critical, c->extra[i].content);
	if (c->poison)
		extension_put(p, "1.3.6.1.4.1.11129.2.4.3", true, view_of("\x05", 2));
}

void extensions_put(struct world *w, struct put *p, struct wcert *c, struct view scts)
{
	struct put value = { 0 };

	put_key_usage(p, c);
	put_eku(p, c);
	put_basic(p, c);
	put_ski(w, p, c);
	put_aki(w, p, c);
	put_aia(p, c);
	put_san(p, c, cert_subject_of(w, c).size == 2);
	put_policies(p, c);
	put_constraints(p, c);
	put_crldp(w, p, c);
	put_freshest(w, p, c);
	put_others(p, c);
	if (scts.size == 0)
		return;
	put_tlv(&value, 0x04, scts);
	put_built(p, "1.3.6.1.4.1.11129.2.4.2", false, &value);
}

bool cert_check(struct reader *r, const struct wcert *c)
{
	for (size_t i = 0; i < c->eku.count && !texts_none(&c->eku); i++)
		if (!read_oid(r, eku_oid(c->eku.list[i])))
			return false;
	for (size_t i = 0; i < c->policies.count && !texts_none(&c->policies); i++)
		if (!read_oid(r, c->policies.list[i]))
			return false;
	for (size_t i = 0; i < c->key_usage.count && !texts_none(&c->key_usage); i++)
		if (usage_bit(c->key_usage.list[i]) == 0)
			return reader_fail(r, "not a key usage: \"%s\"", c->key_usage.list[i]);
	if (c->scts > 50 || c->version > 3)
		return reader_fail(r, c->scts > 50 ? "at most 50 scts" : "version is 1, 2 or 3");
	return true;
}
