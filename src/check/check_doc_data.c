/* The result as data: target, verdict, certificates, findings. */
#include <string.h>

#include "base/str.h"
#include "check/check_doc_parts.h"
#include "known/catalog.h"

static void put_words(struct node *n, const char *key, const enum word *words, size_t count)
{
	struct node *list = node_array(n, key);

	for (size_t i = 0; i < count; i++)
		node_text(list, NULL, word_text(words[i]));
}

static void put_target(struct node *n, const struct report *r)
{
	const struct target *t = r->target;
	struct node *o = node_object(n, "target");

	node_outside(o, "input", view_of_text(t->input == NULL ? "" : t->input));
	if (t->kind == TARGET_FILE)
		node_text(o, "kind", "file");
	if (t->kind != TARGET_HOST)
		return;
	node_text(o, "kind", "host");
	node_text(o, "host", t->host);
	node_number(o, "port", t->port);
	if (t->address != NULL)
		node_text(o, "address", t->address);
	else if (r->handshake != NULL)
		node_text(o, "address", r->handshake->address);
}

static void put_tls(struct node *n, const struct report *r)
{
	struct node *o, *list;

	if (r->handshake == NULL)
		return;
	o = node_object(n, "tls");
	node_text(o, "protocol", r->handshake->protocol);
	node_text(o, "cipher", r->handshake->cipher);
	list = node_array(o, "presented");
	for (size_t i = 0; i < r->facts->presented_count; i++)
		node_number(list, NULL, r->facts->presented[i]);
	node_bool(o, "stapled", r->handshake->staple_count != 0);
}

static void put_findings(struct node *n, const struct report *r)
{
	struct node *list = node_array(n, "findings");

	for (size_t i = 0; i < r->judgement->findings.count; i++) {
		const struct finding *f = &r->judgement->findings.list[i];
		struct node *o = node_object(list, NULL), *about;

		node_text(o, "word", word_text(f->word));
		node_text(o, "severity", severity_word(f->severity));
		about = node_object(o, "about");
		node_text(about, "kind", about_word(f->about));
		node_number(about, "id", f->id);
		node_text(o, "detail", f->detail);
		node_text(o, "title", word_info(f->word)->title);
		if (*report_remedy(f) != '\0')
			node_text(o, "remedy", report_remedy(f));
	}
}

void report_put_result(struct node *n, const struct report *r)
{
	const struct judgement *j = r->judgement;

	put_target(n, r);
	node_text(n, "verdict", verdict_word(j->verdict));
	put_words(n, "reasons", j->reasons, j->reason_count);
	if (r->failed_on_count != 0)
		put_words(n, "failed_on", r->failed_on, r->failed_on_count);
	if (j->has_served) {
		struct node *served = node_object(n, "as_served");

		node_text(served, "verdict", verdict_word(j->served));
		put_words(served, "reasons", j->served_reasons, j->served_reason_count);
	}
	node_time(n, "judged_at", r->facts->at);
	put_tls(n, r);
	report_put_certificates(n, r);
	report_put_paths(n, r);
	if (j->best != SIZE_MAX)
		node_number(n, "best_path", (int64_t)j->best);
	report_put_evidence(n, r);
	put_findings(n, r);
}

static bool list_has(const struct node *list, const char *const *texts, const char *text)
{
	for (size_t i = 0; i < node_count(list); i++)
		if (strcmp(texts[i], text) == 0)
			return true;
	return false;
}

static void put_texts(struct node *n, const char *key, char *const *texts, size_t count)
{
	struct node *list = node_array(n, key);

	for (size_t i = 0; i < count; i++)
		node_text(list, NULL, texts[i]);
}

/* Each once, in the order of the points. */
static void put_crl_urls(struct node *n, const struct report *r, const struct cert *c)
{
	struct node *list = node_array(n, "crl_urls");
	size_t most = 0;
	const char **seen;

	for (size_t p = 0; p < c->point_count; p++)
		most += c->points[p].url_count;
	seen = arena_array(r->arena, most + 1, sizeof *seen);
	for (size_t p = 0; p < c->point_count; p++)
		for (size_t u = 0; u < c->points[p].url_count; u++) {
			const char *url = c->points[p].urls[u];

			if (list_has(list, seen, url))
				continue;
			seen[node_count(list)] = url;
			node_text(list, NULL, url);
		}
}

/* Safe text of a Name; with its DER beside it where something was escaped. */
static void put_name(struct node *n, const char *key, const char *text, struct view name,
	const struct report *r)
{
	node_text(n, key, text == NULL ? "" : text);
	if (text != NULL && (strstr(text, "\\x") != NULL || strstr(text, "\\u{") != NULL))
		node_hex(n, arena_format(r->arena, "%s_hex", key), name);
}

static void put_origins(struct node *n, unsigned origins)
{
	static const struct { unsigned bit; const char *word; } table[] = {
		{ ORIGIN_PRESENTED, "presented" }, { ORIGIN_FILE, "file" },
		{ ORIGIN_FETCHED, "fetched" }, { ORIGIN_STORE, "trust-store" },
		{ ORIGIN_GIVEN, "given" },
	};
	struct node *list = node_array(n, "origins");

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if ((origins & table[i].bit) != 0)
			node_text(list, NULL, table[i].word);
}

static void put_certificate(struct node *list, const struct report *r, uint32_t id)
{
	const struct node_cert *at = graph_get(r->facts->graph, id);
	const struct cert *c = at->cert;
	const struct catalog_cert *known = catalog_by_sha256(c->sha256);
	struct node *o = node_object(list, NULL), *key, *names;

	node_number(o, "id", id);
	node_hex(o, "sha256", view_of(c->sha256, sizeof c->sha256));
	put_name(o, "subject", c->subject_text, c->subject, r);
	put_name(o, "issuer", c->issuer_text, c->issuer, r);
	node_hex(o, "serial", c->serial);
	node_time(o, "not_before", c->not_before);
	node_time(o, "not_after", c->not_after);
	key = node_object(o, "key");
	node_text(key, "type", c->key_type);
	node_number(key, "bits", c->key_bits_count);
	names = node_array(o, "names");
	for (size_t i = 0; i < c->san_count; i++)
		node_text(names, NULL, c->sans[i].text);
	put_texts(o, "issuer_urls", c->issuer_urls, c->issuer_url_count);
	put_crl_urls(o, r, c);
	put_texts(o, "ocsp_urls", c->ocsp_urls, c->ocsp_url_count);
	put_origins(o, at->origins);
	put_texts(o, "urls", at->urls, at->url_count);
	if (known == NULL)
		return;
	node_text(o, "known_as", catalog_name(r->arena, known));
	node_text(o, "known_state", catalog_state(r->arena, known));
}

void report_put_certificates(struct node *n, const struct report *r)
{
	struct node *list = node_array(n, "certificates");

	for (size_t id = 0; id < graph_size(r->facts->graph); id++)
		put_certificate(list, r, (uint32_t)id);
}
