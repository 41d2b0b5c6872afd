/* replay: a recorded run judged again, from the bundle alone.
 *
 * No source of any kind is made, so there is nothing that could ask anybody: a
 * check's wants are answered from the bundle or not at all. */
#ifndef LENCR_CLI_REPLAY_H
#define LENCR_CLI_REPLAY_H

#include "check/check_doc.h"
#include "cli/targets.h"
#include "io/bundle.h"

struct replay { struct settings *settings; struct bundle_dir *bundle; struct target_list *targets; };

/* Opens --replay; sets the recorded options in SETTINGS, fills the rest. False:
 * ERR_INPUT for a bundle that is damaged. */
bool replay_open(struct replay *, struct settings *, struct target_list *, struct check_inputs *,
	int64_t *at, struct err *);
/* Puts the versions of the recording tool into the head of the report. */
void replay_report(const struct replay *, struct report_info *);
/* One target after the other; MAKE and FINISHED as in check/run.h. */
bool replay_run(struct replay *, void *context,
	struct check *(*make)(void *context, size_t index, struct arena *),
	void (*finished)(void *context, size_t index, struct check *), struct err *);
void replay_close(struct replay *);

#endif
