/* lencr: reads the command line, picks the command, ends with its status. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/tongue.h"

volatile int stop_signal;

static const struct command commands[] = {
	{ "check", CMD_CHECK, "TARGET...",
	  "chain of trust and revocation of hosts and certificate files",
	  "  lencr check example.org                 a host, port 443\n"
	  "  lencr check cert.pem                    a file: PEM, DER, PKCS#7\n"
	  "  lencr check --json @hosts.txt           a list, one target a line\n"
	  "  lencr check --fail-on presented-ca-revoked,chain-incomplete example.org\n", cmd_check, false },
	{ "explain", CMD_EXPLAIN, "[THING...]",
	  "what a URL, host, request, serial, file, cache name or error is; offline",
	  "  lencr explain http://ye2.c.lencr.org/25.crl\n"
	  "  lencr explain --serial 064c2126fb8df57c7a65848c4ffa30990118 --issuer YE2\n"
	  "  lencr explain 0x80092013                an error text or number\n"
	  "  lencr explain crl-wrong-scope           a finding word\n"
	  "  grep lencr.org access.log | lencr explain -q\n", cmd_explain, true },
	{ "why", CMD_WHY, "FILE|DIR...",
	  "which connection caused each contact with lencr.org, from captures and logs",
	  "  lencr why monday.pcapng                 a capture, also .gz\n"
	  "  lencr why /var/log/zeek/2026-11-21      a folder of logs\n"
	  "  lencr why --format html x.pcap >x.html  with a picture\n"
	  "  tcpdump -r x.pcap -w - port 443 or port 80 or port 53 | lencr why -\n", cmd_why, false },
	{ "watch", CMD_WATCH, "[FILE|-]",
	  "the same, live, with the process behind each contact",
	  "  sudo lencr watch                        until Ctrl-C, then a summary\n"
	  "  sudo lencr watch -i eth0 --for 10m      one interface, ten minutes\n"
	  "  sudo lencr watch --jsonl --count 1      until the first contact\n"
	  "  sudo lencr watch --write monday.pcap    and keep the packets for lencr why\n"
	  "  ssh router tcpdump -U -w - not port 22 | lencr watch -\n"
	  "                                          what another machine captures, without rights here\n"
	  "  tail -F eve.json | lencr watch -        a log that goes on\n", cmd_watch, false },
	{ "hosts", CMD_HOSTS, "",
	  "the host names to allow in a firewall or proxy", NULL, cmd_hosts, true },
	{ "cache", CMD_CACHE, "ls|show|verify|prune|rm|export [URL...|DIR]",
	  "what the disk cache holds, and getting rid of it",
	  "  lencr cache ls                          what there is, and until when it is used\n"
	  "  lencr cache verify                      whether every digest agrees\n"
	  "  lencr cache prune --max-size 64M        expired and least recently used first\n"
	  "  lencr cache export crls                 the bodies as files\n", cmd_cache, false },
	{ "serve", CMD_SERVE, "[WORLD|BUNDLE]",
	  "test mode: a local lencr.org and TLS sites that use it, or a recorded bundle", NULL, cmd_serve, false },
	{ "demo", CMD_DEMO, "",
	  "start the test mode, check each of its sites, print the table", NULL, cmd_demo, false },
	{ "show", CMD_SHOW, "FILE|URL...",
	  "decode certificates, CRLs, OCSP and handshakes; no judgement",
	  "  lencr show chain.pem\n"
	  "  lencr show http://ye1.c.lencr.org/13.crl --find 05a1...\n", cmd_show, false },
	{ "crl", CMD_CRL, "lint FILE|URL... | diff OLD NEW [CERTS...] | sweep ISSUER|URL-PATTERN",
	  "CRLs against their rules, over time and across shards",
	  "  lencr crl lint http://ye1.c.lencr.org/13.crl\n"
	  "  lencr crl diff old.crl new.crl leaf.pem\n"
	  "  lencr crl sweep YE1\n", cmd_crl, false },
	{ "self", CMD_SELF, "schema [NAME]|completions SHELL|options|findings",
	  "what the tool knows of itself, for packagers and scripts", NULL, cmd_self, false },
	{ .name = NULL },
};

const struct command *command_table(void)
{
	return commands;
}

void say(const char *format, ...)
{
	va_list list;

	fputs("lencr: ", stderr);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fputc('\n', stderr);
}

int say_error(const struct err *e)
{
	say("%s", e->text);
	return e->code == ERR_USAGE ? EXIT_USAGE : e->code == ERR_INPUT ? EXIT_UNREACHABLE : EXIT_BROKEN;
}

static void on_signal(int number)
{
	stop_signal = number;
	/* A second one ends us at once. */
	signal(number, SIG_DFL);
}

void stop_on_signals(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = on_signal;
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/* A descriptor 0 to 2 that is closed would be given to the next file opened.
 * The stand-ins make reads of stdin and writes to stdout fail as they should. */
static void fill_descriptors(void)
{
	static const int modes[] = { O_WRONLY, O_RDONLY, O_RDWR };

	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", modes[fd]) != fd)
			_exit(EXIT_BROKEN);
}

/* A stdout that cannot be written is never a silent success. Who ends as broken
 * has said why. */
static int finish(int status)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	if (status != EXIT_BROKEN)
		say("standard output cannot be written: %s", strerror(errno != 0 ? errno : EIO));
	return EXIT_BROKEN;
}

static int no_command(struct arena *a, const char *word)
{
	const char *names[sizeof commands / sizeof *commands] = { 0 }, *near;
	size_t count = 0;

	for (const struct command *c = commands; c->name != NULL; c++)
		names[count++] = c->name;
	near = opt_nearest(word, names, count);
	word = str_safe_text(a, word);
	if (near != NULL)
		say("'%s' is no command; did you mean `lencr %s`?", word, near);
	else if (strpbrk(word, "./:@") != NULL)
		say("'%s' is no command; to check it, write `lencr check %s`", word, word);
	else
		say("'%s' is no command; `lencr --help` lists them", word);
	return EXIT_USAGE;
}

static int run(struct arena *a, int argc, char **argv)
{
	const struct command *c = commands;
	struct settings s;
	struct err e = { 0 };

	if (argc < 2) {
		say("a command is missing; `lencr --help` lists them, `lencr check HOST` is the usual one");
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		version_show(a);
		return EXIT_GOOD;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
		help_show(NULL);
		return EXIT_GOOD;
	}
	while (c->name != NULL && strcmp(c->name, argv[1]) != 0)
		c++;
	if (c->name == NULL)
		return no_command(a, argv[1]);
	settings_init(&s, a);
	if (!opt_read(&s, c->bit, argc - 1, argv + 1, &e) || !catalog_open(&s, &e))
		return say_error(&e);
	if (s.help || s.version) {
		if (s.help)
			help_show(c);
		else
			version_show(a);
		return EXIT_GOOD;
	}
	tongue_choose(&s, c->name, c->has_texts);
	return c->run(&s);
}

int main(int argc, char **argv)
{
	struct arena *a;
	int status;

	fill_descriptors();
	signal(SIGPIPE, SIG_IGN);
	a = arena_new();
	status = finish(run(a, argc, argv));
	arena_free(a);
	if (stop_signal != 0)
		return 128 + stop_signal;
	return status;
}
