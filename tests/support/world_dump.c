/* A judgement as text, to be compared. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/when.h"
#include "check/check_doc.h"
#include "doc/writer.h"
#include "world_run.h"

static void put_reasons(struct str *s, const enum word *reasons, size_t count)
{
	for (size_t i = 0; i < count; i++)
		str_put_format(s, " %s", word_text(reasons[i]));
	str_put(s, "\n");
}

static void put_link(struct str *s, const struct link *l)
{
	str_put_format(s, "  link %u %u %s until %" PRId64 " revoked %" PRId64 " %d\n", l->subject,
		l->issuer, status_word(l->status), l->fresh_until, l->revoked_at, l->reason);
	for (size_t i = 0; i < l->answer_count; i++) {
		const struct link_answer *a = &l->answers[i];

		str_put_format(s, "   %s %s %u %s\n", answer_method_word(a->method),
			status_word(a->status), a->evidence,
			a->why < WORD_COUNT ? word_text(a->why) : "-");
	}
}

static void put_path(struct str *s, const struct judged_path *p)
{
	str_put_format(s, " path %s%s%s:", verdict_word(p->verdict),
		p->path->anchored ? "" : " branch", p->as_served ? " served" : "");
	for (size_t i = 0; i < p->path->count; i++)
		str_put_format(s, " %u", p->path->certs[i]);
	put_reasons(s, p->reasons, p->reason_count);
	for (size_t i = 0; i < p->link_count; i++)
		put_link(s, &p->links[i]);
}

static void put_findings(struct str *s, const struct findings *all)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct finding *f = &all->list[i];

		str_put_format(s, " %s %s %s %u: %s / %s\n", severity_word(f->severity),
			word_text(f->word), about_word(f->about), f->id,
			f->detail ? f->detail : "", f->remedy ? f->remedy : "");
	}
}

static void put_facts(struct str *s, const struct facts *facts)
{
	for (uint32_t id = 0; id < graph_size(facts->graph); id++) {
		const struct node_cert *node = graph_get(facts->graph, id);

		str_put_format(s, " cert %u %s by %s origins %u%s\n", id, node->cert->subject_text,
			node->cert->issuer_text, node->origins, node->anchor ? " anchor" : "");
		for (size_t i = 0; i < node->url_count; i++)
			str_put_format(s, "  %s\n", node->urls[i]);
	}
	for (size_t i = 0; i < facts->evidence->count; i++) {
		const struct evidence *e = facts->evidence->list[i];

		str_put_format(s, " evidence %u %s %s %s %zu bytes%s%s\n", e->id,
			evidence_kind_word(e->kind), e->url ? e->url : "-", reach_word(e->reach),
			blob_view(e->body).size, e->malformed ? " malformed: " : "",
			e->malformed ? e->malformed : "");
	}
}

void dump_check(struct str *s, struct check *c)
{
	const struct judgement *j = check_judgement(c);

	str_put_format(s, "verdict %s:", verdict_word(j->verdict));
	put_reasons(s, j->reasons, j->reason_count);
	if (j->has_served) {
		str_put_format(s, "served %s:", verdict_word(j->served));
		put_reasons(s, j->served_reasons, j->served_reason_count);
	}
	str_put_format(s, "best %zu usable until %" PRId64 "\n", j->best, j->usable_until);
	put_facts(s, check_facts(c));
	for (size_t i = 0; i < j->path_count; i++)
		put_path(s, &j->paths[i]);
	put_findings(s, &j->findings);
}

void dump_json(struct str *s, struct check *c)
{
	const struct report_info info = { .schema = "lencr.check/1", .version = "0" };
	const struct writer_options options = { .utf8 = true };
	struct err err = { 0 };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct writer *w = out ? writer_new("json", out, &options, &err) : NULL;
	struct arena *arena = arena_new();
	struct doc *doc = doc_new(arena);

	if (w == NULL)
		abort();
	check_doc_item(doc, c, &info, NULL, 0);
	writer_begin(w, NULL);
	writer_item(w, doc);
	if (!writer_end(w, NULL, &err) || fclose(out) != 0)
		abort();
	str_put_view(s, view_of(text, size));
	writer_free(w);
	arena_free(arena);
	free(text);
}
