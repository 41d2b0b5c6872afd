/* Remarks about the whole, and the final list of findings. */
#include "verify/judge_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/when.h"

/* Names that no public CA issues for, or that stand in examples
 * (RFC 2606, 6761, 6762, 8375, 9476). */
static bool is_public_name(const char *name)
{
	static const char *const not_public[] = {
		"local", "localhost", "test", "example", "invalid", "internal", "onion", "alt",
		"arpa", "lan", "home", "corp", "localdomain", "example.com", "example.net",
		"example.org",
	};
	size_t size = strlen(name);

	if (strchr(name, '.') == NULL)
		return false;
	for (size_t i = 0; i < sizeof not_public / sizeof *not_public; i++) {
		size_t tail = strlen(not_public[i]);

		if (size >= tail && str_same(name + size - tail, not_public[i]) &&
		    (size == tail || name[size - tail - 1] == '.'))
			return false;
	}
	return true;
}

/* The end of the first branch that reaches a self-signed certificate above
 * the leaf; NO_CERT: none. */
static uint32_t foreign_root(const struct court *c)
{
	for (size_t i = c->complete; i < c->count; i++) {
		const struct path *path = c->list[i].out.path;

		if (path->count > 1 && path->end == WORD_SELF_SIGNED)
			return path->certs[path->count - 1];
	}
	return NO_CERT;
}

static void remark_roots(struct court *c)
{
	const struct facts *f = c->f;
	const struct policy *policy = f->policy;
	uint32_t root = c->complete > 0 ? NO_CERT : foreign_root(c);
	const struct cert *cert;

	if (root != NO_CERT)
		findings_add(&c->j->findings, WORD_ENDS_AT_NEW_ROOT, ABOUT_CERTIFICATE, root, "%s",
			graph_cert(f->graph, root)->short_name);
	if (c->complete > 0)
		root = c->list[0].out.path->certs[c->list[0].out.path->count - 1];
	if (root == NO_CERT || root == f->leaf || !f->is_host || f->roots.count == 0 ||
	    policy->name_kind != NAME_DNS || policy->name == NULL || !is_public_name(policy->name))
		return;
	cert = graph_cert(f->graph, root);
	if (!root_set_has(&f->roots, cert->sha256))
		findings_add(&c->j->findings, WORD_INTERCEPTION_LIKELY, ABOUT_CERTIFICATE, root, "%s",
			cert->short_name);
}

static void remark_expiry(struct court *c)
{
	const struct facts *f = c->f;
	const struct cert *leaf = graph_cert(f->graph, f->leaf);
	int64_t lifetime = cert_lifetime(leaf), left, warn = f->policy->warn_left;

	if (lifetime <= 0 || f->at > leaf->not_after || f->at < leaf->not_before)
		return; /* expired, not valid yet, or times that nobody can read */
	left = leaf->not_after - f->at;
	if (warn <= 0)
		warn = lifetime < 10 * WHEN_DAY ? lifetime / 2 : lifetime / 3;
	if (left < warn)
		findings_add(&c->j->findings, WORD_EXPIRES_SOON, ABOUT_CERTIFICATE, f->leaf,
			"%s left", when_span_text(f->arena, left));
}

void judge_remarks(struct court *c)
{
	remark_roots(c);
	remark_expiry(c);
}

static void add_capped(struct findings *to, const struct findings *from, enum severity most)
{
	for (size_t i = 0; i < from->count; i++) {
		struct finding one = from->list[i];
		struct findings single = { .list = &one, .count = 1 };

		if (one.severity > most)
			one.severity = most;
		findings_add_all(to, &single);
	}
}

/* Why branches ended: what failed when there is no path, a note else. */
static void add_branches(struct court *c)
{
	for (size_t i = c->complete; i < c->count; i++) {
		const struct path *path = c->list[i].out.path;
		uint32_t last = path->certs[path->count - 1];
		struct findings one;

		findings_init(&one, c->f->arena);
		findings_add(&one, path->end, ABOUT_CERTIFICATE, last, NULL);
		add_capped(&c->j->findings, &one,
			c->complete > 0 ? SEVERITY_NOTE : SEVERITY_FAIL);
	}
	if (c->complete == 0)
		findings_add(&c->j->findings, WORD_UNTRUSTED, ABOUT_TARGET, 0, NULL);
}

static int by_weight(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;

	if (a->severity != b->severity)
		return a->severity > b->severity ? -1 : 1;
	if (a->word != b->word)
		return a->word < b->word ? -1 : 1;
	if (a->about != b->about)
		return a->about < b->about ? -1 : 1;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return strcmp(a->detail != NULL ? a->detail : "", b->detail != NULL ? b->detail : "");
}

void judge_findings(struct court *c)
{
	struct judgement *j = c->j;
	enum severity most = j->verdict == VERDICT_GOOD ? SEVERITY_WARN : SEVERITY_FAIL;
	struct findings own = j->findings;

	findings_init(&j->findings, c->f->arena);
	if (c->f->found != NULL)
		add_capped(&j->findings, c->f->found, most);
	for (size_t i = 0; i < c->complete; i++) {
		enum severity here = i == j->best ? most : SEVERITY_NOTE;

		add_capped(&j->findings, &c->list[i].out.path->findings, here);
		add_capped(&j->findings, &c->list[i].says, here);
	}
	if (c->f->leaf != NO_CERT)
		add_branches(c);
	add_capped(&j->findings, &own, most);
	if (j->findings.count > 1)
		qsort(j->findings.list, j->findings.count, sizeof *j->findings.list, by_weight);
}
