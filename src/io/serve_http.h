/* serve_http: the text of HTTP/1.1 as io/serve speaks it. Pure.
 *
 * Strict (RFC 9112) but for line ends, where a bare LF will do, so that people
 * can type requests by hand. */
#ifndef LENCR_IO_SERVE_HTTP_H
#define LENCR_IO_SERVE_HTTP_H

#include "base/str.h"
#include "io/serve.h"

#define SERVE_HEAD_MAX ((size_t)16 * 1024)
#define SERVE_BODY_MAX ((size_t)64 * 1024)

enum serve_parse { SERVE_MORE, SERVE_WHOLE, SERVE_BAD };
struct serve_parsed {
	struct serve_request request; /* texts in the arena, body in the bytes read */
	size_t size;                  /* bytes of this request */
	bool keep;                    /* the client would go on with this connection */
	bool expects;                 /* MORE: waits for "100 Continue" before its body */
	int status;                   /* BAD: what to answer */
};
/* The request at the beginning of IN. */
enum serve_parse serve_http_read(struct arena *, struct view in, struct serve_parsed *);

#define SERVE_NO_LENGTH UINT64_MAX
/* Status line and header fields with the final empty line. */
void serve_http_head(struct str *, const struct serve_reply *, uint64_t length, bool keep);
/* Whether a response of that status has a body at all. */
bool serve_http_has_body(int status);

#endif
