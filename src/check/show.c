#include "check/show.h"

#include <stdarg.h>
#include <string.h>

#include "base/str.h"
#include "check/show_parts.h"
#include "x509/pem.h"

#define MOST_BLOCKS 100000
#define MOST_CERTS 100000

struct node *show_begin(struct shown *s, const char *kind, const char *title)
{
	struct node *n = node_object(s->objects, NULL);
	struct line *l;

	if (s->count++ != 0)
		page_blank(s->doc, 0);
	node_text(n, "kind", kind);
	l = page_line(s->doc, -1, 4);
	line_put(l, TONE_STRONG, title);
	return n;
}

void show_field(struct shown *s, int level, const char *label, const char *format, ...)
{
	struct line *l = page_line(s->doc, level, 18);
	va_list list;

	line_format(l, TONE_DIM, "  %-14s  ", label);
	va_start(list, format);
	line_put(l, TONE_PLAIN, arena_vformat(s->arena, format, list));
	va_end(list);
}

void show_bad(struct shown *s, struct node *n, const char *why)
{
	s->malformed = true;
	node_text(n, "problem", why);
	line_format(page_line(s->doc, -1, 4), TONE_BAD, "  malformed: %s", why);
}

/* --- forms ------------------------------------------------------------------------ */

/* Things that are only named. */
static void show_other(struct shown *s, const char *kind, const char *label, size_t size)
{
	struct node *n = show_begin(s, kind, label);

	node_number(n, "bytes", (int64_t)size);
	show_field(s, 0, "size", "%zu bytes, not decoded here", size);
}

static void show_pkcs7(struct shown *s, struct view body)
{
	struct node *n = show_begin(s, "pkcs7", "PKCS#7 bundle");
	struct bundle b;
	struct err e = { 0 };

	if (!bundle_read(s->arena, body, MOST_CERTS, &b, &e)) {
		show_bad(s, n, str_safe_text(s->arena, e.text));
		return;
	}
	node_number(n, "certificates", (int64_t)b.cert_count);
	node_number(n, "crls", (int64_t)b.crl_count);
	show_field(s, 0, "holds", "%zu certificates, %zu CRLs", b.cert_count, b.crl_count);
	for (size_t i = 0; i < b.cert_count; i++)
		show_cert(s, b.certs[i]);
	for (size_t i = 0; i < b.crl_count; i++)
		show_crl(s, b.crls[i]);
}

static void show_block(struct shown *s, const struct pem_block *b)
{
	struct node *n;

	switch (b->label) {
	case PEM_CERTIFICATE:
		show_cert(s, b->der);
		return;
	case PEM_CRL:
		show_crl(s, b->der);
		return;
	case PEM_OCSP_RESPONSE:
		show_ocsp_response(s, b->der);
		return;
	case PEM_PKCS7:
		show_pkcs7(s, b->der);
		return;
	case PEM_KEY:
		show_other(s, "private-key", "private key (its content is not shown)", b->der.size);
		return;
	case PEM_OTHER:
		break;
	}
	if (strcmp(b->name, "OCSP REQUEST") == 0) {
		show_ocsp_request(s, b->der);
	} else if (strcmp(b->name, "SCT LIST") == 0) {
		n = show_begin(s, "sct-list", "SCT list");
		show_scts(s, n, b->der, SCT_TLS, s->previous);
	} else {
		show_other(s, "other", b->name, b->der.size);
	}
}

static void show_pem(struct shown *s, struct view body)
{
	struct pem_block *blocks;
	struct err e = { 0 };
	size_t count;

	if (!pem_read(s->arena, body, MOST_BLOCKS, &blocks, &count, &e))
		show_bad(s, show_begin(s, "pem", "PEM file"), str_safe_text(s->arena, e.text));
	for (size_t i = 0; i < count; i++)
		show_block(s, &blocks[i]);
}

static void show_handshake(struct shown *s, struct view body)
{
	struct node *n = show_begin(s, "handshake", "saved TLS handshake");
	struct cert *leaf;
	struct handshake h;
	struct err e = { 0 };

	if (!handshake_read(s->arena, body, &h, &e)) {
		show_bad(s, n, str_safe_text(s->arena, e.text));
		return;
	}
	node_text(n, "host", h.host);
	node_text(n, "port", h.port);
	node_text(n, "address", h.address);
	node_text(n, "protocol", h.protocol);
	node_text(n, "cipher", h.cipher);
	node_number(n, "certificates", (int64_t)h.cert_count);
	node_number(n, "staples", (int64_t)h.staple_count);
	node_bool(n, "client_certificate_requested", h.client_certificate_requested);
	show_field(s, 0, "host", "%s, port %s, address %s", h.host == NULL ? "?" : h.host,
		h.port == NULL ? "?" : h.port, h.address == NULL ? "?" : h.address);
	show_field(s, 0, "TLS", "%s, %s", h.protocol == NULL ? "?" : h.protocol,
		h.cipher == NULL ? "?" : h.cipher);
	show_field(s, 0, "presented", "%zu certificates, %zu staples", h.cert_count, h.staple_count);
	leaf = h.cert_count == 0 ? NULL : cert_read(s->arena, h.certs[0], &e);
	if (h.sct_list.size != 0)
		show_scts(s, n, h.sct_list, SCT_TLS, leaf);
	for (size_t i = 0; i < h.cert_count; i++) {
		show_cert(s, h.certs[i]);
		for (size_t k = 0; k < h.staple_count; k++)
			if (h.staples[k].cert == i)
				show_ocsp_response(s, h.staples[k].der);
	}
}

/* Objects of other kinds are recognised, and no more. */
static void show_unusable(struct shown *s, struct view body, enum content_kind kind)
{
	struct node *n = show_begin(s, "other", content_kind_text(kind));

	node_number(n, "bytes", (int64_t)body.size);
	if (kind == CONTENT_KEY || kind == CONTENT_CSR || kind == CONTENT_PKCS12)
		show_field(s, 0, "size", "%zu bytes, not decoded here", body.size);
	else
		show_bad(s, n, "nothing that can be shown: no certificate, CRL or OCSP message");
}

static void show_any(struct shown *s, struct view body, enum content_kind kind)
{
	switch (kind) {
	case CONTENT_PEM:
		show_pem(s, body);
		return;
	case CONTENT_CERT:
		show_cert(s, body);
		return;
	case CONTENT_CRL:
		show_crl(s, body);
		return;
	case CONTENT_OCSP_RESPONSE:
		show_ocsp_response(s, body);
		return;
	case CONTENT_OCSP_REQUEST:
		show_ocsp_request(s, body);
		return;
	case CONTENT_PKCS7:
		show_pkcs7(s, body);
		return;
	case CONTENT_HANDSHAKE:
		show_handshake(s, body);
		return;
	case CONTENT_UNKNOWN: case CONTENT_EMPTY: case CONTENT_PKCS12: case CONTENT_HTML:
	case CONTENT_JKS: case CONTENT_KEY: case CONTENT_CSR:
		break;
	}
	show_unusable(s, body, kind);
}

bool show_body(struct doc *d, const char *input, struct view body, const struct show_options *o)
{
	struct node *root = doc_data(d);
	enum content_kind kind = content_kind_of(body);
	struct shown s = { .doc = d, .arena = doc_arena(d), .options = o };

	node_outside(root, "input", view_of_text(input));
	node_text(root, "content", content_kind_text(kind));
	line_format(page_line(d, 1, 2), TONE_DIM, "%s: %s, %zu bytes", str_safe_text(s.arena, input),
		content_kind_text(kind), body.size);
	s.objects = node_array(root, "objects");
	show_any(&s, body, kind);
	if (s.count == 0)
		show_unusable(&s, body, kind);
	return !s.malformed;
}
