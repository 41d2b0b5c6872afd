#include "observe/ct.h"

#include <string.h>

#include "base/arena.h"
#include "base/when.h"
#include "doc/json_in.h"
#include "observe/log_time.h"

enum { NAMES = 100, SERIAL_MAX = 64, CERT_MAX = 100 * 1024 };

static const struct json_in_limits document_limits = {
	.bytes = CT_BYTES_MAX, .depth = 16, .values = 1000000,
};

struct ct {
	void (*take)(void *, const struct sight_cert *);
	void *context;
	struct ct_report *report;
	struct arena *room;         /* of the object at hand */
};

static struct view first_text(const struct json_at *o, const char *const *keys)
{
	for (; *keys != NULL; keys++) {
		struct view v = json_in_member_text(o, *keys);

		if (v.size != 0)
			return v;
	}
	return (struct view){ 0 };
}

static struct view issuer_of(const struct json_at *o)
{
	static const char *const keys[] = { "issuer_name", "issuer", NULL };
	struct view v = first_text(o, keys);

	return v.size != 0 ? v : json_in_member_text(json_in_member(o, "issuer"), "name");
}

/* Octets without leading zeros; an odd number of digits lacks the first one. */
static struct view serial_of(struct arena *room, const struct json_at *o)
{
	static const char *const keys[] = { "serial_number", "serial", NULL };
	struct view v = first_text(o, keys), out = { 0 };
	const char *hex = arena_textn(room, (const char *)v.data, v.size > 4 * SERIAL_MAX ? 0 : v.size);

	if (hex[0] == '0' && (hex[1] == 'x' || hex[1] == 'X'))
		hex += 2;
	if (hex[0] == '\0' || (!view_from_hex(room, hex, SERIAL_MAX, &out) &&
	    !view_from_hex(room, arena_format(room, "0%s", hex), SERIAL_MAX, &out)))
		return (struct view){ 0 };
	while (out.size > 1 && out.data[0] == 0)
		out = view_part(out, 1, SIZE_MAX);
	return out;
}

static int64_t time_of(const struct json_at *o, const char *key)
{
	struct view text = json_in_member_text(o, key);
	int64_t at;

	return log_time_iso(&text, &at, NULL) ? at / SIGHT_SECOND : WHEN_NONE;
}

static struct view der_of(struct arena *room, const struct json_at *o)
{
	static const char *const keys[] = { "cert_der", "der", NULL };
	struct view text = first_text(o, keys), out;

	if (text.size == 0)
		text = json_in_member_text(json_in_member(o, "cert"), "data");
	if (text.size == 0 || text.size > 2 * CERT_MAX || !view_from_base64(room, text, CERT_MAX, &out))
		return (struct view){ 0 };
	return out;
}

static void put_name(struct view *names, size_t *count, struct view name)
{
	if (name.size != 0 && name.size <= 255 && *count < NAMES)
		names[(*count)++] = name;
}

static void put_lines(struct view *names, size_t *count, struct view text)
{
	while (text.size != 0) {
		const uint8_t *end = memchr(text.data, '\n', text.size);
		size_t size = end == NULL ? text.size : (size_t)(end - text.data);

		put_name(names, count, view_part(text, 0, size));
		text = view_part(text, size + 1, SIZE_MAX);
	}
}

static size_t names_of(const struct json_at *o, struct view *names)
{
	static const char *const lists[] = { "dns_names", "names" };
	size_t count = 0;

	put_lines(names, &count, json_in_member_text(o, "name_value"));
	put_name(names, &count, json_in_member_text(o, "common_name"));
	for (size_t i = 0; i < 2; i++) {
		const struct json_at *list = json_in_member(o, lists[i]);

		for (size_t k = 0; k < json_in_count(list) && count < NAMES; k++)
			put_name(names, &count, json_in_text(json_in_element(list, k)));
	}
	return count;
}

static void put_object(struct ct *c, const struct json_at *o)
{
	struct sight_cert cert;
	struct view names[NAMES];

	if (c->report->taken + c->report->unusable >= CT_ENTRIES_MAX) {
		c->report->more = true;
		return;
	}
	c->room = arena_new();
	sight_cert_init(&cert);
	cert.der = der_of(c->room, o);
	cert.issuer = issuer_of(o);
	cert.serial = serial_of(c->room, o);
	cert.not_before = time_of(o, "not_before");
	cert.not_after = time_of(o, "not_after");
	cert.name_count = names_of(o, names);
	cert.names = names;
	if (cert.der.size != 0 || (cert.issuer.size != 0 && cert.serial.size != 0)) {
		c->report->taken++;
		c->take(c->context, &cert);
	} else
		c->report->unusable++;
	arena_free(c->room);
}

static void put_value(struct ct *c, const struct json_at *root)
{
	if (!json_in_is_array(root)) {
		put_object(c, root);
		return;
	}
	for (size_t i = 0; i < json_in_count(root); i++)
		put_object(c, json_in_element(root, i));
}

/* A line that is no JSON counts as one that is of no use. */
static void put_each_line(struct ct *c, struct view text)
{
	while (text.size != 0) {
		const uint8_t *end = memchr(text.data, '\n', text.size);
		size_t size = end == NULL ? text.size : (size_t)(end - text.data);
		struct view line = view_part(text, 0, size);
		struct json_in *j = size > 1 ? json_in_read(line, &json_in_line_limits, NULL) : NULL;

		if (j != NULL)
			put_value(c, json_in_root(j));
		else if (size > 1)
			c->report->unusable++;
		json_in_free(j);
		text = view_part(text, size + 1, SIZE_MAX);
	}
}

bool ct_read(struct view text, void (*take)(void *, const struct sight_cert *), void *context,
	struct ct_report *out, struct err *e)
{
	struct ct c = { .take = take, .context = context, .report = out };
	const char *why = NULL;
	struct json_in *j = json_in_read(text, &document_limits, &why);

	*out = (struct ct_report){ 0 };
	if (j != NULL)
		put_value(&c, json_in_root(j));
	else
		put_each_line(&c, text);
	json_in_free(j);
	if (out->taken != 0)
		return true;
	if (j == NULL && out->unusable <= 1)
		return err_set(e, ERR_INPUT, "no JSON that can be read: %s", why == NULL ? "empty" : why);
	return err_set(e, ERR_INPUT, "no entry with issuer and serial in it; crt.sh gives them with "
		"output=json");
}
