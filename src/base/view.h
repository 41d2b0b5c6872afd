/* view: a window into bytes that somebody else owns.
 *
 * A view owns nothing and lives as long as what it looks into; the header of
 * whoever hands one out says what that is. An empty view may have data NULL. */
#ifndef LENCR_BASE_VIEW_H
#define LENCR_BASE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena;

struct view {
	const uint8_t *data;
	size_t size;
};

static inline struct view view_of(const void *data, size_t size)
{
	return (struct view){ .data = data, .size = size };
}

/* The bytes of a text without its final NUL. */
static inline struct view view_of_text(const char *text)
{
	return view_of(text, strlen(text));
}

/* SIZE bytes from AT; cut to what is there, never outside. */
static inline struct view view_part(struct view v, size_t at, size_t size)
{
	if (at > v.size)
		at = v.size;
	if (size > v.size - at)
		size = v.size - at;
	return view_of(v.data == NULL ? NULL : v.data + at, size);
}

static inline bool view_equal(struct view a, struct view b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* Shorter first, then bytewise: a total order. */
int view_compare(struct view, struct view);
static inline bool view_is_text(struct view v, const char *text)
{
	return view_equal(v, view_of_text(text));
}

/* Position of the first occurrence; SIZE_MAX: none. An empty needle is at 0. */
size_t view_find(struct view hay, struct view needle);

/* Lower-case hexadecimal digits in the arena, two a byte, no separators. */
char *view_hex(struct arena *, struct view);
/* 0 to 15 for a hex digit of either case; -1: none. */
int view_hex_digit(uint8_t);
/* Hex digits (either case, optional ':' or ' ' between bytes) to bytes; false
 * when anything else is there, the number of digits is odd or over MAX bytes. */
bool view_from_hex(struct arena *, const char *hex, size_t max, struct view *out);

/* Standard base64 with padding, in the arena. */
char *view_base64(struct arena *, struct view);
/* Base64 (standard or url alphabet, padding optional, white space skipped). */
bool view_from_base64(struct arena *, struct view text, size_t max, struct view *out);

#endif
