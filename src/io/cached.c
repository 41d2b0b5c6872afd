#include "io/cached.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/when.h"
#include "io/freshness.h"
#include "io/ready.h"
#include "io/store_record.h"

#define HELD_MAX ((size_t)256 * 1024 * 1024)
#define STORE_MAX ((uint64_t)512 * 1024 * 1024)
#define STORE_RECORDS 100000

/* An open want that BELOW is working on. */
struct pending {
	struct pending *next;
	struct want want;              /* url and body owned; extra NULL */
	bool have;                     /* a stored copy */
	bool conditional;              /* asked whether that still stands */
	struct store_record stored;
};
/* An answer given out and not yet vouched for. */
struct held { struct held *next; struct want want; struct outcome outcome; };

struct cached {
	struct source source;
	struct store *store;
	struct source *below;
	struct cached_options options;
	struct ready ready;
	struct pending *pending;
	struct held *held, **held_end;
	size_t held_bytes;
	char *trouble;
	bool tidied;
};

static int64_t clock_of(const struct cached *x)
{
	return x->options.now(x->options.context);
}

static void want_keep(struct want *to, const struct want *from)
{
	*to = *from;
	to->url = mem_text(from->url);
	to->body = from->body.size == 0 ? (struct view){ 0 } :
		view_of(mem_copy(from->body.data, from->body.size), from->body.size);
	to->extra = NULL;
}

static void want_clear(struct want *w)
{
	free((void *)(uintptr_t)w->url);
	free((void *)(uintptr_t)w->body.data);
}

static void pending_free(struct pending *p)
{
	want_clear(&p->want);
	store_record_clear(&p->stored);
	free(p);
}

static void held_free(struct cached *x, struct held *h)
{
	x->held_bytes -= blob_view(h->outcome.body).size;
	want_clear(&h->want);
	outcome_clear(&h->outcome);
	free(h);
}

static void note_trouble(struct cached *x, const struct err *e)
{
	if (x->trouble == NULL)
		x->trouble = mem_text(e->text);
}

/* --- the stored copy --------------------------------------------------- */

static bool get_stored(struct cached *x, const struct want *w, struct store_record *out)
{
	if (!store_get(x->store, w, out))
		return false;
	if (out->vouched && out->outcome.reach == REACH_OK && out->outcome.http_status == 200)
		return true;
	store_record_clear(out);
	return false;
}

static bool is_past(const struct store_record *r, int64_t now)
{
	return r->next_update != WHEN_NONE && now > r->next_update;
}

/* A copy from the future says that a clock was set: ask again. */
static bool is_fresh(const struct store_record *r, int64_t now)
{
	return r->fresh_until != WHEN_NONE && now < r->fresh_until &&
		now >= r->outcome.answered_at && !is_past(r, now);
}

/* Moves the stored answer to the caller. */
static void give_stored(struct cached *x, const struct want *w, struct store_record *r,
	enum came_from from)
{
	struct outcome o = r->outcome;

	r->outcome = (struct outcome){ 0 };
	o.from = from;
	blob_drop(o.previous);
	o.previous = NULL;
	o.not_revalidated = false;
	o.http_fresh = from == FROM_CACHE && is_fresh(&(struct store_record){
		.outcome = o, .next_update = r->next_update, .fresh_until = r->fresh_until },
		clock_of(x));
	store_touch(x->store, w);
	ready_add(&x->ready, w->id, &o);
}

static void give_unrevalidated(struct cached *x, const struct want *w, struct store_record *r,
	enum reach why, const char *detail)
{
	struct answer *a;

	give_stored(x, w, r, FROM_CACHE);
	a = &x->ready.answers[x->ready.first + x->ready.count - 1];
	a->outcome.not_revalidated = true;
	a->outcome.http_fresh = false;
	a->outcome.retry_reach = why;
	if (detail != NULL)
		outcome_set_detail(&a->outcome, "%s", detail);
}

/* --- asking ------------------------------------------------------------ */

#define EXTRA_MAX 3
static void add_field(struct http_head *h, const char *name, const char *value)
{
	/* The fields are only read by who is asked. */
	h->fields[h->count++] = (struct http_field){ (char *)(uintptr_t)name,
		(char *)(uintptr_t)value };
}

static bool ask_below(struct cached *x, struct pending *p, bool whole, struct err *e)
{
	struct http_field fields[EXTRA_MAX];
	struct http_head extra = { 0, fields };
	const struct http_head *stored = &p->stored.outcome.head;
	const char *tag = http_head_get(stored, "ETag");
	const char *modified = http_head_get(stored, "Last-Modified");
	struct want w = p->want;

	p->conditional = p->have && !whole && (tag != NULL || modified != NULL);
	if (p->conditional && tag != NULL)
		add_field(&extra, "If-None-Match", tag);
	if (p->conditional && modified != NULL)
		add_field(&extra, "If-Modified-Since", modified);
	if (whole)
		add_field(&extra, "Cache-Control", "no-cache");
	w.extra = extra.count == 0 ? NULL : &extra;
	return source_ask(x->below, &w, e);
}

static bool start(struct cached *x, const struct want *w, struct err *e)
{
	struct store_record r = { 0 };
	bool have = get_stored(x, w, &r), ok;
	int64_t now = clock_of(x);
	struct pending *p;

	if (x->options.offline || x->below == NULL) {
		if (!have)
			ready_add_reach(&x->ready, w->id, REACH_OFFLINE, NULL);
		else if (is_fresh(&r, now))
			give_stored(x, w, &r, FROM_CACHE);
		else
			give_unrevalidated(x, w, &r, REACH_OFFLINE, NULL);
		store_record_clear(&r);
		return true;
	}
	if (have && !x->options.refresh && !w->anew && is_fresh(&r, now)) {
		give_stored(x, w, &r, FROM_CACHE);
		store_record_clear(&r);
		return true;
	}
	p = mem_take(1, sizeof *p);
	want_keep(&p->want, w);
	p->have = have;
	p->stored = r;
	ok = ask_below(x, p, x->options.refresh || w->anew || (have && is_past(&r, now)), e);
	if (!ok) {
		pending_free(p);
		return false;
	}
	p->next = x->pending;
	x->pending = p;
	return true;
}

static bool cached_ask(struct source *s, const struct want *w, struct err *e)
{
	struct cached *x = (struct cached *)s;

	if (w->kind == WANT_GET || w->kind == WANT_POST)
		return start(x, w, e);
	if (!x->options.offline && x->below != NULL)
		return source_ask(x->below, w, e);
	ready_add_reach(&x->ready, w->id, REACH_OFFLINE, NULL);
	return true;
}

/* --- what came of it --------------------------------------------------- */

static void hold(struct cached *x, const struct want *w, const struct outcome *o)
{
	size_t size = blob_view(o->body).size;
	struct held *h;

	if (size > HELD_MAX || !freshness_of(&o->head, o->asked_at, o->answered_at).keep)
		return;
	while (x->held_bytes > HELD_MAX - size) {
		h = x->held;
		x->held = h->next;
		held_free(x, h);
	}
	if (x->held == NULL)
		x->held_end = &x->held;
	h = mem_take(1, sizeof *h);
	want_keep(&h->want, w);
	outcome_copy(&h->outcome, o);
	blob_drop(h->outcome.previous);
	h->outcome.previous = NULL;
	x->held_bytes += size;
	*x->held_end = h;
	x->held_end = &h->next;
}

static void keep(struct cached *x, struct store_record *r)
{
	struct freshness f = freshness_of(&r->outcome.head, r->outcome.asked_at,
		r->outcome.answered_at);
	struct want w = { .kind = r->kind, .url = r->url, .body = r->post };
	struct err e;

	r->fresh_until = f.until;
	if (r->next_update != WHEN_NONE && f.until != WHEN_NONE && f.until > r->next_update)
		r->fresh_until = r->next_update;
	err_clear(&e);
	if (!(f.keep ? store_put(x->store, r, &e) : store_remove(x->store, &w, &e)))
		note_trouble(x, &e);
	if (!x->tidied)
		store_tidy(x->store, &(struct store_limits){ STORE_MAX, STORE_RECORDS, WHEN_NONE,
			clock_of(x) });
	x->tidied = true;
}

/* W/"x" and "x" are the same copy for our purpose (RFC 9110 section 8.8.3.2). */
static const char *opaque_tag(const char *tag)
{
	return tag != NULL && strncmp(tag, "W/", 2) == 0 ? tag + 2 : tag;
}

static bool same_copy(const struct http_head *stored, const struct http_head *newer)
{
	const char *a = opaque_tag(http_head_get(stored, "ETag"));
	const char *b = opaque_tag(http_head_get(newer, "ETag"));

	return a == NULL || b == NULL || strcmp(a, b) == 0;
}

static void give_revalidated(struct cached *x, struct pending *p, const struct outcome *o)
{
	struct store_record *r = &p->stored;
	char *address = o->address == NULL ? NULL : mem_text(o->address);

	freshness_update(&r->outcome.head, &o->head);
	r->outcome.asked_at = o->asked_at;
	r->outcome.answered_at = o->answered_at;
	free(r->outcome.address);
	r->outcome.address = address;
	keep(x, r);
	give_stored(x, &p->want, r, FROM_REVALIDATED);
}

static void give_new(struct cached *x, struct pending *p, struct outcome *o)
{
	blob_drop(o->previous);
	o->previous = NULL;
	if (p->have && !view_equal(blob_view(o->body), blob_view(p->stored.outcome.body)))
		o->previous = blob_hold(p->stored.outcome.body);
	hold(x, &p->want, o);
	ready_add(&x->ready, p->want.id, o);
}

/* True when the want is answered; false when it was asked once more. */
static bool settle(struct cached *x, struct pending *p, struct outcome *o)
{
	bool not_modified = o->reach == REACH_OK && o->http_status == 304 && o->body == NULL;

	if (not_modified && p->conditional) {
		if (same_copy(&p->stored.outcome.head, &o->head) &&
		    !is_past(&p->stored, clock_of(x))) {
			give_revalidated(x, p, o);
			return true;
		}
		if (ask_below(x, p, true, NULL))
			return false;
		o->reach = REACH_BAD_STATUS;
	} else if (not_modified) {
		/* Nobody asked that; there is nothing to give. */
		o->reach = REACH_BAD_STATUS;
	}
	if (o->reach == REACH_OK && o->body != NULL)
		give_new(x, p, o);
	else if (p->have)
		give_unrevalidated(x, &p->want, &p->stored, o->reach, o->detail);
	else
		ready_add(&x->ready, p->want.id, o);
	return true;
}

static bool cached_next(struct source *s, int wait_ms, struct answer *out)
{
	struct cached *x = (struct cached *)s;

	while (!ready_take(&x->ready, out)) {
		struct pending **at = &x->pending, *p;

		if (x->below == NULL || x->options.offline || !source_next(x->below, wait_ms, out))
			return false;
		while (*at != NULL && (*at)->want.id != out->want_id)
			at = &(*at)->next;
		p = *at;
		if (p == NULL)
			return true; /* a kind of want that only passes through */
		*at = p->next;
		if (settle(x, p, &out->outcome)) {
			pending_free(p);
		} else {
			p->next = x->pending;
			x->pending = p;
		}
		outcome_clear(&out->outcome);
	}
	return true;
}

static void cached_drop(struct source *s, uint32_t want_id)
{
	struct cached *x = (struct cached *)s;

	ready_drop(&x->ready, want_id);
	for (struct pending **at = &x->pending; *at != NULL; at = &(*at)->next) {
		struct pending *p = *at;

		if (p->want.id != want_id)
			continue;
		*at = p->next;
		pending_free(p);
		break;
	}
	if (x->below != NULL)
		source_drop(x->below, want_id);
}

/* --- vouching ---------------------------------------------------------- */

/* The stored copy is younger, from the same issuer and still in time: whoever
 * offers an older one again must not make us forget it. */
static bool would_roll_back(struct cached *x, const struct store_record *r)
{
	struct want w = { .kind = r->kind, .url = r->url, .body = r->post };
	struct store_record old;
	bool back;

	if (r->this_update == WHEN_NONE || !get_stored(x, &w, &old))
		return false;
	back = old.this_update != WHEN_NONE && old.this_update > r->this_update &&
		strcmp(old.issuer_key, r->issuer_key) == 0 && !is_past(&old, clock_of(x));
	store_record_clear(&old);
	return back;
}

static void keep_held(struct cached *x, const struct held *h, const struct vouch *v)
{
	static const uint8_t no_key[32];
	struct store_record r = { .kind = h->want.kind, .why = h->want.why, .url = h->want.url,
		.post = h->want.body, .vouched = true, .this_update = v->this_update,
		.next_update = v->next_update };

	if (memcmp(v->issuer_key, no_key, sizeof no_key) != 0)
		store_hex(v->issuer_key, r.issuer_key);
	outcome_copy(&r.outcome, &h->outcome);
	freshness_trim(&r.outcome.head);
	if (!would_roll_back(x, &r))
		keep(x, &r);
	outcome_clear(&r.outcome);
}

static void cached_vouch(struct source *s, const struct vouch *v)
{
	struct cached *x = (struct cached *)s;

	for (struct held **at = &x->held; v->body != NULL && *at != NULL; at = &(*at)->next) {
		struct held *h = *at;

		if (strcmp(h->want.url, v->url) != 0 || !view_equal(h->want.body, v->post) ||
		    !view_equal(blob_view(h->outcome.body), blob_view(v->body)))
			continue;
		keep_held(x, h, v);
		*at = h->next;
		if (*at == NULL)
			x->held_end = at;
		held_free(x, h);
		break;
	}
	if (x->below != NULL)
		source_vouch(x->below, v);
}

static void cached_free(struct source *s)
{
	struct cached *x = (struct cached *)s;

	while (x->pending != NULL) {
		struct pending *p = x->pending;

		x->pending = p->next;
		pending_free(p);
	}
	while (x->held != NULL) {
		struct held *h = x->held;

		x->held = h->next;
		held_free(x, h);
	}
	ready_clear(&x->ready);
	free(x->trouble);
	free(x);
}

static const struct source_ops cached_ops = {
	cached_ask, cached_next, cached_drop, cached_vouch, cached_free
};

struct source *cached_new(struct store *store, struct source *below,
	const struct cached_options *options)
{
	struct cached *x = mem_take(1, sizeof *x);

	x->source.ops = &cached_ops;
	x->store = store;
	x->below = below;
	x->options = *options;
	x->held_end = &x->held;
	return &x->source;
}

const char *cached_trouble(const struct source *s)
{
	return ((const struct cached *)s)->trouble;
}
