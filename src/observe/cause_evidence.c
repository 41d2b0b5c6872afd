/* Evidence for and against one candidate, but for certificates: time, nesting,
 * process, form of the handshake. */
#include <string.h>

#include "base/str.h"
#include "observe/correlate_run.h"

void cause_add(struct run *r, struct verdict *v, enum evidence_word word, int points, const char *text)
{
	struct cause_evidence *e = arena_more(r->scratch, &v->evidence, v->count, &v->space, sizeof *e);

	*e = (struct cause_evidence){ .word = evidence_info(word)->word, .points = points, .text = text };
	v->count++;
	v->points += points;
}

void cause_add_plain(struct run *r, struct verdict *v, enum evidence_word word)
{
	cause_add(r, v, word, evidence_info(word)->points, evidence_info(word)->title);
}

/* --- time ------------------------------------------------------------------------------ */

static void weigh_time(struct run *r, const struct making *m, struct verdict *v)
{
	int64_t before = m->at - v->cand->at;
	int points = before <= 3 * SECOND / 10 ? 20 : before <= SECOND ? 12 : before <= 5 * SECOND ? 6 : 2;

	cause_add(r, v, EVIDENCE_BEFORE, points, arena_format(r->scratch, "It began %lld.%03lld s earlier",
		(long long)(before / SECOND), (long long)(before % SECOND / 1000)));
	/* Of others' visits not all were read (keep_unread.c). */
	if (!v->elsewhere && first_visit(r, v->cand))
		cause_add_plain(r, v, EVIDENCE_FIRST_VISIT);
}

/* --- the gap of the handshake ------------------------------------------------------------ */

static void weigh_gap(struct run *r, const struct making *m, struct verdict *v)
{
	const struct cand *c = v->cand;

	/* The server's part has to be over before the client can act on it. */
	if (v->inbound || c->resumed || c->flight_at == SIGHT_NEVER || c->flight_at > m->at)
		return;
	if (c->finished_at == SIGHT_NEVER) {
		if (!(c->established_known && c->established))
			cause_add_plain(r, v, EVIDENCE_UNFINISHED);
		return;
	}
	if (c->finished_at >= m->done_at) {
		v->nested = true;
		cause_add(r, v, EVIDENCE_NESTED, evidence_info(EVIDENCE_NESTED)->points,
			arena_format(r->scratch, "The fetch lies inside the gap of its handshake (%lld ms)",
			(long long)((c->finished_at - c->flight_at) / 1000)));
	} else if (c->data_known && c->client_data_at != SIGHT_NEVER && c->finished_at <= m->at &&
	    c->client_data_at >= m->done_at) {
		cause_add_plain(r, v, EVIDENCE_STALLED);
	}
}

/* --- process ----------------------------------------------------------------------------------- */

/* Services that fetch for others: who they are says nothing. */
static bool service(const char *process)
{
	static const char *const names[] = { "svchost", "lsass", "trustd", "cryptsvc", "systemd-resolve",
		"dnsmasq", "unbound" };

	for (size_t i = 0; process != NULL && i < sizeof names / sizeof *names; i++) {
		size_t size = strlen(names[i]);

		for (const char *at = process; *at != '\0'; at++) {
			size_t n = 0;

			while (n < size && str_lower(at[n]) == names[i][n])
				n++;
			if (n == size)
				return true;
		}
	}
	return false;
}

static void weigh_process(struct run *r, const struct making *m, struct verdict *v)
{
	const struct cand *c = v->cand;
	const struct process_fact *f = process_of(r->k, &c->client, &c->server, c->scope, c->connection,
		c->at);
	const char *own = m->c->process;
	bool for_others = m->http != NULL && m->http->fetched->fetcher.fetches_for_others;

	v->process = c->process != NULL ? c->process : f == NULL ? NULL : f->name;
	v->pid = c->pid >= 0 ? c->pid : f == NULL ? -1 : f->pid;
	if (v->inbound || (m->c->pid < 0 && own == NULL) || (v->pid < 0 && v->process == NULL))
		return;
	if (m->c->pid >= 0 && v->pid >= 0 && m->scope == c->scope ? m->c->pid == v->pid :
	    own != NULL && v->process != NULL && m->c->pid == v->pid && str_same(own, v->process)) {
		v->same_process = true;
		cause_add_plain(r, v, EVIDENCE_SAME_PROCESS);
	} else if (!service(own) && !service(v->process) && !for_others) {
		cause_add_plain(r, v, EVIDENCE_OTHER_PROCESS);
	}
}

/* --- form ------------------------------------------------------------------------------------------ */

static bool host_of_ca(const char *name)
{
	static const char *const starts[] = { "ocsp.", "crl.", "acme-", "cacerts." };

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (str_starts(name, starts[i]))
			return true;
	return false;
}

static void weigh_form(struct run *r, const struct making *m, struct verdict *v)
{
	const struct cand *c = v->cand;

	if (c->hello && c->grease && m->http != NULL && m->http->fetched->fetcher.no_grease)
		cause_add_plain(r, v, EVIDENCE_FAMILY_DIFFERS);
	if (c->asked)
		cause_add_plain(r, v, EVIDENCE_NAME_ASKED);
	if (c->resumed)
		cause_add_plain(r, v, EVIDENCE_RESUMED);
	if (c->ech)
		cause_add_plain(r, v, EVIDENCE_OUTER_NAME);
	if (c->tunnel)
		cause_add_plain(r, v, EVIDENCE_BY_PROXY);
	if (v->inbound)
		cause_add_plain(r, v, EVIDENCE_INBOUND);
	if (c->name != NULL && host_of_ca(c->name))
		cause_add_plain(r, v, EVIDENCE_CA_HOST);
	if (m->bulk)
		cause_add_plain(r, v, EVIDENCE_IN_SERIES);
}

/* The recorded certificate of a task has its say: what does not belong to the object was
 * fetched for another one. */
static void weigh_task_cert(struct run *r, const struct making *m, struct verdict *v)
{
	const struct known_cert *c = cert_of_task(r, v->task);
	enum fit fit = c == NULL ? FIT_UNKNOWN : cert_fit(r, m, c, true);

	if (c == NULL || v->cert != NULL)
		return;
	v->cert = c;
	v->cert_source = "log";
	if (fit == FIT_SERIAL || fit == FIT_CERTID) {
		cause_add_plain(r, v, EVIDENCE_RECORDED_FITS);
	} else if (fit_excludes(fit) && !object_is_shared(m)) {
		cause_add_plain(r, v, EVIDENCE_KNOWN_OTHER);
		v->exact = v->lists = v->matches = false;
	}
}

static void weigh_task(struct run *r, const struct making *m, struct verdict *v)
{
	v->task_several = v->task->several;
	v->exact = v->lists = !v->task_several;
	v->matches = v->task_several;
	v->cert_source = "task";
	if (v->name == NULL)
		v->name = v->task->subject;
	cause_add_plain(r, v, EVIDENCE_SAME_TASK);
	weigh_task_cert(r, m, v);
	if (v->cand == NULL) {
		v->process = v->task->process;
		v->pid = v->task->pid;
	}
}

static uint64_t site_of(const struct verdict *v)
{
	const struct cand *c = v->cand;
	uint64_t h = v->cert == NULL ? 0 : hash_bytes(1, v->cert->id, 32);

	if (v->name != NULL)
		return hash_bytes(h, v->name, strlen(v->name));
	if (c == NULL || c->server.size == 0)
		return h ^ (uint64_t)(uintptr_t)v;
	return hash_bytes(h ^ c->server.port, c->server.address, c->server.size);
}

/* The common name of the certificate that the server presented, or its first name where it
 * has none; NULL: none that a host can have. */
static const char *presented_name(struct run *r, const struct cand *c)
{
	const char *subject = c->cert_count == 0 ? NULL : c->certs[0]->subject, *name = subject;
	size_t size;

	if (subject != NULL && strchr(subject, '=') != NULL) {
		while (name != NULL && !str_starts(name, "CN="))
			name = strchr(name, ',') == NULL ? NULL : strchr(name, ',') + 1 +
				strspn(strchr(name, ',') + 1, " ");
		name = name == NULL ? NULL : name + 3;
	}
	size = name == NULL ? 0 : strspn(name,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._*");
	if (size == 0 || (name[size] != '\0' && name[size] != ',') || memchr(name, '.', size) == NULL)
		return NULL;
	return arena_textn(r->scratch, name, size);
}

static void weigh_name(struct run *r, struct verdict *v)
{
	if (v->name != NULL || v->inbound)
		return;
	v->name = presented_name(r, v->cand);
	if (v->name != NULL)
		cause_add_plain(r, v, EVIDENCE_NAME_OF_CERT);
}

void cause_weigh(struct run *r, struct making *m, struct verdict *v)
{
	v->pid = -1;
	if (v->cand != NULL) {
		v->name = v->cand->name != NULL ? v->cand->name : v->inbound ? NULL :
			address_name_of(r->k, &v->cand->server);
		if (v->elsewhere) {
			cause_weigh_elsewhere(r, m, v);
			weigh_time(r, m, v);
			v->site = site_of(v);
			return;
		}
		cause_weigh_certs(r, m, v);
		if (v->dropped && v->task == NULL)
			return;
		weigh_gap(r, m, v);
		weigh_time(r, m, v);
		weigh_process(r, m, v);
		weigh_form(r, m, v);
		weigh_name(r, v);
	}
	if (v->task != NULL) {
		v->dropped = false;
		weigh_task(r, m, v);
	}
	v->site = site_of(v);
}
