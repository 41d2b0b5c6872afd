/* peek_tls_parts: the state of peek_tls, shared by its files. */
#ifndef LENCR_OBSERVE_PEEK_TLS_PARTS_H
#define LENCR_OBSERVE_PEEK_TLS_PARTS_H

#include "observe/peek_tls.h"
#include "observe/tls_hello.h"

enum { RECORD_CCS = 20, RECORD_ALERT = 21, RECORD_HANDSHAKE = 22, RECORD_DATA = 23 };

/* Certificates of one side that are handed over; more are left out. */
#define TLS_CERTS_MAX 32

struct tls_side {
	uint8_t head[5];
	unsigned have;              /* of it */
	unsigned type;              /* of the record that is being read */
	size_t length, left;        /* of its content */
	bool inside;                /* between its head and its end */
	struct moment began;        /* its first octet */
	bool encrypted;             /* a ChangeCipherSpec that counts came before */
	bool lost;                  /* looking for the next record */
	size_t passed;              /* while looking */
	bool dead;                  /* not found */
	bool blind;                 /* octets of the handshake are missing */
	unsigned alert_have; uint8_t alert[2];
	struct hold message;        /* with its head */
	size_t skip;                /* rest of a message that is not kept */
	struct moment message_began;
};

struct peek_tls {
	struct peek *peek;
	bool starttls;
	struct tls_side client, server;
	bool hello_seen, answer_seen;       /* ClientHello; ServerHello that is no retry */
	struct hold hello, answer, certs, client_certs, staple;
	struct client_hello offered;
	struct server_hello chosen;
	struct moment hello_began, answer_began;
	struct sight_tls seen;      /* times and flags; views are set at the end */
	int64_t server_bytes;       /* of the flight */
	bool exchanged;             /* the server sent what only a full handshake has */
	bool replied;               /* the client answered the flight */
	bool early;                 /* encrypted records of the client before the flight */
	bool finishing;             /* the client's Finished is still to come, behind its Certificate */
	bool failed;                /* an alert ended it */
	bool uncertain;             /* records are missing: what was not seen may have been there */
	uint64_t after;             /* octets since the client's Finished */
	uint64_t total;
	uint64_t shown;             /* TOTAL when it was handed over unfinished; 0: it was not */
	bool done;
};

/* Octets of handshake messages in clear. */
void tls_message_feed(struct peek_tls *, bool from_server, struct view, struct moment);
/* Octets of the message that is being read are missing: what is there of it counts
 * as far as it can. */
void tls_message_cut(struct peek_tls *, bool from_server, struct moment);
/* What is kept in HOLD as a Certificate message, as views; how many. */
size_t tls_message_certs(const struct hold *, struct sight_cert *out, size_t most);
struct view tls_message_staple(const struct hold *);

#endif
