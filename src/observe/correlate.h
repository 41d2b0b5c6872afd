/* correlate: sightings in, contacts with their causes out.
 *
 * A sink that keeps little: the contacts (rare), the latest candidates up to a
 * ceiling, certificates up to a ceiling, the names that addresses had. Memory is
 * bounded by the limits whatever comes in (and by 64 MiB for candidates and
 * certificates together, 48 MiB for what contacts are made of, 24 MiB for what logs
 * say of bodies). Sightings may come in any order within those ceilings;
 * contacts keep what lies in their window, and the order changes nothing in the
 * result. The rules of grading stand in cause_grade.c, the words in base/why.def.
 *
 * Two machines' addresses are linked by a hardware address that has no more than
 * one IPv4 and few IPv6 addresses; others are taken for routers and link nothing.
 *
 * What a contact's certificate bytes prove is not the certificate's worth: a
 * forged certificate makes a client fetch as well as a genuine one. */
#ifndef LENCR_OBSERVE_CORRELATE_H
#define LENCR_OBSERVE_CORRELATE_H

#include "base/arena.h"
#include "observe/contact.h"

struct correlate_options {
	int64_t window;             /* microseconds before the first sign of a contact (30 s) */
	const struct endpoint *clients; size_t client_count;    /* only these machines; none: all */
	bool all;                   /* also contacts that are not with lencr.org but of the same story: every
	                               fetch of CRL, OCSP or issuer certificate of any CA */
	size_t max_contacts;        /* 10000 */
	size_t max_candidates;      /* remembered: 131072 */
	size_t max_certs;           /* remembered: 65536 */
	int64_t now;                /* seconds: for what the catalog says of today */
};

struct correlate;
struct correlate *correlate_new(struct arena *, const struct correlate_options *);
/* The sink; lives as long as the correlator. */
struct sight_sink *correlate_sink(struct correlate *);
/* Certificates that the analyst knows of: DER (--certs), or facts (--ct). SOURCE
 * is "given", "ct" or "confirmed". Before or after the sightings. */
void correlate_know(struct correlate *, const struct sight_cert *, const char *source);
/* A name that is worth asking for its certificate (--confirm): candidates of
 * contacts that are no better than possible in the last result, in its order,
 * each server and name once. Connections to the machine itself and candidates
 * without a name are not among them. At most MAX, and 100. */
struct confirm_target { const char *name; struct endpoint server; int64_t at; };
size_t correlate_confirm(struct correlate *, size_t max, struct confirm_target **out);
/* What was found. Once; or again after correlate_know. */
const struct contacts *correlate_result(struct correlate *);
void correlate_free(struct correlate *);

#endif
