/* lencr serve: the test mode, until it is stopped. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/str.h"
#include "base/when.h"
#include "cli/command.h"
#include "cli/serve_bundle.h"
#include "cli/term.h"
#include "cli/testmode.h"

/* Stopping is serve_stop's job, and a signal handler has no context: the
 * signals are blocked and taken by a thread that waits for them. */
#include <pthread.h>

struct stopper { struct serve *server; pthread_t thread; };

static void *wait_for_signal(void *context)
{
	struct stopper *s = context;
	sigset_t set;
	int number = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	if (sigwait(&set, &number) == 0)
		stop_signal = number;
	serve_stop(s->server);
	return NULL;
}

static bool stopper_start(struct stopper *s, struct serve *server, struct err *e)
{
	sigset_t set;

	s->server = server;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	if (pthread_create(&s->thread, NULL, wait_for_signal, s) != 0)
		return err_set(e, ERR_INTERNAL, "no thread can be started");
	return true;
}

static void seen(void *context, const struct serve_seen *r)
{
	struct arena *a = arena_new();

	(void)context;
	if (r->tls && strcmp(r->method, "TLS") == 0)
		fprintf(stderr, "TLS   %s\n", str_safe_text(a, r->host));
	else
		fprintf(stderr, "%-5d %s http://%s%s\n", r->status, str_safe_text(a, r->method),
			str_safe_text(a, r->host), str_safe_text(a, r->path));
	arena_free(a);
}

/* The options that every check against this world needs. */
static char *check_options(struct settings *s, const struct testmode *t)
{
	int64_t clock = lab_clock(t->lab), now = term_now(NULL);
	char at[21];

	when_format(clock, at);
	/* A world of another day is judged as of that day. */
	return arena_format(s->arena, "--via %s --trust %s%s%s", t->via,
		str_safe_text(s->arena, t->root_path), clock > now - 60 && clock < now + 60 ? "" : " --at ",
		clock > now - 60 && clock < now + 60 ? "" : at);
}

static void show_sites(struct settings *s, const struct testmode *t)
{
	char *options = check_options(s, t);

	printf("serving on %s; trust anchors in %s\n\n", t->via, str_safe_text(s->arena, t->root_path));
	for (size_t i = 0; i < lab_site_count(t->lab); i++) {
		const struct lab_site *site = lab_site(t->lab, i);

		printf("lencr check %s", options);
		for (size_t o = 0; o < site->option_count; o++)
			printf(" %s", site->options[o]);
		printf(" %s", site->name);
		if (site->port != 443)
			printf(":%u", site->port);
		printf("%s%s\n", site->note == NULL ? "" : "   # ", site->note == NULL ? "" : site->note);
	}
	printf("\nStop with Ctrl-C. The keys of this world are public: never trust its anchors elsewhere.\n");
}

/* Until a signal comes. What was printed is out before: who waits for the line
 * must not wait for a full buffer. */
static int serve_until_stopped(struct serve *server)
{
	struct stopper stopper;
	struct err e = { 0 };

	if (fflush(stdout) != 0) {
		say("standard output cannot be written: %s", strerror(errno));
		return EXIT_BROKEN;
	}
	if (!stopper_start(&stopper, server, &e) || !serve_run(server, &e))
		return say_error(&e);
	pthread_join(stopper.thread, NULL);
	return EXIT_GOOD;
}

static int serve_bundle(struct settings *s, const char *dir)
{
	struct served_bundle b;
	struct err e = { 0 };
	int status;

	if (!serve_bundle_open(s, dir, s->level > 0 ? seen : NULL, &b, &e))
		return say_error(&e);
	if (s->ready)
		printf("ready %s root=%s\n", b.via, b.root_path);
	else if (s->level >= 0)
		serve_bundle_show(s, &b);
	status = serve_until_stopped(b.server);
	serve_bundle_close(&b);
	return status;
}

int cmd_serve(struct settings *s)
{
	const char *what = s->operands.count == 0 ? NULL : s->operands.list[0];
	struct testmode t;
	struct stat st;
	struct err e = { 0 };
	int status;

	if (s->operands.count > 1) {
		say("serve: takes one world or bundle, not %zu", s->operands.count);
		return EXIT_USAGE;
	}
	if (what != NULL && stat(what, &st) == 0 && S_ISDIR(st.st_mode))
		return serve_bundle(s, what);
	if (!testmode_open(s, what, s->level > 0 ? seen : NULL, &t, &e))
		return say_error(&e);
	if (s->ready)
		printf("ready %s root=%s\n", t.via, t.root_path);
	else if (s->level >= 0)
		show_sites(s, &t);
	status = serve_until_stopped(t.server);
	testmode_close(&t);
	return status;
}
