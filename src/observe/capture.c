#include "observe/capture.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/flow.h"
#include "observe/frame.h"

struct capture {
	struct reading *reading;
	struct fragments *fragments;
	struct flows *flows;
	int64_t clock;          /* of the latest packet that had a time; 0 before */
	bool timed, link_noted, sealed_noted;
};

struct capture *capture_new(struct reading *r)
{
	struct capture *c = mem_take(1, sizeof *c);

	c->reading = r;
	c->fragments = fragments_new();
	c->flows = flows_new(r);
	r->capture = c;
	return c;
}

void capture_note(struct reading *r, const char *text)
{
	struct input_report *report = r->report;

	if (report->note != NULL && strstr(report->note, text) != NULL)
		return;
	report->note = report->note == NULL ? text : arena_format(r->arena, "%s; %s", report->note, text);
}

void capture_malformed(struct capture *c)
{
	c->reading->report->packets++;
	c->reading->report->malformed++;
}

static void note_link(struct capture *c, unsigned link)
{
	if (c->link_noted)
		return;
	c->link_noted = true;
	capture_note(c->reading, arena_format(c->reading->arena, "packets of link type %u are not read", link));
}

/* Times that cannot be are left out, and nothing later is reckoned from them. */
static int64_t set_clock(struct capture *c, int64_t at)
{
	if (at == SIGHT_NEVER || at > CAPTURE_TIME_MAX || at < -CAPTURE_TIME_MAX)
		return c->clock;
	c->clock = at;
	c->timed = true;
	input_report_time(c->reading->report, at);
	return at;
}

bool capture_packet(struct capture *c, unsigned link, struct view bytes, uint64_t wire, int64_t at)
{
	struct input_report *report = c->reading->report;
	const volatile int *stop = c->reading->stop;
	uint64_t place = ++report->packets;
	struct frame frame;
	bool fine = true;

	at = set_clock(c, at);
	if (wire > bytes.size)
		report->clipped++;
	/* No packet is that large; what follows counts in 32 bits. */
	if (wire > 0xffffff)
		wire = 0xffffff;
	switch (frame_read(c->fragments, link, bytes, (size_t)wire, at, &frame)) {
	case FRAME_IP:
		if (frame.protocol == PROTOCOL_TCP)
			fine = flows_tcp(c->flows, &frame, at, place);
		else if (frame.protocol == PROTOCOL_UDP)
			fine = flows_udp(c->flows, &frame, at, place);
		else
			flows_icmp(c->flows, &frame, at);
		break;
	case FRAME_LINK:
		note_link(c, link);
		break;
	case FRAME_SEALED:
		if (!c->sealed_noted)
			capture_note(c->reading, "frames that Wi-Fi encrypted are not read");
		c->sealed_noted = true;
		break;
	case FRAME_MALFORMED:
		fine = false;
		break;
	case FRAME_WAITS: case FRAME_OTHER:
		break;
	}
	if (!fine)
		report->malformed++;
	return stop == NULL || *stop == 0;
}

void capture_moment(struct capture *c, int64_t steady)
{
	flows_moment(c->flows, steady);
}

void capture_tick(struct capture *c)
{
	flows_tick(c->flows);
}

int64_t capture_time(const struct capture *c)
{
	return c->timed ? c->clock : SIGHT_NEVER;
}

void capture_end(struct capture *c)
{
	flows_end(c->flows);
}

void capture_free(struct capture *c)
{
	if (c == NULL)
		return;
	c->reading->capture = NULL;
	flows_free(c->flows);
	fragments_free(c->fragments);
	free(c);
}
