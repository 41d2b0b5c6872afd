/* lencr watch: packets of this machine, or what somebody else captures or logs, in;
 * contacts with their causes out, as they come. */
#include "cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/term.h"
#include "cli/traffic.h"
#include "cli/watch_run.h"
#include "cli/watch_stream.h"
#include "cli/why_certs.h"
#include "io/privilege.h"
#include "io/sandbox.h"

/* Whether that is what we read: emptied, it would be lost. */
static bool is_input(const struct watch *w, const struct stat *st)
{
	struct stat in;

	return w->stream != NULL && fstat(input_descriptor(w->stream), &in) == 0 && S_ISREG(in.st_mode) &&
		in.st_dev == st->st_dev && in.st_ino == st->st_ino;
}

/* A new file, or the old one anew; what stands in it is nobody else's business. */
static bool empty_file(const struct watch *w, int fd, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return true;
	if (is_input(w, &st))
		return err_set(e, ERR_USAGE, "it is what is read");
	if (fchmod(fd, 0600) != 0)
		return err_set(e, ERR_IO, "others may read it, and that cannot be changed: %s", strerror(errno));
	return ftruncate(fd, 0) == 0 || err_set(e, ERR_IO, "cannot be emptied: %s", strerror(errno));
}

static bool write_to(struct watch *w, int fd, struct err *e)
{
	if (w->live != NULL)
		return live_write(w->live, fd, e);
	w->copy = fdopen(fd, "wb");
	if (w->copy != NULL)
		return true;
	close(fd);
	return err_set(e, ERR_IO, "%s", strerror(errno));
}

static bool open_file(struct watch *w, struct err *e)
{
	const char *path = w->settings->write, *safe;
	int fd;

	if (path == NULL)
		return true;
	safe = str_safe_text(w->settings->arena, path);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
	if (fd < 0)
		return err_set(e, ERR_IO, "--write %s: cannot be written: %s", safe, strerror(errno));
	if (!empty_file(w, fd, e)) {
		close(fd);
		return err_wrap(e, "--write %s", safe);
	}
	return write_to(w, fd, e) || err_wrap(e, "--write %s", safe);
}

static bool open_interface(struct watch *w, struct err *e)
{
	const struct settings *s = w->settings;

	correlate_own_process(w->correlate, (int64_t)getpid());
	if (owner_possible()) {
		w->owner = owner_start(s->interface, e);
		if (w->owner == NULL)
			return false;
	}
	w->live = live_open(LIVE_TALK, s->interface, e);
	return w->live != NULL;
}

/* First the process that looks whose connections are, which needs its rights; then what strangers'
 * bytes come through, and no rights any more. A stream is of another machine, or may be: nobody here
 * has its connections. */
static bool open_taps(struct watch *w, struct err *e)
{
	const struct settings *s = w->settings;
	const struct sandbox_options options = { .network = s->confirm };
	const char *in_force;

	if (s->operands.count == 0) {
		if (!open_interface(w, e))
			return false;
	} else {
		w->stream = input_open_stream(s->operands.list[0], e);
		if (w->stream == NULL)
			return false;
	}
	if (!open_file(w, e))
		return false;
	privilege_keep(PRIVILEGE_NONE);
	return sandbox_enter(SANDBOX_AUTO, &options, &in_force, e);
}

static bool open_report(struct watch *w, struct err *e)
{
	struct settings *s = w->settings;
	struct why_report *r = &w->report;

	w->totals = why_totals_new(s->arena);
	w->input = (struct input_report){ .first = SIGHT_NEVER, .last = SIGHT_NEVER };
	w->input.name = w->stream != NULL ? str_safe_text(s->arena, input_name(w->stream)) :
		s->interface == NULL ? "all interfaces" : str_safe_text(s->arena, s->interface);
	w->input.format = w->stream != NULL ? NULL : "live";
	*r = (struct why_report){ .totals = w->totals, .live = true, .inputs = &w->input, .input_count = 1 };
	traffic_report(s, r);
	w->out = traffic_writer(s, r, e);
	return w->out != NULL;
}

/* What was not to be had of processes. */
static void put_notes(struct watch *w)
{
	struct arena *a = w->settings->arena;
	const char *old = w->input.note, *note = NULL;

	if (w->owner == NULL)
		note = "the processes behind connections are found out on Linux alone";
	else if (owner_over(w->owner))
		note = "the look-up of processes ended early";
	else if (w->facts_lost != 0)
		note = arena_format(a, "of %" PRIu64 " connections the process was not told in time", w->facts_lost);
	else if (w->denied != 0)
		note = arena_format(a, "of %" PRIu64 " connections only the user is known: the process was gone, or is "
			"another user's and may not be seen without CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH",
			w->denied);
	if (note != NULL)
		w->input.note = old == NULL ? note : arena_format(a, "%s; %s", old, note);
}

static bool close_report(struct watch *w, struct err *e)
{
	struct arena *a = arena_new();
	struct contacts sums;
	struct doc *d = doc_new(a);
	bool fine;

	if (w->stream == NULL)
		put_notes(w);
	correlate_sums(w->correlate, &sums);
	w->report.found = &sums;
	w->report.interrupted = stop_signal != 0;
	why_doc_tail(d, &w->report);
	fine = writer_end(w->out, d, e);
	arena_free(a);
	return fine;
}

static bool check_options(const struct settings *s, struct err *e)
{
	const char *first = s->operands.count == 0 ? NULL : str_safe_text(s->arena, s->operands.list[0]);

	if (s->operands.count > 1)
		return err_set(e, ERR_USAGE, "watch: one stream at a time, not both %s and %s; `lencr why` reads "
			"several files together", first, str_safe_text(s->arena, s->operands.list[1]));
	if (first != NULL && s->interface != NULL)
		return err_set(e, ERR_USAGE, "--interface: goes without %s: packets come from one or the other", first);
	if (first == NULL && s->reader != NULL)
		return err_set(e, ERR_USAGE, "--input: says what a file is; name it, or - for standard input");
	return read_format_check(s->arena, s->reader, e) && traffic_check(s, false, e);
}

static bool watch(struct watch *w, struct err *e)
{
	const struct settings *s = w->settings;
	bool ends = s->for_ms != 0 || s->contact_count != 0;

	stop_on_signals();
	if (s->level >= 0)
		say("watching %s%s", w->input.name, ends ? "" : w->stream != NULL ?
			"; its end or Ctrl-C ends it and sums up" : "; Ctrl-C ends it and sums up");
	if ((w->stream != NULL ? watch_stream : watch_run)(w, e))
		return true;
	/* Nothing else of ours can fail there. */
	return s->write != NULL && err_wrap(e, "--write %s", str_safe_text(s->arena, s->write));
}

static int run(struct watch *w)
{
	struct err e = { 0 }, late = { 0 };
	bool fine;

	if (!check_options(w->settings, &e) || !why_certs_read(w->settings, w->correlate, &e) || !open_taps(w, &e) ||
	    !open_report(w, &e))
		return say_error(&e);
	fine = watch(w, &late);
	if (!close_report(w, &e))
		return say_error(&e);
	if (!fine)
		return say_error(&late);
	if (w->broken)
		traffic_tell_input(&w->input);
	return traffic_status(&w->worst, w->broken);
}

int cmd_watch(struct settings *s)
{
	struct watch w = { .settings = s, .correlate = traffic_correlate(s) };
	int status;

	correlate_live(w.correlate);
	status = run(&w);
	writer_free(w.out);
	live_close(w.live);
	owner_end(w.owner);
	if (w.copy != NULL)
		fclose(w.copy);
	input_free(w.stream);
	correlate_free(w.correlate);
	return status;
}
