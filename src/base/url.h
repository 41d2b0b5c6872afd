/* url: the parts of an absolute URL, strictly split.
 *
 * For deciding (is this a lencr.org URL, which scheme, which port) and for
 * comparing, never for fetching: io hands the whole text to libcurl's parser
 * and refuses what the two read differently. Accepts only scheme://authority
 * [path][?query][#fragment] with bytes 0x21 to 0x7e, at most URL_MAX bytes
 * (2048, as RPKI's and browsers' practice); RFC 3986 section 3. */
#ifndef LENCR_BASE_URL_H
#define LENCR_BASE_URL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/view.h"

struct arena;

#define URL_MAX 2048

struct url {
	char *scheme;   /* lower case */
	char *host;     /* lower case; an IPv6 literal without brackets */
	unsigned port;  /* the scheme's default where none is written; 0 unknown */
	char *path;     /* from the first '/', "/" where empty; not decoded */
	char *query;    /* after '?', NULL when there is none */
	bool has_user, has_port, has_fragment;
	bool host_is_ip; /* an IPv4 or IPv6 literal, unusual IPv4 spellings
	                    (0x7f.1, 2130706433, 017700000001) included */
	bool host_is_v6;
};

/* False: not such a URL; *why then names the reason in a few words. */
bool url_read(struct arena *, struct view text, struct url *out, const char **why);

#endif
