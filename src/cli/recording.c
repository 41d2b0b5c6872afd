#include "cli/recording.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/inputs.h"
#include "cli/opt.h"

/* Options of the judging groups that say how to get or show something, which a
 * replay neither needs nor repeats. */
static const char *const unkept[] = { "jobs", "timeout", "cache", "no-cache", "refresh", "host",
	"file", "connect", "sni", "all-addresses", "write-chain", "pass-file", "resume" };
/* Options whose value tells where the user sits; the manifest has them as the
 * report shows them. */
static const char *const telling[] = { "via", "proxy", "allow-private" };
#define IN(list, word) is_in(list, sizeof list / sizeof *list, word)

static bool is_in(const char *const *list, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

static bool in_group(const struct opt *o, const char *group)
{
	return strcmp(o->group, group) == 0;
}

/* Options that say how a report looks, not what it says. */
static bool is_about_report(const struct opt *o)
{
	return in_group(o, "Report") || in_group(o, "General") || strcmp(o->name, "replay") == 0 ||
		strcmp(o->name, "write-chain") == 0 || strcmp(o->name, "sandbox") == 0;
}

bool recording_allowed(const struct settings *s, struct err *e)
{
	if (s->redact && s->record == NULL)
		return err_set(e, ERR_USAGE, "--redact: goes with --record");
	if (s->replay == NULL)
		return true;
	if (s->operands.count != 0)
		return err_set(e, ERR_USAGE, "--replay: the bundle names its targets; '%s' cannot be "
			"given beside it", str_safe_text(s->arena, s->operands.list[0]));
	for (size_t i = 0; i < s->given_count; i++)
		if (!is_about_report(s->given[i].opt))
			return err_set(e, ERR_USAGE, "--replay: judges as it was recorded; --%s cannot "
				"be given beside it", s->given[i].opt->name);
	return true;
}

/* --- leaving out ------------------------------------------------------- */

static const char *new_name(struct recording *r)
{
	return arena_format(r->settings->arena, "file-%u", ++r->names);
}

static void rename_text(struct texts *t, const char *old, const char *new)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->list[i] == old)
			t->list[i] = new;
}

static void rename_given(const struct given *list, size_t count, const char *old, const char *new)
{
	/* Ours: inputs_read made the list. */
	struct given *mine = (struct given *)(uintptr_t)list;

	for (size_t i = 0; i < count; i++)
		if (mine[i].path == old)
			mine[i].path = new;
}

static bool names_file(const struct given_option *g)
{
	const char *argument = g->opt->argument;

	return argument != NULL && (strstr(argument, "FILE") != NULL || strstr(argument, "DIR") != NULL) &&
		strcmp(g->value, "system") != 0 && strcmp(g->value, "none") != 0;
}

static void rename_files(struct recording *r, struct check_inputs *inputs)
{
	struct settings *s = r->settings;

	for (size_t i = 0; i < s->given_count; i++) {
		const char *old = s->given[i].value, *new;

		if (!names_file(&s->given[i]) || IN(unkept, s->given[i].opt->name) ||
		    in_group(s->given[i].opt, "Recording"))
			continue;
		new = s->given[i].value = new_name(r);
		rename_text(&s->trust, old, new);
		rename_text(&s->untrusted, old, new);
		rename_text(&s->crls, old, new);
		rename_text(&s->ocsps, old, new);
		s->catalog = s->catalog == old ? new : s->catalog;
		s->ct_logs = s->ct_logs == old ? new : s->ct_logs;
		rename_given(inputs->untrusted, inputs->untrusted_count, old, new);
		rename_given(inputs->crls, inputs->crl_count, old, new);
		rename_given(inputs->ocsps, inputs->ocsp_count, old, new);
	}
}

static void hide_relaxed(struct settings *s)
{
	for (size_t i = 0; i < s->relaxed.count; i++)
		for (size_t k = 0; k < sizeof telling / sizeof *telling; k++)
			if (str_starts(s->relaxed.list[i], telling[k]))
				s->relaxed.list[i] = arena_format(s->arena, "%s=" REDACTED, telling[k]);
}

/* The names that may stand in a text of the network code or of the disk. */
static void collect_secrets(struct recording *r)
{
	struct settings *s = r->settings;
	struct texts secrets = { 0 };
	const char *home = getenv("HOME"), *cache = cache_directory(s), *proxy[] = { s->net.proxy,
		getenv("http_proxy"), getenv("https_proxy"), getenv("HTTPS_PROXY"), getenv("all_proxy"),
		getenv("ALL_PROXY") };
	char *host = arena_take(s->arena, 256);

	if (gethostname(host, 255) == 0 && strcmp(host, "localhost") != 0)
		texts_put(&secrets, s->arena, host);
	for (size_t i = 0; i < s->given_count; i++)
		if (names_file(&s->given[i]))
			texts_put(&secrets, s->arena, s->given[i].value);
	for (size_t i = 0; i < sizeof proxy / sizeof *proxy; i++)
		if (proxy[i] != NULL) {
			const char *at = strstr(proxy[i], "://");

			texts_put(&secrets, s->arena, proxy[i]);
			texts_put(&secrets, s->arena, at == NULL ? proxy[i] : at + 3);
		}
	if (cache != NULL)
		texts_put(&secrets, s->arena, cache);
	if (home != NULL && strlen(home) > 1)
		texts_put(&secrets, s->arena, home);
	if (s->net.via_http != NULL)
		texts_put(&secrets, s->arena, s->net.via_http);
	if (s->net.via_tls != NULL)
		texts_put(&secrets, s->arena, s->net.via_tls);
	r->secrets = (struct redact){ secrets.list, secrets.count };
}

static void redact_target(struct recording *r, struct target *t)
{
	struct arena *a = r->settings->arena;
	const char *names[] = { t->input };
	const struct redact here = { names, 1 };

	if (t->kind == TARGET_HOST || strcmp(t->input, "-") == 0)
		return;
	if (t->problem != NULL)
		t->problem = redact_text(&r->secrets, a, redact_text(&here, a, t->problem));
	/* It may name files beside the one that was meant. */
	t->remedy = NULL;
	t->input = new_name(r);
	if (t->path != NULL)
		t->path = t->input;
}

/* --- recording --------------------------------------------------------- */

bool recording_open(struct recording *r, struct settings *s, struct check_inputs *inputs,
	struct source **top, struct err *e)
{
	*r = (struct recording){ .settings = s };
	if (s->record == NULL)
		return true;
	r->record = record_new(s->record, e);
	if (r->record == NULL)
		return err_wrap(e, "--record");
	if (s->redact) {
		collect_secrets(r);
		rename_files(r, inputs);
		hide_relaxed(s);
		r->redacting = redact_new(&r->secrets, *top);
		*top = r->redacting;
	}
	return true;
}

/* The files given under one option, in the order of the command line. */
static void put_files(struct recording *r, const char *option, const struct given *list,
	size_t count)
{
	struct manifest *m = record_manifest(r->record);
	struct arena *a = r->settings->arena;
	size_t next = 0;

	for (size_t i = 0; i < m->option_count && next < count; i++) {
		struct manifest_file *f;

		if (strcmp(m->options[i].name, option) != 0)
			continue;
		f = arena_more(a, &m->files, m->file_count, &m->file_space, sizeof *f);
		*f = (struct manifest_file){ record_body(r->record,
			arena_format(a, "%s/%zu", option, next), list[next].body), list[next].path, i };
		m->file_count++;
		next++;
	}
}

/* Of an option that is given twice the last holds, and BODY is its file. */
static void put_file(struct recording *r, const char *option, const char *name, struct blob *body)
{
	const struct given file = { name, body };

	if (body != NULL)
		put_files(r, option, &file, 1);
}

void recording_begin(struct recording *r, const struct report_info *report,
	const struct check_inputs *inputs, int64_t at)
{
	struct settings *s = r->settings;
	struct manifest *m;

	if (r->record == NULL)
		return;
	m = record_manifest(r->record);
	m->version = report->version;
	m->openssl = report->openssl;
	m->curl = report->curl;
	m->sandbox = report->sandbox;
	m->at = at;
	m->seed = inputs->nonce_seed.size == 0 ? NULL : view_hex(s->arena, inputs->nonce_seed);
	m->redacted = s->redact;
	m->relaxed = s->relaxed.list;
	m->relaxed_count = s->relaxed.count;
	for (size_t i = 0; i < s->given_count; i++) {
		const struct opt *o = s->given[i].opt;
		struct manifest_option *slot;

		if (is_about_report(o) || in_group(o, "Recording") || IN(unkept, o->name) ||
		    IN(telling, o->name))
			continue;
		slot = arena_more(s->arena, &m->options, m->option_count, &m->option_space,
			sizeof *slot);
		*slot = (struct manifest_option){ o->name, s->given[i].value };
		m->option_count++;
	}
	m->catalog = report->catalog;
	put_files(r, "untrusted", inputs->untrusted, inputs->untrusted_count);
	put_files(r, "crl", inputs->crls, inputs->crl_count);
	put_files(r, "ocsp", inputs->ocsps, inputs->ocsp_count);
	put_file(r, "ct-logs", s->ct_logs, s->ct_logs_body);
	put_file(r, "catalog", s->catalog, s->catalog_body);
}

void recording_target(struct recording *r, size_t index, struct target *t)
{
	static const char *const kinds[] = { "host", "file", "bad" };
	struct arena *a = r->settings->arena;
	struct manifest_target *m;

	if (r->record == NULL)
		return;
	if (r->redacting != NULL)
		redact_target(r, t);
	m = record_target(r->record, index);
	m->input = t->input;
	m->kind = kinds[t->kind];
	m->host = t->kind == TARGET_HOST ? t->host : NULL;
	m->port = t->kind == TARGET_HOST ? t->port : 0;
	m->address = t->kind == TARGET_HOST ? t->address : NULL;
	m->url = t->kind == TARGET_HOST ? t->tls_url : NULL;
	m->path = t->kind == TARGET_FILE ? t->path : NULL;
	m->problem = t->problem == NULL ? NULL : arena_text(a, t->problem);
	m->remedy = t->remedy == NULL ? NULL : arena_text(a, t->remedy);
	m->has_body = t->kind == TARGET_FILE && t->body != NULL;
	if (m->has_body) {
		struct manifest_ref ref = record_body(r->record,
			arena_format(a, "target/%zu", index), t->body);

		record_target(r->record, index)->body = ref;
	}
}

void recording_supplied(struct recording *r, size_t index, const struct want *w,
	const struct outcome *o)
{
	if (r->record != NULL)
		record_answer(r->record, index, w, o);
}

void recording_finished(struct recording *r, size_t index, const struct check *c)
{
	if (r->record == NULL)
		return;
	record_target(r->record, index)->stopped = check_stopped(c);
	r->finished = index + 1;
}

bool recording_close(struct recording *r, struct err *e)
{
	return r->record == NULL || record_finish(r->record, r->finished, e) ||
		err_wrap(e, "--record");
}

void recording_free(struct recording *r)
{
	source_free(r->redacting);
	record_free(r->record);
	r->redacting = NULL;
	r->record = NULL;
}
