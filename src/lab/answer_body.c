#include <string.h>

#include "base/str.h"
#include "lab/answer.h"

void pem_put(struct put *p, struct arena *a, const char *label, struct view der)
{
	const char *text = view_base64(a, der);
	const char *head = arena_format(a, "-----BEGIN %s-----\n", label);

	put_bytes(p, head, strlen(head));
	for (size_t left = strlen(text); left > 0;) {
		size_t part = left < 64 ? left : 64;

		put_bytes(p, text, part);
		put_byte(p, '\n');
		text += part;
		left -= part;
	}
	head = arena_format(a, "-----END %s-----\n", label);
	put_bytes(p, head, strlen(head));
}

static struct view pem_of(struct arena *a, const char *label, struct view der)
{
	struct put p = { 0 };

	pem_put(&p, a, label, der);
	return put_take(&p, a);
}

/* RFC 2315 SignedData that signs nothing and only carries certificates. */
static struct view pkcs7_of(struct arena *a, const struct view *certs, size_t count)
{
	struct put p = { 0 };
	size_t whole = put_open(&p, 0x30), outer, signed_data, inner;

	put_oid(&p, "1.2.840.113549.1.7.2");
	outer = put_open(&p, 0xa0);
	signed_data = put_open(&p, 0x30);
	put_small(&p, 1);
	put_tlv(&p, 0x31, view_of(NULL, 0));
	inner = put_open(&p, 0x30);
	put_oid(&p, "1.2.840.113549.1.7.1");
	put_close(&p, inner);
	inner = put_open(&p, 0xa0);
	for (size_t i = 0; i < count; i++)
		put_view(&p, certs[i]);
	put_close(&p, inner);
	put_tlv(&p, 0x31, view_of(NULL, 0));
	put_close(&p, signed_data);
	put_close(&p, outer);
	put_close(&p, whole);
	return put_take(&p, a);
}

static struct view flip_last(struct arena *a, struct view v)
{
	uint8_t *copy = arena_copy(a, v.data, v.size);

	if (v.size > 0)
		copy[v.size - 1] ^= 1;
	return view_of(copy, v.size);
}

static bool has(const struct world *w, const struct found *f, enum fault_kind kind)
{
	return fault_find(w, &f->object, kind) != NULL;
}

static const struct wca *other_ca(const struct world *w, const struct wca *ca)
{
	for (size_t i = 0; i < w->cas.count; i++)
		if (w->cas.list[i] != ca && w->cas.list[i]->shards == (ca == NULL ? 0 : ca->shards))
			return w->cas.list[i];
	for (size_t i = 0; i < w->cas.count; i++)
		if (w->cas.list[i] != ca)
			return w->cas.list[i];
	return ca;
}

static bool certificate_body(struct world *w, struct arena *a, const struct found *f,
	struct answer_body *out)
{
	const struct wca *ca = f->object.ca;
	struct view der;

	if (has(w, f, FAULT_OTHER_CA))
		ca = other_ca(w, ca);
	if (ca == NULL)
		return false;
	der = issue_cert(w, ca->served);
	out->body = has(w, f, FAULT_BAD_SIGNATURE) ? flip_last(a, der) : der;
	out->type = "application/pkix-cert";
	out->made_at = ca->served->not_before;
	out->until = w->clock + WHEN_DAY;
	return true;
}

static bool published_body(struct world *w, struct arena *a, const struct published *p,
	struct answer_body *out)
{
	struct view *certs = arena_array(a, p->names.count, sizeof *certs);
	struct put put = { 0 };

	for (size_t i = 0; i < p->names.count; i++) {
		certs[i] = issue_cert(w, p->list[i]);
		if (strcmp(p->form, "pem") == 0)
			pem_put(&put, a, "CERTIFICATE", certs[i]);
		else
			put_view(&put, certs[i]);
	}
	out->body = put_take(&put, a);
	out->type = "application/pkix-cert";
	if (strcmp(p->form, "pkcs7") == 0) {
		out->body = pkcs7_of(a, certs, p->names.count);
		out->type = "application/pkcs7-mime";
	}
	out->made_at = w->clock - WHEN_DAY;
	out->until = w->clock + WHEN_DAY;
	return true;
}

void answer_twist(const struct world *w, const struct fault_object *o, struct twist *t)
{
	t->bad_signature = fault_find(w, o, FAULT_BAD_SIGNATURE) != NULL;
	t->stale = fault_find(w, o, FAULT_STALE) != NULL;
	t->future = fault_find(w, o, FAULT_FUTURE) != NULL;
	t->big = o->class == ON_CRL && fault_find(w, o, FAULT_BIG) != NULL;
	t->error = fault_find(w, o, FAULT_TRY_LATER) != NULL ? 3 :
		fault_find(w, o, FAULT_UNAUTHORIZED) != NULL ? 6 :
		fault_find(w, o, FAULT_INTERNAL_ERROR) != NULL ? 2 : 0;
}

static bool crl_body(struct world *w, struct arena *a, const struct found *f,
	struct answer_body *out)
{
	const struct wca *ca = f->object.ca;
	unsigned shard = f->object.shard;
	const struct wcrl *l;
	struct twist t;

	answer_twist(w, &f->object, &t);
	if (has(w, f, FAULT_OTHER_CA))
		ca = other_ca(w, ca);
	if (has(w, f, FAULT_WRONG_SHARD) && ca->shards != 0)
		shard = shard % ca->shards + 1;
	if (ca->shards == 0)
		shard = 0;
	else if (shard == 0)
		shard = 1;
	l = f->object.list != NULL && ca == f->object.ca ? f->object.list :
		world_find_crl(w, ca, shard);
	out->body = issue_crl(w, a, l, shard, &t);
	out->type = "application/pkix-crl";
	crl_times(w, l, &t, &out->made_at, &out->until);
	return true;
}

/* The request of a GET: percent-decoded base64 behind the responder's path. */
static struct view get_request(struct arena *a, const char *rest)
{
	char *text = arena_text(a, rest), *to = text;
	struct view out = { NULL, 0 }, octet;

	while (*rest == '/')
		rest++;
	for (; *rest != '\0'; rest++) {
		char digits[3] = { rest[0], rest[1], '\0' };

		if (*rest == '%') {
			digits[0] = rest[1];
			digits[1] = rest[1] == '\0' ? '\0' : rest[2];
			if (!view_from_hex(a, digits, 1, &octet) || octet.size != 1)
				return out;
			*to++ = (char)octet.data[0];
			rest += 2;
		} else {
			*to++ = *rest;
		}
	}
	if (!view_from_base64(a, view_of(text, (size_t)(to - text)), 16384, &out))
		out = view_of(NULL, 0);
	return out;
}

/* Who answers: the block about the certificate, else its CA's responder. */
const struct wocsp *answer_ocsp_block(const struct world *w, const struct wcert *c)
{
	const struct wocsp *own = c == NULL ? NULL : world_find_ocsp(w, c->name);

	if (own != NULL && own->cert == c)
		return own;
	return c == NULL || c->issuer == NULL ? NULL : c->issuer->ocsp;
}

static bool ocsp_body(struct world *w, struct arena *a, const struct found *f,
	const struct serve_request *request, struct answer_body *out)
{
	bool post = strcmp(request->method, "POST") == 0;
	struct view der = post ? request->body : get_request(a, f->rest), nonce;
	const struct wocsp *o = f->object.ca->ocsp, *own;
	struct ocsp_ask *asked;
	struct wocsp other;
	struct twist t;
	size_t count;

	answer_twist(w, &f->object, &t);
	if (has(w, f, FAULT_OTHER_CA))
		o = other_ca(w, f->object.ca)->ocsp;
	if (!ocsp_read_request(w, a, der, &asked, &count, &nonce)) {
		t.error = t.error != 0 ? t.error : 1;
	} else if (o->status < 0 && o->single_count == 0 &&
	    (asked[0].cert == NULL || asked[0].issuer != f->object.ca)) {
		/* Let's Encrypt's answer to what it does not know. */
		t.error = t.error != 0 ? t.error : 6;
	} else if (o == f->object.ca->ocsp && (own = answer_ocsp_block(w, asked[0].cert)) != NULL) {
		o = own;
	} else if (o != f->object.ca->ocsp) {
		for (size_t i = 0; i < count; i++)
			asked[i].issuer = o->ca;
	}
	if (post && o->has_post) {
		other = *o;
		other.status = o->post_status;
		o = &other;
	}
	out->body = issue_ocsp(w, a, o, asked, count, nonce, &t);
	out->type = "application/ocsp-response";
	ocsp_times(w, o, &t, &out->made_at, &out->until);
	return true;
}

bool answer_body(struct world *w, struct arena *a, const struct found *f,
	const struct serve_request *request, struct answer_body *out)
{
	memset(out, 0, sizeof *out);
	if (f->published != NULL)
		return published_body(w, a, f->published, out);
	switch (f->object.class) {
	case ON_AIA:
		return certificate_body(w, a, f, out);
	case ON_CRL:
		return crl_body(w, a, f, out);
	case ON_OCSP:
		return ocsp_body(w, a, f, request, out);
	default:
		return false;
	}
}

/* Zeros behind the object until every ceiling but a CRL's is passed. */
static struct view padded(struct arena *a, struct view v)
{
	size_t size = v.size + 300 * 1024;
	uint8_t *copy = arena_take(a, size);

	if (v.size > 0)
		memcpy(copy, v.data, v.size);
	return view_of(copy, size);
}

static struct view noise(struct world *w, struct arena *a)
{
	uint8_t *octets = arena_take(a, 700);

	key_derive(w->seed, "noise", "", octets, 700);
	return view_of(octets, 700);
}

void answer_spoil(struct world *w, struct arena *a, const struct found *f, struct answer_body *b)
{
	static const char page[] = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>"
		"<body><h1>Welcome to the guest network</h1></body></html>\n";

	if (has(w, f, FAULT_PKCS7))
		b->body = pkcs7_of(a, &b->body, 1);
	if (has(w, f, FAULT_PEM))
		b->body = pem_of(a, f->object.class == ON_CRL ? "X509 CRL" : "CERTIFICATE", b->body);
	if (has(w, f, FAULT_BIG) && f->object.class != ON_CRL)
		b->body = padded(a, b->body);
	if (has(w, f, FAULT_TRAILING)) {
		struct put p = { 0 };

		put_view(&p, b->body);
		put_bytes(&p, "\x05", 2);
		b->body = put_take(&p, a);
	}
	if (has(w, f, FAULT_CUT))
		b->body = view_part(b->body, 0, b->body.size - b->body.size / 4);
	if (has(w, f, FAULT_NOISE))
		b->body = noise(w, a);
	if (has(w, f, FAULT_EMPTY))
		b->body = view_of(NULL, 0);
	if (has(w, f, FAULT_HTML)) {
		b->body = view_of_text(page);
		b->type = "text/html; charset=utf-8";
	}
	if (has(w, f, FAULT_WRONG_TYPE))
		b->type = "text/plain";
}
