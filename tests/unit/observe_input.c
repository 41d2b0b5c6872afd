#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "observe/input.h"
#include "packets.h"
#include "unit.h"

static int new_arena(void **state)
{
	*state = arena_new();
	return 0;
}

static int free_arena(void **state)
{
	arena_free(*state);
	return 0;
}

/* Octets that tell their place. */
static struct view pattern(struct arena *a, size_t size)
{
	uint8_t *p = arena_take(a, size);

	for (size_t i = 0; i < size; i++)
		p[i] = (uint8_t)(i * 31 + (i >> 8) * 7 + (i >> 16));
	return view_of(p, size);
}

static const char *write_file(struct arena *a, struct view v)
{
	char *path = arena_text(a, "/tmp/lencr-input-XXXXXX");
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	for (size_t at = 0; at < v.size;) {
		ssize_t n = write(fd, v.data + at, v.size - at);

		assert_true(n > 0);
		at += (size_t)n;
	}
	close(fd);
	return path;
}

/* The input in every way it can be had: file or memory, plain or gzip. */
#define WAYS 4
static struct input *open_way(struct arena *a, struct view v, int way, const char **path)
{
	struct view as_is = (way & 1) != 0 ? packets_gzip(a, v) : v;
	struct err e = { 0 };
	struct input *in;

	*path = NULL;
	if ((way & 2) == 0)
		return input_of(as_is, "bytes");
	*path = write_file(a, as_is);
	in = input_open(*path, &e);
	if (in == NULL)
		fail_msg("%s", e.text);
	assert_string_equal(input_name(in), *path);
	return in;
}

static void close_way(struct input *in, const char *path)
{
	input_free(in);
	if (path != NULL)
		unlink(path);
}

static void everything_is_given_once(void **state)
{
	static const size_t sizes[] = { 0, 1, 17, INPUT_HEAD, 524288, 524289, 3000000 };
	struct arena *a = *state;

	for (size_t n = 0; n < 7 * WAYS; n++) {
		struct view v = pattern(a, sizes[n / WAYS]), got, head;
		const char *path;
		struct input *in = open_way(a, v, (int)(n % WAYS), &path);
		size_t at = 0, step = 1;
		uint8_t *copy = malloc(3000000);

		assert_non_null(copy);
		head = input_head(in);
		assert_int_equal(head.size, v.size < INPUT_HEAD ? v.size : INPUT_HEAD);
		assert_true(view_equal(head, view_part(v, 0, INPUT_HEAD)));
		assert_int_equal(input_bytes(in), 0);
		while (at < v.size) {
			size_t want = v.size - at < step ? v.size - at : step;

			if (step % 3 == 0) {
				assert_int_equal(input_read(in, copy, want), want);
				got = view_of(copy, want);
			} else if (step % 3 == 1) {
				assert_true(input_need(in, want, &got));
			} else {
				got = input_take(in, want);
				assert_true(got.size >= 1 && got.size <= want);
			}
			assert_true(view_equal(got, view_part(v, at, got.size)));
			at += got.size;
			assert_int_equal(input_bytes(in), at);
			step = step < 400000 ? step * 2 + 1 : 1;
		}
		assert_int_equal(input_take(in, 1).size, 0);
		assert_int_equal(input_read(in, copy, 1), 0);
		assert_false(input_need(in, 1, &got));
		assert_null(input_broken(in));
		free(copy);
		close_way(in, path);
	}
}

static void what_is_not_there_stays(void **state)
{
	struct arena *a = *state;

	for (int way = 0; way < WAYS; way++) {
		struct view v = pattern(a, 700000), got;
		const char *path;
		struct input *in = open_way(a, v, way, &path);

		assert_false(input_need(in, 700001, &got));
		assert_int_equal(got.size, 0);
		assert_false(input_need(in, INPUT_LINE_MAX + 1, &got));
		assert_true(input_skip(in, 600000));
		assert_false(input_need(in, 100001, &got));
		assert_true(input_need(in, 100000, &got));
		assert_true(view_equal(got, view_part(v, 600000, 100000)));
		assert_false(input_skip(in, 1));
		assert_true(input_skip(in, 0));
		close_way(in, path);
	}
}

static void lines(void **state)
{
	static const char text[] = "\xef\xbb\xbf" "one\r\ntwo\n\n\xef\xbb\xbf" "four\r\r\n\rlast";
	static const char *const expected[] = { "one", "two", "", ("\xef\xbb\xbf" "four\r"), "\rlast" };
	struct arena *a = *state;

	for (int way = 0; way < WAYS; way++) {
		const char *path;
		struct input *in = open_way(a, view_of_text(text), way, &path);
		struct view line;

		for (size_t i = 0; i < 5; i++) {
			assert_true(input_line(in, &line));
			assert_true(view_is_text(line, expected[i]));
			assert_int_equal(input_line_number(in), i + 1);
		}
		assert_false(input_line(in, &line));
		assert_int_equal(line.size, 0);
		assert_int_equal(input_lines_skipped(in), 0);
		assert_int_equal(input_bytes(in), sizeof text - 1);
		close_way(in, path);
	}
}

static void long_lines(void **state)
{
	struct arena *a = *state;
	static const struct { size_t size; bool there; } rows[] = { { 5, true }, { INPUT_LINE_MAX, true },
		{ INPUT_LINE_MAX + 1, false }, { INPUT_LINE_MAX + 2, false }, { 7, true }, { INPUT_LINE_MAX * 3,
			false },
		{ INPUT_LINE_MAX - 1, true }, { 0, true }, { INPUT_LINE_MAX + 1, false } };
	size_t rest = 0, total = 0;
	uint8_t *text;

	for (size_t i = 0; i < 9; i++)
		total += rows[i].size + 1 + i % 2;
	text = arena_take(a, total);
	for (size_t i = 0; i < 9; i++) {
		memset(text + rest, 'a' + (int)i, rows[i].size);
		rest += rows[i].size;
		if (i % 2 == 1)
			text[rest++] = '\r';
		text[rest++] = '\n';
	}
	for (int n = 0; n < 2 * WAYS; n++) {
		const char *path;
		/* With and without an end of the last line. */
		struct input *in = open_way(a, view_of(text, total - (size_t)(n / WAYS)), n % WAYS, &path);
		struct view line;

		for (size_t i = 0; i < 9; i++) {
			if (!rows[i].there)
				continue;
			assert_true(input_line(in, &line));
			assert_int_equal(line.size, rows[i].size);
			assert_int_equal(input_line_number(in), i + 1);
			if (line.size != 0)
				assert_true(line.data[0] == 'a' + i && line.data[line.size - 1] == 'a' + i);
		}
		assert_false(input_line(in, &line));
		assert_int_equal(input_lines_skipped(in), 4);
		close_way(in, path);
	}
}

static void many_members(void **state)
{
	struct arena *a = *state;
	struct view parts[3] = { packets_gzip(a, view_of_text("one ")), packets_gzip(a, view_of_text("")),
		packets_gzip(a, view_of_text("two")) };
	static const struct { const char *tail; size_t size; const char *broken; } rows[] = {
		{ "", 0, NULL }, { "\0\0\0\0", 4, NULL },
		{ "junk", 4, "something that is not gzip follows the gzip data" },
		{ "\x1f\x8b\x08", 3, "the gzip data ends early" },
		{ "\x1f\x8b\x09\x00\x00\x00\x00\x00\x00\x00", 10,
			"the gzip data is damaged: unknown compression method" },
	};

	for (size_t n = 0; n < 5; n++) {
		uint8_t *all = arena_take(a, 400);
		size_t size = 0;
		struct input *in;
		struct view got;

		for (int i = 0; i < 3; i++) {
			memcpy(all + size, parts[i].data, parts[i].size);
			size += parts[i].size;
		}
		memcpy(all + size, rows[n].tail, rows[n].size);
		in = input_of(view_of(all, size + rows[n].size), "bytes");
		assert_true(input_need(in, 7, &got));
		assert_true(view_is_text(got, "one two"));
		assert_int_equal(input_take(in, 100).size, 0);
		if (rows[n].broken == NULL)
			assert_null(input_broken(in));
		else
			assert_string_equal(input_broken(in), rows[n].broken);
		input_free(in);
	}
}

static void cut_and_damaged_gzip(void **state)
{
	struct arena *a = *state;
	struct view v = pattern(a, 5000), zipped = packets_gzip(a, v);

	for (size_t size = 3; size < zipped.size; size++) {
		struct input *in = input_of(view_part(zipped, 0, size), "bytes");
		size_t at = 0;

		for (struct view got; (got = input_take(in, 100)).size != 0; at += got.size)
			assert_true(view_equal(got, view_part(v, at, got.size)));
		assert_string_equal(input_broken(in), "the gzip data ends early");
		input_free(in);
	}
	for (size_t i = 10; i < zipped.size; i += 7) {
		uint8_t *copy = arena_copy(a, zipped.data, zipped.size);
		struct input *in;

		copy[i] ^= 0x40;
		in = input_of(view_of(copy, zipped.size), "bytes");
		while (input_take(in, 1000).size != 0)
			;
		assert_non_null(input_broken(in));
		input_free(in);
	}
}

static void other_compressions_are_named(void **state)
{
	static const struct { const char *bytes; size_t size; const char *name; } rows[] = {
		{ "\xfd" "7zXZ\0\0\4\xe6\xd6\xb4\x46", 12, "xz" }, { "\x28\xb5\x2f\xfd\x04\0\0\0", 8, "zstd" },
		{ "BZh91AY&SY\x17\x72\x45", 13, "bzip2" }, { "\x04\x22\x4d\x18\x64\x40", 6, "lz4" },
		{ "PK\x03\x04\x14\0\0\0", 8, "zip" }, { "LZIP\x01\x0c", 6, "lzip" }, { "\x1f\x9d\x90\x61", 4,
			"compress" },
		{ "7z\xbc\xaf\x27\x1c\0\4", 8, "7-Zip" },
	};
	struct arena *a = *state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct view v = view_of(rows[i].bytes, rows[i].size);
		const char *path = write_file(a, v);
		struct err e = { 0 };
		struct input *in = input_open(path, &e);

		assert_null(in);
		assert_int_equal(e.code, ERR_INPUT);
		assert_non_null(strstr(e.text, path));
		assert_non_null(strstr(e.text, arena_format(a, "compressed with %s,", rows[i].name)));
		unlink(path);
		in = input_of(v, "bytes");
		assert_int_equal(input_take(in, 10).size, 0);
		assert_string_equal(input_broken(in), arena_format(a, "compressed with: %s", rows[i].name));
		input_free(in);
	}
	/* "BZh" alone is text. */
	close_way(input_of(view_of_text("BZh is no compression"), "bytes"), NULL);
}

static void what_cannot_be_opened(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_null(input_open("/nonexistent/file", &e));
	assert_int_equal(e.code, ERR_INPUT);
	assert_non_null(strstr(e.text, "/nonexistent/file: No such file"));
	assert_null(input_open("/tmp", &e));
	assert_non_null(strstr(e.text, "is a directory"));
}

static void standard_input_that_trickles(void **state)
{
	struct arena *a = *state;
	struct view v = packets_gzip(a, view_of_text("one\ntwo\n")), line;
	int ends[2], saved = dup(STDIN_FILENO);
	struct err e = { 0 };
	struct input *in;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		for (size_t i = 0; i < v.size; i++)
			if (write(ends[1], v.data + i, 1) != 1)
				_exit(1);
		_exit(0);
	}
	close(ends[1]);
	assert_true(dup2(ends[0], STDIN_FILENO) >= 0);
	close(ends[0]);
	in = input_open("-", &e);
	assert_non_null(in);
	assert_string_equal(input_name(in), "standard input");
	assert_true(input_line(in, &line) && view_is_text(line, "one"));
	assert_true(input_line(in, &line) && view_is_text(line, "two"));
	assert_false(input_line(in, &line));
	assert_null(input_broken(in));
	input_free(in);
	dup2(saved, STDIN_FILENO); /* still open: it is not ours to close */
	close(saved);
}

static void as_a_stream(void **state)
{
	struct arena *a = *state;

	for (int way = 0; way < WAYS; way++) {
		struct view v = pattern(a, 2000000);
		const char *path;
		struct input *in = open_way(a, v, way, &path);
		uint8_t *copy = arena_take(a, 2000000);
		struct err e = { 0 };
		FILE *file = input_stream(in, (struct view){ 0 }, &e);

		assert_non_null(file);
		assert_int_equal(fread(copy, 1, 10, file), 10);
		assert_int_equal(fread(copy + 10, 1, 2000000, file), 1999990);
		assert_true(view_equal(view_of(copy, 2000000), v));
		assert_int_equal(fgetc(file), EOF);
		assert_false(ferror(file));
		fclose(file);
		close_way(in, path);
	}
}

/* Other bytes in front, in pieces of any size; of a shorter input only as many as it has. */
static void as_a_stream_with_another_front(void **state)
{
	char copy[64];

	(void)state;
	for (size_t piece = 1; piece < 40; piece++) {
		struct input *in = input_of(view_of_text("0123456789abcdefghij"), "test");
		struct err e = { 0 };
		FILE *file = input_stream(in, view_of_text("FRONT"), &e);
		size_t got = 0, n;

		assert_non_null(file);
		assert_int_equal(setvbuf(file, NULL, _IONBF, 0), 0);
		while ((n = fread(copy + got, 1, piece < 20 - got ? piece : 20 - got, file)) > 0)
			got += n;
		assert_true(view_is_text(view_of(copy, got), "FRONT56789abcdefghij"));
		assert_int_equal(fgetc(file), EOF);
		fclose(file);
		input_free(in);
		in = input_of(view_of_text("012"), "test");
		file = input_stream(in, view_of_text("FRONT"), &e);
		assert_int_equal(fread(copy, 1, sizeof copy, file), 3);
		assert_memory_equal(copy, "FRO", 3);
		fclose(file);
		input_free(in);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, new_arena, free_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(everything_is_given_once), T(what_is_not_there_stays), T(lines), T(long_lines), T(many_members),
		T(cut_and_damaged_gzip), T(other_compressions_are_named), T(what_cannot_be_opened),
		T(standard_input_that_trickles), T(as_a_stream), T(as_a_stream_with_another_front),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
