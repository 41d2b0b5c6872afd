/* input_parts: what input.c and input_stream.c share. Private to them. */
#ifndef LENCR_OBSERVE_INPUT_PARTS_H
#define LENCR_OBSERVE_INPUT_PARTS_H

#include "observe/input.h"

#define INPUT_STREAM_ROOM ((size_t)512 * 1024)

/* Room for the buffer of a FILE, as long-lived as the input. */
uint8_t *input_stream_room(struct input *);

#endif
