#include "x509/pem.h"

#include <string.h>

#include "base/str.h"
#include "x509/der.h"

#define PEM_LINE 64

/* Lines end with LF, CRLF or CR. */
struct lines { struct view rest; size_t number; };

static bool line_next(struct lines *l, struct view *line)
{
	size_t end = 0, skip;

	if (l->rest.size == 0)
		return false;
	while (end < l->rest.size && l->rest.data[end] != '\n' && l->rest.data[end] != '\r')
		end++;
	skip = end < l->rest.size;
	if (end + 1 < l->rest.size && l->rest.data[end] == '\r' && l->rest.data[end + 1] == '\n')
		skip = 2;
	*line = view_part(l->rest, 0, end);
	l->rest = view_part(l->rest, end + skip, SIZE_MAX);
	l->number++;
	return true;
}

static struct view trim(struct view v)
{
	while (v.size != 0 && (v.data[0] == ' ' || v.data[0] == '\t'))
		v = view_part(v, 1, SIZE_MAX);
	while (v.size != 0 && (v.data[v.size - 1] == ' ' || v.data[v.size - 1] == '\t'))
		v.size--;
	return v;
}

/* "-----BEGIN X-----" → X */
static bool read_mark(struct view line, const char *word, struct view *label)
{
	struct view before = view_of_text(word);

	line = trim(line);
	if (line.size < before.size + 5 || !view_equal(view_part(line, 0, before.size), before) ||
	    !view_is_text(view_part(line, line.size - 5, 5), "-----"))
		return false;
	*label = view_part(line, before.size, line.size - 5 - before.size);
	return true;
}

static enum pem_label label_of(struct view name)
{
	static const struct { const char *name; enum pem_label label; } labels[] = {
		{ "CERTIFICATE", PEM_CERTIFICATE }, { "X509 CERTIFICATE", PEM_CERTIFICATE },
		{ "TRUSTED CERTIFICATE", PEM_CERTIFICATE }, { "X509 CRL", PEM_CRL }, { "CRL", PEM_CRL },
		{ "OCSP RESPONSE", PEM_OCSP_RESPONSE }, { "PKCS7", PEM_PKCS7 }, { "CMS", PEM_PKCS7 },
		{ "PKCS #7 SIGNED DATA", PEM_PKCS7 },
	};

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (view_is_text(name, labels[i].name))
			return labels[i].label;
	return view_find(name, view_of_text("PRIVATE KEY")) != SIZE_MAX ? PEM_KEY : PEM_OTHER;
}

static bool base64_only(struct view line)
{
	for (size_t i = 0; i < line.size; i++) {
		uint8_t c = line.data[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		      c == '+' || c == '/' || c == '=' || c == ' ' || c == '\t'))
			return false;
	}
	return true;
}

/* Old encapsulated headers ("Proc-Type: 4,ENCRYPTED") up to an empty line. */
static bool is_field(struct view line)
{
	return view_find(line, view_of_text(":")) != SIZE_MAX;
}

static bool read_body(struct arena *a, struct lines *l, struct view name, struct view *der,
	struct err *err)
{
	const uint8_t *from = l->rest.data;
	size_t begin = l->number, size = 0;
	bool fields = false;
	struct view line, label;

	while (line_next(l, &line)) {
		if (read_mark(line, "-----END ", &label)) {
			if (!view_equal(label, name))
				return err_set(err, ERR_INPUT, "line %zu: the END does not fit the BEGIN in line %zu",
					l->number, begin);
			if (size == 0 || !view_from_base64(a, view_of(from, size), size, der) ||
			    der->size == 0)
				return err_set(err, ERR_INPUT,
					"the block that begins in line %zu is not whole base64", begin);
			return true;
		}
		if (is_field(line) && (fields || l->number == begin + 1)) {
			fields = true;
		} else if (fields && trim(line).size == 0) {
			fields = false;
		} else if (!base64_only(line) && !fields) {
			return err_set(err, ERR_INPUT, "line %zu is not base64", l->number);
		} else if (!fields) {
			size = (size_t)(line.data + line.size - from);
			continue;
		}
		from = l->rest.data;
		size = 0;
	}
	return err_set(err, ERR_INPUT, "the block that begins in line %zu has no END", begin);
}

/* OpenSSL's "trusted" form has settings behind the certificate. */
static void cut_trusted(struct view name, struct view *der)
{
	struct der d = der_of(*der);
	struct tlv t;

	if (view_is_text(name, "TRUSTED CERTIFICATE") && der_next(&d, &t))
		*der = t.whole;
}

bool pem_read(struct arena *a, struct view text, size_t max, struct pem_block **blocks,
	size_t *count, struct err *err)
{
	struct lines l = { .rest = text };
	struct pem_block *list = NULL, *b;
	struct view line, name, der = { 0 };
	size_t found = 0, space = 0;

	*blocks = NULL;
	*count = 0;
	if (view_is_text(view_part(text, 0, 3), "\xef\xbb\xbf"))
		l.rest = view_part(text, 3, SIZE_MAX);
	while (line_next(&l, &line)) {
		if (!read_mark(line, "-----BEGIN ", &name))
			continue;
		if (found == max)
			return err_set(err, ERR_INPUT, "line %zu: more than %zu PEM blocks", l.number, max);
		if (!read_body(a, &l, name, &der, err))
			return false;
		cut_trusted(name, &der);
		b = arena_more(a, &list, found, &space, sizeof *b);
		b->label = label_of(name);
		b->name = str_safe(a, name);
		b->der = der;
		found++;
	}
	*blocks = list;
	*count = found;
	return true;
}

void pem_put_certificate(struct arena *a, struct str *out, struct view der)
{
	char *text = view_base64(a, der);

	str_put(out, "-----BEGIN CERTIFICATE-----\n");
	for (size_t at = 0, size = strlen(text); at < size; at += PEM_LINE) {
		str_put_view(out, view_of(text + at, size - at < PEM_LINE ? size - at : PEM_LINE));
		str_put_char(out, '\n');
	}
	str_put(out, "-----END CERTIFICATE-----\n");
}
