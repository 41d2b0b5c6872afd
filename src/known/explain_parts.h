/* explain_parts: what the explainers share. Private to src/known/explain*.c.
 *
 * An explainer looks at a thing; when it is of its kind it fills a struct
 * explained and returns true. Rendering is explain_doc.c's business alone. */
#ifndef LENCR_KNOWN_EXPLAIN_PARTS_H
#define LENCR_KNOWN_EXPLAIN_PARTS_H

#include "base/words.h"
#include "known/ca.h"
#include "known/explain.h"
#include "known/object.h"
#include "known/spelling.h"
#include "x509/ocsp.h"

struct fact { const char *label, *text; };

struct explained {
	struct arena *arena;
	const struct explain_options *options;
	struct view input;          /* as given, from outside */
	enum explain_outcome outcome;
	const char *kind;           /* stable word: "shard-crl-url" … */
	const char *what;           /* one sentence, no full stop */
	const char *environment;    /* "production" "staging" "external" or NULL */

	const struct catalog_cert *ca;  /* NULL: none, or none that the catalog knows */
	const char *ca_label;       /* "ye1" when only the grammar speaks */
	const char *state, *state_text;
	bool over;                  /* the CA: nothing valid at the time is of it */

	const char *host, *url;     /* safe text */
	unsigned shard;             /* 0: none */
	const char *serial;         /* hex */
	const char *cache_name;     /* of Windows, for the URL */
	const char *hash_algorithm, *name_hash, *key_hash;
	int64_t this_update, next_update, not_before, not_after; /* WHEN_NONE */

	struct fact *facts; size_t fact_count, fact_space;
	const char *fetched_by, *how_often, *if_blocked;
	const char *meaning, *remedy, *reference;
	struct odd *odds; size_t odd_count, odd_space;
	const char **notes; size_t note_count, note_space;
};

void explained_odd(struct explained *, const char *word, enum severity, const char *text);
void explained_note(struct explained *, const char *text);
void explained_fact(struct explained *, const char *label, const char *text);
/* An imitation, for the reason given (a fail among the odds). */
void explained_imitation(struct explained *, const char *word, const char *text);
void explained_put(struct doc *, const struct explained *);

/* --- CAs ---------------------------------------------------------------- */
/* "YE1", or the label in capitals where the catalog has none. */
const char *ca_short(struct explained *);
/* Sets CA, label, environment and the state at the time of the event. */
void explained_ca(struct explained *, const struct catalog_cert *);
void explained_label(struct explained *, const char *label);

/* --- the services: who fetches, how often, what breaks ------------------- */
enum service { SERVICE_ISSUER, SERVICE_CRL, SERVICE_ROOT_CRL, SERVICE_OCSP, SERVICE_OLD };
void explained_service(struct explained *, enum service);
/* State of the OCSP service at the time of the event. */
void explained_ocsp_state(struct explained *);

/* --- explainers ---------------------------------------------------------- */
bool explain_word(struct explained *, const char *text);    /* finding words */
bool explain_error(struct explained *, const char *text);   /* error texts and numbers */
bool explain_url(struct explained *, const char *text);     /* URLs with a scheme */
bool explain_host(struct explained *, const char *text);    /* hosts; with path, port, no scheme */
bool explain_request_line(struct explained *, const char *text);
bool explain_path(struct explained *, const char *text);
bool explain_cache_name(struct explained *, const char *text);
bool explain_ari(struct explained *, const char *text);
bool explain_hex(struct explained *, const char *text);
bool explain_base64(struct explained *, const char *text);
bool explain_ca_name(struct explained *, const char *text);

/* Hosts that are not of the lencr.org grammar but of the same story. */
bool explain_older_host(struct explained *, const char *host, const char *path);
/* The name of Windows' cache file for a URL, 32 capital digits. */
char *cache_name_of(struct arena *, const char *url);

/* DER of a request; HOW may be NULL. */
bool explain_ocsp_request(struct explained *, struct view der, const struct spelling *how);
/* Hashes and serial of a CertID; the CA when the catalog knows it. */
void explained_certid(struct explained *, const struct ocsp_certid *);
void explain_serial_shape(struct explained *, struct view serial);
/* A leaf's serial under the CA that is set, or under any. */
void explain_serial_of(struct explained *, struct view serial);
void explain_der(struct explained *, struct view der);

#endif
