/* gather: CRLs and OCSP answers for the links of paths that verify. */
#include "check/state.h"

#include <string.h>

#include "base/digest.h"
#include "base/str.h"
#include "base/when.h"
#include "x509/pem.h"

#define OCSP_GET_MAX 255 /* RFC 5019 section 5 */
#define NONCE_SIZE 32    /* RFC 9654 section 2.1 */

/* --- which links --------------------------------------------------------------- */

static bool same_link(const struct gather_link *a, uint32_t subject, uint32_t issuer)
{
	return a->path->certs[a->at] == subject && a->path->certs[a->at + 1] == issuer;
}

static void put_link(struct check *c, const struct path *path, size_t at)
{
	struct gather_link *l;

	for (size_t i = 0; i < c->link_count; i++)
		if (same_link(&c->links[i], path->certs[at], path->certs[at + 1]))
			return;
	if (!link_wanted(&c->facts, path, at))
		return;
	l = arena_more(c->arena, &c->links, c->link_count, &c->link_space, sizeof *l);
	c->link_count++;
	l->path = path;
	l->at = at;
}

void gather_begin(struct check *c)
{
	unsigned allowed = ORIGIN_PRESENTED | ORIGIN_FILE;

	if (!c->policy->as_served)
		allowed |= ORIGIN_FETCHED | ORIGIN_STORE | ORIGIN_GIVEN;
	c->facts.presented = c->presented;
	c->facts.presented_count = c->presented_count;
	c->paths = paths_find(c->facts.graph, c->facts.leaf, allowed, c->policy, &c->found);
	for (size_t i = 0; i < c->paths->complete; i++)
		path_validate(c->facts.graph, c->paths->list[i], c->policy, &c->facts.roots,
			c->facts.at);
	for (size_t i = 0; i < c->paths->complete; i++) {
		const struct path *path = c->paths->list[i];

		if (!path->valid && !path->only_times)
			continue;
		for (size_t k = 0; k + 1 < path->count; k++)
			put_link(c, path, k);
	}
}

static uint32_t link_subject(const struct gather_link *l)
{
	return l->path->certs[l->at];
}

static uint32_t link_issuer(const struct gather_link *l)
{
	return l->path->certs[l->at + 1];
}

/* --- asking ---------------------------------------------------------------------- */

/* True while the answer is due: asked now, or by another link in this round. */
static bool waiting(const struct check *c, const struct ask *ask)
{
	return ask->want.id >= c->processed;
}

static bool ask_crl(struct check *c, const struct gather_link *l, const char *url)
{
	struct want want = { .kind = WANT_GET, .why = WHY_CRL, .url = url,
		.max_bytes = c->policy->most.crl_bytes };
	bool fresh;
	struct ask *ask = asks_put(c, &want, &fresh);

	if (fresh) {
		ask->cert = link_subject(l);
		ask->issuer = link_issuer(l);
	}
	return waiting(c, ask);
}

/* A nonce nobody else can foretell, another one for each question. */
static struct view make_nonce(struct check *c, const struct cert *cert, const char *url)
{
	struct view seed = c->inputs->nonce_seed, name = view_of_text(url);
	uint8_t *nonce, *mixed;
	size_t size = seed.size + sizeof cert->sha256 + name.size;

	if (!c->policy->ocsp_nonce || seed.size == 0)
		return view_of(NULL, 0);
	mixed = arena_take(c->arena, size);
	memcpy(mixed, seed.data, seed.size);
	memcpy(mixed + seed.size, cert->sha256, sizeof cert->sha256);
	memcpy(mixed + seed.size + sizeof cert->sha256, name.data, name.size);
	nonce = arena_take(c->arena, NONCE_SIZE);
	digest_sha256(view_of(mixed, size), nonce);
	return view_of(nonce, NONCE_SIZE);
}

/* How a question is put. */
struct ocsp_form { bool sha256, post; };

static struct ask *ask_ocsp(struct check *c, const struct gather_link *l, const char *url,
	struct ocsp_form form)
{
	const struct cert *cert = graph_cert(c->facts.graph, link_subject(l));
	const struct cert *issuer = graph_cert(c->facts.graph, link_issuer(l));
	struct view nonce = make_nonce(c, cert, url);
	struct view request = ocsp_request(c->arena, cert, issuer, form.sha256, nonce);
	const char *get = ocsp_get_url(c->arena, url, request);
	struct want want = { .kind = WANT_GET, .why = WHY_OCSP, .url = get,
		.max_bytes = c->policy->most.ocsp_bytes };
	struct ask *ask;
	bool fresh;

	if (form.post || strlen(get) > OCSP_GET_MAX) {
		want.kind = WANT_POST;
		want.url = url;
		want.body = request;
	}
	ask = asks_put(c, &want, &fresh);
	if (fresh) {
		ask->cert = link_subject(l);
		ask->issuer = link_issuer(l);
		ask->evidence->for_cert = ask->cert;
		ask->evidence->sent_nonce = nonce.size > 0;
		ask->evidence->nonce = nonce;
	}
	return ask;
}

/* "unauthorized" and "malformedRequest" are what responders say to a hash
 * that they do not know. */
static bool refuses_hash(const struct ask *ask)
{
	const struct ocsp *ocsp = ask->evidence->ocsp;

	return ocsp && (ocsp->response_status == 1 || ocsp->response_status == 6);
}

/* --- in which order ---------------------------------------------------------------- */

static void note_capped(struct check *c, const struct gather_link *l, size_t count,
	const char *what)
{
	size_t most = c->policy->most.urls_per_cert;

	if (count > most)
		findings_add(&c->found, WORD_BUDGET_SPENT, ABOUT_LINK, link_subject(l),
			"%zu %s URLs, of which %zu are tried", count, what, most);
}

static bool is_own(const struct cert *cert, const char *url)
{
	for (size_t p = 0; p < cert->point_count; p++)
		for (size_t u = 0; u < cert->points[p].url_count; u++)
			if (strcmp(cert->points[p].urls[u], url) == 0)
				return true;
	return false;
}

/* Asks for the next CRL, or for ALL. The certificate's own points and what
 * these lead to (deltas, signers' lists) have a ceiling each. What was
 * answered already counts for nothing: it was looked at when the link was
 * judged. */
static bool next_crl(struct check *c, const struct gather_link *l,
	const struct link_sources *sources, bool all)
{
	const struct cert *cert = graph_cert(c->facts.graph, link_subject(l));
	size_t own = 0, others = 0;
	bool fresh = false;

	for (size_t i = 0; i < sources->crl_count && (all || !fresh); i++) {
		size_t *count = is_own(cert, sources->crl_urls[i]) ? &own : &others;

		if ((*count)++ < c->policy->most.urls_per_cert)
			fresh = ask_crl(c, l, sources->crl_urls[i]) || fresh;
	}
	note_capped(c, l, own, "CRL");
	return fresh;
}

/* A responder that takes POST alone, or a cache that keeps another's page. */
static bool gives_no_answer(const struct ask *ask)
{
	return ask->want.kind == WANT_GET && (ask->evidence->reach == REACH_BAD_STATUS ||
		(ask->evidence->reach == REACH_OK && ask->evidence->ocsp == NULL));
}

/* The same for OCSP; with SHA-256 where SHA-1 was refused, by POST where GET
 * brought nothing or both are to be compared. */
static bool next_ocsp(struct check *c, const struct gather_link *l,
	const struct link_sources *sources, bool all)
{
	size_t most = c->policy->most.urls_per_cert;
	bool fresh = false;

	for (size_t i = 0; i < sources->ocsp_count && i < most && (all || !fresh); i++) {
		struct ocsp_form form = { false, false };
		struct ask *ask = ask_ocsp(c, l, sources->ocsp_urls[i], form);

		form.sha256 = !waiting(c, ask) && refuses_hash(ask);
		if (form.sha256)
			ask = ask_ocsp(c, l, sources->ocsp_urls[i], form);
		fresh = waiting(c, ask) || fresh;
		form.post = !waiting(c, ask) && (all || gives_no_answer(ask));
		if (form.post)
			fresh = waiting(c, ask_ocsp(c, l, sources->ocsp_urls[i], form)) || fresh;
	}
	note_capped(c, l, sources->ocsp_count, "OCSP");
	return fresh;
}

static bool is_source(const struct gather_link *l, const struct link_sources *sources,
	const struct ask *ask)
{
	if (ask->want.why == WHY_OCSP)
		return ask->cert == link_subject(l) && ask->issuer == link_issuer(l);
	for (size_t i = 0; ask->want.why == WHY_CRL && i < sources->crl_count; i++)
		if (strcmp(sources->crl_urls[i], ask->want.url) == 0)
			return true;
	return false;
}

/* Whether the answer spoke for this certificate under this issuer's key. */
static bool spoke(const struct gather_link *l, const struct ask *ask)
{
	for (size_t i = 0; i < l->link.answer_count; i++) {
		const struct link_answer *a = &l->link.answers[i];

		if (a->evidence == ask->evidence->id && (a->status == STATUS_GOOD ||
		    a->status == STATUS_REVOKED || a->status == STATUS_STALE))
			return true;
	}
	return false;
}

/* A cached copy was verified once, for some issuer; when it does not speak for
 * this one, another chain that names the same URL may have brought it. */
static bool ask_anew(struct check *c, const struct gather_link *l,
	const struct link_sources *sources)
{
	bool fresh = false;

	for (size_t i = 0; i < c->processed; i++) {
		const struct ask *ask = c->asks[i];

		if (is_source(l, sources, ask) && !spoke(l, ask))
			fresh = asks_renew(c, ask) || fresh;
	}
	return fresh;
}

static bool ask_next(struct check *c, const struct gather_link *l)
{
	bool all = c->policy->method == METHOD_BOTH;
	struct link_sources sources;
	bool fresh;

	if (l->link.settled && !all)
		return false;
	link_sources(&c->facts, l->path, l->at, &sources);
	if (ask_anew(c, l, &sources))
		return true;
	fresh = next_crl(c, l, &sources, all);
	return (!all && fresh) || next_ocsp(c, l, &sources, all) || fresh;
}

bool gather_step(struct check *c)
{
	bool fresh = false;

	for (size_t i = 0; i < c->link_count; i++) {
		struct gather_link *l = &c->links[i];

		link_judge(&c->facts, l->path, l->at, &l->link, NULL);
	}
	for (size_t i = 0; i < c->link_count; i++)
		fresh = ask_next(c, &c->links[i]) || fresh;
	return fresh;
}

/* --- reading what came --------------------------------------------------------------- */

/* A server that confirms a copy which has expired holds on to an old list. */
static void note_confirmed_expired(struct check *c, const struct evidence *e)
{
	int64_t until = e->crl ? e->crl->next_update : WHEN_NONE;

	for (size_t i = 0; e->ocsp && i < e->ocsp->single_count; i++)
		if (until == WHEN_NONE || e->ocsp->singles[i].next_update < until)
			until = e->ocsp->singles[i].next_update;
	if (e->from == FROM_REVALIDATED && until != WHEN_NONE &&
	    c->facts.at > until + c->policy->skew)
		findings_add(&c->found, WORD_CACHED_ANSWER_EXPIRED, ABOUT_EVIDENCE, e->id, "%s", e->url);
}

void gather_take(struct check *c, struct ask *ask)
{
	struct evidence *e = ask->evidence;
	enum content_kind kind;

	if (e->reach != REACH_OK || !e->body)
		return;
	kind = content_kind_of(blob_view(e->body));
	evidence_decode(&c->evidence, e);
	note_confirmed_expired(c, e);
	if (!e->malformed)
		return;
	if (kind == CONTENT_HTML)
		findings_add(&c->found, WORD_BODY_HTML, ABOUT_EVIDENCE, e->id, "%s", e->url);
	else if (kind != CONTENT_UNKNOWN && kind != CONTENT_CRL && kind != CONTENT_OCSP_RESPONSE)
		findings_add(&c->found, WORD_BODY_UNEXPECTED, ABOUT_EVIDENCE, e->id, "%s: %s",
			e->url, content_kind_text(kind));
}
