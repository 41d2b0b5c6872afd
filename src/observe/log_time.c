#include "observe/log_time.h"

#include <stddef.h>
#include <string.h>

#include "base/when.h"
#include "observe/sighting.h"

#define MONTHS 12
#define YEAR_9999_ENDS INT64_C(253402300800)

/* Exactly COUNT digits at AT. */
static bool digits(struct view t, size_t at, size_t count, int *out)
{
	int n = 0;

	if (t.size < count || at > t.size - count)
		return false;
	for (size_t i = at; i < at + count; i++) {
		if (t.data[i] < '0' || t.data[i] > '9')
			return false;
		n = n * 10 + (t.data[i] - '0');
	}
	*out = n;
	return true;
}

static bool is_at(struct view t, size_t at, const char *any)
{
	return at < t.size && t.data[at] != '\0' && strchr(any, t.data[at]) != NULL;
}

static void take(struct view *t, size_t size)
{
	*t = view_part(*t, size, t->size);
}

/* ".123456" at *AT, with any number of digits; none is no fraction. */
static int64_t fraction(struct view t, size_t *at)
{
	int64_t micro = 0, unit = SIGHT_SECOND / 10;
	size_t i = *at;
	int digit;

	if (!is_at(t, i, ".,") || !digits(t, i + 1, 1, &digit))
		return 0;
	for (i++; digits(t, i, 1, &digit); i++, unit /= 10)
		micro += digit * unit;
	*at = i;
	return micro;
}

/* HH:MM:SS at AT. */
static bool clock_at(struct view t, size_t at, struct when_civil *c)
{
	if (!digits(t, at, 2, &c->hour) || !is_at(t, at + 2, ":") || !digits(t, at + 3, 2, &c->minute) ||
	    !is_at(t, at + 5, ":") || !digits(t, at + 6, 2, &c->second))
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
	if (is_at(t, i, "Zz")) {
		*at = i + 1;
		return true;
	}
	if (!is_at(t, i, "+-") || !digits(t, i + 1, 2, &hour))
		return false;
	sign = t.data[i] == '-' ? -1 : 1;
	i += 3;
	if (is_at(t, i, ":") && digits(t, i + 1, 2, &minute))
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

	if (!digits(t, 0, 4, &c.year) || !is_at(t, 4, "-") || !digits(t, 5, 2, &c.month) ||
	    !is_at(t, 7, "-") || !digits(t, 8, 2, &c.day) || !is_at(t, 10, "Tt ") ||
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

bool log_time_epoch(struct view *text, int64_t *out)
{
	struct view t = *text;
	int64_t seconds = 0, micro;
	size_t at = 0;
	int digit;

	for (; digits(t, at, 1, &digit); at++) {
		seconds = seconds * 10 + digit;
		if (seconds >= YEAR_9999_ENDS)
			return false;
	}
	if (at == 0)
		return false;
	micro = fraction(t, &at);
	*out = seconds * SIGHT_SECOND + micro;
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

	if (!digits(t, 0, 2, &c.day) || !is_at(t, 2, "/") || !month_at(t, 3, &c.month) ||
	    !is_at(t, 6, "/") || !digits(t, 7, 4, &c.year) || !is_at(t, 11, ":") ||
	    !clock_at(t, 12, &c) || !is_at(t, 20, " ") || !zone_at(t, &at, &east) ||
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

	if (!month_at(t, 0, &c.month) || !is_at(t, 3, " ") ||
	    !(digits(t, 4, 2, &c.day) || (is_at(t, 4, " ") && digits(t, 5, 1, &c.day))) ||
	    !is_at(t, 6, " ") || !clock_at(t, 7, &c))
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
