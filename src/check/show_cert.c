/* A certificate, decoded. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "check/crl_doc.h"
#include "check/show_parts.h"
#include "known/catalog.h"
#include "known/conform.h"

static void put_texts(struct node *n, const char *key, char *const *texts, size_t count)
{
	struct node *list;

	if (count == 0)
		return;
	list = node_array(n, key);
	for (size_t i = 0; i < count; i++)
		node_text(list, NULL, texts[i]);
}

/* COUNT texts with commas between, at most MOST of them. */
static const char *joined(struct arena *a, char *const *texts, size_t count, size_t most)
{
	const char *out = "";

	for (size_t i = 0; i < count && i < most; i++)
		out = arena_format(a, "%s%s%s", out, i == 0 ? "" : ", ", texts[i]);
	return count > most ? arena_format(a, "%s and %zu more", out, count - most) : out;
}

/* --- SCTs ------------------------------------------------------------------------- */

static const struct cert *issuer_of(const struct shown *s, const struct cert *c)
{
	for (size_t i = 0; c != NULL && i < s->options->issuer_count; i++)
		if (name_equal(s->options->issuers[i]->subject, c->issuer) &&
		    cert_signed_by(c, s->options->issuers[i]->key))
			return s->options->issuers[i];
	return NULL;
}

static void show_sct(struct shown *s, struct node *list, const struct sct *t, enum sct_way way,
	const struct cert *of)
{
	const struct show_options *o = s->options;
	struct node *n = node_object(list, NULL);
	const struct sct_log *log = NULL;
	enum sct_state state = of == NULL ? SCT_UNCHECKED :
		sct_judge(s->arena, t, way, of, issuer_of(s, of), o->logs, o->at, &log);

	node_text(n, "way", sct_way_word(way));
	node_number(n, "version", t->version + 1);
	if (t->version == 0) {
		node_hex(n, "log_id", t->log_id);
		node_time(n, "made", t->timestamp_ms / 1000);
		node_number(n, "timestamp_ms", t->timestamp_ms);
		node_hex(n, "extensions", t->extensions);
	}
	if (log != NULL) {
		node_text(n, "log", log->description);
		node_text(n, "operator", log->operator_name);
	}
	node_text(n, "state", sct_state_word(state));
	if (t->version != 0)
		show_field(s, 0, "SCT", "of version %d, which nobody here can read", t->version + 1);
	else
		show_field(s, 0, "SCT", "%s, %s%s%s%s", when_text(s->arena, t->timestamp_ms / 1000),
			log == NULL ? arena_format(s->arena, "log %s", view_base64(s->arena, t->log_id)) :
			log->description, way == SCT_EMBEDDED ? "" : ", ", way == SCT_EMBEDDED ? "" :
			sct_way_word(way), o->logs == NULL ? "" : arena_format(s->arena, ": %s",
			sct_state_word(state)));
}

void show_scts(struct shown *s, struct node *n, struct view list, enum sct_way way, struct cert *of)
{
	struct node *array = node_array(n, "scts");
	struct sct *scts;
	size_t count;

	if (!sct_list_read(s->arena, list, &scts, &count)) {
		show_bad(s, n, "the list of SCTs is malformed");
		return;
	}
	for (size_t i = 0; i < count; i++)
		show_sct(s, array, &scts[i], way, of);
}

/* --- parts ------------------------------------------------------------------------ */

static void show_names(struct shown *s, struct node *n, const struct cert *c)
{
	char **texts = arena_array(s->arena, c->san_count, sizeof *texts);

	for (size_t i = 0; i < c->san_count; i++)
		texts[i] = c->sans[i].text;
	put_texts(n, "names", texts, c->san_count);
	if (c->san_count != 0) {
		node_bool(n, "names_critical", c->san_critical);
		show_field(s, 0, "names", "%s", joined(s->arena, texts, c->san_count, 30));
	}
}

static void show_times(struct shown *s, struct node *n, const struct cert *c)
{
	int64_t left = c->not_after == WHEN_NONE ? 0 : c->not_after - s->options->at;

	node_time(n, "not_before", c->not_before);
	node_time(n, "not_after", c->not_after);
	if (c->not_before == WHEN_NONE || c->not_after == WHEN_NONE) {
		show_field(s, 0, "validity", "times that cannot be read");
		return;
	}
	node_number(n, "lifetime", cert_lifetime(c));
	show_field(s, 0, "validity", "%s to %s, %s (%s %s)", when_text(s->arena, c->not_before),
		when_text(s->arena, c->not_after), when_span_text(s->arena, cert_lifetime(c)),
		when_span_text(s->arena, left), left < 0 ? "past its end" : "left");
}

static void show_key(struct shown *s, struct node *n, const struct cert *c)
{
	struct node *o = node_object(n, "key");

	node_text(o, "type", c->key_type);
	node_number(o, "bits", c->key_bits_count);
	node_text(o, "curve", c->curve);
	node_hex(o, "sha256", view_of(c->spki_sha256, 32));
	node_text(n, "signature_algorithm", c->sig_alg);
	show_field(s, 0, "key", "%s %d%s%s, signed with %s", c->key_type, c->key_bits_count,
		c->curve == NULL ? "" : " ", c->curve == NULL ? "" : c->curve, c->sig_alg);
	line_format(page_line(s->doc, 1, 4), TONE_DIM, "  key      %s",
		view_hex(s->arena, view_of(c->spki_sha256, 32)));
}

static void show_usage(struct shown *s, struct node *n, const struct cert *c)
{
	static const char *const names[] = { "digitalSignature", "nonRepudiation", "keyEncipherment",
		"dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly",
		"decipherOnly" };
	char *texts[9];
	size_t count = 0;

	for (unsigned i = 0; i < 9; i++)
		if ((c->key_usage & 1u << i) != 0)
			texts[count++] = arena_text(s->arena, names[i]);
	node_bool(n, "is_ca", c->is_ca);
	if (c->has_path_len)
		node_number(n, "path_len", c->path_len);
	put_texts(n, "key_usage", texts, count);
	put_texts(n, "purposes", c->ekus, c->eku_count);
	put_texts(n, "policies", c->policies, c->policy_count);
	show_field(s, 0, "use", "%s%s; key usage %s%s%s", c->is_ca ? "CA" : "end entity",
		c->has_path_len ? arena_format(s->arena, ", path length %lld", (long long)c->path_len) : "",
		count == 0 ? "not limited" : joined(s->arena, texts, count, 9), c->eku_server ?
		"; server" : "", c->eku_client ? "; client" : "");
	if (c->eku_count != 0)
		show_field(s, 1, "purposes", "%s", joined(s->arena, c->ekus, c->eku_count, 20));
	if (c->policy_count != 0)
		show_field(s, 1, "policies", "%s", joined(s->arena, c->policies, c->policy_count, 20));
}

static void show_urls(struct shown *s, struct node *n, const struct cert *c)
{
	struct node *list = NULL;

	put_texts(n, "issuer_urls", c->issuer_urls, c->issuer_url_count);
	put_texts(n, "ocsp_urls", c->ocsp_urls, c->ocsp_url_count);
	for (size_t i = 0; i < c->issuer_url_count; i++)
		show_field(s, 0, "issuer", "%s", c->issuer_urls[i]);
	for (size_t i = 0; i < c->ocsp_url_count; i++)
		show_field(s, 0, "OCSP", "%s", c->ocsp_urls[i]);
	for (size_t p = 0; p < c->point_count; p++)
		for (size_t u = 0; u < c->points[p].url_count; u++) {
			if (list == NULL)
				list = node_array(n, "crl_urls");
			node_text(list, NULL, c->points[p].urls[u]);
			show_field(s, 0, "CRL", "%s", c->points[p].urls[u]);
		}
}

static void show_flags(struct shown *s, struct node *n, const struct cert *c)
{
	const struct { bool set; const char *word; } flags[] = {
		{ c->must_staple, "must-staple" }, { c->no_rev_avail, "no-rev-avail" },
		{ c->ocsp_nocheck, "ocsp-nocheck" }, { c->poison, "precertificate" },
		{ c->self_issued, "self-issued" },
	};
	struct node *list = node_array(n, "flags");

	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (flags[i].set) {
			node_text(list, NULL, flags[i].word);
			show_field(s, strcmp(flags[i].word, "self-issued") == 0 ? 1 : 0, "flag", "%s",
				flags[i].word);
		}
	if (c->has_ski)
		node_hex(n, "subject_key_id", c->ski);
	if (c->has_aki && c->aki.size != 0)
		node_hex(n, "authority_key_id", c->aki);
	if (c->has_ski)
		show_field(s, 1, "subject key", "%s", view_hex(s->arena, c->ski));
	if (c->has_aki)
		show_field(s, 1, "issuer key", "%s", view_hex(s->arena, c->aki));
	node_text(n, "unknown_critical", c->unknown_critical);
	if (c->unknown_critical != NULL)
		show_field(s, 0, "critical", "extension %s, which is not known here", c->unknown_critical);
}

static void show_known(struct shown *s, struct node *n, const struct cert *c)
{
	const struct catalog_cert *known = catalog_by_sha256(c->sha256);
	struct conform fit;
	struct node *o;

	if (known != NULL) {
		node_text(n, "known_as", catalog_name(s->arena, known));
		node_text(n, "known_state", catalog_state(s->arena, known));
		show_field(s, 0, "known as", "%s, %s", catalog_name(s->arena, known),
			catalog_state(s->arena, known));
	}
	conform_check(s->arena, c, s->options->issuers, s->options->issuer_count, &fit);
	if (!fit.applies)
		return;
	o = node_object(n, "lets_encrypt");
	node_text(o, "profile", fit.profile);
	crl_doc_rulings(o, "rules", &fit.rulings);
	show_field(s, 0, "Let's Encrypt", "%s", fit.profile == NULL ? "no profile fits" :
		arena_format(s->arena, "profile %s", fit.profile));
	crl_doc_rulings_page(s->doc, &fit.rulings);
}

void show_cert(struct shown *s, struct view der)
{
	struct err e = { 0 };
	struct cert *c = cert_read(s->arena, der, &e);
	struct node *n = show_begin(s, "certificate", c == NULL ? "certificate" :
		arena_format(s->arena, "certificate %s", c->short_name));

	if (c == NULL) {
		show_bad(s, n, str_safe_text(s->arena, e.text));
		return;
	}
	s->previous = c;
	node_text(n, "subject", c->subject_text);
	node_text(n, "issuer", c->issuer_text);
	node_text(n, "serial", cert_serial_hex(s->arena, c));
	node_number(n, "version", c->version + 1);
	node_hex(n, "sha256", view_of(c->sha256, 32));
	node_number(n, "bytes", (int64_t)der.size);
	show_field(s, 0, "subject", "%s", c->subject_text);
	show_field(s, 0, "issuer", "%s", c->issuer_text);
	show_field(s, 0, "serial", "%s", cert_serial_hex(s->arena, c));
	show_times(s, n, c);
	show_key(s, n, c);
	show_names(s, n, c);
	show_usage(s, n, c);
	show_urls(s, n, c);
	show_flags(s, n, c);
	line_format(page_line(s->doc, 0, 4), TONE_DIM, "  SHA-256  %s",
		view_hex(s->arena, view_of(c->sha256, 32)));
	if (c->malformed != NULL)
		show_bad(s, n, arena_format(s->arena, "%s cannot be decoded", c->malformed));
	if (c->scts.size != 0)
		show_scts(s, n, c->scts, SCT_EMBEDDED, c);
	show_known(s, n, c);
}
