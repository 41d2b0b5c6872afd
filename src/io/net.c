#include "io/net.h"

#include <stdlib.h>
#include <netinet/in.h>
#include <string.h>

#include "base/memory.h"
#include "io/loop.h"

void net_options_init(struct net_options *o)
{
	*o = (struct net_options){
		.user_agent = "lencr/" LENCR_VERSION,
		.connect_ms = 5000, .small_ms = 15000, .crl_ms = 60000,
		.slow_bytes = 100, .slow_ms = 5000, .retry_ms = 1000,
		.most_open = 8, .most_open_host = 4,
	};
}

static void unlink_transfer(struct net *n, struct transfer *gone)
{
	struct transfer **at = &n->first;

	while (*at != gone)
		at = &(*at)->next;
	*at = gone->next;
}

static bool net_ask(struct source *s, const struct want *w, struct err *e)
{
	struct net *n = (struct net *)s;
	struct transfer *t = transfer_new(n, w), **at = &n->first;

	(void)e;
	while (*at != NULL)
		at = &(*at)->next;
	*at = t;
	if (n->options.offline)
		transfer_end(t, REACH_OFFLINE, NULL, "%.200s: not asked, offline", w->url);
	else if (w->kind == WANT_ANCHOR)
		transfer_end(t, REACH_NOT_FOUND, NULL, "%.200s: no anchors here", w->url);
	return true;
}

static bool take_done(struct net *n, struct answer *out)
{
	struct transfer *t = n->first;

	while (t != NULL && t->state != TRANSFER_DONE)
		t = t->next;
	if (t == NULL)
		return false;
	out->want_id = t->want.id;
	out->outcome = t->outcome;
	t->outcome = (struct outcome){ 0 };
	unlink_transfer(n, t);
	transfer_free(t);
	return true;
}

static bool net_next(struct source *s, int wait_ms, struct answer *out)
{
	struct net *n = (struct net *)s;
	int64_t until = wait_ms < 0 ? INT64_MAX : net_clock_ms() + wait_ms;

	for (;;) {
		int64_t now;

		if (take_done(n, out))
			return true;
		if (n->first == NULL)
			return false;
		loop_turn(n);
		if (take_done(n, out))
			return true;
		now = net_clock_ms();
		if (now >= until)
			return false;
		loop_wait(n, until - now);
	}
}

static void net_drop(struct source *s, uint32_t want_id)
{
	struct net *n = (struct net *)s;
	struct transfer *t = n->first;

	while (t != NULL && t->want.id != want_id)
		t = t->next;
	if (t == NULL)
		return;
	unlink_transfer(n, t);
	transfer_free(t);
}

static void net_free(struct source *s)
{
	struct net *n = (struct net *)s;

	while (n->first != NULL) {
		struct transfer *t = n->first;

		n->first = t->next;
		transfer_free(t);
	}
	if (n->multi != NULL)
		curl_multi_cleanup(n->multi);
	SSL_CTX_free(n->tls);
	via_clear(&n->via_http);
	via_clear(&n->via_tls);
	arena_free(n->arena);
	free(n);
}

static const struct source_ops net_ops = {
	.ask = net_ask, .next = net_next, .drop = net_drop, .free = net_free,
};

static const void *copy_array(struct arena *a, const void *from, size_t count, size_t size)
{
	return count == 0 ? NULL : arena_copy(a, from, count * size);
}

static void copy_options(struct net *n, const struct net_options *o)
{
	struct net_options *to = &n->options;

	*to = *o;
	to->via_http = to->via_tls = NULL;
	to->allow_private = copy_array(n->arena, o->allow_private, o->allow_private_count,
		sizeof *o->allow_private);
	to->allow_ports = copy_array(n->arena, o->allow_ports, o->allow_port_count,
		sizeof *o->allow_ports);
	to->proxy = o->proxy == NULL ? NULL : arena_text(n->arena, o->proxy);
	to->user_agent = arena_text(n->arena, o->user_agent);
	to->most_open = o->most_open == 0 ? 1 : o->most_open;
	to->most_open_host = o->most_open_host == 0 ? 1 : o->most_open_host;
	n->guard = (struct guard){
		.allow_private = to->allow_private, .allow_private_count = to->allow_private_count,
		.allow_ports = to->allow_ports, .allow_port_count = to->allow_port_count,
		.allow_https = to->allow_https,
	};
}

static bool read_vias(struct net *n, const struct net_options *o, struct err *e)
{
	n->has_via_http = o->via_http != NULL;
	n->has_via_tls = o->via_tls != NULL;
	return (!n->has_via_http || via_read(o->via_http, "http", &n->via_http, e)) &&
		(!n->has_via_tls || via_read(o->via_tls, "tls", &n->via_tls, e));
}

struct source *net_new(const struct net_options *o, struct err *e)
{
	struct net *n;

	/* Offline nothing of libcurl is needed, and starting it costs. */
	if (!o->offline && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		err_set(e, ERR_INTERNAL, "libcurl does not start");
		return NULL;
	}
	n = mem_take(1, sizeof *n);
	n->source.ops = &net_ops;
	n->arena = arena_new();
	n->multi = o->offline ? NULL : curl_multi_init();
	if (n->multi == NULL && !o->offline)
		mem_out();
	copy_options(n, o);
	if (!read_vias(n, o, e)) {
		net_free(&n->source);
		return NULL;
	}
	return &n->source;
}

bool net_address_allowed(const struct net_options *o, struct arena *a, struct view address, const char **why)
{
	const struct guard g = { .allow_private = o->allow_private,
		.allow_private_count = o->allow_private_count };
	union { struct sockaddr any; struct sockaddr_in v4; struct sockaddr_in6 v6; } at;

	memset(&at, 0, sizeof at);
	if (address.size == 4) {
		at.v4.sin_family = AF_INET;
		memcpy(&at.v4.sin_addr, address.data, 4);
	} else if (address.size == 16) {
		at.v6.sin6_family = AF_INET6;
		memcpy(&at.v6.sin6_addr, address.data, 16);
	} else {
		*why = "its address is not known";
		return false;
	}
	return guard_address(&g, a, &at.any, why) == REACH_OK;
}
