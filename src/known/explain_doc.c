/* What has been found out, as a document. The only file that knows its form. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "doc/glyph.h"
#include "known/explain_parts.h"

#define SHOWN_INPUT 160 /* octets of the thing in its first line */

const char *explain_outcome_word(enum explain_outcome o)
{
	static const char *const words[] = { "explained", "foreign", "imitation" };

	return words[o];
}

static void put_ca(struct node *root, const struct explained *e)
{
	struct node *ca;

	if (e->ca == NULL && e->ca_label == NULL)
		return;
	ca = node_object(root, "ca");
	node_bool(ca, "known", e->ca != NULL);
	node_text(ca, "label", e->ca_label);
	if (e->ca == NULL)
		return;
	node_text(ca, "name", catalog_name(e->arena, e->ca));
	node_text(ca, "catalog_id", e->ca->id);
	node_time(ca, "not_before", e->ca->not_before);
	node_time(ca, "not_after", e->ca->not_after);
}

static void put_lists(struct node *root, const struct explained *e)
{
	struct node *list;

	if (e->fact_count != 0) {
		list = node_array(root, "facts");
		for (size_t i = 0; i < e->fact_count; i++) {
			struct node *fact = node_object(list, NULL);

			node_text(fact, "label", e->facts[i].label);
			node_text(fact, "text", e->facts[i].text);
		}
	}
	list = node_array(root, "odd");
	for (size_t i = 0; i < e->odd_count; i++) {
		struct node *odd = node_object(list, NULL);

		node_text(odd, "word", e->odds[i].word);
		node_text(odd, "severity", severity_word(e->odds[i].severity));
		node_text(odd, "text", e->odds[i].text);
	}
	list = node_array(root, "notes");
	for (size_t i = 0; i < e->note_count; i++)
		node_text(list, NULL, e->notes[i]);
}

static void put_data(struct node *root, const struct explained *e)
{
	node_outside(root, "input", e->input);
	node_text(root, "outcome", explain_outcome_word(e->outcome));
	node_text(root, "kind", e->kind);
	node_text(root, "what", e->what);
	node_time(root, "at", e->options->at);
	node_text(root, "environment", e->environment);
	put_ca(root, e);
	node_text(root, "state", e->state);
	node_text(root, "state_text", e->state_text);
	node_text(root, "host", e->host);
	node_text(root, "url", e->url);
	if (e->shard != 0)
		node_number(root, "shard", e->shard);
	node_text(root, "serial", e->serial);
	node_text(root, "cache_name", e->cache_name);
	node_text(root, "hash_algorithm", e->hash_algorithm);
	node_text(root, "issuer_name_hash", e->name_hash);
	node_text(root, "issuer_key_hash", e->key_hash);
	node_time(root, "not_before", e->not_before);
	node_time(root, "not_after", e->not_after);
	node_time(root, "this_update", e->this_update);
	node_time(root, "next_update", e->next_update);
	node_text(root, "fetched_by", e->fetched_by);
	node_text(root, "how_often", e->how_often);
	node_text(root, "if_blocked", e->if_blocked);
	node_text(root, "meaning", e->meaning);
	node_text(root, "remedy", e->remedy);
	node_text(root, "reference", e->reference);
	put_lists(root, e);
}

#define LABEL_COLUMNS 9u

/* What the page says, before the width of its labels is known. */
struct remark { int level; enum tone tone; const char *label, *text; };
struct remarks { struct explained *e; struct remark *list; size_t count, space; unsigned width; };

static void remark(struct remarks *r, int level, enum tone tone, const char *label,
	const char *text)
{
	struct remark *slot;
	unsigned width;

	if (text == NULL)
		return;
	slot = arena_more(r->e->arena, &r->list, r->count, &r->space, sizeof *slot);
	*slot = (struct remark){ level, tone, tell(r->e, label), text };
	width = glyph_width(slot->label, SIZE_MAX);
	if (width > r->width)
		r->width = width;
	r->count++;
}

static void remark_time(struct remarks *r, const char *label, int64_t at)
{
	if (at != WHEN_NONE)
		remark(r, 0, TONE_DIM, label, when_text(r->e->arena, at));
}

static void remark_ca(struct remarks *r)
{
	struct explained *e = r->e;

	if (e->ca != NULL)
		remark(r, 0, TONE_DIM, N_("CA"), tell_format(e, "%1$s (%2$s to %3$s)",
			catalog_name_in(e->arena, e->ca, e->tongue), when_date(e->arena, e->ca->not_before),
			when_date(e->arena, e->ca->not_after)));
	if (e->environment != NULL && strcmp(e->environment, "staging") == 0)
		remark(r, 0, TONE_DIM, N_("staging"), tell(e, "test certificates that no client trusts: "
			"somebody tries an ACME client"));
}

static void remark_service(struct remarks *r)
{
	struct explained *e = r->e;

	remark(r, 0, TONE_DIM, N_("meaning"), e->meaning);
	remark(r, 0, TONE_DIM, N_("asked by"), e->fetched_by);
	remark(r, 0, TONE_DIM, N_("how often"), e->how_often);
	remark(r, 0, TONE_DIM, N_("blocked"), e->if_blocked);
}

static void remark_all(struct remarks *r)
{
	static const enum tone odd_tones[] = { TONE_DIM, TONE_WARN, TONE_BAD };
	static const char *const severities[] = { N_("note"), N_("warn"), N_("fail") };
	struct explained *e = r->e;

	remark(r, -1, TONE_STRONG, N_("what"), e->what);
	remark_ca(r);
	remark(r, 0, TONE_DIM, N_("state"), e->state_text);
	remark(r, 0, TONE_DIM, N_("serial"), e->serial);
	if (e->url != NULL && !view_is_text(e->input, e->url))
		remark(r, 0, TONE_DIM, N_("URL"), e->url);
	if (e->cache_name != NULL)
		remark(r, 1, TONE_DIM, N_("cache"), tell_format(e, "%s in Windows' CryptnetUrlCache",
			e->cache_name));
	remark_time(r, N_("from"), e->not_before);
	remark_time(r, N_("until"), e->not_after);
	remark_time(r, N_("issued"), e->this_update);
	remark_time(r, N_("next"), e->next_update);
	for (size_t i = 0; i < e->fact_count; i++)
		remark(r, 0, TONE_DIM, e->facts[i].label, e->facts[i].text);
	remark_service(r);
	for (size_t i = 0; i < e->odd_count; i++)
		remark(r, 0, odd_tones[e->odds[i].severity], severities[e->odds[i].severity],
			arena_format(e->arena, "%s [%s]", e->odds[i].text, e->odds[i].word));
	for (size_t i = 0; i < e->note_count; i++)
		remark(r, 0, TONE_DIM, N_("note"), e->notes[i]);
	remark(r, 0, TONE_GOOD, N_("fix"), e->remedy);
	remark(r, 0, TONE_DIM, N_("source"), e->reference);
}

static void put_page(struct doc *d, struct explained *e)
{
	static const enum tone tones[] = { TONE_GOOD, TONE_DIM, TONE_BAD };
	static const char *const outcomes[] = { N_("explained"), N_("foreign"), N_("imitation") };
	struct remarks r = { .e = e, .width = LABEL_COLUMNS };
	struct line *l = page_line(d, -1, 4);

	line_format(l, TONE_STRONG, "%s%s  ", str_safe(e->arena, view_part(e->input, 0, SHOWN_INPUT)),
		e->input.size > SHOWN_INPUT ? "..." : "");
	line_put(l, tones[e->outcome], tell(e, outcomes[e->outcome]));
	remark_all(&r);
	for (size_t i = 0; i < r.count; i++) {
		int blanks = (int)(r.width - glyph_width(r.list[i].label, SIZE_MAX));

		line_put(page_remark(d, r.list[i].level, r.list[i].tone, arena_format(e->arena, "%s%*s",
			r.list[i].label, blanks, "")), TONE_PLAIN, r.list[i].text);
	}
}

static void run(struct explained *e, struct arena *arena, const struct explain_options *options,
	const struct tongue *tongue, struct view input, explained_find *find, const void *thing)
{
	*e = (struct explained){ .arena = arena, .options = options, .tongue = tongue, .input = input,
		.this_update = WHEN_NONE, .next_update = WHEN_NONE, .not_before = WHEN_NONE,
		.not_after = WHEN_NONE };
	find(e, thing);
}

enum explain_outcome explained_put(struct doc *d, const struct explain_options *options,
	struct view input, explained_find *find, const void *thing)
{
	static const struct tongue english;
	struct explained e;

	run(&e, doc_arena(d), options, &english, input, find, thing);
	put_data(doc_data(d), &e);
	if (options->tongue.language != NULL)
		run(&e, doc_arena(d), options, &options->tongue, input, find, thing);
	put_page(d, &e);
	return e.outcome;
}

void explain_doc_head(struct doc *d, const char *version)
{
	struct node *root = doc_data(d), *tool;

	node_text(root, "schema", "lencr.explain/1");
	tool = node_object(root, "tool");
	node_text(tool, "version", version);
	node_text(tool, "catalog", catalog_date());
	node_array(root, "relaxed");
}

void explain_doc_tail(struct doc *d, const size_t totals[EXPLAIN_OUTCOMES])
{
	struct node *summary = node_object(doc_data(d), "summary");

	for (unsigned i = 0; i < EXPLAIN_OUTCOMES; i++)
		node_number(summary, explain_outcome_word((enum explain_outcome)i), (int64_t)totals[i]);
}
