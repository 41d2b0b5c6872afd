#include "io/transfer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/str.h"

int64_t net_clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t net_clock(void *unused)
{
	(void)unused;
	return (int64_t)time(NULL);
}

static void copy_extra(struct arena *a, struct want *w)
{
	struct http_head *head;

	if (w->extra == NULL)
		return;
	head = arena_take(a, sizeof *head);
	head->fields = arena_array(a, w->extra->count, sizeof *head->fields);
	head->count = w->extra->count;
	for (size_t i = 0; i < head->count; i++) {
		head->fields[i].name = arena_text(a, w->extra->fields[i].name);
		head->fields[i].value = arena_text(a, w->extra->fields[i].value);
	}
	w->extra = head;
}

struct transfer *transfer_new(struct net *n, const struct want *w)
{
	struct transfer *t = mem_take(1, sizeof *t);

	t->net = n;
	t->arena = arena_new();
	t->want = *w;
	t->want.url = arena_text(t->arena, w->url);
	if (w->body.size != 0)
		t->want.body = view_of(arena_copy(t->arena, w->body.data, w->body.size), w->body.size);
	copy_extra(t->arena, &t->want);
	t->outcome.from = FROM_NETWORK;
	t->outcome.asked_at = (int64_t)time(NULL);
	return t;
}

void transfer_free(struct transfer *t)
{
	transfer_close(t);
	outcome_clear(&t->outcome);
	arena_free(t->arena);
	free(t);
}

static enum reach judge_address(struct transfer *t, const struct sockaddr *at, const char **why)
{
	const struct net *n = t->net;
	bool tls = t->want.kind == WANT_TLS;
	const struct via *via = tls ? &n->via_tls : &n->via_http;

	if (tls ? n->has_via_tls : n->has_via_http) {
		*why = "not the address that --via names";
		return via_has(via, at) ? REACH_OK : REACH_ADDRESS_REFUSED;
	}
	if (tls || t->proxied)
		return REACH_OK;
	return guard_address(&n->guard, t->arena, at, why);
}

/* The guard of addresses: libcurl asks for a socket for the very address that
 * it is about to connect to. CURL_SOCKET_BAD makes it try the next one. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *at)
{
	struct transfer *t = context;
	const char *why = NULL;
	enum reach reach = judge_address(t, &at->addr, &why);
	int fd;

	(void)purpose;
	if (reach != REACH_OK) {
		if (t->refused == 0 || t->refused_reach == REACH_SINKHOLED) {
			t->refused_reach = reach;
			t->refused_why = why;
		}
		t->refused++;
		return CURL_SOCKET_BAD;
	}
	t->tried++;
	t->last_address = guard_address_text(t->arena, &at->addr);
	fd = socket(at->family, at->socktype, at->protocol);
	if (fd < 0)
		t->socket_error = errno;
	else
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd < 0 ? CURL_SOCKET_BAD : fd;
}

/* With "env" libcurl alone knows whether it uses a proxy for this host, and
 * before the connection it says so only here (no_proxy is told in the same
 * words). Were the wording to change, the guard would judge the proxy's
 * address like any other: refused, not passed. */
static int watch_proxy(CURL *easy, curl_infotype type, char *text, size_t size, void *context)
{
	static const char *const marks[] = { "Uses proxy env variable http_proxy ==",
		"Uses proxy env variable https_proxy ==", "Uses proxy env variable HTTPS_PROXY ==",
		"Uses proxy env variable all_proxy ==", "Uses proxy env variable ALL_PROXY ==" };
	struct transfer *t = context;

	(void)easy;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (type == CURLINFO_TEXT && size >= strlen(marks[i]) &&
			memcmp(text, marks[i], strlen(marks[i])) == 0)
			t->proxied = true;
	return 0;
}

/* -4 and -6 choose among the addresses of a name; where the user wrote an
 * address libcurl would fail as if it had refused. */
static bool is_written(const struct transfer *t)
{
	/* "::HOST:PORT" there, a host without brackets here. */
	const char *place = t->connect_to != NULL ? t->connect_to->data + 2 : t->host;
	char text[INET_ADDRSTRLEN];
	unsigned char octets[4];
	size_t size;

	if (place == NULL || place[0] == '[' || (t->connect_to == NULL && strchr(place, ':') != NULL))
		return place != NULL;
	size = strcspn(place, ":");
	if (size >= sizeof text)
		return false;
	memcpy(text, place, size);
	text[size] = '\0';
	return inet_pton(AF_INET, text, octets) == 1;
}

static void set_route(struct transfer *t)
{
	const struct net *n = t->net;
	bool tls = t->want.kind == WANT_TLS;
	bool has_via = tls ? n->has_via_tls : n->has_via_http;
	const struct via *via = tls ? &n->via_tls : &n->via_http;
	const char *proxy = n->options.proxy;

	t->proxied = false;
	if (has_via || proxy == NULL) {
		curl_easy_setopt(t->easy, CURLOPT_PROXY, "");
	} else if (strcmp(proxy, "env") != 0) {
		curl_easy_setopt(t->easy, CURLOPT_PROXY, proxy);
		curl_easy_setopt(t->easy, CURLOPT_NOPROXY, "");
		t->proxied = true;
	} else {
		curl_easy_setopt(t->easy, CURLOPT_VERBOSE, 1L);
		curl_easy_setopt(t->easy, CURLOPT_DEBUGFUNCTION, watch_proxy);
		curl_easy_setopt(t->easy, CURLOPT_DEBUGDATA, t);
	}
	curl_easy_setopt(t->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	if (t->address != NULL) {
		/* The URL says it already. */
		curl_easy_setopt(t->easy, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_WHATEVER);
	} else if (has_via) {
		curl_easy_setopt(t->easy, CURLOPT_CONNECT_TO, via->connect_to);
		if (via->resolve != NULL)
			curl_easy_setopt(t->easy, CURLOPT_RESOLVE, via->resolve);
	} else {
		if (t->connect_to != NULL)
			curl_easy_setopt(t->easy, CURLOPT_CONNECT_TO, t->connect_to);
		curl_easy_setopt(t->easy, CURLOPT_IPRESOLVE, (long)(is_written(t) ?
			CURL_IPRESOLVE_WHATEVER : n->options.only_v4 ? CURL_IPRESOLVE_V4 :
			n->options.only_v6 ? CURL_IPRESOLVE_V6 : CURL_IPRESOLVE_WHATEVER));
	}
}

void transfer_open(struct transfer *t)
{
	int64_t left = t->deadline - net_clock_ms();

	transfer_close(t);
	t->tries++;
	t->tried = t->refused = 0;
	t->refused_why = NULL;
	t->last_address = NULL;
	t->socket_error = 0;
	free(t->outcome.address);
	t->outcome.address = NULL;
	t->curl_text[0] = '\0';
	t->easy = curl_easy_init();
	if (t->easy == NULL)
		mem_out();
	curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
	curl_easy_setopt(t->easy, CURLOPT_ERRORBUFFER, t->curl_text);
	curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
	/* a look-up that we gave up on must not hold up the others */
	curl_easy_setopt(t->easy, CURLOPT_QUICK_EXIT, 1L);
#endif
	curl_easy_setopt(t->easy, CURLOPT_PROTOCOLS_STR,
		t->net->guard.allow_https ? "http,https" : "http");
	curl_easy_setopt(t->easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(t->easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(t->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)t->net->options.connect_ms);
	curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, (long)(left < 1 ? 1 : left));
	curl_easy_setopt(t->easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(t->easy, CURLOPT_OPENSOCKETDATA, t);
	set_route(t);
}

void transfer_go(struct transfer *t)
{
	t->state = TRANSFER_OPEN;
	if (curl_multi_add_handle(t->net->multi, t->easy) != CURLM_OK)
		mem_out();
}

void transfer_close(struct transfer *t)
{
	if (t->easy == NULL)
		return;
	curl_multi_remove_handle(t->net->multi, t->easy);
	curl_easy_cleanup(t->easy);
	t->easy = NULL;
}

static void note_address(struct transfer *t)
{
	char *address = NULL;

	if (t->outcome.address != NULL || t->proxied)
		return;
	if (t->easy != NULL &&
		curl_easy_getinfo(t->easy, CURLINFO_PRIMARY_IP, &address) == CURLE_OK &&
		address != NULL && *address != '\0')
		t->outcome.address = mem_text(address);
}

void transfer_end(struct transfer *t, enum reach reach, const char *phase,
	const char *format, ...)
{
	struct str detail;
	char *text;
	const char *address;
	va_list list;

	note_address(t);
	address = t->outcome.address != NULL ? t->outcome.address : t->last_address;
	va_start(list, format);
	text = arena_vformat(t->arena, format, list);
	va_end(list);
	str_init(&detail, 4096);
	if (t->host != NULL) {
		str_put_safe(&detail, view_of_text(t->host));
		str_put_format(&detail, " port %u", t->connect_port != 0 ? t->connect_port : t->port);
		if (address != NULL)
			str_put_format(&detail, " (%s%s)", t->proxied ? "by the proxy at " : "", address);
		if (phase != NULL)
			str_put_format(&detail, ", %s", phase);
		str_put(&detail, ": ");
	}
	str_put_safe(&detail, view_of_text(text));
	free(t->outcome.detail);
	t->outcome.detail = reach == REACH_OK ? NULL : mem_text(str_text(&detail));
	str_clear(&detail);
	t->outcome.reach = reach;
	t->outcome.answered_at = (int64_t)time(NULL);
	if (reach != REACH_OK) {
		blob_drop(t->outcome.body);
		t->outcome.body = NULL;
	}
	transfer_close(t);
	t->state = TRANSFER_DONE;
}

static const char *more_refused(const struct transfer *t)
{
	return t->refused == 0 ? "" : arena_format(t->arena,
		" (of its other addresses, refused by policy: %s)", t->refused_why);
}

static void end_not_connected(struct transfer *t)
{
	long os_error = 0;
	int error;
	enum reach reach;

	curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &os_error);
	error = t->socket_error != 0 ? t->socket_error : (int)os_error;
	if (t->tried == 0 && t->refused > 0) {
		transfer_end(t, t->refused_reach, "connecting", "%s", t->refused_why);
		return;
	}
	reach = error == ENETUNREACH || error == EHOSTUNREACH || error == EADDRNOTAVAIL ||
		error == EAFNOSUPPORT || error == EACCES || error == EPERM || t->socket_error != 0 ?
		REACH_UNROUTABLE : error == ETIMEDOUT ? REACH_CONNECT_TIMED_OUT : REACH_REFUSED;
	if (t->proxied)
		reach = REACH_PROXY_FAILED;
	transfer_end(t, reach, "connecting", "%s%s", error != 0 ? strerror(error) : t->curl_text,
		more_refused(t));
}

static void end_timed_out(struct transfer *t, bool resolved)
{
	if (t->proxied)
		transfer_end(t, REACH_PROXY_FAILED, "connecting", "no connection to the proxy in time");
	else if (!resolved && t->tried == 0)
		transfer_end(t, REACH_UNRESOLVED, "resolving", "no answer for the name within %g s",
			t->net->options.connect_ms / 1000.0);
	else
		transfer_end(t, REACH_CONNECT_TIMED_OUT, "connecting", "no connection within %g s%s",
			t->net->options.connect_ms / 1000.0, more_refused(t));
}

/* It is there, but does not do what it was asked for. */
static void end_proxy(struct transfer *t)
{
	long status = 0;

	curl_easy_getinfo(t->easy, CURLINFO_HTTP_CONNECTCODE, &status);
	if (status == 407)
		transfer_end(t, REACH_PROXY_FAILED, "asking the proxy", "the proxy wants a password (407)");
	else if (status != 0)
		transfer_end(t, REACH_PROXY_FAILED, "asking the proxy",
			"the proxy refuses the connection: HTTP status %ld", status);
	else
		transfer_end(t, REACH_PROXY_FAILED, "asking the proxy", "the proxy: %s", t->curl_text);
}

bool transfer_end_unconnected(struct transfer *t, CURLcode code)
{
	curl_off_t resolved = 0, ready = 0;

	curl_easy_getinfo(t->easy, CURLINFO_NAMELOOKUP_TIME_T, &resolved);
	curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
	switch ((int)code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		transfer_end(t, REACH_UNRESOLVED, "resolving", "the name has no address (%s)",
			t->curl_text);
		return true;
	case CURLE_COULDNT_RESOLVE_PROXY:
		transfer_end(t, REACH_PROXY_FAILED, "connecting", "the proxy: %s", t->curl_text);
		return true;
	case CURLE_PROXY:
		end_proxy(t);
		return true;
	case CURLE_COULDNT_CONNECT:
		end_not_connected(t);
		return true;
	case CURLE_OPERATION_TIMEDOUT:
		if (ready == 0)
			end_timed_out(t, resolved != 0);
		return ready == 0;
	default:
		if (t->proxied && ready == 0) {
			end_proxy(t);
			return true;
		}
		return false;
	}
}
