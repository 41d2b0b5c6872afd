#include "base/when.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

static bool leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && leap(year) ? 29 : days[month - 1];
}

/* Days since 1970-01-01 by counting years in 400-year eras from March on. */
static int64_t civil_days(int year, int month, int day)
{
	int64_t y = month <= 2 ? (int64_t)year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

bool when_from_civil(const struct when_civil *c, int64_t *out)
{
	*out = 0;
	if (c->year < 0 || c->year > 9999 || c->month < 1 || c->month > 12 || c->day < 1 ||
	    c->day > month_days(c->year, c->month) || c->hour < 0 || c->hour > 23 ||
	    c->minute < 0 || c->minute > 59 || c->second < 0 || c->second > 59)
		return false;
	*out = civil_days(c->year, c->month, c->day) * WHEN_DAY + c->hour * 3600 + c->minute * 60 +
		c->second;
	return true;
}

void when_to_civil(int64_t t, struct when_civil *c)
{
	int64_t days = t / WHEN_DAY, rest = t % WHEN_DAY, era, of_era, year, of_year, month;

	if (rest < 0) {
		rest += WHEN_DAY;
		days--;
	}
	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	of_era = days - era * 146097;
	year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	of_year = of_era - (365 * year + year / 4 - year / 100);
	month = (5 * of_year + 2) / 153;
	c->day = (int)(of_year - (153 * month + 2) / 5 + 1);
	c->month = (int)(month < 10 ? month + 3 : month - 9);
	c->year = (int)(year + era * 400 + (c->month <= 2 ? 1 : 0));
	c->hour = (int)(rest / 3600);
	c->minute = (int)(rest / 60 % 60);
	c->second = (int)(rest % 60);
}

void when_format(int64_t t, char out[21])
{
	/* RFC 3339 knows years 0000 to 9999; others are shown at the edge. */
	const int64_t first = INT64_C(-62167219200), last = INT64_C(253402300799);
	struct when_civil c;
	char wide[80];

	when_to_civil(t < first ? first : t > last ? last : t, &c);
	snprintf(wide, sizeof wide, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day,
		c.hour, c.minute, c.second);
	memcpy(out, wide, 20);
	out[20] = '\0';
}

char *when_text(struct arena *a, int64_t t)
{
	char text[21];

	when_format(t, text);
	return arena_text(a, text);
}

char *when_date(struct arena *a, int64_t t)
{
	char text[21];

	when_format(t, text);
	return arena_textn(a, text, 10);
}

/* Exactly COUNT digits at *AT. */
static bool digits(const char **at, int count, int *out)
{
	*out = 0;
	for (int i = 0; i < count; i++) {
		if (**at < '0' || **at > '9')
			return false;
		*out = *out * 10 + (*(*at)++ - '0');
	}
	return true;
}

static bool mark(const char **at, const char *any)
{
	if (**at == '\0' || strchr(any, **at) == NULL)
		return false;
	(*at)++;
	return true;
}

static bool read_epoch(const char *text, int64_t *out)
{
	bool minus = *text == '-';
	int64_t value = 0;

	if (minus)
		text++;
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9' || value > INT64_C(100000000000000))
			return false;
		value = value * 10 + (*text - '0');
	}
	*out = minus ? -value : value;
	return true;
}

static bool read_offset(const char **at, int64_t *seconds)
{
	int hours, minutes;
	bool minus = **at == '-';

	*seconds = 0;
	if (mark(at, "Zz"))
		return true;
	if (!mark(at, "+-") || !digits(at, 2, &hours) || !mark(at, ":") || !digits(at, 2, &minutes) ||
	    hours > 23 || minutes > 59)
		return false;
	*seconds = (hours * 3600 + minutes * 60) * (minus ? -1 : 1);
	return true;
}

bool when_read(const char *text, int64_t *out)
{
	struct when_civil c;
	int64_t offset;
	bool inserted; /* a leap second, which counts as the one behind it */

	*out = 0;
	if (*text == '@')
		return read_epoch(text + 1, out);
	if (!digits(&text, 4, &c.year) || !mark(&text, "-") || !digits(&text, 2, &c.month) ||
	    !mark(&text, "-") || !digits(&text, 2, &c.day) || !mark(&text, "Tt ") ||
	    !digits(&text, 2, &c.hour) || !mark(&text, ":") || !digits(&text, 2, &c.minute) ||
	    !mark(&text, ":") || !digits(&text, 2, &c.second))
		return false;
	if (mark(&text, ".")) {
		if (*text < '0' || *text > '9')
			return false;
		while (*text >= '0' && *text <= '9')
			text++;
	}
	inserted = c.second == 60;
	c.second -= inserted;
	if (!read_offset(&text, &offset) || *text != '\0' || !when_from_civil(&c, out))
		return false;
	*out += inserted - offset;
	return !inserted || *out % WHEN_DAY == 0;
}

static int month_number(const char *name)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (strncmp(names + 3 * (size_t)i, name, 3) == 0)
			return i + 1;
	return 0;
}

bool when_read_http(const char *text, int64_t *out)
{
	struct when_civil c = { 0 };
	char month[4] = "", day[12] = "";

	*out = 0;
	if (strlen(text) > 40)
		return false;
	if (sscanf(text, "%*3s, %2d %3s %4d %2d:%2d:%2d GMT", &c.day, month, &c.year, &c.hour,
		   &c.minute, &c.second) == 6) {
		c.month = month_number(month);
	} else if (sscanf(text, "%11[a-zA-Z], %2d-%3s-%2d %2d:%2d:%2d GMT", day, &c.day, month,
			  &c.year, &c.hour, &c.minute, &c.second) == 7) {
		c.month = month_number(month);
		c.year += c.year < 70 ? 2000 : 1900;
	} else if (sscanf(text, "%*3s %3s %2d %2d:%2d:%2d %4d", month, &c.day, &c.hour, &c.minute,
			  &c.second, &c.year) == 6) {
		c.month = month_number(month);
	} else {
		return false;
	}
	return when_from_civil(&c, out);
}

/* Digits and what follows them. */
static bool read_count(const char **text, uint64_t max, uint64_t *out)
{
	*out = 0;
	if (**text < '0' || **text > '9')
		return false;
	for (; **text >= '0' && **text <= '9'; (*text)++) {
		uint64_t digit = (uint64_t)(**text - '0');

		if (*out > (max - digit) / 10)
			return false;
		*out = *out * 10 + digit;
	}
	return true;
}

bool when_read_span(const char *text, int64_t *ms)
{
	static const struct { const char *unit; int64_t ms; } units[] = {
		{ "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 }, { "d", 86400000 },
	};
	uint64_t count;

	*ms = 0;
	if (!read_count(&text, UINT64_C(1000000000), &count))
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(text, units[i].unit) == 0) {
			*ms = (int64_t)count * units[i].ms;
			return true;
		}
	return false;
}

bool when_read_size(const char *text, uint64_t *bytes)
{
	uint64_t count, factor = 1;

	*bytes = 0;
	if (!read_count(&text, UINT64_C(1) << 40, &count))
		return false;
	if (*text == 'k' || *text == 'K')
		factor = 1024;
	else if (*text == 'M')
		factor = 1024 * 1024;
	else if (*text == 'G')
		factor = 1024 * 1024 * 1024;
	else if (*text != '\0')
		return false;
	if (*text != '\0' && text[1] != '\0')
		return false;
	if (count > UINT64_MAX / factor)
		return false;
	*bytes = count * factor;
	return true;
}

char *when_span_text(struct arena *a, int64_t seconds)
{
	uint64_t s = seconds < 0 ? (uint64_t)0 - (uint64_t)seconds : (uint64_t)seconds;

	if (s < 120)
		return arena_format(a, "%" PRIu64 " s", s);
	if (s < 7200)
		return arena_format(a, "%" PRIu64 " min", s / 60);
	if (s < 2 * WHEN_DAY)
		return arena_format(a, "%" PRIu64 " h", s / 3600);
	return arena_format(a, "%" PRIu64 " days", s / WHEN_DAY);
}

/* Seconds rounded down, and what is left of them. */
static int64_t moment_seconds(int64_t us, int *rest)
{
	int64_t seconds = us / 1000000;

	*rest = (int)(us % 1000000);
	if (*rest < 0) {
		*rest += 1000000;
		seconds--;
	}
	return seconds;
}

char *when_moment_text(struct arena *a, int64_t us)
{
	char text[21];
	int rest;

	when_format(moment_seconds(us, &rest), text);
	return arena_format(a, "%.19s.%06dZ", text, rest);
}

char *when_moment_clock(struct arena *a, int64_t us)
{
	char text[21];
	int rest;

	when_format(moment_seconds(us, &rest), text);
	return arena_format(a, "%.8s.%03d", text + 11, rest / 1000);
}

char *when_moment_span(struct arena *a, int64_t us)
{
	uint64_t s = us < 0 ? (uint64_t)0 - (uint64_t)us : (uint64_t)us;

	if (s < 1000)
		return arena_text(a, "under 1 ms");
	if (s < 100000)
		return arena_format(a, "%" PRIu64 " ms", s / 1000);
	if (s < 10000000)
		return arena_format(a, "%" PRIu64 ".%02" PRIu64 " s", s / 1000000, s / 10000 % 100);
	return when_span_text(a, (int64_t)(s / 1000000));
}
