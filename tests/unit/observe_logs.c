/* What each reader of logs makes of its samples, line by line, against files
 * with what is expected; which reader takes which file; what is cut short.
 *
 *	observe_logs FILE    prints what is made of a file (to be looked at, then kept) */
#include "unit.h"

#include <stdio.h>

#include "log_samples.h"

static const struct reader *reader_for(struct view head, const char *path)
{
	for (const struct reader *const *r = reader_table(); *r != NULL; r++)
		if ((*r)->likes(head, path))
			return *r;
	return NULL;
}

static char *told(struct arena *a, const struct reader *r, struct view bytes)
{
	struct input_report report;
	char *text = log_read_text(a, r, bytes, &report, NULL);

	return arena_format(a, "%slines=%llu records=%llu malformed=%llu too-long=%llu broken=%s note=%s\n", text,
		(unsigned long long)report.lines, (unsigned long long)report.records,
		(unsigned long long)report.malformed, (unsigned long long)report.too_long,
		report.broken == NULL ? "-" : report.broken, report.note == NULL ? "-" : report.note);
}

static void compare(struct arena *a, const struct sample *s, const char *text)
{
	struct view expected = sample_bytes(a, arena_format(a, "%s.expect", s->file));

	if (!view_equal(expected, view_of_text(text))) {
		const char *e = arena_textn(a, (const char *)expected.data, expected.size);

		print_message("# %s\n", s->file);
		while (*e != '\0' && *e == *text)
			e++, text++;
		print_message("# expected: %.300s\n# found:    %.300s\n", e, text);
		fail();
	}
}

static void samples_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		struct arena *a = arena_new();

		compare(a, &samples[i], told(a, reader_find(samples[i].reader),
			sample_bytes(a, samples[i].file)));
		arena_free(a);
	}
}

/* Every sample against every reader, by short heads, too. */
static void one_reader_takes_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		struct arena *a = arena_new();
		struct view bytes = sample_bytes(a, samples[i].file);

		for (const struct reader *const *r = reader_table(); *r != NULL; r++) {
			bool own = strcmp((*r)->name, samples[i].reader) == 0;

			if ((*r)->likes(bytes, samples[i].file) != own) {
				print_message("# %s and %s\n", samples[i].file, (*r)->name);
				fail();
			}
			/* Of what is cut, none but the own reader may say that it is its own. */
			for (size_t size = 0; size < bytes.size && !own; size++)
				if ((*r)->likes(view_part(bytes, 0, size), samples[i].file)) {
					print_message("# %s, %zu octets of %s\n", (*r)->name, size, samples[i].file);
					fail();
				}
		}
		assert_ptr_equal(reader_for(view_part(bytes, 0, 700), ""), reader_find(samples[i].reader));
		arena_free(a);
	}
}

/* What comes before the cut is told as it is in the whole: a shorter input never
 * tells more records, and what it tells begins as the whole does. */
static void truncations(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		struct arena *a = arena_new();
		struct view bytes = sample_bytes(a, samples[i].file);
		const struct reader *r = reader_find(samples[i].reader);
		struct input_report report;
		size_t before = 0, count;

		for (size_t size = 0; size <= bytes.size; size++) {
			struct arena *b = arena_new();
			uint8_t *exact = malloc(size == 0 ? 1 : size);

			assert_non_null(exact);
			memcpy(exact, bytes.data, size);
			log_read_text(b, r, view_of(exact, size), &report, &count);
			assert_true(report.records == count);
			assert_true(count + 1 >= before);
			before = count > before ? count : before;
			free(exact);
			arena_free(b);
		}
		arena_free(a);
	}
}

/* UTF-8 as UTF-16, as Windows' tools write files. */
static struct view wide(struct arena *a, struct view v, bool big)
{
	uint8_t *out = arena_take(a, 2 * v.size + 2);

	out[big ? 0 : 1] = 0xfe;
	out[big ? 1 : 0] = 0xff;
	for (size_t i = 0; i < v.size; i++)
		out[2 * i + 2 + (big ? 1 : 0)] = v.data[i];
	return view_of(out, 2 * v.size + 2);
}

static void wide_events(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		struct arena *a = arena_new();
		struct view bytes = sample_bytes(a, samples[i].file);

		if (strcmp(samples[i].reader, "windows") == 0)
			for (int big = 0; big < 2; big++) {
				struct view text = wide(a, bytes, big);

				assert_string_equal(reader_for(view_part(text, 0, 400), "")->name, "windows");
				compare(a, &samples[i], told(a, reader_find("windows"), text));
				/* Half a unit at the end. */
				text.size--;
				told(a, reader_find("windows"), text);
			}
		arena_free(a);
	}
}

/* CR LF, a byte order mark, and lines that are nothing. */
static void line_ends(void **state)
{
	struct arena *a = arena_new();
	const struct reader *r = reader_find("events");
	struct input_report report;
	size_t count;
	static const char text[] = "\xef\xbb\xbf{\"t\":1,\"kind\":\"dns\",\"name\":\"a.example\"}\r\n\r\n\n"
		"\0\0\0\n\xff\xfe\n{\"t\":1,\"kind\":\"dns\",\"name\":\"\xff\"}\n"
		"{\"t\":2,\"kind\":\"dns\",\"name\":\"b\\u0000.example\"}";

	(void)state;
	assert_true(r->likes(view_of(text, sizeof text - 1), "x"));
	/* Begun in the middle of a line. */
	assert_true(r->likes(view_of_text("d\":\"x\"}\n{\"t\":1,\"kind\":\"dns\"}"), "x"));
	log_read_text(a, r, view_of(text, sizeof text - 1), &report, &count);
	assert_int_equal(count, 2);
	assert_int_equal(report.malformed, 3);
	assert_true(report.first == SIGHT_SECOND && report.last == 2 * SIGHT_SECOND);
	arena_free(a);
}

static void print_file(const char *path)
{
	struct arena *a = arena_new();
	struct blob *b = blob_open(path, (size_t)1 << 30, NULL);
	const struct reader *r = reader_for(blob_view(b), path);

	printf("%s", r == NULL ? "no reader\n" : told(a, r, blob_view(b)));
	blob_drop(b);
	arena_free(a);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_are_read),
		cmocka_unit_test(one_reader_takes_it),
		cmocka_unit_test(truncations),
		cmocka_unit_test(wide_events),
		cmocka_unit_test(line_ends),
	};

	if (argc > 1) {
		print_file(argv[1]);
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
