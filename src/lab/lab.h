/* lab: a world made real in memory: keys, certificates, CRLs, OCSP answers.
 *
 * Same world text and clock, same bytes, on every libcrypto >= 3.0. The world
 * language is lencr-world(5). Needs no disk and no socket: io/serve offers a
 * lab over HTTP and TLS, lab_source answers wants directly (unit and world
 * tests, milliseconds each). */
#ifndef LENCR_LAB_LAB_H
#define LENCR_LAB_LAB_H

#include "base/arena.h"
#include "base/source.h"
#include "io/serve.h"

struct lab;

/* TEXT: a world; NAME: for error messages ("world.txt:12: …"). AT: the clock;
 * WHEN_NONE: the world's own `clock` line, or NOW where it says `clock now`.
 * Lives in its own arena; lab_free. */
struct lab *lab_new(struct view text, const char *name, int64_t at, int64_t now, struct err *);
void lab_free(struct lab *);
/* The built-in world's text. */
struct view lab_builtin(void);
int64_t lab_clock(const struct lab *);

/* FAULT is NAME or NAME=OBJECT as in `lencr serve --fault`. */
bool lab_add_fault(struct lab *, const char *fault, struct err *);
/* All fault names, NULL-terminated, and a one-line text for each. */
const char *const *lab_fault_names(void);
const char *lab_fault_text(const char *name);

/* Anchors of the world as PEM (what --trust wants). */
struct view lab_roots(struct lab *, struct arena *);

/* --- sites ------------------------------------------------------------ */
struct lab_site {
	const char *name;                /* target: host name or address */
	unsigned port;                   /* as a user would type; 443 by default */
	const char *note;                /* one line for people, or NULL */
	const char *const *options;      /* extra options for `lencr check`, from `check` lines */
	size_t option_count;
	const char *expect;              /* verdict word, or NULL */
	const char *expect_served;       /* as_served verdict, or NULL */
	const char *const *expect_words; size_t expect_word_count; /* words that must be among the findings */
	const char *const *refuse_words; size_t refuse_word_count; /* words that must not */
	const char *const *dead_addresses; size_t dead_address_count; /* addresses that do not answer */
};
size_t lab_site_count(const struct lab *);
const struct lab_site *lab_site(const struct lab *, size_t);

/* What a TLS server for a site needs (io/serve.h): servers may have an RSA and
 * an ECDSA certificate on one name. Keys are owned by the lab. */
/* By SNI (or the address typed); NULL: no such site. */
const struct serve_credential *lab_credentials(struct lab *, const char *name, size_t *count);

/* --- HTTP ------------------------------------------------------------- */
/* The reply's body is in the arena or the lab; its `play` is a transport fault
 * that the server plays. Never fails: unknown hosts and paths are 404. NOW: wall clock. */
void lab_answer(struct lab *, struct arena *, const struct serve_request *,
	struct serve_reply *);

/* --- in memory -------------------------------------------------------- */
/* Answers wants from the lab without sockets: GET and POST by lab_answer (play
 * faults become the reach that a client would see), TLS as a handshake text,
 * ANCHOR from the world's anchors. Does not own the lab. */
struct source *lab_source(struct lab *);

#endif
