#include "lab/answer.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/str.h"

/* "Sat, 21 Nov 2026 03:00:00 GMT", RFC 9110 section 5.6.7. */
static const char *http_date(struct arena *a, int64_t t)
{
	static const char days[] = "ThuFriSatSunMonTueWed";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t day = (t >= 0 ? t : t - (WHEN_DAY - 1)) / WHEN_DAY % 7;
	struct when_civil c;

	when_to_civil(t, &c);
	return arena_format(a, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
		days + 3 * (day < 0 ? day + 7 : day), c.day, months + 3 * (c.month - 1), c.year,
		c.hour, c.minute, c.second);
}

static const char *etag_of(struct arena *a, struct view body)
{
	uint8_t digest[32];
	char *hex;

	digest_sha256(body, digest);
	hex = view_hex(a, view_of(digest, sizeof digest));
	for (char *p = hex; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'f')
			*p = (char)(*p - 'a' + 'A');
	return arena_format(a, "\"%s\"", hex);
}

/* The metadata that Let's Encrypt's objects come with. */
static const char *headers_of(const struct world *w, struct arena *a, const struct found *f,
	const struct answer_body *b, const char *etag)
{
	const char *cache = "stale-if-error=60", *until = "";
	int64_t expires = b->until;

	/* A shard is made anew within two hours; root lists by hand. */
	if (f->object.class == ON_CRL)
		expires = f->object.ca->shards != 0 ? b->made_at + 7200 : w->clock + 6 * 3600;

	if (f->object.class == ON_AIA)
		cache = "max-age=86400";
	else if (f->object.class == ON_OCSP && b->until != WHEN_NONE)
		cache = arena_format(a, "max-age=%lld, public, no-transform, must-revalidate",
			(long long)(b->until > w->clock ? b->until - w->clock : 0));
	if (expires != WHEN_NONE)
		until = arena_format(a, "Expires: %s\r\n", http_date(a, expires));
	return arena_format(a, "ETag: %s\r\nLast-Modified: %s\r\n%sCache-Control: %s\r\n", etag,
		http_date(a, b->made_at), until, cache);
}

static bool not_modified(const struct serve_request *q, const struct answer_body *b,
	const char *etag)
{
	int64_t since;

	if (strcmp(q->method, "POST") == 0)
		return false;
	if (q->if_none_match != NULL)
		return strcmp(q->if_none_match, "*") == 0 || strstr(q->if_none_match, etag) != NULL;
	return q->if_modified_since != NULL && when_read_http(q->if_modified_since, &since) &&
		b->made_at <= since;
}

static void reply_text(struct serve_reply *reply, int status, const char *text)
{
	reply->status = status;
	reply->content_type = "text/plain";
	reply->body = view_of_text(text);
}

static const char *host_path(struct arena *a, const struct serve_request *q)
{
	return arena_format(a, "http://%s%s", q->host, q->path);
}

/* Faults that answer by themselves; true when one did. */
static bool reply_fault(const struct world *w, struct arena *a, const struct found *f,
	const struct serve_request *q, struct serve_reply *reply)
{
	const struct wfault *fault;

	if (fault_find(w, &f->object, FAULT_MISSING) != NULL) {
		reply_text(reply, 404, "404 page not found\n");
	} else if ((fault = fault_find(w, &f->object, FAULT_STATUS)) != NULL) {
		reply_text(reply, (int)fault->number, "the test world wants it so\n");
	} else if ((fault = fault_find(w, &f->object, FAULT_REDIRECT)) != NULL) {
		reply_text(reply, 302, "");
		reply->headers = arena_format(a, "Location: %s\r\n", fault->value);
	} else if (fault_find(w, &f->object, FAULT_REDIRECT_LOOP) != NULL) {
		reply_text(reply, 302, "");
		reply->headers = arena_format(a, "Location: %s\r\n", host_path(a, q));
	} else if (fault_find(w, &f->object, FAULT_NOT_MODIFIED) != NULL) {
		reply->status = 304;
	} else if (f->object.class == ON_OCSP && f->object.ca->ocsp->only_post &&
	    strcmp(q->method, "POST") != 0) {
		reply_text(reply, 405, "405 method not allowed\n");
	} else {
		return false;
	}
	return true;
}

enum serve_play answer_play(const struct world *w, const struct fault_object *o)
{
	static const struct { enum fault_kind kind; enum serve_play play; } rows[] = {
		{ FAULT_SILENT, PLAY_SILENT }, { FAULT_SLOW, PLAY_SLOW },
		{ FAULT_RESET, PLAY_RESET }, { FAULT_TRUNCATE, PLAY_TRUNCATE },
		{ FAULT_ENDLESS, PLAY_ENDLESS }, { FAULT_GARBAGE, PLAY_GARBAGE },
		{ FAULT_LIE_LENGTH, PLAY_LIE_LENGTH }, { FAULT_ALERT, PLAY_ALERT },
		{ FAULT_REACH, PLAY_RESET },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (fault_find(w, o, rows[i].kind) != NULL)
			return rows[i].play;
	return PLAY_NORMAL;
}

static const char *odd_headers(const struct world *w, struct arena *a, const struct found *f,
	const char *headers)
{
	const struct wfault *fault = fault_find(w, &f->object, FAULT_AGE);

	if (fault != NULL)
		headers = arena_format(a, "%sAge: %u\r\n", headers, fault->number);
	fault = fault_find(w, &f->object, FAULT_CLOCK);
	if (fault != NULL)
		headers = arena_format(a, "%sDate: %s\r\n", headers,
			http_date(a, w->clock + fault->number));
	if (fault_find(w, &f->object, FAULT_GZIP) != NULL)
		headers = arena_format(a, "%sContent-Encoding: gzip\r\n", headers);
	return headers;
}

void answer_make(struct world *w, struct arena *a, const struct serve_request *q,
	struct serve_reply *reply, enum reach *reach)
{
	const struct wfault *fault;
	struct answer_body body;
	struct found f;
	const char *etag;

	*reach = REACH_OK;
	reply->headers = "";
	if (!answer_find(w, q->host, q->path, &f)) {
		if (!answer_host_known(w, q->host))
			*reach = REACH_UNRESOLVED;
		reply_text(reply, 404, "404 page not found\n");
		return;
	}
	reply->play = answer_play(w, &f.object);
	fault = fault_find(w, &f.object, FAULT_REACH);
	if (fault != NULL)
		*reach = (enum reach)fault->number;
	if (reply_fault(w, a, &f, q, reply))
		return;
	if (!answer_body(w, a, &f, q, &body)) {
		reply_text(reply, 404, "404 page not found\n");
		return;
	}
	answer_spoil(w, a, &f, &body);
	etag = etag_of(a, body.body);
	reply->headers = odd_headers(w, a, &f, headers_of(w, a, &f, &body, etag));
	if (not_modified(q, &body, etag)) {
		reply->status = 304;
		return;
	}
	reply->status = 200;
	reply->content_type = body.type;
	reply->body = body.body;
}
