/* new: checks, and what is given to them by hand. */
#include "base/str.h"
#include "lib/edge.h"
#include "lib/host.h"
#include "x509/cert.h"
#include "x509/pem.h"

#define MOST_ANCHORS 1000

struct making {
	struct arena *arena;
	struct lencr_check *check;
	struct blob *body;            /* until the arena holds it, too */
	const char *name;             /* host or name of the bytes */
	const void *bytes;
	size_t size;
	const struct lencr_options *options;
};

static struct lencr_check *handle_new(struct making *m)
{
	m->arena = arena_new();
	m->check = arena_take(m->arena, sizeof *m->check);
	m->check->arena = m->arena;
	return m->check;
}

static bool make_host(void *job, struct err *err)
{
	struct making *m = job;
	struct host_options how = { 0 };
	struct lencr_check *c = handle_new(m);
	struct lencr_options given;

	if (m->name == NULL)
		return err_set(err, ERR_USAGE, "no host was given");
	if (!options_take(c, m->options, err))
		return false;
	lencr_options_init(&given);
	edge_read(&given, sizeof given, sizeof given, m->options, "lencr_options", err);
	how.connect = given.connect;
	how.sni = given.sni;
	how.key = given.key;
	host_read(c->arena, arena_text(c->arena, m->name), &how, &c->target);
	if (c->target.kind != TARGET_HOST)
		return err_set(err, ERR_INPUT, "%s", c->target.problem);
	if (!c->policy.name_given)
		policy_set_name(&c->policy, c->target.host);
	return true;
}

static bool make_bytes(void *job, struct err *err)
{
	struct making *m = job;
	struct lencr_check *c = handle_new(m);

	if (m->bytes == NULL && m->size > 0)
		return err_set(err, ERR_USAGE, "no bytes were given");
	if (!options_take(c, m->options, err))
		return false;
	c->target.kind = TARGET_FILE;
	c->target.path = c->target.input = arena_text(c->arena, m->name == NULL ? "memory" : m->name);
	m->body = blob_new(view_of(m->bytes, m->size));
	c->target.body = blob_keep(c->arena, m->body);
	return true;
}

static enum lencr_code make(struct lencr_check **out, bool (*work)(void *, struct err *),
	struct making *m, struct lencr_error *e)
{
	enum lencr_code code = edge_run(work, m, e);

	*out = code == LENCR_OK ? m->check : NULL;
	blob_drop(m->body);
	if (code != LENCR_OK)
		arena_free(m->arena);
	return code;
}

enum lencr_code lencr_check_new_host(struct lencr_check **out, const char *host,
	const struct lencr_options *options, struct lencr_error *e)
{
	struct making m = { .name = host, .options = options };

	return make(out, make_host, &m, e);
}

enum lencr_code lencr_check_new_bytes(struct lencr_check **out, const char *name, const void *bytes,
	size_t size, const struct lencr_options *options, struct lencr_error *e)
{
	struct making m = { .name = name, .bytes = bytes, .size = size, .options = options };

	return make(out, make_bytes, &m, e);
}

void lencr_check_free(struct lencr_check *c)
{
	if (c != NULL)
		arena_free(c->arena);
}

/* --- given by hand ------------------------------------------------------------ */

struct adding {
	struct lencr_check *check;
	enum lencr_given kind;
	const char *name;
	const void *bytes;
	size_t size;
	struct blob *body;            /* until the arena holds it, too */
};

static bool add_anchors(struct lencr_check *c, const char *name, struct blob *body, struct err *err)
{
	struct bundle bundle = { 0 };

	if (!bundle_read(c->arena, blob_view(body), MOST_ANCHORS, &bundle, err))
		return err_wrap(err, "%s", name);
	if (bundle.cert_count == 0)
		return err_set(err, ERR_INPUT, "%s: holds no certificate", name);
	for (size_t i = 0; i < bundle.cert_count; i++) {
		struct cert *cert = cert_read(c->arena, bundle.certs[i], err);
		struct given_anchor *slot;

		if (cert == NULL)
			return err_wrap(err, "%s: certificate %zu", name, i + 1);
		slot = arena_more(c->arena, &c->anchors, c->anchor_count, &c->anchor_space, sizeof *slot);
		*slot = (struct given_anchor){ cert->subject_hash, cert->der };
		c->anchor_count++;
	}
	c->anchors_given = true;
	return true;
}

static bool add(void *job, struct err *err)
{
	struct adding *j = job;
	struct lencr_check *c = j->check;
	const char *name = arena_text(c->arena, j->name == NULL ? "memory" : j->name);
	struct given *slot;

	if (!edge_choice("given", (int)j->kind, LENCR_GIVEN_ANCHORS + 1, err))
		return false;
	if (c->check != NULL)
		return err_set(err, ERR_USAGE, "the check was begun already");
	if (j->bytes == NULL && j->size > 0)
		return err_set(err, ERR_USAGE, "no bytes were given");
	j->body = blob_new(view_of(j->bytes, j->size));
	blob_keep(c->arena, j->body);
	if (j->kind == LENCR_GIVEN_ANCHORS) {
		if (add_anchors(c, str_safe_text(c->arena, name), j->body, err))
			return true;
		err->code = ERR_INPUT;
		return false;
	}
	slot = arena_more(c->arena, &c->given[j->kind], c->given_count[j->kind],
		&c->given_space[j->kind], sizeof *slot);
	*slot = (struct given){ name, j->body };
	c->given_count[j->kind]++;
	return true;
}

enum lencr_code lencr_check_add(struct lencr_check *c, enum lencr_given kind, const char *name,
	const void *bytes, size_t size, struct lencr_error *e)
{
	struct adding j = { c, kind, name, bytes, size, NULL };
	enum lencr_code code = edge_check(c, add, &j, e);

	blob_drop(j.body);
	return code;
}
