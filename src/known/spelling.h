/* spelling: one OCSP request in the many ways in which logs write it.
 *
 * RFC 6960 appendix A.1 says base64, then percent-encoding, behind a '/'.
 * Met in logs: escapes in either case, escaped twice, not escaped, base64url,
 * without padding, behind a doubled slash or a folder, with '+' turned into a
 * blank, cut short, with something behind. */
#ifndef LENCR_KNOWN_SPELLING_H
#define LENCR_KNOWN_SPELLING_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/view.h"

struct spelling {
	struct view der;        /* one TLV, or what is left of it */
	bool escaped_lower, escaped_twice, url_alphabet, unpadded, doubled_slash, folder,
	     blanks, cut, trailing;
};

/* False: no base64 of a DER SEQUENCE in TEXT (a path, or base64 alone). */
bool spelling_read(struct arena *, const char *text, struct spelling *out);
/* Percent-escapes resolved once; malformed ones stay. True when there were any. *LOWER, which
 * must have a value, becomes true where one has lower-case digits. */
bool spelling_unescape(struct arena *, const char *text, char **out, bool *lower);

#endif
