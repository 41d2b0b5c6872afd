/* log_time: the times that logs write, as microseconds since the epoch (SIGHT_*).
 *
 * Each function reads a time at the begin of *TEXT and takes it off; when there
 * is none, it returns false and leaves *TEXT and *OUT alone. Digits of a fraction
 * beyond the sixth are dropped. A leap second counts as the second before it. */
#ifndef LENCR_OBSERVE_LOG_TIME_H
#define LENCR_OBSERVE_LOG_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/view.h"

/* 2026-11-21T14:02:11.482Z, with a blank in place of T, comma in place of the
 * point, and Z, +01:00, +0100, +01 or nothing for the zone: then it is read as
 * UTC and *ZONED (may be NULL) is false. RFC 3339, ISO 8601 extended form. */
bool log_time_iso(struct view *text, int64_t *out, bool *zoned);
/* 1732150000.123456: seconds with or without a fraction, in the years 1970 to 9999. */
bool log_time_epoch(struct view *text, int64_t *out);
/* Of a number that a JSON text holds; false outside of those years. */
bool log_time_real(double seconds, int64_t *out);
/* The same of such a number as it is written; false also where a double might not
 * tell it (after 2106, more than six places, an exponent). */
bool log_time_decimal(struct view, int64_t *out);
/* 21/Nov/2026:14:02:11 +0100, as web servers write it. */
bool log_time_clf(struct view *text, int64_t *out);
/* "Nov  1 14:02:11" of syslog (RFC 3164), which lacks year and zone: read as UTC
 * in the latest year in which it is not after LATEST (microseconds). */
bool log_time_syslog(struct view *text, int64_t latest, int64_t *out);

#endif
