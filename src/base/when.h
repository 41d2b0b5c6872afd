/* when: instants and spans, as int64_t seconds since 1970-01-01T00:00:00Z.
 *
 * No function here reads a clock: time is an argument of everything that
 * judges; only cli and io/net read one. Civil dates are proleptic Gregorian,
 * years 0000 to 9999, without leap seconds. */
#ifndef LENCR_BASE_WHEN_H
#define LENCR_BASE_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

#define WHEN_NONE INT64_MIN /* "no such time" where a struct field may lack one */
#define WHEN_DAY 86400

struct when_civil { int year, month, day, hour, minute, second; };

/* False when a field is out of its range (day against the month included). */
bool when_from_civil(const struct when_civil *, int64_t *out);
void when_to_civil(int64_t, struct when_civil *);

/* RFC 3339 in UTC with seconds, "2026-11-21T02:38:56Z"; 21 bytes with NUL. */
void when_format(int64_t, char out[21]);
char *when_text(struct arena *, int64_t);
/* "2026-11-21" */
char *when_date(struct arena *, int64_t);

/* Moments: microseconds since the epoch, for what is seen in traffic.
 * "2026-11-21T02:38:56.123456Z"; the time of day alone, to the millisecond:
 * "02:38:56.123". */
char *when_moment_text(struct arena *, int64_t us);
char *when_moment_clock(struct arena *, int64_t us);
/* A span in microseconds for people: "0.21 s", "35 ms", "under 1 ms", "12 s",
 * then as when_span_text(); of the absolute value. */
char *when_moment_span(struct arena *, int64_t us);

/* TIME of the command line: RFC 3339 with Z or an offset (fractions are cut; a
 * leap second, only at the end of a day in UTC, is the first of the next),
 * or "@" and seconds since the epoch (may be negative). */
bool when_read(const char *, int64_t *out);
/* IMF-fixdate, RFC 850 and asctime forms of RFC 9110 section 5.6.7. */
bool when_read_http(const char *, int64_t *out);

/* SPAN: a number with ms, s, m, h or d; in milliseconds. No sign. */
bool when_read_span(const char *, int64_t *ms);
/* SIZE: a number of bytes with an optional k, M or G (powers of 1024). */
bool when_read_size(const char *, uint64_t *bytes);

/* "5 h", "12 days", "90 s": for people; of the absolute value, rounded down. */
char *when_span_text(struct arena *, int64_t seconds);

#endif
