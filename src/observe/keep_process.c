/* Which process had a connection, as events of the system tell: by the four
 * numbers of the connection, or by its number in the input. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/correlate_parts.h"

#define PROCESSES 16384

static uint64_t tuple_key(const struct endpoint *client, const struct endpoint *server)
{
	uint64_t h;

	if (client->size == 0 || client->port == 0 || server->size == 0)
		return 0;
	h = hash_bytes(client->port, client->address, client->size);
	return hash_bytes(h ^ server->port, server->address, server->size) | 1;
}

static uint64_t number_key(uint64_t scope, uint64_t connection)
{
	return connection == 0 ? 0 : hash_bytes(scope + 17, &connection, sizeof connection) | 1;
}

static void put(struct correlate *k, uint64_t key, const struct sighting *s)
{
	struct process_fact *p = &k->processes[(key >> 1) % PROCESSES];
	size_t ignored = 0;

	if (key == 0)
		return;
	free(p->name);
	free(p->user);
	*p = (struct process_fact){ .key = key, .pid = s->process.pid,
		.name = keep_text(s->process.name, TEXT_MAX_BYTES, &ignored),
		.user = keep_text(s->process.user, TEXT_MAX_BYTES, &ignored) };
}

void keep_process(struct correlate *k, const struct sighting *s)
{
	if (s->process.pid < 0 && s->process.name.size == 0)
		return;
	if (k->processes == NULL)
		k->processes = mem_take(PROCESSES, sizeof *k->processes);
	put(k, tuple_key(&s->client, &s->server), s);
	put(k, number_key(sighting_scope(s), s->connection), s);
}

const struct process_fact *process_of(const struct correlate *k, const struct endpoint *client,
	const struct endpoint *server, uint64_t scope, uint64_t connection)
{
	uint64_t keys[2] = { number_key(scope, connection), tuple_key(client, server) };

	for (size_t i = 0; k->processes != NULL && i < 2; i++) {
		const struct process_fact *p = &k->processes[(keys[i] >> 1) % PROCESSES];

		if (keys[i] != 0 && p->key == keys[i])
			return p;
	}
	return NULL;
}

void keep_process_free(struct correlate *k)
{
	for (size_t i = 0; k->processes != NULL && i < PROCESSES; i++) {
		free(k->processes[i].name);
		free(k->processes[i].user);
	}
	free(k->processes);
}
