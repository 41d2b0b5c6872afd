/* An input as a FILE. POSIX has no way to make one from functions, the systems
 * have: fopencookie with glibc and musl, funopen with the BSDs and macOS. */
#if defined __linux__ || defined __GLIBC__
#define _GNU_SOURCE
#else
#define _BSD_SOURCE
#define _DARWIN_C_SOURCE
#endif
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "base/memory.h"
#include "observe/input_parts.h"

struct stream {
	struct input *input;
	uint8_t front[INPUT_FRONT];
	size_t at, size;        /* of FRONT */
};

static size_t stream_read(struct stream *s, void *out, size_t size)
{
	size_t n = s->size - s->at < size ? s->size - s->at : size;

	if (n == 0)
		return input_read_some(s->input, out, size);
	memcpy(out, s->front + s->at, n);
	s->at += n;
	return n;
}

static int close_cookie(void *stream)
{
	free(stream);
	return 0;
}

#if defined __linux__ || defined __GLIBC__
static ssize_t read_cookie(void *stream, char *out, size_t size)
{
	return (ssize_t)stream_read(stream, out, size);
}

static FILE *open_cookie(struct stream *s)
{
	return fopencookie(s, "r", (cookie_io_functions_t){ .read = read_cookie, .close = close_cookie });
}
#else
static int read_cookie(void *stream, char *out, int size)
{
	return (int)stream_read(stream, out, (size_t)size);
}

static FILE *open_cookie(struct stream *s)
{
	return funopen(s, read_cookie, NULL, NULL, close_cookie);
}
#endif

FILE *input_stream(struct input *in, struct view front, struct err *e)
{
	struct stream *s = mem_take(1, sizeof *s);
	FILE *file;

	s->input = in;
	s->size = front.size < sizeof s->front ? front.size : sizeof s->front;
	if (s->size > input_head_part(in, s->size).size)
		s->size = input_head_part(in, s->size).size;
	if (s->size != 0)
		memcpy(s->front, front.data, s->size);
	input_skip(in, s->size);
	file = open_cookie(s);
	if (file == NULL) {
		free(s);
		err_set(e, ERR_INTERNAL, "no stream for an input: %s", strerror(errno));
		return NULL;
	}
	/* A failure leaves the small buffer: slower, not wrong. */
	(void)setvbuf(file, (char *)input_stream_room(in), _IOFBF, INPUT_STREAM_ROOM);
	return file;
}
