/* fault: what goes wrong in a world, by name.
 *
 * A fault stands in the world ("fault NAME[=VALUE] [OBJECT]") or comes from
 * the command line (NAME[=VALUE][=OBJECT]). Objects: aia crl ocsp sites (all
 * of them), CA (all three of it), aia:CA, crl:CA, crl:CA/SHARD, crl:LIST,
 * ocsp:CA, staple:SITE, SITE. */
#ifndef LENCR_LAB_FAULT_H
#define LENCR_LAB_FAULT_H

#include "base/source.h"
#include "lab/world.h"

enum fault_class { ON_AIA = 1, ON_CRL = 2, ON_OCSP = 4, ON_SITE = 8, ON_STAPLE = 16 };

enum fault_kind {
	/* transport */
	FAULT_SILENT, FAULT_SLOW, FAULT_RESET, FAULT_TRUNCATE, FAULT_ENDLESS, FAULT_GARBAGE,
	FAULT_LIE_LENGTH, FAULT_ALERT, FAULT_REACH,
	/* HTTP */
	FAULT_MISSING, FAULT_STATUS, FAULT_REDIRECT, FAULT_REDIRECT_LOOP, FAULT_GZIP,
	FAULT_WRONG_TYPE, FAULT_NOT_MODIFIED, FAULT_AGE, FAULT_CLOCK,
	/* body */
	FAULT_EMPTY, FAULT_HTML, FAULT_NOISE, FAULT_PEM, FAULT_PKCS7, FAULT_BIG, FAULT_TRAILING,
	FAULT_CUT,
	/* content */
	FAULT_WRONG_SHARD, FAULT_BAD_SIGNATURE, FAULT_STALE, FAULT_FUTURE, FAULT_OTHER_CA,
	FAULT_TRY_LATER, FAULT_UNAUTHORIZED, FAULT_INTERNAL_ERROR, FAULT_KINDS
};

struct fault_row {
	const char *name;
	enum fault_kind kind;
	unsigned classes;      /* what it can befall */
	enum { NO_VALUE, VALUE_NUMBER, VALUE_TEXT } value;
	const char *text;
};

/* NAME or NAME=VALUE into *OUT; false with *err. */
bool fault_read(struct arena *, struct wfault *out, const char *text, struct err *);
/* Looks up out->object in the world; false with *err. */
bool fault_resolve(const struct world *, struct wfault *out, struct err *);
/* NAME[=VALUE][=OBJECT], looked up. */
bool fault_read_option(struct arena *, const struct world *, struct wfault *out, const char *text,
	struct err *);

/* What is asked for. */
struct fault_object {
	enum fault_class class;
	const struct wca *ca;
	unsigned shard;
	const struct wcrl *list;
	const struct wsite *site;
};
/* The latest fault of KIND that befalls the object, or NULL. */
const struct wfault *fault_find(const struct world *, const struct fault_object *,
	enum fault_kind);

#endif
