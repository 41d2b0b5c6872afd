/* tls_talk: real TLS handshakes made in memory by OpenSSL, written down as the
 * steps of a script. Every flight moves the clock by 10 microseconds. */
#ifndef LENCR_TESTS_TLS_TALK_H
#define LENCR_TESTS_TLS_TALK_H

#include <openssl/ssl.h>

#include "talk_script.h"

struct tls_talk {
	int version;                /* TLS1_2_VERSION, TLS1_3_VERSION … */
	const char *sni;            /* NULL: none */
	bool alpn;                  /* "h2", "http/1.1" */
	bool client_cert;           /* the server asks, the client gives one */
	bool no_cert;               /* the client has none to give */
	bool distrust;              /* the client does not know the server's CA */
	bool no_tickets;            /* sessions by id (TLS 1.2) */
	bool retry;                 /* the server wants another group: HelloRetryRequest */
	bool small;                 /* one group offered: newer OpenSSLs offer a key share of over 1,200 octets */
	const char *staple;         /* text in place of an OCSP response */
	SSL_SESSION *session;       /* to be resumed; on return the one that came about */
	bool quiet;                 /* no application data */
	int64_t at;                 /* of the first flight; on return behind the last */
};

struct tls_room;
struct tls_room *tls_room_new(void);    /* contexts, certificates of the server and of the client */
void tls_room_free(struct tls_room *);
/* DER of the server's leaf and CA, of the client's certificate. */
struct view tls_room_cert(struct tls_room *, unsigned which);

void tls_talk_record(struct tls_room *, struct talk_script *, struct tls_talk *);

#endif
