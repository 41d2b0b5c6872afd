/* serve_tls: the TLS side of one connection of io/serve, over memory: bytes in,
 * bytes out, no socket. Not for others. */
#ifndef LENCR_IO_SERVE_TLS_H
#define LENCR_IO_SERVE_TLS_H

#include "io/serve.h"

struct serve_tls_context;
/* NULL: libssl cannot (ERR_INTERNAL). OPTIONS must outlive it. */
struct serve_tls_context *serve_tls_context_new(const struct serve_options *, struct err *);
void serve_tls_context_free(struct serve_tls_context *); /* NULL is fine */

struct serve_tls;
struct serve_tls *serve_tls_new(struct serve_tls_context *);
void serve_tls_free(struct serve_tls *); /* NULL is fine */

enum serve_tls_state {
	SERVE_TLS_SHAKING, /* wants more bytes */
	SERVE_TLS_OPEN,
	SERVE_TLS_FAULT,   /* plays serve_tls_play from here on */
	SERVE_TLS_CLOSED   /* over: send what is there and close */
};
/* Goes on with what came in. */
enum serve_tls_state serve_tls_step(struct serve_tls *);
/* Bytes from the client. */
void serve_tls_feed(struct serve_tls *, struct view);
/* Bytes for the client; at most SIZE, returns how many, 0: none now. */
size_t serve_tls_drain(struct serve_tls *, uint8_t *out, size_t size);
/* Decrypted; 0: none now (serve_tls_state says whether more can come). */
size_t serve_tls_read(struct serve_tls *, uint8_t *out, size_t size);
/* Encrypts; false: the connection is over. */
bool serve_tls_write(struct serve_tls *, struct view);
void serve_tls_close(struct serve_tls *); /* close_notify */
/* The fault of the name asked for, known after its ClientHello. */
enum serve_play serve_tls_play(const struct serve_tls *);
const char *serve_tls_name(const struct serve_tls *); /* SNI, or "" */

#endif
