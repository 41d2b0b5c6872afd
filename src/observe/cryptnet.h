/* cryptnet: a MetaData file of Windows' CryptnetUrlCache.
 *
 * Little-endian: size of the URL in octets at 12, time of the last fetch at 16
 * and of the answer's Last-Modified at 88 (FILETIME: 100 ns since 1601), size
 * of its entity tag at 100, size of the object at 112, then the URL at 116 and
 * the tag, both UTF-16. (As parsers of others found out; Microsoft does not
 * document it.) */
#ifndef LENCR_OBSERVE_CRYPTNET_H
#define LENCR_OBSERVE_CRYPTNET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/view.h"

#define CRYPTNET_META_MAX ((size_t)64 * 1024)

struct cryptnet_meta {
	struct view url;        /* UTF-8, in the arena */
	struct view url_wide;   /* as it stands there, without a final NUL */
	int64_t fetched_at;     /* SIGHT_* microseconds, SIGHT_NEVER */
	uint32_t size;          /* of the object */
};
/* False: FILE is none. */
bool cryptnet_meta_read(struct arena *, struct view file, struct cryptnet_meta *);

/* Whether NAME has the form of the cache's file names: 32 hexadecimal digits, or
 * two such with '_' between. */
bool cryptnet_is_name(struct view name);
/* Whether it is the name for that URL (MD5; of a pair the second half). */
bool cryptnet_name_fits(struct view name, const struct cryptnet_meta *);

#endif
