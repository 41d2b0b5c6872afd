/* events_parts: what the reader of our own events and its glances share. Private
 * to events*.c. */
#ifndef LENCR_OBSERVE_EVENTS_PARTS_H
#define LENCR_OBSERVE_EVENTS_PARTS_H

#include "doc/json_skim.h"
#include "observe/log_parts.h"

void events_glance_init(struct json_skim *);
/* Whether the run's line was taken unread. */
bool events_glance(const struct json_skim *, struct log_run *);

#endif
