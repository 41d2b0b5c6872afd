/* traffic: what `why` and `watch` make of the options that both have, in one place:
 * the correlator with its ceilings, the limits of reading, the report's head and
 * the exit status. */
#ifndef LENCR_CLI_TRAFFIC_H
#define LENCR_CLI_TRAFFIC_H

#include "cli/settings.h"
#include "doc/writer.h"
#include "observe/correlate.h"
#include "observe/reader.h"
#include "observe/why_doc.h"

/* Whose ceilings are those of both commands, so that both remember the same. */
struct correlate *traffic_correlate(const struct settings *);
void traffic_limits(const struct settings *, struct read_limits *out);
/* That --confirm and --yes go together; ASKS: somebody can be asked without --yes. */
bool traffic_check(const struct settings *, bool asks, struct err *);
/* Who we are, and what the options say of the whole. */
void traffic_report(const struct settings *, struct why_report *);
/* To stdout, with the head of the report written. NULL with *ERR. */
struct writer *traffic_writer(struct settings *, const struct why_report *, struct err *);
/* Says on stderr what a person must hear of also when the report goes elsewhere. Whether the input
 * was not read to its end. */
bool traffic_tell_input(const struct input_report *);

/* What contacts come to for the exit status. */
struct traffic_worst { bool suspicious, failed; };
void traffic_count(const struct settings *, const struct contact *, struct traffic_worst *);
int traffic_status(const struct traffic_worst *, bool unread);

#endif
