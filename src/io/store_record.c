#include "io/store_record.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/memory.h"
#include "base/when.h"

#define FIRST_LINE "lencr-want 1\n"
#define FIELDS_MAX 200
#define POST_MAX ((size_t)16 * 1024)

static const char *const kinds[] = { "get", "post", "tls", "anchor" };
static const char *const whys[] = { "target", "issuer", "crl", "ocsp", "anchor" };

static int word_index(const char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], word) == 0)
			return (int)i;
	return -1;
}
#define WORD_INDEX(table, word) word_index(table, sizeof table / sizeof *table, word)

/* reach_word() has one word for three time-outs; a record keeps them apart. */
static const char *reach_text(enum reach r)
{
	return r == REACH_CONNECT_TIMED_OUT ? "timed-out-connecting" :
		r == REACH_TOO_SLOW ? "timed-out-receiving" : reach_word(r);
}

static bool reach_read(const char *text, enum reach *out)
{
	for (int r = 0; r < REACH_COUNT; r++)
		if (strcmp(text, reach_text((enum reach)r)) == 0) {
			*out = (enum reach)r;
			return true;
		}
	return false;
}

void store_hex(const uint8_t digest[32], char out[65])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < 32; i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
	out[64] = '\0';
}

bool store_is_hex(const char *text)
{
	return strspn(text, "0123456789abcdef") == 64 && text[64] == '\0';
}

static void key_of(enum want_kind kind, const char *url, struct view post, unsigned take,
	char out[65])
{
	uint8_t digest[32];
	char post_hex[65];
	struct str s;

	digest_sha256(post, digest);
	store_hex(digest, post_hex);
	str_init(&s, SIZE_MAX / 2);
	if (take == 0)
		str_put_format(&s, "lencr-key 1\n%s\n%s\n", kinds[kind], post_hex);
	else
		str_put_format(&s, "lencr-key 1 take %u\n%s\n%s\n", take, kinds[kind], post_hex);
	str_put(&s, url);
	digest_sha256(view_of(s.text, s.size), digest);
	str_clear(&s);
	store_hex(digest, out);
}

void store_key(enum want_kind kind, const char *url, struct view post, char out[65])
{
	key_of(kind, url, post, 0, out);
}

void store_record_key(const struct store_record *r, char out[65])
{
	key_of(r->kind, r->url, r->post, r->take, out);
}

/* --- writing ----------------------------------------------------------- */

static void put_value(struct str *s, const char *value)
{
	for (; *value != '\0'; value++) {
		unsigned char c = (unsigned char)*value;

		if (c < 0x20 || c == 0x7f || c == '%')
			str_put_format(s, "%%%02x", c);
		else
			str_put_char(s, *value);
	}
}

void store_line_put(struct str *s, const char *name, const char *value)
{
	if (value == NULL)
		return;
	str_put_format(s, "%s: ", name);
	put_value(s, value);
	str_put_char(s, '\n');
}

static void put_number(struct str *s, const char *name, int64_t value, int64_t usual)
{
	if (value != usual)
		str_put_format(s, "%s: %lld\n", name, (long long)value);
}

static void put_body(struct str *s, const char *name, struct blob *body)
{
	char hex[65];

	if (body == NULL)
		return;
	store_hex(blob_sha256(body), hex);
	str_put_format(s, "%s: %s %zu\n", name, hex, blob_view(body).size);
}

static void put_outcome(struct str *s, const struct outcome *o)
{
	store_line_put(s, "reach", reach_text(o->reach));
	store_line_put(s, "from", came_from_word(o->from));
	put_number(s, "asked", o->asked_at, 0);
	put_number(s, "answered", o->answered_at, 0);
	put_number(s, "status", o->http_status, 0);
	put_body(s, "body", o->body);
	put_body(s, "previous", o->previous);
	for (size_t i = 0; i < o->head.count; i++) {
		str_put(s, "head: ");
		put_value(s, o->head.fields[i].name);
		str_put(s, ": ");
		put_value(s, o->head.fields[i].value);
		str_put_char(s, '\n');
	}
	store_line_put(s, "detail", o->detail);
	store_line_put(s, "address", o->address);
	if (o->http_fresh)
		store_line_put(s, "http-fresh", "yes");
	if (o->not_revalidated)
		store_line_put(s, "not-revalidated", reach_text(o->retry_reach));
}

void store_sum_put(struct str *s)
{
	uint8_t digest[32];
	char hex[65];

	digest_sha256(view_of(s->text, s->size), digest);
	store_hex(digest, hex);
	str_put_format(s, "sum: %s\n", hex);
}

bool store_record_write(const struct store_record *r, struct str *out)
{
	str_init(out, STORE_RECORD_MAX);
	if (r->post.size > POST_MAX || r->outcome.head.count > FIELDS_MAX)
		return false;
	str_put(out, FIRST_LINE);
	store_line_put(out, "kind", kinds[r->kind]);
	store_line_put(out, "why", whys[r->why]);
	store_line_put(out, "url", r->url);
	if (r->post.size != 0) {
		struct arena *a = arena_new();

		store_line_put(out, "post", view_base64(a, r->post));
		arena_free(a);
	}
	put_number(out, "take", r->take, 0);
	if (r->anew)
		store_line_put(out, "anew", "yes");
	put_outcome(out, &r->outcome);
	if (r->vouched)
		store_line_put(out, "vouched", "yes");
	if (r->issuer_key[0] != '\0')
		store_line_put(out, "issuer-key", r->issuer_key);
	put_number(out, "this-update", r->this_update, WHEN_NONE);
	put_number(out, "next-update", r->next_update, WHEN_NONE);
	put_number(out, "fresh-until", r->fresh_until, WHEN_NONE);
	store_sum_put(out);
	return !out->over;
}

/* --- reading ----------------------------------------------------------- */

static bool read_hex_digit(char c, unsigned *out)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	*out = at == NULL ? 0 : (unsigned)(at - digits);
	return at != NULL;
}

/* Undoes put_value in place. A NUL inside would hide what follows. */
bool store_line_undo(char *text)
{
	char *to = text;

	for (; *text != '\0'; text++) {
		unsigned high, low;

		if (*text != '%') {
			*to++ = *text;
			continue;
		}
		if (!read_hex_digit(text[1], &high) || !read_hex_digit(text[2], &low) ||
		    (high | low) == 0)
			return false;
		*to++ = (char)(high << 4 | low);
		text += 2;
	}
	*to = '\0';
	return true;
}

static bool read_number(const char *text, int64_t *out)
{
	bool minus = *text == '-';
	int64_t n = 0;

	text += minus;
	if (*text == '\0' || strlen(text) > 18)
		return false;
	for (; *text >= '0' && *text <= '9'; text++)
		n = n * 10 + (*text - '0');
	*out = minus ? -n : n;
	return *text == '\0';
}

static bool read_body(char *value, char sha256[65], uint64_t *size)
{
	int64_t n;

	if (strlen(value) < 66 || value[64] != ' ')
		return false;
	value[64] = '\0';
	if (!store_is_hex(value) || !read_number(value + 65, &n) || n < 0)
		return false;
	memcpy(sha256, value, 65);
	*size = (uint64_t)n;
	return true;
}

static bool read_field(struct http_head *h, char *value)
{
	char *colon = strstr(value, ": ");

	if (colon == NULL || h->count >= FIELDS_MAX)
		return false;
	*colon = '\0';
	h->fields = mem_resize(h->fields, h->count + 1, sizeof *h->fields);
	h->fields[h->count++] = (struct http_field){ mem_text(value), mem_text(colon + 2) };
	return true;
}

static bool read_post(struct store_record *r, const char *value)
{
	struct arena *a = arena_new();
	struct view post;
	bool ok = r->post.data == NULL &&
		view_from_base64(a, view_of_text(value), POST_MAX, &post) && post.size != 0;

	if (ok)
		r->post = view_of(mem_copy(post.data, post.size), post.size);
	arena_free(a);
	return ok;
}

static bool read_word(const char *const *words, size_t count, const char *value, int *out)
{
	*out = word_index(words, count, value);
	return *out >= 0;
}

static bool take_text(char **to, const char *value)
{
	if (*to != NULL)
		return false;
	*to = mem_text(value);
	return true;
}

static bool read_from(const char *value, enum came_from *out)
{
	for (int f = FROM_NETWORK; f <= FROM_BUNDLE; f++)
		if (strcmp(came_from_word((enum came_from)f), value) == 0) {
			*out = (enum came_from)f;
			return true;
		}
	return false;
}

enum name { KIND, WHY, URL, POST, REACH, FROM, ASKED, ANSWERED, STATUS, BODY, PREVIOUS, HEAD,
	DETAIL, ADDRESS, HTTP_FRESH, NOT_REVALIDATED, VOUCHED, ISSUER_KEY, THIS_UPDATE, NEXT_UPDATE,
	FRESH_UNTIL, TAKE, ANEW };
static const char *const names[] = { "kind", "why", "url", "post", "reach", "from", "asked",
	"answered", "status", "body", "previous", "head", "detail", "address", "http-fresh",
	"not-revalidated", "vouched", "issuer-key", "this-update", "next-update", "fresh-until",
	"take", "anew" };

static bool read_outcome_line(struct outcome *o, struct store_record *r, int name, char *value)
{
	int64_t n;

	switch (name) {
	case REACH: return reach_read(value, &o->reach);
	case FROM: return read_from(value, &o->from);
	case ASKED: return read_number(value, &o->asked_at);
	case ANSWERED: return read_number(value, &o->answered_at);
	case STATUS:
		if (!read_number(value, &n) || n < 0 || n > 999)
			return false;
		o->http_status = (int)n;
		return true;
	case BODY: return read_body(value, r->body_sha256, &r->body_size);
	case PREVIOUS: return read_body(value, r->previous_sha256, &r->previous_size);
	case HEAD: return read_field(&o->head, value);
	case DETAIL: return take_text(&o->detail, value);
	case ADDRESS: return take_text(&o->address, value);
	case HTTP_FRESH: return o->http_fresh = strcmp(value, "yes") == 0;
	case NOT_REVALIDATED:
		o->not_revalidated = true;
		return reach_read(value, &o->retry_reach);
	default: return true;
	}
}

static bool read_take(const char *value, unsigned *out)
{
	unsigned long n;

	if (!str_number(value, 1000000, &n))
		return false;
	*out = (unsigned)n;
	return true;
}

static bool read_line(struct store_record *r, int name, char *value)
{
	int word;

	switch (name) {
	case KIND:
		if (!read_word(kinds, sizeof kinds / sizeof *kinds, value, &word))
			return false;
		r->kind = (enum want_kind)word;
		return true;
	case WHY:
		if (!read_word(whys, sizeof whys / sizeof *whys, value, &word))
			return false;
		r->why = (enum want_why)word;
		return true;
	case URL:
		if (r->url != NULL)
			return false;
		r->url = mem_text(value);
		return true;
	case POST: return read_post(r, value);
	case VOUCHED: return r->vouched = strcmp(value, "yes") == 0;
	case ISSUER_KEY:
		if (!store_is_hex(value))
			return false;
		memcpy(r->issuer_key, value, 65);
		return true;
	case THIS_UPDATE: return read_number(value, &r->this_update);
	case NEXT_UPDATE: return read_number(value, &r->next_update);
	case FRESH_UNTIL: return read_number(value, &r->fresh_until);
	case ANEW: return r->anew = strcmp(value, "yes") == 0;
	case TAKE: return read_take(value, &r->take);
	default: return read_outcome_line(&r->outcome, r, name, value);
	}
}

static bool read_lines(char *text, struct store_record *r)
{
	while (*text != '\0') {
		char *end = strchr(text, '\n'), *colon = strstr(text, ": ");
		int name;

		if (end == NULL || colon == NULL || colon > end)
			return false;
		*end = *colon = '\0';
		name = WORD_INDEX(names, text);
		/* The two parts of a header line are told apart after the escapes are
		 * undone: a name holds no ": ". */
		if (name >= 0 && (!store_line_undo(colon + 2) || !read_line(r, name, colon + 2)))
			return false;
		text = end + 1;
	}
	return r->url != NULL;
}

bool store_sum_agrees(struct view text)
{
	const size_t size = STORE_SUM_SIZE;
	uint8_t digest[32];
	char line[STORE_SUM_SIZE + 1] = "sum: ";

	if (text.size < size)
		return false;
	digest_sha256(view_part(text, 0, text.size - size), digest);
	store_hex(digest, line + 5);
	line[69] = '\n';
	return view_equal(view_part(text, text.size - size, size), view_of(line, size));
}

bool store_record_read(struct view text, struct store_record *out, const char **why)
{
	const size_t first = strlen(FIRST_LINE), last = STORE_SUM_SIZE;
	struct store_record r = { .this_update = WHEN_NONE, .next_update = WHEN_NONE,
		.fresh_until = WHEN_NONE };
	char *copy;
	bool ok;

	*out = (struct store_record){ 0 };
	*why = "not a record of this version";
	if (text.size > STORE_RECORD_MAX || text.size < first + last ||
	    !view_equal(view_part(text, 0, first), view_of_text(FIRST_LINE)))
		return false;
	*why = "its check sum does not agree";
	if (!store_sum_agrees(text))
		return false;
	*why = "malformed";
	text = view_part(text, first, text.size - first - last);
	if (text.size != 0 && memchr(text.data, 0, text.size) != NULL)
		return false;
	copy = mem_take(text.size + 1, 1);
	if (text.size != 0)
		memcpy(copy, text.data, text.size);
	ok = read_lines(copy, &r);
	free(copy);
	if (!ok) {
		store_record_clear(&r);
		return false;
	}
	*out = r;
	*why = NULL;
	return true;
}

void store_record_clear(struct store_record *r)
{
	free((void *)(uintptr_t)r->url);
	free((void *)(uintptr_t)r->post.data);
	outcome_clear(&r->outcome);
	*r = (struct store_record){ 0 };
}
