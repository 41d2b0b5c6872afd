/* Questions that a log tells by several lines, or by none alone: packed, so that
 * they may wait as lines do. */
#include <string.h>

#include "observe/log_parts.h"

#define NAME_MOST ((size_t)255)

/* What a packed question begins with; the client's address, the name, and size and
 * octets of each address follow. */
struct packed {
	int64_t at, answered_at;
	uint16_t type;
	int16_t rcode;
	uint8_t client_size, name_size, address_count;
	bool blocked, tcp;
};

void log_question_init(struct log_question *q)
{
	*q = (struct log_question){ .at = SIGHT_NEVER, .answered_at = SIGHT_NEVER, .rcode = -1 };
}

static void see(struct log_run *run, const struct log_question *q)
{
	struct sight_dns d;
	struct sighting s;

	sighting_init(&s, SIGHT_DNS);
	sight_dns_init(&d);
	s.dns = &d;
	s.at = q->at;
	s.client = q->client;
	s.client_name = q->client_name;
	d.answered_at = q->answered_at;
	d.type = q->type;
	d.rcode = q->rcode;
	d.blocked = q->blocked;
	d.tcp = q->tcp;
	d.name = q->name;
	d.addresses = q->addresses;
	d.address_count = q->address_count;
	d.aliases = q->aliases;
	d.alias_count = q->alias_count;
	log_see(run, &s);
}

static void packed_see(struct log_run *run, void *state)
{
	struct endpoint addresses[LOG_LIST_MAX];
	const uint8_t *at = run->line.data;
	struct log_question q;
	struct packed p;

	(void)state;
	memcpy(&p, at, sizeof p);
	at += sizeof p;
	log_question_init(&q);
	q.at = p.at;
	q.answered_at = p.answered_at;
	q.type = p.type;
	q.rcode = p.rcode;
	q.blocked = p.blocked;
	q.tcp = p.tcp;
	endpoint_of(&q.client, at, p.client_size, 0);
	at += p.client_size;
	q.name = view_of(at, p.name_size);
	at += p.name_size;
	for (size_t i = 0; i < p.address_count; i++) {
		endpoint_of(&addresses[i], at + 1, *at, 0);
		at += 1 + *at;
	}
	q.addresses = addresses;
	q.address_count = p.address_count;
	see(run, &q);
}

void log_dns_begin(struct log_run *run)
{
	log_rereads(run, packed_see, NULL, 0);
}

static size_t pack(const struct log_question *q, uint8_t *out)
{
	struct packed p = { .at = q->at, .answered_at = q->answered_at, .type = (uint16_t)q->type,
		.rcode = (int16_t)q->rcode, .client_size = q->client.size, .name_size = (uint8_t)q->name.size,
		.address_count = (uint8_t)q->address_count, .blocked = q->blocked, .tcp = q->tcp };
	uint8_t *at = out + sizeof p;

	memcpy(out, &p, sizeof p);
	memcpy(at, q->client.address, sizeof q->client.address);
	at += p.client_size;
	memcpy(at, q->name.data, p.name_size);
	at += p.name_size;
	for (size_t i = 0; i < q->address_count; i++) {
		*at++ = q->addresses[i].size;
		memcpy(at, q->addresses[i].address, sizeof q->addresses[i].address);
		at += q->addresses[i].size;
	}
	return (size_t)(at - out);
}

static bool wait(struct log_run *run, const struct log_question *q)
{
	uint8_t room[sizeof(struct packed) + NAME_MOST + (LOG_LIST_MAX + 1) * (1 + sizeof q->client.address)];
	struct view line = run->line;
	struct glance g;
	bool taken;

	glance_init(&g, GLANCE_QUESTION);
	g.at = q->at;
	g.client = q->client;
	g.name = q->name;
	g.type = q->type;
	g.failed = q->blocked || q->rcode > 0;
	g.addresses = q->addresses;
	g.address_count = q->address_count;
	run->line = view_of(room, pack(q, room));
	taken = log_glance(run, &g);
	run->line = line;
	return taken;
}

void log_dns_see(struct log_run *run, const struct log_question *q)
{
	bool simple = q->client.size != 0 && q->name.size != 0 && q->name.size <= NAME_MOST &&
		q->address_count <= LOG_LIST_MAX && q->type <= UINT16_MAX && q->rcode <= INT16_MAX;

	if (!simple || !wait(run, q))
		see(run, q);
}
