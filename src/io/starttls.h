/* starttls: what is said in plaintext before TLS begins.
 *
 * One dialogue a protocol: rows that wait for an answer or send a line, or a
 * small function where the protocol is binary. No socket: bytes go in, bytes
 * come out. The extension is asked for even where the server did not announce
 * it, so that its refusal tells why.
 *
 * RFC 3207 (smtp, lmtp), 9051 (imap), 2595 (pop3), 4217 (ftp), 4511 section
 * 4.14 (ldap), 6120 section 5 (xmpp), 4642 (nntp), 5804 (sieve); PostgreSQL's
 * frontend protocol, SSLRequest; MySQL's connection phase; irc: IRCv3 tls. */
#ifndef LENCR_IO_STARTTLS_H
#define LENCR_IO_STARTTLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/view.h"

#define STARTTLS_BYTES_MAX 65536 /* of plaintext from the server */

enum starttls_state {
	STARTTLS_MORE,     /* needs more bytes */
	STARTTLS_DONE,     /* TLS may begin */
	STARTTLS_REFUSED,  /* the server does not offer it; `why` */
	STARTTLS_ODD,      /* it speaks something else; `why` */
	STARTTLS_INJECTED, /* more plaintext behind the last answer; `why` */
};

struct starttls_protocol;
struct starttls {
	const struct starttls_protocol *protocol;
	struct arena *arena;
	const char *host;      /* for protocols that name it; fit for a host name */
	size_t row;            /* of a table, or phase of a function */
	struct str out;        /* to be sent; taken by the caller, who clears it */
	struct view in;        /* not yet understood */
	const char *why;       /* from outside in parts: not yet safe */
};

/* NULL: there is no such protocol. */
const struct starttls_protocol *starttls_find(const char *name);
const char *starttls_name(const struct starttls_protocol *);
unsigned starttls_port(const struct starttls_protocol *);
/* "smtp|lmtp|…", for help and messages. */
#define STARTTLS_NAMES "smtp|lmtp|imap|pop3|ftp|ldap|xmpp|xmpp-server|postgres|mysql|nntp|sieve|irc"

/* Everything kept lives in the arena. The first call of starttls_take, with
 * no bytes, makes protocols speak in which the client begins. */
void starttls_init(struct starttls *, struct arena *, const struct starttls_protocol *,
	const char *host);
void starttls_clear(struct starttls *);
/* Goes on with what is in `in`; the caller has put new bytes behind it. */
enum starttls_state starttls_take(struct starttls *);

/* --- inside: starttls_binary.c ------------------------------------------- */
typedef enum starttls_state starttls_turn(struct starttls *);
starttls_turn starttls_ldap, starttls_xmpp, starttls_xmpp_server, starttls_postgres,
	starttls_mysql;
/* Cuts SIZE bytes off the front of `in`. */
void starttls_skip(struct starttls *, size_t size);
enum starttls_state starttls_refused(struct starttls *, struct view answer);
enum starttls_state starttls_odd(struct starttls *, struct view answer);

#endif
