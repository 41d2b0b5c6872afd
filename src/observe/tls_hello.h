/* tls_hello: the two messages of a TLS handshake that are always in clear,
 * whatever carried them (TCP records or QUIC CRYPTO frames). RFC 5246 section
 * 7.4.1, RFC 8446 section 4.1, RFC 8701 (GREASE).
 *
 * Views look into the message. A message that is cut short or inconsistent
 * gives what was read before, with `broken`. */
#ifndef LENCR_OBSERVE_TLS_HELLO_H
#define LENCR_OBSERVE_TLS_HELLO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/view.h"

enum { TLS_CLIENT_HELLO = 1, TLS_SERVER_HELLO = 2, TLS_CERTIFICATE = 11, TLS_SERVER_KEY_EXCHANGE = 12,
	TLS_CERTIFICATE_REQUEST = 13, TLS_SERVER_HELLO_DONE = 14, TLS_CLIENT_KEY_EXCHANGE = 16,
	TLS_CERTIFICATE_STATUS = 22 };

struct client_hello {
	struct view sni;            /* host_name; known to be empty where none was sent */
	struct view alpn;           /* the first offered, data NULL: none */
	struct view session_id;
	unsigned version;           /* the best offered, GREASE left out */
	bool ticket;                /* a session ticket was offered (TLS <= 1.2) */
	bool psk;                   /* pre_shared_key was offered (TLS 1.3) */
	bool early_data;
	bool grease, ech;
	bool broken;
};

struct server_hello {
	unsigned version;           /* chosen */
	struct view alpn;           /* chosen, in clear up to TLS 1.2; data NULL: none */
	struct view session_id;
	bool psk;                   /* pre_shared_key was chosen */
	bool retry;                 /* a HelloRetryRequest */
	bool broken;
};

/* The body of a handshake message, without its four octets of type and length. */
void client_hello_read(struct view body, struct client_hello *out);
void server_hello_read(struct view body, struct server_hello *out);

/* TLS 1.3 and its drafts: everything behind ServerHello is encrypted. */
bool tls_version_hides(unsigned version);
/* 0x?A?A with both octets equal (RFC 8701). */
bool tls_is_grease(unsigned value);

#endif
