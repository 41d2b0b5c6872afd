/* lencr watch: packets of this machine in, contacts with their causes out, as
 * they come. */
#include "cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/term.h"
#include "cli/watch_run.h"
#include "cli/why_certs.h"
#include "io/privilege.h"
#include "io/sandbox.h"
#include "io/versions.h"
#include "known/catalog.h"
#include "observe/versions.h"

#define MOST_CONTACTS 4096      /* remembered at a time */
#define MOST_CANDIDATES 131072
#define MOST_CERTS 16384

static void open_correlate(struct watch *w)
{
	const struct settings *s = w->settings;
	const struct correlate_options options = {
		.window = s->window_ms * 1000, .clients = s->clients, .client_count = s->client_count,
		.all = s->all_cas, .max_contacts = MOST_CONTACTS, .max_candidates = MOST_CANDIDATES,
		.max_certs = MOST_CERTS, .now = term_now(NULL),
	};

	w->correlate = correlate_new(s->arena, &options);
	correlate_live(w->correlate);
}

/* A new file, or the old one anew; what stands in it is nobody else's business. */
static bool open_file(struct watch *w, struct err *e)
{
	const char *path = w->settings->write, *safe;
	struct stat st;
	int fd;

	if (path == NULL)
		return true;
	safe = str_safe_text(w->settings->arena, path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0600);
	if (fd < 0)
		return err_set(e, ERR_IO, "--write %s: cannot be written: %s", safe, strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && fchmod(fd, 0600) != 0) {
		close(fd);
		return err_set(e, ERR_IO, "--write %s: others may read it, and that cannot be changed: %s", safe,
			strerror(errno));
	}
	return live_write(w->live, fd, e) || err_wrap(e, "--write %s", safe);
}

/* First the process that looks whose connections are, which needs its rights; then what strangers'
 * bytes come through, and no rights any more. */
static bool open_taps(struct watch *w, struct err *e)
{
	const struct settings *s = w->settings;
	const struct sandbox_options options = { .network = s->confirm };
	const char *in_force;

	if (owner_possible()) {
		w->owner = owner_start(s->interface, e);
		if (w->owner == NULL)
			return false;
	}
	w->live = live_open(LIVE_TALK, s->interface, e);
	if (w->live == NULL || !open_file(w, e))
		return false;
	privilege_keep(PRIVILEGE_NONE);
	return sandbox_enter(SANDBOX_AUTO, &options, &in_force, e);
}

static bool open_report(struct watch *w, struct err *e)
{
	struct settings *s = w->settings;
	struct why_report *r = &w->report;
	struct writer_options options;
	struct doc *d;

	w->totals = why_totals_new(s->arena);
	w->input = (struct input_report){ .name = s->interface == NULL ? "all interfaces" :
		str_safe_text(s->arena, s->interface), .format = "live", .first = SIGHT_NEVER, .last = SIGHT_NEVER };
	*r = (struct why_report){ .totals = w->totals, .live = true, .inputs = &w->input, .input_count = 1,
		.version = LENCR_VERSION, .catalog = catalog_date(), .openssl = versions_openssl(),
		.pcap = versions_libpcap(s->arena), .relaxed = s->relaxed.list,
		.relaxed_count = s->relaxed.count, .window = s->window_ms * 1000 };
	term_writer_options(s, &options);
	options.items = "contacts";
	w->out = writer_new(s->format, stdout, &options, e);
	if (w->out == NULL)
		return false;
	d = doc_new(s->arena);
	why_doc_head(d, r);
	writer_begin(w->out, d);
	return true;
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

	put_notes(w);
	correlate_sums(w->correlate, &sums);
	w->report.found = &sums;
	w->report.interrupted = stop_signal != 0;
	why_doc_tail(d, &w->report);
	fine = writer_end(w->out, d, e);
	arena_free(a);
	return fine;
}

static int run(struct watch *w)
{
	struct settings *s = w->settings;
	struct err e = { 0 }, late = { 0 };
	bool fine;

	if (s->operands.count != 0) {
		err_set(&e, ERR_USAGE, "watch: takes no operands; `lencr why %s` reads captures and logs",
			str_safe_text(s->arena, s->operands.list[0]));
		return say_error(&e);
	}
	if (s->yes != s->confirm) {
		err_set(&e, ERR_USAGE, s->yes ? "--yes: goes with --confirm" : "--confirm: goes with --yes here, since "
			"nobody can be asked while packets come");
		return say_error(&e);
	}
	correlate_own_process(w->correlate, (int64_t)getpid());
	if (!why_certs_read(s, w->correlate, &e) || !open_taps(w, &e) || !open_report(w, &e))
		return say_error(&e);
	stop_on_signals();
	if (s->level >= 0)
		say("watching %s%s", w->input.name, s->for_ms == 0 && s->contact_count == 0 ?
			"; Ctrl-C ends it and sums up" : "");
	fine = watch_run(w, &late);
	if (!close_report(w, &e))
		return say_error(&e);
	if (!fine) {
		err_wrap(&late, "--write %s", str_safe_text(s->arena, s->write == NULL ? "" : s->write));
		return say_error(&late);
	}
	if (w->broken)
		say("%s: %s; the report has what came before", w->input.name, w->input.broken);
	return w->suspicious ? EXIT_SUSPICIOUS : w->failed ? EXIT_INVALID : w->broken ? EXIT_UNREACHABLE : EXIT_GOOD;
}

int cmd_watch(struct settings *s)
{
	struct watch w = { .settings = s };
	int status;

	open_correlate(&w);
	status = run(&w);
	writer_free(w.out);
	live_close(w.live);
	owner_end(w.owner);
	correlate_free(w.correlate);
	return status;
}
