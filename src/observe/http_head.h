/* http_head: the first line and the fields of an HTTP/1.x message, as they stand.
 * RFC 9112 sections 2 to 6, read as leniently as receivers do: lines may end with
 * LF alone, fields may be folded, names may be followed by white space.
 *
 * Views look into the block that was read. */
#ifndef LENCR_OBSERVE_HTTP_HEAD_H
#define LENCR_OBSERVE_HTTP_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/view.h"

struct http_head {
	bool request;
	unsigned version;           /* 10, 11; of a request also others that were written, 9: none was */
	struct view method, target; /* of a request */
	int status;                 /* of an answer, 100 to 999 */
	struct view fields;         /* behind the first line, the blank line left out */
};

/* Whether LINE (with or without its end) is the first line of a message. */
bool http_line_read(struct view line, bool request, struct http_head *out);
/* BLOCK from the first line on; need not end with a blank line. */
bool http_head_read(struct view block, bool request, struct http_head *out);
/* Whether the beginning of a line could still become a first line. */
bool http_line_may_be(struct view beginning, bool request);
/* Whether these are the first octets of a request with a method of RFC 9110 or
 * WebDAV and a target of usual form: 1 yes, 0 too few to tell, -1 no. */
int http_request_begins(struct view);

/* The next field of *REST; the value without white space around it (a folded one
 * keeps its line ends inside). Lines that are no fields are passed over. */
bool http_field_next(struct view *rest, struct view *name, struct view *value);
/* The first field of that name, case not regarded. */
bool http_field(struct view fields, const char *name, struct view *value);
bool http_same(struct view, const char *text);      /* ASCII case not regarded */

enum http_framing { FRAME_NONE, FRAME_LENGTH, FRAME_CHUNKED, FRAME_CLOSE };
/* How the content is delimited (RFC 9112 section 6.3), but for what depends on the
 * method of the request. */
enum http_framing http_head_framing(const struct http_head *, uint64_t *length);

#endif
