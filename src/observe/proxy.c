/* Logs of proxies by line: Squid's native format, and the common and combined
 * formats where they have absolute URLs (others are logs of web servers: they
 * say nothing of what was visited elsewhere). A line is written when a request
 * ended. The address of the proxy itself is in none of them. */
#include <string.h>

#include "observe/log_parts.h"
#include "observe/log_time.h"

/* What a line tells, as its bytes stand; the parts that a sighting alone needs are
 * looked at when there is one. */
struct request {
	int64_t at;
	struct endpoint client;
	struct view client_name;    /* or data NULL */
	struct view method, target, host;
	enum sight_http_form form;
	int status;
	struct view rest;           /* of the line; Squid: from the hierarchy on */
	struct view result;         /* Squid: its word for it; others: the request behind the URL */
	int64_t done_at;
};

/* The next word, which may be an address or a name. False: there is none. */
static bool client_take(struct view *rest, struct request *q)
{
	struct view v = log_behind_blanks(*rest), word;
	const uint8_t *end = v.size == 0 ? v.data : v.data + v.size, *p;

	q->client_name = view_of(NULL, 0);
	p = endpoint_scan(v.data, end, &q->client);
	if (p != NULL && (p == end || scan_is_blank(*p))) {
		*rest = view_of(p, (size_t)(end - p));
		return true;
	}
	word = log_word(rest);
	if (!endpoint_read(word, &q->client))
		q->client_name = log_known(word);
	return word.size != 0;
}

/* HOST:PORT, the next word, to the host; nearly all are so. False: it is something else. */
static bool tunnel_take(struct view *rest, struct request *q)
{
	struct view v = log_behind_blanks(*rest);
	const uint8_t *end, *colon, *p;
	uint64_t port;

	if (v.size == 0 || v.data[0] == '[')
		return false;
	end = v.data + v.size;
	colon = scan_octet_or_blank(v.data, end, ':');
	if (colon == end || *colon != ':')
		return false;
	p = scan_number(colon + 1, end, &port);
	if (p == NULL || p == colon + 1 || p - colon > 6 || port > 65535 || (p != end && !scan_is_blank(*p)))
		return false;
	q->target = view_of(v.data, (size_t)(p - v.data));
	q->host = view_of(v.data, (size_t)(colon - v.data));
	*rest = view_of(p, (size_t)(end - p));
	return true;
}

/* The next word is the URL. False: it is of no use. */
static bool request_take(struct request *q, struct view method, struct view *rest)
{
	struct log_url_parts parts;
	unsigned port;

	q->method = method;
	if (view_is_text(method, "CONNECT")) {
		q->form = HTTP_CONNECT;
		if (!tunnel_take(rest, q)) {
			q->target = log_word(rest);
			q->host = log_host(q->target, &port);
		}
		return q->host.size > 0;
	}
	q->form = HTTP_ABSOLUTE;
	q->target = log_word(rest);
	if (!log_url_split(q->target, &parts))
		return false;
	q->host = parts.host;
	return true;
}

static void begin(const struct request *q, struct sighting *s, struct sight_http *h)
{
	sighting_init(s, SIGHT_HTTP);
	sight_http_init(h);
	s->http = h;
	s->at = q->at;
	s->client = q->client;
	s->client_name = q->client_name;
	h->done_at = q->done_at;
	h->method = q->method;
	h->target = q->target;
	h->host = q->host;
	h->form = q->form;
	h->status = q->status;
	if (q->form == HTTP_ABSOLUTE)
		h->url = q->target;
}

/* --- requests that may stay unread --------------------------------------------------- */

#define NAME_MOST ((size_t)255)

/* A tunnel waits as who asked for which host when, in a third of its line's room: of
 * one to a host that is none of our story nothing else is of use. The first octet is
 * a zero, as of no line; then come time, size of the address, address and host. */
struct tunnel { uint8_t bytes[2 + sizeof(int64_t) + 16 + NAME_MOST]; };

static struct view tunnel_pack(const struct request *q, struct tunnel *t)
{
	uint8_t *p = t->bytes;

	*p++ = 0;
	memcpy(p, &q->at, sizeof q->at);
	p += sizeof q->at;
	*p++ = q->client.size;
	memcpy(p, q->client.address, sizeof q->client.address);
	p += q->client.size;
	memcpy(p, q->host.data, q->host.size);
	return view_of(t->bytes, (size_t)(p - t->bytes) + q->host.size);
}

static void tunnel_see(struct log_run *run)
{
	struct view v = view_part(run->line, 1, run->line.size);
	struct request q = { .form = HTTP_CONNECT, .method = view_of_text("CONNECT"), .done_at = SIGHT_NEVER };
	struct sighting s;
	struct sight_http h;

	memcpy(&q.at, v.data, sizeof q.at);
	v = view_part(v, sizeof q.at, v.size);
	q.client.size = v.data[0];
	memcpy(q.client.address, v.data + 1, q.client.size);
	q.host = q.target = view_part(v, 1 + (size_t)q.client.size, v.size);
	begin(&q, &s, &h);
	log_see(run, &s);
}

/* Whether the sink takes the line unread: nearly all requests are no contacts. The
 * sighting itself can stay unread only where the client has an address. */
static bool taken(struct log_run *run, const struct request *q)
{
	struct view line = run->line;
	struct tunnel tunnel;
	struct glance g;
	unsigned port;
	bool done;

	if (q->client.size == 0 || q->host.size > NAME_MOST)
		return false;
	glance_init(&g, GLANCE_REQUEST);
	g.at = q->at;
	g.client = q->client;
	if (q->form != HTTP_CONNECT) {
		g.name = log_host(q->host, &port);
		return log_glance(run, &g);
	}
	g.kind = GLANCE_TLS;
	g.name = q->host;
	run->line = tunnel_pack(q, &tunnel);
	done = log_glance(run, &g);
	run->line = line;
	return done;
}

/* Which a line is that was kept. */
static bool is_tunnel(struct view line)
{
	return line.size != 0 && line.data[0] == 0;
}

/* --- Squid ------------------------------------------------------------------------ */

/* "TCP_MEM_HIT/200": the word up to the first slash, and the number behind it. */
static bool result_take(struct view *rest, struct request *q)
{
	struct view v = log_behind_blanks(*rest);
	const uint8_t *end, *slash;
	uint64_t status;

	if (v.size == 0)
		return false;
	end = v.data + v.size;
	for (slash = scan_octet_or_blank(v.data, end, '/'); slash < end && *slash != '/' && !scan_is_blank(*slash);)
		slash = scan_octet_or_blank(slash + 1, end, '/');
	if (slash == end || *slash != '/' || slash == v.data || slash + 1 == end || scan_is_blank(slash[1]))
		return false;
	q->result = view_of(v.data, (size_t)(slash - v.data));
	*rest = view_of(slash + 1, (size_t)(end - slash) - 1);
	if (!log_word_number(rest, 999, &status))
		return false;
	q->status = (int)status;
	return true;
}

/* time elapsed client result/status bytes method URL user hierarchy/peer type */
static bool squid_take(struct view line, struct request *q, bool *useful)
{
	struct view rest = log_behind_blanks(line), method;
	uint64_t elapsed, bytes;

	if (!log_time_epoch(&rest, &q->done_at) || !log_word_ends(rest) ||
	    !log_word_number(&rest, UINT64_C(1) << 40, &elapsed))
		return false;
	q->at = q->done_at - (int64_t)elapsed * (SIGHT_SECOND / 1000);
	client_take(&rest, q);
	if (!result_take(&rest, q) || !log_word_number(&rest, UINT64_MAX, &bytes))
		return false;
	method = log_word(&rest);
	*useful = request_take(q, method, &rest);
	log_word(&rest);
	q->rest = log_behind_blanks(rest);
	return q->rest.size != 0;
}

/* The cache answered where the word says HIT, or that what it had was still good. */
static void squid_see(struct log_run *run, const struct request *q)
{
	struct view rest = q->rest;
	struct sighting s;
	struct sight_http h;

	begin(q, &s, &h);
	log_word(&rest);
	h.content_type = log_known(log_word(&rest));
	h.from_cache = log_has(q->result, "_HIT") || log_has(q->result, "UNMODIFIED");
	log_see(run, &s);
}

static bool squid_line(struct view line)
{
	struct request q;
	bool useful;

	return squid_take(line, &q, &useful);
}

static void squid_read(struct log_run *run)
{
	struct request q;
	bool useful;

	if (!squid_take(run->line, &q, &useful))
		log_malformed(run);
	else if (useful && !taken(run, &q))
		squid_see(run, &q);
}

static void squid_again(struct log_run *run, void *state)
{
	(void)state;
	if (is_tunnel(run->line))
		tunnel_see(run);
	else
		squid_read(run);
}

static bool read_squid(struct reading *r, struct err *e)
{
	struct log_run run;

	(void)e;
	log_begin(&run, r);
	log_rereads(&run, squid_again, NULL, 0);
	while (log_next(&run))
		squid_read(&run);
	log_end(&run);
	return true;
}

/* --- common and combined -------------------------------------------------------------- */

/* A field between double quotes, in which \" is a quote (it stays escaped). */
static bool quoted(struct view *rest, struct view *out)
{
	struct view v = *rest;
	const uint8_t *from, *end, *p;

	while (v.size > 0 && v.data[0] == ' ')
		v = view_part(v, 1, v.size);
	if (v.size == 0 || v.data[0] != '"')
		return false;
	from = v.data + 1;
	end = v.data + v.size;
	p = scan_octet(from, end, '"');
	/* With an escape in it, one by one. */
	if (p != from && memchr(from, '\\', (size_t)(p - from)) != NULL)
		for (p = from; p < end && *p != '"';)
			p += *p == '\\' && end - p > 1 ? 2 : 1;
	if (p == end)
		return false;
	*out = view_of(from, (size_t)(p - from));
	*rest = view_of(p + 1, (size_t)(end - p) - 1);
	return true;
}

/* The last time that was read, since most lines of one second have the same. */
#define CLOCK_ROOM ((size_t)26)
struct clock { uint8_t bytes[CLOCK_ROOM]; bool known; int64_t at; };

static bool clock_read(struct clock *c, struct view time, int64_t *at)
{
	struct view rest = time;

	if (c->known && time.size == CLOCK_ROOM && memcmp(time.data, c->bytes, CLOCK_ROOM) == 0) {
		*at = c->at;
		return true;
	}
	if (!log_time_clf(&rest, at) || rest.size != 0)
		return false;
	c->known = time.size == CLOCK_ROOM;
	if (c->known)
		memcpy(c->bytes, time.data, CLOCK_ROOM);
	c->at = *at;
	return true;
}

/* client ident user [time] "request" status bytes "referer" "agent" */
static bool clf_take(struct clock *clock, struct view line, struct request *q, bool *useful)
{
	struct view rest = line, time, request, word;
	uint64_t status = 0;

	if (!client_take(&rest, q))
		return false;
	/* A user's name may have blanks in it. */
	log_cut(&rest, '[');
	time = log_cut(&rest, ']');
	if (!clock_read(clock, time, &q->at) || !quoted(&rest, &request))
		return false;
	word = log_word(&rest);
	if (!view_is_text(word, "-") && !log_number(word, 999, &status))
		return false;
	q->status = (int)status;
	q->done_at = SIGHT_NEVER;
	if (log_word(&rest).size == 0)
		return false;
	word = log_word(&request);
	*useful = request_take(q, word, &request);
	q->result = request;
	q->rest = rest;
	return true;
}

static void clf_see(struct log_run *run, const struct request *q)
{
	struct view rest = q->rest, request = q->result, referer;
	struct sighting s;
	struct sight_http h;

	begin(q, &s, &h);
	h.version = log_http_version(log_word(&request));
	if (quoted(&rest, &referer) && quoted(&rest, &h.user_agent) && view_is_text(h.user_agent, "-"))
		h.user_agent = view_of("", 0);
	h.from_cache = log_has(rest, "_HIT:");
	log_see(run, &s);
}

static bool clf_line(struct view line)
{
	struct clock clock = { .known = false };
	struct request q;
	bool useful;

	return clf_take(&clock, line, &q, &useful);
}

static void clf_read(struct log_run *run, struct clock *clock)
{
	struct request q;
	bool useful;

	if (!clf_take(clock, run->line, &q, &useful))
		log_malformed(run);
	else if (useful && !taken(run, &q))
		clf_see(run, &q);
}

static void clf_again(struct log_run *run, void *state)
{
	struct clock clock = { .known = false };

	(void)state;
	if (is_tunnel(run->line))
		tunnel_see(run);
	else
		clf_read(run, &clock);
}

static bool read_clf(struct reading *r, struct err *e)
{
	struct clock clock = { .known = false };
	struct log_run run;

	(void)e;
	log_begin(&run, r);
	log_rereads(&run, clf_again, NULL, 0);
	while (log_next(&run))
		clf_read(&run, &clock);
	log_end(&run);
	if (r->report->records == 0 && r->report->lines > r->report->malformed)
		log_note(&run, "no line names a host: this is the log of a web server, not of a proxy");
	return true;
}

/* Of the first whole lines most are of the format. */
static bool most(struct view head, bool (*line_is)(struct view))
{
	unsigned yes = 0, no = 0;

	while (head.size > 0 && yes + no < 20) {
		size_t before = head.size;
		struct view line = log_cut(&head, '\n');

		/* The last one may be cut; alone it must do. */
		if (line.size == before && yes + no > 0)
			break;
		if (line.size > 0 && line.data[line.size - 1] == '\r')
			line.size--;
		if (line.size == 0)
			continue;
		if (line_is(line))
			yes++;
		else
			no++;
	}
	return yes > no;
}

static bool likes_squid(struct view head, const char *path)
{
	(void)path;
	return most(head, squid_line);
}

static bool likes_clf(struct view head, const char *path)
{
	(void)path;
	return most(head, clf_line);
}

const struct reader reader_squid = { "squid", "access log of Squid", likes_squid, read_squid, true };
const struct reader reader_clf = { "clf", "common or combined log of a proxy", likes_clf, read_clf, true };
