/* The result as data: paths and evidence. */
#include "base/digest.h"
#include "base/when.h"
#include "check/check_doc_parts.h"

static void put_link(struct node *list, const struct link *l)
{
	struct node *o = node_object(list, NULL), *answers;

	node_number(o, "certificate", l->subject);
	node_number(o, "issuer", l->issuer);
	node_text(o, "revocation", status_word(l->status));
	answers = node_array(o, "answers");
	for (size_t i = 0; i < l->answer_count; i++) {
		const struct link_answer *a = &l->answers[i];
		struct node *answer = node_object(answers, NULL);

		node_text(answer, "method", answer_method_word(a->method));
		node_text(answer, "status", status_word(a->status));
		if (a->evidence != UINT32_MAX)
			node_number(answer, "evidence", a->evidence);
	}
	node_time(o, "fresh_until", l->fresh_until);
	if (l->status != STATUS_REVOKED)
		return;
	node_time(o, "revoked_at", l->revoked_at);
	if (l->reason >= 0)
		node_text(o, "reason_code", crl_reason_word(l->reason));
}

void report_put_paths(struct node *n, const struct report *r)
{
	struct node *list = node_array(n, "paths");

	for (size_t i = 0; i < r->judgement->path_count; i++) {
		const struct judged_path *p = &r->judgement->paths[i];
		struct node *o = node_object(list, NULL), *certs, *reasons, *links;

		certs = node_array(o, "certificates");
		for (size_t c = 0; c < p->path->count; c++)
			node_number(certs, NULL, p->path->certs[c]);
		if (p->path->anchored)
			node_number(o, "anchor", p->path->certs[p->path->count - 1]);
		node_text(o, "verdict", verdict_word(p->verdict));
		reasons = node_array(o, "reasons");
		for (size_t w = 0; w < p->reason_count; w++)
			node_text(reasons, NULL, word_text(p->reasons[w]));
		links = node_array(o, "links");
		for (size_t l = 0; l < p->link_count; l++)
			put_link(links, &p->links[l]);
	}
}

/* Whether ISSUER itself, not a delegate, is the responder that OCSP names. */
static bool is_responder(const struct ocsp *ocsp, const struct cert *issuer)
{
	uint8_t key[20];

	if (ocsp->by_name)
		return name_equal(ocsp->responder_name, issuer->subject);
	digest_sha1(issuer->key_bits, key);
	return view_equal(ocsp->responder_key, view_of(key, sizeof key));
}

/* The issuer of the first link that took an answer from E: authentic, so its
 * key made it (or for OCSP, a delegate's, which is no certificate of ours). */
static void put_signer(struct node *o, const struct report *r, const struct evidence *e)
{
	for (size_t i = 0; i < r->judgement->path_count; i++) {
		const struct judged_path *p = &r->judgement->paths[i];

		for (size_t l = 0; l < p->link_count; l++)
			for (size_t a = 0; a < p->links[l].answer_count; a++) {
				const struct link_answer *answer = &p->links[l].answers[a];
				uint32_t issuer = p->links[l].issuer;

				if (answer->evidence != e->id || (answer->status != STATUS_GOOD &&
				    answer->status != STATUS_REVOKED))
					continue;
				if (e->ocsp == NULL || is_responder(e->ocsp,
				    graph_cert(r->facts->graph, issuer)))
					node_number(o, "signed_by", issuer);
				return;
			}
	}
}

/* The single response for the certificate that was asked about, else the first. */
static const struct ocsp_single *single_of(const struct report *r, const struct evidence *e)
{
	const struct ocsp *ocsp = e->ocsp;

	if (e->for_cert < graph_size(r->facts->graph))
		for (size_t i = 0; i < ocsp->single_count; i++)
			if (serial_equal(ocsp->singles[i].id.serial,
				graph_cert(r->facts->graph, e->for_cert)->serial))
				return &ocsp->singles[i];
	return ocsp->single_count == 0 ? NULL : &ocsp->singles[0];
}

static void put_content(struct node *o, const struct report *r, const struct evidence *e)
{
	if (e->crl != NULL) {
		node_time(o, "this_update", e->crl->this_update);
		node_time(o, "next_update", e->crl->next_update);
		if (e->crl->has_number)
			node_hex(o, "number", e->crl->number);
		node_number(o, "entries", (int64_t)e->crl->entry_count);
	}
	if (e->ocsp != NULL && single_of(r, e) != NULL) {
		node_time(o, "this_update", single_of(r, e)->this_update);
		node_time(o, "next_update", single_of(r, e)->next_update);
	}
	if (e->crl != NULL || e->ocsp != NULL)
		put_signer(o, r, e);
}

void report_put_evidence(struct node *n, const struct report *r)
{
	struct node *list = node_array(n, "evidence");
	const struct evidence_list *all = r->facts->evidence;

	for (size_t i = 0; i < all->count; i++) {
		const struct evidence *e = all->list[i];
		struct node *o = node_object(list, NULL);

		node_number(o, "id", e->id);
		node_text(o, "kind", evidence_kind_word(e->kind));
		node_text(o, "url", e->url);
		node_text(o, "reach", reach_word(e->reach));
		if (e->body != NULL || e->http_status != 0)
			node_text(o, "came_from", came_from_word(e->from));
		if (e->http_status >= 100 && e->http_status <= 999)
			node_number(o, "http_status", e->http_status);
		if (e->body != NULL) {
			node_number(o, "bytes", (int64_t)blob_view(e->body).size);
			if (r->head == NULL || !r->head->page_only)
				node_hex(o, "sha256", view_of(blob_sha256(e->body), 32));
		}
		put_content(o, r, e);
	}
}
