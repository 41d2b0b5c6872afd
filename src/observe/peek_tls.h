/* peek_tls: a TLS handshake on a TCP connection, from its records.
 *
 * Follows both sides over any cuts: records, handshake messages in any number
 * of records, an SSLv2 form of ClientHello, a HelloRetryRequest. The sighting is
 * handed over when nothing more can be learned: after the first application data
 * of both sides, after a fatal alert, or at the end. What is encrypted is only
 * counted.
 *
 * Times (struct sight_tls): flight_at moves with every record of the server until
 * the client answers the ServerHello; a ChangeCipherSpec of TLS 1.3 is no answer,
 * it says nothing (RFC 8446 appendix D.4; Java sends one before it checks).
 * TLS 1.3 hides the kinds of records: the first encrypted one of the client is
 * taken for its Finished, or what goes before it, unless it has the size of an
 * alert, the next for data; after early data (0-RTT) the two cannot be told and stay unknown.
 *
 * resumed: TLS 1.3 by the chosen pre_shared_key; before that by the server's
 * ChangeCipherSpec without a certificate or key exchange before it. */
#ifndef LENCR_OBSERVE_PEEK_TLS_H
#define LENCR_OBSERVE_PEEK_TLS_H

#include "observe/peek.h"

struct peek_tls;

/* STARTTLS: another protocol was spoken before; the server's side then begins
 * wherever its first record is found. PEEK must outlive it. */
struct peek_tls *peek_tls_new(struct peek *, bool starttls);
/* Sides are roles: FROM_SERVER is the side that does not send the ClientHello.
 * False: nothing more is wanted. */
bool peek_tls_feed(struct peek_tls *, bool from_server, struct view, struct moment);
bool peek_tls_gap(struct peek_tls *, bool from_server, uint64_t size, int64_t at);
/* Hands over what is known so far, unless it was already. */
void peek_tls_show(struct peek_tls *);
void peek_tls_ended(struct peek_tls *, enum talk_end);
void peek_tls_free(struct peek_tls *);      /* NULL is fine */

/* Whether bytes begin like a TLS record: -1 no, 0 too few to tell, else the type of
 * the handshake message at its beginning (1 or 2), or 256 for an SSLv2 ClientHello. */
int tls_begins(struct view);
/* Where in V a record with a whole beginning of ClientHello starts; SIZE_MAX: nowhere.
 * Looks at TLS_HELLO_HEAD octets at least. */
#define TLS_HELLO_HEAD 11
size_t tls_hello_find(struct view);

#endif
