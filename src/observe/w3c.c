/* W3C extended log file format, as Blue Coat's and Microsoft's proxies write
 * it: "#Fields:" names the columns, blanks (or tabs) part them, "quotes" hold
 * those with blanks, "-" is unset. Date and time are UTC as the format says. */
#include <string.h>

#include "observe/log_parts.h"
#include "observe/log_time.h"

#define COLUMN_MAX 128

enum w3c_field { W3C_DATE, W3C_TIME, W3C_CLIENT, W3C_METHOD, W3C_SCHEME, W3C_HOST, W3C_PORT, W3C_PATH,
	W3C_QUERY, W3C_URL, W3C_AGENT, W3C_STATUS, W3C_ACTION, W3C_TYPE, W3C_TAKEN, W3C_COUNT };

static const struct { const char *name; enum w3c_field field; } names[] = {
	{ "date", W3C_DATE }, { "time", W3C_TIME }, { "c-ip", W3C_CLIENT }, { "cs-method", W3C_METHOD },
	{ "cs-uri-scheme", W3C_SCHEME }, { "cs-host", W3C_HOST }, { "cs-uri-port", W3C_PORT },
	{ "cs-uri-path", W3C_PATH }, { "cs-uri-stem", W3C_PATH }, { "cs-uri-query", W3C_QUERY },
	{ "cs-uri", W3C_URL }, { "c-uri", W3C_URL }, { "cs(User-Agent)", W3C_AGENT },
	{ "sc-status", W3C_STATUS }, { "s-action", W3C_ACTION }, { "rs(Content-Type)", W3C_TYPE },
	{ "time-taken", W3C_TAKEN }, { "r-host", W3C_HOST }, { "r-port", W3C_PORT },
};

struct w3c {
	struct log_run *run;
	uint8_t columns[COLUMN_MAX];
	size_t count;
	struct view values[W3C_COUNT];
};

static void fields_take(struct w3c *w, struct view rest)
{
	bool seen[W3C_COUNT + 1] = { false };
	struct view name;

	w->count = 0;
	while (w->count < COLUMN_MAX && (name = log_word(&rest)).size > 0) {
		uint8_t f = W3C_COUNT;

		for (size_t i = 0; i < sizeof names / sizeof *names && f == W3C_COUNT; i++)
			if (log_same(name, names[i].name))
				f = (uint8_t)names[i].field;
		w->columns[w->count++] = seen[f] ? W3C_COUNT : f;
		seen[f] = true;
	}
}

/* A word, or what stands between quotes. False at the end. */
static bool value(struct view *rest, struct view *out)
{
	struct view v = *rest;

	while (v.size > 0 && (v.data[0] == ' ' || v.data[0] == '\t'))
		v = view_part(v, 1, v.size);
	if (v.size == 0)
		return false;
	*rest = view_part(v, v.data[0] == '"', v.size);
	*out = v.data[0] == '"' ? log_cut(rest, '"') : log_word(rest);
	return true;
}

static bool split(struct w3c *w, struct view line)
{
	struct view v;
	size_t i;

	for (i = 0; i < W3C_COUNT; i++)
		w->values[i] = view_of(NULL, 0);
	for (i = 0; i < w->count && value(&line, &v); i++)
		if (w->columns[i] != W3C_COUNT)
			w->values[w->columns[i]] = log_known(v);
	return i == w->count;
}

static bool time_take(struct w3c *w, int64_t *at)
{
	char text[40];
	struct view date = w->values[W3C_DATE], time = w->values[W3C_TIME], v;

	if (date.size != 10 || time.size < 8 || time.size > 20)
		return false;
	memcpy(text, date.data, 10);
	text[10] = 'T';
	memcpy(text + 11, time.data, time.size);
	v = view_of(text, 11 + time.size);
	return log_time_iso(&v, at, NULL) && v.size == 0;
}

/* The URL from its parts, where it is not there as a whole. */
static void url_take(struct w3c *w, struct sight_http *h)
{
	struct view path = w->values[W3C_PATH], query = w->values[W3C_QUERY];
	uint64_t port;
	struct log_url_parts parts;

	if (!log_number(w->values[W3C_PORT], 65535, &port))
		port = 0;
	h->url = w->values[W3C_URL];
	if (h->url.size == 0 && path.size > 0 && path.size + query.size < 8192) {
		/* Blue Coat writes the query with its mark, IIS without. */
		if (query.size > 0)
			path = view_of_text(arena_format(log_room(w->run), "%.*s%s%.*s", (int)path.size,
				(const char *)path.data, query.data[0] == '?' ? "" : "?", (int)query.size,
				(const char *)query.data));
		h->url = log_url(w->run, log_same(w->values[W3C_SCHEME], "https"), w->values[W3C_HOST],
			(unsigned)port, path);
	}
	if (log_url_split(h->url, &parts)) {
		h->host = parts.host;
		h->target = h->url;
	} else {
		h->url = view_of(NULL, 0);
	}
}

static bool row_see(struct w3c *w)
{
	struct view agent = w->values[W3C_AGENT], scheme = w->values[W3C_SCHEME];
	struct sighting s;
	struct sight_http h;
	uint64_t n;
	unsigned port;

	sighting_init(&s, SIGHT_HTTP);
	sight_http_init(&h);
	s.http = &h;
	if (!time_take(w, &s.at))
		return false;
	if (!endpoint_read(w->values[W3C_CLIENT], &s.client))
		s.client_name = w->values[W3C_CLIENT];
	h.method = w->values[W3C_METHOD];
	h.host = w->values[W3C_HOST];
	h.status = log_number(w->values[W3C_STATUS], 999, &n) ? (int)n : 0;
	h.done_at = s.at;
	if (log_number(w->values[W3C_TAKEN], UINT64_C(1) << 40, &n))
		s.at -= (int64_t)n * (SIGHT_SECOND / 1000);
	h.user_agent = agent;
	h.content_type = w->values[W3C_TYPE];
	h.from_cache = log_has(w->values[W3C_ACTION], "_HIT");
	if (view_is_text(h.method, "CONNECT") || log_same(scheme, "tcp") || log_same(scheme, "ssl")) {
		h.form = HTTP_CONNECT;
		if (h.host.size == 0)
			h.host = w->values[W3C_URL];
		h.target = h.host;
		h.host = log_host(h.host, &port);
	} else {
		h.form = HTTP_ABSOLUTE;
		url_take(w, &h);
	}
	if (h.host.size > 0)
		log_see(w->run, &s);
	return true;
}

static bool read_w3c(struct reading *r, struct err *e)
{
	struct log_run run;
	struct w3c w = { .run = &run };

	(void)e;
	log_begin(&run, r);
	while (log_next(&run)) {
		if (run.line.data[0] == '#') {
			if (log_starts(run.line, "#Fields:"))
				fields_take(&w, view_part(run.line, 8, run.line.size));
		} else if (w.count == 0 || !split(&w, run.line) || !row_see(&w)) {
			log_malformed(&run);
		}
	}
	log_end(&run);
	return true;
}

/* Directives stand first; one of them names the fields, and that a host is among
 * them tells a proxy's log from others. */
static bool likes_w3c(struct view head, const char *path)
{
	(void)path;
	while (head.size > 0 && head.data[0] == '#') {
		struct view line = log_cut(&head, '\n');

		if (log_starts(line, "#Fields:") && log_has(line, " cs-method"))
			return true;
	}
	return false;
}

const struct reader reader_w3c = { "w3c", "W3C extended log of a proxy", likes_w3c, read_w3c, true };
