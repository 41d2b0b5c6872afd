#include "capture_room.h"

#include <sys/stat.h>
#include <unistd.h>

static struct view capture_of(struct room *r, const char *question)
{
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
	struct packets_talk t = { .begin = { 0 } };

	packets_open(p, &t, "10.0.0.5:40000", "203.0.113.7:80");
	packets_say(&t, false, view_of_text(question));
	return packets_pcap(p, 0);
}

static void put(struct room *r, const char *folder, const char *name, struct view v)
{
	FILE *file = fopen(arena_format(r->arena, "%s/%s", folder, name), "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(v.data, 1, v.size, file), v.size);
	assert_int_equal(fclose(file), 0);
}

static char *make_folder(struct room *r)
{
	char *path = arena_text(r->arena, "/tmp/lencr-reader-XXXXXX");

	assert_non_null(mkdtemp(path));
	put(r, path, "b.pcap", capture_of(r, "second"));
	put(r, path, "a.pcap.gz", packets_gzip(r->arena, capture_of(r, "first")));
	put(r, path, "c.txt", view_of_text("nothing that anybody knows\n"));
	put(r, path, "d.xz", view_of("\xfd" "7zXZ\0\0\4", 8));
	put(r, path, ".hidden.pcap", capture_of(r, "hidden"));
	assert_int_equal(mkdir(arena_format(r->arena, "%s/e", path), 0700), 0);
	put(r, path, "e/f.pcap", capture_of(r, "third"));
	assert_int_equal(mkdir(arena_format(r->arena, "%s/e/g", path), 0700), 0);
	put(r, path, "e/g/h.pcap", capture_of(r, "too deep"));
	return path;
}

static void remove_folder(struct room *r, const char *path)
{
	static const char *const names[] = { "b.pcap", "a.pcap.gz", "c.txt", "d.xz", ".hidden.pcap", "e/f.pcap",
		"e/g/h.pcap" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(arena_format(r->arena, "%s/%s", path, names[i]));
	rmdir(arena_format(r->arena, "%s/e/g", path));
	rmdir(arena_format(r->arena, "%s/e", path));
	assert_int_equal(rmdir(path), 0);
}

struct result { struct input_report *reports; size_t count; struct err e; bool ok; };

static struct result read_all(struct room *r, const char *const *paths, size_t count, const char *format)
{
	struct result x = { 0 };

	heard_clear(&r->heard);
	x.ok = read_paths(r->arena, paths, count, format, &r->limits, &r->heard.sink, &r->stop, &x.reports, &x.count,
		&x.e);
	return x;
}

static void folders_and_files(void **state)
{
	struct room *r = *state;
	char *folder = make_folder(r);
	const char *paths[3] = { folder, arena_format(r->arena, "%s/b.pcap", folder), "/nonexistent" };
	struct result x = read_all(r, paths, 2, NULL);

	assert_true(x.ok);
	assert_int_equal(x.count, 6);
	assert_string_equal(x.reports[0].name, arena_format(r->arena, "%s/a.pcap.gz", folder));
	assert_string_equal(x.reports[0].format, "pcap");
	assert_int_equal(x.reports[0].packets, 5);
	assert_int_equal(x.reports[0].bytes, capture_of(r, "first").size);
	assert_string_equal(x.reports[1].format, "pcap");
	assert_null(x.reports[2].format);
	assert_null(x.reports[2].broken);
	assert_null(x.reports[3].format);
	assert_non_null(strstr(x.reports[3].broken, "xz"));
	assert_string_equal(x.reports[4].name, arena_format(r->arena, "%s/e/f.pcap", folder));
	assert_string_equal(x.reports[5].name, paths[1]);
	assert_int_equal(r->heard.talk_count, 4);
	assert_string_equal(room_side(r, 0, false), "first");
	assert_string_equal(room_side(r, 1, false), "second");
	assert_string_equal(room_side(r, 2, false), "third");
	assert_int_equal(r->heard.talks[3].about.input, 5);
	/* A path that is not there ends it; what was read before stays. */
	x = read_all(r, paths + 1, 2, NULL);
	assert_false(x.ok);
	assert_int_equal(x.e.code, ERR_INPUT);
	assert_int_equal(x.count, 1);
	/* Told to stop. */
	r->stop = 1;
	x = read_all(r, paths, 2, NULL);
	assert_true(x.ok);
	assert_int_equal(x.count, 0);
	remove_folder(r, folder);
}

static void formats_by_name(void **state)
{
	struct room *r = *state;
	char *folder = make_folder(r);
	const char *path = arena_format(r->arena, "%s/c.txt", folder);
	struct result x = read_all(r, &path, 1, "pcapng");

	assert_true(x.ok);
	assert_string_equal(x.reports[0].format, "pcapng");
	assert_string_equal(x.reports[0].broken, "it does not begin with a section header");
	x = read_all(r, &path, 1, "pcap");
	assert_true(x.ok);
	assert_non_null(x.reports[0].broken);
	x = read_all(r, &path, 1, "nonsense\x1b");
	assert_false(x.ok);
	assert_int_equal(x.e.code, ERR_USAGE);
	assert_non_null(strstr(x.e.text, "there are: pcap pcapng"));
	assert_null(strchr(x.e.text, 0x1b));
	remove_folder(r, folder);
}

static void the_table(void **state)
{
	(void)state;
	for (const struct reader *const *t = reader_table(); *t != NULL; t++) {
		assert_ptr_equal(reader_find((*t)->name), *t);
		assert_true((*t)->what[0] != '\0');
		assert_false((*t)->likes(view_of(NULL, 0), "x"));
	}
	assert_null(reader_find("none"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, room_new, room_free)

int main(void)
{
	const struct CMUnitTest tests[] = { T(folders_and_files), T(formats_by_name), T(the_table) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
