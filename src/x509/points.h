/* points: distribution points, as they stand in certificates and in a CRL's
 * issuingDistributionPoint. RFC 5280 sections 4.2.1.13 and 5.2.5. */
#ifndef LENCR_X509_POINTS_H
#define LENCR_X509_POINTS_H

#include "x509/cert.h"

/* Names of one point and points of one extension that are taken; what has
 * more counts as malformed. */
#define POINTS_MAX_NAMES 1000
#define POINTS_MAX 1000

/* CONTENT: what stands inside the [0] of a DistributionPoint or of an
 * issuingDistributionPoint (a DistributionPointName). Exactly one of
 * NAMES and RELATIVE comes out. */
bool point_name_read(struct arena *, struct view content, struct view **names, size_t *count,
	struct view *relative);

/* VALUE: a whole CRLDistributionPoints or FreshestCRL value. At least one
 * point; each has a name or a cRLIssuer (one with reasons alone is malformed). */
bool points_read(struct arena *, struct view value, struct dist_point **out, size_t *count);

/* The URIs among general names, as safe text, in order. */
void names_read_urls(struct arena *, const struct view *names, size_t count, char ***urls,
	size_t *url_count);

#endif
