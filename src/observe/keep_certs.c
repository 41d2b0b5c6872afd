/* Certificates, each once, whoever presented or logged it: by the SHA-256 of
 * the DER, or by the key under which a log writes it. A handshake may refer to
 * a certificate that its log tells of hours later or earlier. */
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "base/str.h"
#include "base/when.h"
#include "known/lencr_url.h"
#include "observe/correlate_parts.h"
#include "x509/cert.h"

#define URLS_KEPT 4
#define NAMES_KEPT 100      /* of certificates that were given */
#define SAMPLE 32           /* looked at to find one to forget */

/* --- who issued it -------------------------------------------------------------- */

/* The value of ATTRIBUTE in a name as text; commas and slashes end it. */
static char *value_of(struct arena *a, const char *text, const char *attribute)
{
	size_t size = strlen(attribute);

	for (const char *at = text; *at != '\0'; at++) {
		const char *end;

		if ((at != text && strchr(", /+", at[-1]) == NULL) || strncmp(at, attribute, size) != 0)
			continue;
		at += size;
		for (end = at; *end != '\0' && *end != ',' && *end != '/' && *end != '+'; end++)
			if (*end == '\\' && end[1] != '\0')
				end++;
		return arena_textn(a, at, (size_t)(end - at));
	}
	return NULL;
}

static void put_label(char label[12], const char *name)
{
	size_t size = strlen(name);

	label[0] = '\0';
	if (size >= 12)
		return;
	for (size_t i = 0; i <= size; i++)
		label[i] = str_lower(name[i]);
	if (!ca_label_form(label))
		label[0] = '\0';
}

enum issuer_kind issuer_of_text(struct arena *a, const char *text, const struct catalog_cert **ca,
	char label[12])
{
	const char *cn, *o;

	*ca = NULL;
	label[0] = '\0';
	if (text == NULL || text[0] == '\0')
		return ISSUER_UNKNOWN;
	cn = value_of(a, text, "CN=");
	o = value_of(a, text, "O=");
	if (strchr(text, '=') == NULL) {
		*ca = ca_by_name(text);
		if (*ca == NULL || strlen(text) < 6)    /* "R3" alone may be anybody's */
			return ISSUER_UNKNOWN;
	} else if (o == NULL || cn == NULL) {
		return o == NULL ? ISSUER_UNKNOWN : ISSUER_OTHER;
	} else if (strstr(o, "Encrypt") == NULL && strstr(o, "Internet Security Research") == NULL &&
	    strcmp(o, "ISRG") != 0) {
		return ISSUER_OTHER;
	} else {
		*ca = ca_by_name(cn);
	}
	if (*ca != NULL)
		put_label(label, (*ca)->label == NULL ? "" : (*ca)->label);
	else
		put_label(label, cn == NULL ? "" : cn);
	return ISSUER_OURS;
}

/* A pointer of lencr.org's grammar tells the CA as well. */
static void issuer_of_urls(struct arena *a, struct known_cert *c)
{
	struct lencr_url u;

	for (unsigned i = 0; c->issuer_kind == ISSUER_UNKNOWN && i < c->issuer_count; i++)
		if (lencr_url_read(a, c->issuers[i], &u)) {
			c->issuer_kind = ISSUER_OURS;
			c->ca = catalog_by_label(u.label);
			put_label(c->label, u.label);
		}
}

/* --- filling ----------------------------------------------------------------------- */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static char **keep_views(const struct view *list, size_t count, size_t max, bool lower, size_t *held)
{
	size_t some = least(count, max);
	char **out = some == 0 ? NULL : mem_take(some, sizeof *out);

	for (size_t i = 0; i < some; i++) {
		out[i] = lower ? keep_name(list[i], NAME_MAX_BYTES, held) : keep_text(list[i], TEXT_MAX_BYTES, held);
		if (out[i] == NULL)
			out[i] = mem_take(1, 1);
		*held += sizeof *out;
	}
	return out;
}

static char **keep_list(struct arena *a, char **list, size_t count, size_t max, bool lower, size_t *held)
{
	struct view *views = arena_array(a, count + 1, sizeof *views);

	for (size_t i = 0; i < count; i++)
		views[i] = view_of_text(list[i]);
	return keep_views(views, count, max, lower, held);
}

static void put_serial(struct known_cert *out, struct view serial)
{
	while (serial.size > 1 && serial.data[0] == 0)
		serial = view_part(serial, 1, SIZE_MAX);
	if (serial.size == 0 || serial.size > sizeof out->serial)
		return;
	memcpy(out->serial, serial.data, serial.size);
	out->serial_size = (uint8_t)serial.size;
}

static void put_points(struct arena *a, struct known_cert *out, const struct cert *c)
{
	char **urls = NULL;
	size_t count = 0, space = 0;

	for (size_t i = 0; i < c->point_count; i++)
		for (size_t n = 0; n < c->points[i].url_count; n++) {
			char **slot = arena_more(a, &urls, count, &space, sizeof *slot);

			*slot = c->points[i].urls[n];
			count++;
		}
	out->crls = keep_list(a, urls, count, URLS_KEPT, false, &out->held);
	out->crl_count = (uint8_t)least(count, URLS_KEPT);
	out->issuers = keep_list(a, c->issuer_urls, c->issuer_url_count, URLS_KEPT, false, &out->held);
	out->issuer_count = (uint8_t)least(c->issuer_url_count, URLS_KEPT);
	out->ocsps = keep_list(a, c->ocsp_urls, c->ocsp_url_count, URLS_KEPT, false, &out->held);
	out->ocsp_count = (uint8_t)least(c->ocsp_url_count, URLS_KEPT);
	out->pointers_known = c->malformed == NULL && count <= URLS_KEPT &&
		c->issuer_url_count <= URLS_KEPT && c->ocsp_url_count <= URLS_KEPT;
}

static void put_names(struct arena *a, struct known_cert *out, const struct cert *c)
{
	char **names = arena_array(a, c->san_count + 1, sizeof *names);
	size_t count = 0;

	for (size_t i = 0; i < c->san_count; i++)
		if (c->sans[i].kind == SAN_DNS)
			names[count++] = c->sans[i].text;
	out->names = keep_list(a, names, count, NAMES_KEPT, true, &out->held);
	out->name_count = (uint16_t)least(count, NAMES_KEPT);
}

static bool fill_der(struct known_cert *out, struct view der, bool names)
{
	struct arena *a = arena_new();
	const struct cert *c = cert_read(a, der, NULL);

	if (c != NULL) {
		out->filled = out->bytes = out->sha256_known = true;
		memcpy(out->sha256, c->sha256, 32);
		out->is_ca = c->is_ca;
		out->ca = ca_by_subject(c->issuer);
		out->issuer_kind = ISSUER_OURS;
		if (out->ca != NULL)
			put_label(out->label, out->ca->label == NULL ? "" : out->ca->label);
		else
			out->issuer_kind = issuer_of_text(a, c->issuer_text, &out->ca, out->label) ==
				ISSUER_OURS ? ISSUER_OURS : ISSUER_OTHER;
		put_serial(out, c->serial);
		digest_sha1(c->issuer, out->name_sha1);
		digest_sha256(c->issuer, out->name_sha256);
		out->name_hashed = true;
		out->key_id_known = c->has_aki && c->aki.size == 20;
		if (out->key_id_known)
			memcpy(out->key_id, c->aki.data, 20);
		out->not_before = c->not_before;
		out->not_after = c->not_after;
		out->issuer = keep_text(view_of_text(c->issuer_text), TEXT_MAX_BYTES, &out->held);
		out->subject = keep_text(view_of_text(c->subject_text[0] == '\0' ? c->short_name :
			c->subject_text), TEXT_MAX_BYTES, &out->held);
		put_points(a, out, c);
		if (names)
			put_names(a, out, c);
		issuer_of_urls(a, out);
	}
	arena_free(a);
	return c != NULL;
}

/* Few issuers have issued very many: what their names say is remembered. */
static void issuer_of_log(struct correlate *k, struct known_cert *out)
{
	uint64_t hash = out->issuer == NULL ? 0 : hash_bytes(4, out->issuer, strlen(out->issuer)) | 1;
	struct issuer_memo *m = &k->issuers[(hash >> 1) % ISSUER_MEMORY];

	if (hash == 0)
		return;
	if (m->hash != hash) {
		struct arena *a = arena_new();

		m->kind = issuer_of_text(a, out->issuer, &m->ca, m->label);
		m->hash = hash;
		arena_free(a);
	}
	out->issuer_kind = m->kind;
	out->ca = m->ca;
	memcpy(out->label, m->label, sizeof out->label);
}

static void fill_facts(struct correlate *k, struct known_cert *out, const struct sight_cert *s, bool names)
{
	if (s->serial.size == 0 && s->issuer.size == 0 && s->crl_url_count == 0 && s->subject.size == 0)
		return;
	out->filled = true;
	put_serial(out, s->serial);
	out->issuer = keep_text(s->issuer, TEXT_MAX_BYTES, &out->held);
	out->subject = keep_text(s->subject, TEXT_MAX_BYTES, &out->held);
	out->not_before = s->not_before;
	out->not_after = s->not_after;
	out->crls = keep_views(s->crl_urls, s->crl_url_count, URLS_KEPT, false, &out->held);
	out->crl_count = (uint8_t)least(s->crl_url_count, URLS_KEPT);
	out->issuers = keep_views(s->issuer_urls, s->issuer_url_count, URLS_KEPT, false, &out->held);
	out->issuer_count = (uint8_t)least(s->issuer_url_count, URLS_KEPT);
	out->ocsps = keep_views(s->ocsp_urls, s->ocsp_url_count, URLS_KEPT, false, &out->held);
	out->ocsp_count = (uint8_t)least(s->ocsp_url_count, URLS_KEPT);
	out->pointers_known = s->pointers_known && s->crl_url_count <= URLS_KEPT &&
		s->issuer_url_count <= URLS_KEPT && s->ocsp_url_count <= URLS_KEPT;
	if (names) {
		out->names = keep_views(s->names, s->name_count, NAMES_KEPT, true, &out->held);
		out->name_count = (uint16_t)least(s->name_count, NAMES_KEPT);
	}
	if (s->fingerprint.size == 32) {
		memcpy(out->sha256, s->fingerprint.data, 32);
		out->sha256_known = true;
	}
	issuer_of_log(k, out);
	if (out->ca != NULL) {
		/* The catalog has the bytes of that CA's name. */
		memcpy(out->name_sha1, out->ca->name_sha1, 20);
		memcpy(out->name_sha256, out->ca->name_sha256, 32);
		out->name_hashed = true;
	}
	if (out->issuer_kind == ISSUER_UNKNOWN && out->issuer_count != 0) {
		struct arena *a = arena_new();

		issuer_of_urls(a, out);
		arena_free(a);
	}
}

/* --- the table -------------------------------------------------------------------------- */

/* Keys that mean the same in every input: hashes, and Zeek's file ids. */
static bool key_is_global(struct view key)
{
	size_t hex = 0;

	for (size_t i = 0; i < key.size; i++)
		hex += strchr("0123456789abcdefABCDEF:", key.data[i]) != NULL && key.data[i] != '\0';
	return (hex == key.size && key.size >= 40) || (key.size >= 17 && key.data[0] == 'F');
}

/* 64 digits, also with colons: the SHA-256 of the DER. */
static bool hex_id(struct view key, uint8_t out[32])
{
	size_t count = 0;

	for (size_t i = 0; i < key.size; i++) {
		int digit = view_hex_digit(key.data[i]);

		if (key.data[i] == ':')
			continue;
		if (digit < 0 || count == 64)
			return false;
		out[count / 2] = (uint8_t)(count % 2 == 0 ? digit << 4 : out[count / 2] | digit);
		count++;
	}
	return count == 64;
}

static void id_of(const struct sight_cert *s, uint64_t scope, uint8_t out[32])
{
	uint8_t bytes[2 * TEXT_MAX_BYTES + 16] = { 'k' };
	struct view one = s->key.size != 0 ? s->key : s->issuer,
		two = s->key.size != 0 ? (struct view){ 0 } : s->serial;
	size_t size = 9;

	if (s->der.size != 0) {
		digest_sha256(s->der, out);
		return;
	}
	if (s->key.size == 0 && s->fingerprint.size == 32) {
		memcpy(out, s->fingerprint.data, 32);
		return;
	}
	if (s->key.size != 0 && hex_id(s->key, out))
		return;
	if (s->key.size != 0 && !key_is_global(s->key)) {
		scope++;
		memcpy(bytes + 1, &scope, sizeof scope);
	}
	bytes[0] = s->key.size != 0 ? 'k' : 'i';
	one = view_part(one, 0, TEXT_MAX_BYTES);
	two = view_part(two, 0, TEXT_MAX_BYTES);
	if (one.size != 0)
		memcpy(bytes + size, one.data, one.size);
	size += one.size;
	bytes[size++] = '|';
	if (two.size != 0)
		memcpy(bytes + size, two.data, two.size);
	digest_sha256(view_of(bytes, size + two.size), out);
}

static void list_free(char **list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(list[i]);
	free(list);
}

void known_cert_hold(struct known_cert *c)
{
	c->refs++;
}

void known_cert_drop(struct correlate *k, struct known_cert *c)
{
	if (--c->refs != 0)
		return;
	k->held -= c->held;
	list_free(c->crls, c->crl_count);
	list_free(c->issuers, c->issuer_count);
	list_free(c->ocsps, c->ocsp_count);
	list_free(c->names, c->name_count);
	free(c->issuer);
	free(c->subject);
	free(c);
}

/* Better forgotten: what nobody holds, then what is not of our CAs, then the older. */
static bool rather(const struct known_cert *a, const struct known_cert *b)
{
	bool held_a = a->refs > 1, held_b = b->refs > 1;
	bool ours_a = a->issuer_kind == ISSUER_OURS, ours_b = b->issuer_kind == ISSUER_OURS;

	if (held_a != held_b)
		return held_b;
	return ours_a != ours_b ? ours_b : a->used < b->used;
}

static void forget_one(struct correlate *k)
{
	struct known_cert **worst = NULL;
	size_t looked = 0;

	for (size_t i = 0; i < k->cert_buckets && (looked < SAMPLE || worst == NULL); i++) {
		k->cert_hand = (k->cert_hand + 1) % k->cert_buckets;
		for (struct known_cert **at = &k->certs[k->cert_hand]; *at != NULL; at = &(*at)->next) {
			looked++;
			if (worst == NULL || rather(*at, *worst))
				worst = at;
		}
	}
	if (worst != NULL) {
		struct known_cert *gone = *worst;

		*worst = gone->next;
		k->cert_count--;
		known_cert_drop(k, gone);
	}
}

static struct known_cert **find(struct correlate *k, const uint8_t id[32])
{
	uint64_t h;
	struct known_cert **at;

	memcpy(&h, id, sizeof h);
	for (at = &k->certs[h % k->cert_buckets]; *at != NULL; at = &(*at)->next)
		if (memcmp((*at)->id, id, 32) == 0)
			break;
	return at;
}

static struct known_cert *cert_new(struct correlate *k, const uint8_t id[32], const char *source)
{
	struct known_cert *c = mem_take(1, sizeof *c);

	if (k->cert_count >= k->o.max_certs)
		forget_one(k);
	memcpy(c->id, id, 32);
	c->refs = 1;
	c->not_before = c->not_after = WHEN_NONE;
	c->source = source;
	*find(k, id) = c;
	k->cert_count++;
	k->held += c->held = sizeof *c;
	return c;
}

/* What a log gives under a key may be in several places: its digest in one of them. */
static void digest_take(struct known_cert *c, struct view sha256)
{
	if (c->sha256_known || sha256.size != 32)
		return;
	memcpy(c->sha256, sha256.data, 32);
	c->sha256_known = true;
}

struct known_cert *keep_cert(struct correlate *k, const struct sight_cert *s, uint64_t scope,
	const char *source)
{
	bool given = strcmp(source, "capture") != 0 && strcmp(source, "log") != 0;
	struct known_cert *c;
	uint8_t id[32];

	if (k->certs == NULL) {
		k->cert_buckets = k->o.max_certs < 1024 ? 1024 : k->o.max_certs;
		k->certs = mem_take(k->cert_buckets, sizeof(struct known_cert *));
	}
	id_of(s, scope, id);
	c = *find(k, id);
	if (c == NULL)
		c = cert_new(k, id, source);
	c->used = ++k->clock;
	/* A handshake's log may have its names alone, and another log the rest. */
	if (!c->filled || (s->der.size != 0 && !c->bytes) || (given && c->names == NULL) ||
	    (!c->bytes && c->serial_size == 0 && s->serial.size != 0)) {
		struct known_cert old = *c;
		size_t before = c->held;

		/* What is known of it grows: from a key alone to names and facts, from facts to bytes. */
		*c = (struct known_cert){ .next = old.next, .refs = old.refs, .used = old.used,
			.not_before = WHEN_NONE, .not_after = WHEN_NONE, .source = source, .held = sizeof *c };
		memcpy(c->id, id, 32);
		if (s->der.size == 0 || !fill_der(c, s->der, given))
			fill_facts(k, c, s, given);
		if (!c->filled && old.filled) {
			*c = old;
			digest_take(c, s->fingerprint);
			return c;
		}
		c->seen = old.seen;
		digest_take(c, old.sha256_known ? view_of(old.sha256, 32) : view_of(NULL, 0));
		if (old.filled && !given)
			c->source = old.bytes ? old.source : c->source;
		k->held = k->held - before + c->held;
		list_free(old.crls, old.crl_count);
		list_free(old.issuers, old.issuer_count);
		list_free(old.ocsps, old.ocsp_count);
		list_free(old.names, old.name_count);
		free(old.issuer);
		free(old.subject);
	}
	digest_take(c, s->fingerprint);
	c->seen = c->seen || (!given && c->bytes && s->der.size != 0);
	return c;
}

const struct known_cert *cert_of_digest(struct correlate *k, const struct known_cert *c)
{
	const struct known_cert *other;

	if (c->filled || !c->sha256_known)
		return c;
	other = *find(k, c->sha256);
	return other != NULL && other->filled ? other : c;
}

void keep_certs_free(struct correlate *k)
{
	for (size_t i = 0; k->certs != NULL && i < k->cert_buckets; i++)
		while (k->certs[i] != NULL) {
			struct known_cert *c = k->certs[i];

			k->certs[i] = c->next;
			known_cert_drop(k, c);
		}
	free(k->certs);
}
