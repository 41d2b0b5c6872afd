/* json_skim: some members of one JSON object, found by its bytes alone.
 *
 * For the question whether a line of a log must be read: nothing is built, one
 * pass, no memory. It tells less than json_in and must not be taken for it: the
 * brackets, strings and commas of the whole text are followed (an object that
 * was cut, or has something behind it, is refused), but numbers, escapes, UTF-8
 * and what stands inside of values are not looked at. Who acts on a value reads
 * the text with json_in_read() first. */
#ifndef LENCR_DOC_JSON_SKIM_H
#define LENCR_DOC_JSON_SKIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/view.h"

#define JSON_SKIM_KEYS 48       /* at most that many are asked for */

struct json_skim {
	const char *const *keys;    /* the caller's, must outlive it */
	size_t count;
	uint8_t sizes[JSON_SKIM_KEYS];
	uint64_t lengths;           /* bit N: a key of N octets is among them */
};

/* KEYS: at most JSON_SKIM_KEYS, each of 1 to 63 octets that need no escape. */
void json_skim_init(struct json_skim *, const char *const *keys, size_t count);
/* VALUES: room for as many views as there are keys: the value as it is written,
 * data NULL where there is no such member. False: TEXT is not one object, a key
 * that is asked for stands twice, or some key has an escape (it might be one of
 * ours); VALUES are then of no use. */
bool json_skim_read(const struct json_skim *, struct view text, struct view *values);
/* What stands between a string's quotes; data NULL: no string, or one with escapes. */
struct view json_skim_text(struct view value);
/* Takes the next element off an array: *REST begins as the value of the array.
 * False at its end, or where it is none. */
bool json_skim_element(struct view *rest, struct view *element);

#endif
