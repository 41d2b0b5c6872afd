/* object: what a URL or a host of lencr.org stands for, as a struct: the same
 * code as `lencr explain` (explain_url.c and its neighbours), without a
 * document. For those who have a URL from traffic and want to reason about it.
 *
 * Texts are safe and live in the arena, or are constants. */
#ifndef LENCR_KNOWN_OBJECT_H
#define LENCR_KNOWN_OBJECT_H

#include "base/words.h"
#include "known/ca.h"
#include "known/explain.h"

/* Something unusual. The words are those of lencr.explain/1. */
struct odd { const char *word; enum severity severity; const char *text; };

struct known_object {
	enum explain_outcome outcome;
	const char *kind;           /* explain's word: "shard-crl-url" "ocsp-request" …; never NULL */
	const char *what;           /* "revocation list, shard 25 of 128, of YE2" */
	const struct catalog_cert *ca;      /* NULL: none, or none that the catalog knows */
	const char *label;          /* "ye2"; NULL: none */
	const char *ca_name;        /* "YE2", also of a CA that only its label names; NULL: none */
	const char *environment;    /* "production" "staging" "external" or NULL */
	const char *state, *state_text;     /* at the time of the event; or NULL */
	unsigned shard;             /* 0: none */
	const char *serial, *name_hash, *key_hash;  /* of an OCSP request, hex; or NULL */
	const char *host;
	const struct odd *odds; size_t odd_count;
};

/* URL as fetched, at the time AT; BODY is that of a POST, where known: an OCSP
 * request stands there. */
void object_of_url(struct arena *, const char *url, struct view body, int64_t at,
	struct known_object *out);
/* A name that was only asked for: whose service, not which object. */
void object_of_host(struct arena *, const char *host, int64_t at, struct known_object *out);
/* Whether HOST is made to look like lencr.org or letsencrypt.org; WHY is a
 * sentence. SURE false: it only resembles. */
bool object_lookalike(struct arena *, const char *host, const char **why, bool *sure);
/* Whether HOST is one of the older or companion services (not a web page, not
 * ACME) that certificates of Let's Encrypt named. */
bool object_older_host(struct arena *, const char *host);

#endif
