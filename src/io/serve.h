/* serve: a server for the test mode, on loopback only.
 *
 * One port speaks HTTP/1.1 and TLS at the same time (a first byte 0x16 is a TLS
 * record), to many clients, with keep-alive. It knows no X.509 and no OCSP:
 * what to answer comes from two callbacks, so that `lab` (or a test) decides.
 * It also plays faults: see enum serve_play.
 *
 * HTTP: GET, HEAD and POST with Content-Length; a request head over 16 KiB is
 * 431, a body over 64 KiB is 413, anything else that is not HTTP/1.x is 400;
 * each of these closes. Conditional requests, Date, ETag and caching are the
 * responder's business; Content-Length and Connection are ours.
 * TLS: 1.2 and 1.3 at security level 0, no resumption; then HTTP as above,
 * where GET / is a small page and everything else goes to the responder.
 * Single-threaded: callbacks run inside serve_run and should not wait. Drips and
 * idle clients are timed by the monotonic clock; the wall clock is not read, so
 * Date is for the responder to send. */
#ifndef LENCR_IO_SERVE_H
#define LENCR_IO_SERVE_H

#include <openssl/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

/* What goes wrong on the way, and the reach a client should see. */
enum serve_play {
	PLAY_NORMAL,
	PLAY_SILENT,      /* accepts, reads, never answers: timed-out */
	PLAY_SLOW,        /* ten bytes a second: timed-out (too slow) */
	PLAY_RESET,       /* resets once the request is read: reset */
	PLAY_TRUNCATE,    /* half of the announced body, then closes: truncated */
	PLAY_ENDLESS,     /* repeats the body without end: too-big */
	PLAY_GARBAGE,     /* bytes that are not HTTP, then closes: bad-http */
	PLAY_LIE_LENGTH,  /* announces a tebibyte more than comes, closes: too-big */
	PLAY_ALERT        /* TLS: a fatal handshake_failure alert; HTTP: as RESET */
};

struct serve_request {
	const char *method, *host, *path; /* host as sent, without port, lower case, or "" */
	struct view body;
	const char *if_none_match, *if_modified_since; /* NULL: not sent */
	bool tls;
};
struct serve_reply {
	int status;
	const char *content_type;         /* NULL: none */
	const char *headers;              /* further header lines, each with CRLF, or NULL */
	struct view body;                 /* lives at least as long as the arena given */
	enum serve_play play;
};

/* One certificate of a TLS name. The first of each key type is used. */
struct serve_credential {
	EVP_PKEY *key;                    /* owned by who gives it */
	struct view *chain; size_t chain_count; /* DER as served, whatever its order; the first
	                                     must have KEY. None: the handshake fails */
	struct view *staples;             /* one per chain entry, empty: none; NULL: none at all.
	                                     Only the first is sent (libssl knows no others) */
	struct view sct_list;             /* TLS extension 18 (RFC 6962), empty: none */
	int min_tls, max_tls;             /* 12 or 13; 0: no limit; of the first credential */
	/* Played from the ClientHello on, of the first credential: SLOW drips the
	 * handshake, TRUNCATE and LIE_LENGTH close after half of the first flight,
	 * GARBAGE and ENDLESS answer with bytes that are no TLS record. */
	enum serve_play play;
};

/* One request answered, for logs. Texts live during the call; from outside. */
struct serve_seen {
	bool tls;                         /* a handshake: METHOD "TLS", HOST the SNI, STATUS 0 */
	const char *method, *host, *path;
	int status;
	enum serve_play play;
};

struct serve_options {
	unsigned port;                    /* 0: any free one */
	bool v6;                          /* also on ::1, where the machine has it */
	void *context;                    /* for the three below */
	/* Never fails: what is unknown is a 404. REPLY is zeroed before. */
	void (*answer)(void *, struct arena *, const struct serve_request *, struct serve_reply *);
	/* By SNI, lower case, or "" without one; *COUNT 0 or NULL: unrecognized_name. What
	 * is returned lives until the next call. May be NULL: no TLS. */
	const struct serve_credential *(*credentials)(void *, const char *name, size_t *count);
	void (*seen)(void *, const struct serve_seen *); /* may be NULL */
};

struct serve;
/* Binds and listens; clients may connect from here on. NULL with *err. */
struct serve *serve_open(const struct serve_options *, struct err *);
unsigned serve_port(const struct serve *);
/* Serves until serve_stop; false when polling itself fails. */
bool serve_run(struct serve *, struct err *);
/* Makes serve_run return at once whatever is open; safe in a signal handler. */
void serve_stop(struct serve *);
void serve_free(struct serve *); /* closes everything; NULL is fine */

#endif
