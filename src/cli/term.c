#define _DEFAULT_SOURCE /* struct winsize */
#include "cli/term.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"

#define SHOW_AFTER_MS 500
#define REDRAW_MS 100
#define BAR_COLUMNS 24
#define RATE_AFTER_MS 1000

int64_t term_clock_ms(void *unused)
{
	struct timespec t;

	(void)unused;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t term_now(void *unused)
{
	(void)unused;
	return (int64_t)time(NULL);
}

static unsigned columns(int fd)
{
	const char *text = getenv("COLUMNS");
	unsigned long n;
	struct winsize size;

	if (text != NULL && str_number(text, 10000, &n) && n > 0)
		return (unsigned)n;
	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return 0;
}

/* Of these the first that is set and not empty decides (POSIX 8.2). NULL: none. */
static const char *character_locale(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && value[0] != '\0')
			return value;
	}
	return NULL;
}

/* Who asks for a language with accents where the locale says nothing of
 * characters has a terminal of today. */
bool term_utf8(const struct settings *s)
{
	const char *locale = character_locale(), *set = locale == NULL ? NULL : strchr(locale, '.');

	if (set != NULL)
		return str_same(set + 1, "UTF-8") || str_same(set + 1, "utf8");
	return s->tongue.language != NULL && (locale == NULL || strcmp(locale, "C") == 0 ||
		strcmp(locale, "POSIX") == 0);
}

static bool colour_wanted(const struct settings *s)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (s->colour != COLOUR_AUTO)
		return s->colour == COLOUR_ALWAYS;
	return isatty(STDOUT_FILENO) && (no == NULL || no[0] == '\0') &&
		(term == NULL || strcmp(term, "dumb") != 0);
}

void term_writer_options(const struct settings *s, struct writer_options *out)
{
	*out = (struct writer_options){
		.width = columns(STDOUT_FILENO),
		.utf8 = term_utf8(s),
		.colour = colour_wanted(s),
		.level = s->level,
	};
}

void progress_init(struct progress *p, const struct settings *s)
{
	*p = (struct progress){ .wanted = s->level >= 0 && isatty(STDERR_FILENO) };
	p->began_ms = term_clock_ms(NULL);
	p->width = columns(STDERR_FILENO);
	if (p->width == 0)
		p->width = 80;
}

/* How fast it goes and how long it will take, once there is something to go by. */
static void put_rate(struct str *line, size_t done, size_t total, int64_t spent_ms)
{
	int64_t left_s;

	if (done == 0 || total < 2 || done > total || spent_ms < RATE_AFTER_MS)
		return;
	left_s = (int64_t)(total - done) * spent_ms / (int64_t)done / 1000;
	if ((int64_t)done * 1000 >= spent_ms)
		str_put_format(line, ", %.0f/s", (double)done * 1000.0 / (double)spent_ms);
	else
		str_put_format(line, ", %.1f/min", (double)done * 60000.0 / (double)spent_ms);
	if (done < total && left_s < 120)
		str_put_format(line, ", %lld s left", (long long)left_s);
	else if (done < total)
		str_put_format(line, ", %lld min left", (long long)(left_s / 60));
}

static bool is_due(const struct progress *p, int64_t now)
{
	return p->wanted && now - p->began_ms >= SHOW_AFTER_MS && (!p->shown || now - p->drawn_ms >= REDRAW_MS);
}

/* LINE is cut to what fits. */
static void show_line(struct progress *p, const char *line, int64_t now)
{
	fprintf(stderr, "\r\033[K%.*s", (int)p->width - 1, line);
	fflush(stderr);
	p->shown = true;
	p->drawn_ms = now;
}

void progress_say(struct progress *p, const char *text)
{
	int64_t now = term_clock_ms(NULL);
	char line[256];

	if (!is_due(p, now))
		return;
	snprintf(line, sizeof line, "%s, %lld s", text, (long long)((now - p->began_ms) / 1000));
	show_line(p, line, now);
}

void progress_draw(struct progress *p, size_t done, size_t total, const char *extra)
{
	int64_t now = term_clock_ms(NULL);
	size_t full = total == 0 ? 0 : done * BAR_COLUMNS / total;
	struct str line;

	if (!is_due(p, now))
		return;
	str_init(&line, 256);
	str_put_char(&line, '[');
	for (size_t i = 0; i < BAR_COLUMNS; i++)
		str_put_char(&line, i < full ? '#' : '.');
	str_put_format(&line, "] %zu of %zu, %lld s", done, total, (long long)((now - p->began_ms) / 1000));
	put_rate(&line, done, total, now - p->began_ms);
	if (extra != NULL && extra[0] != '\0')
		str_put_format(&line, ", %s", extra);
	show_line(p, str_text(&line), now);
	str_clear(&line);
}

void progress_clear(struct progress *p)
{
	if (!p->shown)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	p->shown = false;
}
