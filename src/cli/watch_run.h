/* watch_run: the life of `lencr watch` on an interface, between the opening of what
 * it listens to and the summary: packets in, contacts out as they become ripe.
 *
 * One loop that waits for packets (observe/live.h) and for whose they are
 * (observe/owner.h). About twice a second time passes for everything that waits;
 * finding causes takes at most a tenth of the time, however much there is. */
#ifndef LENCR_CLI_WATCH_RUN_H
#define LENCR_CLI_WATCH_RUN_H

#include <stdio.h>

#include "cli/settings.h"
#include "cli/traffic.h"
#include "doc/writer.h"
#include "observe/correlate_live.h"
#include "observe/live.h"
#include "observe/owner.h"
#include "observe/why_doc.h"

struct watch {
	struct settings *settings;
	struct correlate *correlate;
	struct owner *owner;            /* or NULL: not to be had, or not wanted */
	struct live *live;              /* of an interface … */
	struct input *stream;           /* … or this (watch_stream.h) */
	FILE *copy;                     /* --write of a stream, or NULL */
	struct input_report input;
	struct why_report report;
	struct why_totals *totals;
	struct writer *out;
	uint64_t facts_lost;
	uint64_t denied;                /* connections whose process may not be seen */
	uint64_t told;
	struct traffic_worst worst;
	bool broken;                    /* what comes ended early, see input.broken */
	/* watch_tell.h: */
	int64_t ask_ms, forget_ms;      /* when that is due */
	void (*asked)(void *); void *asked_context;     /* after servers were asked, or NULL */
};

/* Until a signal, --for or --count. False with *ERR (ERR_IO): what is written cannot be. */
bool watch_run(struct watch *, struct err *);

#endif
