/* serve_conn: one client of io/serve: what it sent, what it gets, and the fault
 * that is played on it. Never blocks. Not for others. */
#ifndef LENCR_IO_SERVE_CONN_H
#define LENCR_IO_SERVE_CONN_H

#include "io/serve.h"
#include "io/serve_tls.h"

struct serve_conn;
/* Takes over the non-blocking socket. CONTEXT: NULL without TLS. */
struct serve_conn *serve_conn_new(int fd, const struct serve_options *,
	struct serve_tls_context *, int64_t now_ms);
void serve_conn_free(struct serve_conn *); /* closes the socket */
int serve_conn_fd(const struct serve_conn *);

/* What to poll for, and the time of the next step without an event in
 * *WAKE_MS (lowered only). */
short serve_conn_events(const struct serve_conn *, int64_t *wake_ms);
/* Goes on after poll said EVENTS (0: only time passed). False: it is over. */
bool serve_conn_step(struct serve_conn *, short events, int64_t now_ms);
/* When something last moved, for who must close one. */
int64_t serve_conn_active(const struct serve_conn *);

#endif
