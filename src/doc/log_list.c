#include "doc/log_list.h"

#include <jansson.h>

#include "base/str.h"

static const char *text_of(struct arena *a, const json_t *o, const char *key)
{
	const char *text = json_string_value(json_object_get(o, key));

	return text == NULL ? NULL : arena_text(a, text);
}

/* "state": {"usable": {"timestamp": ...}}: the one key is the state. */
static void read_state(struct arena *a, json_t *log, struct log_list_row *row)
{
	json_t *state = json_object_get(log, "state");
	void *at = json_object_iter(state);

	if (at == NULL)
		return;
	row->state = arena_text(a, json_object_iter_key(at));
	row->state_since = text_of(a, json_object_iter_value(at), "timestamp");
}

static bool read_log(struct arena *a, json_t *log, const char *operator_name,
	struct log_list_row *row, struct err *e)
{
	const json_t *interval = json_object_get(log, "temporal_interval");

	*row = (struct log_list_row){ .operator_name = operator_name,
		.description = text_of(a, log, "description"), .log_id = text_of(a, log, "log_id"),
		.key = text_of(a, log, "key"), .from = text_of(a, interval, "start_inclusive"),
		.until = text_of(a, interval, "end_exclusive") };
	if (row->description == NULL)
		row->description = row->log_id;
	read_state(a, log, row);
	return (row->log_id != NULL && row->key != NULL) ||
		err_set(e, ERR_INPUT, "a log of %s has no log_id or no key",
			str_safe_text(a, operator_name));
}

struct reading { struct arena *arena; struct log_list_row *rows; size_t count, space; };

static bool read_logs(struct reading *r, const json_t *list, const char *operator_name,
	struct err *e)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct log_list_row *row;

		if (r->count == LOG_LIST_MAX_LOGS)
			return err_set(e, ERR_INPUT, "more than %d logs", LOG_LIST_MAX_LOGS);
		row = arena_more(r->arena, &r->rows, r->count, &r->space, sizeof *row);
		if (!read_log(r->arena, json_array_get(list, i), operator_name, row, e))
			return false;
		r->count++;
	}
	return true;
}

static bool read_operators(struct reading *r, const json_t *root, struct err *e)
{
	const json_t *operators = json_object_get(root, "operators");

	if (!json_is_array(operators))
		return err_set(e, ERR_INPUT, "no \"operators\": this is no log list of version 3");
	for (size_t i = 0; i < json_array_size(operators); i++) {
		const json_t *one = json_array_get(operators, i);
		const char *name = text_of(r->arena, one, "name");

		if (name == NULL)
			return err_set(e, ERR_INPUT, "an operator without a name");
		if (!read_logs(r, json_object_get(one, "logs"), name, e) ||
		    !read_logs(r, json_object_get(one, "tiled_logs"), name, e))
			return false;
	}
	return true;
}

bool log_list_read(struct arena *a, struct view text, struct log_list_row **out, size_t *count,
	struct err *e)
{
	struct reading r = { .arena = a };
	json_error_t why;
	json_t *root;
	bool good;

	*out = NULL;
	*count = 0;
	if (text.size == 0 || text.size > LOG_LIST_MAX_BYTES)
		return err_set(e, ERR_INPUT, text.size == 0 ? "it is empty" : "it is too big");
	root = json_loadb((const char *)text.data, text.size, JSON_REJECT_DUPLICATES, &why);
	if (root == NULL)
		return err_set(e, ERR_INPUT, "line %d: %s", why.line, str_safe_text(a, why.text));
	good = read_operators(&r, root, e);
	json_decref(root);
	if (!good)
		return false;
	*out = r.rows;
	*count = r.count;
	return true;
}
