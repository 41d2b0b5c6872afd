#include "io/loop.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/dial.h"
#include "io/http.h"

#define LOOP_STEP_MS 1000 /* longest sleep: nothing depends on it */
#define PROGRESS_MS 100

static bool is_open(const struct transfer *t)
{
	return t->state == TRANSFER_OPEN || t->state == TRANSFER_SHAKING;
}

/* The host of a want that was not started yet: what follows "://". Only for
 * being polite, so it need not be exact. */
static struct view host_of(const struct transfer *t)
{
	const char *at = t->host != NULL ? t->host : strstr(t->want.url, "://");

	if (at == NULL)
		return view_of_text("");
	if (t->host == NULL)
		at += 3;
	return view_of(at, strcspn(at, t->host != NULL ? "" : ":/?#"));
}

static bool has_place(const struct net *n, const struct transfer *wants)
{
	unsigned open = 0, open_host = 0;
	struct view host = host_of(wants);

	for (const struct transfer *t = n->first; t != NULL; t = t->next) {
		if (!is_open(t))
			continue;
		open++;
		open_host += view_equal(host_of(t), host);
	}
	return open < n->options.most_open && open_host < n->options.most_open_host;
}

static void start(struct transfer *t)
{
	if (t->want.kind == WANT_TLS)
		dial_start(t);
	else
		http_start(t);
}

static void start_waiting(struct net *n, int64_t now)
{
	for (struct transfer *t = n->first; t != NULL; t = t->next) {
		bool ready = t->state == TRANSFER_QUEUED ||
			(t->state == TRANSFER_RESTING && t->wake <= now);

		if (ready && has_place(n, t))
			start(t);
	}
}

static void take_messages(struct net *n)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(n->multi, &left)) != NULL) {
		CURLcode code = message->data.result;
		char *owner = NULL;
		struct transfer *t;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
		t = (struct transfer *)(void *)owner;
		if (t->want.kind == WANT_TLS)
			dial_connected(t, code);
		else
			http_done(t, code);
	}
}

static void tell_progress(struct net *n, int64_t now)
{
	uint64_t got = 0, expected = 0;

	if (n->options.progress == NULL || now < n->progress_at)
		return;
	n->progress_at = now + PROGRESS_MS;
	for (const struct transfer *t = n->first; t != NULL; t = t->next)
		if (t->http != NULL && is_open(t)) {
			got += t->http->size;
			expected += t->http->expected;
		}
	n->options.progress(n->options.progress_context, got, expected);
}

void loop_turn(struct net *n)
{
	int running;
	int64_t now = net_clock_ms();

	start_waiting(n, now);
	curl_multi_perform(n->multi, &running);
	take_messages(n);
	now = net_clock_ms();
	for (struct transfer *t = n->first; t != NULL; t = t->next) {
		if (t->state == TRANSFER_SHAKING)
			dial_turn(t, now);
		else if (t->state == TRANSFER_OPEN && t->http != NULL)
			http_watch(t, now);
	}
	start_waiting(n, now);
	tell_progress(n, now);
}

static int64_t sooner(int64_t wait, int64_t at, int64_t now)
{
	int64_t left = at <= now ? 0 : at - now;

	return left < wait ? left : wait;
}

void loop_wait(struct net *n, int64_t wait)
{
	struct curl_waitfd *fds;
	unsigned count = 0;
	int64_t now = net_clock_ms(), at;
	int ready;

	for (struct transfer *t = n->first; t != NULL; t = t->next)
		count += t->state == TRANSFER_SHAKING;
	fds = mem_take(count, sizeof *fds);
	count = 0;
	wait = wait > LOOP_STEP_MS ? LOOP_STEP_MS : wait;
	for (struct transfer *t = n->first; t != NULL; t = t->next) {
		if (t->state == TRANSFER_SHAKING) {
			fds[count++] = dial_waits_for(t);
			wait = sooner(wait, t->deadline, now);
		} else if (t->state == TRANSFER_RESTING) {
			wait = sooner(wait, t->wake, now);
		} else if (t->state == TRANSFER_OPEN && t->http != NULL) {
			at = http_watch(t, now);
			wait = at == 0 ? wait : sooner(wait, at, now);
			wait = t->state == TRANSFER_OPEN ? wait : 0;
		}
	}
	if (wait > 0 && n->options.progress != NULL)
		wait = sooner(wait, n->progress_at, now);
	curl_multi_poll(n->multi, fds, count, (int)wait, &ready);
	free(fds);
}
