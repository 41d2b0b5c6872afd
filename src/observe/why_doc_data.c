/* Contacts and inputs as data: the shape of lencr.why/1. */
#include <stddef.h>

#include "base/when.h"
#include "observe/why_doc_parts.h"

static void put_endpoint(struct node *n, const char *key, const char *port_key, const struct endpoint *e)
{
	node_text(n, key, why_address(node_arena(n), e));
	if (e->port != 0)
		node_number(n, port_key, e->port);
}

static void put_texts(struct node *n, const char *key, const char *const *list, size_t count)
{
	struct node *array;

	if (count == 0)
		return;
	array = node_array(n, key);
	for (size_t i = 0; i < count; i++)
		node_text(array, NULL, list[i]);
}

static void put_process(struct node *n, const char *process, const char *user, int64_t pid)
{
	node_text(n, "process", process);
	node_text(n, "user", user);
	if (pid >= 0 && (process != NULL || pid > 0))
		node_number(n, "pid", pid);
}

static void put_seen(struct node *n, const struct contact *c)
{
	struct node *part;

	if (c->dns.seen) {
		part = node_object(n, "dns");
		node_moment(part, "t", c->dns.at);
		node_bool(part, "answered", c->dns.answered);
		if (c->dns.rcode >= 0 && c->dns.answered)
			node_number(part, "rcode", c->dns.rcode);
		node_bool(part, "blocked", c->dns.blocked);
		put_texts(part, "answers", c->dns.addresses, c->dns.address_count);
	}
	if (c->connection.seen) {
		part = node_object(n, "connection");
		node_moment(part, "t", c->connection.at);
		node_bool(part, "answered", c->connection.answered);
		node_bool(part, "refused", c->connection.refused);
	}
	if (!c->request.seen)
		return;
	part = node_object(n, "request");
	node_moment(part, "t", c->request.at);
	node_moment(part, "done", c->request.done_at);
	node_text(part, "method", c->request.method);
	node_text(part, "url", c->request.url);
	if (c->request.version != 0)
		node_text(part, "http", arena_format(node_arena(n), "%u.%u", c->request.version / 10,
			c->request.version % 10));
	node_text(part, "ua", c->request.user_agent);
	if (c->request.no_user_agent)
		node_bool(part, "no_ua", true);
	if (c->request.status != 0)
		node_number(part, "status", c->request.status);
	if (c->request.bytes >= 0)
		node_number(part, "bytes", c->request.bytes);
	node_bool(part, "by_proxy", c->request.by_proxy);
}

static void put_object(struct node *n, const struct contact *c)
{
	struct node *o = node_object(n, "object");

	node_bool(o, "known", c->object.known);
	node_text(o, "kind", c->object.kind);
	node_text(o, "what", c->object.what);
	node_text(o, "ca", c->object.ca);
	node_text(o, "env", c->object.environment);
	node_text(o, "state_at_event", c->object.state);
	if (c->object.shard != 0)
		node_number(o, "shard", c->object.shard);
	node_text(o, "serial", c->object.serial);
	node_text(o, "issuer_name_hash", c->object.issuer_name_hash);
	node_text(o, "issuer_key_hash", c->object.issuer_key_hash);
	if (c->object.claimed)
		node_bool(o, "claimed", true);
}

static void put_claimed(struct node *n, const struct contact *c)
{
	struct node *o;

	if (!c->claimed.any)
		return;
	o = node_object(n, "claimed");
	node_text(o, "text", c->claimed.text);
	node_bool(o, "other", c->claimed.other);
	node_text(o, "sha256", c->claimed.sha256);
	node_text(o, "sha1", c->claimed.sha1);
	if (c->claimed.bytes >= 0)
		node_number(o, "bytes", c->claimed.bytes);
	node_text(o, "type", c->claimed.type);
	node_text(o, "is", c->claimed.is);
	node_text(o, "status", c->claimed.status);
	node_text(o, "serial", c->claimed.serial);
	node_text(o, "issuer_name_hash", c->claimed.issuer_name_hash);
	node_text(o, "issuer_key_hash", c->claimed.issuer_key_hash);
	node_time(o, "revoked", c->claimed.revoked_at);
	node_text(o, "reason", c->claimed.reason);
	node_time(o, "this_update", c->claimed.this_update);
	node_time(o, "next_update", c->claimed.next_update);
}

static void put_content(struct node *n, const struct contact *c)
{
	struct node *o = node_object(n, "content");

	node_text(o, "state", content_word(c->content.state));
	node_text(o, "what", c->content.what);
	node_text(o, "signer", c->content.signer);
	node_time(o, "this_update", c->content.this_update);
	node_time(o, "next_update", c->content.next_update);
	node_text(o, "sha256", c->content.sha256);
	if (c->content.bytes > 0)
		node_number(o, "bytes", c->content.bytes);
	put_claimed(o, c);
}

static void put_flags(struct node *n, const struct contact *c)
{
	struct node *list = node_array(n, "flags");

	for (size_t i = 0; i < c->flag_count; i++) {
		struct node *f = node_object(list, NULL);

		node_text(f, "id", c->flags[i].word);
		node_text(f, "severity", severity_word(c->flags[i].severity));
		node_text(f, "text", c->flags[i].text);
		node_text(f, "remedy", c->flags[i].remedy);
	}
}

static void put_cert(struct node *n, const struct cause_cert *c)
{
	struct node *o;

	if (c == NULL)
		return;
	o = node_object(n, "cert");
	node_text(o, "issuer", c->issuer);
	node_text(o, "subject", c->subject);
	node_text(o, "serial", c->serial);
	node_text(o, "fingerprint", c->sha256);
	node_text(o, "source", c->source);
}

static void put_evidence(struct node *n, const struct candidate *k)
{
	struct node *list = node_array(n, "evidence");

	for (size_t i = 0; i < k->evidence_count; i++) {
		struct node *e = node_object(list, NULL);

		node_text(e, "id", k->evidence[i].word);
		node_number(e, "points", k->evidence[i].points);
		node_text(e, "text", k->evidence[i].text);
	}
}

static void put_candidate(struct node *list, size_t rank, const struct candidate *k)
{
	struct node *n = node_object(list, NULL);

	node_number(n, "rank", (int64_t)rank);
	node_text(n, "grade", grade_word(k->grade));
	node_number(n, "points", k->points);
	node_text(n, "name", k->name);
	put_endpoint(n, "server", "port", &k->server);
	put_endpoint(n, "client", "client_port", &k->client);
	node_bool(n, "inbound", k->inbound);
	node_moment(n, "t", k->at);
	node_decimal(n, "dt", (double)k->before / SIGHT_SECOND);
	node_text(n, "tls", k->tls);
	node_bool(n, "resumed", k->resumed);
	node_bool(n, "hidden", k->hidden);
	put_process(n, k->process, NULL, k->pid);
	node_number(n, "input", k->input);
	node_number(n, "place", (int64_t)k->place);
	put_cert(n, k->cert);
	put_evidence(n, k);
}

static void put_causes(struct node *n, const struct contact *c)
{
	struct node *list;

	node_text(n, "grade", grade_word(c->grade));
	if (c->as != NULL)
		node_number(n, "as", c->as->n);
	list = node_array(n, "candidates");
	for (size_t i = 0; i < c->candidate_count; i++)
		put_candidate(list, i + 1, &c->candidates[i]);
	node_number(n, "more_candidates", (int64_t)c->more_candidates);
	node_number(n, "dropped", (int64_t)c->dropped);
	node_text(n, "dropped_why", c->dropped_why);
	if (c->chance >= 0)
		node_decimal(n, "chance", c->chance);
	put_texts(n, "reasons_unexplained", c->reasons, c->reason_count);
}

void why_data_contact(struct node *n, const struct contact *c)
{
	struct node *o;

	node_number(n, "n", c->n);
	node_moment(n, "t", c->at);
	put_endpoint(n, "client", "client_port", &c->client);
	node_text(n, "client_name", c->client_name);
	node_text(n, "client_mac", c->client_mac);
	put_endpoint(n, "server", "port", &c->server);
	node_text(n, "host", c->host);
	put_process(n, c->process, c->user, c->pid);
	put_seen(n, c);
	put_object(n, c);
	if (c->fetcher.name != NULL) {
		o = node_object(n, "fetcher");
		node_text(o, "name", c->fetcher.name);
		node_text(o, "confidence", c->fetcher.mark);
		put_texts(o, "reasons", c->fetcher.reasons, c->fetcher.reason_count);
	}
	put_content(n, c);
	put_flags(n, c);
	node_bool(n, "suspicious", c->suspicious);
	put_causes(n, c);
	node_number(n, "input", c->input);
	node_number(n, "place", (int64_t)c->place);
}

static void put_count(struct node *n, const char *key, uint64_t count, bool always)
{
	if (always || count != 0)
		node_number(n, key, count > INT64_MAX ? INT64_MAX : (int64_t)count);
}

void why_data_inputs(struct node *root, const struct why_report *r)
{
	struct node *list = node_array(root, "input");

	for (size_t k = 0; k < r->input_count; k++) {
		const struct input_report *i = &r->inputs[k];
		struct node *n = node_object(list, NULL);

		node_text(n, "path", i->name);
		node_text(n, "format", i->format);
		node_moment(n, "first", i->first);
		node_moment(n, "last", i->last);
		put_count(n, "packets", i->packets, false);
		put_count(n, "lines", i->lines, false);
		put_count(n, "records", i->records, false);
		put_count(n, "bytes", i->bytes, true);
		put_count(n, "skipped", i->malformed + i->too_long, true);
		put_count(n, "malformed", i->malformed, false);
		put_count(n, "too_long", i->too_long, false);
		put_count(n, "connections", i->flows, false);
		put_count(n, "connections_dropped", i->flows_dropped, false);
		put_count(n, "bytes_dropped", i->bytes_dropped, false);
		put_count(n, "gaps", i->gaps, false);
		put_count(n, "clipped", i->clipped, false);
		put_count(n, "lost", i->lost, false);
		if (i->secrets)
			node_bool(n, "secrets", true);
		node_text(n, "broken", i->broken);
		node_text(n, "note", i->note);
	}
}

void why_data_asked(struct node *root, const struct why_report *r)
{
	struct node *list;

	if (r->asked_count == 0)
		return;
	list = node_array(root, "asked");
	for (size_t i = 0; i < r->asked_count; i++) {
		const struct why_asked *k = &r->asked[i];
		struct node *n = node_object(list, NULL);

		node_text(n, "name", k->name);
		put_endpoint(n, "server", "port", &k->server);
		node_text(n, "offer", k->offer);
		node_text(n, "reach", k->reach);
		node_text(n, "detail", k->detail);
		node_text(n, "serial", k->serial);
		node_text(n, "issuer", k->issuer);
		node_time(n, "not_before", k->not_before);
		node_time(n, "not_after", k->not_after);
	}
}
