#define _POSIX_C_SOURCE 200809L
#include "cli/targets.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/command.h"
#include "cli/target_file.h"
#include "cli/target_hint.h"
#include "io/addresses.h"
#include "io/starttls.h"
#include "lib/host.h"

#define LOOK_UP_MS 10000
#define MOST_LIST_BYTES ((size_t)64 * 1024 * 1024)

static struct target *put(struct settings *s, struct target_list *out, const struct policy *policy)
{
	size_t space = out->space;
	struct target *t = arena_more(s->arena, &out->list, out->count, &out->space, sizeof *t);
	struct policy *p = arena_more(s->arena, &out->policies, out->count, &space, sizeof *p);

	*p = *policy;
	out->count++;
	return t;
}

static struct target *add(struct settings *s, struct target_list *out, const char *input)
{
	struct target *t = put(s, out, &s->policy);
	struct policy *p = &out->policies[out->count - 1];

	if (s->name != NULL) {
		policy_set_name(p, s->name);
		p->name_given = true;
	}
	t->input = input;
	return t;
}

static void read_host(struct settings *s, struct target_list *out, struct target *t)
{
	struct host_options options = { .connect = s->connect, .sni = s->sni, .key = s->key,
		.starttls = s->starttls, .default_port = s->starttls == NULL ? 0 :
		starttls_port(starttls_find(s->starttls)) };

	host_read(s->arena, t->input, &options, t);
	if (s->name == NULL && t->kind == TARGET_HOST)
		policy_set_name(&out->policies[out->count - 1], t->host);
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
	if (strchr(name, '/') != NULL || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
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

/* One list was asked for: a FIFO is waited for, as by cat. */
static struct blob *open_list(const char *name, struct err *e)
{
	struct stat st;
	struct blob *b;
	int fd;

	if (strcmp(name, "-") == 0)
		return stdin_read(e);
	if (stat(name, &st) != 0 || !S_ISFIFO(st.st_mode))
		return blob_open(name, MOST_LIST_BYTES, e);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		err_set(e, ERR_INPUT, "%s: %s", name, strerror(errno));
		return NULL;
	}
	b = blob_read(fd, name, MOST_LIST_BYTES, &stop_signal, e);
	close(fd);
	return b;
}

/* What stands behind a NUL would be lost in a name. */
static void read_line(struct settings *s, struct target_list *out, struct view line)
{
	struct target *t;

	if (memchr(line.data, 0, line.size) == NULL) {
		read_one(s, out, arena_textn(s->arena, (const char *)line.data, line.size));
		return;
	}
	t = add(s, out, str_safe(s->arena, line));
	t->kind = TARGET_BAD;
	t->problem = arena_format(s->arena, "'%s' holds a NUL octet, which stands in no name", t->input);
	t->remedy = "correct the line; a list is plain text in UTF-8";
}

static bool starts(struct view text, const char *bytes)
{
	struct view mark = view_of_text(bytes);

	return view_equal(view_part(text, 0, mark.size), mark);
}

static bool read_list(struct settings *s, struct target_list *out, const char *name, struct err *e)
{
	struct blob *b = open_list(name, e);
	struct view text;

	if (b == NULL) {
		e->code = ERR_USAGE;
		return err_wrap(e, "@%s", str_safe_text(s->arena, name));
	}
	text = blob_view(b);
	if (starts(text, "\xff\xfe") || starts(text, "\xfe\xff")) {
		blob_drop(b);
		return err_set(e, ERR_USAGE, "@%s: the list is in UTF-16; save it as UTF-8",
			str_safe_text(s->arena, name));
	}
	/* Some editors begin a text with this mark. */
	if (starts(text, "\xef\xbb\xbf"))
		text = view_part(text, 3, SIZE_MAX);
	while (text.size > 0) {
		size_t end = view_find(text, view_of_text("\n"));
		struct view line = view_part(text, 0, end);

		text = view_part(text, end == SIZE_MAX ? text.size : end + 1, SIZE_MAX);
		while (line.size > 0 && strchr(" \t\r", (char)line.data[line.size - 1]) != NULL)
			line.size--;
		while (line.size > 0 && (line.data[0] == ' ' || line.data[0] == '\t'))
			line = view_part(line, 1, SIZE_MAX);
		if (line.size > 0 && line.data[0] != '#')
			read_line(s, out, line);
	}
	blob_drop(b);
	return true;
}

/* Slips are made in what is typed, not in lists. */
static void hint(struct settings *s, struct target *t)
{
	if (t->kind == TARGET_FILE && strcmp(t->path, "-") != 0 && !is_file(t->path))
		t->remedy = hint_of_file(s, t->path);
	else if (t->kind == TARGET_HOST && s->files_here.count == 0)
		hint_prepare(s);
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
			hint(s, &out->list[out->count - 1]);
		}
	}
	return true;
}

void targets_expand(struct settings *s, struct target_list *t)
{
	struct addresses *found = arena_array(s->arena, t->count, sizeof *found);
	const char **hosts = arena_array(s->arena, t->count, sizeof *hosts);
	struct target_list out = { 0 };

	for (size_t i = 0; i < t->count; i++)
		hosts[i] = t->list[i].kind == TARGET_HOST && t->list[i].address == NULL ?
			t->list[i].host : NULL;
	addresses_find(s->arena, &s->net, hosts, t->count, s->connect, s->jobs, LOOK_UP_MS, &stop_signal,
		found);
	for (size_t i = 0; i < t->count; i++) {
		if (found[i].cut)
			say("%s: has more than %d addresses; the first of them are checked",
				str_safe_text(s->arena, t->list[i].input), ADDRESSES_MOST);
		for (size_t k = 0; k < found[i].count; k++)
			host_at(s->arena, &t->list[i], found[i].list[k],
				put(s, &out, &t->policies[i]));
		if (found[i].count == 0)
			*put(s, &out, &t->policies[i]) = t->list[i];
	}
	*t = out;
}
