/* fetcher: which software's requests look like this one. "Consistent with",
 * never "is": every byte of a request can be written by anybody.
 *
 * A table of fingerprints, each with the standing of its source: measured on a
 * machine, read in source code, seen in a public capture, reported by users.
 * What is general knowledge only is not in it. */
#ifndef LENCR_OBSERVE_FETCHER_H
#define LENCR_OBSERVE_FETCHER_H

#include "base/arena.h"
#include "observe/sighting.h"
#include "x509/ocsp_form.h"

enum fetcher_kind { FETCH_ISSUER = 1, FETCH_CRL = 2, FETCH_OCSP = 4, FETCH_ANY = 7 };

struct fetch_facts {
	enum fetcher_kind kind;     /* of the object */
	const char *method;         /* NULL: not known */
	unsigned version;           /* 10, 11; 0 not known */
	const char *user_agent;     /* NULL: not known; "": there was none */
	const char *header_names;   /* "Host,Accept"; NULL: not known */
	const char *headers;        /* raw block as text; NULL: not known */
	struct ocsp_form form;
};

struct fetcher {
	const char *name;           /* "Windows CryptoAPI"; NULL: unknown */
	const char *mark;           /* "measured" "source" "capture" "report" */
	const char *reasons[6]; size_t reason_count;
	bool differs;               /* it names a software whose requests look different */
	const char *differs_why;
	bool no_grease;             /* the family's own TLS sends no GREASE values */
	bool fetches_for_others;    /* a service of the system */
	bool no_verifier;           /* a monitor, a collector, a person */
};

void fetcher_name(struct arena *, const struct fetch_facts *, struct fetcher *out);

/* The table, for the test that goes through it. */
struct fetcher_row {
	const char *name, *mark;
	const char *agent;          /* User-Agent begins so; "": none was sent; NULL: any */
	unsigned kinds;             /* fetcher_kind, or-ed */
	const char *method;         /* NULL: any */
	unsigned version;           /* 0: any */
	const char *headers;        /* names in order must be exactly these; NULL: any */
	const char *has;            /* a name among the headers; NULL: any */
	int explicit_version, no_null, nonce;   /* 1: must, -1: must not, 0: any */
	bool no_grease, for_others, no_verifier, host_port;
	const char *usual;          /* header names in their usual order, for the agent that it names; or NULL */
};
const struct fetcher_row *fetcher_rows(size_t *count);

#endif
