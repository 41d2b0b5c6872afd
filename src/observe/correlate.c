#include "observe/correlate.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/correlate_run.h"

#define WINDOW (30 * SECOND)
#define CONTACTS 10000
#define CANDIDATES 131072
#define CERTS 65536

bool machines_wanted(const struct correlate *k, const struct party *client, const struct endpoint *server)
{
	struct party other = { .at = server };

	/* Names and hardware addresses are settled at the end. */
	return k->o.client_count == 0 || client->mac_known || client->at->size == 0 ||
		party_wanted(k, client) || party_wanted(k, &other);
}

void correlate_note_time(struct correlate *k, int64_t at)
{
	if (at == SIGHT_NEVER)
		return;
	k->first = k->first == SIGHT_NEVER || at < k->first ? at : k->first;
	k->last = k->last == SIGHT_NEVER || at > k->last ? at : k->last;
}

static struct known_extra *extra_new(struct correlate *k)
{
	if (k->extra_count >= k->o.max_certs) {
		k->candidates_dropped++;
		return NULL;
	}
	if (k->extra_count == k->extra_space) {
		k->extra_space = k->extra_space == 0 ? 64 : k->extra_space * 2;
		k->extras = mem_resize(k->extras, k->extra_space, sizeof *k->extras);
	}
	k->extras[k->extra_count] = (struct known_extra){ 0 };
	return &k->extras[k->extra_count++];
}

/* A certificate that a program was shown, as the system recorded: it is known by its
 * names as those are that the analyst gives, and by its task. */
static void take_recorded(struct correlate *k, const struct sighting *s)
{
	struct known_extra *e = extra_new(k);
	size_t ignored = 0;

	if (e == NULL)
		return;
	e->cert = keep_cert(k, s->cert, sighting_scope(s), "recorded");
	known_cert_hold(e->cert);
	if (strcmp(e->cert->source, "recorded") == 0)
		e->cert->source = "log";
	e->source = "log";
	e->task = keep_name(s->process.task, TEXT_MAX_BYTES, &ignored);
}

/* What it takes of the arena counts; a live capture may go on in another one. */
static void take_counted(struct correlate *k, const struct sighting *s)
{
	const struct arena *old = k->arena;
	size_t before = old == NULL ? 0 : arena_size(old), more;

	take_piece(k, s);
	if (k->arena == NULL)
		return;
	more = arena_size(k->arena) - (k->arena == old ? before : 0);
	k->pieces_held += more;
	if (k->home != NULL)
		k->home->held += more;
}

static void see(struct sight_sink *sink, const struct sighting *given)
{
	struct correlate *k = (struct correlate *)(void *)sink;
	struct sighting copy = *given;
	const struct sighting *s = &copy;
	struct party client = { .at = &s->client, .mac = s->client_mac, .mac_known = s->client_mac_known,
		.scope = sighting_scope(s) };

	copy.at = time_sane(copy.at);
	copy.opened_at = time_sane(copy.opened_at);
	k->sightings += !k->rereading;
	correlate_note_time(k, s->at);
	if (s->client_mac_known && s->client.size != 0)
		keep_machine(k, s->client_mac, &s->client);
	keep_process(k, s);
	keep_task(k, s);
	if (s->kind == SIGHT_CERT && s->cert != NULL) {
		if (s->process.task.size != 0)
			take_recorded(k, s);
		else
			keep_cert(k, s->cert, sighting_scope(s), s->cert->der.size != 0 ? "capture" : "log");
		return;
	}
	if (s->kind == SIGHT_FILE && s->file != NULL) {
		keep_file(k, s);
		return;
	}
	if (!machines_wanted(k, &client, &s->server))
		return;
	take_counted(k, s);
	keep_candidate(k, s);
}

static bool glance(struct sight_sink *sink, const struct glance *g)
{
	return keep_unread((struct correlate *)(void *)sink, g);
}

struct correlate *correlate_new(struct arena *arena, const struct correlate_options *options)
{
	struct correlate *k = mem_take(1, sizeof *k);

	k->sink = (struct sight_sink){ see, glance };
	k->arena = arena;
	k->o = *options;
	k->o.window = k->o.window > 0 ? k->o.window : WINDOW;
	k->o.max_contacts = k->o.max_contacts != 0 ? k->o.max_contacts : CONTACTS;
	k->o.max_candidates = k->o.max_candidates != 0 ? k->o.max_candidates : CANDIDATES;
	k->o.max_certs = k->o.max_certs != 0 ? k->o.max_certs : CERTS;
	k->o.clients = arena_copy(arena, options->clients, options->client_count * sizeof *options->clients);
	k->first = k->last = SIGHT_NEVER;
	return k;
}

struct sight_sink *correlate_sink(struct correlate *k)
{
	return &k->sink;
}

void correlate_know(struct correlate *k, const struct sight_cert *cert, const char *source)
{
	struct known_extra *e = extra_new(k);

	if (e == NULL)
		return;
	e->source = strcmp(source, "ct") == 0 ? "ct" : strcmp(source, "confirmed") == 0 ? "confirmed" : "given";
	e->cert = keep_cert(k, cert, UINT32_MAX, e->source);
	known_cert_hold(e->cert);
}

/* --- the result --------------------------------------------------------------------- */

static int by_time(const void *a, const void *b)
{
	const struct making *x = *(struct making *const *)a, *y = *(struct making *const *)b;
	uint64_t px = x->c->place, py = y->c->place;
	int names = strcmp(x->c->host, y->c->host);

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (names != 0)
		return names;
	if (x->c->input != y->c->input)
		return x->c->input < y->c->input ? -1 : 1;
	return px < py ? -1 : px > py;
}

void run_put_confirm(struct run *r)
{
	struct correlate *k = r->k;
	size_t space = 0;

	k->confirm = NULL;
	k->confirm_count = 0;
	for (size_t i = 0; i < r->count; i++)
		for (size_t n = 0; r->all[i]->c->grade <= GRADE_POSSIBLE && n < r->all[i]->c->candidate_count; n++) {
			const struct candidate *cand = &r->all[i]->c->candidates[n];
			struct confirm_target *t;
			bool there = cand->name == NULL || cand->server.size == 0 || cand->server.port == 0 ||
				cand->inbound || cand->elsewhere;

			for (size_t j = 0; !there && j < k->confirm_count; j++)
				there = endpoint_equal(&k->confirm[j].server, &cand->server) &&
					strcmp(k->confirm[j].name, cand->name) == 0;
			if (there || k->confirm_count >= 100)
				continue;
			t = arena_more(r->a, &k->confirm, k->confirm_count, &space, sizeof *t);
			*t = (struct confirm_target){ cand->name, cand->server, cand->at };
			k->confirm_count++;
		}
}

static void hand_over(struct run *r)
{
	const struct contact **all = arena_array(r->a, r->count + 1, sizeof(struct contact *));

	for (size_t i = 0; i < r->count; i++) {
		struct making *m = r->all[i];

		contact_flags_put(r, m);
		m->c->flags = m->flags;
		m->c->flag_count = m->flag_count;
		m->c->reasons = m->reasons;
		m->c->reason_count = m->reason_count;
		all[i] = m->c;
	}
	r->out->all = all;
	r->out->count = r->count;
}

static void each_cause(struct run *r)
{
	causes_index(r);
	causes_index_shown(r);
	causes_index_names(r);
	for (size_t i = 0; i < r->count; i++) {
		if (told_long_ago(r->k, r->all[i]))
			continue;
		r->scratch = arena_new();
		causes_gather(r, r->all[i]);
		for (size_t n = 0; n < r->all[i]->verdict_count; n++)
			cause_weigh(r, r->all[i], &r->all[i]->verdicts[n]);
		causes_grade(r, r->all[i]);
		r->all[i]->verdicts = NULL;
		arena_free(r->scratch);
	}
}

void run_work(struct run *r)
{
	struct correlate *k = r->k;
	uint64_t dropped = k->contacts_dropped;

	pieces_settle(k);
	r->out = arena_take(r->a, sizeof *r->out);
	contacts_merge(r);
	files_index(r);
	for (size_t i = 0; i < r->count; i++) {
		contact_describe(r, r->all[i]);
		if (!k->live)
			interest_add_making(k, r->all[i]);
	}
	unread_settle(k);
	if (r->count != 0)
		qsort(r->all, r->count, sizeof(struct making *), by_time);
	for (size_t i = 0; i < r->count; i++)
		r->all[i]->c->n = (unsigned)i + 1;
	contacts_series(r);
	each_cause(r);
	contacts_bursts(r);
	for (size_t i = 0; i < r->count; i++)
		if (!told_long_ago(k, r->all[i]))
			causes_reasons(r, r->all[i]);
	hand_over(r);
	r->out->contacts_dropped = k->contacts_dropped;
	k->contacts_dropped = dropped;  /* what merging found too much is found again */
	r->out->candidates_dropped = k->candidates_dropped;
	r->out->files_dropped += k->files.dropped;
	r->out->sightings = k->sightings;
	r->out->first = k->first;
	r->out->last = k->last;
}

void run_free(struct run *r)
{
	free(r->refs);
	free(r->shown);
	free(r->first_keys);
	free(r->first_times);
}

const struct contacts *correlate_result(struct correlate *k)
{
	struct run r = { .k = k, .a = k->arena };

	run_work(&r);
	run_put_confirm(&r);
	run_free(&r);
	return r.out;
}

size_t correlate_confirm(struct correlate *k, size_t max, struct confirm_target **out)
{
	*out = k->confirm;
	return k->confirm_count < max ? k->confirm_count : max;
}

void correlate_free(struct correlate *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < k->extra_count; i++) {
		known_cert_drop(k, k->extras[i].cert);
		free(k->extras[i].task);
	}
	free(k->extras);
	keep_unread_free(k);
	keep_candidates_free(k);
	free(k->interest.slots);
	keep_names_free(k);
	keep_process_free(k);
	keep_files_free(k);
	pieces_free(k);
	keep_certs_free(k);
	free(k->own);
	free(k->visits);
	free(k);
}
