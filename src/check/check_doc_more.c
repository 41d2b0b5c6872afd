/* What -v adds: every path, and all evidence with times and URLs. */
#include <inttypes.h>
#include <string.h>

#include "base/when.h"
#include "check/check_doc_parts.h"

void report_put_all_paths(struct doc *d, const struct report *r)
{
	const struct judgement *j = r->judgement;

	for (size_t i = 0; i < j->path_count; i++) {
		const struct judged_path *p = &j->paths[i];
		struct line *l;

		page_blank(d, 1);
		l = page_line(d, 1, 4);
		line_format(l, TONE_STRONG, "path %zu  ", i);
		line_put(l, report_tone(p->verdict), report_capitals(r, verdict_word(p->verdict)));
		line_format(l, TONE_PLAIN, "%s%s", p->as_served ? "  as served" : "",
			i == j->best ? "  the best" : "");
		for (size_t w = 0; w < p->reason_count; w++)
			line_format(l, TONE_PLAIN, "%s%s", w == 0 ? "  " : ", ",
				word_text(p->reasons[w]));
		report_put_tree(d, r, p, 1);
	}
}

static bool names(char *const *urls, size_t count, const char *url)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(urls[i], url) == 0)
			return true;
	return false;
}

/* What the certificate C would have URL fetched for, or NULL. */
static const char *purpose_of(const struct cert *c, const char *url)
{
	if (names(c->issuer_urls, c->issuer_url_count, url))
		return "issuer of";
	for (size_t p = 0; p < c->point_count; p++)
		if (names(c->points[p].urls, c->points[p].url_count, url))
			return "CRL for";
	return names(c->ocsp_urls, c->ocsp_url_count, url) ? "OCSP answer about" : NULL;
}

static void put_not_fetched(struct doc *d, const struct report *r, const char *url)
{
	struct line *l = page_line(d, 0, 6);

	line_format(l, TONE_PLAIN, "  %s", url);
	for (uint32_t id = 0; id < graph_size(r->facts->graph); id++) {
		const char *purpose = purpose_of(graph_cert(r->facts->graph, id), url);

		if (purpose != NULL) {
			line_format(l, TONE_DIM, "  %s %s", purpose, report_name(r, id));
			return;
		}
	}
}

void report_put_not_fetched(struct doc *d, const struct report *r)
{
	const struct evidence_list *all = r->facts->evidence;
	bool any = false;

	for (size_t i = 0; r->facts->policy->no_fetch && i < all->count; i++) {
		const struct evidence *e = all->list[i];

		if (e->reach != REACH_NOT_ASKED || e->url == NULL)
			continue;
		if (!any) {
			page_blank(d, 0);
			page_heading(d, 0, "would be fetched");
		}
		any = true;
		put_not_fetched(d, r, e->url);
	}
}

static void put_when(struct line *l, const struct report *r, const char *label, int64_t when)
{
	if (when != WHEN_NONE && when != 0)
		line_format(l, TONE_DIM, ", %s %s", label, when_text(r->arena, when));
}

static bool was_asked(const struct evidence *e)
{
	return e->reach != REACH_OFFLINE && e->reach != REACH_NOT_ASKED && e->reach != REACH_BUDGET;
}

static void put_evidence(struct doc *d, const struct report *r, const struct evidence *e)
{
	struct line *l = page_line(d, 1, 6);

	line_format(l, TONE_PLAIN, "  %" PRIu32 "  %s  ", e->id, evidence_kind_word(e->kind));
	line_put(l, TONE_PLAIN, e->url != NULL ? e->url : e->path != NULL ? e->path : "(presented)");
	line_put(l, TONE_PLAIN, "  ");
	line_put(l, e->reach == REACH_OK ? TONE_GOOD : TONE_WARN, reach_word(e->reach));
	if (e->http_status != 0)
		line_format(l, TONE_PLAIN, " %d", e->http_status);
	if (e->detail != NULL && was_asked(e))
		line_format(l, TONE_PLAIN, ": %s", report_told(r, e->detail).text == NULL ?
			e->detail : report_told(r, e->detail).text);
	if (e->malformed != NULL)
		line_format(l, TONE_BAD, ", malformed: %s", e->malformed);
	if (e->body != NULL)
		line_format(l, TONE_DIM, ", %zu bytes from %s", blob_view(e->body).size,
			came_from_word(e->from));
	if (e->crl != NULL) {
		put_when(l, r, "of", e->crl->this_update);
		put_when(l, r, "next", e->crl->next_update);
		line_format(l, TONE_DIM, ", %" PRIu64 " entries", e->crl->entry_count);
	}
	if (e->ocsp != NULL && e->ocsp->single_count != 0) {
		put_when(l, r, "of", e->ocsp->singles[0].this_update);
		put_when(l, r, "next", e->ocsp->singles[0].next_update);
	}
	if (was_asked(e) && e->kind != EVIDENCE_ANCHOR)
		put_when(l, r, "answered", e->answered_at);
}

void report_put_all_evidence(struct doc *d, const struct report *r)
{
	const struct evidence_list *all = r->facts->evidence;
	const struct handshake *h = r->handshake;

	if (h != NULL) {
		struct line *l;

		page_blank(d, 1);
		l = page_line(d, 1, 4);
		line_format(l, TONE_PLAIN, "%s with %s%s%s; %zu certificates presented%s",
			h->protocol == NULL ? "TLS" : h->protocol,
			h->cipher == NULL ? "an unknown cipher" : h->cipher,
			h->address == NULL ? "" : " from ", h->address == NULL ? "" : h->address,
			h->cert_count, h->staple_count == 0 ? "" : ", with a stapled response");
	}
	if (all->count == 0)
		return;
	page_blank(d, 1);
	page_heading(d, 1, "evidence");
	for (size_t i = 0; i < all->count; i++)
		put_evidence(d, r, all->list[i]);
}
