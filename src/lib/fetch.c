/* fetch: the sources of answers, and the driver of a check over them. */
#include "base/str.h"
#include "io/anchors.h"
#include "io/cached.h"
#include "io/net.h"
#include "lib/edge.h"

#define LOOK_MS 100         /* how often the stop flag is looked at */
#define WAIT_MOST_MS 60000

struct opening {
	struct arena *arena;
	struct lencr_fetch *fetch;
	const struct lencr_fetch_options *given;
	struct lencr_fetch_options options;
	struct net_options net;
};

static void relax(struct lencr_fetch *f, const char *option, const char *value)
{
	const char **slot = arena_more(f->arena, &f->relaxed, f->relaxed_count, &f->relaxed_space,
		sizeof *slot);

	*slot = value == NULL ? option :
		arena_format(f->arena, "%s=%s", option, str_safe_text(f->arena, value));
	f->relaxed_count++;
}

static bool read_allowed(struct opening *j, struct err *err)
{
	const struct lencr_fetch_options *o = &j->options;
	struct lencr_fetch *f = j->fetch;
	struct cidr *list = arena_array(f->arena, o->allow_private_count, sizeof *list);

	for (size_t i = 0; i < o->allow_private_count; i++) {
		if (!cidr_read(o->allow_private[i], &list[i]))
			return err_set(err, ERR_USAGE, "allow_private: '%s' is not a range of addresses",
				str_safe_text(f->arena, o->allow_private[i]));
		relax(f, "allow-private", o->allow_private[i]);
	}
	for (size_t i = 0; i < o->allow_port_count; i++)
		relax(f, "allow-port", arena_format(f->arena, "%u", o->allow_ports[i]));
	if (o->allow_https)
		relax(f, "allow-https", NULL);
	j->net.allow_private = list;
	j->net.allow_private_count = o->allow_private_count;
	j->net.allow_ports = o->allow_ports;
	j->net.allow_port_count = o->allow_port_count;
	j->net.allow_https = o->allow_https != 0;
	return true;
}

static bool read_net(struct opening *j, struct err *err)
{
	const struct lencr_fetch_options *o = &j->options;

	net_options_init(&j->net);
	j->net.user_agent = "liblencr/" LENCR_VERSION;
	j->net.via_http = o->via_http;
	j->net.via_tls = o->via_tls;
	j->net.proxy = o->proxy;
	j->net.only_v4 = o->only_v4 != 0;
	j->net.only_v6 = o->only_v6 != 0;
	j->net.offline = o->offline != 0;
	if (o->via_http != NULL)
		relax(j->fetch, "via", arena_format(j->fetch->arena, "http=%s", o->via_http));
	if (o->via_tls != NULL)
		relax(j->fetch, "via", arena_format(j->fetch->arena, "tls=%s", o->via_tls));
	if (o->proxy != NULL)
		relax(j->fetch, "proxy", o->proxy);
	return read_allowed(j, err);
}

static bool open_sources(struct opening *j, struct err *err)
{
	static const char *const system[] = { "system" };
	const struct lencr_fetch_options *o = &j->options;
	struct lencr_fetch *f = j->fetch;
	struct cached_options how = {
		.refresh = o->refresh != 0, .offline = o->offline != 0, .now = net_clock,
	};

	f->anchors = anchors_new(o->trust_count == 0 ? system : o->trust,
		o->trust_count == 0 ? 1 : o->trust_count, NULL, NULL, err);
	if (f->anchors == NULL)
		return false;
	f->net = net_new(&j->net, err);
	if (f->net == NULL)
		return false;
	if (o->cache != NULL) {
		f->store = store_open(o->cache, !f->offline, err);
		if (f->store == NULL)
			return err_wrap(err, "cache");
		f->cached = cached_new(f->store, f->net, &how);
	}
	f->top = split_new(f->cached != NULL ? f->cached : f->net, f->anchors);
	return true;
}

static bool open_fetch(void *job, struct err *err)
{
	struct opening *j = job;
	struct arena *a = j->arena = arena_new();
	struct lencr_fetch *f = j->fetch = arena_take(a, sizeof *f);

	f->arena = a;
	if (!fetch_options_read(&j->options, j->given, err) || !read_net(j, err))
		return false;
	f->offline = j->options.offline != 0;
	f->timeout_ms = j->options.timeout_ms;
	f->stop = j->options.stop;
	f->trust = j->options.trust_count == 0 ? "system trust store" : j->options.trust_count == 1 ?
		str_safe_text(a, j->options.trust[0]) :
		arena_format(a, "%zu trust files", j->options.trust_count);
	return open_sources(j, err);
}

enum lencr_code lencr_fetch_new(struct lencr_fetch **out, const struct lencr_fetch_options *options,
	struct lencr_error *e)
{
	struct opening j = { .given = options };
	enum lencr_code code = edge_run(open_fetch, &j, e);

	*out = code == LENCR_OK ? j.fetch : NULL;
	if (code != LENCR_OK && j.fetch != NULL)
		lencr_fetch_free(j.fetch);
	else if (code != LENCR_OK)
		arena_free(j.arena);
	return code;
}

void lencr_fetch_free(struct lencr_fetch *f)
{
	if (f == NULL)
		return;
	outcome_clear(&f->answer.outcome);
	/* Want of memory may have left libcurl in the middle of a call, and then it
	 * must not be called again: what it holds is lost. */
	if (!f->inside || f->offline) {
		source_free(f->top);
		source_free(f->cached);
		store_free(f->store);
		source_free(f->net);
		source_free(f->anchors);
	}
	arena_free(f->arena);
}

/* --- the driver ------------------------------------------------------------------- */

struct running { struct lencr_check *check; struct lencr_fetch *fetch; };

static bool hand_on(struct lencr_check *c, struct lencr_fetch *f, struct err *err)
{
	const struct want *want;

	while ((want = ask_next(c)) != NULL) {
		uint32_t *slot = arena_more(f->arena, &f->open, f->open_count, &f->open_space,
			sizeof *slot);
		bool fine;

		f->inside = true;
		fine = source_ask(f->top, want, err);
		f->inside = false;
		if (!fine)
			return false;
		*slot = want->id;
		f->open_count++;
	}
	return true;
}

static void take_one(struct lencr_check *c, struct lencr_fetch *f, int wait_ms)
{
	size_t i = 0;
	bool came;

	f->inside = true;
	came = source_next(f->top, wait_ms, &f->answer);
	f->inside = false;
	if (!came)
		return;
	while (i < f->open_count && f->open[i] != f->answer.want_id)
		i++;
	if (i < f->open_count)
		f->open[i] = f->open[--f->open_count];
	check_supply(c->check, f->answer.want_id, &f->answer.outcome);
	outcome_clear(&f->answer.outcome);
}

/* What is still open must not be answered to the next check. */
static void drop_open(struct lencr_fetch *f)
{
	while (f->open_count > 0)
		source_drop(f->top, f->open[--f->open_count]);
}

static bool drive(struct lencr_check *c, struct lencr_fetch *f, struct err *err)
{
	int64_t until = net_clock_ms() + f->timeout_ms;

	for (;;) {
		int64_t left = until - net_clock_ms();

		if (!hand_on(c, f, err))
			return false;
		if (check_finished(c->check))
			return true;
		if (left <= 0 || (f->stop != NULL && *f->stop != 0)) {
			drop_open(f);
			check_stop(c->check);
			return true;
		}
		if (f->stop != NULL && left > LOOK_MS)
			left = LOOK_MS;
		take_one(c, f, (int)(left > WAIT_MOST_MS ? WAIT_MOST_MS : left));
	}
}

static void vouch_all(struct lencr_check *c, struct lencr_fetch *f)
{
	const struct vouch *vouch;

	f->inside = true;
	while ((vouch = check_vouch(c->check)) != NULL)
		source_vouch(f->top, vouch);
	f->inside = false;
}

static bool run(void *job, struct err *err)
{
	struct running *j = job;
	struct lencr_check *c = j->check;
	struct lencr_fetch *f = j->fetch;

	if (c->check != NULL)
		return err_set(err, ERR_USAGE, "the check was begun already");
	c->policy.offline = f->offline;
	c->trust = arena_text(c->arena, f->trust);
	for (size_t i = 0; i < f->relaxed_count; i++) {
		const char **slot = arena_more(c->arena, &c->relaxed, c->relaxed_count,
			&c->relaxed_space, sizeof *slot);

		*slot = arena_text(c->arena, f->relaxed[i]);
		c->relaxed_count++;
	}
	ask_begin(c, c->at_given ? c->at : net_clock(NULL));
	if (!drive(c, f, err))
		return false;
	vouch_all(c, f);
	ask_settle(c);
	return true;
}

enum lencr_code lencr_check_run(struct lencr_check *c, struct lencr_fetch *f, struct lencr_error *e)
{
	struct running j = { c, f };
	enum lencr_code code;

	if (f == NULL)
		return edge_say(e, LENCR_USAGE, "no fetch was given");
	if (f->inside)
		return edge_say(e, LENCR_NOMEM, "the fetch ran out of memory before");
	code = edge_check(c, run, &j, e);
	outcome_clear(&f->answer.outcome);
	if (!f->inside)
		drop_open(f);
	return code;
}
