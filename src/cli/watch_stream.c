#include "cli/watch_stream.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "cli/command.h"
#include "cli/term.h"
#include "cli/watch_tell.h"
#include "observe/capture.h"
#include "observe/stream_clock.h"

struct stream {
	struct input_tap tap;           /* first: it is how the input knows us */
	struct watch *watch;
	struct reading reading;
	struct read_limits limits;
	struct stream_clock clock;
	int64_t until_ms, tick_ms;
	volatile int stop;
	bool came;                      /* something, since the clock was looked at */
	bool copied;                    /* all of it, so far */
	struct err *err;
};

/* In front of the correlator's sink: what times the stream has. */
struct front { struct sight_sink sink; struct sight_sink *behind; struct stream *stream; };

static bool flush_copy(struct stream *s)
{
	FILE *f = s->watch->copy;

	if (s->copied && f != NULL && fflush(f) != 0)
		s->copied = err_set(s->err, ERR_IO, "%s", strerror(errno));
	return s->copied;
}

static void took(struct input_tap *tap, struct view bytes)
{
	struct stream *s = (struct stream *)tap;
	FILE *f = s->watch->copy;

	s->came = true;
	if (s->copied && f != NULL && fwrite(bytes.data, 1, bytes.size, f) != bytes.size)
		s->copied = err_set(s->err, ERR_IO, "%s", strerror(errno));
}

/* The moment by real time and the stream's. */
static void moment(struct stream *s, int64_t real)
{
	struct correlate *k = s->watch->correlate;
	struct capture *c = s->reading.capture;
	int64_t at;

	/* Of packets that tell nothing, too. */
	if (c != NULL)
		stream_clock_see(&s->clock, capture_time(c));
	at = stream_clock_step(&s->clock, real, s->came, correlate_crowded(k));
	s->came = false;
	correlate_moment(k, at);
	if (c != NULL)
		capture_moment(c, at);
}

/* Between two reads no real time passes. */
static void see(struct sight_sink *sink, const struct sighting *sighting)
{
	struct front *f = (struct front *)sink;

	stream_clock_see(&f->stream->clock, sighting->at);
	moment(f->stream, f->stream->clock.real);
	f->behind->see(f->behind, sighting);
}

/* What can be told when there is no room for more is told at once, and forgotten. */
static void pass(struct stream *s)
{
	struct watch *w = s->watch;
	int64_t now = term_clock_ms(NULL);
	bool crowded = correlate_crowded(w->correlate);

	moment(s, now * WATCH_MS);
	correlate_late(w->correlate, s->reading.late);
	if (now < s->tick_ms && !crowded)
		return;
	s->tick_ms = now + WATCH_TICK_MS;
	s->limits.now = term_now(NULL) * SIGHT_SECOND;
	if (s->reading.capture != NULL)
		capture_tick(s->reading.capture);
	if (crowded)
		w->ask_ms = w->forget_ms = 0;
	watch_tell(w, false);
	watch_forget(w, now);
	flush_copy(s);
}

static bool readable(const struct stream *s, int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t left = s->until_ms == 0 ? WATCH_WAIT_MS : s->until_ms - term_clock_ms(NULL);

	return poll(&p, 1, left < 0 ? 0 : left < WATCH_WAIT_MS ? (int)left : WATCH_WAIT_MS) > 0;
}

static bool await(struct input_tap *tap, int fd)
{
	struct stream *s = (struct stream *)tap;

	do {
		pass(s);
		s->stop = watch_over(s->watch, s->until_ms) || !s->copied;
	} while (!s->stop && !readable(s, fd));
	/* Who was to end it with us may have been quicker. */
	s->stop = s->stop || stop_signal != 0;
	return !s->stop;
}

bool watch_stream(struct watch *w, struct err *e)
{
	struct settings *set = w->settings;
	struct stream s = { .tap = { await, took }, .watch = w, .until_ms = watch_until(w), .copied = true, .err = e };
	struct front front = { .sink = { .see = see }, .behind = correlate_sink(w->correlate), .stream = &s };
	bool fine;

	traffic_limits(set, &s.limits);
	s.reading = (struct reading){ .arena = set->arena, .input = w->stream, .path = set->operands.list[0],
		.limits = &s.limits, .sink = &front.sink, .report = &w->input, .stop = &s.stop };
	stream_clock_init(&s.clock, term_clock_ms(NULL) * WATCH_MS);
	correlate_moment(w->correlate, s.clock.moment);
	input_tap(w->stream, &s.tap);
	fine = read_stream(&s.reading, set->reader, e);
	/* What is open was told by the reader. Unless we left it, all lines have come. */
	s.reading.late = s.reading.late && input_cut(w->stream);
	correlate_late(w->correlate, s.reading.late);
	moment(&s, term_clock_ms(NULL) * WATCH_MS);
	watch_tell(w, true);
	if (!input_cut(w->stream))
		w->broken = w->input.format == NULL || w->input.broken != NULL;
	else if (w->input.format == NULL)
		w->input.note = "it was left before anything told what it is";
	return flush_copy(&s) && fine;
}
