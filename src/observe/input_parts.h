/* input_parts: what input.c, input_lines.c and input_stream.c share. Private to them. */
#ifndef LENCR_OBSERVE_INPUT_PARTS_H
#define LENCR_OBSERVE_INPUT_PARTS_H

#include <zlib.h>

#include "observe/input.h"

/* What one read asks for. Measured: what stays in the processor's cache between the
 * kernel's copy and ours costs a third of what larger reads do (64 to 1024 KiB tried). */
#define INPUT_READ ((size_t)64 * 1024)
#define INPUT_STREAM_ROOM INPUT_READ
/* Room at first, and what is uncompressed at a time. */
#define INPUT_CHUNK ((size_t)256 * 1024)
/* The longest line, its end and one more read. */
#define INPUT_SPACE_MAX (INPUT_LINE_MAX + 2 + INPUT_CHUNK)

struct input {
	char *name;
	int fd;                 /* -1: bytes in memory */
	bool own_fd;
	bool unread;            /* a stream of which nothing was asked for yet */
	bool cut;               /* the tap ended it */
	struct input_tap *tap;  /* or NULL */

	/* As it comes from outside, where it is compressed. */
	uint8_t *raw;           /* NULL: memory */
	const uint8_t *raw_at;
	size_t raw_size;
	bool gzip, in_member, raw_ended;
	z_stream z;

	/* As it is taken: what is between AT and SIZE waits. */
	uint8_t *own;           /* NULL: memory, as it is */
	const uint8_t *data;
	size_t at, size, space;
	bool ended;

	uint64_t taken, line, skipped;
	char broken[160];
	uint8_t *stream_room;
};

/* Sees that WANT bytes wait, where there are as many. */
bool input_fill(struct input *, size_t want);
/* Room for the buffer of a FILE, as long-lived as the input. */
uint8_t *input_stream_room(struct input *);

#endif
