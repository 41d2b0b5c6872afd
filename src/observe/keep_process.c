/* Which process had a connection, as events of the system tell: by the four
 * numbers of the connection, or by its number in the input. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/correlate_parts.h"

#define PROCESSES 32768
#define WAYS 4
#define SAME_TIME (SECOND / 10)   /* two clocks for one packet */

static struct process_fact *set_of(const struct correlate *k, uint64_t key)
{
	return key == 0 || k->processes == NULL ? NULL : &k->processes[(key >> 1) % (PROCESSES / WAYS) * WAYS];
}

/* Ports come again, after seconds where many connections are made: each fact has its time. Of a few
 * that share a set the one that was filled longest ago makes room. */
static struct process_fact *place(const struct correlate *k, uint64_t key, int64_t at)
{
	struct process_fact *set = set_of(k, key), *oldest = set;

	for (size_t i = 0; set != NULL && i < WAYS; i++) {
		if (set[i].key == key && (set[i].at == at || at == SIGHT_NEVER || set[i].at == SIGHT_NEVER))
			return &set[i];
		if (set[i].filled < oldest->filled)
			oldest = &set[i];
	}
	return oldest;
}

/* The latest that is not after a connection's beginning; else the first after it, since some records
 * are written late. */
static const struct process_fact *find(const struct correlate *k, uint64_t key, int64_t at)
{
	const struct process_fact *set = set_of(k, key), *best = NULL;

	for (size_t i = 0; set != NULL && i < WAYS; i++) {
		const struct process_fact *p = &set[i];
		bool before = at == SIGHT_NEVER || p->at == SIGHT_NEVER || p->at <= at + SAME_TIME;
		bool best_before = best != NULL && (at == SIGHT_NEVER || best->at <= at + SAME_TIME);

		if (p->key != key)
			continue;
		if (best == NULL || (before && !best_before) ||
		    (before == best_before && (before ? p->at > best->at : p->at < best->at)))
			best = p;
	}
	return best;
}

static void put(struct correlate *k, uint64_t key, const struct sighting *s)
{
	struct process_fact *p = place(k, key, s->at);
	size_t ignored = 0;

	if (p == NULL)
		return;
	free(p->name);
	free(p->user);
	*p = (struct process_fact){ .key = key, .pid = s->process.pid, .at = s->at, .filled = ++k->clock,
		.name = keep_text(s->process.name, TEXT_MAX_BYTES, &ignored),
		.user = keep_text(s->process.user, TEXT_MAX_BYTES, &ignored) };
}

void keep_process(struct correlate *k, const struct sighting *s)
{
	/* That nothing is known of a new connection counts: its numbers may have been another's. */
	if (s->kind != SIGHT_PROCESS && s->process.pid < 0 && s->process.name.size == 0)
		return;
	if (k->processes == NULL)
		k->processes = mem_take(PROCESSES, sizeof *k->processes);
	put(k, ends_key(&s->client, &s->server), s);
	put(k, connection_key(sighting_scope(s), s->connection), s);
}

const struct process_fact *process_of(const struct correlate *k, const struct endpoint *client,
	const struct endpoint *server, uint64_t scope, uint64_t connection, int64_t at)
{
	const struct process_fact *p = find(k, connection_key(scope, connection), at);

	return p != NULL ? p : find(k, ends_key(client, server), at);
}

void keep_process_free(struct correlate *k)
{
	for (size_t i = 0; k->processes != NULL && i < PROCESSES; i++) {
		free(k->processes[i].name);
		free(k->processes[i].user);
	}
	free(k->processes);
}
