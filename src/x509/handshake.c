#include "x509/handshake.h"

#include <string.h>

#include "base/str.h"
#include "x509/pem.h"

#define BLOCKS_MAX 300
#define FIRST_LINE "lencr-handshake/1"

static struct view cut(struct view line)
{
	while (line.size != 0 && (line.data[line.size - 1] == '\r' ||
	    line.data[line.size - 1] == ' ' || line.data[line.size - 1] == '\t'))
		line.size--;
	while (line.size != 0 && (line.data[0] == ' ' || line.data[0] == '\t'))
		line = view_part(line, 1, SIZE_MAX);
	return line;
}

static struct view take_line(struct view *rest)
{
	struct view line;
	size_t end = view_find(*rest, view_of_text("\n"));

	line = view_part(*rest, 0, end);
	*rest = view_part(*rest, end == SIZE_MAX ? SIZE_MAX : end + 1, SIZE_MAX);
	return cut(line);
}

/* Fields that nobody here knows are passed over. */
static void put_field(struct arena *a, struct handshake *h, struct view name, struct view value)
{
	const struct { const char *name; char **slot; } fields[] = {
		{ "host", &h->host }, { "port", &h->port }, { "address", &h->address },
		{ "protocol", &h->protocol }, { "cipher", &h->cipher },
		{ "alert", &h->alert },
	};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (view_is_text(name, fields[i].name))
			*fields[i].slot = str_safe(a, value);
	if (view_is_text(name, "client-certificate"))
		h->client_certificate_requested = view_is_text(value, "requested");
	if (view_is_text(name, "possession"))
		h->unproven = view_is_text(value, "unproven");
}

static bool read_fields(struct arena *a, struct view *rest, struct handshake *h, struct err *err)
{
	size_t number = 1;

	if (!view_is_text(take_line(rest), FIRST_LINE))
		return err_set(err, ERR_INPUT, "the first line is not " FIRST_LINE);
	while (rest->size != 0) {
		struct view line = take_line(rest);
		size_t colon = view_find(line, view_of_text(":"));

		number++;
		if (line.size == 0)
			return true;
		if (colon == SIZE_MAX)
			return err_set(err, ERR_INPUT, "line %zu: no \"name: value\"", number);
		put_field(a, h, cut(view_part(line, 0, colon)), cut(view_part(line, colon + 1, SIZE_MAX)));
	}
	return true;
}

static bool put_blocks(struct arena *a, const struct pem_block *blocks, size_t count,
	struct handshake *h, struct err *err)
{
	h->certs = arena_array(a, count, sizeof *h->certs);
	h->staples = arena_array(a, count, sizeof *h->staples);
	for (size_t i = 0; i < count; i++) {
		const struct pem_block *b = &blocks[i];

		if (b->label == PEM_CERTIFICATE) {
			h->certs[h->cert_count++] = b->der;
		} else if (b->label == PEM_OCSP_RESPONSE) {
			if (h->cert_count == 0)
				return err_set(err, ERR_INPUT, "an OCSP response before any certificate");
			h->staples[h->staple_count++] =
				(struct staple){ .cert = h->cert_count - 1, .der = b->der };
		} else if (strcmp(b->name, "SCT LIST") == 0) {
			h->sct_list = b->der;
		}
	}
	return true;
}

bool handshake_read(struct arena *a, struct view text, struct handshake *out, struct err *err)
{
	struct handshake h = { 0 };
	struct pem_block *blocks;
	size_t count;

	*out = h;
	if (!read_fields(a, &text, &h, err) ||
	    !pem_read(a, text, BLOCKS_MAX, &blocks, &count, err) ||
	    !put_blocks(a, blocks, count, &h, err))
		return err_wrap(err, "not a saved handshake");
	*out = h;
	return true;
}
