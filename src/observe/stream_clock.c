#include "observe/stream_clock.h"

void stream_clock_init(struct stream_clock *c, int64_t real)
{
	*c = (struct stream_clock){ .moment = real, .real = real, .came = real, .latest = SIGHT_NEVER };
}

/* Times are kept so far apart from the ends of their type that differences fit. */
static bool reasonable(int64_t at)
{
	return at > INT64_MIN / 4 && at < INT64_MAX / 4;
}

void stream_clock_see(struct stream_clock *c, int64_t at)
{
	int64_t step;

	if (at == SIGHT_NEVER || !reasonable(at))
		return;
	step = c->latest == SIGHT_NEVER ? 0 : at - c->latest;
	if (c->latest == SIGHT_NEVER || step > 0 || step < -STREAM_SET_BACK)
		c->latest = at;
	if (step > 0)
		c->gained += step < STREAM_LEAP ? step : STREAM_LEAP;
	if (c->gained > STREAM_LEAP)
		c->gained = STREAM_LEAP;
}

int64_t stream_clock_step(struct stream_clock *c, int64_t real, bool came, bool hurry)
{
	int64_t passed = real > c->real ? real - c->real : 0, may = c->lag + passed;
	int64_t go = c->gained + passed / STREAM_CATCHES_UP;

	c->real += passed;
	if (came)
		c->came = c->real;
	if (go > may || c->real - c->came >= STREAM_STILL)
		go = may;
	if (may - go > STREAM_PATIENCE)
		go = may - STREAM_PATIENCE;
	if (hurry && c->gained > go)
		go = c->gained;
	c->lag = may > go ? may - go : 0;
	c->gained = 0;
	c->moment += go;
	return c->moment;
}
