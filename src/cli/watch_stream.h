/* watch_stream: the life of `lencr watch` on what somebody else captures or logs:
 * a stream in any format of files (observe/reader.h), contacts out as they become
 * ripe by the stream's own clock (observe/stream_clock.h).
 *
 * The reader reads as ever; where it would wait for more, time passes for
 * everything that waits. A stream that comes faster than causes are found is held
 * back; nothing is lost by that. Lines are read when they come (no glances): of
 * what is to be told in seconds nothing is worth putting off. */
#ifndef LENCR_CLI_WATCH_STREAM_H
#define LENCR_CLI_WATCH_STREAM_H

#include "cli/watch_run.h"

/* Until the stream ends, a signal, --for or --count. Fills in watch.input. False with *ERR (ERR_IO): the
 * copy cannot be written; or the reader could not do its work. */
bool watch_stream(struct watch *, struct err *);

#endif
