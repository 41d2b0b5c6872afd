#include "observe/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/str.h"
#include "observe/input_parts.h"

/* --- opening and closing ----------------------------------------------- */

static const struct { const char *name, *magic; size_t size; const char *remedy; } compressions[] = {
	{ "xz", "\xfd" "7zXZ\0", 6, "xz -dc" },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, "zstd -dc" },
	{ "lz4", "\x04\x22\x4d\x18", 4, "lz4 -dc" },
	{ "lzip", "LZIP\x01", 5, "lzip -dc" },
	{ "compress", "\x1f\x9d", 2, "gzip -dc" },
	{ "zip", "PK\x03\x04", 4, "unzip -p" },
	{ "7-Zip", "7z\xbc\xaf\x27\x1c", 6, "7z x -so" },
};

static bool is_bzip2(struct view v)
{
	return v.size >= 10 && memcmp(v.data, "BZh", 3) == 0 && v.data[3] >= '1' && v.data[3] <= '9' &&
		memcmp(v.data + 4, "1AY&SY", 6) == 0;
}

/* The name of a compression that we cannot undo, or NULL. */
static const char *compression_of(struct view v, const char **remedy)
{
	for (size_t i = 0; i < sizeof compressions / sizeof *compressions; i++) {
		if (v.size >= compressions[i].size &&
		    memcmp(v.data, compressions[i].magic, compressions[i].size) == 0) {
			*remedy = compressions[i].remedy;
			return compressions[i].name;
		}
	}
	*remedy = "bzip2 -dc";
	return is_bzip2(v) ? "bzip2" : NULL;
}

static void set_broken(struct input *in, const char *what, const char *why)
{
	size_t n;

	if (in->broken[0] != '\0')
		return;
	n = strlen(what);
	memcpy(in->broken, what, n + 1);
	if (why != NULL && n + strlen(why) + 3 <= sizeof in->broken) {
		memcpy(in->broken + n, ": ", 2);
		memcpy(in->broken + n + 2, why, strlen(why) + 1);
	}
}

static struct input *input_new(const char *name, int fd)
{
	struct input *in = mem_take(1, sizeof *in);

	in->name = mem_text(name);
	in->fd = fd;
	return in;
}

/* Whether a read may be tried. */
static bool may_read(struct input *in)
{
	if (in->tap != NULL && !in->cut)
		in->cut = !in->tap->wait(in->tap, in->fd);
	return !in->cut;
}

/* Reads once from outside; 0 at the end or where it breaks. */
static size_t read_raw(struct input *in, void *to, size_t size)
{
	ssize_t n;

	if (in->fd < 0)
		return 0;
	if (size > INPUT_READ)
		size = INPUT_READ;
	do {
		if (!may_read(in))
			return 0;
		n = read(in->fd, to, size);
		/* Whoever shares a pipe may have made it one that does not wait. */
	} while (n < 0 && (errno == EINTR || (in->tap != NULL && errno == EAGAIN)));
	if (n < 0)
		set_broken(in, "could not be read", strerror(errno));
	if (n > 0 && in->tap != NULL)
		in->tap->took(in->tap, view_of(to, (size_t)n));
	return n < 0 ? 0 : (size_t)n;
}

/* What was read first becomes what is taken, or what is uncompressed. */
static bool begin(struct input *in, struct view first, struct err *e)
{
	const char *remedy, *other = compression_of(first, &remedy);
	static const uint8_t magic[] = { 0x1f, 0x8b, 8 };

	if (other != NULL) {
		char name[200];
		struct str safe;

		str_init(&safe, sizeof name - 1);
		str_put_safe(&safe, view_of_text(in->name));
		set_broken(in, "compressed with", other);
		in->ended = true;
		err_set(e, ERR_INPUT, "%s: is compressed with %s, and only gzip is undone here; "
			"give the output of \"%s\" to standard input (-)", str_text(&safe), other, remedy);
		str_clear(&safe);
		return false;
	}
	in->gzip = first.size >= sizeof magic && memcmp(first.data, magic, sizeof magic) == 0;
	if (in->gzip) {
		in->raw_at = first.data;
		in->raw_size = first.size;
		in->raw_ended = in->fd < 0;
		if (inflateInit2(&in->z, 15 + 16) != Z_OK)
			mem_out();
		in->in_member = true;
		in->space = INPUT_CHUNK;
		in->own = mem_take(1, in->space);
		in->data = in->own;
	} else {
		in->data = first.data;
		in->size = first.size;
		in->ended = in->fd < 0;
	}
	return true;
}

struct input *input_of(struct view bytes, const char *name)
{
	struct input *in = input_new(name, -1);

	begin(in, bytes, NULL);
	return in;
}

static bool open_file(struct input *in, const char *path, struct err *e)
{
	struct stat st;
	bool standard = strcmp(path, "-") == 0;

	in->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	in->own_fd = !standard && in->fd >= 0;
	if (in->fd < 0)
		return err_set(e, ERR_INPUT, "%s: %s", path, strerror(errno));
	if (fstat(in->fd, &st) == 0 && S_ISDIR(st.st_mode))
		return err_set(e, ERR_INPUT, "%s: is a directory, not a file", path);
	return true;
}

/* Reads enough to tell a compression by. */
static bool read_first(struct input *in, struct err *e)
{
	uint8_t *first = mem_take(1, INPUT_CHUNK);
	size_t size = 0, n = 1;
	bool fine;

	in->unread = false;
	while (size < 16 && n != 0)
		size += n = read_raw(in, first + size, INPUT_CHUNK - size);
	in->space = INPUT_CHUNK;
	fine = begin(in, view_of(first, size), e);
	if (in->gzip)
		in->raw = first;
	else
		in->own = first;
	return fine;
}

static struct input *open_path(const char *path, struct err *e)
{
	struct input *in = input_new(strcmp(path, "-") == 0 ? "standard input" : path, -1);

	if (open_file(in, path, e))
		return in;
	input_free(in);
	return NULL;
}

struct input *input_open(const char *path, struct err *e)
{
	struct input *in = open_path(path, e);

	if (in == NULL || read_first(in, e))
		return in;
	input_free(in);
	return NULL;
}

struct input *input_open_stream(const char *path, struct err *e)
{
	struct input *in = open_path(path, e);

	if (in != NULL)
		in->unread = true;
	return in;
}

void input_tap(struct input *in, struct input_tap *tap)
{
	in->tap = tap;
}

int input_descriptor(const struct input *in)
{
	return in->fd;
}

void input_free(struct input *in)
{
	if (in == NULL)
		return;
	if (in->gzip)
		inflateEnd(&in->z);
	if (in->own_fd)
		close(in->fd);
	free(in->raw);
	free(in->own);
	free(in->stream_room);
	free(in->name);
	free(in);
}

/* --- filling ----------------------------------------------------------- */

/* The next member, or the end. Zeros after the last one are padding (as tar
 * leaves it), anything else is not. */
static bool next_member(struct input *in)
{
	while (in->raw_size > 0 && *in->raw_at == 0) {
		in->raw_at++;
		in->raw_size--;
	}
	if (in->raw_size == 0) {
		if (in->raw_ended)
			in->ended = true;
		return false;
	}
	if (*in->raw_at != 0x1f) {
		set_broken(in, "something that is not gzip follows the gzip data", NULL);
		in->ended = true;
		return false;
	}
	inflateReset(&in->z);
	in->in_member = true;
	return true;
}

/* Uncompresses into the room at OUT; 0 when more must be read, or at the end. */
static size_t inflate_some(struct input *in, uint8_t *out, size_t room)
{
	int rc;

	if (!in->in_member && !next_member(in))
		return 0;
	in->z.next_in = (Bytef *)(uintptr_t)in->raw_at;
	in->z.avail_in = (uInt)(in->raw_size > INPUT_CHUNK ? INPUT_CHUNK : in->raw_size);
	in->z.next_out = out;
	in->z.avail_out = (uInt)room;
	rc = inflate(&in->z, Z_NO_FLUSH);
	in->raw_size -= (size_t)(in->z.next_in - in->raw_at);
	in->raw_at = in->z.next_in;
	if (rc == Z_STREAM_END) {
		in->in_member = false;
	} else if (rc != Z_OK && rc != Z_BUF_ERROR) {
		set_broken(in, "the gzip data is damaged", in->z.msg);
		in->ended = true;
	}
	return room - in->z.avail_out;
}

static size_t fill_gzip(struct input *in, uint8_t *out, size_t room)
{
	size_t n = 0;

	while (n == 0 && !in->ended) {
		if (in->raw_size == 0 && !in->raw_ended) {
			in->raw_at = in->raw;
			in->raw_size = read_raw(in, in->raw, INPUT_CHUNK);
			in->raw_ended = in->raw_size == 0;
		}
		if (in->raw_size == 0 && in->raw_ended && in->in_member) {
			/* zlib may still hold back what did not fit before. */
			n = inflate_some(in, out, room);
			if (n == 0 && in->in_member) {
				set_broken(in, "the gzip data ends early", NULL);
				in->ended = true;
			}
			continue;
		}
		n = inflate_some(in, out, room);
	}
	return n;
}

bool input_fill(struct input *in, size_t want)
{
	if (in->unread)
		read_first(in, NULL);
	while (in->size - in->at < want && !in->ended) {
		size_t n;

		if (in->at != 0) {
			memmove(in->own, in->own + in->at, in->size - in->at);
			in->size -= in->at;
			in->at = 0;
		}
		if (in->space - in->size < INPUT_CHUNK / 2 && in->space < INPUT_SPACE_MAX) {
			in->space = in->space * 2 > INPUT_SPACE_MAX ? INPUT_SPACE_MAX : in->space * 2;
			in->own = mem_resize(in->own, 1, in->space);
			in->data = in->own;
		}
		if (in->space == in->size)
			break;
		n = in->gzip ? fill_gzip(in, in->own + in->size, in->space - in->size) :
			read_raw(in, in->own + in->size, in->space - in->size);
		in->size += n;
		if (n == 0)
			in->ended = true;
	}
	return in->size - in->at >= want;
}

/* --- taking ------------------------------------------------------------ */

const char *input_name(const struct input *in)
{
	return in->name;
}

struct view input_head(struct input *in)
{
	return input_head_part(in, INPUT_HEAD);
}

struct view input_head_part(struct input *in, size_t want)
{
	input_fill(in, want < INPUT_HEAD ? want : INPUT_HEAD);
	return view_part(view_of(in->data, in->size), in->at, INPUT_HEAD);
}

struct view input_take(struct input *in, size_t size)
{
	struct view v;

	if (size == 0 || !input_fill(in, 1))
		return view_of(NULL, 0);
	v = view_part(view_of(in->data, in->size), in->at, size);
	in->at += v.size;
	in->taken += v.size;
	return v;
}

size_t input_read_some(struct input *in, void *out, size_t size)
{
	struct view v;

	/* Nothing waits and much is wanted: not through our own room. */
	if (in->at == in->size && size >= INPUT_READ && !in->gzip && !in->ended && !in->unread) {
		size_t n = read_raw(in, out, size);

		in->ended = n == 0;
		in->taken += n;
		return n;
	}
	v = input_take(in, size);
	if (v.size != 0)
		memcpy(out, v.data, v.size);
	return v.size;
}

size_t input_read(struct input *in, void *out, size_t size)
{
	size_t got = 0, n = 1;

	while (got < size && n != 0)
		got += n = input_read_some(in, (uint8_t *)out + got, size - got);
	return got;
}

bool input_need(struct input *in, size_t exact, struct view *out)
{
	*out = view_of(NULL, 0);
	if (exact > INPUT_LINE_MAX || !input_fill(in, exact))
		return false;
	*out = view_of(in->data + in->at, exact);
	in->at += exact;
	in->taken += exact;
	return true;
}

bool input_skip(struct input *in, uint64_t size)
{
	while (size > 0) {
		struct view v = input_take(in, size > INPUT_CHUNK ? INPUT_CHUNK : (size_t)size);

		if (v.size == 0)
			return false;
		size -= v.size;
	}
	return true;
}

bool input_cut(const struct input *in)
{
	return in->cut;
}

uint64_t input_bytes(const struct input *in)
{
	return in->taken;
}

const char *input_broken(const struct input *in)
{
	return in->broken[0] == '\0' ? NULL : in->broken;
}

uint8_t *input_stream_room(struct input *in)
{
	if (in->stream_room == NULL)
		in->stream_room = mem_take(1, INPUT_STREAM_ROOM);
	return in->stream_room;
}
