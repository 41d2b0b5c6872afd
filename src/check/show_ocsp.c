/* OCSP messages, decoded. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "check/show_parts.h"
#include "known/catalog.h"
#include "x509/crl.h"
#include "x509/ocsp.h"

/* Whose certificate the CertID asks about, where the issuer is known. */
static const char *issuer_name(struct arena *a, const struct ocsp_certid *id)
{
	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *c = catalog_at(i);

		if ((id->is_sha1 && view_equal(id->key_hash, view_of(c->key_sha1, 20))) ||
		    (id->is_sha256 && view_equal(id->key_hash, view_of(c->key_sha256, 32))))
			return catalog_name(a, c);
	}
	return NULL;
}

static void put_id(struct shown *s, struct node *n, const struct ocsp_certid *id)
{
	const char *issuer = issuer_name(s->arena, id);

	node_hex(n, "serial", id->serial);
	node_text(n, "hash", id->is_sha1 ? "SHA-1" : id->is_sha256 ? "SHA-256" : id->hash_oid);
	node_hex(n, "issuer_name_hash", id->name_hash);
	node_hex(n, "issuer_key_hash", id->key_hash);
	node_text(n, "issuer_known_as", issuer);
	show_field(s, 0, "serial", "%s%s%s", view_hex(s->arena, view_part(id->serial, 0, 64)),
		issuer == NULL ? "" : ", issued by ", issuer == NULL ? "" : issuer);
	show_field(s, 1, "CertID", "%s, name %s, key %s", id->is_sha1 ? "SHA-1" : id->is_sha256 ?
		"SHA-256" : id->hash_oid, view_hex(s->arena, id->name_hash),
		view_hex(s->arena, id->key_hash));
}

static void show_single(struct shown *s, struct node *list, const struct ocsp_single *one)
{
	static const char *const words[] = { "good", "revoked", "unknown" };
	struct node *n = node_object(list, NULL);
	struct arena *a = s->arena;

	put_id(s, n, &one->id);
	node_text(n, "status", words[one->status]);
	node_time(n, "this_update", one->this_update);
	node_time(n, "next_update", one->next_update);
	if (one->status == OCSP_REVOKED) {
		node_time(n, "revoked_at", one->revoked_at);
		if (one->has_reason)
			node_text(n, "reason", crl_reason_word(one->reason));
	}
	if (one->has_archive_cutoff)
		node_time(n, "archive_cutoff", one->archive_cutoff);
	node_text(n, "unknown_critical", one->unknown_critical);
	show_field(s, 0, "status", "%s%s%s%s", words[one->status], one->status == OCSP_REVOKED ?
		arena_format(a, " %s", when_text(a, one->revoked_at)) : "", one->has_reason ? ", " : "",
		one->has_reason ? crl_reason_word(one->reason) : "");
	show_field(s, 0, "made", "%s, next %s", when_text(a, one->this_update),
		one->next_update == WHEN_NONE ? "not told" : when_text(a, one->next_update));
	if (one->scts.size != 0)
		show_scts(s, n, one->scts, SCT_STAPLED, s->previous != NULL &&
			serial_equal(s->previous->serial, one->id.serial) ? s->previous : NULL);
}

void show_ocsp_response(struct shown *s, struct view der)
{
	struct node *n = show_begin(s, "ocsp-response", "OCSP response"), *list;
	struct ocsp o;
	struct err e = { 0 };
	const char *responder;

	if (!ocsp_read(s->arena, der, &o, &e)) {
		show_bad(s, n, str_safe_text(s->arena, e.text));
		return;
	}
	node_text(n, "response_status", ocsp_response_word(o.response_status));
	node_number(n, "bytes", (int64_t)der.size);
	show_field(s, 0, "response", "%s", ocsp_response_word(o.response_status));
	if (!o.is_basic) {
		if (o.not_basic != NULL)
			show_bad(s, n, o.not_basic);
		return;
	}
	responder = o.by_name ? name_text(s->arena, o.responder_name) :
		arena_format(s->arena, "key %s", view_hex(s->arena, o.responder_key));
	node_text(n, "responder", responder);
	node_time(n, "produced_at", o.produced_at);
	node_text(n, "signature_algorithm", o.sig_alg_text);
	node_number(n, "certificates", (int64_t)o.cert_count);
	if (o.has_nonce)
		node_hex(n, "nonce", o.nonce);
	node_text(n, "unknown_critical", o.unknown_critical);
	show_field(s, 0, "responder", "%s", responder);
	show_field(s, 0, "produced", "%s, signed with %s, %zu certificates, %s nonce",
		when_text(s->arena, o.produced_at), o.sig_alg_text, o.cert_count, o.has_nonce ? "a" : "no");
	list = node_array(n, "singles");
	for (size_t i = 0; i < o.single_count; i++)
		show_single(s, list, &o.singles[i]);
	if (o.too_many_singles || o.too_many_certs)
		show_bad(s, n, "more answers or certificates than are read");
	for (size_t i = 0; i < o.cert_count; i++)
		show_cert(s, o.certs[i]->der);
}

void show_ocsp_request(struct shown *s, struct view der)
{
	struct node *n = show_begin(s, "ocsp-request", "OCSP request"), *list;
	struct ocsp_request_info r;
	struct err e = { 0 };

	if (!ocsp_request_read(s->arena, der, &r, &e)) {
		show_bad(s, n, str_safe_text(s->arena, e.text));
		return;
	}
	node_number(n, "bytes", (int64_t)der.size);
	if (r.has_nonce)
		node_hex(n, "nonce", r.nonce);
	list = node_array(n, "asks");
	for (size_t i = 0; i < r.id_count; i++)
		put_id(s, node_object(list, NULL), &r.ids[i]);
	show_field(s, 0, "nonce", "%s", r.has_nonce ? view_hex(s->arena, view_part(r.nonce, 0, 64)) :
		"none");
}
