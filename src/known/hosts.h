/* hosts: the host names at which Let's Encrypt publishes what clients fetch to
 * verify certificates, for allow lists. From the catalog; lencr.hosts/1. */
#ifndef LENCR_KNOWN_HOSTS_H
#define LENCR_KNOWN_HOSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "doc/doc.h"
#include "doc/language.h"

enum host_need {
	HOST_NEEDED,    /* named by certificates that are valid on the catalog's date, or may be soon */
	HOST_RETIRED,   /* named only by what has expired or ended */
	HOST_STAGING,   /* test certificates */
};

struct host_row {
	const char *host;
	const char *serves;     /* "issuer" "crl" "ocsp" */
	const char *environment;
	enum host_need need;
	const char *reason;     /* "YE1: active" */
};

/* All hosts, or the needed ones alone: the needed first, each group by name. */
size_t hosts_list(struct arena *, bool all, struct host_row **out);
const char *host_need_word(enum host_need); /* "needed" "retired" "staging" */

/* The list as configuration: "plain", "squid", "pihole" or "nftables", with
 * comments in that tongue. False: no such format. */
bool hosts_write(struct str *out, const char *format, const struct host_row *, size_t count,
	struct arena *, const struct tongue *);
const char *const *hosts_formats(void); /* ends with NULL */

void hosts_doc_head(struct doc *, const char *version);
void hosts_doc_item(struct doc *, const struct host_row *);
void hosts_doc_tail(struct doc *, const struct host_row *, size_t count);

#endif
