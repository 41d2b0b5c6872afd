#include <string.h>

#include "io/dial.h"

#define CERTS_MAX 100 /* entries of one Certificate message that are kept */

/* Reads big-endian sizes and parts; once it fails it stays failed. */
struct reader {
	struct view left;
	bool bad;
};

static size_t read_number(struct reader *r, size_t octets)
{
	size_t value = 0;

	if (r->left.size < octets) {
		r->bad = true;
		return 0;
	}
	for (size_t i = 0; i < octets; i++)
		value = value << 8 | r->left.data[i];
	r->left = view_part(r->left, octets, SIZE_MAX);
	return value;
}

static struct view read_part(struct reader *r, size_t octets)
{
	size_t size = read_number(r, octets);
	struct view part = view_part(r->left, 0, size);

	if (r->bad || size > r->left.size) {
		r->bad = true;
		return view_of("", 0);
	}
	r->left = view_part(r->left, size, SIZE_MAX);
	return part;
}

static struct view keep(struct transfer *t, struct view v)
{
	return view_of(arena_copy(t->arena, v.data, v.size), v.size);
}

/* CertificateStatus (RFC 6066 section 8): type ocsp, a response. */
static struct view staple_of(struct transfer *t, struct view body)
{
	struct reader r = { body, false };
	bool ocsp = read_number(&r, 1) == 1;
	struct view response = read_part(&r, 3);

	return ocsp && !r.bad ? keep(t, response) : view_of("", 0);
}

/* Extensions of one entry of TLS 1.3 (RFC 8446 section 4.4.2). */
static void read_entry_extensions(struct transfer *t, struct handshake_cert *cert, bool first,
	struct view list)
{
	struct reader r = { list, false };

	while (r.left.size != 0 && !r.bad) {
		size_t type = read_number(&r, 2);
		struct view body = read_part(&r, 2);

		if (r.bad)
			return;
		if (type == TLSEXT_TYPE_status_request)
			cert->staple = staple_of(t, body);
		else if (type == TLSEXT_TYPE_signed_certificate_timestamp && first)
			t->dial->seen.sct_list = keep(t, body);
	}
}

static void read_certificates(struct transfer *t, bool tls13, struct view message)
{
	struct handshake_seen *seen = &t->dial->seen;
	struct reader r = { message, false }, entries;

	if (seen->certificate_came)
		return;
	if (tls13)
		read_part(&r, 1); /* certificate_request_context */
	entries = (struct reader){ read_part(&r, 3), false };
	seen->certificate_came = !r.bad;
	while (!r.bad && entries.left.size != 0 && seen->cert_count < CERTS_MAX) {
		struct view der = read_part(&entries, 3), extensions = { 0 };
		struct handshake_cert *cert;

		if (tls13)
			extensions = read_part(&entries, 2);
		if (entries.bad)
			return;
		if (der.size == 0)
			continue; /* forbidden, and PEM has no form for it; libssl ends with an alert */
		cert = arena_more(t->arena, &seen->certs, seen->cert_count, &seen->cert_space,
			sizeof *cert);
		seen->cert_count++;
		cert->der = keep(t, der);
		read_entry_extensions(t, cert, seen->cert_count == 1, extensions);
	}
}

static void take_message(struct transfer *t, bool tls13, struct view message)
{
	struct dial *d = t->dial;
	struct view body = view_part(message, SSL3_HM_HEADER_LENGTH, SIZE_MAX);

	if (message.size < SSL3_HM_HEADER_LENGTH)
		return;
	/* libssl reads on only after it has checked the signature */
	d->proven = d->proven || d->signed_by_key;
	switch (message.data[0]) {
	case SSL3_MT_CERTIFICATE:
		read_certificates(t, tls13, body);
		break;
	case SSL3_MT_CERTIFICATE_STATUS:
		if (d->seen.cert_count > 0)
			d->seen.certs[0].staple = staple_of(t, body);
		break;
	case SSL3_MT_CERTIFICATE_REQUEST:
		d->seen.client_certificate_requested = true;
		break;
	case SSL3_MT_SERVER_KEY_EXCHANGE:
	case SSL3_MT_CERTIFICATE_VERIFY:
		d->signed_by_key = true;
		break;
	default:
		break;
	}
}

static void listen_message(int sent, int version, int type, const void *data, size_t size,
	SSL *ssl, void *context)
{
	struct transfer *t = context;
	const uint8_t *bytes = data;

	(void)ssl;
	if (type == SSL3_RT_ALERT && size == 2) {
		if (sent)
			t->dial->alert_sent = bytes[1];
		else
			t->dial->alert_got = bytes[1];
	} else if (type == SSL3_RT_HANDSHAKE && !sent) {
		take_message(t, version == TLS1_3_VERSION, view_of(data, size));
	}
}

/* The SCT extension of TLS 1.2's ServerHello; that of 1.3 is in the message. */
static int take_scts(SSL *ssl, unsigned type, unsigned context, const unsigned char *in,
	size_t size, X509 *x, size_t chain_index, int *alert, void *argument)
{
	struct transfer *t = SSL_get_app_data(ssl);

	(void)type;
	(void)x;
	(void)chain_index;
	(void)alert;
	(void)argument;
	if (context == SSL_EXT_TLS1_2_SERVER_HELLO && size != 0)
		t->dial->seen.sct_list = keep(t, view_of(in, size));
	return 1;
}

SSL_CTX *dial_context(void)
{
	SSL_CTX *c = SSL_CTX_new(TLS_client_method());

	if (c == NULL)
		return NULL;
	SSL_CTX_set_security_level(c, 0);
	SSL_CTX_set_verify(c, SSL_VERIFY_NONE, NULL);
	SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_options(c, SSL_OP_NO_TICKET | SSL_OP_LEGACY_SERVER_CONNECT |
		SSL_OP_NO_COMPRESSION);
#ifdef SSL_OP_NO_RX_CERTIFICATE_COMPRESSION
	SSL_CTX_set_options(c, SSL_OP_NO_RX_CERTIFICATE_COMPRESSION);
#endif
	SSL_CTX_set_msg_callback(c, listen_message);
	if (SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION) != 1 ||
		SSL_CTX_set_max_proto_version(c, TLS1_3_VERSION) != 1 ||
		SSL_CTX_set_cipher_list(c, "ALL:eNULL:!aNULL:!PSK:!SRP:@SECLEVEL=0") != 1 ||
		SSL_CTX_set_ciphersuites(c, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:"
			"TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256:"
			"TLS_AES_128_CCM_8_SHA256") != 1 ||
		SSL_CTX_add_custom_ext(c, TLSEXT_TYPE_signed_certificate_timestamp,
			SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_CERTIFICATE,
			NULL, NULL, NULL, take_scts, NULL) != 1) {
		SSL_CTX_free(c);
		return NULL;
	}
	return c;
}

void dial_listen(SSL *ssl, struct transfer *t)
{
	SSL_set_app_data(ssl, t);
	SSL_set_msg_callback_arg(ssl, t);
}
