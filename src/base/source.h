/* source: the seam between the core that asks and the driver that fetches.
 *
 * A `want` is what the core needs from outside. An `outcome` is what came of
 * it: bytes, or the reason why not. Nothing in the core opens a socket; it
 * emits wants and is supplied with outcomes. A `source` answers wants:
 * io/net (libcurl and TLS), io/cached (a store in front of another source),
 * io/record, io/replay, and the lab's (a world in memory). Sources stack. */
#ifndef LENCR_BASE_SOURCE_H
#define LENCR_BASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/blob.h"
#include "base/err.h"
#include "base/view.h"

enum want_kind { WANT_GET, WANT_POST, WANT_TLS, WANT_ANCHOR };
enum want_why { WHY_TARGET, WHY_ISSUER, WHY_CRL, WHY_OCSP, WHY_ANCHOR };

struct http_head;
struct want {
	uint32_t id;         /* chosen by who asks; unique among its open wants */
	enum want_kind kind;
	enum want_why why;
	/* GET, POST: the URL exactly as it stands in the certificate.
	 * TLS: tls://HOST:PORT with optional query: sni=NAME, starttls=PROTO,
	 *   key=rsa|ecdsa, address=IP or V6%ZONE, connect=HOST:PORT (percent-encoded).
	 * ANCHOR: anchor:HHHHHHHH, the X509_NAME_hash of a subject in hex. */
	const char *url;
	struct view body;    /* POST: what is sent; else empty */
	size_t max_bytes;    /* ceiling of the body of the answer */
	/* A stored copy did not verify for who asks: the cache asks the network
	 * again, for the whole. */
	bool anew;
	/* GET, POST: further request header fields, or NULL. Only sources that
	 * stack on another one set it (the cache: If-None-Match,
	 * If-Modified-Since); with one of these two, a 304 is REACH_OK with
	 * http_status 304 and no body. */
	const struct http_head *extra;
};

/* What became of an attempt. Words by reach_word(); one cause each (the three
 * time-outs share the word "timed-out" and differ in their finding). */
enum reach {
	REACH_OK,
	REACH_NOT_ASKED,         /* not-asked: --no-fetch, or a path that did not verify */
	REACH_OFFLINE,           /* offline: --offline and not in the cache */
	REACH_BUDGET,            /* budget-spent: more than the ceiling of fetches */
	REACH_URL_REFUSED,       /* url-refused: malformed, userinfo, fragment, IP literal */
	REACH_SCHEME_REFUSED,    /* scheme-refused: ldap, https, ftp, file … */
	REACH_PORT_REFUSED,      /* port-refused */
	REACH_ADDRESS_REFUSED,   /* address-refused: resolved, but not globally routable */
	REACH_SINKHOLED,         /* sinkholed: resolved to 0.0.0.0, ::, or loopback */
	REACH_UNRESOLVED,        /* unresolved */
	REACH_REFUSED,           /* refused: connection refused */
	REACH_UNROUTABLE,        /* unroutable: no route, network or host unreachable */
	REACH_CONNECT_TIMED_OUT, /* timed-out while connecting */
	REACH_TIMED_OUT,         /* timed-out waiting for the first byte */
	REACH_TOO_SLOW,          /* timed-out while receiving (or under 100 B/s) */
	REACH_RESET,             /* reset: connection closed or reset early */
	REACH_TRUNCATED,         /* truncated: fewer bytes than announced */
	REACH_TLS_FAILED,        /* tls-failed */
	REACH_BAD_STATUS,        /* bad-status: HTTP status other than 200 (or 304) */
	REACH_REDIRECT_REFUSED,  /* redirect-refused: target against the policy */
	REACH_REDIRECT_LOOP,     /* redirect-loop */
	REACH_REDIRECTS,         /* too-many-redirects */
	REACH_TOO_BIG,           /* too-big: body over the ceiling */
	REACH_ENCODED,           /* encoding-refused: Content-Encoding */
	REACH_BAD_HTTP,          /* bad-http: not HTTP, headers over the ceiling */
	REACH_PROXY_FAILED,      /* proxy-failed: proxy unreachable or refusing */
	REACH_NOT_FOUND,         /* not-found: no such anchor, file or recorded answer */
	REACH_INTERRUPTED,       /* interrupted: signal, or the target's time was up */
	REACH_COUNT
};
const char *reach_word(enum reach);
bool reach_from_word(const char *, enum reach *out);

enum came_from { FROM_NETWORK, FROM_CACHE, FROM_REVALIDATED, FROM_FILE, FROM_BUNDLE };
const char *came_from_word(enum came_from); /* network cache revalidated file bundle */

struct http_field { char *name, *value; };
struct http_head { size_t count; struct http_field *fields; };
/* First field of that name, case-insensitive; NULL when there is none. */
const char *http_head_get(const struct http_head *, const char *name);

struct outcome {
	enum reach reach;
	enum came_from from;
	int64_t asked_at, answered_at; /* wall clock, seconds; of the original answer for a cached one */
	int http_status;               /* 0: none */
	struct blob *body;             /* NULL unless REACH_OK (and no 304); one reference owned */
	struct blob *previous;         /* last vouched body of this URL, or NULL; owned */
	struct http_head head;         /* owned */
	char *detail;                  /* one line for people, safe text; owned; may be NULL */
	char *address;                 /* numeric address that answered; owned; may be NULL */
	bool http_fresh;               /* a cached answer that HTTP lets us use unasked */
	bool not_revalidated;          /* cached, no longer HTTP-fresh, asking again failed */
	enum reach retry_reach;        /* with not_revalidated: why asking again failed */
};
/* Frees what the outcome owns and zeroes it. */
void outcome_clear(struct outcome *);
/* A deep copy; bodies are shared by reference. */
void outcome_copy(struct outcome *to, const struct outcome *from);
void outcome_set_detail(struct outcome *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* "The body of this want verified": the core tells the sources, so that the
 * cache may keep it. */
struct vouch {
	const char *url;         /* as in the want */
	struct view post;        /* the request body of a POST; else empty */
	struct blob *body;       /* exactly what was supplied */
	const char *kind;        /* issuer crl ocsp */
	uint8_t issuer_key[32];  /* SHA-256 of the SPKI it verified under; zero for issuer certs */
	int64_t this_update, next_update; /* WHEN_NONE where there is none */
};

struct answer { uint32_t want_id; struct outcome outcome; };

struct source;
struct source_ops {
	/* Starts on a want; copies what it needs. False only when the source itself
	 * is broken; a want that cannot be fulfilled has an outcome saying so. */
	bool (*ask)(struct source *, const struct want *, struct err *);
	/* The next finished want, in any order. Waits at most WAIT_MS (0: only
	 * looks, -1: as long as it takes). False: none finished in that time, or
	 * none is open. The caller owns the outcome (outcome_clear). */
	bool (*next)(struct source *, int wait_ms, struct answer *);
	/* Forgets an open want; it never comes out of next() afterwards. */
	void (*drop)(struct source *, uint32_t want_id);
	/* May be NULL: no interest. Stacked sources pass it down. */
	void (*vouch)(struct source *, const struct vouch *);
	/* Frees this source; those below it belong to whoever stacked them. */
	void (*free)(struct source *);
};
/* Concrete sources begin with this. */
struct source { const struct source_ops *ops; };

bool source_ask(struct source *, const struct want *, struct err *);
bool source_next(struct source *, int wait_ms, struct answer *);
void source_drop(struct source *, uint32_t want_id);
void source_vouch(struct source *, const struct vouch *);
void source_free(struct source *); /* NULL is fine */

#endif
