/* Logs of proxies by line: Squid's native format, and the common and combined
 * formats where they have absolute URLs (others are logs of web servers: they
 * say nothing of what was visited elsewhere). A line is written when a request
 * ended. The address of the proxy itself is in none of them. */
#include <string.h>

#include "observe/log_parts.h"
#include "observe/log_time.h"

/* Client, which may be a name; method and URL to H and S. False: the URL is of
 * no use. */
static bool request_take(struct sighting *s, struct sight_http *h, struct view client, struct view method,
	struct view target)
{
	struct log_url_parts parts;

	if (!endpoint_read(client, &s->client))
		s->client_name = log_known(client);
	h->method = method;
	h->target = target;
	if (view_is_text(method, "CONNECT")) {
		unsigned port;

		h->form = HTTP_CONNECT;
		h->host = log_host(target, &port);
		return h->host.size > 0;
	}
	if (!log_url_split(target, &parts))
		return false;
	h->form = HTTP_ABSOLUTE;
	h->url = target;
	h->host = parts.host;
	return true;
}

static void begin(struct sighting *s, struct sight_http *h)
{
	sighting_init(s, SIGHT_HTTP);
	sight_http_init(h);
	s->http = h;
}

/* Unless the sink takes the line unread: nearly all requests are no contacts. The
 * sighting itself can stay unread only where the client has an address. */
static void hand_over(struct log_run *run, struct sighting *s)
{
	const struct sight_http *h = s->http;
	struct glance g;
	unsigned port;

	glance_init(&g, h->form == HTTP_CONNECT ? GLANCE_TLS : GLANCE_REQUEST);
	g.at = s->at;
	g.client = s->client;
	g.name = h->form == HTTP_CONNECT ? h->host : log_host(h->host, &port);
	if (!log_glance(run, &g))
		log_see(run, s);
}

/* --- Squid ------------------------------------------------------------------------ */

/* "TCP_MEM_HIT/200": the cache answered where the word says HIT, or that what
 * it had was still good. */
static bool result_take(struct view word, struct sight_http *h)
{
	struct view rest = word, code = log_cut(&rest, '/');
	uint64_t status;

	if (!log_number(rest, 999, &status))
		return false;
	h->status = (int)status;
	h->from_cache = log_has(code, "_HIT") || log_has(code, "UNMODIFIED");
	return code.size > 0;
}

/* time elapsed client result/status bytes method URL user hierarchy/peer type */
static bool squid_line(struct log_run *run, struct view line, bool see)
{
	struct sighting s;
	struct sight_http h;
	struct view rest = line, word = log_word(&rest), client, method, url;
	uint64_t elapsed, bytes;
	bool useful;

	begin(&s, &h);
	if (!log_time_epoch(&word, &h.done_at) || word.size != 0 ||
	    !log_number(log_word(&rest), UINT64_C(1) << 40, &elapsed))
		return false;
	client = log_word(&rest);
	if (!result_take(log_word(&rest), &h) || !log_number(log_word(&rest), UINT64_MAX, &bytes))
		return false;
	method = log_word(&rest);
	url = log_word(&rest);
	s.at = h.done_at - (int64_t)elapsed * (SIGHT_SECOND / 1000);
	useful = request_take(&s, &h, client, method, url);
	log_word(&rest);
	if (log_word(&rest).size == 0)
		return false;
	h.content_type = log_known(log_word(&rest));
	if (see && useful)
		hand_over(run, &s);
	return true;
}

static void squid_again(struct log_run *run, void *state)
{
	(void)state;
	if (!squid_line(run, run->line, true))
		log_malformed(run);
}

static bool read_squid(struct reading *r, struct err *e)
{
	struct log_run run;

	(void)e;
	log_begin(&run, r);
	log_rereads(&run, squid_again, NULL, 0);
	while (log_next(&run))
		if (!squid_line(&run, run.line, true))
			log_malformed(&run);
	log_end(&run);
	return true;
}

/* --- common and combined -------------------------------------------------------------- */

/* A field between double quotes, in which \" is a quote (it stays escaped). */
static bool quoted(struct view *rest, struct view *out)
{
	struct view v = *rest;
	size_t end = 1;

	while (v.size > 0 && v.data[0] == ' ')
		v = view_part(v, 1, v.size);
	if (v.size == 0 || v.data[0] != '"')
		return false;
	while (end < v.size && v.data[end] != '"')
		end += v.data[end] == '\\' ? 2 : 1;
	if (end >= v.size)
		return false;
	*out = view_part(v, 1, end - 1);
	*rest = view_part(v, end + 1, v.size);
	return true;
}

/* client ident user [time] "request" status bytes "referer" "agent" */
static bool clf_line(struct log_run *run, struct view line, bool see)
{
	struct sighting s;
	struct sight_http h;
	struct view rest = line, client = log_word(&rest), time, request, word;
	uint64_t status;
	bool useful;

	begin(&s, &h);
	/* A user's name may have blanks in it. */
	log_cut(&rest, '[');
	time = log_cut(&rest, ']');
	if (client.size == 0 || !log_time_clf(&time, &s.at) || time.size != 0 || !quoted(&rest, &request))
		return false;
	word = log_word(&rest);
	if (!view_is_text(word, "-") && !log_number(word, 999, &status))
		return false;
	h.status = view_is_text(word, "-") ? 0 : (int)status;
	word = log_word(&rest);
	if (word.size == 0)
		return false;
	word = log_word(&request);
	useful = request_take(&s, &h, client, word, log_word(&request));
	h.version = log_http_version(log_word(&request));
	if (quoted(&rest, &word) && quoted(&rest, &h.user_agent) && view_is_text(h.user_agent, "-"))
		h.user_agent = view_of("", 0);
	h.from_cache = log_has(rest, "_HIT:");
	if (see && useful)
		hand_over(run, &s);
	return true;
}

static void clf_again(struct log_run *run, void *state)
{
	(void)state;
	if (!clf_line(run, run->line, true))
		log_malformed(run);
}

static bool read_clf(struct reading *r, struct err *e)
{
	struct log_run run;

	(void)e;
	log_begin(&run, r);
	log_rereads(&run, clf_again, NULL, 0);
	while (log_next(&run))
		if (!clf_line(&run, run.line, true))
			log_malformed(&run);
	log_end(&run);
	if (r->report->records == 0 && r->report->lines > r->report->malformed)
		log_note(&run, "no line names a host: this is the log of a web server, not of a proxy");
	return true;
}

/* Of the first whole lines most are of the format. */
static bool most(struct view head, bool (*line_is)(struct log_run *, struct view, bool))
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
		if (line_is(NULL, line, false))
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

const struct reader reader_squid = { "squid", "access log of Squid", likes_squid, read_squid };
const struct reader reader_clf = { "clf", "common or combined log of a proxy", likes_clf, read_clf };
