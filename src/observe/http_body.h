/* http_body: the content of an HTTP/1.x message out of its octets on the wire:
 * counted, chunked (RFC 9112 section 7.1) or up to the end of the connection. */
#ifndef LENCR_OBSERVE_HTTP_BODY_H
#define LENCR_OBSERVE_HTTP_BODY_H

#include "observe/http_head.h"

enum http_chunk { CHUNK_SIZE, CHUNK_DATA, CHUNK_END, CHUNK_TRAILER };

struct http_body {
	enum http_framing framing;
	enum http_chunk stage;
	uint64_t left;              /* of the content, or of the chunk */
	uint64_t size;              /* of the content so far, octets in gaps included */
	unsigned digits;            /* of a chunk's size */
	bool rest_of_line;          /* behind the digits */
	size_t line;                /* octets of a line so far */
	bool done;
	bool broken;                /* not to be followed any further; done, too */
};

void http_body_begin(struct http_body *, enum http_framing, uint64_t length);
/* Takes octets from the front of *V; the content among them, in one piece. Call
 * until *V is empty or the body done. */
struct view http_body_take(struct http_body *, struct view *v);
/* SIZE octets of the wire are missing. False: what follows cannot be placed. */
bool http_body_gap(struct http_body *, uint64_t size);

#endif
