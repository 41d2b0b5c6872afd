#include <stddef.h>
#include <string.h>

#include "lab/reader.h"

/* Settings of CRLs. */

static bool set_this(struct reader *r, void *object, char **words, size_t count)
{
	struct wcrl *l = object;

	l->has_this = true;
	return count == 1 ? read_time(r, words[0], &l->this_update) :
		reader_fail(r, "this-update needs: a time");
}

static bool set_next(struct reader *r, void *object, char **words, size_t count)
{
	struct wcrl *l = object;

	l->no_next = count == 1 && strcmp(words[0], "none") == 0;
	l->has_next = !l->no_next;
	if (l->no_next)
		return true;
	return count == 1 ? read_time(r, words[0], &l->next_update) :
		reader_fail(r, "next-update needs: a time, or none");
}

/* A decimal number, or octets behind 0x; as INTEGER content. */
static bool set_integer(struct reader *r, const char *word, struct view *out)
{
	unsigned value;
	uint8_t *octets;

	if (strncmp(word, "0x", 2) == 0)
		return read_hex(r, word + 2, out);
	if (!read_number(r, word, 1000000000, &value))
		return false;
	octets = arena_take(r->arena, 5);
	for (int i = 0; i < 4; i++)
		octets[4 - i] = (uint8_t)(value >> (8 * i));
	*out = view_of(octets, 5);
	while (out->size > 1 && out->data[0] == 0 && out->data[1] < 0x80)
		*out = view_part(*out, 1, out->size - 1);
	return true;
}

static bool set_number(struct reader *r, void *object, char **words, size_t count)
{
	struct wcrl *l = object;

	l->no_number = count == 1 && strcmp(words[0], "none") == 0;
	if (l->no_number)
		return true;
	return count == 1 ? set_integer(r, words[0], &l->number) :
		reader_fail(r, "number needs: a number, 0xHEX or none");
}

static bool set_delta(struct reader *r, void *object, char **words, size_t count)
{
	struct wcrl *l = object;

	l->is_delta = true;
	return count == 1 ? set_integer(r, words[0], &l->base_number) :
		reader_fail(r, "delta needs: the number of its base");
}

static bool set_idp(struct reader *r, void *object, char **words, size_t count)
{
	static const struct { const char *word; enum idp_kind kind; bool more; } kinds[] = {
		{ "none", IDP_NONE, false }, { "auto", IDP_AUTO, false }, { "url", IDP_URL, false },
		{ "flags", IDP_FLAGS, false }, { "dirname", IDP_DIRNAME, true },
		{ "relative", IDP_RELATIVE, true },
	};
	struct wcrl *l = object;

	if (count == 0)
		return reader_fail(r, "idp needs: none, url, flags, dirname NAME, relative NAME or "
			"URLs");
	l->idp_names = (struct texts){ 0 };
	l->idp = IDP_NAMES;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(words[0], kinds[i].word) == 0) {
			if (count != (kinds[i].more ? 2U : 1U))
				return reader_fail(r, "idp %s: %s", words[0],
					kinds[i].more ? "one name is due" : "too many words");
			l->idp = kinds[i].kind;
			words++;
			count--;
			break;
		}
	for (size_t i = 0; i < count; i++)
		texts_add(r->arena, &l->idp_names, words[i]);
	return true;
}

static bool set_flags(struct reader *r, void *object, char **words, size_t count)
{
	static const char *const flags[] = { "user", "ca", "attribute", "indirect" };
	struct wcrl *l = object;

	l->idp_flags_set = true;
	l->idp_flags = 0;
	for (size_t i = 0; i < count; i++) {
		unsigned bit = 0;

		for (unsigned f = 0; f < 4; f++)
			if (strcmp(words[i], flags[f]) == 0)
				bit = 1U << f;
		if (bit == 0 && strcmp(words[i], "none") != 0)
			return reader_fail(r, "no such flag: \"%s\" (user ca attribute indirect none)",
				words[i]);
		l->idp_flags |= bit;
	}
	return count > 0 || reader_fail(r, "idp-flags needs: user ca attribute indirect or none");
}

static bool set_some_reasons(struct reader *r, void *object, char **words, size_t count)
{
	struct wcrl *l = object;
	int reason;

	for (size_t i = 0; i < count; i++) {
		if (!read_reason(r, words[i], &reason))
			return false;
		l->some_reasons |= (uint32_t)1 << (reason < 0 ? 0 : reason == 9 ? 7 :
			reason == 10 ? 8 : reason);
	}
	return count > 0 || reader_fail(r, "some-reasons needs: reasons");
}

static bool set_aki(struct reader *r, void *object, char **words, size_t count)
{
	struct wcrl *l = object;

	l->aki_none = count == 1 && strcmp(words[0], "no") == 0;
	return l->aki_none || (count == 1 ? read_hex(r, words[0], &l->aki_hex) :
		reader_fail(r, "aki needs: no, or octets in hexadecimal"));
}

/* Trailing "by CA" and "critical OID" of an entry; COUNT shrinks. */
static bool entry_tail(struct reader *r, struct wentry *e, char **words, size_t *count)
{
	while (*count >= 3) {
		if (strcmp(words[*count - 2], "by") == 0)
			e->issuer_ref = (struct ref){ words[*count - 1], r->line };
		else if (strcmp(words[*count - 2], "critical") == 0)
			e->critical = words[*count - 1];
		else
			return true;
		if (e->critical != NULL && !read_oid(r, e->critical))
			return false;
		*count -= 2;
	}
	return true;
}

static bool set_entry(struct reader *r, void *object, char **words, size_t count)
{
	struct wcrl *l = object;
	struct wentry *e;

	if (count == 0)
		return reader_fail(r, "entry needs: a certificate or 0xSERIAL, then [TIME] [REASON] "
			"[by CA] [critical OID]");
	e = arena_more(r->arena, &l->entries, l->entry_count, &l->entry_space, sizeof *l->entries);
	l->entry_count++;
	if (!entry_tail(r, e, words, &count))
		return false;
	if (strncmp(words[0], "0x", 2) == 0) {
		if (!read_hex(r, words[0] + 2, &e->serial))
			return false;
	} else {
		e->cert_ref = (struct ref){ words[0], r->line };
	}
	return read_revocation(r, words + 1, count - 1, &e->at, &e->has_at, &e->reason);
}

static bool set_random(struct reader *r, void *object, char **words, size_t count)
{
	struct wcrl *l = object;
	struct wentry *e = arena_more(r->arena, &l->entries, l->entry_count, &l->entry_space,
		sizeof *l->entries);

	l->entry_count++;
	e->reason = -1;
	return count == 1 ? read_number(r, words[0], WORLD_MAX_ENTRIES, &e->random) :
		reader_fail(r, "entries needs: a number");
}

#define L(field) offsetof(struct wcrl, field)
static const struct property crl_properties[] = {
	{ "of", SET_REF, L(of), NULL, "a CA" },
	{ "at", SET_TEXT, L(url), NULL, "a URL" },
	{ "this-update", SET_BY, 0, set_this, NULL },
	{ "next-update", SET_BY, 0, set_next, NULL },
	{ "number", SET_BY, 0, set_number, NULL },
	{ "delta", SET_BY, 0, set_delta, NULL },
	{ "idp", SET_BY, 0, set_idp, NULL },
	{ "idp-flags", SET_BY, 0, set_flags, NULL },
	{ "idp-not-critical", SET_FLAG, L(idp_loose), NULL, NULL },
	{ "some-reasons", SET_BY, 0, set_some_reasons, NULL },
	{ "aki", SET_BY, 0, set_aki, NULL },
	{ "signed-by", SET_REF, L(sign_with), NULL, "a CA whose key signs" },
	{ "issuer", SET_REF, L(issuer_ref), NULL, "a CA whose name it bears" },
	{ "hash", SET_HASH, L(hash), NULL, "a hash" },
	{ "version", SET_NUMBER, L(version), NULL, "1 or 2" },
	{ "critical", SET_OID, L(critical), NULL, "an OID" },
	{ "freshest", SET_TEXTS, L(freshest), NULL, "URLs" },
	{ "entry", SET_BY, 0, set_entry, NULL },
	{ "entries", SET_BY, 0, set_random, NULL },
	{ "omit", SET_REFS, L(omit), NULL, "certificates" },
	{ "only-entries", SET_FLAG, L(no_derived), NULL, NULL },
	{ "bad-signature", SET_FLAG, L(bad_signature), NULL, NULL },
	{ "trailing", SET_FLAG, L(trailing), NULL, NULL },
};
const struct block block_crl = { "CRL", crl_properties,
	sizeof crl_properties / sizeof *crl_properties, NULL, NULL };
