#include "cli/why_confirm.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/when.h"
#include "cli/command.h"
#include "cli/term.h"
#include "io/net.h"
#include "x509/cert.h"
#include "x509/handshake.h"

#define TARGETS WHY_CONFIRM_MOST
#define PACE_MS 1000
#define STEP_MS 100
#define ANSWER_MAX ((size_t)4 * 1024 * 1024)

static void show_targets(struct settings *s, const struct confirm_target *t, size_t count)
{
	say("--confirm connects to %zu server%s%s and reads the certificate shown, nothing else; once more where "
		"that one does not fit, for a certificate with another kind of key:", count, count == 1 ? "" : "s",
		s->net.proxy == NULL ? "" : " through the proxy");
	for (size_t i = 0; i < count; i++) {
		char where[64];

		endpoint_text(&t[i].server, true, where);
		fprintf(stderr, "  %s as %s\n", where, t[i].name == NULL ? "(no name)" : t[i].name);
	}
	fputs("  Whoever runs them can see that, and from which address it came.\n", stderr);
}

static bool agreed(struct settings *s, struct err *e)
{
	char answer[16];

	if (s->yes)
		return true;
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return err_set(e, ERR_USAGE, "--confirm: there is no terminal to ask on; --yes says yes to the list "
			"above");
	fputs("Connect? [y/N] ", stderr);
	if (fgets(answer, sizeof answer, stdin) == NULL || (answer[0] != 'y' && answer[0] != 'Y'))
		return err_set(e, ERR_USAGE, "--confirm: not connecting");
	return true;
}

/* tls://ADDRESS:PORT?sni=NAME&key=KIND: the address is literal, so that nobody is asked for it. */
static const char *url_of(struct arena *a, const struct confirm_target *t, const char *offer)
{
	char where[64];

	endpoint_text(&t->server, true, where);
	return arena_format(a, "tls://%s?sni=%s%s%s", where, t->name == NULL ? "" : t->name,
		offer == NULL ? "" : "&key=", offer == NULL ? "" : offer);
}

/* Waits for the answer, however it ends; a signal ends the waiting. */
static bool answer_to(struct source *net, uint32_t id, struct outcome *out)
{
	struct answer answer;

	while (stop_signal == 0)
		if (source_next(net, STEP_MS, &answer)) {
			*out = answer.outcome;
			return true;
		}
	source_drop(net, id);
	*out = (struct outcome){ .reach = REACH_INTERRUPTED };
	return false;
}

static void pause_until(int64_t then_ms)
{
	while (stop_signal == 0 && term_clock_ms(NULL) < then_ms) {
		struct timespec t = { 0, STEP_MS * 1000000L };

		nanosleep(&t, NULL);
	}
}

static void take_certs(struct settings *s, struct correlate *c, const struct outcome *o, struct why_asked *k)
{
	struct handshake shake;
	struct err unread = { 0 };
	struct cert *leaf;

	if (o->body == NULL || !handshake_read(s->arena, blob_view(blob_keep(s->arena, o->body)), &shake, &unread) ||
	    shake.cert_count == 0)
		return;
	leaf = cert_read(s->arena, shake.certs[0], &unread);
	if (leaf == NULL)
		return;
	k->serial = view_hex(s->arena, leaf->serial);
	k->issuer = leaf->issuer_text;
	k->not_before = leaf->not_before;
	k->not_after = leaf->not_after;
	k->key = strcmp(leaf->key_type, "RSA") == 0 ? "rsa" : "ecdsa";
	for (size_t i = 0; i < shake.cert_count; i++) {
		struct sight_cert cert;

		sight_cert_init(&cert);
		cert.der = shake.certs[i];
		correlate_know(c, &cert, "confirmed");
	}
}

/* Everything of one run. */
struct asking {
	struct settings *s;
	struct source *net;
	struct correlate *c;
	struct why_asked *asked; size_t count;
	const struct why_unsure *unsure;
	int64_t next_ms;            /* before which nobody is asked */
};

/* OFFER: the kind of key that is offered, NULL: all. */
static bool ask_one(struct asking *a, const struct confirm_target *t, const char *offer, struct err *e)
{
	struct settings *s = a->s;
	struct source *net = a->net;
	uint32_t id = (uint32_t)a->count;
	struct why_asked *k = &a->asked[a->count];
	struct want want = { .id = id, .kind = WANT_TLS, .why = WHY_TARGET, .max_bytes = ANSWER_MAX };
	struct outcome o = { 0 };
	const char *why = NULL;

	pause_until(a->next_ms);
	if (stop_signal != 0)
		return true;
	a->next_ms = term_clock_ms(NULL) + PACE_MS;
	a->count++;
	*k = (struct why_asked){ .name = t->name == NULL ? "(no name)" : arena_text(s->arena, t->name),
		.server = t->server, .offer = offer,
		.not_before = WHEN_NONE, .not_after = WHEN_NONE };
	if (!net_address_allowed(&s->net, s->arena, view_of(t->server.address, t->server.size), &why)) {
		k->reach = reach_word(REACH_ADDRESS_REFUSED);
		k->detail = why;
		return true;
	}
	want.url = url_of(s->arena, t, offer);
	if (!source_ask(net, &want, e))
		return false;
	answer_to(net, id, &o);
	k->reach = reach_word(o.reach);
	k->detail = o.detail == NULL ? NULL : arena_text(s->arena, o.detail);
	take_certs(s, a->c, &o, k);
	outcome_clear(&o);
	return true;
}

/* Whether a contact would still like to know of that server. */
static bool is_among(const struct confirm_target *left, size_t count, const struct confirm_target *t)
{
	for (size_t i = 0; i < count; i++)
		if (endpoint_equal(&left[i].server, &t->server) && strcmp(left[i].name, t->name) == 0)
			return true;
	return false;
}

/* Each server by what it likes best, then those that may have another certificate. */
static bool ask_all(struct asking *a, const struct confirm_target *targets, size_t count, struct err *e)
{
	struct confirm_target *unsure = NULL;
	size_t from = a->count, first, left;

	for (size_t i = 0; i < count && stop_signal == 0; i++)
		if (!ask_one(a, &targets[i], NULL, e))
			return false;
	if (stop_signal != 0)
		return true;
	first = a->count - from;
	left = a->unsure->find(a->unsure->context, &unsure);
	for (size_t i = 0; i < first && stop_signal == 0; i++) {
		const char *shown = a->asked[from + i].key;

		if (shown != NULL && is_among(unsure, left, &targets[i]) &&
		    !ask_one(a, &targets[i], strcmp(shown, "rsa") == 0 ? "ecdsa" : "rsa", e))
			return false;
	}
	return true;
}

/* Of those servers that were asked before; each twice at the most. */
static size_t servers_asked(const struct why_report *r)
{
	size_t count = 0;

	for (size_t i = 0; i < r->asked_count; i++)
		count += r->asked[i].offer == NULL;
	return count;
}

bool why_confirm_these(struct settings *s, struct correlate *c, const struct confirm_target *targets, size_t count,
	const struct why_unsure *unsure, struct why_report *r, struct err *e)
{
	struct asking a = { .s = s, .c = c, .unsure = unsure, .count = r->asked_count,
		.asked = arena_array(s->arena, (size_t)2 * TARGETS, sizeof *a.asked) };
	size_t room = TARGETS - servers_asked(r);
	bool fine;

	count = count < room ? count : room;
	if (count == 0)
		return true;
	show_targets(s, targets, count);
	if (!agreed(s, e))
		return false;
	s->net.retry_ms = -1;   /* one connection a handshake */
	a.net = net_new(&s->net, e);
	if (a.net == NULL)
		return false;
	if (r->asked_count != 0)
		memcpy(a.asked, r->asked, r->asked_count * sizeof *a.asked);
	fine = ask_all(&a, targets, count, e);
	source_free(a.net);
	r->asked = a.asked;
	r->asked_count = a.count;
	return fine;
}

static size_t find_unsure(void *context, struct confirm_target **out)
{
	struct correlate *c = context;

	correlate_result(c);
	return correlate_confirm(c, SIZE_MAX, out);
}

bool why_confirm(struct settings *s, struct correlate *c, struct why_report *r, struct err *e)
{
	const struct why_unsure unsure = { find_unsure, c };
	struct confirm_target *targets = NULL;
	size_t count = correlate_confirm(c, TARGETS, &targets);

	if (count == 0) {
		say("--confirm: there is nobody to ask; no connection was opened");
		return true;
	}
	return why_confirm_these(s, c, targets, count, &unsure, r, e);
}
