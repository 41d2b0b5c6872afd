#include "io/handshake_text.h"

static void put_field(struct str *s, const char *name, const char *value)
{
	if (value == NULL)
		return;
	str_put_format(s, "%s: ", name);
	str_put_safe(s, view_of_text(value));
	str_put_char(s, '\n');
}

static void put_block(struct str *s, struct arena *a, const char *label, struct view der)
{
	struct view text = view_of_text(view_base64(a, der));

	str_put_format(s, "-----BEGIN %s-----\n", label);
	for (size_t at = 0; at < text.size; at += 64) {
		str_put_view(s, view_part(text, at, 64));
		str_put_char(s, '\n');
	}
	str_put_format(s, "-----END %s-----\n", label);
}

void handshake_text_put(struct str *s, struct arena *a, const struct handshake_seen *h)
{
	str_put(s, "lencr-handshake/1\n");
	put_field(s, "host", h->host);
	str_put_format(s, "port: %u\n", h->port);
	put_field(s, "address", h->address);
	put_field(s, "sni", h->sni);
	put_field(s, "starttls", h->starttls);
	put_field(s, "protocol", h->protocol);
	put_field(s, "cipher", h->cipher);
	if (h->client_certificate_requested)
		str_put(s, "client-certificate: requested\n");
	put_field(s, "alert", h->alert);
	if (h->unproven)
		str_put(s, "possession: unproven\n");
	str_put_char(s, '\n');
	for (size_t i = 0; i < h->cert_count; i++) {
		put_block(s, a, "CERTIFICATE", h->certs[i].der);
		if (h->certs[i].staple.size != 0)
			put_block(s, a, "OCSP RESPONSE", h->certs[i].staple);
	}
	if (h->sct_list.size != 0)
		put_block(s, a, "SCT LIST", h->sct_list);
}
