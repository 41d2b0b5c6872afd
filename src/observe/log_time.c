#include "observe/log_time.h"

#include <stddef.h>
#include <string.h>

#include "base/when.h"
#include "observe/scan.h"
#include "observe/sighting.h"

#define MONTHS 12
#define YEAR_9999_ENDS INT64_C(253402300800)

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* Exactly COUNT digits at AT. */
static bool digits(struct view t, size_t at, size_t count, int *out)
{
	int n = 0;

	if (t.size < count || at > t.size - count)
		return false;
	for (size_t i = at; i < at + count; i++) {
		if (!is_digit(t.data[i]))
			return false;
		n = n * 10 + (t.data[i] - '0');
	}
	*out = n;
	return true;
}

static bool is_at(struct view t, size_t at, char c)
{
	return at < t.size && t.data[at] == (uint8_t)c;
}

static void take(struct view *t, size_t size)
{
	*t = view_part(*t, size, t->size);
}

/* Microseconds of the last of so many digits. */
static const int units[] = { 1000000, 100000, 10000, 1000, 100, 10, 1 };

/* ".123456" at *AT, with any number of digits; none is no fraction. */
static int64_t fraction(struct view t, size_t *at)
{
	size_t from = *at + 1, i = from, end = t.size < from + 6 ? t.size : from + 6;
	int micro = 0;

	if (!is_at(t, *at, '.') && !is_at(t, *at, ','))
		return 0;
	if (t.size - from >= 8) {
		uint64_t eight = scan_eight(t.data + from) ^ SCAN_ONES * '0';
		unsigned count = scan_digits(eight);

		micro = count == 0 ? 0 : (int)scan_value(eight, count < 6 ? count : 6);
		i += count < 6 ? count : 6;
		end = i;
	}
	for (; i < end && is_digit(t.data[i]); i++)
		micro = micro * 10 + (t.data[i] - '0');
	micro *= units[i - from];
	while (i < t.size && is_digit(t.data[i]))
		i++;
	if (i > from)
		*at = i;
	return micro;
}

/* HH:MM:SS at AT. */
static bool clock_at(struct view t, size_t at, struct when_civil *c)
{
	if (!digits(t, at, 2, &c->hour) || !is_at(t, at + 2, ':') || !digits(t, at + 3, 2, &c->minute) ||
	    !is_at(t, at + 5, ':') || !digits(t, at + 6, 2, &c->second))
		return false;
	if (c->second == 60)
		c->second = 59;
	return true;
}

/* "Z", "+01:00", "+0100", "+01" at *AT: seconds east. False: none is there. */
static bool zone_at(struct view t, size_t *at, int64_t *east)
{
	size_t i = *at;
	int hour, minute = 0, sign;

	*east = 0;
	if (is_at(t, i, 'Z') || is_at(t, i, 'z')) {
		*at = i + 1;
		return true;
	}
	if ((!is_at(t, i, '+') && !is_at(t, i, '-')) || !digits(t, i + 1, 2, &hour))
		return false;
	sign = t.data[i] == '-' ? -1 : 1;
	i += 3;
	if (is_at(t, i, ':') && digits(t, i + 1, 2, &minute))
		i += 3;
	else if (digits(t, i, 2, &minute))
		i += 2;
	*east = sign * (hour * INT64_C(3600) + minute * INT64_C(60));
	*at = i;
	return true;
}

bool log_time_iso(struct view *text, int64_t *out, bool *zoned)
{
	struct view t = *text;
	struct when_civil c;
	int64_t seconds, micro, east;
	size_t at = 19;
	bool zone;

	if (!digits(t, 0, 4, &c.year) || !is_at(t, 4, '-') || !digits(t, 5, 2, &c.month) ||
	    !is_at(t, 7, '-') || !digits(t, 8, 2, &c.day) ||
	    (!is_at(t, 10, 'T') && !is_at(t, 10, 't') && !is_at(t, 10, ' ')) ||
	    !clock_at(t, 11, &c) || !when_from_civil(&c, &seconds))
		return false;
	micro = fraction(t, &at);
	zone = zone_at(t, &at, &east);
	if (zoned != NULL)
		*zoned = zone;
	*out = (seconds - east) * SIGHT_SECOND + micro;
	take(text, at);
	return true;
}

/* Ten digits, a point and one to six more, with others behind them: as nearly all
 * are. False: it is to be looked at with more care. */
static bool usual_epoch(struct view *text, int64_t *out)
{
	const uint8_t *p = text->data;
	uint64_t seconds, micro;
	unsigned count;

	if (text->size < 19 || !is_digit(p[8]) || !is_digit(p[9]) || p[10] != '.')
		return false;
	seconds = scan_eight(p) ^ SCAN_ONES * '0';
	micro = scan_eight(p + 11) ^ SCAN_ONES * '0';
	count = scan_digits(micro);
	if (scan_digits(seconds) != 8 || count == 0 || count > 6)
		return false;
	seconds = scan_value(seconds, 8) * 100 + (uint64_t)(p[8] - '0') * 10 + (uint64_t)(p[9] - '0');
	*out = (int64_t)seconds * SIGHT_SECOND + (int64_t)scan_value(micro, count) * units[count];
	*text = view_of(p + 11 + count, text->size - 11 - count);
	return true;
}

bool log_time_epoch(struct view *text, int64_t *out)
{
	struct view t = *text;
	const uint8_t *end = t.size == 0 ? t.data : t.data + t.size, *p;
	uint64_t seconds;
	size_t at;

	if (usual_epoch(text, out))
		return true;
	p = scan_number(t.data, end, &seconds);
	if (p == NULL || p == t.data || seconds >= YEAR_9999_ENDS)
		return false;
	at = (size_t)(p - t.data);
	*out = (int64_t)seconds * SIGHT_SECOND + fraction(t, &at);
	take(text, at);
	return true;
}

bool log_time_real(double seconds, int64_t *out)
{
	if (!(seconds >= 0 && seconds < (double)YEAR_9999_ENDS))
		return false;
	*out = (int64_t)(seconds * (double)SIGHT_SECOND + 0.5);
	return true;
}

bool log_time_decimal(struct view v, int64_t *out)
{
	const uint8_t *point = v.size == 0 ? NULL : memchr(v.data, '.', v.size);

	/* 2^32 seconds and six places are told apart by 53 bits. */
	return (point == NULL || v.data + v.size - point <= 7) && log_time_epoch(&v, out) && v.size == 0 &&
		*out < (INT64_C(1) << 32) * SIGHT_SECOND;
}

static bool month_at(struct view t, size_t at, int *out)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	if (t.size < 3 || at > t.size - 3)
		return false;
	for (int m = 0; m < MONTHS; m++)
		if (memcmp(t.data + at, names + 3 * (size_t)m, 3) == 0) {
			*out = m + 1;
			return true;
		}
	return false;
}

bool log_time_clf(struct view *text, int64_t *out)
{
	struct view t = *text;
	struct when_civil c;
	int64_t seconds, east;
	size_t at = 21;

	if (!digits(t, 0, 2, &c.day) || !is_at(t, 2, '/') || !month_at(t, 3, &c.month) ||
	    !is_at(t, 6, '/') || !digits(t, 7, 4, &c.year) || !is_at(t, 11, ':') ||
	    !clock_at(t, 12, &c) || !is_at(t, 20, ' ') || !zone_at(t, &at, &east) ||
	    !when_from_civil(&c, &seconds))
		return false;
	*out = (seconds - east) * SIGHT_SECOND;
	take(text, at);
	return true;
}

bool log_time_syslog(struct view *text, int64_t latest, int64_t *out)
{
	struct view t = *text;
	struct when_civil c, last;
	int64_t seconds = 0;
	bool found = false;

	if (!month_at(t, 0, &c.month) || !is_at(t, 3, ' ') ||
	    !(digits(t, 4, 2, &c.day) || (is_at(t, 4, ' ') && digits(t, 5, 1, &c.day))) ||
	    !is_at(t, 6, ' ') || !clock_at(t, 7, &c))
		return false;
	when_to_civil(latest / SIGHT_SECOND, &last);
	/* The 29th of February may be eight years back. */
	for (int back = 0; back <= 8 && !found; back++) {
		c.year = last.year - back;
		found = when_from_civil(&c, &seconds) && seconds <= latest / SIGHT_SECOND;
	}
	if (!found)
		return false;
	*out = seconds * SIGHT_SECOND;
	take(text, 15);
	return true;
}
