/* Questions and answers of DNS, matched by who asked whom, id, name and type. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/dns_message.h"
#include "observe/peek.h"
#include "observe/peek_dns.h"

#define BUCKETS 1024            /* a power of two */
#define PATIENCE (60 * SIGHT_SECOND)
#define PORT_MDNS 5353
#define PORT_LLMNR 5355

struct question {
	struct question *next;              /* of the bucket */
	struct question *older, *newer;     /* of all */
	struct peek peek;                   /* whose; swapped so that the client asked */
	struct moment began;
	int64_t asked;                      /* by the steady clock */
	unsigned id, type;
	bool tcp;
	uint32_t hash;
	size_t name_size;
	char name[];
};

struct peek_dns {
	size_t most, count;
	int64_t moment;                     /* of the steady clock; 0 where none runs */
	struct question *oldest, *newest;
	struct question *buckets[BUCKETS];
};

struct peek_dns *peek_dns_new(size_t most)
{
	struct peek_dns *d = mem_take(1, sizeof *d);

	d->most = most;
	return d;
}

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

/* FNV-1a; the ports and id differ for honest questions, and chains are bounded by `most`. */
static uint32_t hash_more(uint32_t h, const void *data, size_t size)
{
	const uint8_t *p = data;

	for (size_t i = 0; i < size; i++)
		h = (h ^ lower(p[i])) * 16777619u;
	return h;
}

static uint32_t hash_of(const struct endpoint *client, const struct dns_message *m)
{
	uint32_t h = hash_more(2166136261u, client->address, client->size);

	h = hash_more(h, &client->port, sizeof client->port);
	h = hash_more(h, &m->id, sizeof m->id);
	h = hash_more(h, &m->type, sizeof m->type);
	return hash_more(h, m->name.text, m->name.size);
}

static const struct endpoint *asker(const struct peek *p)
{
	return p->swapped ? &p->about.server : &p->about.client;
}

static bool same_name(const struct question *q, const struct dns_name *name)
{
	if (q->name_size != name->size)
		return false;
	for (size_t i = 0; i < name->size; i++)
		if (lower((uint8_t)q->name[i]) != lower((uint8_t)name->text[i]))
			return false;
	return true;
}

static struct question *find(struct peek_dns *d, const struct peek *p, const struct dns_message *m, bool tcp)
{
	uint32_t hash = hash_of(asker(p), m);
	struct question *q = d->buckets[hash % BUCKETS];

	while (q != NULL && !(q->hash == hash && q->id == m->id && q->type == m->type && q->tcp == tcp &&
	    endpoint_equal(asker(&q->peek), asker(p)) && endpoint_equal(peek_server(&q->peek), peek_server(p)) &&
	    same_name(q, &m->name)))
		q = q->next;
	return q;
}

static void unlink_question(struct peek_dns *d, struct question *q)
{
	struct question **from = &d->buckets[q->hash % BUCKETS];

	while (*from != q)
		from = &(*from)->next;
	*from = q->next;
	*(q->older == NULL ? &d->oldest : &q->older->newer) = q->newer;
	*(q->newer == NULL ? &d->newest : &q->newer->older) = q->older;
	d->count--;
	*q->peek.about.buffered -= sizeof *q + q->name_size;
}

static void see(struct peek *p, struct moment began, const struct sight_dns *dns)
{
	struct sighting s;

	peek_sighting(p, SIGHT_DNS, began, &s);
	s.dns = dns;
	peek_see(p, &s);
}

/* The oldest question goes without an answer. */
static void give_up_oldest(struct peek_dns *d)
{
	struct question *q = d->oldest;
	struct sight_dns dns;

	unlink_question(d, q);
	sight_dns_init(&dns);
	dns.name = view_of(q->name, q->name_size);
	dns.type = q->type;
	dns.tcp = q->tcp;
	see(&q->peek, q->began, &dns);
	free(q);
}

static void ask(struct peek_dns *d, const struct peek *p, const struct dns_message *m, bool tcp, struct moment at)
{
	struct question *q;

	if (find(d, p, m, tcp) != NULL)
		return; /* asked again: it began before */
	while (d->count != 0 && (d->count >= d->most || d->oldest->began.at < at.at - PATIENCE))
		give_up_oldest(d);
	q = mem_take(1, sizeof *q + m->name.size);
	*q = (struct question){ .peek = *p, .began = at, .asked = d->moment, .id = m->id, .type = m->type, .tcp = tcp,
		.hash = hash_of(asker(p), m), .name_size = m->name.size };
	memcpy(q->name, m->name.text, m->name.size);
	q->next = d->buckets[q->hash % BUCKETS];
	d->buckets[q->hash % BUCKETS] = q;
	q->older = d->newest;
	*(d->newest == NULL ? &d->oldest : &d->newest->newer) = q;
	d->newest = q;
	d->count++;
	*p->about.buffered += sizeof *q + q->name_size;
}

static void answer(struct peek_dns *d, struct peek *p, const struct dns_message *m, bool tcp, struct moment at)
{
	struct question *q = find(d, p, m, tcp);
	struct view aliases[DNS_ALIASES_MAX];
	struct sight_dns dns;

	sight_dns_init(&dns);
	/* the spelling is that of the question where it was seen */
	dns.name = q == NULL ? view_of(m->name.text, m->name.size) : view_of(q->name, q->name_size);
	dns.type = m->type;
	dns.rcode = m->rcode;
	dns.answered_at = at.at;
	dns.addresses = m->addresses;
	dns.address_count = m->address_count;
	for (size_t i = 0; i < m->alias_count; i++)
		aliases[i] = view_of(m->aliases[i].text, m->aliases[i].size);
	dns.aliases = aliases;
	dns.alias_count = m->alias_count;
	dns.tcp = tcp;
	if (q == NULL) {
		see(p, at, &dns);
		return;
	}
	see(&q->peek, q->began, &dns);
	unlink_question(d, q);
	free(q);
}

void peek_dns_message(struct peek_dns *d, struct peek *p, bool from_server, const struct dns_message *m, bool tcp,
	struct moment at)
{
	/* who asks is the client, whoever sent what first was seen */
	p->swapped = m->answer != from_server;
	if (m->answer)
		answer(d, p, m, tcp, at);
	else
		ask(d, p, m, tcp, at);
}

bool peek_dns_datagram(struct peek_dns *d, const struct talk_about *about, bool from_server, struct view v,
	int64_t at, uint64_t place)
{
	unsigned here = about->client.port, there = about->server.port;
	struct peek p = { .about = *about };
	struct dns_message m;
	bool named = here == 53 || there == 53;

	/* From any port one may ask that of DNS, also from these. */
	if (!named && (here == PORT_MDNS || there == PORT_MDNS || here == PORT_LLMNR || there == PORT_LLMNR))
		return false;
	/* elsewhere than on its port only what is DNS to the last octet */
	if (!dns_message_read(v, &m) || (!named && !m.whole))
		return false;
	if (!m.whole && !m.truncated)
		peek_malformed(&p);
	peek_dns_message(d, &p, from_server, &m, false, (struct moment){ at, place });
	return true;
}

void peek_dns_tick(struct peek_dns *d, int64_t steady, int64_t patience)
{
	d->moment = steady;
	while (d->count != 0 && d->oldest->asked < steady - patience)
		give_up_oldest(d);
}

void peek_dns_ended(struct peek_dns *d)
{
	while (d->count != 0)
		give_up_oldest(d);
}

void peek_dns_free(struct peek_dns *d)
{
	if (d == NULL)
		return;
	while (d->oldest != NULL) {
		struct question *q = d->oldest;

		unlink_question(d, q);
		free(q);
	}
	free(d);
}
