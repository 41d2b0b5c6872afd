/* peek_http: requests and answers of one HTTP/1.x connection, matched in order.
 *
 * Over any cuts: keep-alive, pipelining, interim answers, HEAD, 204 and 304,
 * Content-Length, chunked, up to the end of the connection. An exchange is handed
 * over when its answer is complete, at the latest at the end; in order. What is
 * no HTTP is passed over until a first line begins a line, or a turn of that side.
 *
 * A head that is cut off by a gap or by the end counts when its first line is
 * whole; its fields are then those before the cut, its user agent is not known to
 * be absent and the order of its fields not known. Bodies are kept as http_keep.h
 * says. Answers without a request (it was before the capture) are handed over
 * only with a body that was worth keeping. */
#ifndef LENCR_OBSERVE_PEEK_HTTP_H
#define LENCR_OBSERVE_PEEK_HTTP_H

#include "observe/peek.h"

struct peek_http;

enum http_want {
	HTTP_MORE,      /* go on feeding */
	HTTP_DONE,      /* nothing more is wanted */
	HTTP_TUNNEL,    /* from here another protocol is spoken (CONNECT, 101) */
};

/* PEEK must outlive it. */
struct peek_http *peek_http_new(struct peek *);
/* Sides are roles. With HTTP_TUNNEL *V is what does not belong to HTTP any more,
 * and peek_http_held is what the client said into the tunnel before. */
enum http_want peek_http_feed(struct peek_http *, bool from_server, struct view *v, struct moment);
enum http_want peek_http_gap(struct peek_http *, bool from_server, uint64_t size, int64_t at);
/* Octets of the client behind a CONNECT, and when they came; valid until peek_http_free. */
struct view peek_http_held(const struct peek_http *, struct moment *);
/* Whether a request waits for its answer, or for the rest of it. */
bool peek_http_waits(const struct peek_http *);
void peek_http_ended(struct peek_http *, enum talk_end, int64_t at);
void peek_http_free(struct peek_http *);    /* NULL is fine */

#endif
