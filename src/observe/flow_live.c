/* Time that passes: what says nothing for a while is handed over. */
#include "observe/flow_parts.h"

#define PART 16384u                         /* connections looked at in one call */
#define UNANSWERED (8 * SIGHT_SECOND)       /* three tries of a SYN have gone by */
#define REFUSED (2 * SIGHT_SECOND)
#define PAUSE (3 * SIGHT_SECOND / 2)        /* a handshake that waits is shown */
#define NO_REPLY (30 * SIGHT_SECOND)        /* to a request */
#define NO_MORE (5 * SIGHT_SECOND)          /* of QUIC only the first packets are looked at */
#define FORGOTTEN (20 * 60 * SIGHT_SECOND)
#define NO_NAME (10 * SIGHT_SECOND)         /* a question to a name server */

/* A try that is told of stays open: it may yet be answered. */
static void show_attempt(struct flows *f, struct conn *c)
{
	if (c->shown || c->answered || !c->start_seen || c->protocol != PROTOCOL_TCP)
		return;
	if (f->moment - c->began < UNANSWERED && !(c->refused && f->moment - c->seen >= REFUSED))
		return;
	flow_sight_connect(f, c, TALK_FORGOTTEN, c->last_at);
	c->shown = true;
}

static void look_at(struct flows *f, struct conn *c)
{
	int64_t quiet = f->moment - c->seen;

	show_attempt(f, c);
	if (c->talk != NULL && quiet >= PAUSE)
		talk_show(c->talk);
	if ((c->quic != NULL && quiet >= NO_MORE) || quiet >= FORGOTTEN ||
	    (c->talk != NULL && quiet >= NO_REPLY && talk_waits(c->talk)))
		flow_end(f, c, TALK_FORGOTTEN, c->last_at);
}

void flows_moment(struct flows *f, int64_t steady)
{
	f->moment = steady;
	peek_dns_tick(f->dns, steady, NO_NAME);
}

void flows_tick(struct flows *f)
{
	for (uint32_t n = 0; n < f->used && n < PART; n++) {
		struct conn *c;

		if (f->tick >= f->used)
			f->tick = 0;
		c = flow_at(f, f->tick++);
		if (c->state == CONN_OPEN)
			look_at(f, c);
	}
}
