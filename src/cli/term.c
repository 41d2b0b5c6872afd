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

/* The first of these that is set and not empty decides (POSIX 8.2). */
static bool locale_is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);
		const char *set;

		if (value == NULL || value[0] == '\0')
			continue;
		set = strchr(value, '.');
		return set != NULL && (str_same(set + 1, "UTF-8") || str_same(set + 1, "utf8"));
	}
	return false;
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
		.utf8 = locale_is_utf8(),
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

static bool is_due(const struct progress *p, int64_t now)
{
	return p->wanted && now - p->began_ms >= SHOW_AFTER_MS && (!p->shown || now - p->drawn_ms >= REDRAW_MS);
}

/* LINE is cut to what fits. */
static void show_line(struct progress *p, char *line, size_t size, int64_t now)
{
	if (p->width < size)
		line[p->width - 1] = '\0';
	fprintf(stderr, "\r\033[K%s", line);
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
	show_line(p, line, sizeof line, now);
}

void progress_draw(struct progress *p, size_t done, size_t total, const char *extra)
{
	int64_t now = term_clock_ms(NULL);
	char bar[BAR_COLUMNS + 1], line[256];
	size_t full = total == 0 ? 0 : done * BAR_COLUMNS / total;

	if (!is_due(p, now))
		return;
	for (size_t i = 0; i < BAR_COLUMNS; i++)
		bar[i] = i < full ? '#' : '.';
	bar[BAR_COLUMNS] = '\0';
	snprintf(line, sizeof line, "[%s] %zu of %zu, %lld s%s%s", bar, done, total,
		(long long)((now - p->began_ms) / 1000), extra == NULL ? "" : ", ",
		extra == NULL ? "" : extra);
	show_line(p, line, sizeof line, now);
}

void progress_clear(struct progress *p)
{
	if (!p->shown)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	p->shown = false;
}
