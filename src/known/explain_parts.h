/* explain_parts: what the explainers share. Private to src/known/explain*.c.
 *
 * An explainer looks at a thing; when it is of its kind it fills a struct
 * explained and returns true. Rendering is explain_doc.c's business alone.
 *
 * All texts are told in the tongue of the struct: functions that take a FORMAT
 * translate it as a whole, and whatever else is kept must have been told
 * before (tell). What is a word of the contract, a name, or from outside is
 * never told. po/extract.awk finds the texts by the names of these functions. */
#ifndef LENCR_KNOWN_EXPLAIN_PARTS_H
#define LENCR_KNOWN_EXPLAIN_PARTS_H

#include "base/words.h"
#include "doc/language.h"
#include "known/ca.h"
#include "known/explain.h"
#include "known/object.h"
#include "known/spelling.h"
#include "x509/ocsp.h"

struct fact { const char *label, *text; };

struct explained {
	struct arena *arena;
	const struct explain_options *options;
	const struct tongue *tongue;
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

/* TEXT in the tongue of E. */
const char *tell(struct explained *, const char *text) __attribute__((format_arg(2)));
char *tell_format(struct explained *, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *tell_date(struct explained *, int64_t); /* "2026-05-13", "13 mai 2026" */

void explained_what(struct explained *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* FORM, one of a table and not told yet, with TEXT for its only "%s". */
void explained_titled(struct explained *, const char *form, const char *text);
void explained_state(struct explained *, const char *word, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void explained_odd(struct explained *, const char *word, enum severity, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void explained_note(struct explained *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* LABEL is told when it is shown. */
void explained_fact(struct explained *, const char *label, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* An imitation, for the reason given (a fail among the odds). */
void explained_imitation(struct explained *, const char *word, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Not of Let's Encrypt: that is what it is. */
void explained_foreign(struct explained *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Runs FIND over a fresh struct: in English for the data, and in the tongue
 * asked for, where that is another one, for the page. */
typedef void explained_find(struct explained *, const void *thing);
enum explain_outcome explained_put(struct doc *, const struct explain_options *, struct view input,
	explained_find *find, const void *thing);

/* --- CAs ---------------------------------------------------------------- */
/* By the serial of one of its own certificates, leading zeros or not. */
const struct catalog_cert *ca_by_serial(struct view serial);
/* "YE1", or the label in capitals where the catalog has none. */
const char *ca_short(struct explained *);
/* Sets CA, label, environment and the state at the time of the event. */
void explained_ca(struct explained *, const struct catalog_cert *);
void explained_label(struct explained *, const char *label);

/* --- the services: who fetches, how often, what breaks ------------------- */
enum service { SERVICE_ISSUER, SERVICE_CRL, SERVICE_ROOT_CRL, SERVICE_OCSP, SERVICE_OCSP_THEN, SERVICE_OLD };
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
/* What is behind "CN=" in a name as tools print it ("CN=R3,O=Let's Encrypt,C=US",
 * "C = US, O = Let's Encrypt, CN = R3", "/C=US/O=.../CN=R3"); NULL: it is no such name,
 * or of nobody to do with Let's Encrypt. */
char *explain_common_name(struct arena *, const char *text);

/* Hosts that are not of the lencr.org grammar but of the same story. */
bool explain_older_host(struct explained *, const char *host, const char *path);
/* The name of Windows' cache file for a URL, 32 capital digits. */
char *cache_name_of(struct arena *, const char *url);
/* Whether HOST is made to look like lencr.org or letsencrypt.org; fills WHY
 * (a sentence, told). SURE false: it only resembles. */
bool lookalike(struct explained *, const char *host, const char **why, bool *sure);

/* DER of a request; HOW may be NULL. */
bool explain_ocsp_request(struct explained *, struct view der, const struct spelling *how);
/* Hashes and serial of a CertID; the CA when the catalog knows it. */
void explained_certid(struct explained *, const struct ocsp_certid *);
void explain_serial_shape(struct explained *, struct view serial);
/* A leaf's serial under the CA that is set, or under any. */
void explain_serial_of(struct explained *, struct view serial);
void explain_der(struct explained *, struct view der);

/* url_writing.c: TEXT, a URL whose host ends at END, in the arena */
/* With the letters and dots of its host, from FROM on, as programs that are not strict
 * take them: "%2e", and the full stops of other scripts (UTS #46). NULL: it has none. */
char *url_undisguised(struct arena *, const char *text, const char *from, const char *end);
/* What stands from PATH on with everything escaped that no URL has as it is. */
char *url_escaped(struct arena *, const char *text, const char *path);

#endif
