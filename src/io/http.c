#include "io/http.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"

static void http_free(void *object)
{
	struct http *h = object;

	curl_slist_free_all(h->headers);
	free(h->body);
	free(h);
}

static void add_header(struct http *h, const char *line)
{
	struct curl_slist *more = curl_slist_append(h->headers, line);

	if (more == NULL)
		mem_out();
	h->headers = more;
}

/* Values come from a server by way of the cache; nothing that could begin
 * another line goes out again. */
static void add_extra(struct transfer *t, struct http *h)
{
	const struct http_head *extra = t->want.extra;

	for (size_t i = 0; extra != NULL && i < extra->count; i++) {
		const struct http_field *f = &extra->fields[i];

		if (strpbrk(f->value, "\r\n") != NULL || *f->value == '\0')
			continue;
		add_header(h, arena_format(t->arena, "%s: %s", f->name, f->value));
		if (str_same(f->name, "If-None-Match") || str_same(f->name, "If-Modified-Since"))
			h->conditional = true;
	}
}

static struct http *http_new(struct transfer *t)
{
	struct http *h = mem_take(1, sizeof *h);

	arena_keep(t->arena, h, http_free);
	add_header(h, "Expect:");
	if (t->want.kind == WANT_POST) {
		add_header(h, "Content-Type: application/ocsp-request");
		add_header(h, "Accept: application/ocsp-response");
	}
	add_extra(t, h);
	return h;
}

static void start_hop(struct transfer *t)
{
	struct http *h = t->http;

	http_answer_begin(t);
	transfer_open(t);
	curl_easy_setopt(t->easy, CURLOPT_CURLU, h->url.parsed);
	curl_easy_setopt(t->easy, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(t->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(t->easy, CURLOPT_HTTP09_ALLOWED, 0L);
	curl_easy_setopt(t->easy, CURLOPT_ALTSVC_CTRL, 0L);
	curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, h->headers);
	curl_easy_setopt(t->easy, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
	curl_easy_setopt(t->easy, CURLOPT_USERAGENT, t->net->options.user_agent);
	curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, http_take_header);
	curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, http_take_body);
	curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
	if (t->want.kind == WANT_POST) {
		curl_easy_setopt(t->easy, CURLOPT_POST, 1L);
		curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->want.body.size);
		curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS,
			t->want.body.size == 0 ? "" : (const char *)t->want.body.data);
	}
	transfer_go(t);
}

void http_start(struct transfer *t)
{
	const struct net_options *o = &t->net->options;
	const char *why;
	enum reach reach;

	if (t->http == NULL) {
		t->http = http_new(t);
		reach = guard_url(&t->net->guard, t->arena, t->want.url, &t->http->url, &why);
		if (reach != REACH_OK) {
			transfer_end(t, reach, NULL, "%.200s: %s", t->want.url, why);
			return;
		}
		t->host = t->http->url.host;
		t->port = t->http->url.port;
		t->http->visited[0] = arena_text(t->arena, t->want.url);
	}
	if (t->deadline == 0)
		t->deadline = net_clock_ms() + (t->want.why == WHY_CRL ? o->crl_ms : o->small_ms);
	start_hop(t);
}

static bool is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* The target of a redirect as an absolute URL in the arena, or NULL. The raw
 * text is looked at before libcurl resolves it against this hop's URL. */
static char *redirect_target(struct transfer *t, const char *location)
{
	CURLU *u;
	char *text = NULL, *copy = NULL;

	if (strlen(location) > 2048)
		return NULL;
	for (const char *p = location; *p != '\0'; p++)
		if (*p < 0x21 || *p > 0x7e)
			return NULL;
	u = curl_url_dup(t->http->url.parsed);
	if (u == NULL)
		mem_out();
	if (curl_url_set(u, CURLUPART_URL, location, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
		curl_url_get(u, CURLUPART_URL, &text, 0) == CURLUE_OK) {
		copy = arena_text(t->arena, text);
		curl_free(text);
	}
	curl_url_cleanup(u);
	return copy;
}

static void follow(struct transfer *t, const char *location)
{
	struct http *h = t->http;
	char *target = redirect_target(t, location);
	struct guarded next;
	const char *why = "malformed";
	enum reach reach = REACH_URL_REFUSED;

	if (target != NULL)
		reach = guard_url(&t->net->guard, t->arena, target, &next, &why);
	if (reach == REACH_OK && h->url.https && !next.https) {
		reach = REACH_SCHEME_REFUSED;
		why = "it leads from https to http";
	}
	if (reach != REACH_OK) {
		transfer_end(t, REACH_REDIRECT_REFUSED, "redirected", "to %.200s: %s", location, why);
		return;
	}
	for (unsigned i = 0; i <= h->redirects; i++)
		if (strcmp(h->visited[i], target) == 0) {
			transfer_end(t, REACH_REDIRECT_LOOP, "redirected", "back to %.200s", target);
			return;
		}
	if (h->redirects == HTTP_REDIRECTS_MAX) {
		transfer_end(t, REACH_REDIRECTS, "redirected", "a %dth time, to %.200s",
			HTTP_REDIRECTS_MAX + 1, target);
		return;
	}
	h->visited[++h->redirects] = target;
	h->url = next;
	t->host = next.host;
	t->port = next.port;
	t->tries = 0;
	start_hop(t);
}

static void end_by_status(struct transfer *t)
{
	struct http *h = t->http;
	const char *location = http_head_get(&t->outcome.head, "Location");

	t->outcome.http_status = h->status;
	if (is_redirect(h->status) && t->want.kind == WANT_GET && location != NULL &&
		*location != '\0') {
		follow(t, location);
		return;
	}
	if (h->status == 304 && h->conditional) {
		transfer_end(t, REACH_OK, NULL, "%s", "");
		return;
	}
	if (h->status == 407)
		transfer_end(t, REACH_PROXY_FAILED, "answered", "the proxy wants a password (407)");
	else if (is_redirect(h->status) && t->want.kind == WANT_POST)
		transfer_end(t, REACH_BAD_STATUS, "answered", "HTTP status %d; a POST is not redirected",
			h->status);
	else
		transfer_end(t, REACH_BAD_STATUS, "answered", "HTTP status %d%s", h->status,
			is_redirect(h->status) ? " without a place to go" : "");
}

static void end_whole(struct transfer *t)
{
	struct http *h = t->http;

	t->outcome.http_status = h->status;
	if (h->body == NULL)
		h->body = mem_take(1, 1);
	else if (h->size < h->space)
		h->body = mem_resize(h->body, h->size, 1);
	t->outcome.body = blob_take(h->body, h->size);
	h->body = NULL;
	h->size = h->space = 0;
	transfer_end(t, REACH_OK, NULL, "%s", "");
}

static void end_timed_out(struct transfer *t)
{
	struct http *h = t->http;
	int ms = t->want.why == WHY_CRL ? t->net->options.crl_ms : t->net->options.small_ms;

	if (h->head_size == 0)
		transfer_end(t, REACH_TIMED_OUT, "waiting", "connected, but no answer within %g s",
			ms / 1000.0);
	else
		transfer_end(t, REACH_TOO_SLOW, "receiving", "not complete after %g s (%zu bytes of body)",
			ms / 1000.0, h->size);
}

static bool is_tls_failure(CURLcode code)
{
	return code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION ||
		code == CURLE_SSL_CIPHER || code == CURLE_SSL_CACERT_BADFILE ||
		code == CURLE_SSL_ENGINE_INITFAILED || code == CURLE_SSL_ISSUER_ERROR ||
		code == CURLE_SSL_INVALIDCERTSTATUS || code == CURLE_SSL_CERTPROBLEM;
}

/* What went wrong after the connection stood. */
static void end_broken(struct transfer *t, CURLcode code)
{
	const struct http *h = t->http;
	long os_error = 0;

	curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &os_error);
	if (code == CURLE_OPERATION_TIMEDOUT)
		end_timed_out(t);
	else if (is_tls_failure(code))
		transfer_end(t, REACH_TLS_FAILED, "handshake", "%s", t->curl_text);
	else if (code == CURLE_BAD_CONTENT_ENCODING) /* libcurl >= 8.7 refuses by itself */
		transfer_end(t, REACH_ENCODED, "receiving", "%s", t->curl_text);
	else if (code == CURLE_GOT_NOTHING)
		transfer_end(t, REACH_RESET, "waiting", "closed the connection without an answer");
	else if (code == CURLE_PARTIAL_FILE)
		transfer_end(t, REACH_TRUNCATED, "receiving", "ended after %zu bytes of body (%s)",
			h->size, t->curl_text);
	else if ((code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR) &&
		strstr(t->curl_text, "chunk") == NULL && strstr(t->curl_text, "eaders") == NULL)
		transfer_end(t, REACH_RESET, h->head_size == 0 ? "waiting" : "receiving",
			"the connection broke after %zu bytes of body (%s)", h->size, t->curl_text);
	else
		transfer_end(t, REACH_BAD_HTTP, h->head_size == 0 ? "waiting" : "receiving",
			"not proper HTTP (%s)", t->curl_text[0] != '\0' ? t->curl_text :
			curl_easy_strerror(code));
}

static bool may_try_again(const struct transfer *t)
{
	int pause = t->net->options.retry_ms;

	return t->tries == 1 && pause >= 0 && net_clock_ms() + pause < t->deadline &&
		(t->outcome.reach == REACH_REFUSED || t->outcome.reach == REACH_UNROUTABLE ||
		t->outcome.reach == REACH_CONNECT_TIMED_OUT);
}

void http_done(struct transfer *t, CURLcode code)
{
	struct http *h = t->http;

	if (h->stopped != REACH_OK) {
		t->outcome.http_status = h->status;
		transfer_end(t, h->stopped, "receiving", "%s", h->stopped_why);
	} else if (h->head_done && h->status != 200) {
		end_by_status(t); /* whatever became of the body */
	} else if (code == CURLE_OK && h->head_done) {
		end_whole(t);
	} else if (code == CURLE_OK) {
		transfer_end(t, REACH_BAD_HTTP, "waiting", "an answer without a complete header");
	} else if (transfer_end_unconnected(t, code)) {
		if (may_try_again(t)) {
			t->state = TRANSFER_RESTING;
			t->wake = net_clock_ms() + t->net->options.retry_ms;
		}
	} else {
		t->outcome.http_status = h->status;
		end_broken(t, code);
	}
}

int64_t http_watch(struct transfer *t, int64_t now)
{
	const struct net_options *o = &t->net->options;
	struct http *h = t->http;

	if (h->slow_at == 0 || o->slow_ms <= 0)
		return 0;
	if (now < h->slow_at + o->slow_ms)
		return h->slow_at + o->slow_ms;
	if ((uint64_t)(h->size + h->discarded - h->slow_size) * 1000 <
		(uint64_t)o->slow_bytes * (uint64_t)(now - h->slow_at)) {
		t->outcome.http_status = h->status;
		if (h->status != 200)
			end_by_status(t);
		else
			transfer_end(t, REACH_TOO_SLOW, "receiving",
				"under %u bytes a second for %g s (%zu bytes of body so far)", o->slow_bytes,
				o->slow_ms / 1000.0, h->size);
		return 0;
	}
	h->slow_at = now;
	h->slow_size = h->size + h->discarded;
	return now + o->slow_ms;
}
