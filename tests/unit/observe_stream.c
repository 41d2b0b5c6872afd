/* Inputs that go on: nothing is waited for that is not needed, and time passes meanwhile. */
#include "capture_room.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "observe/capture.h"

#define V(text) view_of_text(text)

/* Feeds TEXT to a pipe, STEP octets each time that somebody would wait; after LEAVE octets it is left. */
struct feeder {
	struct input_tap tap;       /* first: it is how we are found */
	struct view text;
	size_t step, at, leave, waits;
	int to;
	struct str took;
};

static bool wait_for(struct input_tap *tap, int fd)
{
	struct feeder *f = (struct feeder *)tap;
	struct view part = view_part(f->text, f->at, f->step);

	assert_true(fd >= 0);
	f->waits++;
	if (f->at >= f->leave)
		return false;
	if (part.size == 0) {
		if (f->to >= 0)
			close(f->to);
		f->to = -1;
		return true;
	}
	assert_int_equal(write(f->to, part.data, part.size), part.size);
	f->at += part.size;
	return true;
}

static void took(struct input_tap *tap, struct view bytes)
{
	str_put_view(&((struct feeder *)tap)->took, bytes);
}

static int saved;

static struct input *feed(struct feeder *f, struct view text, size_t step)
{
	int ends[2];
	struct err e = { 0 };
	struct input *in;

	*f = (struct feeder){ .tap = { wait_for, took }, .text = text, .step = step, .leave = SIZE_MAX };
	str_init(&f->took, 1 << 20);
	assert_int_equal(pipe(ends), 0);
	f->to = ends[1];
	saved = dup(STDIN_FILENO);
	assert_true(dup2(ends[0], STDIN_FILENO) >= 0);
	close(ends[0]);
	in = input_open_stream("-", &e);
	assert_non_null(in);
	assert_int_equal(input_descriptor(in), STDIN_FILENO);
	input_tap(in, &f->tap);
	assert_int_equal(f->waits, 0);  /* nothing is read before it is asked for */
	return in;
}

static void end(struct feeder *f, struct input *in)
{
	input_free(in);
	if (f->to >= 0)
		close(f->to);
	str_clear(&f->took);
	dup2(saved, STDIN_FILENO);
	close(saved);
}

/* One line is given when it has come, not when there is more. */
static void lines_as_they_come(void **state)
{
	struct view line, text = V("the first line, long enough\nsecond\r\n\nthird without an end");
	struct feeder f;
	struct input *in = feed(&f, text, 1);

	(void)state;
	assert_true(input_line(in, &line) && view_is_text(line, "the first line, long enough"));
	assert_int_equal(f.at, 28);
	assert_true(input_line(in, &line) && view_is_text(line, "second"));
	assert_int_equal(f.at, 36);
	assert_true(input_line(in, &line) && line.size == 0);
	assert_true(input_line(in, &line) && view_is_text(line, "third without an end"));
	assert_false(input_line(in, &line) || input_cut(in));
	assert_true(view_equal(view_of(str_text(&f.took), f.took.size), text));
	end(&f, in);
}

static void what_is_left_is_no_line(void **state)
{
	struct view line;
	struct feeder f;
	struct input *in = feed(&f, V("a line that is whole\na line that is n"), 3);

	(void)state;
	f.leave = 30;
	assert_true(input_line(in, &line) && view_is_text(line, "a line that is whole"));
	assert_false(input_line(in, &line));
	assert_true(input_cut(in));
	assert_null(input_broken(in));
	assert_false(input_line(in, &line));
	end(&f, in);
}

static void heads_are_not_waited_for(void **state)
{
	struct feeder f;
	struct input *in = feed(&f, V("0123456789abcdefghijklmnopqrstuvwxyz"), 4);
	uint8_t some[20];
	FILE *file;
	struct err e = { 0 };

	(void)state;
	/* A compression is told by sixteen. */
	assert_int_equal(input_head_part(in, 1).size, 16);
	assert_int_equal(input_head_part(in, 17).size, 20);
	assert_int_equal(input_read_some(in, some, 3), 3);
	assert_int_equal(input_read_some(in, some, sizeof some), 17);
	assert_int_equal(f.at, 20);
	file = input_stream(in, V(""), &e);
	assert_non_null(file);
	assert_int_equal(fgetc(file), 'k');
	assert_int_equal(f.at, 24);
	fclose(file);
	end(&f, in);
}

static void compressed(void **state)
{
	struct room *r = *state;
	struct view zipped = packets_gzip(r->arena, V("one line\nanother line\n")), line;
	struct feeder f;
	struct input *in = feed(&f, zipped, 1);

	assert_true(input_line(in, &line) && view_is_text(line, "one line"));
	assert_true(input_line(in, &line) && view_is_text(line, "another line"));
	assert_false(input_line(in, &line));
	assert_null(input_broken(in));
	assert_true(view_equal(view_of(str_text(&f.took), f.took.size), zipped));
	end(&f, in);
	in = feed(&f, view_of("\x28\xb5\x2f\xfd\x04\0\0\0 and so on", 18), 7);
	assert_false(input_line(in, &line));
	assert_string_equal(input_broken(in), "compressed with: zstd");
	end(&f, in);
}

static struct input_report read_it(struct room *r, struct input *in, const char *format)
{
	struct input_report report = { .name = "stream", .first = SIGHT_NEVER, .last = SIGHT_NEVER };
	struct reading reading = { .arena = r->arena, .input = in, .path = "-", .limits = &r->limits,
		.sink = &r->heard.sink, .report = &report, .stop = &r->stop };
	struct err e = { 0 };

	assert_true(read_stream(&reading, format, &e));
	assert_null(reading.capture);
	return report;
}

static const char event[] = "{\"t\":1795228931.1,\"kind\":\"dns\",\"name\":\"a.example\"}\n";
/* Its beginning may be one of Zeek's. */
static const char longer[] = "{\"ts\":1,\"uid\":\"C1\",\"id.orig_h\":\"192.0.2.1\","
	"\"timestamp\":\"2026-11-21T02:42:11Z\",\"event_type\":\"stats\"}\n";
static const char other[] = "{\"timestamp\":\"2026-11-21T02:42:11.100000+0000\",\"event_type\":\"stats\"}\n";

/* The format is told as early as it can be, and never by a line that is not whole. */
static void which_format(void **state)
{
	static const struct { const char *text, *format; } rows[] = {
		{ event, "events" }, { other, "eve" },
		{ longer, "eve" },
		{ "1795228931.100 120 10.0.0.5 TCP_MISS/200 900 GET http://yr1.c.lencr.org/13.crl - "
		  "HIER_DIRECT/192.0.2.1 application/pkix-crl\n", "squid" },
		{ "Nov 21 02:42:11 dnsmasq[7]: query[A] yr1.c.lencr.org from 10.0.0.21\n", "dns" },
		{ "nothing that anybody knows\n", NULL }, { "", NULL }, { "{\"kind\":\"dns\"}", "events" },
	};
	struct room *r = *state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (size_t step = 1; step < 200; step += 37) {
			struct feeder f;
			struct input *in = feed(&f, view_of_text(rows[i].text), step);
			struct input_report report = read_it(r, in, NULL);

			if (rows[i].format == NULL)
				assert_null(report.format);
			else
				assert_string_equal(report.format, rows[i].format);
			assert_int_equal(report.bytes, rows[i].format == NULL ? 0 : f.text.size);
			end(&f, in);
		}
}

static void captures_as_they_come(void **state)
{
	struct room *r = *state;
	struct packets *p = packets_new(r->arena, PACKETS_ETHERNET);
	struct packets_talk t = { .begin = { 0 } };
	struct view file;
	struct feeder f;
	struct input *in;

	packets_open(p, &t, "10.0.0.5:40000", "203.0.113.7:80");
	packets_say(&t, false, V("question"));
	file = packets_pcap(p, 0);
	for (size_t step = 1; step < 64; step += 21) {
		struct input_report report;

		heard_clear(&r->heard);
		in = feed(&f, file, step);
		report = read_it(r, in, NULL);
		assert_string_equal(report.format, "pcap");
		assert_int_equal(report.packets, 5);
		assert_null(report.broken);
		assert_string_equal(room_side(r, 0, false), "question");
		end(&f, in);
	}
	/* Cut off by its writer it is broken; left by us it is not. */
	in = feed(&f, view_part(file, 0, file.size - 3), 50);
	assert_non_null(read_it(r, in, NULL).broken);
	end(&f, in);
	in = feed(&f, file, 50);
	f.leave = file.size - 30;
	assert_null(read_it(r, in, NULL).broken);
	end(&f, in);
}

static void formats_of_what_goes_on(void **state)
{
	struct room *r = *state;
	struct err e = { 0 };
	struct feeder f;
	struct input *in;

	assert_true(read_format_check(r->arena, NULL, &e) && read_format_check(r->arena, "pcap", &e));
	assert_true(read_format_check(r->arena, "zeek", &e));
	assert_false(read_format_check(r->arena, "nonsense\x1b", &e));
	assert_int_equal(e.code, ERR_USAGE);
	assert_non_null(strstr(e.text, "there are: pcap pcapng zeek"));
	assert_null(strchr(e.text, '\x1b'));
	assert_null(strstr(e.text, "cryptnet"));
	assert_false(read_format_check(r->arena, "cryptnet", &e));
	assert_non_null(strstr(e.text, "folders"));
	in = feed(&f, V("no capture at all, whatever is said of it\n"), 9);
	assert_non_null(read_it(r, in, "pcap").broken);
	end(&f, in);
}

#define T(name) cmocka_unit_test_setup_teardown(name, room_new, room_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(lines_as_they_come), T(what_is_left_is_no_line), T(heads_are_not_waited_for), T(compressed),
		T(which_format), T(captures_as_they_come), T(formats_of_what_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
