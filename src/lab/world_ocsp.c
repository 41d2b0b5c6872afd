#include <stddef.h>
#include <string.h>

#include "lab/reader.h"

/* Settings of OCSP answers. */

static bool set_error(struct reader *r, void *object, char **words, size_t count)
{
	static const struct { const char *word; int status; } errors[] = {
		{ "malformed", 1 }, { "internal-error", 2 }, { "status-4", 4 }, { "try-later", 3 },
		{ "sig-required", 5 }, { "unauthorized", 6 }, { "none", 0 },
	};
	struct wocsp *o = object;

	for (size_t i = 0; count == 1 && i < sizeof errors / sizeof *errors; i++)
		if (strcmp(words[0], errors[i].word) == 0) {
			o->error = errors[i].status;
			return true;
		}
	return reader_fail(r, "error needs: malformed internal-error try-later sig-required "
		"unauthorized or none");
}

static bool read_status(struct reader *r, const char *word, int *out)
{
	static const char *const words[] = { "good", "revoked", "unknown" };

	for (int i = 0; i < 3; i++)
		if (strcmp(word, words[i]) == 0) {
			*out = i;
			return true;
		}
	*out = -1;
	return strcmp(word, "true") == 0 ||
		reader_fail(r, "not a status: \"%s\" (good revoked unknown true)", word);
}

static bool set_status(struct reader *r, void *object, char **words, size_t count)
{
	struct wocsp *o = object;

	if (count == 0)
		return reader_fail(r, "status needs: good revoked unknown or true, [TIME] [REASON]");
	return read_status(r, words[0], &o->status) && read_revocation(r, words + 1, count - 1,
		&o->status_at, &o->has_status_at, &o->reason);
}

static bool set_single(struct reader *r, void *object, char **words, size_t count)
{
	struct wocsp *o = object;
	struct wsingle *s;

	if (count < 2)
		return reader_fail(r, "single needs: a certificate or asked, then good revoked "
			"unknown or true, [TIME] [REASON]");
	s = arena_more(r->arena, &o->singles, o->single_count, &o->single_space,
		sizeof *o->singles);
	o->single_count++;
	if (strcmp(words[0], "asked") != 0)
		s->cert_ref = (struct ref){ words[0], r->line };
	return read_status(r, words[1], &s->status) &&
		read_revocation(r, words + 2, count - 2, &s->at, &s->has_at, &s->reason);
}

static bool set_this(struct reader *r, void *object, char **words, size_t count)
{
	struct wocsp *o = object;

	o->has_this = true;
	return count == 1 ? read_time(r, words[0], &o->this_update) :
		reader_fail(r, "this-update needs: a time");
}

static bool set_next(struct reader *r, void *object, char **words, size_t count)
{
	struct wocsp *o = object;

	o->no_next = count == 1 && strcmp(words[0], "none") == 0;
	o->has_next = !o->no_next;
	if (o->no_next)
		return true;
	return count == 1 ? read_time(r, words[0], &o->next_update) :
		reader_fail(r, "next-update needs: a time, or none");
}

static bool set_produced(struct reader *r, void *object, char **words, size_t count)
{
	struct wocsp *o = object;

	o->has_produced = true;
	return count == 1 ? read_time(r, words[0], &o->produced) :
		reader_fail(r, "produced needs: a time");
}

static bool set_nonce(struct reader *r, void *object, char **words, size_t count)
{
	static const char *const kinds[] = { "ignore", "echo", "wrong" };
	struct wocsp *o = object;

	for (int i = 0; count == 1 && i < 3; i++)
		if (strcmp(words[0], kinds[i]) == 0) {
			o->nonce = (enum nonce_kind)i;
			return true;
		}
	return reader_fail(r, "nonce needs: ignore, echo or wrong");
}

static bool set_embed(struct reader *r, void *object, char **words, size_t count)
{
	struct wocsp *o = object;

	o->embed = (struct refs){ 0 };
	o->embed_none = count == 1 && strcmp(words[0], "none") == 0;
	for (size_t i = 0; !o->embed_none && i < count; i++)
		refs_add(r->arena, &o->embed, words[i], r->line);
	return count > 0 || reader_fail(r, "embed needs: certificates, or none");
}

static bool set_post(struct reader *r, void *object, char **words, size_t count)
{
	struct wocsp *o = object;

	o->has_post = true;
	return count == 1 ? read_status(r, words[0], &o->post_status) :
		reader_fail(r, "post needs: good revoked unknown or true");
}

#define O(field) offsetof(struct wocsp, field)
static const struct property ocsp_properties[] = {
	{ "of", SET_REF, O(of), NULL, "a certificate" },
	{ "error", SET_BY, 0, set_error, NULL },
	{ "status", SET_BY, 0, set_status, NULL },
	{ "single", SET_BY, 0, set_single, NULL },
	{ "signer", SET_REF, O(signer_ref), NULL, "a CA or a leaf" },
	{ "embed", SET_BY, 0, set_embed, NULL },
	{ "embed-copies", SET_NUMBER, O(embed_copies), NULL, "a number" },
	{ "by-key", SET_FLAG, O(by_key), NULL, NULL },
	{ "responder", SET_REF, O(responder_ref), NULL, "a CA" },
	{ "certid", SET_HASH, O(certid), NULL, "a hash" },
	{ "certid-of", SET_REF, O(certid_of), NULL, "a certificate" },
	{ "certid-issuer", SET_REF, O(certid_by), NULL, "a CA" },
	{ "this-update", SET_BY, 0, set_this, NULL },
	{ "next-update", SET_BY, 0, set_next, NULL },
	{ "produced", SET_BY, 0, set_produced, NULL },
	{ "nonce", SET_BY, 0, set_nonce, NULL },
	{ "hash", SET_HASH, O(hash), NULL, "a hash" },
	{ "critical", SET_OID, O(critical), NULL, "an OID" },
	{ "post", SET_BY, 0, set_post, NULL },
	{ "only-post", SET_FLAG, O(only_post), NULL, NULL },
	{ "type", SET_OID, O(type), NULL, "an OID" },
	{ "bad-signature", SET_FLAG, O(bad_signature), NULL, NULL },
	{ "trailing", SET_FLAG, O(trailing), NULL, NULL },
};
const struct block block_ocsp = { "OCSP answer", ocsp_properties,
	sizeof ocsp_properties / sizeof *ocsp_properties, NULL, NULL };
