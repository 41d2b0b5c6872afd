#include "cli/target_hint.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "base/str.h"
#include "cli/opt.h"

#define NAMES_MOST 4096
#define NAMES_SHORTEST 4 /* shorter ones are near to everything */

/* FOLDERS may be NULL. */
static void list_files(struct settings *s, const char *dir, struct texts *out, struct texts *folders)
{
	DIR *d = opendir(dir);
	const struct dirent *e;
	struct stat st;

	while (d != NULL && out->count < NAMES_MOST && (e = readdir(d)) != NULL) {
		if (fstatat(dirfd(d), e->d_name, &st, 0) != 0)
			continue;
		if (S_ISREG(st.st_mode) && strlen(e->d_name) >= NAMES_SHORTEST)
			texts_put(out, s->arena, arena_text(s->arena, e->d_name));
		if (S_ISDIR(st.st_mode) && folders != NULL && folders->count < NAMES_MOST)
			texts_put(folders, s->arena, arena_text(s->arena, e->d_name));
	}
	if (d != NULL)
		closedir(d);
}

void hint_prepare(struct settings *s)
{
	list_files(s, ".", &s->files_here, &s->folders_here);
}

static const char *nearest(const struct texts *names, const char *name)
{
	return strlen(name) < NAMES_SHORTEST ? NULL : opt_nearest(name, names->list, names->count);
}

/* What stands before the first '/', where it could be a host; else NULL. */
static const char *host_in(struct settings *s, const char *path)
{
	size_t size = strcspn(path, "/");

	/* "https//host" and "https:/host": a slip in a URL */
	if (str_starts(path, "https") && (path[5] == ':' || path[5] == '/')) {
		path += 5 + strspn(path + 5, ":/");
		size = strcspn(path, "/");
	} else if (path[size] == '\0') {
		return NULL;
	}
	if (size == 0 || path[0] == '.' || memchr(path, '.', size) == NULL ||
	    strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.:") < size)
		return NULL;
	return arena_textn(s->arena, path, size);
}

const char *hint_of_file(struct settings *s, const char *path)
{
	const char *slash = strrchr(path, '/'), *host, *near;
	const char *dir = slash == NULL ? "." : slash == path ? "/" :
		arena_textn(s->arena, path, (size_t)(slash - path));
	struct texts names = { 0 };
	struct stat st;

	if (stat(path, &st) == 0)
		return S_ISDIR(st.st_mode) ? "name a file in that directory; --trust takes whole ones" :
			NULL;
	list_files(s, dir, &names, NULL);
	near = nearest(&names, slash == NULL ? path : slash + 1);
	if (near != NULL)
		return arena_format(s->arena, "did you mean %s%s?", slash == NULL ? "" :
			str_safe(s->arena, view_of(path, (size_t)(slash + 1 - path))),
			str_safe_text(s->arena, near));
	host = host_in(s, path);
	if (host != NULL)
		return arena_format(s->arena, "if a host was meant, write %s or https://%s/", host, host);
	if (path[0] == '~')
		return "the shell replaces ~ only where it is not quoted: write the whole name";
	if (stat(dir, &st) != 0)
		return arena_format(s->arena, "there is no directory %s either",
			str_safe_text(s->arena, dir));
	return NULL;
}

const char *hint_of_host(struct settings *s, const char *input)
{
	const char *near;

	if (strchr(input, '/') != NULL || strchr(input, ':') != NULL)
		return NULL;
	for (size_t i = 0; i < s->folders_here.count; i++)
		if (strcmp(s->folders_here.list[i], input) == 0)
			return arena_format(s->arena, "directory %s (name the files in it)",
				str_safe_text(s->arena, input));
	near = nearest(&s->files_here, input);
	return near == NULL ? NULL : arena_format(s->arena, "file %s", str_safe_text(s->arena, near));
}
