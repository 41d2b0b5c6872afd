/* verify_case: verdicts from files alone, for the public suites of test
 * certificates: which of a leaf's paths hold and, with --revocation, what the
 * evidence given says. No network. Exit: that of the verdict; 2: wrong use.
 * Prints the findings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/blob.h"
#include "base/when.h"
#include "known/catalog.h"
#include "verify/judge.h"
#include "x509/pem.h"

#define FILE_MOST ((size_t)64 * 1024 * 1024)
#define CERTS_MOST 10000

struct job {
	struct arena *arena;
	struct graph *graph;
	struct policy policy;
	const char *oids[64];
	int64_t at;
	uint32_t leaf;
	struct evidence_list evidence;
	bool judging; /* --revocation was given */
};

static bool load(struct job *j, const char *file, unsigned origin, bool first)
{
	struct err err = { 0 };
	struct blob *blob = blob_open(file, FILE_MOST, &err);
	struct bundle bundle;

	if (blob == NULL || !bundle_read(j->arena, blob_view(blob_keep(j->arena, blob)),
	    CERTS_MOST, &bundle, &err)) {
		fprintf(stderr, "%s: %s\n", file, err.text);
		return false;
	}
	blob_drop(blob);
	for (size_t i = 0; i < bundle.cert_count && (i == 0 || !first); i++) {
		struct cert *cert = cert_read(j->arena, bundle.certs[i], &err);
		uint32_t id;

		if (cert == NULL) {
			fprintf(stderr, "%s: %s\n", file, err.text);
			if (first)
				return false;
			continue;
		}
		id = graph_put(j->graph, cert, origin, NULL);
		if (first)
			j->leaf = id;
	}
	return true;
}

/* A file that cannot be read is evidence that is malformed. */
static bool load_evidence(struct job *j, enum evidence_kind kind, const char *file)
{
	struct err err = { 0 };
	struct blob *blob = blob_open(file, FILE_MOST, &err);
	struct evidence *e;

	if (blob == NULL) {
		fprintf(stderr, "%s: %s\n", file, err.text);
		return false;
	}
	e = evidence_add(&j->evidence, kind, BROUGHT_GIVEN);
	e->path = file;
	e->reach = REACH_OK;
	e->from = FROM_FILE;
	e->body = blob_keep(j->arena, blob);
	blob_drop(blob);
	evidence_decode(&j->evidence, e);
	return true;
}

static bool take_revocation(struct job *j, const char *word, const char *value)
{
	struct policy *p = &j->policy;
	int64_t ms = 0;

	if (strcmp(word, "--revocation") == 0) {
		j->judging = true;
		p->revocation = strcmp(value, "off") == 0 ? REVOCATION_OFF :
			strcmp(value, "soft") == 0 ? REVOCATION_SOFT :
			strcmp(value, "offered") == 0 ? REVOCATION_OFFERED : REVOCATION_REQUIRE;
	} else if (strcmp(word, "--scope") == 0) {
		p->scope = strcmp(value, "leaf") == 0 ? SCOPE_LEAF : SCOPE_CHAIN;
	} else if (strcmp(word, "--method") == 0) {
		p->method = strcmp(value, "crl") == 0 ? METHOD_CRL :
			strcmp(value, "ocsp") == 0 ? METHOD_OCSP :
			strcmp(value, "both") == 0 ? METHOD_BOTH : METHOD_ANY;
	} else if (strcmp(word, "--max-age") == 0 && when_read_span(value, &ms)) {
		p->max_age = ms / 1000;
	} else {
		return false;
	}
	return true;
}

static bool take_policy(struct job *j, const char *word, const char *value)
{
	struct policy *p = &j->policy;
	bool good = true;

	if (strcmp(word, "--name") == 0)
		policy_set_name(p, value);
	else if (strcmp(word, "--max-depth") == 0)
		p->max_depth = (unsigned)strtoul(value, NULL, 10);
	else if (strcmp(word, "--policy") == 0 && p->policy_count < 64)
		j->oids[p->policy_count++] = value;
	else if (strcmp(word, "--at") == 0)
		good = when_read(value, &j->at);
	else if (strcmp(word, "--purpose") == 0)
		p->purpose = strcmp(value, "server") == 0 ? PURPOSE_SERVER :
			strcmp(value, "client") == 0 ? PURPOSE_CLIENT : PURPOSE_ANY;
	else if (strcmp(word, "--profile") == 0)
		p->profile = strcmp(value, "webpki") == 0 ? PROFILE_WEBPKI :
			strcmp(value, "rfc5280") == 0 ? PROFILE_RFC5280 : PROFILE_AUTO;
	else
		good = false;
	return good;
}

static bool take_flag(struct job *j, const char *word)
{
	if (strcmp(word, "--explicit-policy") == 0)
		j->policy.explicit_policy = true;
	else if (strcmp(word, "--inhibit-any") == 0)
		j->policy.inhibit_any = true;
	else if (strcmp(word, "--inhibit-mapping") == 0)
		j->policy.inhibit_mapping = true;
	else
		return false;
	return true;
}

static bool take_word(struct job *j, char **words, int *i, int count)
{
	const char *word = words[*i], *value;

	if (strncmp(word, "--", 2) != 0)
		return load(j, word, ORIGIN_FILE, true);
	if (take_flag(j, word))
		return true;
	if (++*i >= count)
		return false;
	value = words[*i];
	if (strcmp(word, "--trust") == 0)
		return load(j, value, ORIGIN_STORE, false);
	if (strcmp(word, "--untrusted") == 0)
		return load(j, value, ORIGIN_GIVEN, false);
	if (strcmp(word, "--crl") == 0)
		return load_evidence(j, EVIDENCE_CRL, value);
	if (strcmp(word, "--ocsp") == 0)
		return load_evidence(j, EVIDENCE_OCSP, value);
	return take_revocation(j, word, value) || take_policy(j, word, value);
}

static void print_path(const struct job *j, const struct path *path)
{
	for (size_t i = 0; i < path->count; i++)
		printf("%s%s", i == 0 ? "" : " < ", graph_cert(j->graph, path->certs[i])->short_name);
	if (path->anchored)
		printf(": %s\n", path->valid ? "valid" : "invalid");
	else
		printf(": %s\n", word_text(path->end));
	for (size_t i = 0; i < path->findings.count; i++) {
		const struct finding *f = &path->findings.list[i];

		printf("  %s %s (%s) %s\n", severity_word(f->severity), word_text(f->word),
			graph_cert(j->graph, f->id)->short_name, f->detail == NULL ? "" : f->detail);
	}
}

/* With revocation: the whole judgement. */
static int judge_all(struct job *j, struct paths *paths, struct root_set roots,
	struct findings *found)
{
	struct facts facts = {
		.arena = j->arena, .policy = &j->policy, .at = j->at, .graph = j->graph,
		.evidence = &j->evidence, .leaf = j->leaf, .presented = &j->leaf,
		.presented_count = 1, .fetched_fully = true, .roots = roots, .found = found,
	};
	const struct judgement *judged = judge(&facts, paths);

	printf("%s\n", verdict_word(judged->verdict));
	for (size_t i = 0; i < judged->path_count; i++) {
		const struct judged_path *one = &judged->paths[i];

		printf("path %zu: %s\n", i, verdict_word(one->verdict));
		for (size_t k = 0; k < one->link_count; k++)
			printf("  %s: %s\n", graph_cert(j->graph, one->links[k].subject)->short_name,
				status_word(one->links[k].status));
	}
	for (size_t i = 0; i < judged->findings.count; i++) {
		const struct finding *f = &judged->findings.list[i];

		printf("%s %s (%s %u) %s\n", severity_word(f->severity), word_text(f->word),
			about_word(f->about), (unsigned)f->id, f->detail == NULL ? "" : f->detail);
	}
	return verdict_exit(judged->verdict);
}

static int judge_paths(struct job *j)
{
	struct root_set roots = { 0 };
	struct findings out;
	struct paths *paths;
	int status = 1;

	roots.list = catalog_public_roots(&roots.count);
	findings_init(&out, j->arena);
	paths = paths_find(j->graph, j->leaf, ~0U, &j->policy, &out);
	for (size_t i = 0; i < paths->count; i++) {
		path_validate(j->graph, paths->list[i], &j->policy, &roots, j->at);
		if (paths->list[i]->valid)
			status = 0;
		print_path(j, paths->list[i]);
	}
	if (j->judging)
		return judge_all(j, paths, roots, &out);
	for (size_t i = 0; i < out.count; i++)
		printf("%s %s\n", word_text(out.list[i].word),
			out.list[i].detail == NULL ? "" : out.list[i].detail);
	return status;
}

int main(int argc, char **argv)
{
	struct job j = { .arena = arena_new(), .at = WHEN_NONE, .leaf = NO_CERT };
	int status = 2;

	policy_init(&j.policy);
	j.policy.policies = j.oids;
	j.graph = graph_new(j.arena, &j.policy.most);
	evidence_init(&j.evidence, j.arena);
	for (int i = 1; i < argc; i++)
		if (!take_word(&j, argv, &i, argc))
			goto done;
	if (j.leaf == NO_CERT || j.at == WHEN_NONE)
		fprintf(stderr, "usage: verify_case --at TIME --trust FILE [OPTION…] LEAF\n");
	else
		status = judge_paths(&j);
done:
	arena_free(j.arena);
	return status;
}
