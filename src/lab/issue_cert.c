#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "lab/issue.h"

struct view signed_object(struct arena *a, struct arena *keys, struct view tbs, struct key *key,
	enum hash_kind hash, bool bad, bool trailing)
{
	struct put p = { 0 };
	size_t mark;
	struct view signature;

	key_make(keys, key);
	signature = key_sign(a, key, hash, tbs);
	mark = put_open(&p, 0x30);
	put_view(&p, tbs);
	key_put_algorithm(&p, key, hash);
	put_bits(&p, signature);
	/* The last octet belongs to s, or to the RSA number: still well formed. */
	if (bad)
		p.bytes[p.size - 1] ^= 1;
	put_close(&p, mark);
	if (trailing)
		put_bytes(&p, "\x05", 2);
	return put_take(&p, a);
}

struct view ca_key_id(struct world *w, struct wca *ca)
{
	if (ca->first->ski == NO)
		return view_of(NULL, 0);
	if (ca->first->ski_hex.size != 0)
		return ca->first->ski_hex;
	key_make(w->arena, ca->key);
	return view_of(ca->key->sha1, 20);
}

struct view cert_subject_of(struct world *w, struct wcert *c)
{
	struct put p = { 0 };
	const char *text = c->subject;
	uint8_t octets[16];

	if (text == NULL && c->ca != NULL)
		return c->ca->subject_der;
	if (text == NULL && c->cn != NULL)
		text = strcmp(c->cn, "none") == 0 ? "" : arena_format(w->arena, "CN=%s", c->cn);
	if (text == NULL && (c->profile == PROFILE_TLSSERVER || c->profile == PROFILE_SHORTLIVED))
		text = "";
	if (text == NULL && (c->names.count == 0 || texts_none(&c->names)))
		text = arena_format(w->arena, "CN=%s", c->name);
	for (size_t i = 0; text == NULL && i < c->names.count; i++)
		if (strlen(c->names.list[i]) <= 64 && address_octets(c->names.list[i], octets) == 0)
			text = arena_format(w->arena, "CN=%s", c->names.list[i]);
	if (!name_put(&p, text == NULL ? "" : text)) {
		put_clear(&p);
		name_put(&p, "");
	}
	return put_take(&p, w->arena);
}

/* 18 octets with the prefix of Let's Encrypt's leaves, or 16 for CAs as its
 * ceremonies make them; the last one is moved until the shard is right. */
struct view cert_serial_of(struct world *w, struct wcert *c)
{
	size_t size = c->ca != NULL ? 16 : 18;
	struct put p = { 0 };
	uint8_t octets[18];

	if (c->serial_content.size != 0)
		return c->serial_content;
	if (c->serial.size != 0)
		return c->serial_content = c->serial;
	key_derive(w->seed, c->ca != NULL ? "ca serial" : "serial", c->name, octets, size);
	if (c->ca == NULL)
		octets[0] = (uint8_t)(5 + (octets[0] & 1));
	for (int tries = 0; tries < 256 && c->shard != 0 &&
	     world_shard(c->issuer, view_of(octets, size)) != c->shard; tries++)
		octets[size - 1]++;
	put_unsigned(&p, view_of(octets, size));
	c->serial_content = put_take(&p, w->arena);
	c->serial_content = view_part(c->serial_content, 2, c->serial_content.size - 2);
	return c->serial_content;
}

static struct key *signer_of(const struct wcert *c)
{
	if (c->signer != NULL)
		return c->signer->key;
	return c->issuer != NULL ? c->issuer->key : c->key;
}

static void put_issuer(struct world *w, struct put *p, struct wcert *c)
{
	if (c->issuer_name != NULL)
		name_put(p, c->issuer_name);
	else
		put_view(p, c->issuer != NULL ? c->issuer->subject_der : cert_subject_of(w, c));
}

static struct view make_tbs(struct world *w, struct wcert *c, struct view scts)
{
	unsigned version = c->version == 0 ? 3 : c->version;
	struct put p = { 0 };
	size_t tbs = put_open(&p, 0x30), mark;

	if (version > 1) {
		mark = put_open(&p, 0xa0);
		put_small(&p, version - 1);
		put_close(&p, mark);
	}
	put_tlv(&p, 0x02, cert_serial_of(w, c));
	key_put_algorithm(&p, signer_of(c), c->hash);
	put_issuer(w, &p, c);
	mark = put_open(&p, 0x30);
	put_time(&p, c->not_before);
	put_time(&p, c->not_after);
	put_close(&p, mark);
	put_view(&p, cert_subject_of(w, c));
	key_make(w->arena, c->key);
	put_view(&p, c->key->spki);
	if (version == 3) {
		size_t outer = put_open(&p, 0xa3), list = put_open(&p, 0x30);

		extensions_put(w, &p, c, scts);
		put_close(&p, list);
		put_close(&p, outer);
	}
	put_close(&p, tbs);
	return put_take(&p, w->arena);
}

static void put_wide(struct put *p, uint64_t value, int octets)
{
	while (octets-- > 0)
		put_byte(p, (unsigned)(value >> (8 * octets)) & 0xff);
}

/* One SCT over the precertificate's TBS (RFC 6962 section 3.2), by test log INDEX. */
static void put_sct(struct world *w, struct put *list, struct wcert *c, unsigned index,
	struct view tbs)
{
	struct key log = { .seed = w->seed, .kind = KEY_P256,
		.name = arena_format(w->arena, "log %u", index) };
	uint64_t ms = (uint64_t)(c->not_before + 3510) * 1000 + index;
	struct put p = { 0 };
	uint8_t id[32], issuer[32];
	struct view signature;

	key_make(w->arena, &log);
	key_make(w->arena, signer_of(c));
	digest_sha256(log.spki, id);
	digest_sha256(signer_of(c)->spki, issuer);
	put_wide(&p, 0, 2);
	put_wide(&p, ms, 8);
	put_wide(&p, 1, 2);
	put_bytes(&p, issuer, sizeof issuer);
	put_wide(&p, tbs.size, 3);
	put_view(&p, tbs);
	put_wide(&p, 0, 2);
	signature = key_sign(w->arena, &log, HASH_SHA256, view_of(p.bytes, p.size));
	put_clear(&p);
	put_wide(list, 1 + 32 + 8 + 2 + 4 + signature.size, 2);
	put_byte(list, 0);
	put_bytes(list, id, sizeof id);
	put_wide(list, ms, 8);
	put_wide(list, 0, 2);
	put_bytes(list, "\x04\x03", 2);
	put_wide(list, signature.size, 2);
	put_view(list, signature);
}

static struct view make_scts(struct world *w, struct wcert *c)
{
	struct view tbs = make_tbs(w, c, view_of(NULL, 0)), items;
	struct put list = { 0 }, whole = { 0 };

	for (unsigned i = 0; i < c->scts; i++)
		put_sct(w, &list, c, i, tbs);
	items = put_take(&list, w->arena);
	put_wide(&whole, items.size, 2);
	put_view(&whole, items);
	return put_take(&whole, w->arena);
}

struct view issue_cert(struct world *w, struct wcert *c)
{
	struct view scts = { NULL, 0 };

	if (c->der.size != 0)
		return c->der;
	if (c->scts > 0)
		scts = make_scts(w, c);
	c->der = signed_object(w->arena, w->arena, make_tbs(w, c, scts), signer_of(c), c->hash,
		c->bad_signature, c->trailing);
	return c->der;
}
