/* recording: --record and --redact of a check. */
#ifndef LENCR_CLI_RECORDING_H
#define LENCR_CLI_RECORDING_H

#include "check/check_doc.h"
#include "cli/targets.h"
#include "io/record.h"
#include "io/redact.h"

struct recording {
	struct settings *settings;
	struct record *record;          /* NULL: nothing is recorded */
	struct source *redacting;       /* over the sources of the check, or NULL */
	struct redact secrets;
	size_t finished;
	unsigned names;                 /* given so far in the place of the user's */
};

/* Whether the options about bundles fit together; ERR_USAGE. */
bool recording_allowed(const struct settings *, struct err *);
/* Makes the folder of --record, if that was given. With --redact the names of
 * files in SETTINGS and INPUTS are replaced, which must have been opened, and
 * *TOP by a source that leaves out what tells who asked. */
bool recording_open(struct recording *, struct settings *, struct check_inputs *,
	struct source **top, struct err *);
/* What the manifest says of the run as a whole; the texts must live on. */
void recording_begin(struct recording *, const struct report_info *, const struct check_inputs *,
	int64_t at);
/* Target INDEX, opened; with --redact its name is replaced. */
void recording_target(struct recording *, size_t index, struct target *);
void recording_supplied(struct recording *, size_t index, const struct want *,
	const struct outcome *);
void recording_finished(struct recording *, size_t index, const struct check *);
/* Writes the manifest; true when nothing is recorded. */
bool recording_close(struct recording *, struct err *);
void recording_free(struct recording *);

#endif
