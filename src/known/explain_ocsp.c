/* OCSP requests: whose certificate, and what the encoding tells of the asker. */
#include <string.h>

#include "base/str.h"
#include "known/explain_parts.h"
#include "known/lencr_url.h"
#include "x509/ocsp_form.h"

/* As much of the key hash as there is must agree. */
static const struct catalog_cert *ca_of_cut(const struct ocsp_certid *id)
{
	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *c = catalog_at(i);

		if (view_equal(id->name_hash, view_of(c->name_sha1, 20)) && id->key_hash.size <= 20 &&
		    view_equal(id->key_hash, view_of(c->key_sha1, id->key_hash.size)))
			return c;
	}
	return NULL;
}

/* What is left of a request that was cut: the SHA-1 hashes, 04 14 … 04 14 …, and
 * what there is of the serial behind them. */
static bool cut_read(struct view der, struct ocsp_certid *out)
{
	for (size_t at = 0; at + 22 <= der.size; at++) {
		const uint8_t *p = der.data + at;

		if (p[0] != 0x04 || p[1] != 20)
			continue;
		*out = (struct ocsp_certid){ .is_sha1 = true, .name_hash = view_of(p + 2, 20),
			.key_hash = view_part(der, at + 24, 20) };
		if (at + 46 <= der.size && p[44] == 0x02)
			out->serial = view_part(der, at + 46, p[45]);
		return ca_of_cut(out) != NULL;
	}
	return false;
}

static void put_spelling(struct explained *e, const struct spelling *how)
{
	const struct { bool is; const char *word; enum severity severity; const char *text; } rows[] = {
		{ how->escaped_twice, "escaped-twice", SEVERITY_NOTE, N_("The path is percent-encoded more "
		  "than once: some log or proxy wrote it so.") },
		{ how->escaped_lower, "lower-case-escapes", SEVERITY_NOTE, N_("The escapes are in small "
		  "letters; the clients measured write capitals.") },
		{ how->url_alphabet, "base64url", SEVERITY_NOTE, N_("The alphabet is base64url; RFC 6960 says "
		  "base64.") },
		{ how->unpadded, "no-padding", SEVERITY_NOTE, N_("The padding of the base64 is missing.") },
		{ how->doubled_slash, "doubled-slash", SEVERITY_NOTE, N_("There are two slashes before the "
		  "request.") },
		{ how->folder, "folder", SEVERITY_NOTE, N_("There is a folder before the request; Let's "
		  "Encrypt's URLs have none.") },
		{ how->blanks, "blanks", SEVERITY_NOTE, N_("Blanks stand where a plus sign was: some log "
		  "decoded it so.") },
		{ how->cut, "cut", SEVERITY_WARN, N_("The request is cut short; only what is left was read.") },
		{ how->trailing, "trailing", SEVERITY_WARN, N_("Something stands behind the request.") },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].is)
			explained_odd(e, rows[i].word, rows[i].severity, "%s", tell(e, rows[i].text));
}

static void put_asker(struct explained *e, struct view der)
{
	struct ocsp_form form;

	ocsp_form_read(e->arena, der, &form);
	if (form.explicit_version) {
		explained_odd(e, "explicit-version", SEVERITY_NOTE, "The version is written out, which DER "
			"does not allow for a default.");
		explained_fact(e, "encoding", "consistent with Apple's trustd before 3.0 (explicit version)");
	} else if (form.no_null)
		explained_fact(e, "encoding", "consistent with Apple's trustd 3.0 (no NULL in the algorithm)");
	if (form.nonce)
		explained_odd(e, "nonce", SEVERITY_NOTE, "It carries a nonce: not a browser's or an "
			"operating system's check; openssl ocsp and gnutls-cli send one.");
	if (form.is_signed)
		explained_odd(e, "signed", SEVERITY_WARN, "The request is signed; Let's Encrypt never asked "
			"for that.");
	if (form.count > 1)
		explained_odd(e, "several", SEVERITY_WARN, "It asks for %zu certificates; only the first one "
			"is shown.", form.count);
}

void explained_certid(struct explained *e, const struct ocsp_certid *id)
{
	const char *label = e->ca_label;
	const struct catalog_cert *of_url = e->ca, *ca = id->hash_oid == NULL ? ca_of_cut(id) :
		ca_by_hashes(id->name_hash, id->key_hash);
	struct arena *a = e->arena;

	e->hash_algorithm = id->is_sha1 ? "SHA-1" : id->is_sha256 ? "SHA-256" : NULL;
	e->name_hash = view_hex(a, id->name_hash);
	if (id->key_hash.size == 20 || id->key_hash.size == 32)
		e->key_hash = view_hex(a, id->key_hash);
	if (ca == NULL) {
		explained_odd(e, "issuer-unknown", label == NULL ? SEVERITY_NOTE : SEVERITY_WARN,
			"The issuer's hashes are those of no CA of Let's Encrypt that is known.");
		return;
	}
	if (label != NULL && (ca->label == NULL || strcmp(label, ca->label) != 0))
		explained_odd(e, "issuer-mismatch", SEVERITY_WARN, "The host is that of %1$s, the request "
			"asks for a certificate of %2$s.", of_url == NULL ? label : of_url->ca, ca->ca);
	explained_ca(e, ca);
}

/* Requests about a CA's own certificate are asked of whoever issued it. */
static void put_subject(struct explained *e, const struct catalog_cert *of_ca)
{
	const char *name = catalog_name_in(e->arena, of_ca, e->tongue);

	explained_what(e, "OCSP request about the CA certificate %s: \"is it still good?\"", name);
	e->meaning = tell(e, "Some program on the machine checks whether this CA certificate has been "
		"revoked; every site below it gives the same request.");
}

static void put_request(struct explained *e, const struct ocsp_certid *id)
{
	const struct catalog_cert *subject = id->serial.size == 0 ? NULL : ca_by_serial(id->serial);

	e->kind = "ocsp-request";
	explained_certid(e, id);
	if (id->serial.size > 0) {
		e->serial = view_hex(e->arena, id->serial);
		if (subject == NULL)
			explain_serial_shape(e, id->serial);
	}
	if (e->name_hash != NULL && ca_by_hashes(id->name_hash, id->key_hash) != NULL)
		explained_fact(e, "issuer", "name hash and key hash are both those of %s", ca_short(e));
	if (e->ca == NULL && e->ca_label == NULL) {
		explained_foreign(e, "an OCSP request for a certificate that is not of Let's Encrypt");
		return;
	}
	explained_what(e, "OCSP request about one certificate of %s: \"is it still good?\"", ca_short(e));
	e->meaning = tell(e, "Some program on the machine met a TLS certificate with this serial. To "
		"find the site, look the serial up in a search of Certificate Transparency.");
	if (subject != NULL)
		put_subject(e, subject);
	explained_service(e, SERVICE_OCSP);
	explained_ocsp_state(e);
}

bool explain_ocsp_request(struct explained *e, struct view der, const struct spelling *how)
{
	struct ocsp_request_info request;
	struct ocsp_certid id;

	if (ocsp_request_read(e->arena, der, &request, NULL)) {
		put_request(e, &request.ids[0]);
		put_asker(e, der);
	} else if (how != NULL && how->cut && cut_read(der, &id))
		put_request(e, &id);
	else
		return false;
	if (how != NULL)
		put_spelling(e, how);
	return true;
}

bool explain_path(struct explained *e, const char *text)
{
	struct spelling how;

	if (text[0] != '/' || strpbrk(text, " \t") != NULL)
		return false;
	if (e->options->host != NULL)
		return explain_url(e, arena_format(e->arena, "http://%s%s", e->options->host, text));
	return spelling_read(e->arena, text, &how) && explain_ocsp_request(e, how.der, &how);
}

bool explain_base64(struct explained *e, const char *text)
{
	struct spelling how;

	if (!spelling_read(e->arena, text, &how))
		return false;
	if (explain_ocsp_request(e, how.der, &how))
		return true;
	if (how.cut || how.folder || how.doubled_slash || strchr(text, ' ') != NULL)
		return false;
	explain_der(e, how.der);
	return true;
}

/* The host of lencr.org that a line names besides its request, as logs of virtual
 * hosts do; NULL: none, or more than one. */
static char *host_within(struct arena *a, const char *text)
{
	static const char blanks[] = " \t\"'<>,;|()[]=";
	char *host = NULL;

	for (text += strspn(text, blanks); *text != '\0'; text += strspn(text, blanks)) {
		size_t size = strcspn(text, blanks);
		char *word = arena_textn(a, text, size);

		text += size;
		if (!lencr_host(word) || strpbrk(word, "/:@?#*") != NULL)
			continue;
		if (host != NULL && strcmp(host, word) != 0)
			return NULL;
		host = word;
	}
	return host;
}

static bool request_target(struct explained *e, const char *target, const char *rest)
{
	const char *host = e->options->host != NULL ? e->options->host : host_within(e->arena, rest);

	if (target[0] != '/')
		return explain_url(e, target);
	if (host != NULL)
		return explain_url(e, arena_format(e->arena, "http://%s%s", host, target));
	if (explain_path(e, target))
		return true;
	e->kind = "foreign";
	explained_foreign(e, "a request line that does not tell its host; give it with --host");
	return true;
}

/* "GET /path HTTP/1.1", also with an absolute URL, also inside a line of a log. */
bool explain_request_line(struct explained *e, const char *text)
{
	static const char *const methods[] = { "GET ", "POST ", "HEAD " };

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		const char *at = strstr(text, methods[i]), *target;
		size_t size;

		if (at == NULL || (at != text && strchr(" \t\"'[(", at[-1]) == NULL))
			continue;
		target = at + strlen(methods[i]);
		target += strspn(target, " ");
		size = strcspn(target, " \t\"'");
		if (at == text)
			return request_target(e, arena_textn(e->arena, target, size), target + size);
		if (target[0] == '/' && size > 1 && host_within(e->arena, text) != NULL)
			return request_target(e, arena_textn(e->arena, target, size), text);
	}
	return false;
}
