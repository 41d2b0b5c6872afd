/* http: GET and POST wants by libcurl. Internal to io/net. */
#ifndef LENCR_IO_HTTP_H
#define LENCR_IO_HTTP_H

#include "io/transfer.h"

#define HTTP_HEAD_MAX 65536  /* all header lines of one transfer */
#define HTTP_REDIRECTS_MAX 3

struct http {
	struct curl_slist *headers;
	struct guarded url;        /* of this hop */
	char *visited[HTTP_REDIRECTS_MAX + 1];
	unsigned redirects;
	bool conditional;
	/* of the answer */
	int status;                /* of its status line, 0 before */
	bool head_done;            /* the final answer's header is complete */
	size_t head_size;          /* bytes of all lines, over all hops */
	size_t field_space;
	uint64_t expected;         /* Content-Length, 0 unknown */
	uint8_t *body;
	size_t size, space;
	size_t discarded;          /* body of an answer that is not used */
	enum reach stopped;        /* why a callback stopped it, or OK */
	const char *stopped_why;
	int64_t slow_at;           /* begin of the current window; 0: no body yet */
	size_t slow_size;          /* body bytes at that time */
};

/* Starts the want's first hop, or its second try. May end it at once. */
void http_start(struct transfer *);
/* libcurl is done with it. Ends it, or goes on (redirect, second try). */
void http_done(struct transfer *, CURLcode);
/* Ends it when it was too slow. Returns when to look again, or 0: no matter. */
int64_t http_watch(struct transfer *, int64_t now);

/* --- http_answer.c: the callbacks ------------------------------------- */
void http_answer_begin(struct transfer *);
size_t http_take_header(char *bytes, size_t one, size_t size, void *transfer);
size_t http_take_body(char *bytes, size_t one, size_t size, void *transfer);

#endif
