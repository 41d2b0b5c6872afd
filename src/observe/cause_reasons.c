/* Why nothing explains a contact: of all that may be, what fits the input. */
#include <string.h>

#include "base/str.h"
#include "observe/correlate_run.h"

#define SHARD_LIFE (10 * INT64_C(86400) * SECOND)   /* at most, of a list of subscriber certificates */

static void reason_add(struct run *r, struct making *m, const char *text)
{
	const char **slot = arena_more(r->a, &m->reasons, m->reason_count, &m->reason_space, sizeof *slot);

	*slot = text;
	m->reason_count++;
}

static bool fetched_before(const struct run *r, const struct making *m)
{
	for (size_t i = 0; i < r->count && r->all[i] != m; i++) {
		const struct making *old = r->all[i];

		if (old->http != NULL && m->http != NULL && strcmp(old->http->url, m->http->url) == 0 &&
		    m->at - old->at <= SHARD_LIFE && making_same_machine(r, old, m))
			return true;
	}
	return false;
}

static void reason_start(struct run *r, struct making *m)
{
	int64_t first = r->k->first, since;

	if (m->c->at == SIGHT_NEVER || first == SIGHT_NEVER) {
		reason_add(r, m, "the time of the fetch is not in the input");
		return;
	}
	since = m->at - first;
	if (since < r->k->o.window)
		reason_add(r, m, arena_format(r->a, "the input begins only %lld.%lld s before: the connection may "
			"lie before its beginning", (long long)(since / SECOND),
			(long long)(since % SECOND / 100000)));
}

static void reason_refresh(struct run *r, struct making *m)
{
	const struct fetcher *f = m->http == NULL ? NULL : &m->http->fetched->fetcher;

	if (m->http == NULL)
		return;
	if (m->http->conditional || m->http->status == 304)
		reason_add(r, m, "the request is conditional: the client had a copy already and refreshes it, "
			"which needs no connection to a site");
	else if (fetched_before(r, m))
		reason_add(r, m, "the same client fetched this before: its copy ran out, or it keeps none");
	if (f->name != NULL && str_starts(f->name, "Windows"))
		reason_add(r, m, "Windows fetches lists ahead of their end, without a connection to a site");
	if (f->no_verifier)
		reason_add(r, m, arena_format(r->a, "the request is consistent with %s, which verifies nothing "
			"on behalf of a connection", f->name));
}

static void reason_kind(struct run *r, struct making *m)
{
	if (m->bulk)
		reason_add(r, m, "the machine fetches lists in series, as collectors and monitors do");
	if (m->kind == OBJECT_SITE)
		reason_add(r, m, "no verifier fetches this: a person, a crawler or an ACME client does");
	if (m->kind == OBJECT_SHARD)
		reason_add(r, m, "the certificate was met before, and the copy of the list that was kept then has "
			"run out (lists live up to 10 days)");
	if (m->kind == OBJECT_ROOT)
		reason_add(r, m, "the list of a root is kept up to a year: whatever was met before may have "
			"asked for it anew");
	if (m->c->request.by_proxy)
		reason_add(r, m, "the client goes through a proxy: its own connections may be inside the proxy's");
}

static void reason_sight(struct run *r, struct making *m)
{
	if (m->c->dropped != 0)
		reason_add(r, m, arena_format(r->a, "all connections of the time are ruled out: %s",
			m->c->dropped_why));
	if (m->c->client.size == 16 && (m->http == NULL || !m->http->mac_known))
		reason_add(r, m, "the site may have been visited over IPv4, which cannot be linked to this IPv6 "
			"address here");
	else if (m->c->client.size == 4 && (m->http == NULL || !m->http->mac_known))
		reason_add(r, m, "the site may have been visited over IPv6, which cannot be linked to this IPv4 "
			"address here");
	reason_add(r, m, "the connection may be one that the input does not show: QUIC, a VPN, another "
		"interface, or one to this machine");
}

/* A log that goes on. */
static void reason_late(struct run *r, struct making *m)
{
	if (r->k->late && m->c->grade <= GRADE_POSSIBLE)
		reason_add(r, m, "a connection that is open yet may be the cause: this log tells of connections when "
			"they end");
}

void causes_reasons(struct run *r, struct making *m)
{
	const char *elsewhere = m->c->grade > GRADE_POSSIBLE ? NULL : reason_elsewhere(r, m);

	if (elsewhere != NULL)
		reason_add(r, m, elsewhere);
	reason_late(r, m);
	if (m->c->grade != GRADE_UNEXPLAINED || m->c->as != NULL) {
		if (m->bulk)
			reason_add(r, m, "the machine fetches lists in series, as collectors and monitors do: "
				"what was visited then need not be the cause");
		if (m->c->grade == GRADE_POSSIBLE)
			reason_refresh(r, m);
		return;
	}
	reason_start(r, m);
	reason_refresh(r, m);
	reason_kind(r, m);
	reason_sight(r, m);
}
