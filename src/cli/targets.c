#include "cli/targets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/str.h"
#include "base/url.h"
#include "io/idn.h"

#define MOST_LIST_BYTES ((size_t)64 * 1024 * 1024)
#define MOST_FILE_BYTES ((size_t)64 * 1024 * 1024)
#define MOST_NAME_BYTES 253

/* Everything from stdin, up to MOST_FILE_BYTES. */
static struct blob *read_stdin(struct err *e)
{
	uint8_t *bytes = NULL;
	size_t size = 0, space = 0;

	for (;;) {
		ssize_t got;

		if (size == space) {
			space = space == 0 ? 16384 : space * 2;
			bytes = mem_resize(bytes, space, 1);
		}
		got = read(STDIN_FILENO, bytes + size, space - size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			return blob_take(bytes, size);
		if (got < 0 || size + (size_t)got > MOST_FILE_BYTES) {
			err_set(e, ERR_INPUT, "standard input: %s", got < 0 ? strerror(errno) :
				"more than the 64 MiB allowed");
			free(bytes);
			return NULL;
		}
		size += (size_t)got;
	}
}

void target_open(struct target *t, struct arena *a)
{
	struct err e = { 0 };
	struct blob *body;

	if (t->kind != TARGET_FILE || t->body != NULL || t->problem != NULL)
		return;
	body = strcmp(t->path, "-") == 0 ? read_stdin(&e) : blob_open(t->path, MOST_FILE_BYTES, &e);
	if (body == NULL) {
		t->problem = str_safe_text(a, e.text);
		return;
	}
	t->body = blob_keep(a, body);
	blob_drop(body);
}

static struct target *add(struct settings *s, struct target_list *out, const char *input)
{
	size_t space = out->space;
	struct target *t = arena_more(s->arena, &out->list, out->count, &out->space, sizeof *t);
	struct policy *p = arena_more(s->arena, &out->policies, out->count, &space, sizeof *p);

	*p = s->policy;
	if (s->name != NULL) {
		policy_set_name(p, s->name);
		p->name_given = true;
	}
	t->input = input;
	out->count++;
	return t;
}

static void bad(struct settings *s, struct target *t, const char *why)
{
	t->kind = TARGET_BAD;
	t->problem = arena_format(s->arena, "'%s' is %s", str_safe_text(s->arena, t->input), why);
}

static void put_encoded(struct str *out, const char *name, const char *value)
{
	if (value == NULL)
		return;
	str_put_format(out, "%c%s=", strchr(str_text(out), '?') == NULL ? '?' : '&', name);
	for (; *value != '\0'; value++) {
		bool plain = (*value >= '0' && *value <= '9') || (str_lower(*value) >= 'a' &&
			str_lower(*value) <= 'z') || strchr("-._~:[]", *value) != NULL;

		if (plain)
			str_put_char(out, *value);
		else
			str_put_format(out, "%%%02X", (unsigned char)*value);
	}
}

static void make_host(struct settings *s, struct target_list *out, struct target *t,
	const char *host, unsigned port)
{
	struct policy *p = &out->policies[out->count - 1];
	struct str url;

	t->kind = TARGET_HOST;
	t->host = host;
	t->port = port;
	str_init(&url, URL_MAX);
	str_put_format(&url, strchr(host, ':') == NULL ? "tls://%s:%u" : "tls://[%s]:%u", host, port);
	put_encoded(&url, "connect", s->connect);
	put_encoded(&url, "sni", s->sni);
	put_encoded(&url, "key", s->key);
	t->tls_url = arena_text(s->arena, str_text(&url));
	str_clear(&url);
	if (s->name == NULL)
		policy_set_name(p, host);
}

/* Letters, digits, hyphen and underscore in labels of 1 to 63, at most 253 in
 * all; one final dot is dropped. */
static bool is_host_name(char *name)
{
	size_t size = strlen(name), label = 0;

	if (size > 1 && name[size - 1] == '.')
		name[--size] = '\0';
	if (size == 0 || size > MOST_NAME_BYTES)
		return false;
	for (const char *p = name; *p != '\0'; p++) {
		if (*p == '.') {
			if (label == 0)
				return false;
			label = 0;
			continue;
		}
		if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '-' || *p == '_') ||
		    ++label > 63)
			return false;
	}
	return label > 0;
}

/* Splits HOST, HOST:PORT, [V6]:PORT, a bare V6 address. */
static bool split_host(struct settings *s, const char *text, char **host, unsigned *port)
{
	struct in6_addr six;
	const char *end = NULL, *rest;
	unsigned long n = 443;

	if (text[0] == '[') {
		end = strchr(text, ']');
		if (end == NULL)
			return false;
		*host = arena_textn(s->arena, text + 1, (size_t)(end - text - 1));
		rest = end + 1;
		if (inet_pton(AF_INET6, *host, &six) != 1)
			return false;
	} else if (inet_pton(AF_INET6, text, &six) == 1) {
		*host = arena_text(s->arena, text);
		rest = "";
	} else {
		rest = strchr(text, ':');
		if (rest == NULL)
			rest = text + strlen(text);
		*host = arena_textn(s->arena, text, (size_t)(rest - text));
	}
	if (*rest != '\0' && (*rest != ':' || !str_number(rest + 1, 65535, &n) || n == 0))
		return false;
	*port = (unsigned)n;
	return true;
}

static void read_host(struct settings *s, struct target_list *out, struct target *t)
{
	struct err e = { 0 };
	struct in6_addr six;
	struct url url;
	const char *why = NULL;
	char *host, *ascii;
	unsigned port;

	if (strstr(t->input, "://") != NULL) {
		if (!url_read(s->arena, view_of_text(t->input), &url, &why)) {
			bad(s, t, arena_format(s->arena, "no URL that can be checked: %s", why));
			return;
		}
		if (strcmp(url.scheme, "https") != 0) {
			bad(s, t, "no https URL; to decode what an URL serves, fetch it and check the file");
			return;
		}
		host = url.host;
		port = url.port;
	} else if (!split_host(s, t->input, &host, &port)) {
		bad(s, t, "neither a file nor a host; write HOST, HOST:PORT, [IPV6]:PORT, https://HOST/ "
			"or the name of a file");
		return;
	}
	if (inet_pton(AF_INET6, host, &six) == 1) {
		make_host(s, out, t, host, port);
		return;
	}
	if (!idn_to_ascii(s->arena, host, &ascii, &e)) {
		t->kind = TARGET_BAD;
		t->problem = arena_text(s->arena, e.text);
		return;
	}
	if (!is_host_name(ascii)) {
		bad(s, t, "neither a file nor a host name");
		return;
	}
	make_host(s, out, t, ascii, port);
}

static bool is_file(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 && !S_ISDIR(st.st_mode);
}

/* A name that can only be meant as a file, though there is none. */
static bool looks_like_file(const char *name)
{
	static const char *const endings[] = { ".pem", ".crt", ".cer", ".der", ".p7b", ".p7c", ".p12",
		".pfx", ".txt" };
	size_t size = strlen(name);

	if (strstr(name, "://") != NULL)
		return false;
	if (strchr(name, '/') != NULL)
		return true;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (size > strlen(endings[i]) && str_same(name + size - strlen(endings[i]), endings[i]))
			return true;
	return false;
}

static void read_one(struct settings *s, struct target_list *out, const char *input)
{
	struct target *t = add(s, out, input);
	bool file = s->guess == GUESS_FILE || (s->guess == GUESS_EITHER &&
		(strcmp(input, "-") == 0 || is_file(input) || looks_like_file(input)));

	if (!file) {
		read_host(s, out, t);
		return;
	}
	t->kind = TARGET_FILE;
	t->path = input;
}

static bool read_list(struct settings *s, struct target_list *out, const char *name, struct err *e)
{
	struct blob *b = strcmp(name, "-") == 0 ? read_stdin(e) : blob_open(name, MOST_LIST_BYTES, e);
	struct view text;

	if (b == NULL) {
		e->code = ERR_USAGE;
		return err_wrap(e, "@%s", str_safe_text(s->arena, name));
	}
	text = blob_view(b);
	while (text.size > 0) {
		size_t end = view_find(text, view_of_text("\n"));
		struct view line = view_part(text, 0, end);

		text = view_part(text, end == SIZE_MAX ? text.size : end + 1, SIZE_MAX);
		while (line.size > 0 && strchr(" \t\r", (char)line.data[line.size - 1]) != NULL)
			line.size--;
		while (line.size > 0 && (line.data[0] == ' ' || line.data[0] == '\t'))
			line = view_part(line, 1, SIZE_MAX);
		if (line.size > 0 && line.data[0] != '#')
			read_one(s, out, arena_textn(s->arena, (const char *)line.data, line.size));
	}
	blob_drop(b);
	return true;
}

bool targets_read(struct settings *s, struct target_list *out, struct err *e)
{
	*out = (struct target_list){ 0 };
	for (size_t i = 0; i < s->operands.count; i++) {
		const char *word = s->operands.list[i];

		if (word[0] == '@' && word[1] != '\0') {
			if (!read_list(s, out, word + 1, e))
				return false;
		} else {
			read_one(s, out, word);
		}
	}
	return true;
}
