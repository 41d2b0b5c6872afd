#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "lab/reader.h"

bool reader_fail(struct reader *r, const char *format, ...)
{
	char text[400];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return err_set(r->err, ERR_INPUT, "%s:%u: %s", r->world->file, r->line,
		str_safe_text(r->arena, text));
}

void texts_add(struct arena *a, struct texts *t, const char *text)
{
	const char **slot = arena_more(a, &t->list, t->count, &t->space, sizeof *t->list);

	*slot = text;
	t->count++;
}

bool texts_none(const struct texts *t)
{
	return t->count == 1 && strcmp(t->list[0], "none") == 0;
}

void refs_add(struct arena *a, struct refs *refs, const char *name, unsigned line)
{
	struct ref *slot = arena_more(a, &refs->list, refs->count, &refs->space,
		sizeof *refs->list);

	slot->name = name;
	slot->line = line;
	refs->count++;
}

/* "+90d", "-5m": from the clock. */
static bool read_relative(struct reader *r, const char *text, int64_t *out)
{
	int64_t ms;

	if (!when_read_span(text + 1, &ms))
		return false;
	*out = r->world->clock + (*text == '-' ? -ms / 1000 : ms / 1000);
	return true;
}

bool read_time(struct reader *r, const char *text, int64_t *out)
{
	const int64_t first = INT64_C(-62167219200), last = INT64_C(253402300799);
	bool ok;

	*out = 0;
	if (strcmp(text, "now") == 0) {
		*out = r->world->clock;
		ok = true;
	} else if (*text == '+' || *text == '-') {
		ok = read_relative(r, text, out);
	} else if (strlen(text) == 10) {
		ok = when_read(arena_format(r->arena, "%sT00:00:00Z", text), out);
	} else {
		ok = when_read(text, out);
	}
	if (!ok)
		return reader_fail(r, "not a time: \"%s\" (2026-11-21, 2026-11-21T12:00:00Z, -30d, "
			"+12h, now)", text);
	if (*out < first || *out > last)
		return reader_fail(r, "a time outside the years 0 to 9999: \"%s\"", text);
	return true;
}

bool read_number(struct reader *r, const char *text, unsigned long max, unsigned *out)
{
	unsigned long value;

	*out = 0;
	if (!str_number(text, max, &value))
		return reader_fail(r, "not a number up to %lu: \"%s\"", max, text);
	*out = (unsigned)value;
	return true;
}

bool read_hex(struct reader *r, const char *text, struct view *out)
{
	if (!view_from_hex(r->arena, text, 65536, out) || out->size == 0)
		return reader_fail(r, "not hexadecimal octets: \"%s\"", text);
	return true;
}

bool read_key_kind(struct reader *r, const char *text, enum key_kind *out)
{
	return key_kind_read(text, out) ||
		reader_fail(r, "not a kind of key: \"%s\" (p256 p384 p521 ed25519 rsa1024 rsa2048 "
			"rsa3072 rsa4096)", text);
}

bool read_oid(struct reader *r, const char *text)
{
	struct put p = { 0 };
	bool ok = put_oid(&p, text);

	put_clear(&p);
	return ok || reader_fail(r, "not an object identifier: \"%s\"", text);
}

static const char *const reasons[] = {
	"unspecified", "keyCompromise", "cACompromise", "affiliationChanged", "superseded",
	"cessationOfOperation", "certificateHold", "none", "removeFromCRL",
	"privilegeWithdrawn", "aACompromise",
};

static bool reason_known(const char *text, int *out)
{
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (str_same(text, reasons[i])) {
			*out = i == 7 ? -1 : (int)i;
			return true;
		}
	return false;
}

bool read_reason(struct reader *r, const char *text, int *out)
{
	*out = -1;
	return reason_known(text, out) ||
		reader_fail(r, "not a reason: \"%s\" (keyCompromise superseded …)", text);
}

bool read_revocation(struct reader *r, char **words, size_t count, int64_t *at, bool *has_at,
	int *reason)
{
	size_t i = 0;

	*has_at = false;
	*reason = -1;
	if (i < count && !reason_known(words[i], reason)) {
		if (!read_time(r, words[i], at))
			return false;
		*has_at = true;
		i++;
	}
	if (i < count && !read_reason(r, words[i++], reason))
		return false;
	return i == count || reader_fail(r, "too many words: \"%s\"", words[i]);
}

static bool set_yes_no(struct reader *r, const char *text, enum yes_no *out)
{
	*out = strcmp(text, "no") == 0 ? NO : YES;
	return *out == NO || strcmp(text, "yes") == 0 ||
		reader_fail(r, "yes or no, not \"%s\"", text);
}

static bool set_one(struct reader *r, const struct property *p, void *field, char *word)
{
	switch (p->kind) {
	case SET_TEXT:
		*(const char **)field = word;
		return true;
	case SET_REF:
		*(struct ref *)field = (struct ref){ word, r->line };
		return true;
	case SET_NUMBER:
		return read_number(r, word, WORLD_MAX_ENTRIES, field);
	case SET_HASH:
		return hash_kind_read(word, field) || reader_fail(r,
			"not a hash: \"%s\" (sha1 sha256 sha384 sha512 md5)", word);
	case SET_HEX:
		return read_hex(r, word, field);
	case SET_OID:
		*(const char **)field = word;
		return read_oid(r, word);
	default:
		return set_yes_no(r, word, field);
	}
}

static bool set_property(struct reader *r, const struct property *p, void *object, char **words,
	size_t count)
{
	void *field = (char *)object + p->field;

	switch (p->kind) {
	case SET_BY:
		return p->set(r, object, words, count);
	case SET_FLAG:
		*(bool *)field = true;
		return count == 0 || reader_fail(r, "nothing may follow \"%s\"", p->word);
	case SET_TEXTS:
	case SET_REFS:
		for (size_t i = 0; i < count; i++)
			if (p->kind == SET_TEXTS)
				texts_add(r->arena, field, words[i]);
			else
				refs_add(r->arena, field, words[i], r->line);
		return count > 0 || reader_fail(r, "%s needs: %s", p->word, p->use);
	default:
		return count == 1 ? set_one(r, p, field, words[0]) :
			reader_fail(r, "%s needs one word: %s", p->word, p->use);
	}
}

static const struct property *property_find(const struct block *b, const char *word)
{
	for (size_t i = 0; i < b->count; i++)
		if (strcmp(word, b->properties[i].word) == 0)
			return &b->properties[i];
	return NULL;
}

bool reader_set(struct reader *r, char **words, size_t count)
{
	const struct block *b = r->block;
	const struct property *p = property_find(b, words[0]);

	if (p != NULL)
		return set_property(r, p, r->object, words + 1, count - 1);
	p = b->also == NULL ? NULL : property_find(b->also, words[0]);
	if (p != NULL)
		return set_property(r, p, b->also_object(r, r->object), words + 1, count - 1);
	return reader_fail(r, "a %s has no \"%s\"", b->word, words[0]);
}
