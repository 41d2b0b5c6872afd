#include "verify/evidence.h"

#include <string.h>

#include "base/str.h"
#include "x509/pem.h"

#define PEM_BLOCKS 16 /* read from one body; more than one CRL is refused anyway */

const char *evidence_kind_word(enum evidence_kind kind)
{
	static const char *const words[] = { "issuer", "crl", "ocsp", "handshake", "anchor" };

	return words[kind];
}

void evidence_init(struct evidence_list *l, struct arena *arena)
{
	*l = (struct evidence_list){ .arena = arena };
}

struct evidence *evidence_add(struct evidence_list *l, enum evidence_kind kind,
	enum evidence_origin origin)
{
	struct evidence *e = arena_take(l->arena, sizeof *e);
	struct evidence **slot =
		arena_more(l->arena, &l->list, l->count, &l->space, sizeof(struct evidence *));

	*slot = e;
	e->id = (uint32_t)l->count++;
	e->kind = kind;
	e->origin = origin;
	e->for_cert = UINT32_MAX;
	return e;
}

static void copy_head(struct arena *arena, struct http_head *to, const struct http_head *from)
{
	to->count = from->count;
	to->fields = arena_array(arena, from->count, sizeof *to->fields);
	for (size_t i = 0; i < from->count; i++) {
		to->fields[i].name = arena_text(arena, from->fields[i].name);
		to->fields[i].value = arena_text(arena, from->fields[i].value);
	}
}

void evidence_fill(struct evidence_list *l, struct evidence *e, const struct outcome *o)
{
	e->reach = o->reach;
	e->from = o->from;
	e->http_status = o->http_status;
	e->asked_at = o->asked_at;
	e->answered_at = o->answered_at;
	e->not_revalidated = o->not_revalidated;
	e->retry_reach = o->retry_reach;
	e->http_fresh = o->http_fresh;
	if (o->detail != NULL)
		e->detail = str_safe_text(l->arena, o->detail);
	copy_head(l->arena, &e->head, &o->head);
	if (o->body != NULL)
		e->body = blob_keep(l->arena, o->body);
	if (o->previous != NULL)
		e->previous = blob_keep(l->arena, o->previous);
}

/* The one CRL of a PEM body. */
static bool crl_from_pem(struct arena *arena, struct view body, struct view *der, struct err *err)
{
	struct pem_block *blocks;
	size_t count, found = 0;

	if (!pem_read(arena, body, PEM_BLOCKS, &blocks, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (blocks[i].label == PEM_CRL) {
			*der = blocks[i].der;
			found++;
		}
	if (found != 1)
		return err_set(err, ERR_INPUT, "PEM with %zu CRLs where one is due", found);
	return true;
}

static const struct crl *decode_crl(struct arena *arena, struct view body, struct err *err)
{
	struct crl *crl = arena_take(arena, sizeof *crl);
	bool pem = content_kind_of(body) == CONTENT_PEM;
	struct view der = body;

	if (pem && !crl_from_pem(arena, body, &der, err))
		return NULL;
	if (!crl_read(arena, der, crl, err))
		return NULL;
	crl->was_pem = pem;
	return crl;
}

void evidence_renew(struct evidence *e)
{
	*e = (struct evidence){ .id = e->id, .kind = e->kind, .origin = e->origin, .url = e->url,
		.path = e->path, .for_cert = e->for_cert, .sent_nonce = e->sent_nonce,
		.nonce = e->nonce };
}

void evidence_decode(struct evidence_list *l, struct evidence *e)
{
	struct err err = { 0 }, ignored;

	e->crl = NULL;
	e->ocsp = NULL;
	e->malformed = NULL;
	if (e->body == NULL)
		return;
	if (e->kind == EVIDENCE_CRL) {
		e->crl = decode_crl(l->arena, blob_view(e->body), &err);
		if (e->previous != NULL)
			e->previous_crl = decode_crl(l->arena, blob_view(e->previous), &ignored);
		if (e->crl == NULL)
			e->malformed = str_safe_text(l->arena, err.text);
	} else if (e->kind == EVIDENCE_OCSP) {
		struct ocsp *ocsp = arena_take(l->arena, sizeof *ocsp);

		if (ocsp_read(l->arena, blob_view(e->body), ocsp, &err))
			e->ocsp = ocsp;
		else
			e->malformed = str_safe_text(l->arena, err.text);
	}
}

struct evidence *evidence_find(const struct evidence_list *l, enum evidence_kind kind,
	const char *url)
{
	for (size_t i = 0; i < l->count; i++) {
		struct evidence *e = l->list[i];

		if (e->kind == kind && e->url != NULL && strcmp(e->url, url) == 0)
			return e;
	}
	return NULL;
}
