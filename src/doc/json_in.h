/* json_in: one JSON text from outside, read into a tree that is looked at and
 * freed as a whole.
 *
 * For lines of logs and small documents. The text is looked over before
 * anything is built: size, depth and number of values meet their ceilings
 * first. Asking never fails loudly: a member that is missing, of another type,
 * or asked of something that is no object is "not there" (NULL, a view with
 * data NULL, false). Strings may hold U+0000; they are valid UTF-8 always, as
 * RFC 8259 section 8.1 wants it: other bytes make the text unreadable.
 *
 * Of a key that stands twice the last one counts (what jq, jansson and
 * JavaScript do), or the text is refused, as the limits say. Numbers beyond 64
 * bits, or beyond a double, make the text unreadable (RFC 8259 section 6 lets
 * us); nothing is rounded silently but fractions.
 *
 * Values, keys and views live until json_in_free(). */
#ifndef LENCR_DOC_JSON_IN_H
#define LENCR_DOC_JSON_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/view.h"

struct json_in_limits {
	size_t bytes;       /* of the text */
	size_t depth;       /* of objects and arrays in each other */
	size_t values;      /* of any kind, keys not counted; about 120 bytes of memory each */
	bool unique_keys;   /* refuse an object with the same key twice */
};
/* 1 MiB, 32 deep, 64 Ki values, the last of equal keys. */
extern const struct json_in_limits json_in_line_limits;

struct json_in;     /* a text that was read */
struct json_at;     /* a value in it; never NULL but where nothing is there */

/* NULL when TEXT is not one JSON object or array within LIMITS; *WHY (may be
 * NULL) then names the reason in a few words, static text. */
struct json_in *json_in_read(struct view text, const struct json_in_limits *, const char **why);
void json_in_free(struct json_in *); /* NULL is fine */
const struct json_at *json_in_root(const struct json_in *);

bool json_in_is_object(const struct json_at *);
bool json_in_is_array(const struct json_at *);
/* A member of an object. null counts as not there. */
const struct json_at *json_in_member(const struct json_at *, const char *key);
/* Elements of an array; 0 for everything else. null elements are counted, but asking gives NULL. */
size_t json_in_count(const struct json_at *);
const struct json_at *json_in_element(const struct json_at *, size_t index);

/* The value itself. */
struct view json_in_text(const struct json_at *);      /* of a string; else data NULL */
bool json_in_whole(const struct json_at *, int64_t *out);  /* of an integer */
bool json_in_real(const struct json_at *, double *out);    /* of any number; finite */
bool json_in_bool(const struct json_at *, bool *out);      /* of true or false */

/* A member of an object, in one step. */
struct view json_in_member_text(const struct json_at *, const char *key);
bool json_in_member_whole(const struct json_at *, const char *key, int64_t *out);
bool json_in_member_bool(const struct json_at *, const char *key, bool *out);

#endif
