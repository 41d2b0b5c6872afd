#include "cli/ct_logs.h"

#include <string.h>

#include "base/blob.h"
#include "base/digest.h"
#include "base/str.h"
#include "base/when.h"
#include "doc/log_list.h"

#define MOST_KEY 4096

/* NULL is no time; a time that cannot be read is an error. */
static bool read_time(const char *text, int64_t *out)
{
	*out = WHEN_NONE;
	return text == NULL || when_read(text, out);
}

/* The id is the digest of the key: where the two differ, one of them lies. */
static bool make_log(struct arena *a, const struct log_list_row *row, struct sct_log *log,
	struct err *e)
{
	const char *name = str_safe_text(a, row->description);
	struct view id;

	*log = (struct sct_log){ .description = name, .operator_name = str_safe_text(a,
		row->operator_name), .state = row->state };
	if (!view_from_base64(a, view_of_text(row->key), MOST_KEY, &log->key) ||
	    !view_from_base64(a, view_of_text(row->log_id), 64, &id))
		return err_set(e, ERR_USAGE, "log %s: its key or id is not base64", name);
	digest_sha256(log->key, log->id);
	if (!view_equal(id, view_of(log->id, 32)))
		return err_set(e, ERR_USAGE, "log %s: its id is not the digest of its key", name);
	if (!read_time(row->from, &log->from) || !read_time(row->until, &log->until) ||
	    !read_time(row->state_since, &log->state_since))
		return err_set(e, ERR_USAGE, "log %s: a time cannot be read", name);
	return true;
}

bool ct_logs_take(struct settings *s, const char *name, struct blob *b, const struct sct_logs **out,
	struct err *e)
{
	struct sct_logs *logs = arena_take(s->arena, sizeof *logs);
	struct log_list_row *rows;
	size_t count;

	*out = NULL;
	s->ct_logs_body = blob_keep(s->arena, b);
	if (!log_list_read(s->arena, blob_view(b), &rows, &count, e)) {
		e->code = ERR_USAGE;
		return err_wrap(e, "--ct-logs %s", str_safe_text(s->arena, name));
	}
	logs->list = arena_array(s->arena, count, sizeof *logs->list);
	logs->count = count;
	for (size_t i = 0; i < count; i++)
		if (!make_log(s->arena, &rows[i], &logs->list[i], e))
			return err_wrap(e, "--ct-logs %s", str_safe_text(s->arena, name));
	*out = logs;
	return true;
}

bool ct_logs_open(struct settings *s, const struct sct_logs **out, struct err *e)
{
	struct blob *b;
	bool fine;

	*out = NULL;
	if (s->ct_logs == NULL)
		return true;
	b = blob_open(s->ct_logs, LOG_LIST_MAX_BYTES, e);
	if (b == NULL) {
		e->code = ERR_USAGE;
		return err_wrap(e, "--ct-logs");
	}
	fine = ct_logs_take(s, s->ct_logs, b, out, e);
	blob_drop(b);
	return fine;
}
