/* redact: takes out of what was received whatever tells who asked.
 *
 * A source in front of all others, so that the checks, the report and the bundle
 * see the same and a redacted bundle replays to exactly the report that was
 * printed when it was recorded. Taken out are: the addresses of loopback, private
 * and otherwise not global networks (the one that answered, those in texts, the
 * one in the head of a TLS handshake); the secrets given (host name, paths,
 * proxy …) wherever they stand in a text; header fields that nothing here looks
 * at (cookies, request identifiers). Signed bytes are never touched, nor are the
 * URLs and names that the check is about. */
#ifndef LENCR_IO_REDACT_H
#define LENCR_IO_REDACT_H

#include "base/arena.h"
#include "base/source.h"

#define REDACTED "[redacted]"

struct redact { const char *const *secrets; size_t count; };
/* TEXT without secrets and local addresses, in the arena. */
char *redact_text(const struct redact *, struct arena *, const char *text);
/* Does not own BELOW; the secrets must live as long as the source. */
struct source *redact_new(const struct redact *, struct source *below);

#endif
