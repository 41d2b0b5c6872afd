/* peek_http_parts: the state of peek_http, shared by its files. */
#ifndef LENCR_OBSERVE_PEEK_HTTP_PARTS_H
#define LENCR_OBSERVE_PEEK_HTTP_PARTS_H

#include "observe/http_body.h"
#include "observe/http_keep.h"
#include "observe/peek_http.h"

/* A message of an exchange: views of HEAD look into BLOCK. */
struct http_message {
	struct hold block;
	struct http_head head;
	bool seen, cut;             /* CUT: fields may be missing at its end */
	struct http_body framing;
	uint64_t declared;          /* Content-Length, UINT64_MAX: none */
	enum http_keep keep;
	struct hold body;
	bool partial;               /* BODY is not all of the content */
	bool gap;                   /* octets of it are missing in the capture */
	bool done;
};

struct http_exchange {
	struct http_exchange *next;
	struct moment began;        /* the request, or the answer if that is all there is */
	int64_t answered_at, done_at;
	struct http_message request, answer;
};

struct http_side {
	enum { SIDE_HEAD, SIDE_BODY, SIDE_TUNNEL, SIDE_DEAD } stage;
	struct hold block;          /* a head so far; or what was said into the tunnel */
	size_t line;                /* where its last line begins */
	bool junk;                  /* pass over the rest of this line */
	bool lost;                  /* messages may have been missed since the last one */
	size_t passed;              /* octets passed over since the last message */
	struct moment began;        /* of the block */
	struct http_exchange *current;
};

struct peek_http {
	struct peek *peek;
	struct http_side client, server;
	struct http_exchange *first, **last;    /* waiting, in the order of the requests */
	size_t waiting;
	bool server_spoke;          /* whose turn it was */
	bool any;
};

/* Takes from *V up to the end of a head, into the side's block. True: it is complete.
 * A side that says too much else is DEAD. */
bool http_side_take(struct peek_http *, struct http_side *, struct view *v, bool request, struct moment);
/* Whether the unfinished first line may become one; a whole one is read without the blanks around it, too. */
bool http_side_may_be(const struct http_side *, bool request);
/* Forgets the block, and what comes up to the end of the line if that is wanted. */
void http_side_drop(struct http_side *, bool rest_of_line);
/* Hands EXCHANGE over. */
void http_exchange_see(struct peek_http *, struct http_exchange *);
/* Content of a message: kept or not. SMALL as in http_keep.h. */
void http_message_put(struct peek *, struct http_message *, struct view content);

#endif
