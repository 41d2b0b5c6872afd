#include "cli/replay.h"

#include <string.h>

#include "base/str.h"
#include "cli/command.h"
#include "cli/ct_logs.h"
#include "cli/inputs.h"

#define SEED_MAX 64

static bool set_options(struct replay *r, struct err *e)
{
	const struct manifest *m = bundle_manifest(r->bundle);
	struct settings *s = r->settings;

	for (size_t i = 0; i < m->option_count; i++)
		if (!opt_apply(s, CMD_CHECK, m->options[i].name, m->options[i].value, e)) {
			e->code = ERR_INPUT;
			return err_wrap(e, "%s/" MANIFEST_NAME " (of lencr %s)", s->replay,
				str_safe_text(s->arena, m->version));
		}
	s->policy.policies = s->policies.list;
	s->policy.policy_count = s->policies.count;
	s->relaxed = (struct texts){ 0 };
	for (size_t i = 0; i < m->relaxed_count; i++)
		texts_put(&s->relaxed, s->arena, m->relaxed[i]);
	return true;
}

static bool read_files(struct replay *r, const char *option, const struct given **out,
	size_t *count, struct err *e)
{
	const struct manifest *m = bundle_manifest(r->bundle);
	struct arena *a = r->settings->arena;
	struct given *list = arena_array(a, m->file_count, sizeof *list);

	*count = 0;
	for (size_t i = 0; i < m->file_count; i++) {
		const struct manifest_file *f = &m->files[i];

		if (strcmp(m->options[f->option].name, option) != 0)
			continue;
		list[*count].path = f->name;
		list[*count].body = bundle_body(r->bundle, &f->ref, a, e);
		if (list[*count].body == NULL)
			return false;
		(*count)++;
	}
	*out = list;
	return true;
}

static bool read_facts(struct replay *r, struct check_inputs *out, struct err *e)
{
	struct settings *s = r->settings;
	const struct given *list;
	size_t count;

	if (!read_files(r, "catalog", &list, &count, e) ||
	    (count > 0 && !catalog_take(s, list[0].path, list[0].body, e)))
		return false;
	return read_files(r, "ct-logs", &list, &count, e) &&
		(count == 0 || ct_logs_take(s, list[0].path, list[0].body, &out->logs, e));
}

static bool read_inputs(struct replay *r, struct check_inputs *out, struct err *e)
{
	const struct manifest *m = bundle_manifest(r->bundle);

	*out = (struct check_inputs){ 0 };
	if (m->seed != NULL)
		view_from_hex(r->settings->arena, m->seed, SEED_MAX, &out->nonce_seed);
	return read_files(r, "untrusted", &out->untrusted, &out->untrusted_count, e) &&
		read_files(r, "crl", &out->crls, &out->crl_count, e) &&
		read_files(r, "ocsp", &out->ocsps, &out->ocsp_count, e) && read_facts(r, out, e);
}

static void read_targets(struct replay *r)
{
	const struct manifest *m = bundle_manifest(r->bundle);
	struct settings *s = r->settings;
	struct target_list *out = r->targets;

	out->count = out->space = m->target_count;
	out->list = arena_array(s->arena, m->target_count, sizeof *out->list);
	out->policies = arena_array(s->arena, m->target_count, sizeof *out->policies);
	for (size_t i = 0; i < m->target_count; i++) {
		const struct manifest_target *t = &m->targets[i];
		struct policy *p = &out->policies[i];

		out->list[i] = (struct target){ .input = t->input, .host = t->host, .port = t->port,
			.address = t->address, .tls_url = t->url, .path = t->path, .problem = t->problem,
			.remedy = t->remedy,
			.kind = strcmp(t->kind, "host") == 0 ? TARGET_HOST :
				strcmp(t->kind, "file") == 0 ? TARGET_FILE : TARGET_BAD };
		*p = s->policy;
		if (s->name != NULL) {
			policy_set_name(p, s->name);
			p->name_given = true;
		} else if (t->host != NULL) {
			policy_set_name(p, t->host);
		}
	}
}

bool replay_open(struct replay *r, struct settings *s, struct target_list *targets,
	struct check_inputs *inputs, int64_t *at, struct err *e)
{
	/* The recorded run's JSON, unless another form of it is asked for. */
	if (!s->format_given)
		s->format = "json";
	*r = (struct replay){ s, bundle_open(s->replay, e), targets };
	if (r->bundle == NULL)
		return err_wrap(e, "--replay");
	if (!set_options(r, e) || !read_inputs(r, inputs, e))
		return false;
	*at = bundle_manifest(r->bundle)->at;
	read_targets(r);
	if (strcmp(bundle_manifest(r->bundle)->version, LENCR_VERSION) != 0)
		say("--replay: recorded by lencr %s, this is " LENCR_VERSION "; what changed between "
			"them may show", str_safe_text(s->arena, bundle_manifest(r->bundle)->version));
	return true;
}

void replay_report(const struct replay *r, struct report_info *out)
{
	const struct manifest *m = bundle_manifest(r->bundle);

	out->version = m->version;
	out->openssl = m->openssl;
	out->curl = m->curl;
	out->sandbox = m->sandbox;
	out->catalog = m->catalog;
}

/* Answers what was answered. What was open when a target was stopped stays open,
 * so that it is stopped at the same place again. */
static void supply_all(const struct bundle_answers *answers, bool stopped, struct check *c)
{
	struct outcome absent = { .reach = REACH_NOT_FOUND };
	const struct want *w;

	outcome_set_detail(&absent, "not in the bundle");
	while ((w = check_next(c)) != NULL) {
		const struct outcome *o = bundle_answer(answers, w);

		if (o != NULL || !stopped)
			check_supply(c, w->id, o != NULL ? o : &absent);
	}
	outcome_clear(&absent);
	if (!check_finished(c))
		check_stop(c);
}

bool replay_run(struct replay *r, void *context,
	struct check *(*make)(void *context, size_t index, struct arena *),
	void (*finished)(void *context, size_t index, struct check *), struct err *e)
{
	const struct manifest *m = bundle_manifest(r->bundle);

	for (size_t i = 0; i < m->target_count && stop_signal == 0; i++) {
		struct arena *a = arena_new();
		struct bundle_answers answers = { 0 };
		struct target *t = &r->targets->list[i];
		bool fine = bundle_answers_read(r->bundle, i, &answers, e);

		if (fine && m->targets[i].has_body) {
			t->body = bundle_body(r->bundle, &m->targets[i].body, a, e);
			fine = t->body != NULL;
		}
		if (fine) {
			struct check *c = make(context, i, a);

			supply_all(&answers, m->targets[i].stopped, c);
			finished(context, i, c);
		}
		bundle_answers_clear(&answers);
		arena_free(a);
		if (!fine)
			return false;
	}
	return true;
}

void replay_close(struct replay *r)
{
	bundle_free(r->bundle);
	r->bundle = NULL;
}
