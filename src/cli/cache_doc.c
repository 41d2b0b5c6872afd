#include "cli/cache_doc.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "base/when.h"

static const char *const whys[] = { "target", "issuer", "crl", "ocsp", "anchor" };
static const char *const kinds[] = { "get", "post", "tls", "anchor" };

bool cache_is_expired(const struct store_record *r, int64_t now)
{
	return r->next_update != WHEN_NONE && now > r->next_update;
}

static bool is_fresh(const struct store_record *r, int64_t now)
{
	return r->fresh_until != WHEN_NONE && now < r->fresh_until &&
		now >= r->outcome.answered_at && !cache_is_expired(r, now);
}

/* What the next check does with it. */
static const char *state_of(const struct store_record *r, int64_t now)
{
	return cache_is_expired(r, now) ? "expired" : is_fresh(r, now) ? "fresh" : "to-be-asked";
}

char *cache_size_text(struct arena *a, uint64_t bytes)
{
	static const char units[] = { 'k', 'M', 'G' };
	uint64_t tenths = bytes * 10 / 1024;
	size_t unit = 0;

	if (bytes < 1024 || bytes > UINT64_MAX / 10)
		return arena_format(a, "%" PRIu64 " B", bytes);
	while (tenths >= 10240 && unit + 1 < sizeof units) {
		tenths /= 1024;
		unit++;
	}
	return tenths >= 100 ? arena_format(a, "%" PRIu64 " %c", tenths / 10, units[unit]) :
		arena_format(a, "%" PRIu64 ".%" PRIu64 " %c", tenths / 10, tenths % 10, units[unit]);
}

void cache_doc_head(struct doc *d, const char *version)
{
	struct node *root = doc_data(d);

	node_text(root, "schema", "lencr.cache/1");
	node_text(node_object(root, "tool"), "version", version);
	node_array(root, "relaxed");
}

static void put_data(struct doc *d, const struct store_entry *entry, const struct cache_note *note,
	int64_t now)
{
	const struct store_record *r = entry->record;
	struct node *n = doc_data(d);

	node_text(n, "file", entry->file);
	if (r != NULL) {
		node_outside(n, "url", view_of_text(r->url));
		node_text(n, "request", kinds[r->kind]);
		node_text(n, "kind", whys[r->why]);
		node_text(n, "state", state_of(r, now));
		if (r->body_sha256[0] != '\0')
			node_text(n, "sha256", r->body_sha256);
		node_number(n, "bytes", (int64_t)r->body_size);
		if (r->issuer_key[0] != '\0')
			node_text(n, "issuer_key", r->issuer_key);
		node_time(n, "this_update", r->this_update);
		node_time(n, "next_update", r->next_update);
		node_time(n, "fresh_until", r->fresh_until);
		node_time(n, "answered_at", r->outcome.answered_at);
		node_time(n, "used_at", r->used_at);
	}
	node_number(n, "bytes_on_disk", (int64_t)entry->bytes);
	node_text(n, "problem", note->problem != NULL ? note->problem : entry->problem);
	if (note->exported != NULL)
		node_outside(n, "exported", view_of_text(note->exported));
}

static void put_field(struct doc *d, const char *label, const char *value)
{
	if (value != NULL)
		line_format(page_line(d, 0, 14), TONE_PLAIN, "  %-12s%s", label, value);
}

static void put_time(struct doc *d, const char *label, int64_t when)
{
	if (when != WHEN_NONE && when != 0)
		put_field(d, label, when_text(doc_arena(d), when));
}

static void put_full(struct doc *d, const struct store_entry *entry, int64_t now)
{
	const struct store_record *r = entry->record;
	struct arena *a = doc_arena(d);

	put_field(d, "kind", arena_format(a, "%s, by %s", whys[r->why], kinds[r->kind]));
	put_field(d, "state", state_of(r, now));
	put_field(d, "bytes", arena_format(a, "%" PRIu64, r->body_size));
	if (r->body_sha256[0] != '\0')
		put_field(d, "sha256", r->body_sha256);
	if (r->issuer_key[0] != '\0')
		put_field(d, "issuer key", r->issuer_key);
	put_time(d, "this update", r->this_update);
	put_time(d, "next update", r->next_update);
	put_time(d, "fetched", r->outcome.answered_at);
	put_time(d, "fresh until", r->fresh_until);
	put_time(d, "last used", r->used_at);
	put_field(d, "from", r->outcome.address);
	for (size_t i = 0; i < r->outcome.head.count; i++)
		put_field(d, "header", arena_format(a, "%s: %s",
			str_safe_text(a, r->outcome.head.fields[i].name),
			str_safe_text(a, r->outcome.head.fields[i].value)));
	put_field(d, "record", entry->file + strlen("want/aa/"));
}

void cache_doc_item(struct doc *d, const struct store_entry *entry, const struct cache_note *note,
	int64_t now, bool full)
{
	const struct store_record *r = entry->record;
	const char *problem = note->problem != NULL ? note->problem : entry->problem;
	struct arena *a = doc_arena(d);
	struct line *l = page_line(d, 0, 4);

	put_data(d, entry, note, now);
	if (r == NULL) {
		line_format(l, TONE_BAD, "%s: %s", entry->file, problem);
		return;
	}
	if (full)
		line_put(l, TONE_STRONG, str_safe_text(a, r->url));
	else
		line_format(l, TONE_PLAIN, "%-7s %8s  %-11s  %-10s  %s", whys[r->why],
			cache_size_text(a, r->body_size), state_of(r, now),
			r->next_update == WHEN_NONE ? "-" : when_date(a, r->next_update),
			str_safe_text(a, r->url));
	if (note->exported != NULL)
		line_format(page_line(d, 0, 4), TONE_PLAIN, "    %s", str_safe_text(a, note->exported));
	if (problem != NULL)
		line_format(page_line(d, 0, 4), TONE_BAD, "    %s", problem);
	if (full)
		put_full(d, entry, now);
}

void cache_doc_tail(struct doc *d, const struct cache_totals *t, const char *text)
{
	struct node *n = node_object(doc_data(d), "summary");

	node_text(n, "action", t->action);
	node_outside(n, "directory", view_of_text(t->directory));
	node_number(n, "entries", (int64_t)t->entries);
	node_number(n, "bytes", (int64_t)t->bytes);
	node_number(n, "damaged", (int64_t)t->damaged);
	node_number(n, "removed", (int64_t)t->removed);
	node_number(n, "removed_bytes", (int64_t)t->removed_bytes);
	line_put(page_line(d, -1, 2), TONE_STRONG, text);
}
