#include <errno.h>
#include <string.h>

#include "base/memory.h"
#include "io/dial.h"

void dial_talk_start(struct transfer *t)
{
	struct dial *d = t->dial;

	d->talk = arena_take(t->arena, sizeof *d->talk);
	starttls_init(d->talk, t->arena, d->starttls, d->sni != NULL ? d->sni : d->host);
	d->talking = true;
}

static bool end(struct transfer *t, enum reach reach, const char *why)
{
	const char *phase = arena_format(t->arena, "STARTTLS for %s",
		starttls_name(t->dial->starttls));

	t->dial->talking = false;
	transfer_end(t, reach, phase, "%s", why);
	return false;
}

static bool end_late(struct transfer *t)
{
	const struct dial *d = t->dial;
	double span = t->net->options.small_ms / 1000.0;

	if (d->received == 0)
		return end(t, REACH_TIMED_OUT, arena_format(t->arena, "connected, but nothing was said "
			"within %g s; where TLS begins at once, leave out --starttls", span));
	return end(t, REACH_TOO_SLOW, arena_format(t->arena,
		"the dialogue did not come to TLS within %g s", span));
}

static bool end_closed(struct transfer *t, int error)
{
	return end(t, REACH_RESET, arena_format(t->arena, "%s after %zu bytes of the dialogue",
		error == 0 ? "the server closed the connection" : strerror(error), t->dial->received));
}

/* New bytes behind those that are not understood yet; as dial_receive says. */
static int receive(struct dial *d)
{
	uint8_t bytes[4096];
	int got;

	if (d->talk->in.size != 0 && d->talk->in.size != d->plain_size)
		memmove(d->plain, d->talk->in.data, d->talk->in.size);
	d->plain_size = d->talk->in.size;
	got = dial_receive(d, bytes, sizeof bytes);
	if (got > 0) {
		d->plain = mem_resize(d->plain, d->plain_size + (size_t)got, 1);
		memcpy(d->plain + d->plain_size, bytes, (size_t)got);
		d->plain_size += (size_t)got;
	}
	d->talk->in = view_of(d->plain, d->plain_size);
	return got;
}

/* TLS begins on a clean slate. */
static bool begin_tls(struct dial *d)
{
	d->talking = false;
	d->received = 0;
	return true;
}

bool dial_talk_turn(struct transfer *t, int64_t now)
{
	struct dial *d = t->dial;
	int got;

	if (now >= t->deadline)
		return end_late(t);
	for (;;) {
		enum starttls_state state = starttls_take(d->talk);

		dial_queue(d, str_text(&d->talk->out), d->talk->out.size);
		str_clear(&d->talk->out);
		if (!dial_flush(d))
			return end_closed(t, errno);
		if (state == STARTTLS_DONE)
			return begin_tls(d);
		if (state != STARTTLS_MORE)
			return end(t, REACH_TLS_FAILED, d->talk->why);
		if (d->received > STARTTLS_BYTES_MAX)
			return end(t, REACH_TOO_BIG, "more than 64 KiB of plaintext before TLS");
		got = receive(d);
		if (got < 0)
			return end_closed(t, errno);
		if (got == 0)
			return false;
	}
}
