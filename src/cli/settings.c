#include "cli/settings.h"

#define DEFAULT_JOBS 8
#define DEFAULT_TIMEOUT_MS 120000
#define DEFAULT_WINDOW_MS 30000

void settings_init(struct settings *s, struct arena *a)
{
	*s = (struct settings){ 0 };
	s->arena = a;
	s->format = "text";
	s->jobs = DEFAULT_JOBS;
	s->timeout_ms = DEFAULT_TIMEOUT_MS;
	s->window_ms = DEFAULT_WINDOW_MS;
	s->fail_grade = -1;
	policy_init(&s->policy);
	net_options_init(&s->net);
}

void texts_put(struct texts *t, struct arena *a, const char *text)
{
	const char **slot = arena_more(a, &t->list, t->count, &t->space, sizeof *slot);

	*slot = text;
	t->count++;
}
