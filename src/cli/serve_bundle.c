#include "cli/serve_bundle.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "base/url.h"
#include "base/when.h"
#include "cli/testmode.h"

#define ROOTS_MAX ((size_t)16 * 1024 * 1024)

/* --- answering --------------------------------------------------------- */

/* The header fields that belong to the copy; not Date, which belonged to the
 * moment, and nothing that could end the line. */
static const char *headers_of(struct arena *a, const struct http_head *h)
{
	static const char *const names[] = { "ETag", "Last-Modified", "Cache-Control", "Expires" };
	struct str out;
	char *text;

	str_init(&out, 16384);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = http_head_get(h, names[i]);

		if (value != NULL && str_is_safe(view_of_text(value)))
			str_put_format(&out, "%s: %s\r\n", names[i], value);
	}
	text = arena_text(a, str_text(&out));
	str_clear(&out);
	return text;
}

static enum serve_play play_of(enum reach r)
{
	switch (r) {
	case REACH_TIMED_OUT: case REACH_CONNECT_TIMED_OUT: case REACH_INTERRUPTED: return PLAY_SILENT;
	case REACH_TOO_SLOW: return PLAY_SLOW;
	case REACH_RESET: case REACH_REFUSED: case REACH_UNROUTABLE: return PLAY_RESET;
	case REACH_TRUNCATED: return PLAY_TRUNCATE;
	case REACH_TOO_BIG: return PLAY_ENDLESS;
	case REACH_BAD_HTTP: return PLAY_GARBAGE;
	default: return PLAY_NORMAL;
	}
}

static void reply_with(struct arena *a, const struct store_record *r, struct serve_reply *reply)
{
	const struct outcome *o = &r->outcome;
	const char *type = http_head_get(&o->head, "Content-Type");

	if (o->reach == REACH_OK) {
		reply->status = 200;
		reply->content_type = type != NULL && str_is_safe(view_of_text(type)) ?
			arena_text(a, type) : NULL;
		reply->headers = headers_of(a, &o->head);
		reply->body = blob_view(o->body);
		return;
	}
	reply->status = o->reach == REACH_BAD_STATUS && o->http_status >= 400 ? o->http_status : 502;
	reply->content_type = "text/plain";
	reply->body = view_of_text(arena_format(a, "recorded: %s\n", reach_word(o->reach)));
	reply->play = play_of(o->reach);
}

static void answer(void *context, struct arena *a, const struct serve_request *q,
	struct serve_reply *reply)
{
	const struct served_bundle *b = context;
	bool post = strcmp(q->method, "POST") == 0;

	for (size_t i = 0; i < b->record_count; i++) {
		const struct served_record *r = &b->records[i];

		if ((r->record.kind == WANT_POST) == post && strcmp(r->host, q->host) == 0 &&
		    strcmp(r->path, q->path) == 0 && view_equal(r->record.post,
			post ? q->body : (struct view){ 0 })) {
			reply_with(a, &r->record, reply);
			return;
		}
	}
	reply->status = 404;
	reply->content_type = "text/plain";
	reply->body = view_of_text("not in the bundle\n");
}

/* --- opening ----------------------------------------------------------- */

/* The first answer to each request. */
static bool collect(void *context, const struct store_entry *entry)
{
	struct served_bundle *b = context;
	const struct store_record *r = entry->record;
	struct served_record *slot;
	struct url url;
	const char *why, *path;

	if (r == NULL || r->take != 0 || (r->kind != WANT_GET && r->kind != WANT_POST) ||
	    !url_read(b->arena, view_of_text(r->url), &url, &why))
		return true;
	slot = arena_more(b->arena, &b->records, b->record_count, &b->record_space, sizeof *slot);
	if (!store_get(bundle_store(b->bundle), &(struct want){ .kind = r->kind, .url = r->url,
		.body = r->post }, &slot->record))
		return true;
	path = strstr(r->url, "://");
	path = path == NULL ? NULL : strpbrk(path + 3, "/?");
	slot->path = path == NULL ? arena_text(b->arena, "/") : arena_format(b->arena, "%s%s",
		path[0] == '?' ? "/" : "", path);
	slot->host = arena_text(b->arena, url.host);
	for (char *p = slot->host; *p != '\0'; p++)
		*p = str_lower(*p);
	b->record_count++;
	return true;
}

static bool collect_roots(void *context, const struct store_entry *entry)
{
	struct { struct store *store; struct str text; } *c = context;
	struct store_record r;

	if (entry->record == NULL || entry->record->kind != WANT_ANCHOR ||
	    !store_get(c->store, &(struct want){ .kind = WANT_ANCHOR, .url = entry->record->url }, &r))
		return true;
	str_put_view(&c->text, blob_view(r.outcome.body));
	store_record_clear(&r);
	return true;
}

static bool write_roots(struct settings *s, struct served_bundle *b, struct err *e)
{
	struct { struct store *store; struct str text; } c = { bundle_store(b->bundle), { 0 } };
	bool fine;

	str_init(&c.text, ROOTS_MAX);
	fine = store_each(c.store, false, collect_roots, &c, e) && roots_write(s,
		view_of(str_text(&c.text), c.text.size), &b->root_path, &b->root_temporary, e);
	str_clear(&c.text);
	return fine;
}

bool serve_bundle_open(struct settings *s, const char *dir,
	void (*seen)(void *, const struct serve_seen *), struct served_bundle *b, struct err *e)
{
	struct serve_options options = {
		.port = s->port, .context = b, .answer = answer, .seen = seen,
	};
	bool fine;

	*b = (struct served_bundle){ .dir = dir, .arena = arena_new() };
	if (s->faults.count != 0 || s->clock_given)
		fine = err_set(e, ERR_USAGE, "--fault and --clock go with a world, not with a bundle");
	else
		fine = (b->bundle = bundle_open(dir, e)) != NULL &&
			store_each(bundle_store(b->bundle), false, collect, b, e) &&
			(b->server = serve_open(&options, e)) != NULL && write_roots(s, b, e);
	if (!fine) {
		serve_bundle_close(b);
		return false;
	}
	snprintf(b->via, sizeof b->via, "127.0.0.1:%u", serve_port(b->server));
	return true;
}

void serve_bundle_close(struct served_bundle *b)
{
	if (b->root_temporary)
		unlink(b->root_path);
	serve_free(b->server);
	for (size_t i = 0; i < b->record_count; i++)
		store_record_clear(&b->records[i].record);
	bundle_free(b->bundle);
	arena_free(b->arena);
	*b = (struct served_bundle){ 0 };
}

/* --- what to do with it ------------------------------------------------ */

/* In single quotes where a shell would take a blank or so for its own. */
static char *quoted(struct arena *a, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-";

	text = str_safe_text(a, text);
	return arena_format(a, text[strspn(text, plain)] == '\0' ? "%s" : "'%s'", text);
}

static void show_target(struct settings *s, struct served_bundle *b, size_t index, const char *at)
{
	const struct manifest_target *t = &bundle_manifest(b->bundle)->targets[index];
	struct bundle_answers answers = { 0 };
	struct store_record body = { 0 };
	const char *sha256 = NULL, *why;
	struct err e;

	if (!bundle_answers_read(b->bundle, index, &answers, &e))
		return;
	for (size_t i = 0; i < answers.count; i++)
		if (answers.list[i].kind == WANT_TLS && answers.list[i].body_sha256[0] != '\0')
			sha256 = answers.list[i].body_sha256;
	if (t->has_body && store_get_exactly(bundle_store(b->bundle), t->body.key, t->body.sum, &body, &why))
		sha256 = body.body_sha256;
	if (sha256 == NULL)
		printf("# %s: nothing was presented\n", str_safe_text(s->arena, t->input));
	else
		printf("lencr check --no-cache --via http=%s --trust %s --at %s%s%s %s/blob/%.2s/%s   # %s\n",
			b->via, b->root_path == NULL ? "none" : quoted(s->arena, b->root_path), at,
			t->host == NULL ? "" : " --name ", t->host == NULL ? "" : quoted(s->arena, t->host),
			quoted(s->arena, b->dir), sha256, sha256, str_safe_text(s->arena, t->input));
	store_record_clear(&body);
	bundle_answers_clear(&answers);
}

void serve_bundle_show(struct settings *s, struct served_bundle *b)
{
	const struct manifest *m = bundle_manifest(b->bundle);
	char at[21];

	when_format(m->at, at);
	printf("serving the HTTP answers of %s on %s\n\n", str_safe_text(s->arena, b->dir), b->via);
	printf("TLS is not served: the keys of the recorded sites are theirs. Their handshakes are files:\n\n");
	for (size_t i = 0; i < m->target_count; i++)
		show_target(s, b, i, at);
	printf("\nStop with Ctrl-C. `lencr check --replay %s` needs no server.\n", quoted(s->arena, b->dir));
}
