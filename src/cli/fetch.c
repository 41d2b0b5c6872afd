#include "cli/fetch.h"

#include <string.h>

#include "base/str.h"
#include "cli/command.h"
#include "cli/target_file.h"
#include "x509/pem.h"

#define WAIT_MS 200
#define MOST_OPEN 8
#define MOST_CERTS 100000

bool fetch_is_url(const char *input)
{
	const char *at = strstr(input, "://");

	if (at == NULL || at == input)
		return false;
	for (const char *c = input; c != at; c++)
		if (str_lower(*c) < 'a' || str_lower(*c) > 'z')
			return false;
	return true;
}

static size_t ceiling(const struct settings *s)
{
	return s->policy.most.crl_bytes;
}

static void open_file(struct settings *s, const char *input, struct fetched *out)
{
	struct target *t = arena_take(s->arena, sizeof *t);

	t->input = t->path = input;
	t->kind = TARGET_FILE;
	target_open(t, s, s->arena);
	out->body = t->body;
	out->problem = t->problem;
	out->outcome.reach = t->body != NULL ? REACH_OK : REACH_NOT_FOUND;
	out->outcome.from = FROM_FILE;
}

/* In words, why nothing came. */
static const char *reason(struct settings *s, const struct outcome *o)
{
	if (o->detail != NULL)
		return arena_format(s->arena, "%s: %s", reach_word(o->reach), o->detail);
	if (o->http_status != 0)
		return arena_format(s->arena, "%s %d", reach_word(o->reach), o->http_status);
	return reach_word(o->reach);
}

static void take_one(void *context, size_t index, const struct outcome *o)
{
	(void)index;
	outcome_copy(context, o);
}

bool fetch_one(struct settings *s, struct stack *stack, const char *input, struct fetched *out,
	struct err *e)
{
	*out = (struct fetched){ .input = input };
	if (!fetch_is_url(input)) {
		open_file(s, input, out);
		return true;
	}
	out->url = input;
	if (!fetch_all(s, stack, &input, 1, take_one, &out->outcome, e))
		return false;
	if (out->outcome.body != NULL)
		out->body = blob_keep(s->arena, out->outcome.body);
	else
		out->problem = reason(s, &out->outcome);
	return true;
}

void fetch_clear(struct fetched *f)
{
	outcome_clear(&f->outcome);
}

/* Asks for the next of COUNT that are not asked yet, a few at a time. */
static bool ask_more(struct settings *s, struct source *source, const char *const *urls,
	size_t count, size_t *asked, size_t open, struct err *e)
{
	while (*asked < count && *asked < open + MOST_OPEN) {
		struct want want = { .id = (uint32_t)*asked, .kind = WANT_GET, .why = WHY_CRL,
			.url = urls[*asked], .max_bytes = ceiling(s) };

		if (!source_ask(source, &want, e))
			return false;
		++*asked;
	}
	return true;
}

bool fetch_all(struct settings *s, struct stack *stack, const char *const *urls, size_t count,
	void (*take)(void *context, size_t index, const struct outcome *), void *context, struct err *e)
{
	struct source *source = stack->cached != NULL ? stack->cached : stack->net;
	struct answer *answers = arena_array(s->arena, count, sizeof *answers);
	bool *there = arena_array(s->arena, count, sizeof *there);
	struct answer now;
	size_t asked = 0, given = 0;

	while (given < count) {
		if (stop_signal == 0 && !ask_more(s, source, urls, count, &asked, given, e))
			return false;
		if (stop_signal != 0 && !there[given]) {
			if (given < asked)
				source_drop(source, (uint32_t)given);
			answers[given].outcome = (struct outcome){ .reach = REACH_INTERRUPTED };
			there[given] = true;
		}
		if (!there[given] && source_next(source, WAIT_MS, &now)) {
			answers[now.want_id] = now;
			there[now.want_id] = true;
		}
		while (given < count && there[given]) {
			take(context, given, &answers[given].outcome);
			outcome_clear(&answers[given++].outcome);
		}
	}
	return true;
}

bool fetch_certs(struct settings *s, const char *option, const char *file, struct cert_list *out,
	struct err *e)
{
	struct fetched f = { .input = file };
	struct bundle bundle;
	size_t before = out->count;

	open_file(s, file, &f);
	if (f.body == NULL)
		return err_set(e, ERR_USAGE, "%s: %s", option, f.problem);
	if (!bundle_read(s->arena, blob_view(f.body), MOST_CERTS, &bundle, e)) {
		e->code = ERR_USAGE;
		return err_wrap(e, "%s %s", option, str_safe_text(s->arena, file));
	}
	for (size_t i = 0; i < bundle.cert_count; i++) {
		struct cert *c = cert_read(s->arena, bundle.certs[i], e), **slot;

		if (c == NULL)
			continue;
		slot = arena_more(s->arena, &out->list, out->count, &out->space, sizeof *slot);
		*slot = c;
		out->count++;
	}
	err_clear(e);
	if (out->count == before)
		return err_set(e, ERR_USAGE, "%s %s: no certificate in it", option,
			str_safe_text(s->arena, file));
	return true;
}
