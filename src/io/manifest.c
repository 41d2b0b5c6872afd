#include "io/manifest.h"

#include <string.h>

#include "io/store_record.h"

#define FIRST_LINE "lencr-bundle 1\n"

/* --- writing ----------------------------------------------------------- */

static void put_ref(struct str *s, const char *name, const struct manifest_ref *r)
{
	str_put_format(s, "%s: %s %s\n", name, r->key, r->sum);
}

static void put_option(struct str *s, const struct manifest *m, size_t index)
{
	const struct manifest_option *o = &m->options[index];
	struct arena *a = arena_new();

	store_line_put(s, "option", o->value == NULL ? o->name :
		arena_format(a, "%s=%s", o->name, o->value));
	for (size_t i = 0; i < m->file_count; i++)
		if (m->files[i].option == index)
			store_line_put(s, "file", arena_format(a, "%s %s %s", m->files[i].ref.key,
				m->files[i].ref.sum, m->files[i].name));
	arena_free(a);
}

static void put_target(struct str *s, const struct manifest_target *t)
{
	store_line_put(s, "target", t->input);
	store_line_put(s, "kind", t->kind);
	store_line_put(s, "host", t->host);
	if (t->port != 0)
		str_put_format(s, "port: %u\n", t->port);
	store_line_put(s, "address", t->address);
	store_line_put(s, "url", t->url);
	store_line_put(s, "path", t->path);
	store_line_put(s, "problem", t->problem);
	store_line_put(s, "remedy", t->remedy);
	if (t->stopped)
		str_put(s, "stopped: yes\n");
	if (t->has_body)
		put_ref(s, "body", &t->body);
	for (size_t i = 0; i < t->answer_count; i++)
		put_ref(s, "answer", &t->answers[i]);
}

bool manifest_write(const struct manifest *m, struct str *out)
{
	str_init(out, MANIFEST_MAX);
	str_put(out, FIRST_LINE);
	store_line_put(out, "version", m->version);
	store_line_put(out, "openssl", m->openssl);
	store_line_put(out, "curl", m->curl);
	store_line_put(out, "sandbox", m->sandbox);
	store_line_put(out, "catalog", m->catalog);
	str_put_format(out, "at: %lld\n", (long long)m->at);
	store_line_put(out, "seed", m->seed);
	if (m->redacted)
		str_put(out, "redacted: yes\n");
	for (size_t i = 0; i < m->relaxed_count; i++)
		store_line_put(out, "relaxed", m->relaxed[i]);
	for (size_t i = 0; i < m->option_count; i++)
		put_option(out, m, i);
	for (size_t i = 0; i < m->target_count; i++)
		put_target(out, &m->targets[i]);
	if (out->over)
		return false;
	store_sum_put(out);
	return !out->over;
}

/* --- reading ----------------------------------------------------------- */

static bool read_ref(char *value, struct manifest_ref *out, char **rest)
{
	if (strlen(value) < 129 || value[64] != ' ' || (value[129] != '\0' && value[129] != ' '))
		return false;
	*rest = value[129] == '\0' ? value + 129 : value + 130;
	value[64] = value[129] = '\0';
	if (!store_is_hex(value) || !store_is_hex(value + 65))
		return false;
	memcpy(out->key, value, 65);
	memcpy(out->sum, value + 65, 65);
	return true;
}

static bool read_at(const char *value, int64_t *out)
{
	unsigned long n;
	bool minus = *value == '-';

	/* Year 9999 ends before this. */
	if (!str_number(value + minus, 300000000000, &n))
		return false;
	*out = minus ? -(int64_t)n : (int64_t)n;
	return true;
}

static bool take_once(const char **to, const char *value)
{
	if (*to != NULL)
		return false;
	*to = value;
	return true;
}

static bool read_option(struct arena *a, struct manifest *m, char *value)
{
	struct manifest_option *o = arena_more(a, &m->options, m->option_count, &m->option_space,
		sizeof *o);
	char *equals = strchr(value, '=');

	if (m->target_count != 0)
		return false;
	if (equals != NULL)
		*equals = '\0';
	*o = (struct manifest_option){ value, equals == NULL ? NULL : equals + 1 };
	m->option_count++;
	return true;
}

static bool read_file(struct arena *a, struct manifest *m, char *value)
{
	struct manifest_file *f = arena_more(a, &m->files, m->file_count, &m->file_space, sizeof *f);
	char *rest;

	if (m->option_count == 0 || !read_ref(value, &f->ref, &rest))
		return false;
	f->name = rest;
	f->option = m->option_count - 1;
	m->file_count++;
	return true;
}

static bool read_target_ref(struct arena *a, struct manifest_target *t, bool body, char *value)
{
	struct manifest_ref *r;
	char *rest;

	if (body) {
		if (t->has_body)
			return false;
		t->has_body = true;
		return read_ref(value, &t->body, &rest) && *rest == '\0';
	}
	r = arena_more(a, &t->answers, t->answer_count, &t->answer_space, sizeof *r);
	t->answer_count++;
	return read_ref(value, r, &rest) && *rest == '\0';
}

enum name { VERSION, OPENSSL, CURL, SANDBOX, CATALOG, AT, SEED, REDACTED, RELAXED, OPTION, FILE_GIVEN, TARGET, KIND,
	HOST, PORT, ADDRESS, URL, PATH, PROBLEM, REMEDY, STOPPED, BODY, ANSWER };
static const char *const names[] = { "version", "openssl", "curl", "sandbox", "catalog", "at",
	"seed", "redacted", "relaxed", "option", "file", "target", "kind", "host", "port", "address", "url", "path",
	"problem", "remedy", "stopped", "body", "answer" };

static bool read_target_line(struct arena *a, struct manifest *m, enum name name, char *value)
{
	struct manifest_target *t = m->target_count == 0 ? NULL : &m->targets[m->target_count - 1];
	unsigned long n;

	if (t == NULL)
		return false;
	switch (name) {
	case KIND: return take_once(&t->kind, value);
	case HOST: return take_once(&t->host, value);
	case ADDRESS: return take_once(&t->address, value);
	case URL: return take_once(&t->url, value);
	case PATH: return take_once(&t->path, value);
	case PROBLEM: return take_once(&t->problem, value);
	case REMEDY: return take_once(&t->remedy, value);
	case STOPPED: return t->stopped = strcmp(value, "yes") == 0;
	case PORT:
		if (!str_number(value, 65535, &n))
			return false;
		t->port = (unsigned)n;
		return true;
	default: return read_target_ref(a, t, name == BODY, value);
	}
}

static bool read_line(struct arena *a, struct manifest *m, enum name name, char *value)
{
	struct manifest_target *t;
	const char **relaxed;

	switch (name) {
	case VERSION: return take_once(&m->version, value);
	case OPENSSL: return take_once(&m->openssl, value);
	case CURL: return take_once(&m->curl, value);
	case SANDBOX: return take_once(&m->sandbox, value);
	case CATALOG: return take_once(&m->catalog, value);
	case AT: return read_at(value, &m->at);
	case SEED: return store_is_hex(value) && take_once(&m->seed, value);
	case REDACTED: return m->redacted = strcmp(value, "yes") == 0;
	case RELAXED:
		relaxed = arena_more(a, &m->relaxed, m->relaxed_count, &m->relaxed_space,
			sizeof *relaxed);
		*relaxed = value;
		m->relaxed_count++;
		return true;
	case OPTION: return read_option(a, m, value);
	case FILE_GIVEN: return read_file(a, m, value);
	case TARGET:
		t = arena_more(a, &m->targets, m->target_count, &m->target_space, sizeof *t);
		m->target_count++;
		t->input = value;
		return true;
	default: return read_target_line(a, m, name, value);
	}
}

/* What every target must have, by its kind. */
static bool is_whole(const struct manifest *m)
{
	if (m->version == NULL || m->target_count == 0)
		return false;
	for (size_t i = 0; i < m->target_count; i++) {
		const struct manifest_target *t = &m->targets[i];
		bool host = t->kind != NULL && strcmp(t->kind, "host") == 0;
		bool file = t->kind != NULL && strcmp(t->kind, "file") == 0;
		bool bad = t->kind != NULL && strcmp(t->kind, "bad") == 0;

		if (!host && !file && !bad)
			return false;
		if ((host && (t->host == NULL || t->url == NULL || t->port == 0)) ||
		    (file && (t->path == NULL || (!t->has_body && t->problem == NULL))) ||
		    (bad && t->problem == NULL))
			return false;
	}
	return true;
}

static bool read_lines(struct arena *a, char *text, struct manifest *m)
{
	while (*text != '\0') {
		char *end = strchr(text, '\n'), *colon = strstr(text, ": ");

		if (end == NULL || colon == NULL || colon > end)
			return false;
		*end = *colon = '\0';
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			if (strcmp(names[i], text) == 0 && (!store_line_undo(colon + 2) ||
			    !read_line(a, m, (enum name)i, colon + 2)))
				return false;
		text = end + 1;
	}
	return is_whole(m);
}

bool manifest_read(struct arena *a, struct view text, struct manifest *m, const char **why)
{
	const size_t first = strlen(FIRST_LINE);
	struct manifest read = { 0 };

	*m = read;
	*why = "is not the manifest of a bundle, or of a later version";
	if (text.size > MANIFEST_MAX || text.size < first + STORE_SUM_SIZE ||
	    !view_equal(view_part(text, 0, first), view_of_text(FIRST_LINE)))
		return false;
	*why = "its check sum does not agree: it was damaged or edited";
	if (!store_sum_agrees(text))
		return false;
	*why = "is malformed";
	text = view_part(text, first, text.size - first - STORE_SUM_SIZE);
	if (text.size == 0 || memchr(text.data, 0, text.size) != NULL ||
	    !read_lines(a, arena_textn(a, (const char *)text.data, text.size), &read))
		return false;
	*m = read;
	*why = NULL;
	return true;
}
