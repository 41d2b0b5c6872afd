/* serve_answer: one answer of io/serve on its way: a head, and a body that may
 * go around and around. Not for others. */
#ifndef LENCR_IO_SERVE_ANSWER_H
#define LENCR_IO_SERVE_ANSWER_H

#include "base/str.h"
#include "io/serve.h"

struct serve_answer {
	bool open;
	struct arena *arena;      /* of the reply; goes with it */
	struct str head; size_t head_at;
	struct view body; size_t body_at;
	uint64_t left;            /* of the body; UINT64_MAX: no end */
};

/* All but PLAY_SILENT, RESET, ALERT and GARBAGE. False: the connection has to be
 * closed after it (KEEP is what the client would like). */
bool serve_answer_begin(struct serve_answer *, const struct serve_reply *, bool head_only,
	bool keep);
/* Bytes that are neither HTTP nor a TLS record. */
void serve_answer_garbage(struct serve_answer *, bool endless);
/* "100 Continue" */
void serve_answer_continue(struct serve_answer *);
/* The next bytes, at most MOST, and that SIZE of them are gone. */
struct view serve_answer_piece(const struct serve_answer *, size_t most);
void serve_answer_sent(struct serve_answer *, size_t size);
bool serve_answer_is_sent(const struct serve_answer *);
void serve_answer_clear(struct serve_answer *);

#endif
