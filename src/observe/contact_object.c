/* Fills a contact from its pieces: what it was about, what came of it. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "known/catalog.h"
#include "observe/correlate_run.h"

#define CONNECTION_OWN (60 * SECOND)    /* an older connection was opened for something else */

struct party party_of_making(const struct making *m)
{
	const struct piece *p = m->http != NULL ? m->http : m->tls != NULL ? m->tls :
		m->dns != NULL ? m->dns : m->connect;

	return party_of_piece(p);
}

bool making_same_machine(const struct run *r, const struct making *a, const struct making *b)
{
	struct party pa = party_of_making(a), pb = party_of_making(b);

	return same_machine(r->k, &pa, &pb);
}

/* --- the object ----------------------------------------------------------------------- */

static enum object_kind kind_of(const struct known_object *o, bool url)
{
	static const struct { const char *kind; enum object_kind is; } rows[] = {
		{ "shard-crl-url", OBJECT_SHARD }, { "root-crl-url", OBJECT_ROOT },
		{ "issuer-url", OBJECT_ISSUER }, { "ocsp-url", OBJECT_OCSP },
		{ "ocsp-request", OBJECT_OCSP }, { "website", OBJECT_SITE }, { "test-site", OBJECT_SITE },
		{ "acme", OBJECT_SITE },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].kind, o->kind) == 0)
			return url || rows[i].is == OBJECT_SITE ? rows[i].is : OBJECT_NAME;
	return url ? OBJECT_OTHER : OBJECT_NAME;
}

static const char *kind_word(enum object_kind k)
{
	static const char *const words[] = { "shard-crl", "root-crl", "issuer", "ocsp", "site", "other",
		"name-only" };

	return words[k];
}

static const char *what_of(struct run *r, const struct making *m, const struct known_object *o)
{
	bool staging = o->environment != NULL && strcmp(o->environment, "staging") == 0;

	switch (m->kind) {
	case OBJECT_SHARD:
		if (o->shard != 0 && !staging)
			return arena_format(r->a, "CRL shard %u of 128 of %s", o->shard, o->ca_name);
		if (o->shard != 0)
			return arena_format(r->a, "CRL shard %u of %s", o->shard, o->ca_name);
		return o->what;
	case OBJECT_ROOT:
		return arena_format(r->a, "CRL of the root %s", o->ca_name);
	case OBJECT_ISSUER:
		return arena_format(r->a, "CA certificate of %s", o->ca_name);
	case OBJECT_OCSP:
		if (o->serial != NULL)
			return arena_format(r->a, "OCSP request about one certificate of %s",
				o->ca_name == NULL ? "another CA" : o->ca_name);
		return o->ca_name == NULL ? o->what : arena_format(r->a, "OCSP service of %s", o->ca_name);
	default:
		return o->what;
	}
}

static void put_object(struct run *r, struct making *m)
{
	struct known_object *own;
	const struct known_object *o;
	const struct piece *p = m->tls != NULL ? m->tls : m->dns;
	bool url = m->http != NULL;

	if (url) {
		const struct known_object *claimed = claims_object(r, m);

		o = claimed != NULL ? claimed : &m->http->fetched->object;
		m->c->object.claimed = claimed != NULL;
	} else {
		own = arena_take(r->a, sizeof *own);
		p = p == NULL ? m->connect : p;
		object_of_host(r->a, p->host, p->timeless ? r->k->o.now : p->at / SECOND, own);
		o = own;
	}
	m->object = o;
	m->kind = kind_of(o, url);
	m->c->object.kind = kind_word(m->kind);
	m->c->object.what = what_of(r, m, o);
	m->c->object.ca = o->ca_name;
	m->c->object.environment = o->environment;
	m->c->object.state = o->state;
	m->c->object.shard = m->kind == OBJECT_SHARD ? o->shard : 0;
	m->c->object.serial = m->kind == OBJECT_OCSP ? o->serial : NULL;
	m->c->object.issuer_name_hash = o->name_hash;
	m->c->object.issuer_key_hash = o->key_hash;
	m->c->object.known = o->outcome == EXPLAIN_KNOWN;
}

/* --- what was seen ------------------------------------------------------------------------ */

static void put_dns(struct run *r, struct making *m)
{
	const struct piece *d = m->dns;
	const char **list;
	bool nowhere = true;

	m->c->dns.at = SIGHT_NEVER;
	m->c->dns.rcode = -1;
	if (d == NULL)
		return;
	list = arena_array(r->a, d->address_count + 1, sizeof *list);
	for (size_t i = 0; i < d->address_count; i++) {
		char text[64];

		endpoint_text(&d->addresses[i], false, text);
		list[i] = arena_text(r->a, text);
		nowhere = nowhere && sinkhole(&d->addresses[i]);
	}
	m->c->dns.seen = true;
	m->c->dns.at = d->timeless ? SIGHT_NEVER : d->at;
	m->c->dns.answered = d->rcode >= 0 || d->address_count != 0;
	m->c->dns.rcode = d->rcode;
	m->c->dns.blocked = d->blocked || (d->address_count != 0 && nowhere);
	m->c->dns.addresses = list;
	m->c->dns.address_count = d->address_count;
}

static void put_connection(struct making *m)
{
	const struct piece *p = m->http != NULL ? m->http : m->tls;

	m->c->connection.at = SIGHT_NEVER;
	if (m->connect != NULL) {
		m->c->connection.seen = true;
		m->c->connection.at = m->connect->at;
		m->c->connection.answered = m->connect->answered || p != NULL;
		m->c->connection.refused = m->connect->refused && p == NULL;
	} else if (p != NULL && !p->timeless) {
		m->c->connection.seen = p->opened_at != SIGHT_NEVER;
		m->c->connection.at = m->later_of_connection ? SIGHT_NEVER : p->opened_at;
		m->c->connection.answered = p->opened_at != SIGHT_NEVER;
	}
}

static void put_request(struct making *m)
{
	const struct piece *p = m->http;
	struct contact *c = m->c;

	c->request.at = c->request.done_at = SIGHT_NEVER;
	c->request.bytes = -1;
	c->content.state = CONTENT_NOT_CAPTURED;
	c->content.this_update = c->content.next_update = WHEN_NONE;
	c->content.bytes = -1;
	if (p == NULL)
		return;
	c->request.seen = true;
	c->request.at = p->timeless ? SIGHT_NEVER : p->at;
	c->request.done_at = p->done_at;
	c->request.method = p->method;
	c->request.url = p->url;
	c->request.version = p->version;
	c->request.user_agent = p->user_agent;
	c->request.no_user_agent = p->no_user_agent;
	c->request.status = p->status;
	c->request.bytes = p->answer_size;
	c->request.by_proxy = p->by_proxy;
	c->content.state = p->fetched->content.state;
	c->content.what = p->fetched->content.what;
	c->content.signer = p->fetched->content.signer;
	c->content.this_update = p->fetched->content.this_update;
	c->content.next_update = p->fetched->content.next_update;
	c->content.sha256 = p->fetched->content.sha256;
	c->content.bytes = p->fetched->content.bytes;
	c->fetcher.name = p->fetched->fetcher.name;
	c->fetcher.mark = p->fetched->fetcher.mark;
	c->fetcher.reasons = p->fetched->fetcher.reasons;
	c->fetcher.reason_count = p->fetched->fetcher.reason_count;
}

static void earlier(int64_t *at, int64_t other)
{
	if (other != SIGHT_NEVER && other < *at)
		*at = other;
}

static void later(int64_t *at, int64_t other)
{
	if (other != SIGHT_NEVER && other > *at)
		*at = other;
}

static void put_times(struct making *m)
{
	const struct piece *p = m->http != NULL ? m->http : m->tls;

	if (m->dns != NULL && !m->dns_unsure)
		earlier(&m->at, m->dns->at);
	if (m->c->connection.at != SIGHT_NEVER && m->at - m->c->connection.at < CONNECTION_OWN)
		earlier(&m->at, m->c->connection.at);
	if (p != NULL) {
		later(&m->done_at, p->at);
		later(&m->done_at, p->answered_at);
		later(&m->done_at, p->done_at);
	}
	m->c->at = p != NULL && p->timeless ? SIGHT_NEVER : m->at;
}

static void put_process(struct run *r, struct making *m)
{
	const struct piece *list[] = { m->http, m->tls, m->connect, m->dns };

	m->c->pid = -1;
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		const struct process_fact *f;

		if (list[i] == NULL || m->c->process != NULL || m->c->pid >= 0)
			continue;
		m->c->process = list[i]->process;
		m->c->user = list[i]->user;
		m->c->pid = list[i]->pid;
		f = process_of(r->k, &list[i]->client, &list[i]->server, list[i]->scope, list[i]->connection,
			list[i]->opened_at != SIGHT_NEVER ? list[i]->opened_at : list[i]->at);
		/* A question may be another's, whom the process asked to ask. */
		if (m->c->process != NULL || f == NULL || (m->c->pid >= 0 && m->c->pid != f->pid) ||
		    (list[i] == m->dns && (m->http != NULL || m->tls != NULL || m->connect != NULL)))
			continue;
		m->c->process = f->name == NULL ? NULL : arena_text(r->a, f->name);
		m->c->user = f->user == NULL ? NULL : arena_text(r->a, f->user);
		m->c->pid = f->pid;
	}
}

static void put_who(struct run *r, struct making *m)
{
	const struct piece *p = m->http != NULL ? m->http : m->tls != NULL ? m->tls :
		m->connect != NULL ? m->connect : m->dns;

	m->c->client = p->client;
	m->c->client.port = 0;
	m->c->client_name = p->client_name;
	if (p->mac_known)
		m->c->client_mac = arena_format(r->a, "%02x:%02x:%02x:%02x:%02x:%02x", p->mac[0], p->mac[1],
			p->mac[2], p->mac[3], p->mac[4], p->mac[5]);
	m->c->host = m->dns != NULL && m->http == NULL && m->tls == NULL ? m->dns->host : p->host;
	/* The server of a question is the resolver, not who was visited. */
	if (p != m->dns)
		m->c->server = p->server;
	m->c->input = p->input;
	m->scope = p->scope;
	m->c->place = p->place;
	m->c->connection_id = p == m->dns ? 0 : p->connection;
	if (p == m->http)
		m->c->client.port = p->client.port;
}

void contact_describe(struct run *r, struct making *m)
{
	m->c->chance = -1;
	put_who(r, m);
	put_object(r, m);
	put_dns(r, m);
	put_connection(m);
	put_request(m);
	contact_claims_put(r, m);
	put_times(m);
	put_process(r, m);
}
