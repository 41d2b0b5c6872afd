/* log_list: the JSON log list of certificate transparency, version 3
 * ({"operators": [{"name", "logs": [{"description", "log_id", "key", "state",
 * "temporal_interval"}], "tiled_logs": [...]}]}). Texts as they stand there: they are
 * from outside. */
#ifndef LENCR_DOC_LOG_LIST_H
#define LENCR_DOC_LOG_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

#define LOG_LIST_MAX_BYTES ((size_t)16 * 1024 * 1024)
#define LOG_LIST_MAX_LOGS 10000

struct log_list_row {
	const char *operator_name, *description, *log_id, *key; /* the last two base64 */
	const char *state, *state_since;                        /* may be NULL */
	const char *from, *until;                               /* temporal interval, may be NULL */
};

/* All logs in order. False with *err (ERR_INPUT) when TEXT is not such a list;
 * a log without id or key is one, too. Nothing of the list is needed afterwards. */
bool log_list_read(struct arena *, struct view text, struct log_list_row **out, size_t *count,
	struct err *);

#endif
