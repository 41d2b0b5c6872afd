/* Questions that a log tells by several lines, or by none alone: packed, so that
 * they may wait as lines do. */
#include <string.h>

#include "observe/log_parts.h"

#define NAME_MOST ((size_t)255)

/* The payload; name and addresses follow it. */
struct packed {
	int64_t at, answered_at;
	struct endpoint client;
	unsigned type;
	int rcode;
	bool blocked, tcp;
	size_t name_size, address_count;
};

static void packed_see(struct log_run *run, void *state)
{
	struct endpoint addresses[LOG_LIST_MAX];
	struct packed p;
	struct sight_dns d;
	struct sighting s;

	(void)state;
	memcpy(&p, run->line.data, sizeof p);
	memcpy(addresses, run->line.data + sizeof p + p.name_size, p.address_count * sizeof *addresses);
	sighting_init(&s, SIGHT_DNS);
	sight_dns_init(&d);
	s.dns = &d;
	s.at = p.at;
	s.client = p.client;
	d.answered_at = p.answered_at;
	d.type = p.type;
	d.rcode = p.rcode;
	d.blocked = p.blocked;
	d.tcp = p.tcp;
	d.name = view_of(run->line.data + sizeof p, p.name_size);
	d.addresses = addresses;
	d.address_count = p.address_count;
	log_see(run, &s);
}

void log_dns_begin(struct log_run *run)
{
	log_rereads(run, packed_see, NULL, 0);
}

static bool wait(struct log_run *run, const struct sighting *s)
{
	const struct sight_dns *d = s->dns;
	struct packed p = { .at = s->at, .answered_at = d->answered_at, .client = s->client, .type = d->type,
		.rcode = d->rcode, .blocked = d->blocked, .tcp = d->tcp, .name_size = d->name.size,
		.address_count = d->address_count };
	uint8_t room[sizeof p + NAME_MOST + LOG_LIST_MAX * sizeof(struct endpoint)];
	struct view line = run->line;
	struct glance g;
	bool taken;

	glance_init(&g, GLANCE_QUESTION);
	g.at = s->at;
	g.client = s->client;
	g.name = d->name;
	g.type = d->type;
	g.failed = d->blocked || d->rcode > 0;
	g.addresses = d->addresses;
	g.address_count = d->address_count;
	memcpy(room, &p, sizeof p);
	memcpy(room + sizeof p, d->name.data, d->name.size);
	if (d->address_count != 0)
		memcpy(room + sizeof p + p.name_size, d->addresses, d->address_count * sizeof *d->addresses);
	run->line = view_of(room, sizeof p + p.name_size + p.address_count * sizeof *d->addresses);
	taken = log_glance(run, &g);
	run->line = line;
	return taken;
}

void log_dns_see(struct log_run *run, struct sighting *s)
{
	const struct sight_dns *d = s->dns;
	bool simple = d->name.size != 0 && d->name.size <= NAME_MOST && d->address_count <= LOG_LIST_MAX &&
		s->client_name.size == 0 && !s->client_mac_known;

	if (!simple || !wait(run, s))
		log_see(run, s);
}
