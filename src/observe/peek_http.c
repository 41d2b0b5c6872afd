#include "observe/peek_http.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/peek_http_parts.h"

#define REQUEST_BODY_MAX ((uint64_t)64 * 1024)
#define WAITING_MAX 64                  /* requests without an answer yet */
#define HELD_MAX ((size_t)32 * 1024)    /* said into a tunnel before it is granted */

struct peek_http *peek_http_new(struct peek *peek)
{
	struct peek_http *t = mem_take(1, sizeof *t);

	t->peek = peek;
	t->last = &t->first;
	return t;
}

static void message_clear(struct peek *p, struct http_message *m)
{
	hold_clear(p, &m->block);
	hold_clear(p, &m->body);
}

static void exchange_free(struct peek_http *t, struct http_exchange *e)
{
	message_clear(t->peek, &e->request);
	message_clear(t->peek, &e->answer);
	free(e);
}

void peek_http_free(struct peek_http *t)
{
	if (t == NULL)
		return;
	while (t->first != NULL) {
		struct http_exchange *e = t->first;

		t->first = e->next;
		exchange_free(t, e);
	}
	hold_clear(t->peek, &t->client.block);
	hold_clear(t->peek, &t->server.block);
	free(t);
}

/* --- exchanges ----------------------------------------------------------- */

static struct http_exchange *exchange_add(struct peek_http *t, struct moment began)
{
	struct http_exchange *e = mem_take(1, sizeof *e);

	e->began = began;
	e->answered_at = e->done_at = SIGHT_NEVER;
	e->request.declared = e->answer.declared = UINT64_MAX;
	e->request.body.body = e->answer.body.body = true;
	*t->last = e;
	t->last = &e->next;
	t->waiting++;
	return e;
}

/* What is left of its message cannot be told from the next any more. */
static void side_let_go(struct http_side *s, const struct http_exchange *e)
{
	if (s->current != e)
		return;
	s->current = NULL;
	s->stage = SIDE_HEAD;
	s->junk = s->lost = true;
}

static void exchange_pop(struct peek_http *t)
{
	struct http_exchange *e = t->first;

	side_let_go(&t->client, e);
	side_let_go(&t->server, e);
	t->first = e->next;
	if (t->first == NULL)
		t->last = &t->first;
	t->waiting--;
	http_exchange_see(t, e);
	exchange_free(t, e);
}

static void hand_over_complete(struct peek_http *t)
{
	while (t->first != NULL && t->first->answer.done && (t->first->request.done || !t->first->request.seen))
		exchange_pop(t);
}

/* Answers cannot be found any more: what waits for one has none. */
static void hand_over_lost(struct peek_http *t)
{
	while (t->first != NULL) {
		t->first->answer.gap = true;
		exchange_pop(t);
	}
}

static void request_finish(struct peek_http *t)
{
	t->client.current->request.done = true;
	t->client.current = NULL;
	t->client.stage = SIDE_HEAD;
	hand_over_complete(t);
}

static void answer_finish(struct peek_http *t, int64_t at)
{
	struct http_exchange *e = t->server.current;

	e->answer.done = true;
	e->done_at = at;
	t->server.current = NULL;
	t->server.stage = SIDE_HEAD;
	hand_over_complete(t);
}

/* --- heads --------------------------------------------------------------- */

/* The block becomes the head of M. */
static void message_begin(struct http_side *s, struct http_message *m, bool request, bool cut)
{
	if (cut)
		s->block.size = s->line;
	m->block = s->block;
	s->block = (struct hold){ 0 };
	s->line = 0;
	s->passed = 0;
	s->lost = false;
	m->seen = true;
	m->cut = cut;
	http_head_read(hold_view(&m->block), request, &m->head);
}

static void request_begin(struct peek_http *t, bool cut)
{
	struct http_side *s = &t->client;
	struct http_exchange *e;
	struct http_message *m;
	enum http_framing framing;
	uint64_t length;

	if (t->server.stage == SIDE_DEAD || (t->server.stage == SIDE_HEAD && t->server.lost))
		hand_over_lost(t);
	if (t->waiting >= WAITING_MAX) {
		t->server.stage = SIDE_DEAD; /* who answers what cannot be told any more */
		t->server.current = NULL;
		hand_over_lost(t);
	}
	e = exchange_add(t, s->began);
	m = &e->request;
	message_begin(s, m, true, cut);
	framing = cut ? FRAME_NONE : http_head_framing(&m->head, &length);
	http_body_begin(&m->framing, framing, framing == FRAME_LENGTH ? length : 0);
	if (framing == FRAME_LENGTH)
		m->declared = length;
	m->keep = http_keep_request(&m->head, m->declared, REQUEST_BODY_MAX);
	s->current = e;
	s->stage = SIDE_BODY;
	if (m->framing.done)
		request_finish(t);
	if (!cut && view_is_text(e->request.head.method, "CONNECT"))
		s->stage = SIDE_TUNNEL;
}

/* The first request that has no answer yet, or none. */
static struct http_exchange *unanswered(struct peek_http *t)
{
	struct http_exchange *e = t->first;

	while (e != NULL && e->answer.seen)
		e = e->next;
	return e;
}

static bool has_no_content(const struct http_exchange *e)
{
	return e->request.seen && (view_is_text(e->request.head.method, "HEAD") ||
		(view_is_text(e->request.head.method, "CONNECT") && e->answer.head.status / 100 == 2));
}

/* True: a tunnel begins. */
static bool answer_begin(struct peek_http *t, bool cut, int64_t at)
{
	struct http_side *s = &t->server;
	struct http_exchange *e = unanswered(t);
	struct http_message *m;
	struct http_head head;
	enum http_framing framing;
	uint64_t length = 0;
	bool tunnel;

	http_head_read(hold_view(&s->block), false, &head);
	if (head.status < 200 && head.status != 101) {
		s->block.size = s->line = 0;
		return false;
	}
	if (e == NULL)
		e = exchange_add(t, s->began);
	m = &e->answer;
	message_begin(s, m, false, cut);
	e->answered_at = s->began.at;
	framing = http_head_framing(&m->head, &length);
	if (cut || has_no_content(e))
		framing = FRAME_NONE;
	http_body_begin(&m->framing, framing, length);
	if (framing == FRAME_LENGTH)
		m->declared = length;
	if (framing != FRAME_NONE) {
		struct view host;

		http_field(e->request.head.fields, "host", &host);
		m->keep = http_keep_answer(host, e->request.head.target, &m->head, m->declared,
			t->peek->about.limits->flow_bytes);
	}
	tunnel = !cut && (head.status == 101 || (has_no_content(e) && t->client.stage == SIDE_TUNNEL &&
		e->next == NULL && view_is_text(e->request.head.method, "CONNECT")));
	m->gap = cut;
	s->current = e;
	s->stage = SIDE_BODY;
	if (m->framing.done)
		answer_finish(t, at);
	return tunnel;
}

/* --- feeding ------------------------------------------------------------- */

static void body_take(struct peek_http *t, struct http_message *m, struct view *v)
{
	while (v->size != 0 && !m->framing.done)
		http_message_put(t->peek, m, http_body_take(&m->framing, v));
	if (m->framing.broken) {
		m->gap = true;
		peek_malformed(t->peek);
	}
}

static enum http_want hold_tunnel(struct peek_http *t, struct view *v, struct moment m)
{
	struct http_side *s = &t->client;

	if (s->block.size == 0)
		s->began = m;
	if (s->block.size + v->size > HELD_MAX || !hold_put(t->peek, &s->block, *v))
		return HTTP_TUNNEL; /* nobody says so much without having been let through */
	v->size = 0;
	return HTTP_MORE;
}

static enum http_want feed_client(struct peek_http *t, struct view *v, struct moment m)
{
	struct http_side *s = &t->client;

	while (v->size != 0 && s->stage != SIDE_DEAD) {
		if (s->stage == SIDE_TUNNEL)
			return hold_tunnel(t, v, m);
		if (s->stage == SIDE_HEAD) {
			if (http_side_take(t, s, v, true, m))
				request_begin(t, false);
			continue;
		}
		body_take(t, &s->current->request, v);
		if (s->current->request.framing.done) {
			s->junk = s->lost = s->current->request.framing.broken;
			request_finish(t);
		}
	}
	return HTTP_MORE;
}

/* The proxy refused: what the client said behind its CONNECT was for the proxy. */
static void tunnel_refused(struct peek_http *t)
{
	struct http_side *s = &t->client;
	struct hold held = s->block;
	struct view v = hold_view(&held);

	s->block = (struct hold){ 0 };
	s->line = 0;
	s->stage = SIDE_HEAD;
	feed_client(t, &v, s->began);
	hold_clear(t->peek, &held);
}

static enum http_want feed_server(struct peek_http *t, struct view *v, struct moment m)
{
	struct http_side *s = &t->server;

	while (v->size != 0 && s->stage != SIDE_DEAD) {
		if (s->stage == SIDE_HEAD) {
			bool wanted_tunnel = t->client.stage == SIDE_TUNNEL && t->waiting == 1;

			if (!http_side_take(t, s, v, false, m))
				continue;
			if (answer_begin(t, false, m.at))
				return HTTP_TUNNEL;
			if (wanted_tunnel && (s->current != NULL || t->waiting == 0))
				tunnel_refused(t);
			continue;
		}
		body_take(t, &s->current->answer, v);
		if (s->current->answer.framing.done) {
			s->junk = s->lost = s->current->answer.framing.broken;
			answer_finish(t, m.at);
		}
	}
	return HTTP_MORE;
}

/* A side that was lost may begin anew when its turn comes. */
static void turn(struct peek_http *t, bool from_server)
{
	struct http_side *s = from_server ? &t->server : &t->client;

	if (t->any && t->server_spoke == from_server)
		return;
	t->any = true;
	t->server_spoke = from_server;
	if (s->stage == SIDE_DEAD && from_server) {
		s->stage = SIDE_HEAD;
		s->passed = 0;
	}
	if (s->stage != SIDE_HEAD)
		return;
	s->junk = false;
	if (s->line == 0 && !http_side_may_be(s, !from_server))
		s->block.size = 0;
}

static enum http_want wants(const struct peek_http *t)
{
	return t->client.stage == SIDE_DEAD && (t->server.stage == SIDE_DEAD || t->waiting == 0) ?
		HTTP_DONE : HTTP_MORE;
}

enum http_want peek_http_feed(struct peek_http *t, bool from_server, struct view *v, struct moment m)
{
	enum http_want want;

	if (v->size == 0)
		return wants(t);
	turn(t, from_server);
	want = from_server ? feed_server(t, v, m) : feed_client(t, v, m);
	return want == HTTP_MORE ? wants(t) : want;
}

struct view peek_http_held(const struct peek_http *t, struct moment *m)
{
	*m = t->client.began;
	return hold_view(&t->client.block);
}

/* --- gaps and ends ------------------------------------------------------- */

/* What is there of a head counts when its first line does. */
static void head_cut(struct peek_http *t, bool from_server, int64_t at)
{
	struct http_side *s = from_server ? &t->server : &t->client;

	if (s->line != 0 && from_server)
		answer_begin(t, true, at);
	else if (s->line != 0)
		request_begin(t, true);
	else
		http_side_drop(s, true);
}

static void body_cut(struct peek_http *t, bool from_server)
{
	struct http_side *s = from_server ? &t->server : &t->client;
	struct http_message *m = from_server ? &s->current->answer : &s->current->request;

	m->framing.broken = m->framing.done = true;
	m->gap = true;
	if (from_server)
		answer_finish(t, SIGHT_NEVER);
	else
		request_finish(t);
}

enum http_want peek_http_gap(struct peek_http *t, bool from_server, uint64_t size, int64_t at)
{
	struct http_side *s = from_server ? &t->server : &t->client;

	turn(t, from_server);
	if (s->stage == SIDE_BODY) {
		struct http_message *m = from_server ? &s->current->answer : &s->current->request;

		if (http_body_gap(&m->framing, size)) {
			m->gap = m->partial = true;
			if (m->framing.done && from_server)
				answer_finish(t, at);
			else if (m->framing.done)
				request_finish(t);
			return wants(t);
		}
		body_cut(t, from_server);
		s->junk = s->lost = true;
	} else if (s->stage == SIDE_HEAD) {
		head_cut(t, from_server, at);
		s->junk = s->lost = true;
	} else if (s->stage == SIDE_TUNNEL) {
		hold_clear(t->peek, &s->block);
	}
	return wants(t);
}

bool peek_http_waits(const struct peek_http *t)
{
	return t->first != NULL;
}

void peek_http_ended(struct peek_http *t, enum talk_end end, int64_t at)
{
	if (t->client.stage == SIDE_HEAD)
		head_cut(t, false, at);
	if (t->server.stage == SIDE_HEAD)
		head_cut(t, true, at);
	if (t->server.stage == SIDE_BODY && t->server.current->answer.framing.framing == FRAME_CLOSE &&
	    end == TALK_CLOSED)
		answer_finish(t, at);
	while (t->first != NULL)
		exchange_pop(t);
}
