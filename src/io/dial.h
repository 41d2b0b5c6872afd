/* dial: TLS wants. libcurl resolves and connects (CURLOPT_CONNECT_ONLY),
 * libssl shakes hands on that socket without blocking. Internal to io/net.
 *
 * Made for diagnosis: nothing is verified, nothing is resumed, weak keys and
 * ciphers are accepted (judging is elsewhere), and what the server presented
 * is taken from the raw handshake messages, so certificates that libssl cannot
 * parse, duplicates and per-certificate staples all come through. */
#ifndef LENCR_IO_DIAL_H
#define LENCR_IO_DIAL_H

#include "io/handshake_text.h"
#include "io/starttls.h"
#include "io/transfer.h"

#define DIAL_HELLO_MAX 64           /* first bytes kept for the detail */
#define DIAL_BYTES_MAX (4u << 20)   /* received in one handshake */

struct dial {
	SSL *ssl;
	int fd;                      /* belongs to the easy handle */
	char *host, *sni;            /* without brackets; sni NULL: none sent */
	const char *key;             /* "rsa", "ecdsa" or NULL */
	uint8_t *out;                /* to be sent, malloc'd */
	size_t out_size;
	size_t received;
	uint8_t hello[DIAL_HELLO_MAX];
	size_t hello_size;
	struct handshake_seen seen;
	bool signed_by_key;          /* the message with the signature has come … */
	bool proven;                 /* … and libssl went on after it */
	int alert_got, alert_sent;   /* -1: none */
	/* STARTTLS: what is said before TLS; NULL: none. While TALKING no byte goes to libssl. */
	const struct starttls_protocol *starttls;
	struct starttls *talk;
	uint8_t *plain;              /* received in the clear, malloc'd */
	size_t plain_size;
	bool talking;
};

void dial_start(struct transfer *);
void dial_connected(struct transfer *, CURLcode);
/* While SHAKING: goes on as far as it can. */
void dial_turn(struct transfer *, int64_t now);
struct curl_waitfd dial_waits_for(const struct transfer *);

/* Sends what is in `out` as far as the socket takes it; false: errno. */
bool dial_flush(struct dial *);
void dial_queue(struct dial *, const void *bytes, size_t size);
/* Puts up to SPACE bytes of the socket into BYTES; 0: none now; < 0: the
 * connection is over (errno, or 0). */
int dial_receive(struct dial *, uint8_t *bytes, size_t space);

/* --- dial_talk.c: the plaintext before TLS ------------------------------ */
void dial_talk_start(struct transfer *);
/* While talking: goes on as far as it can. True: TLS may begin now. */
bool dial_talk_turn(struct transfer *, int64_t now);

/* --- dial_target.c ------------------------------------------------------ */
/* The tls:// URL of the want: host, port, sni, key, connect_to. Ends the
 * transfer and returns false when it is malformed. */
bool dial_read_target(struct transfer *, struct dial *);

/* --- dial_listen.c: what libssl shows of the handshake ------------------ */
/* One context for all dials of a net; NULL: out of memory or no TLS at all. */
SSL_CTX *dial_context(void);
void dial_listen(SSL *, struct transfer *);

#endif
