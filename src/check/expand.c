/* expand: issuers from the trust store and by AIA, until nothing new comes. */
#include "check/state.h"

#include <string.h>

#include "base/str.h"
#include "x509/pem.h"

#define ANCHORS_MAX_BYTES ((size_t)1024 * 1024)
#define ANCHORS_MAX 100

struct cert_state *expand_state(struct check *c, uint32_t cert)
{
	if (cert >= c->cert_space) {
		size_t space = c->cert_space ? c->cert_space : 16;
		struct cert_state *more;

		while (space <= cert)
			space *= 2;
		more = arena_array(c->arena, space, sizeof *more);
		if (c->cert_space > 0)
			memcpy(more, c->certs, c->cert_space * sizeof *more);
		c->certs = more;
		c->cert_space = space;
	}
	return &c->certs[cert];
}

static bool self_signed(struct check *c, uint32_t id)
{
	return graph_cert(c->facts.graph, id)->self_issued && graph_issued(c->facts.graph, id, id);
}

/* Marks every certificate that stands on a way up from the leaf whose
 * signatures verify: nothing else may drive a fetch. */
static void mark_relevant(struct check *c)
{
	struct graph *graph = c->facts.graph;
	size_t count = graph_size(graph), todo_count = 0;
	uint32_t *todo = arena_array(c->arena, count, sizeof *todo);

	for (uint32_t id = 0; id < count; id++)
		expand_state(c, id)->relevant = false;
	expand_state(c, c->facts.leaf)->relevant = true;
	todo[todo_count++] = c->facts.leaf;
	while (todo_count > 0) {
		uint32_t subject = todo[--todo_count];

		for (uint32_t id = 0; id < count; id++) {
			struct cert_state *state = expand_state(c, id);

			if (state->relevant || !graph_issued(graph, subject, id))
				continue;
			state->relevant = true;
			todo[todo_count++] = id;
		}
	}
}

/* --- trust anchors ----------------------------------------------------------- */

static bool ask_anchor(struct check *c, unsigned long hash)
{
	struct want want = { .kind = WANT_ANCHOR, .why = WHY_ANCHOR,
		.url = arena_format(c->arena, "anchor:%08lx", hash),
		.max_bytes = ANCHORS_MAX_BYTES };
	bool fresh;

	asks_put(c, &want, &fresh);
	return fresh;
}

static bool ask_anchors(struct check *c, uint32_t id)
{
	const struct cert *cert = graph_cert(c->facts.graph, id);
	bool own, issuers;

	expand_state(c, id)->anchors_asked = true;
	own = ask_anchor(c, cert->subject_hash);
	issuers = ask_anchor(c, cert->issuer_hash);
	return own || issuers;
}

static void put_anchor(struct check *c, struct view der, const char *url)
{
	struct err err = { 0 };
	struct cert *cert = cert_read(c->arena, der, &err);
	uint32_t id;

	if (!cert) {
		findings_add(&c->found, WORD_CERTIFICATE_MALFORMED, ABOUT_TARGET, 0, "%s: %s", url,
			str_safe_text(c->arena, err.text));
		return;
	}
	id = graph_put(c->facts.graph, cert, ORIGIN_STORE, NULL);
	if (id != NO_CERT)
		graph_set_anchor(c->facts.graph, id);
	else
		findings_add(&c->found, WORD_CEILING_CERTIFICATES, ABOUT_TARGET, 0, NULL);
}

void expand_take_anchor(struct check *c, struct ask *ask)
{
	struct bundle bundle = { 0 };
	struct err err = { 0 };
	struct evidence *e;

	if (ask->outcome.reach != REACH_OK || !ask->outcome.body)
		return;
	e = evidence_add(&c->evidence, EVIDENCE_ANCHOR, BROUGHT_GIVEN);
	e->url = ask->want.url;
	e->for_cert = NO_CERT;
	evidence_fill(&c->evidence, e, &ask->outcome);
	if (!bundle_read(c->arena, blob_view(e->body), ANCHORS_MAX, &bundle, &err)) {
		e->malformed = str_safe_text(c->arena, err.text);
		findings_add(&c->found, WORD_BODY_UNEXPECTED, ABOUT_EVIDENCE, e->id, "%s: %s",
			ask->want.url, e->malformed);
		return;
	}
	for (size_t i = 0; i < bundle.cert_count; i++)
		put_anchor(c, bundle.certs[i], ask->want.url);
}

/* --- issuers by AIA ----------------------------------------------------------- */

static bool ask_issuer(struct check *c, uint32_t id, const char *url)
{
	struct want want = { .kind = WANT_GET, .why = WHY_ISSUER, .url = url,
		.max_bytes = c->policy->most.aia_bytes };
	bool fresh;
	struct ask *ask = asks_put(c, &want, &fresh);

	if (fresh)
		ask->cert = id;
	return fresh;
}

static bool ask_issuers(struct check *c, uint32_t id)
{
	const struct ceilings *most = &c->policy->most;
	const struct cert *cert = graph_cert(c->facts.graph, id);
	struct cert_state *state = expand_state(c, id);
	bool fresh = false;

	state->issuers_asked = true;
	if (c->policy->as_served || graph_get(c->facts.graph, id)->anchor || self_signed(c, id))
		return false;
	if (state->depth >= most->fetch_depth && cert->issuer_url_count > 0) {
		findings_add(&c->found, WORD_BUDGET_SPENT, ABOUT_CERTIFICATE, id,
			"issuers are followed %zu deep", most->fetch_depth);
		return false;
	}
	if (cert->issuer_url_count > most->urls_per_cert)
		findings_add(&c->found, WORD_BUDGET_SPENT, ABOUT_CERTIFICATE, id,
			"%zu issuer URLs, of which %zu are tried", cert->issuer_url_count,
			most->urls_per_cert);
	for (size_t i = 0; i < cert->issuer_url_count && i < most->urls_per_cert; i++)
		fresh = ask_issuer(c, id, cert->issuer_urls[i]) || fresh;
	return fresh;
}

/* Whether a certificate that came from there signed the one it was asked for. */
static bool gave_issuer(const struct check *c, const struct ask *ask)
{
	for (uint32_t id = 0; id < graph_size(c->facts.graph); id++) {
		const struct node_cert *node = graph_get(c->facts.graph, id);

		for (size_t u = 0; u < node->url_count; u++)
			if (strcmp(node->urls[u], ask->want.url) == 0 &&
			    graph_issued(c->facts.graph, ask->cert, id))
				return true;
	}
	return false;
}

/* A cached body was the issuer of something once; another chain may have
 * brought it that names the same URL. */
static bool renew_issuers(struct check *c)
{
	bool fresh = false;

	for (size_t i = 0; i < c->processed; i++)
		if (c->asks[i]->want.why == WHY_ISSUER && !gave_issuer(c, c->asks[i]))
			fresh = asks_renew(c, c->asks[i]) || fresh;
	return fresh;
}

bool expand_step(struct check *c)
{
	bool fresh = renew_issuers(c);
	size_t count = graph_size(c->facts.graph);

	mark_relevant(c);
	for (uint32_t id = 0; id < count; id++) {
		struct cert_state *state = expand_state(c, id);

		if (state->relevant && !state->anchors_asked)
			fresh = ask_anchors(c, id) || fresh;
	}
	for (uint32_t id = 0; id < count; id++) {
		struct cert_state *state = expand_state(c, id);

		if (state->relevant && !state->issuers_asked)
			fresh = ask_issuers(c, id) || fresh;
	}
	return fresh;
}

/* The form of a fetched body; false: nothing in it can be used. */
static bool read_body(struct check *c, struct evidence *e, struct bundle *bundle)
{
	struct view body = blob_view(e->body);
	enum content_kind kind = content_kind_of(body);
	struct err err = { 0 };

	if (kind == CONTENT_HTML) {
		findings_add(&c->found, WORD_BODY_HTML, ABOUT_EVIDENCE, e->id, "%s", e->url);
		e->malformed = "an HTML page";
		return false;
	}
	if (kind != CONTENT_CERT && kind != CONTENT_PKCS7 && kind != CONTENT_PEM) {
		e->malformed = content_kind_text(kind);
	} else if (!bundle_read_some(c->arena, body, c->policy->most.pkcs7_certs, bundle, &err)) {
		e->malformed = str_safe_text(c->arena, err.text);
	} else if (bundle->cert_count == 0) {
		e->malformed = "no certificate in it";
	}
	if (e->malformed) {
		findings_add(&c->found, WORD_BODY_UNEXPECTED, ABOUT_EVIDENCE, e->id, "%s: %s",
			e->url, e->malformed);
		return false;
	}
	if (bundle->cut)
		findings_add(&c->found, WORD_CEILING_CERTIFICATES, ABOUT_EVIDENCE, e->id,
			"%s: the first %zu are read", e->url, c->policy->most.pkcs7_certs);
	if (kind == CONTENT_PEM)
		findings_add(&c->found, WORD_BODY_PEM, ABOUT_EVIDENCE, e->id, "%s", e->url);
	return true;
}

/* Puts what came into the graph; the number that bear the issuer's name and
 * whose key made the signature. */
static size_t put_fetched(struct check *c, const struct ask *ask, const struct bundle *bundle,
	const struct cert **stranger)
{
	unsigned depth = expand_state(c, ask->cert)->depth + 1;
	size_t issuers = 0;

	for (size_t i = 0; i < bundle->cert_count; i++) {
		struct err err = { 0 };
		struct cert *cert = cert_read(c->arena, bundle->certs[i], &err);
		size_t before = graph_size(c->facts.graph);
		uint32_t id;

		if (!cert) {
			findings_add(&c->found, WORD_BODY_UNEXPECTED, ABOUT_EVIDENCE,
				ask->evidence->id, "%s: %s", ask->want.url,
				str_safe_text(c->arena, err.text));
			continue;
		}
		id = graph_put(c->facts.graph, cert, ORIGIN_FETCHED, ask->want.url);
		if (id == NO_CERT) {
			findings_add(&c->found, WORD_CEILING_CERTIFICATES, ABOUT_TARGET, 0, NULL);
			break;
		}
		if (id >= before)
			expand_state(c, id)->depth = depth;
		if (graph_issued(c->facts.graph, ask->cert, id))
			issuers++;
		else
			*stranger = cert;
	}
	return issuers;
}

void expand_take_issuer(struct check *c, struct ask *ask)
{
	struct bundle bundle = { 0 };
	const struct cert *stranger = NULL;
	const struct cert *asker = graph_cert(c->facts.graph, ask->cert);

	if (ask->outcome.reach != REACH_OK || !ask->evidence->body ||
	    !read_body(c, ask->evidence, &bundle))
		return;
	if (put_fetched(c, ask, &bundle, &stranger) == 0 && stranger && (ask->want.anew ||
	    ask->evidence->from != FROM_CACHE || c->policy->offline))
		findings_add(&c->found, WORD_AIA_WRONG_CA, ABOUT_EVIDENCE, ask->evidence->id,
			"%s gives %s, not the issuer of %s (%s)", ask->want.url,
			stranger->subject_text, asker->short_name, asker->issuer_text);
}
