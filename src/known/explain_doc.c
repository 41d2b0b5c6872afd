/* What has been found out, as a document. The only file that knows its form. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "known/explain_parts.h"

#define SHOWN_INPUT 160 /* octets of the thing in its first line */

const char *explain_outcome_word(enum explain_outcome o)
{
	static const char *const words[] = { "explained", "foreign", "imitation" };

	return words[o];
}

void explained_odd(struct explained *e, const char *word, enum severity severity,
	const char *text)
{
	struct odd *o = arena_more(e->arena, &e->odds, e->odd_count, &e->odd_space, sizeof *o);

	*o = (struct odd){ word, severity, text };
	e->odd_count++;
}

void explained_note(struct explained *e, const char *text)
{
	const char **slot = arena_more(e->arena, &e->notes, e->note_count, &e->note_space,
		sizeof *slot);

	*slot = text;
	e->note_count++;
}

void explained_fact(struct explained *e, const char *label, const char *text)
{
	struct fact *f = arena_more(e->arena, &e->facts, e->fact_count, &e->fact_space, sizeof *f);

	*f = (struct fact){ label, text };
	e->fact_count++;
}

void explained_imitation(struct explained *e, const char *word, const char *text)
{
	e->outcome = EXPLAIN_IMITATION;
	explained_odd(e, word, SEVERITY_FAIL, text);
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

/* LABEL in a column of its own, equally wide for all. */
static void remark(struct doc *d, int level, enum tone tone, const char *label, const char *text)
{
	if (text != NULL)
		line_put(page_remark(d, level, tone, arena_format(doc_arena(d), "%-9s", label)),
			TONE_PLAIN, text);
}

static void put_time(struct doc *d, const struct explained *e, const char *label, int64_t at)
{
	if (at != WHEN_NONE)
		remark(d, 0, TONE_DIM, label, when_text(e->arena, at));
}

static void put_page(struct doc *d, const struct explained *e)
{
	static const enum tone tones[] = { TONE_GOOD, TONE_DIM, TONE_BAD };
	static const enum tone odd_tones[] = { TONE_DIM, TONE_WARN, TONE_BAD };
	struct line *l = page_line(d, -1, 4);
	const char *input = str_safe(e->arena, view_part(e->input, 0, SHOWN_INPUT));

	line_format(l, TONE_STRONG, "%s%s  ", input, e->input.size > SHOWN_INPUT ? "..." : "");
	line_put(l, tones[e->outcome], explain_outcome_word(e->outcome));
	remark(d, -1, TONE_STRONG, "what", e->what);
	if (e->ca != NULL)
		remark(d, 0, TONE_DIM, "CA", arena_format(e->arena, "%s (%s to %s)",
			catalog_name(e->arena, e->ca), when_date(e->arena, e->ca->not_before),
			when_date(e->arena, e->ca->not_after)));
	if (e->environment != NULL && strcmp(e->environment, "staging") == 0)
		remark(d, 0, TONE_DIM, "staging", "test certificates that no client trusts: somebody "
			"tries an ACME client");
	remark(d, 0, TONE_DIM, "state", e->state_text);
	remark(d, 0, TONE_DIM, "serial", e->serial);
	if (e->url != NULL && !view_is_text(e->input, e->url))
		remark(d, 0, TONE_DIM, "URL", e->url);
	if (e->cache_name != NULL)
		remark(d, 1, TONE_DIM, "cache", arena_format(e->arena, "%s in Windows' CryptnetUrlCache",
			e->cache_name));
	put_time(d, e, "from", e->not_before);
	put_time(d, e, "until", e->not_after);
	put_time(d, e, "issued", e->this_update);
	put_time(d, e, "next", e->next_update);
	for (size_t i = 0; i < e->fact_count; i++)
		remark(d, 0, TONE_DIM, e->facts[i].label, e->facts[i].text);
	remark(d, 0, TONE_DIM, "meaning", e->meaning);
	remark(d, 0, TONE_DIM, "asked by", e->fetched_by);
	remark(d, 0, TONE_DIM, "how often", e->how_often);
	remark(d, 0, TONE_DIM, "blocked", e->if_blocked);
	for (size_t i = 0; i < e->odd_count; i++)
		remark(d, 0, odd_tones[e->odds[i].severity], severity_word(e->odds[i].severity),
			arena_format(e->arena, "%s [%s]", e->odds[i].text, e->odds[i].word));
	for (size_t i = 0; i < e->note_count; i++)
		remark(d, 0, TONE_DIM, "note", e->notes[i]);
	remark(d, 0, TONE_GOOD, "fix", e->remedy);
	remark(d, 0, TONE_DIM, "source", e->reference);
}

void explained_put(struct doc *d, const struct explained *e)
{
	put_data(doc_data(d), e);
	put_page(d, e);
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
