#include "io/serve_conn.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/serve_answer.h"
#include "io/serve_http.h"

#define IN_MAX (SERVE_HEAD_MAX + SERVE_BODY_MAX + 4096)
#define PIECE 16384
#define DRIP_MS 100           /* between two bytes of a slow answer */
#define LINGER_MS 1000        /* for the client to read what we said last */
#define IDLE_MS 120000
#define SILENT_MS 900000
#define TURNS 64              /* at a time, so that no client keeps the others waiting */

enum stage {
	SNIFFING,   /* nothing came yet */
	SHAKING,    /* TLS handshake */
	TALKING,    /* HTTP, with or without TLS */
	LINGERING,  /* everything is said; reads until the client closes */
	OVER
};

struct serve_conn {
	int fd;
	const struct serve_options *options;
	struct serve_tls_context *context;
	struct serve_tls *tls;        /* NULL: plain */
	enum stage stage;
	bool mute;                    /* reads and says nothing */
	bool slow, slow_tls;          /* drips what it says; drips its records */
	bool eof;                     /* the client sends no more */
	bool close_after, continued;
	bool more;                    /* had its turns and would go on */
	int64_t active_ms, drip_ms;
	/* from the client, decrypted */
	uint8_t *in; size_t in_size;
	/* TLS records for the client */
	uint8_t raw[PIECE]; size_t raw_at, raw_size;
	struct serve_answer answer;   /* the one on its way */
};

struct serve_conn *serve_conn_new(int fd, const struct serve_options *o,
	struct serve_tls_context *context, int64_t now_ms)
{
	struct serve_conn *c = mem_take(1, sizeof *c);

	c->fd = fd;
	c->options = o;
	c->context = context;
	c->active_ms = now_ms;
	c->in = mem_take(IN_MAX, 1);
	return c;
}

void serve_conn_free(struct serve_conn *c)
{
	if (c == NULL)
		return;
	serve_answer_clear(&c->answer);
	serve_tls_free(c->tls);
	close(c->fd);
	free(c->in);
	free(c);
}

int serve_conn_fd(const struct serve_conn *c)
{
	return c->fd;
}

int64_t serve_conn_active(const struct serve_conn *c)
{
	return c->active_ms;
}

/* --- requests ------------------------------------------------------------ */

static void reset(struct serve_conn *c)
{
	const struct linger now = { .l_onoff = 1 };

	(void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	c->stage = OVER;
}

static void ask_responder(struct serve_conn *c, const struct serve_request *q,
	struct serve_reply *r)
{
	struct arena *a = c->answer.arena;

	if (c->tls != NULL && strcmp(q->path, "/") == 0 && strcmp(q->method, "POST") != 0) {
		const char *name = serve_tls_name(c->tls);
		char *page = arena_format(a, "A site of lencr's test mode: %s\n",
			*name == '\0' ? "(no name asked for)" : str_safe_text(a, name));

		*r = (struct serve_reply){ .status = 200, .content_type = "text/plain",
			.body = view_of_text(page) };
		return;
	}
	c->options->answer(c->options->context, a, q, r);
	if (r->status < 200 || r->status > 999)
		*r = (struct serve_reply){ .status = 500 };
}

static void answer(struct serve_conn *c, struct serve_parsed *p)
{
	struct serve_reply r = { 0 };

	p->request.tls = c->tls != NULL;
	ask_responder(c, &p->request, &r);
	if (c->options->seen != NULL)
		c->options->seen(c->options->context, &(struct serve_seen){
			.tls = c->tls != NULL, .method = p->request.method, .host = p->request.host,
			.path = p->request.path, .status = r.status, .play = r.play });
	if (r.play == PLAY_SILENT) {
		c->mute = true;
	} else if (r.play == PLAY_RESET || r.play == PLAY_ALERT) {
		reset(c);
	} else if (r.play == PLAY_GARBAGE) {
		serve_answer_garbage(&c->answer, false);
		c->close_after = true;
	} else {
		c->slow |= r.play == PLAY_SLOW;
		c->close_after |= !serve_answer_begin(&c->answer, &r,
			strcmp(p->request.method, "HEAD") == 0, p->keep);
	}
}

static void say_continue(struct serve_conn *c)
{
	if (c->continued)
		return;
	c->continued = true;
	serve_answer_continue(&c->answer);
}

/* The next request of those that came, when the one before is answered. */
static void take_request(struct serve_conn *c)
{
	struct serve_parsed p;

	if (c->answer.open || c->mute || c->close_after || c->in_size == 0)
		return;
	c->answer.arena = arena_new();
	switch (serve_http_read(c->answer.arena, view_of(c->in, c->in_size), &p)) {
	case SERVE_BAD:
		c->close_after = !serve_answer_begin(&c->answer, &(struct serve_reply){
			.status = p.status, .content_type = "text/plain" }, false, false);
		c->in_size = 0;
		break;
	case SERVE_WHOLE:
		answer(c, &p);
		c->in_size -= p.size;
		memmove(c->in, c->in + p.size, c->in_size);
		c->continued = false;
		break;
	case SERVE_MORE:
		if (p.expects)
			say_continue(c);
		break;
	}
	if (!c->answer.open)
		serve_answer_clear(&c->answer);
}

/* --- bytes out ----------------------------------------------------------- */

/* How much may go now: everything, or a byte when its time has come. */
static size_t allowed(struct serve_conn *c, bool slow, int64_t now_ms)
{
	if (!slow)
		return SIZE_MAX;
	if (now_ms < c->drip_ms)
		return 0;
	c->drip_ms = now_ms + DRIP_MS;
	return 1;
}

/* False: nothing went, now or ever (then stage is OVER). */
static bool send_some(struct serve_conn *c, struct view v, size_t *sent)
{
	ssize_t n = send(c->fd, v.data, v.size, MSG_NOSIGNAL);

	*sent = n < 0 ? 0 : (size_t)n;
	if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
		c->stage = OVER;
	return n > 0;
}

/* Records that libssl has ready. True: all gone. */
static bool flush_records(struct serve_conn *c, int64_t now_ms)
{
	while (c->stage != OVER) {
		size_t most, sent;

		if (c->raw_at == c->raw_size) {
			c->raw_at = 0;
			c->raw_size = serve_tls_drain(c->tls, c->raw, sizeof c->raw);
			if (c->raw_size == 0)
				return true;
		}
		most = allowed(c, c->slow_tls, now_ms);
		if (most == 0 || !send_some(c, view_part(view_of(c->raw + c->raw_at,
			c->raw_size - c->raw_at), 0, most), &sent))
			return false;
		c->raw_at += sent;
	}
	return false;
}

/* Half of the first flight, as it happens when a machine dies in between. */
static void cut_flight(struct serve_conn *c)
{
	size_t sent;

	c->raw_size = serve_tls_drain(c->tls, c->raw, sizeof c->raw);
	if (c->raw_size > 1)
		(void)send_some(c, view_of(c->raw, c->raw_size / 2), &sent);
	c->raw_at = c->raw_size = 0;
	(void)shutdown(c->fd, SHUT_WR);
	if (c->stage != OVER)
		c->stage = LINGERING;
}

static bool send_piece(struct serve_conn *c, int64_t now_ms)
{
	struct view piece = serve_answer_piece(&c->answer, PIECE);
	size_t sent = allowed(c, c->slow, now_ms);

	if (sent == 0)
		return false;
	piece = view_part(piece, 0, sent);
	if (c->tls == NULL || c->stage != TALKING) {
		if (!send_some(c, piece, &sent))
			return false;
	} else {
		if (!serve_tls_write(c->tls, piece)) {
			c->stage = OVER;
			return false;
		}
		sent = piece.size;
	}
	serve_answer_sent(&c->answer, sent);
	return true;
}

/* Everything was said: let the client read it before the socket goes, since
 * closing with unread bytes would reset the connection. */
static void say_goodbye(struct serve_conn *c, int64_t now_ms)
{
	if (c->tls != NULL) {
		serve_tls_close(c->tls);
		c->slow_tls = false;
		if (!flush_records(c, now_ms))
			return;
	}
	(void)shutdown(c->fd, SHUT_WR);
	c->active_ms = now_ms;
	c->stage = c->eof ? OVER : LINGERING;
}

/* One turn; true: another may follow at once. */
static bool talk_once(struct serve_conn *c, int64_t now_ms)
{
	if (c->tls != NULL && !flush_records(c, now_ms))
		return false;
	if (c->tls != NULL)
		c->in_size += serve_tls_read(c->tls, c->in + c->in_size, IN_MAX - c->in_size);
	take_request(c);
	if (c->stage == OVER)
		return false;
	if (c->answer.open) {
		if (!serve_answer_is_sent(&c->answer) && !send_piece(c, now_ms))
			return false;
		if (serve_answer_is_sent(&c->answer))
			serve_answer_clear(&c->answer);
		return true;
	}
	if (c->close_after || (c->eof && !c->mute) ||
	    (c->tls != NULL && serve_tls_step(c->tls) == SERVE_TLS_CLOSED))
		say_goodbye(c, now_ms);
	return false;
}

static void talk(struct serve_conn *c, int64_t now_ms)
{
	int turn = 0;

	while (turn < TURNS && c->stage == TALKING && talk_once(c, now_ms))
		turn++;
	c->more = turn == TURNS;
}

/* --- TLS begins ---------------------------------------------------------- */

static void play_tls_fault(struct serve_conn *c, int64_t now_ms)
{
	enum serve_play play = serve_tls_play(c->tls);

	switch (play) {
	case PLAY_SILENT:
		c->mute = true;
		c->stage = TALKING;
		break;
	case PLAY_TRUNCATE:
	case PLAY_LIE_LENGTH:
		cut_flight(c);
		break;
	case PLAY_GARBAGE:
	case PLAY_ENDLESS:
		serve_tls_free(c->tls);
		c->tls = NULL;
		c->stage = TALKING;
		serve_answer_garbage(&c->answer, play == PLAY_ENDLESS);
		c->close_after = true;
		talk(c, now_ms);
		break;
	default:
		reset(c);
		break;
	}
}

static void shake(struct serve_conn *c, int64_t now_ms)
{
	enum serve_tls_state state = serve_tls_step(c->tls);

	c->slow_tls = serve_tls_play(c->tls) == PLAY_SLOW;
	if (state == SERVE_TLS_FAULT) {
		play_tls_fault(c, now_ms);
		return;
	}
	if (!flush_records(c, now_ms))
		return;
	if (state == SERVE_TLS_CLOSED || c->eof) {
		(void)shutdown(c->fd, SHUT_WR);
		c->stage = LINGERING;
	} else if (state == SERVE_TLS_OPEN) {
		c->stage = TALKING;
		talk(c, now_ms);
	}
}

/* --- bytes in ------------------------------------------------------------ */

static void feed(struct serve_conn *c, struct view v)
{
	if (c->mute || c->stage == LINGERING)
		return;
	if (c->stage == SNIFFING) {
		bool tls = v.data[0] == 0x16 && c->context != NULL;

		c->stage = tls ? SHAKING : TALKING;
		c->tls = tls ? serve_tls_new(c->context) : NULL;
	}
	if (c->tls != NULL) {
		serve_tls_feed(c->tls, v);
		return;
	}
	memcpy(c->in + c->in_size, v.data, v.size);
	c->in_size += v.size;
}

static size_t room(const struct serve_conn *c)
{
	size_t left = IN_MAX - c->in_size;

	/* While an answer goes out, what is asked next can wait. */
	if (c->stage == TALKING && c->answer.open && c->tls != NULL)
		return 0;
	return c->mute || c->stage == LINGERING || left > PIECE ? PIECE : left;
}

static void receive(struct serve_conn *c, int64_t now_ms)
{
	uint8_t bytes[PIECE];
	size_t most = room(c);
	ssize_t n = most == 0 ? -1 : recv(c->fd, bytes, most, 0);

	if (most == 0)
		return;
	if (n < 0) {
		if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
			c->stage = OVER;
		return;
	}
	if (c->stage != LINGERING)
		c->active_ms = now_ms;
	if (n > 0) {
		feed(c, view_of(bytes, (size_t)n));
		return;
	}
	c->eof = true;
	if (c->stage == LINGERING || c->stage == SNIFFING || c->mute)
		c->stage = OVER;
}

static int64_t limit_ms(const struct serve_conn *c)
{
	return c->active_ms + (c->stage == LINGERING ? LINGER_MS : c->mute ? SILENT_MS : IDLE_MS);
}

static bool has_output(const struct serve_conn *c)
{
	return !c->mute && c->stage != LINGERING && c->stage != OVER &&
		(c->answer.open || c->more || c->raw_at < c->raw_size);
}

short serve_conn_events(const struct serve_conn *c, int64_t *wake_ms)
{
	int64_t at = limit_ms(c);
	short events = !c->eof && room(c) != 0 ? POLLIN : 0;

	if (has_output(c) && (c->slow || c->slow_tls))
		at = c->drip_ms < at ? c->drip_ms : at;
	else if (has_output(c))
		events |= POLLOUT;
	if (at < *wake_ms)
		*wake_ms = at;
	return events;
}

bool serve_conn_step(struct serve_conn *c, short events, int64_t now_ms)
{
	if (events & (POLLERR | POLLNVAL))
		return false;
	if (now_ms >= limit_ms(c))
		return false;
	if (events == 0 && !(has_output(c) && (c->slow || c->slow_tls) && now_ms >= c->drip_ms))
		return true;
	if (events & (POLLIN | POLLHUP))
		receive(c, now_ms);
	if (events & POLLOUT)
		c->active_ms = now_ms;
	if (c->stage == SHAKING)
		shake(c, now_ms);
	else if (c->stage == TALKING)
		talk(c, now_ms);
	return c->stage != OVER;
}
