#include "talk_script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sight_text.h"

#define ROUNDS 12
#define SINGLE_CUTS 1500

void script_init(struct talk_script *s, struct arena *a)
{
	*s = (struct talk_script){ .arena = a, .client_port = 40000, .server_port = 443, .end = TALK_CLOSED,
		.limits = { 65536, (size_t)256 * 1024, (size_t)16 << 20, (size_t)64 << 20, 0 } };
}

void script_say(struct talk_script *s, bool from_server, int64_t at, struct view v)
{
	struct talk_step *step = arena_more(s->arena, &s->steps, s->count, &s->space, sizeof *step);

	*step = (struct talk_step){ .from_server = from_server, .at = at,
		.bytes = view_of(arena_copy(s->arena, v.data, v.size), v.size) };
	s->count++;
}

void script_text(struct talk_script *s, bool from_server, int64_t at, const char *text)
{
	script_say(s, from_server, at, view_of_text(text));
}

void script_gap(struct talk_script *s, bool from_server, int64_t at, uint64_t size)
{
	script_say(s, from_server, at, view_of("", 0));
	s->steps[s->count - 1].gap = size;
}

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345;
	return *seed >> 16;
}

static size_t piece_size(enum script_cut cut, unsigned *n, size_t done, size_t left)
{
	size_t most = cut == CUT_OCTETS ? 1 : cut == CUT_RANDOM ? 1 + next_random(n) % 200 :
		cut == CUT_ONCE && done < *n ? *n - done : left;

	return most < left ? most : left;
}

static void feed_all(struct talk_script *s, struct talk *talk, enum script_cut cut, unsigned n)
{
	size_t done = 0;
	bool more = true;

	s->fed = 0;
	for (size_t i = 0; i < s->count; i++) {
		const struct talk_step *step = &s->steps[i];
		struct view rest = step->bytes;
		bool from_server = step->from_server != s->turned;
		int64_t at = SCRIPT_ZERO + step->at;

		if (step->gap != 0 && more)
			more = talk_gap(talk, from_server, step->gap, at);
		while (rest.size != 0 && more) {
			size_t size = piece_size(cut, &n, done, rest.size);
			/* memory of its own, so that sanitizers see who looks beyond it */
			uint8_t *exact = malloc(size);

			if (exact == NULL)
				abort();
			memcpy(exact, rest.data, size);
			more = talk_feed(talk, from_server, view_of(exact, size), at, i + 1);
			free(exact);
			rest = view_part(rest, size, SIZE_MAX);
			done += size;
			s->fed += size;
		}
		if (s->shows && more)
			talk_show(talk);
	}
	talk_ended(talk, s->end, SCRIPT_ZERO + 1000000);
}

const char *script_run(struct talk_script *s, enum script_cut cut, unsigned n)
{
	static const uint8_t client[4] = { 192, 0, 2, 1 }, server[4] = { 198, 51, 100, 7 };
	size_t buffered = 0;
	struct sight_text text;
	struct talk_about about = { .connection = 1, .opened_at = s->late ? SIGHT_NEVER : SCRIPT_ZERO,
		.start_seen = !s->late, .limits = &s->limits, .buffered = &buffered, .report = &s->report };
	struct talk *talk;
	const char *out;

	sight_text_init(&text);
	text.zero = SCRIPT_ZERO;
	about.sink = &text.sink;
	endpoint_of(s->turned ? &about.server : &about.client, client, 4, s->client_port);
	endpoint_of(s->turned ? &about.client : &about.server, server, 4, s->server_port);
	s->report = (struct input_report){ 0 };
	talk = talk_new(&about);
	feed_all(s, talk, cut, n);
	if (talk_sighted(talk) != (text.out.size != 0))
		abort();
	talk_free(talk);
	if (buffered != 0)
		abort();
	out = arena_text(s->arena, str_text(&text.out));
	str_clear(&text.out);
	return out;
}

static void compare(const char *whole, const char *other, const char *how, unsigned n)
{
	if (strcmp(whole, other) == 0)
		return;
	fprintf(stderr, "# whole:\n%s# %s %u:\n%s", whole, how, n, other);
	abort();
}

const char *script_see(struct talk_script *s)
{
	const char *whole = script_run(s, CUT_NOT, 0);
	size_t size = 0, step;

	for (size_t i = 0; i < s->count; i++)
		size += s->steps[i].bytes.size;
	compare(whole, script_run(s, CUT_OCTETS, 0), "octet by octet", 0);
	for (unsigned i = 0; i < ROUNDS; i++)
		compare(whole, script_run(s, CUT_RANDOM, i), "at random", i);
	step = size / SINGLE_CUTS + 1;
	for (size_t i = 1; i < size; i += step)
		compare(whole, script_run(s, CUT_ONCE, (unsigned)i), "cut before octet", (unsigned)i);
	return whole;
}
