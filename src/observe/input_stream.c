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
#include <string.h>
#include <sys/types.h>

#include "observe/input_parts.h"

#if defined __linux__ || defined __GLIBC__
static ssize_t read_cookie(void *input, char *out, size_t size)
{
	return (ssize_t)input_read(input, out, size);
}

static FILE *open_cookie(struct input *in)
{
	return fopencookie(in, "r", (cookie_io_functions_t){ .read = read_cookie });
}
#else
static int read_cookie(void *input, char *out, int size)
{
	return (int)input_read(input, out, (size_t)size);
}

static FILE *open_cookie(struct input *in)
{
	return funopen(in, read_cookie, NULL, NULL, NULL);
}
#endif

FILE *input_stream(struct input *in, struct err *e)
{
	FILE *file = open_cookie(in);

	if (file == NULL) {
		err_set(e, ERR_INTERNAL, "no stream for an input: %s", strerror(errno));
		return NULL;
	}
	/* A failure leaves the small buffer: slower, not wrong. */
	(void)setvbuf(file, (char *)input_stream_room(in), _IOFBF, INPUT_STREAM_ROOM);
	return file;
}
