/* Serials, hashes and identifiers: hex and ARI. */
#include <string.h>

#include "base/str.h"
#include "known/explain_parts.h"
#include "known/lencr_url.h"
#include "x509/der.h"

#define LEAF_OCTETS 18
#define HEX_MAX ((size_t)128 * 1024)
#define SHARD_PREFIX 0x05    /* serials since 2025-04 begin with 05 or 06 */

/* Let's Encrypt's serials of sites: 18 octets, one of them a prefix. */
void explain_serial_shape(struct explained *e, struct view serial)
{
	uint8_t first = serial.data[0];

	if (serial.size != LEAF_OCTETS) {
		explained_odd(e, "serial-shape", SEVERITY_NOTE, "A site's certificate of Let's Encrypt has a "
			"serial of 18 octets; this one has %zu.", serial.size);
		return;
	}
	if (first == 0x03 || first == 0x04)
		explained_fact(e, "era", "the prefix is of production until March 2025: such certificates "
			"name no CRL");
	else if (first == 0x05 || first == 0x06)
		explained_fact(e, "era", "the prefix is of production since April 2025");
	else if (first == 0xfa)
		explained_fact(e, "era", "the prefix is of the staging environment (2016 and later)");
	else
		explained_odd(e, "serial-prefix", SEVERITY_NOTE, "The prefix %02x is not among those seen in "
			"production (03 to 06); a new one may have begun.", first);
}

static void put_shard(struct explained *e, unsigned shard)
{
	e->shard = shard;
	if (e->ca_label == NULL) {
		explained_fact(e, "shard", "%1$u of %2$d: the serial modulo %2$d, plus 1; the host is "
			"LABEL.c.lencr.org of the CA that issued it, as --issuer tells", shard, LENCR_SHARDS);
		return;
	}
	e->url = arena_format(e->arena, "http://%s.c.lencr.org/%u.crl", e->ca_label, shard);
	explained_fact(e, "shard", "%1$u of %2$d: the serial modulo %2$d, plus 1", shard, LENCR_SHARDS);
}

void explain_serial_of(struct explained *e, struct view serial)
{
	bool early = serial.size == LEAF_OCTETS && serial.data[0] < SHARD_PREFIX;

	e->serial = view_hex(e->arena, serial);
	explain_serial_shape(e, serial);
	if (early) {
		explained_note(e, "Until spring 2025 certificates were sorted into the lists by date, not by "
			"serial, and named no list: the serial does not tell the shard.");
		return;
	}
	if (e->environment != NULL && strcmp(e->environment, "staging") == 0) {
		explained_note(e, "How many shards staging has is not known here.");
		return;
	}
	if (e->ca != NULL && !e->ca->shards) {
		explained_odd(e, "root-shard", SEVERITY_WARN, "This CA issues no certificates of sites; it "
			"has no shards.");
		return;
	}
	put_shard(e, lencr_shard(serial));
	explained_note(e, "The rule is Let's Encrypt's present practice, observed and not promised; where "
		"a certificate names another list, the certificate is right.");
}

const struct catalog_cert *ca_by_serial(struct view serial)
{
	char hex[2 * 20 + 1];

	while (serial.size > 1 && serial.data[0] == 0)
		serial = view_part(serial, 1, SIZE_MAX);
	if (serial.size > 20)
		return NULL;
	for (size_t i = 0; i < serial.size; i++) {
		hex[2 * i] = "0123456789abcdef"[serial.data[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[serial.data[i] & 15];
	}
	hex[2 * serial.size] = '\0';
	for (size_t i = 0; i < catalog_count(); i++) {
		const char *own = catalog_at(i)->serial;

		while (str_starts(own, "00") && own[2] != '\0')
			own += 2;
		if (strcmp(own, hex) == 0)
			return catalog_at(i);
	}
	return NULL;
}

static bool ca_serial(struct explained *e, struct view serial)
{
	const struct catalog_cert *c = ca_by_serial(serial);

	if (c == NULL)
		return false;
	explained_ca(e, c);
	e->kind = "serial";
	explained_what(e, "the serial of a CA certificate: %s", catalog_name_in(e->arena, c, e->tongue));
	e->serial = catalog_serial(e->arena, c);
	explained_fact(e, "issuer", "%s", c->issuer);
	return true;
}

static void leaf_serial(struct explained *e, struct view serial)
{
	e->kind = "serial";
	if (e->ca_label == NULL && e->ca == NULL)
		explained_what(e, "a serial in the form of Let's Encrypt's certificates");
	else
		explained_what(e, "a serial of a certificate of %s", ca_short(e));
	explain_serial_of(e, serial);
}

struct hash_row { const char *what; size_t offset, size; };
#define HASH(member, text) { text, offsetof(struct catalog_cert, member), \
	sizeof ((struct catalog_cert *)0)->member }

static bool hash_of(struct explained *e, struct view v)
{
	static const struct hash_row rows[] = {
		HASH(sha256, N_("the SHA-256 fingerprint of the certificate %s")),
		HASH(spki_sha256, N_("the SHA-256 of the public key of %s")),
		HASH(name_sha1, N_("the SHA-1 hash of the name, as in an OCSP CertID, of %s")),
		HASH(key_sha1, N_("the SHA-1 hash of the key, as in an OCSP CertID, of %s")),
		HASH(name_sha256, N_("the SHA-256 hash of the name, as in an OCSP CertID, of %s")),
		HASH(key_sha256, N_("the SHA-256 hash of the key, as in an OCSP CertID, of %s")),
	};

	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
		for (size_t i = 0; i < catalog_count(); i++) {
			const struct catalog_cert *c = catalog_at(i);

			if (v.size != rows[r].size || memcmp(v.data, (const char *)c + rows[r].offset, v.size))
				continue;
			explained_ca(e, c);
			e->kind = r < 2 ? "fingerprint" : "certid-hash";
			explained_titled(e, rows[r].what, r == 0 ? catalog_name_in(e->arena, c, e->tongue) : c->ca);
			if (r == 3 || r == 5)
				explained_note(e, "Two CAs may share one key (Authority X1 and X3, X2 and X4); their "
					"name hashes differ.");
			return true;
		}
	if (ca_by_key_id(v) != NULL) {
		explained_ca(e, ca_by_key_id(v));
		e->kind = "key-id";
		explained_what(e, "the key identifier of %s", e->ca->ca);
		return true;
	}
	return false;
}

/* The two hashes of a CertID side by side, as tools print them: both have to be of
 * one CA. */
static bool hash_pair(struct explained *e, struct view v)
{
	size_t half = v.size / 2;
	const struct catalog_cert *c;

	if (v.size != 40 && v.size != 64)
		return false;
	c = ca_by_hashes(view_part(v, 0, half), view_part(v, half, half));
	if (c == NULL)
		return false;
	explained_ca(e, c);
	e->kind = "certid-hash";
	e->hash_algorithm = half == 20 ? "SHA-1" : "SHA-256";
	e->name_hash = view_hex(e->arena, view_part(v, 0, half));
	e->key_hash = view_hex(e->arena, view_part(v, half, half));
	explained_what(e, "the hashes of name and key, as in an OCSP CertID, of %s", c->ca);
	return true;
}

static bool leaf_form(struct view v)
{
	return v.size == LEAF_OCTETS && ((v.data[0] >= 0x03 && v.data[0] <= 0x06) || v.data[0] == 0xfa);
}

/* Serials that were written in decimal, as Go and Java do. */
static bool decimal_serial(struct explained *e, const char *text)
{
	uint8_t octets[20] = { 0 };
	size_t digits = strlen(text), first = 0;
	struct view v;

	if (digits < 36 || digits > 48 || strspn(text, "0123456789") != digits)
		return false;
	for (; *text != '\0'; text++) {
		unsigned carry = (unsigned)(*text - '0');

		for (size_t i = sizeof octets; i-- > 0;) {
			carry += octets[i] * 10u;
			octets[i] = (uint8_t)carry;
			carry >>= 8;
		}
		if (carry != 0)
			return false;
	}
	while (first + 1 < sizeof octets && octets[first] == 0)
		first++;
	v = view_of(arena_copy(e->arena, octets + first, sizeof octets - first), sizeof octets - first);
	if (!ca_serial(e, v) && leaf_form(v))
		leaf_serial(e, v);
	else if (e->kind == NULL)
		return false;
	explained_note(e, "The serial was written in decimal.");
	return true;
}

/* Digits with ':' or blanks between, "0x" before; an odd number lost its zero. */
static bool hex_read(struct explained *e, const char *text, struct view *out)
{
	char *digits = arena_take(e->arena, strlen(text) + 2);
	size_t count = 1;
	bool odd;

	digits[0] = '0';
	if (str_starts(text, "0x") || str_starts(text, "0X"))
		text += 2;
	for (; *text != '\0'; text++)
		if (strchr(": -", *text) == NULL)
			digits[count++] = *text;
	digits[count] = '\0';
	odd = count % 2 == 0;
	if (count < 2 || strspn(digits, "0123456789abcdefABCDEF") != count)
		return false;
	return view_from_hex(e->arena, odd ? digits : digits + 1, HEX_MAX, out);
}

static void unknown_hex(struct explained *e, struct view v)
{
	e->kind = "foreign";
	if (v.size == 16)
		explained_foreign(e, "hex of 16 octets: neither the serial of a known CA certificate nor the "
			"name of a Windows cache file for a URL of Let's Encrypt");
	else if (v.size == 20 || v.size == 32)
		explained_foreign(e, "a hash that belongs to no known CA of Let's Encrypt");
	else
		explained_foreign(e, "hex that is nothing of Let's Encrypt's");
	if (v.size == LEAF_OCTETS)
		explained_note(e, "It has the length of a serial of Let's Encrypt, not the prefix; ask with "
			"--serial when it is one.");
}

bool explain_hex(struct explained *e, const char *text)
{
	struct view v;
	struct tlv ignored;

	if (strlen(text) < 8 || !hex_read(e, text, &v))
		return false;
	if (v.size > 40 && v.data[0] == DER_SEQUENCE && der_only(v, DER_SEQUENCE, &ignored)) {
		explain_der(e, v);
		return true;
	}
	if (ca_serial(e, v) || hash_of(e, v) || hash_pair(e, v) || decimal_serial(e, text))
		return true;
	if (leaf_form(v))
		leaf_serial(e, v);
	else
		unknown_hex(e, v);
	return true;
}

/* RFC 9773 section 4.1: base64url(keyIdentifier of the AKI) '.' base64url(serial). */
bool explain_ari(struct explained *e, const char *text)
{
	/* The path of the RFC, and that of the drafts. */
	static const char *const paths[] = { "/renewal-info/", "/renewalInfo/" };
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=";
	const char *dot;
	struct view aki, serial;
	const struct catalog_cert *ca;

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (strstr(text, paths[i]) != NULL)
			text = strstr(text, paths[i]) + strlen(paths[i]);
	dot = strchr(text, '.');
	if (dot == NULL || dot - text < 27 || dot - text > 28 || strlen(dot) < 3 || strlen(dot) > 32 ||
	    strspn(text, alphabet) != (size_t)(dot - text) || dot[1 + strspn(dot + 1, alphabet)] != '\0' ||
	    !view_from_base64(e->arena, view_of(text, (size_t)(dot - text)), 20, &aki) ||
	    !view_from_base64(e->arena, view_of_text(dot + 1), 20, &serial) || aki.size != 20 ||
	    serial.size == 0)
		return false;
	ca = ca_by_key_id(aki);
	e->kind = "ari";
	explained_fact(e, "key id", "%s", view_hex(e->arena, aki));
	e->reference = "RFC 9773 section 4.1";
	if (ca == NULL) {
		explained_foreign(e, "an ARI identifier of a certificate whose issuer is no known CA of Let's "
			"Encrypt");
		e->serial = view_hex(e->arena, serial);
		return true;
	}
	explained_ca(e, ca);
	explained_what(e, "an ARI identifier: one certificate of %s", ca->ca);
	e->meaning = tell(e, "An ACME client asks when it should renew this certificate.");
	explain_serial_of(e, serial);
	return true;
}

static bool issuer_read(struct explained *e, const char *issuer)
{
	const char *common = explain_common_name(e->arena, issuer);
	const struct catalog_cert *ca = ca_by_name(common == NULL ? issuer : common);
	char *label = arena_text(e->arena, common == NULL ? issuer : common);

	if (ca != NULL) {
		explained_ca(e, ca);
		return true;
	}
	for (char *c = label; *c != '\0'; c++)
		*c = str_lower(*c);
	if (!ca_label_form(label))
		return false;
	explained_label(e, label);
	return true;
}

struct asked_serial { struct view serial; const char *issuer; };

static void find_serial(struct explained *e, const void *thing)
{
	const struct asked_serial *asked = thing;

	if (asked->issuer != NULL)
		issuer_read(e, asked->issuer);
	if (asked->issuer != NULL || !ca_serial(e, asked->serial))
		leaf_serial(e, asked->serial);
}

bool explain_serial(struct doc *d, const char *text, const char *issuer,
	const struct explain_options *options, enum explain_outcome *out, struct err *err)
{
	struct explained trial = { .arena = doc_arena(d), .options = options };
	struct asked_serial asked = { .issuer = issuer };

	*out = EXPLAIN_KNOWN;
	if (!hex_read(&trial, text, &asked.serial) || asked.serial.size > 64)
		return err_set(err, ERR_USAGE, "--serial: '%.100s' is not a serial in hex",
			str_safe_text(trial.arena, text));
	if (issuer != NULL && !issuer_read(&trial, issuer))
		return err_set(err, ERR_USAGE, "--issuer: '%.100s' is no CA of Let's Encrypt; write it as in "
			"YE1", str_safe_text(trial.arena, issuer));
	*out = explained_put(d, options, view_of_text(text), find_serial, &asked);
	return true;
}
