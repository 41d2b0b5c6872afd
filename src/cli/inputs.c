#include "cli/inputs.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "cli/command.h"
#include "cli/ct_logs.h"
#include "cli/term.h"
#include "io/anchors.h"
#include "io/cached.h"
#include "known/catalog_file.h"

#define SEED_BYTES 32

static bool open_all(struct settings *s, const char *option, const struct texts *names,
	const struct given **out, size_t *count, struct err *e)
{
	struct given *list = arena_array(s->arena, names->count, sizeof *list);

	for (size_t i = 0; i < names->count; i++) {
		/* Local files have no ceiling: large ones are mapped. */
		struct blob *b = blob_open(names->list[i], SIZE_MAX / 4, e);

		if (b == NULL) {
			e->code = ERR_USAGE;
			return err_wrap(e, "--%s", option);
		}
		list[i].path = names->list[i];
		list[i].body = blob_keep(s->arena, b);
		blob_drop(b);
	}
	*out = list;
	*count = names->count;
	return true;
}

/* What nonces are made of: nobody else may foretell them. */
static bool read_seed(struct settings *s, struct check_inputs *out, struct err *e)
{
	uint8_t *seed = arena_take(s->arena, SEED_BYTES);
	FILE *file;
	size_t got;

	if (!s->policy.ocsp_nonce)
		return true;
	file = fopen("/dev/urandom", "rb");
	got = file == NULL ? 0 : fread(seed, 1, SEED_BYTES, file);
	if (file != NULL)
		fclose(file);
	if (got != SEED_BYTES)
		return err_set(e, ERR_INTERNAL, "--ocsp-nonce: /dev/urandom cannot be read");
	out->nonce_seed = view_of(seed, SEED_BYTES);
	return true;
}

bool inputs_read(struct settings *s, struct check_inputs *out, struct err *e)
{
	*out = (struct check_inputs){ 0 };
	return read_seed(s, out, e) && ct_logs_open(s, &out->logs, e) &&
		open_all(s, "untrusted", &s->untrusted, &out->untrusted, &out->untrusted_count, e) &&
		open_all(s, "crl", &s->crls, &out->crls, &out->crl_count, e) &&
		open_all(s, "ocsp", &s->ocsps, &out->ocsps, &out->ocsp_count, e);
}

bool catalog_take(struct settings *s, const char *name, struct blob *b, struct err *e)
{
	struct catalog *c = arena_take(s->arena, sizeof *c);

	s->catalog_body = blob_keep(s->arena, b);
	if (!catalog_file_read(s->arena, blob_view(b), c, e))
		return err_wrap(e, "--catalog %s", str_safe_text(s->arena, name));
	catalog_use(c);
	return true;
}

bool catalog_open(struct settings *s, struct err *e)
{
	struct blob *b;
	bool fine;

	if (s->catalog == NULL)
		return true;
	b = blob_open(s->catalog, CATALOG_FILE_MAX, e);
	if (b == NULL) {
		e->code = ERR_USAGE;
		return err_wrap(e, "--catalog");
	}
	fine = catalog_take(s, s->catalog, b, e);
	blob_drop(b);
	return fine;
}

const char *cache_directory(struct settings *s)
{
	const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (s->cache_dir != NULL)
		return s->cache_dir;
	/* The XDG specification: relative values are ignored. */
	if (base != NULL && base[0] == '/')
		return arena_format(s->arena, "%s/lencr", base);
	if (home != NULL && home[0] == '/')
		return arena_format(s->arena, "%s/.cache/lencr", home);
	return NULL;
}

static void open_cache(struct settings *s, struct stack *out)
{
	const char *dir = s->no_cache ? NULL : cache_directory(s);
	struct cached_options options = {
		.refresh = s->refresh, .offline = s->policy.offline, .now = term_now,
	};
	struct err e = { 0 };

	if (dir == NULL)
		return;
	out->store = store_open(dir, !s->policy.offline, &e);
	if (out->store == NULL) {
		/* --offline without a cache is normal; a cache that was named is not. */
		if (!s->policy.offline || s->cache_dir != NULL)
			say("working without a cache: %s", e.text);
		return;
	}
	out->cached = cached_new(out->store, out->net, &options);
}

bool stack_open(struct settings *s, struct stack *out, struct err *e)
{
	static const char *const system[] = { "system" };

	*out = (struct stack){ 0 };
	out->anchors = anchors_new(s->trust.count == 0 ? system : s->trust.list,
		s->trust.count == 0 ? 1 : s->trust.count, getenv("SSL_CERT_DIR"), getenv("SSL_CERT_FILE"), e);
	if (out->anchors == NULL)
		return false;
	out->net = net_new(&s->net, e);
	if (out->net == NULL) {
		stack_close(out);
		return false;
	}
	open_cache(s, out);
	out->top = split_new(out->cached != NULL ? out->cached : out->net, out->anchors);
	return true;
}

void stack_tell(const struct stack *t)
{
	const char *trouble = t->cached == NULL ? NULL : cached_trouble(t->cached);

	if (trouble != NULL)
		say("not everything could be kept in the cache: %s", trouble);
}

bool stack_open_fetch(struct settings *s, struct stack *out, struct err *e)
{
	*out = (struct stack){ 0 };
	s->net.user_agent = "lencr/" LENCR_VERSION;
	out->net = net_new(&s->net, e);
	if (out->net == NULL)
		return false;
	open_cache(s, out);
	return true;
}

void stack_close(struct stack *t)
{
	source_free(t->top);
	source_free(t->cached);
	store_free(t->store);
	source_free(t->net);
	source_free(t->anchors);
	*t = (struct stack){ 0 };
}
