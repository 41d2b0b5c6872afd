/* input_parts: what input.c and input_stream.c share. Private to them. */
#ifndef LENCR_OBSERVE_INPUT_PARTS_H
#define LENCR_OBSERVE_INPUT_PARTS_H

#include "observe/input.h"

/* What one read asks for. Measured: what stays in the processor's cache between the
 * kernel's copy and ours costs a third of what larger reads do (64 to 1024 KiB tried). */
#define INPUT_READ ((size_t)64 * 1024)
#define INPUT_STREAM_ROOM INPUT_READ

/* Room for the buffer of a FILE, as long-lived as the input. */
uint8_t *input_stream_room(struct input *);

#endif
