/* handshake: what a TLS server presented, as a text that can be kept.
 *
 * The body of a tls:// want. io/dial writes it, check reads it, a person can
 * save it to a file and check that. Form:
 *
 *	lencr-handshake/1
 *	host: shop.example.org
 *	port: 443
 *	address: 192.0.2.7
 *	protocol: TLSv1.3
 *	cipher: TLS_AES_128_GCM_SHA256
 *	(blank line)
 *	-----BEGIN CERTIFICATE-----     in the order presented
 *	-----BEGIN OCSP RESPONSE-----   right behind the certificate that it was sent for
 *	-----BEGIN SCT LIST-----        the TLS extension's content
 *
 * Other fields: sni, alpn, starttls, client-certificate: requested,
 * alert: how the handshake failed after the certificates had come,
 * possession: unproven (it failed before the server had shown that it holds
 * the leaf's key: anybody could have presented these certificates). */
#ifndef LENCR_X509_HANDSHAKE_H
#define LENCR_X509_HANDSHAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

struct handshake {
	char *host, *port, *address, *protocol, *cipher; /* safe text; NULL when not there */
	bool client_certificate_requested;
	char *alert;                                     /* safe text; NULL: it succeeded */
	bool unproven;                                   /* possession: unproven */
	struct view *certs; size_t cert_count;           /* DER, as presented */
	struct staple { size_t cert; struct view der; } *staples; size_t staple_count;
	struct view sct_list;                            /* empty: none */
};
bool handshake_read(struct arena *, struct view text, struct handshake *out, struct err *);

#endif
