/* A CryptnetUrlCache folder: MetaData says what was fetched and when, Content
 * has what came. One record a URL: only its last fetch is known. */
#include "observe/cryptnet.h"

#include <string.h>

#include "base/blob.h"
#include "base/str.h"
#include "known/md5.h"
#include "observe/log_folder.h"

#define META_HEAD ((size_t)116)
#define URL_OCTETS_MAX ((size_t)8192)
#define NAME_SIZE ((size_t)32)
/* 1601 to 1970, in 100 ns. */
#define FILETIME_EPOCH INT64_C(116444736000000000)

static uint64_t little(struct view v, size_t at, size_t size)
{
	uint64_t n = 0;

	while (size-- > 0)
		n = n << 8 | v.data[at + size];
	return n;
}

static int64_t filetime(uint64_t t)
{
	return t < (uint64_t)FILETIME_EPOCH || t > INT64_MAX ? SIGHT_NEVER :
		((int64_t)t - FILETIME_EPOCH) / 10;
}

bool cryptnet_meta_read(struct arena *a, struct view file, struct cryptnet_meta *out)
{
	uint64_t size;
	uint8_t *url;

	*out = (struct cryptnet_meta){ .fetched_at = SIGHT_NEVER };
	if (file.size < META_HEAD)
		return false;
	size = little(file, 12, 4);
	if (size < 2 || size % 2 != 0 || size > URL_OCTETS_MAX || size > file.size - META_HEAD)
		return false;
	out->url_wide = view_part(file, META_HEAD, (size_t)size);
	if (little(out->url_wide, (size_t)size - 2, 2) == 0)
		out->url_wide.size -= 2;
	url = arena_take(a, URL_OCTETS_MAX);
	/* A URL is ASCII; anything else is none. */
	for (size_t i = 0; i < out->url_wide.size; i += 2) {
		uint64_t c = little(out->url_wide, i, 2);

		if (c < 0x21 || c > 0x7e)
			return false;
		url[i / 2] = (uint8_t)c;
	}
	out->url = view_of(url, out->url_wide.size / 2);
	out->fetched_at = filetime(little(file, 16, 8));
	out->size = (uint32_t)little(file, 112, 4);
	return out->url.size > 0;
}

static bool is_half(struct view name)
{
	for (size_t i = 0; i < name.size; i++) {
		uint8_t c = name.data[i];

		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f')))
			return false;
	}
	return name.size == NAME_SIZE;
}

bool cryptnet_is_name(struct view name)
{
	return is_half(view_part(name, 0, NAME_SIZE)) && (name.size == NAME_SIZE ||
		(name.size == 2 * NAME_SIZE + 1 && name.data[NAME_SIZE] == '_' &&
		 is_half(view_part(name, NAME_SIZE + 1, NAME_SIZE))));
}

bool cryptnet_name_fits(struct view name, const struct cryptnet_meta *m)
{
	static const char digits[] = "0123456789ABCDEF";
	uint8_t sum[16];
	char text[2 * sizeof sum + 1];

	if (!cryptnet_is_name(name))
		return false;
	md5(m->url_wide, sum);
	for (size_t i = 0; i < sizeof sum; i++) {
		text[2 * i] = digits[sum[i] >> 4];
		text[2 * i + 1] = digits[sum[i] & 15];
	}
	text[2 * sizeof sum] = '\0';
	return log_same(view_part(name, name.size - NAME_SIZE, NAME_SIZE), text);
}

/* --- the folder ----------------------------------------------------------------------- */

struct cache { struct arena *arena; struct log_run *run; const char *content; };

/* The object of that name in Content; NULL: none, or too big. */
static struct blob *object_open(struct cache *c, const struct log_file *f)
{
	const char *path = c->content == NULL ? NULL :
		arena_format(log_room(c->run), "%s/%s", c->content, f->name);

	return path == NULL ? NULL : blob_open(path, c->run->reading->limits->body_bytes, NULL);
}

static void fetch_see(struct cache *c, const struct cryptnet_meta *m, struct blob *object)
{
	struct log_url_parts u;
	struct sight_http h;
	struct sighting s;

	if (!log_url_split(m->url, &u))
		return;
	sighting_init(&s, SIGHT_HTTP);
	sight_http_init(&h);
	s.http = &h;
	s.at = m->fetched_at;
	h.method = view_of_text("GET");
	h.url = m->url;
	h.host = u.host;
	h.target = u.target;
	if (object != NULL || m->size > 0) {
		/* What is kept was an answer. */
		h.status = 200;
		h.done_at = m->fetched_at;
		h.answer_size = m->size;
	}
	if (object != NULL) {
		h.answer = blob_view(object);
		h.answer_whole = h.answer.size == m->size;
	}
	log_see(c->run, &s);
}

static void meta_read(struct cache *c, const struct log_file *f)
{
	struct blob *meta = blob_open(f->path, CRYPTNET_META_MAX, NULL), *object;
	struct cryptnet_meta m;

	c->run->place++;
	if (meta == NULL || !cryptnet_meta_read(log_room(c->run), blob_view(meta), &m)) {
		log_malformed(c->run);
	} else {
		if (!cryptnet_name_fits(view_of_text(f->name), &m))
			log_note(c->run, "a file's name is not the one of the URL in it");
		object = object_open(c, f);
		fetch_see(c, &m, object);
		blob_drop(object);
	}
	blob_drop(meta);
	log_empty_room(c->run);
}

/* Folders in PATH, whatever the case of their letters (images of disks). */
static const char *folder_in(struct arena *a, const char *path, const char *name)
{
	struct log_file *files;
	size_t count;

	if (!log_folder_list(a, path, false, &files, &count, NULL))
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (files[i].folder && log_same(view_of_text(files[i].name), name))
			return files[i].path;
	return NULL;
}

/* The MetaData folder: in PATH, or PATH itself. */
static const char *meta_of(struct arena *a, const char *path)
{
	const char *found = folder_in(a, path, "MetaData");
	size_t size = strlen(path);

	while (size > 0 && path[size - 1] == '/')
		size--;
	if (found != NULL)
		return found;
	return size >= 8 && log_same(view_of(path + size - 8, 8), "MetaData") ? path : NULL;
}

static bool likes(struct arena *a, const char *path)
{
	const char *meta = meta_of(a, path);
	struct log_file *files;
	size_t count;

	if (meta == NULL || !log_folder_list(a, meta, false, &files, &count, NULL))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!files[i].folder && cryptnet_is_name(view_of_text(files[i].name)))
			return true;
	return false;
}

static bool read(struct arena *a, const char *path, unsigned first_number, const struct read_limits *limits,
	struct sight_sink *sink, const volatile int *stop, struct input_report **reports, size_t *count,
	struct err *e)
{
	const char *meta = meta_of(a, path);
	struct input_report *report = arena_take(a, sizeof *report);
	struct reading r = { .arena = a, .number = first_number, .path = path, .limits = limits, .sink = sink,
		.report = report, .stop = stop };
	struct log_run run;
	struct cache c = { .arena = a, .run = &run };
	struct log_file *files;
	size_t file_count;

	*reports = NULL;
	*count = 0;
	if (meta == NULL)
		return err_set(e, ERR_INPUT, "%s: has no folder MetaData", path);
	if (!log_folder_list(a, meta, false, &files, &file_count, e))
		return false;
	*report = (struct input_report){ .format = folder_cryptnet.name,
		.first = SIGHT_NEVER, .last = SIGHT_NEVER };
	report->name = str_safe_text(a, path);
	c.content = meta == path ? arena_format(a, "%s/../Content", path) : folder_in(a, path, "Content");
	log_begin(&run, &r);
	for (size_t i = 0; i < file_count && !log_stopped(&run); i++)
		if (!files[i].folder && cryptnet_is_name(view_of_text(files[i].name)))
			meta_read(&c, &files[i]);
	log_note(&run, "of every URL only the last fetch is known");
	log_empty_room(&run);
	*reports = report;
	*count = 1;
	return true;
}

const struct folder_reader folder_cryptnet = { "cryptnet", "CryptnetUrlCache folder of Windows", likes, read };
