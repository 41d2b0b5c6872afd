/* sniff: what the first octets of one side of a connection are, on any port. */
#ifndef LENCR_OBSERVE_SNIFF_H
#define LENCR_OBSERVE_SNIFF_H

#include <stdbool.h>

#include "base/view.h"

enum sniffed {
	SNIFF_MORE,             /* too few octets to tell */
	SNIFF_OTHER,            /* none of these */
	SNIFF_TLS_CLIENT, SNIFF_TLS_SERVER,
	SNIFF_HTTP_CLIENT, SNIFF_HTTP_SERVER,
	SNIFF_DNS,
	SNIFF_PROXY,            /* a PROXY protocol header: *SKIP octets, then begin anew */
	SNIFF_SOCKS,            /* greeting of SOCKS 4 or 5: what is wanted comes behind it */
};

/* Looks at no more than SNIFF_MAX octets; with as many it does not say MORE. */
#define SNIFF_MAX ((size_t)4096)
enum sniffed sniff(struct view, size_t *skip);

#endif
