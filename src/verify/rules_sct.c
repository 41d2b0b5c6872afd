#include "verify/rules_sct.h"

#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "x509/der.h"
#include "x509/extension.h"
#include "x509/oid.h"
#include "x509/sig.h"

#define SKEW 300
#define MOST_SIGNED ((size_t)1 << 24)

const struct sct_log *sct_log_find(const struct sct_logs *logs, struct view id)
{
	for (size_t i = 0; logs != NULL && i < logs->count; i++)
		if (view_equal(view_of(logs->list[i].id, 32), id))
			return &logs->list[i];
	return NULL;
}

const char *sct_way_word(enum sct_way w)
{
	static const char *const words[] = { "embedded", "stapled", "tls" };

	return words[w];
}

const char *sct_state_word(enum sct_state s)
{
	static const char *const words[] = { "unchecked", "valid", "unknown-log", "bad-signature",
		"future", "outside-log-life" };

	return words[s];
}

/* --- what is signed -------------------------------------------------------------- */

/* A TLV of TAG around CONTENT. */
static void put_tlv(struct str *s, uint8_t tag, struct view content)
{
	str_put_view(s, view_of(&tag, 1));
	if (content.size < 0x80) {
		str_put_view(s, view_of((uint8_t[]){ (uint8_t)content.size }, 1));
	} else {
		uint8_t octets[1 + sizeof(size_t)];
		size_t count = 0;

		for (size_t rest = content.size; rest != 0; rest >>= 8)
			count++;
		octets[0] = (uint8_t)(0x80 | count);
		for (size_t i = 0; i < count; i++)
			octets[1 + i] = (uint8_t)(content.size >> (8 * (count - 1 - i)));
		str_put_view(s, view_of(octets, 1 + count));
	}
	str_put_view(s, content);
}

static struct view text_of(struct arena *a, struct str *s)
{
	struct view out = view_of(arena_copy(a, str_text(s), s->size), s->size);

	str_clear(s);
	return out;
}

/* Extensions (the SEQUENCE's content) without the two of RFC 6962. */
static bool strip(struct arena *a, struct view content, struct view *out)
{
	static const struct view scts = OID_CT("\x02"), poison = OID_CT("\x03");
	struct der d = der_of(content);
	struct extension e;
	struct str s;

	str_init(&s, content.size + 1);
	while (!der_empty(&d)) {
		const uint8_t *from = d.rest.data;

		if (!extension_next(&d, &e)) {
			str_clear(&s);
			return false;
		}
		if (!view_equal(e.oid, scts) && !view_equal(e.oid, poison))
			str_put_view(&s, view_of(from, (size_t)(d.rest.data - from)));
	}
	*out = text_of(a, &s);
	return true;
}

static bool strip_extensions(struct arena *a, struct view content, struct str *out)
{
	struct view list;
	struct tlv seq;
	struct str s;

	if (!der_only(content, DER_SEQUENCE, &seq) || !strip(a, seq.content, &list))
		return false;
	/* Extensions ::= SEQUENCE SIZE (1..MAX): an empty list is left out whole. */
	if (list.size == 0)
		return true;
	str_init(&s, content.size + 16);
	put_tlv(&s, DER_SEQUENCE, list);
	put_tlv(out, 0xa3, view_of(str_text(&s), s.size));
	str_clear(&s);
	return true;
}

bool sct_precertificate(struct arena *a, const struct cert *c, struct view *out)
{
	struct tlv whole, tbs, t;
	struct str body, s;
	struct der d;
	bool good = true;

	*out = (struct view){ 0 };
	if (!der_only(c->der, DER_SEQUENCE, &whole))
		return false;
	d = der_of(whole.content);
	if (!der_take(&d, DER_SEQUENCE, &tbs))
		return false;
	str_init(&body, c->der.size + 64);
	for (d = der_of(tbs.content); good && der_next(&d, &t);) {
		if (t.tag == 0xa3)
			good = strip_extensions(a, t.content, &body);
		else
			str_put_view(&body, t.whole);
	}
	str_init(&s, c->der.size + 128);
	put_tlv(&s, DER_SEQUENCE, view_of(str_text(&body), body.size));
	*out = text_of(a, &s);
	str_clear(&body);
	return good;
}

static void put_number(struct str *s, uint64_t value, int octets)
{
	while (octets-- > 0) {
		uint8_t octet = (uint8_t)(value >> (8 * octets));

		str_put_view(s, view_of(&octet, 1));
	}
}

/* RFC 6962 section 3.2. An X509LogEntryType when the SCT came beside the
 * certificate, else that of a precertificate. */
static bool signed_bytes(struct arena *a, const struct sct *sct, enum sct_way way,
	const struct cert *c, const struct cert *issuer, struct view *out)
{
	struct view entry = c->der;
	struct str s;

	if (way == SCT_EMBEDDED && !sct_precertificate(a, c, &entry))
		return false;
	if (entry.size >= MOST_SIGNED)
		return false;
	str_init(&s, entry.size + sct->extensions.size + 100);
	put_number(&s, 0, 2);
	put_number(&s, (uint64_t)sct->timestamp_ms, 8);
	put_number(&s, way == SCT_EMBEDDED ? 1 : 0, 2);
	if (way == SCT_EMBEDDED)
		str_put_view(&s, view_of(issuer->spki_sha256, 32));
	put_number(&s, entry.size, 3);
	str_put_view(&s, entry);
	put_number(&s, sct->extensions.size, 2);
	str_put_view(&s, sct->extensions);
	*out = text_of(a, &s);
	return true;
}

/* --- judging -------------------------------------------------------------------- */

/* The log must have accepted certificates that end when this one does, and
 * must not have retired before it made this promise. */
static bool within_life(const struct sct *s, const struct cert *c, const struct sct_log *log)
{
	int64_t made = s->timestamp_ms / 1000;

	if (log->from != WHEN_NONE && c->not_after < log->from)
		return false;
	if (log->until != WHEN_NONE && c->not_after >= log->until)
		return false;
	if (log->state == NULL)
		return true;
	if (strcmp(log->state, "rejected") == 0)
		return false;
	return strcmp(log->state, "retired") != 0 || log->state_since == WHEN_NONE ||
		made < log->state_since;
}

enum sct_state sct_judge(struct arena *a, const struct sct *s, enum sct_way way,
	const struct cert *c, const struct cert *issuer, const struct sct_logs *logs, int64_t at,
	const struct sct_log **log)
{
	const struct sct_log *named = sct_log_find(logs, s->log_id);
	struct view bytes;

	if (log != NULL)
		*log = named;
	if (logs == NULL || s->version != 0)
		return SCT_UNCHECKED;
	if (named == NULL)
		return SCT_UNKNOWN_LOG;
	if (way == SCT_EMBEDDED && issuer == NULL)
		return SCT_UNCHECKED;
	/* SHA-256 with RSA or ECDSA, nothing else: RFC 6962 section 2.1.4. */
	if (s->hash_alg != 4 || (s->sig_alg != 1 && s->sig_alg != 3) ||
	    !signed_bytes(a, s, way, c, issuer, &bytes) ||
	    !sig_verify_sha256(bytes, s->signature, sig_key_read(a, named->key)))
		return SCT_BAD_SIGNATURE;
	if (s->timestamp_ms / 1000 > at + SKEW)
		return SCT_FUTURE;
	return within_life(s, c, named) ? SCT_VALID : SCT_OUTSIDE_LIFE;
}

/* --- findings ------------------------------------------------------------------- */

struct counting {
	struct findings *out;
	const struct cert *leaf, *issuer;
	uint32_t id;
	const struct sct_logs *logs;
	int64_t at;
	const char *operators[100];
	size_t operator_count, seen, valid, unchecked;
};

static void see_operator(struct counting *k, const char *name)
{
	for (size_t i = 0; i < k->operator_count; i++)
		if (strcmp(k->operators[i], name) == 0)
			return;
	if (k->operator_count < sizeof k->operators / sizeof *k->operators)
		k->operators[k->operator_count++] = name;
}

static void see(struct counting *k, const struct sct *s, enum sct_way way)
{
	static const struct { enum sct_state state; enum word word; } words[] = {
		{ SCT_UNKNOWN_LOG, WORD_SCT_UNKNOWN_LOG }, { SCT_BAD_SIGNATURE, WORD_SCT_BAD_SIGNATURE },
		{ SCT_FUTURE, WORD_SCT_FUTURE }, { SCT_OUTSIDE_LIFE, WORD_SCT_OUTSIDE_LOG_LIFE },
	};
	struct arena *a = k->out->arena;
	const struct sct_log *log;
	enum sct_state state = sct_judge(a, s, way, k->leaf, k->issuer, k->logs, k->at, &log);

	k->seen++;
	if (state == SCT_VALID) {
		k->valid++;
		see_operator(k, log->operator_name);
	}
	k->unchecked += state == SCT_UNCHECKED && s->version == 0;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].state == state)
			findings_add(k->out, words[i].word, ABOUT_CERTIFICATE, k->id, "%s, %s, made %s",
				sct_way_word(way), log != NULL ? log->description : view_hex(a, s->log_id),
				when_text(a, s->timestamp_ms / 1000));
}

static void see_list(struct counting *k, struct view list, enum sct_way way)
{
	struct sct *scts;
	size_t count;

	if (list.size == 0)
		return;
	if (!sct_list_read(k->out->arena, list, &scts, &count)) {
		findings_add(k->out, WORD_SCT_MALFORMED, ABOUT_CERTIFICATE, k->id, "%s",
			sct_way_word(way));
		return;
	}
	for (size_t i = 0; i < count; i++)
		see(k, &scts[i], way);
}

void rules_sct(struct findings *out, const struct cert *leaf, uint32_t id,
	const struct cert *issuer, struct view stapled, struct view tls, const struct sct_logs *logs,
	int64_t at)
{
	struct counting k = { .out = out, .leaf = leaf, .issuer = issuer, .id = id, .logs = logs,
		.at = at };

	if (logs == NULL)
		return;
	see_list(&k, leaf->scts, SCT_EMBEDDED);
	see_list(&k, stapled, SCT_STAPLED);
	see_list(&k, tls, SCT_TLS);
	/* Where nothing could be looked at, nothing is missing. */
	if (k.operator_count < 2 && k.unchecked == 0)
		findings_add(out, WORD_SCT_FEW_OPERATORS, ABOUT_CERTIFICATE, id,
			"%zu of %zu valid, by %zu operators", k.valid, k.seen, k.operator_count);
}
