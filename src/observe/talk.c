#include "observe/talk.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/hunt.h"
#include "observe/peek.h"
#include "observe/peek_dns.h"
#include "observe/peek_http.h"
#include "observe/peek_tls.h"
#include "observe/sniff.h"

#define TUNNELS_MAX 4
#define PROXIES_MAX 4

enum stage { STAGE_SNIFF, STAGE_HUNT, STAGE_TLS, STAGE_HTTP, STAGE_DNS, STAGE_DONE };

struct talk {
	struct peek peek;
	enum stage stage;
	unsigned tunnels, proxies;  /* one behind the other */
	bool socks;                 /* what is hunted is behind a proxy, not behind STARTTLS */
	bool late;                  /* the beginning is missing */
	struct hold first[2];       /* SNIFF: the first octets of each direction */
	struct moment began[2];     /* of them */
	union {
		struct hunt *hunt;
		struct peek_tls *tls;
		struct peek_http *http;
		struct dns_stream *dns;
	} in;
};

struct talk *talk_new(const struct talk_about *about)
{
	struct talk *t = mem_take(1, sizeof *t);

	t->peek.about = *about;
	t->late = !about->start_seen;
	return t;
}

static void stage_leave(struct talk *t)
{
	if (t->stage == STAGE_TLS)
		peek_tls_free(t->in.tls);
	else if (t->stage == STAGE_HTTP)
		peek_http_free(t->in.http);
	else if (t->stage == STAGE_DNS)
		dns_stream_free(t->in.dns);
	else if (t->stage == STAGE_HUNT)
		hunt_free(t->in.hunt);
	t->in.tls = NULL;
	hold_clear(&t->peek, &t->first[0]);
	hold_clear(&t->peek, &t->first[1]);
	t->stage = STAGE_DONE;
}

void talk_free(struct talk *t)
{
	if (t == NULL)
		return;
	stage_leave(t);
	free(t);
}

bool talk_sighted(const struct talk *t)
{
	return t->peek.sighted;
}

bool talk_swapped(const struct talk *t)
{
	return t->peek.swapped;
}

/* --- following what was found -------------------------------------------- */

static void feed(struct talk *, bool from_server, struct view, struct moment);

/* Inside a tunnel everything begins anew; what the client said into it comes first. */
static void enter_tunnel(struct talk *t, bool from_server, struct view rest, struct moment m)
{
	struct hold kept = { 0 };
	struct moment then = { 0 };
	bool fits = hold_put(&t->peek, &kept, peek_http_held(t->in.http, &then));

	peek_http_ended(t->in.http, TALK_FORGOTTEN, m.at);
	stage_leave(t);
	if (fits && t->tunnels++ < TUNNELS_MAX) {
		bool client = t->peek.swapped;

		t->stage = STAGE_SNIFF;
		feed(t, client, hold_view(&kept), then);
		feed(t, from_server, rest, m);
	}
	hold_clear(&t->peek, &kept);
}

static void feed_http(struct talk *t, bool from_server, struct view v, struct moment m)
{
	switch (peek_http_feed(t->in.http, from_server != t->peek.swapped, &v, m)) {
	case HTTP_MORE:
		break;
	case HTTP_DONE:
		peek_http_ended(t->in.http, TALK_FORGOTTEN, m.at);
		stage_leave(t);
		break;
	case HTTP_TUNNEL:
		enter_tunnel(t, from_server, v, m);
		break;
	}
}

static void feed_tls(struct talk *t, bool from_server, struct view v, struct moment m)
{
	if (!peek_tls_feed(t->in.tls, from_server != t->peek.swapped, v, m))
		stage_leave(t);
}

static void feed_dns(struct talk *t, bool from_server, struct view v, struct moment m)
{
	if (dns_stream_feed(t->in.dns, from_server, v, m))
		return;
	dns_stream_ended(t->in.dns);
	stage_leave(t);
}

/* CLIENT_IS_SERVER says which direction is the client's. */
static void stage_enter(struct talk *t, enum stage stage, bool client_is_server, bool starttls)
{
	t->stage = stage;
	t->peek.swapped = client_is_server;
	if (stage == STAGE_TLS)
		t->in.tls = peek_tls_new(&t->peek, starttls);
	else if (stage == STAGE_HTTP)
		t->in.http = peek_http_new(&t->peek);
	else if (stage == STAGE_DNS)
		t->in.dns = dns_stream_new(&t->peek);
	else
		t->in.hunt = hunt_new(t->socks || t->late);
}

/* The octets of both sides that were waiting go to the new stage; what came last
 * comes last. */
static void enter(struct talk *t, enum stage stage, bool client_is_server, bool from_server)
{
	struct hold first[2] = { t->first[0], t->first[1] };

	t->first[0] = t->first[1] = (struct hold){ 0 };
	stage_enter(t, stage, client_is_server, false);
	feed(t, !from_server, hold_view(&first[!from_server]), t->began[!from_server]);
	feed(t, from_server, hold_view(&first[from_server]), t->began[from_server]);
	hold_clear(&t->peek, &first[0]);
	hold_clear(&t->peek, &first[1]);
}

/* --- finding ------------------------------------------------------------- */

static void hunt(struct talk *t, bool from_server, struct view v, struct moment m)
{
	struct hunt_prey prey;
	enum hunted found = hunt_feed(t->in.hunt, from_server, &v, m, &prey);

	if (found == HUNT_MORE)
		return;
	stage_leave(t);
	if (found == HUNT_OVER)
		return;
	stage_enter(t, found == HUNT_TLS ? STAGE_TLS : STAGE_HTTP, from_server, found == HUNT_TLS && !t->socks);
	feed(t, from_server, view_of(prey.kept, prey.size), prey.began);
	feed(t, from_server, v, m);
}

/* What the first octets of a side are: on to the next stage. */
static void decide(struct talk *t, enum sniffed found, bool from_server)
{
	switch (found) {
	case SNIFF_TLS_CLIENT:
		enter(t, STAGE_TLS, from_server, from_server);
		break;
	case SNIFF_TLS_SERVER:
		enter(t, STAGE_TLS, !from_server, from_server);
		break;
	case SNIFF_HTTP_CLIENT:
		enter(t, STAGE_HTTP, from_server, from_server);
		break;
	case SNIFF_HTTP_SERVER:
		enter(t, STAGE_HTTP, !from_server, from_server);
		break;
	case SNIFF_DNS:
		enter(t, STAGE_DNS, t->peek.swapped, from_server);
		break;
	default:
		t->socks = found == SNIFF_SOCKS;
		enter(t, STAGE_HUNT, t->peek.swapped, from_server);
		break;
	}
}

/* V joins what is waiting; what is found takes the octets that came before with
 * the moment of the first, and V with its own. */
static void sniff_more(struct talk *t, bool from_server, struct view v, struct moment m)
{
	struct hold *h = &t->first[from_server];
	size_t before = h->size, n = SNIFF_MAX - before, skip;
	enum sniffed found;

	if (before == 0)
		t->began[from_server] = m;
	if (!hold_put(&t->peek, h, view_part(v, 0, n))) {
		stage_leave(t);
		return;
	}
	found = sniff(hold_view(h), &skip);
	if (found == SNIFF_MORE)
		return;
	h->size = before;
	if (found == SNIFF_PROXY && t->proxies++ < PROXIES_MAX) {
		/* none of the octets before reaches behind it */
		h->size = 0;
		v = view_part(v, skip - before, SIZE_MAX);
	} else {
		decide(t, found, from_server);
	}
	feed(t, from_server, v, m);
}

static void feed(struct talk *t, bool from_server, struct view v, struct moment m)
{
	if (v.size == 0)
		return;
	switch (t->stage) {
	case STAGE_SNIFF:
		sniff_more(t, from_server, v, m);
		break;
	case STAGE_HUNT:
		hunt(t, from_server, v, m);
		break;
	case STAGE_TLS:
		feed_tls(t, from_server, v, m);
		break;
	case STAGE_HTTP:
		feed_http(t, from_server, v, m);
		break;
	case STAGE_DNS:
		feed_dns(t, from_server, v, m);
		break;
	case STAGE_DONE:
		break;
	}
}

bool talk_feed(struct talk *t, bool from_server, struct view v, int64_t at, uint64_t place)
{
	feed(t, from_server, v, (struct moment){ at, place });
	return t->stage != STAGE_DONE;
}

bool talk_gap(struct talk *t, bool from_server, uint64_t size, int64_t at)
{
	bool server = from_server != t->peek.swapped;

	switch (t->stage) {
	case STAGE_SNIFF:
		t->late = true;
		t->first[from_server].size = 0;
		break;
	case STAGE_HUNT:
		hunt_gap(t->in.hunt, from_server);
		break;
	case STAGE_TLS:
		if (!peek_tls_gap(t->in.tls, server, size, at))
			stage_leave(t);
		break;
	case STAGE_HTTP:
		if (peek_http_gap(t->in.http, server, size, at) == HTTP_DONE) {
			peek_http_ended(t->in.http, TALK_FORGOTTEN, at);
			stage_leave(t);
		}
		break;
	case STAGE_DNS:
		dns_stream_gap(t->in.dns, from_server);
		break;
	case STAGE_DONE:
		break;
	}
	return t->stage != STAGE_DONE;
}

void talk_show(struct talk *t)
{
	if (t->stage == STAGE_TLS)
		peek_tls_show(t->in.tls);
}

bool talk_waits(const struct talk *t)
{
	return t->stage == STAGE_HTTP && peek_http_waits(t->in.http);
}

void talk_ended(struct talk *t, enum talk_end end, int64_t at)
{
	while (t->stage == STAGE_HTTP) {
		struct moment m;
		bool tunnel;

		peek_http_ended(t->in.http, end, at);
		tunnel = peek_http_held(t->in.http, &m).size != 0;
		if (!tunnel)
			break;
		/* the proxy's answer was not seen, but what the client said was */
		enter_tunnel(t, t->peek.swapped, (struct view){ 0 }, m);
	}
	if (t->stage == STAGE_TLS)
		peek_tls_ended(t->in.tls, end);
	else if (t->stage == STAGE_DNS)
		dns_stream_ended(t->in.dns);
	stage_leave(t);
}
