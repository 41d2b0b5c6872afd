/* Folders of logs: Zeek's with rotated and compressed files in their order, and
 * Windows' cache of fetched objects. */
#define _XOPEN_SOURCE 700
#include "unit.h"

#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "log_samples.h"

static char folder[64];

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/lencr-logs-XXXXXX");
	return mkdtemp(folder) == NULL;
}

static int away(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static int tear_down(void **state)
{
	(void)state;
	return nftw(folder, away, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *path_of(struct arena *a, const char *name)
{
	return arena_format(a, "%s/%s", folder, name);
}

static void put(struct arena *a, const char *name, struct view bytes, bool compressed)
{
	gzFile f = gzopen(path_of(a, name), compressed ? "wb" : "wbT");

	assert_non_null(f);
	assert_true(gzwrite(f, bytes.data, (unsigned)bytes.size) == (int)bytes.size);
	assert_int_equal(gzclose(f), Z_OK);
}

/* Place, kind and scope of each, in order. */
struct order_sink { struct sight_sink sink; struct str text; uint64_t scope; bool mixed; unsigned inputs; };

static void order_see(struct sight_sink *sink, const struct sighting *s)
{
	static const char kinds[] = "dchtxpf"; /* as enum sighting_kind */
	struct order_sink *o = (struct order_sink *)sink;

	str_put_char(&o->text, kinds[s->kind]);
	o->mixed = o->mixed || (o->scope != 0 && o->scope != sighting_scope(s));
	o->scope = sighting_scope(s);
	if (s->input + 1 > o->inputs)
		o->inputs = s->input + 1;
}

static void zeek_folder(void **state)
{
	struct order_sink o = { .sink = { order_see } };
	struct arena *a = arena_new();
	struct input_report *reports;
	struct view x509 = sample_bytes(a, "zeek-x509.txt");
	const char *paths[] = { folder };
	size_t count;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(mkdir(path_of(a, "2026-11-20"), 0700), 0);
	put(a, "2026-11-20/x509.00:00:00-01:00:00.log.gz", x509, true);
	put(a, "2026-11-20/conn-summary.00:00:00-01:00:00.log.gz", view_of_text("no log of Zeek's kind\n"), true);
	put(a, "ssl.log", sample_bytes(a, "zeek-ssl.txt"), false);
	put(a, "ssl.2026-11-21-01-00-00.log.gz", sample_bytes(a, "zeek-ssl-old.txt"), true);
	put(a, "conn.log", sample_bytes(a, "zeek-conn.txt"), false);
	put(a, "dns.log", sample_bytes(a, "zeek-dns.txt"), false);
	put(a, "http.log", sample_bytes(a, "zeek-http.txt"), false);
	put(a, "2026-11-20/files.00:00:00-01:00:00.log.gz", sample_bytes(a, "zeek-files-old.txt"), true);
	put(a, "ocsp.log", sample_bytes(a, "zeek-ocsp.txt"), false);
	put(a, "weird.log", view_of_text("#separator \\x09\n#path\tweird\n#fields\tts\n1\n"), false);
	put(a, "x509.log", view_part(x509, 0, 0), false);
	put(a, ".hidden.log", x509, false);
	str_init(&o.text, 1000);
	assert_true(read_paths(a, paths, 1, NULL, &read_limits_default, &o.sink, NULL, &reports, &count, &e));
	/* Three questions, six connections, four requests, four handshakes, two certificates; a file
	   and a certificate by its digest; what three answers are about. */
	assert_string_equal(str_text(&o.text), "dddcccccchhhhttttxxfxfff");
	assert_int_equal(count, 9);
	assert_int_equal(o.inputs, 9);
	assert_false(o.mixed);
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(reports[i].format, "zeek");
		assert_null(reports[i].broken);
	}
	str_clear(&o.text);
	arena_free(a);
}

/* A gzip file without its end: what came before, and that it broke. */
static void cut_gzip(void **state)
{
	struct order_sink o = { .sink = { order_see } };
	struct arena *a = arena_new();
	struct input_report *reports;
	const char *path = path_of(a, "conn.log.gz"), *paths[] = { path };
	struct str many;
	struct stat st;
	size_t count;
	struct err e = { 0 };

	(void)state;
	str_init(&many, (size_t)1 << 24);
	for (int i = 0; i < 20000; i++)
		str_put_format(&many, "%d.%d 1 10.0.0.%d TCP_MISS/200 %d GET http://x%d.example/ - X/- -\n",
			1795228931 + i, i * 7919 % 1000, i % 250, i, i * 31);
	put(a, "conn.log.gz", view_of(many.text, many.size), true);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(truncate(path, st.st_size / 2), 0);
	str_init(&o.text, 100000);
	assert_true(read_paths(a, paths, 1, NULL, &read_limits_default, &o.sink, NULL, &reports, &count, &e));
	assert_int_equal(count, 1);
	assert_string_equal(reports[0].format, "squid");
	assert_non_null(reports[0].broken);
	assert_true(reports[0].records > 5000 && reports[0].records < 20000);
	assert_true(reports[0].records == o.text.size);
	str_clear(&many);
	str_clear(&o.text);
	arena_free(a);
}

/* --- CryptnetUrlCache ------------------------------------------------------------------- */

static void little_put(uint8_t *to, uint64_t n, size_t size)
{
	for (size_t i = 0; i < size; i++, n >>= 8)
		to[i] = (uint8_t)n;
}

/* As Windows lays it out; the URL with its final NUL. */
static struct view meta_make(struct arena *a, const char *url, int64_t at, uint32_t size)
{
	size_t octets = 2 * strlen(url) + 2;
	uint8_t *m = arena_take(a, 116 + octets + 4);

	little_put(m + 12, octets, 4);
	little_put(m + 16, (uint64_t)(at / SIGHT_SECOND + INT64_C(11644473600)) * 10000000, 8);
	little_put(m + 100, 4, 4);
	little_put(m + 112, size, 4);
	for (size_t i = 0; url[i] != '\0'; i++)
		m[116 + 2 * i] = (uint8_t)url[i];
	return view_of(m, 116 + octets + 4);
}

static void cryptnet_folder(void **state)
{
	static const char *const expected =
		"1 http at=1795228931.000000 method=\"GET\" target=\"/\" host=\"x1.c.lencr.org\" "
		"url=\"http://x1.c.lencr.org/\" status=200 done=1795228931.000000 answer=3003020101 "
		"answer-size=5 whole\n"
		"2 http at=1795228932.000000 method=\"GET\" target=\"/13.crl\" host=\"yr1.c.lencr.org\" "
		"url=\"http://yr1.c.lencr.org/13.crl\"\n";
	struct text_sink sink = { .sink = { text_see } };
	struct arena *a = arena_new();
	struct input_report *reports;
	const char *paths[] = { folder };
	size_t count;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(mkdir(path_of(a, "MetaData"), 0700), 0);
	assert_int_equal(mkdir(path_of(a, "Content"), 0700), 0);
	put(a, "MetaData/103621DE9CD5414CC2538780B4B75751",
		meta_make(a, "http://x1.c.lencr.org/", INT64_C(1795228931) * SIGHT_SECOND, 5), false);
	put(a, "Content/103621DE9CD5414CC2538780B4B75751", view_of("\x30\x03\x02\x01\x01", 5), false);
	/* Not its name, and nothing came. */
	put(a, "MetaData/203621DE9CD5414CC2538780B4B75751",
		meta_make(a, "http://yr1.c.lencr.org/13.crl", INT64_C(1795228932) * SIGHT_SECOND, 0), false);
	put(a, "MetaData/303621DE9CD5414CC2538780B4B75751", view_of_text("short"), false);
	put(a, "MetaData/readme.txt", view_of_text("short"), false);
	str_init(&sink.text, 100000);
	assert_true(read_paths(a, paths, 1, NULL, &read_limits_default, &sink.sink, NULL, &reports, &count, &e));
	assert_string_equal(str_text(&sink.text), expected);
	assert_int_equal(count, 1);
	assert_string_equal(reports[0].format, "cryptnet");
	assert_int_equal(reports[0].records, 2);
	assert_int_equal(reports[0].malformed, 1);
	assert_non_null(strstr(reports[0].note, "name is not the one"));
	/* The folder below, by itself. */
	paths[0] = path_of(a, "MetaData");
	sink.text.size = 0;
	assert_true(read_paths(a, paths, 1, NULL, &read_limits_default, &sink.sink, NULL, &reports, &count, &e));
	assert_string_equal(str_text(&sink.text), expected);
	str_clear(&sink.text);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(zeek_folder, set_up, tear_down),
		cmocka_unit_test_setup_teardown(cut_gzip, set_up, tear_down),
		cmocka_unit_test_setup_teardown(cryptnet_folder, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
