#include "io/freshness.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"
#include "base/when.h"

#define LIFETIME_MAX (7 * (int64_t)WHEN_DAY)
#define SECONDS_MAX INT32_MAX /* section 1.2.2: larger numbers are taken as this */

struct control { bool no_store, no_cache, has_max_age; int64_t max_age; };

/* delta-seconds, also quoted; false: no such number. */
static bool read_seconds(const char *text, size_t size, int64_t *out)
{
	int64_t n = 0;

	if (size >= 2 && text[0] == '"' && text[size - 1] == '"') {
		text++;
		size -= 2;
	}
	if (size == 0)
		return false;
	for (size_t i = 0; i < size; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		n = n * 10 + (text[i] - '0');
		if (n > SECONDS_MAX)
			n = SECONDS_MAX;
	}
	*out = n;
	return true;
}

static bool is_name(const char *text, size_t size, const char *name)
{
	size_t i = 0;

	while (i < size && name[i] != '\0' && str_lower(text[i]) == name[i])
		i++;
	return i == size && name[i] == '\0';
}

static void read_directive(struct control *c, const char *text, size_t size)
{
	const char *equals = memchr(text, '=', size);
	size_t name = equals == NULL ? size : (size_t)(equals - text);
	int64_t seconds;

	if (is_name(text, name, "no-store"))
		c->no_store = true;
	else if (is_name(text, name, "no-cache"))
		c->no_cache = true; /* also in its form for single fields */
	if (!is_name(text, name, "max-age"))
		return;
	/* Section 4.2.1: what cannot be read or contradicts itself is taken as stale. */
	if (equals == NULL || !read_seconds(equals + 1, size - name - 1, &seconds))
		seconds = 0;
	if (!c->has_max_age || seconds < c->max_age)
		c->max_age = seconds;
	c->has_max_age = true;
}

/* Directives between commas, where commas inside quotes do not count. */
static void read_control(struct control *c, const char *value)
{
	while (*value != '\0') {
		const char *start, *end;
		bool quoted = false;

		value += strspn(value, " \t,");
		start = value;
		for (; *value != '\0' && (quoted || *value != ','); value++) {
			if (*value == '\\' && quoted && value[1] != '\0')
				value++;
			else if (*value == '"')
				quoted = !quoted;
		}
		end = value;
		while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
			end--;
		if (end > start)
			read_directive(c, start, (size_t)(end - start));
	}
}

static int64_t at_least_zero(int64_t n)
{
	return n < 0 ? 0 : n;
}

/* Section 4.2.3, at the moment the response came. */
static int64_t initial_age(const struct http_head *h, int64_t date, int64_t asked, int64_t answered)
{
	const char *age = http_head_get(h, "Age");
	int64_t apparent = at_least_zero(answered - date), value = 0, corrected;

	if (age != NULL && !read_seconds(age, strlen(age), &value))
		value = 0;
	corrected = value + at_least_zero(answered - asked);
	return apparent > corrected ? apparent : corrected;
}

struct freshness freshness_of(const struct http_head *h, int64_t asked, int64_t answered)
{
	struct control c = { .no_store = false };
	const char *date_text = http_head_get(h, "Date"), *expires_text = http_head_get(h, "Expires");
	int64_t date, expires, lifetime;
	bool never = false;

	for (size_t i = 0; i < h->count; i++) {
		if (str_same(h->fields[i].name, "Cache-Control"))
			read_control(&c, h->fields[i].value);
		if (str_same(h->fields[i].name, "Vary") && strchr(h->fields[i].value, '*') != NULL)
			never = true;
	}
	if (date_text == NULL || !when_read_http(date_text, &date))
		date = answered;
	if (c.has_max_age)
		lifetime = c.max_age;
	else if (expires_text != NULL && when_read_http(expires_text, &expires))
		lifetime = expires - date;
	else
		lifetime = 0; /* nothing said, or an Expires that is no date: expired */
	if (lifetime > LIFETIME_MAX)
		lifetime = LIFETIME_MAX;
	lifetime -= initial_age(h, date, asked, answered);
	never = never || c.no_store || c.no_cache || lifetime <= 0;
	return (struct freshness){ !c.no_store, never ? WHEN_NONE : answered + lifetime };
}

static bool is_any(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (str_same(name, *list))
			return true;
	return false;
}

static void drop_field(struct http_head *h, size_t at)
{
	free(h->fields[at].name);
	free(h->fields[at].value);
	memmove(h->fields + at, h->fields + at + 1, (h->count - at - 1) * sizeof *h->fields);
	h->count--;
}

void freshness_trim(struct http_head *h)
{
	static const char *const not_kept[] = { "Connection", "Keep-Alive", "Proxy-Authenticate",
		"Proxy-Authentication-Info", "Proxy-Authorization", "Proxy-Connection", "Set-Cookie",
		"Set-Cookie2", "TE", "Trailer", "Transfer-Encoding", "Upgrade", NULL };

	for (size_t i = h->count; i-- > 0;)
		if (is_any(h->fields[i].name, not_kept))
			drop_field(h, i);
}

void freshness_update(struct http_head *stored, const struct http_head *newer)
{
	/* These describe the body, which a 304 does not have. */
	static const char *const of_body[] = { "Content-Length", "Content-Encoding", "Content-Type",
		"Content-Range", NULL };

	for (size_t i = 0; i < newer->count; i++)
		for (size_t j = stored->count; j-- > 0;)
			if (!is_any(newer->fields[i].name, of_body) &&
			    str_same(newer->fields[i].name, stored->fields[j].name))
				drop_field(stored, j);
	/* An Age of the first answer says nothing about this one. */
	for (size_t j = stored->count; j-- > 0;)
		if (str_same(stored->fields[j].name, "Age"))
			drop_field(stored, j);
	for (size_t i = 0; i < newer->count; i++) {
		if (is_any(newer->fields[i].name, of_body))
			continue;
		stored->fields = mem_resize(stored->fields, stored->count + 1,
			sizeof *stored->fields);
		stored->fields[stored->count++] = (struct http_field){
			mem_text(newer->fields[i].name), mem_text(newer->fields[i].value) };
	}
	freshness_trim(stored);
}
