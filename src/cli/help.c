/* --help and --version, from the tables. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/command.h"
#include "doc/versions.h"
#include "io/versions.h"
#include "known/catalog.h"
#include "observe/versions.h"

#define TEXT_COLUMN 34

static void show_option(const struct opt *o)
{
	char left[128];
	int width;

	snprintf(left, sizeof left, "  %s%c%s--%s%s%s", o->letter != 0 ? "-" : "",
		o->letter != 0 ? o->letter : ' ', o->letter != 0 ? ", " : "   ", o->name,
		o->argument == NULL ? "" : " ", o->argument == NULL ? "" :
		o->values != NULL ? o->values : o->argument);
	width = (int)strlen(left);
	if (width > TEXT_COLUMN - 2)
		printf("%s\n%*s%s\n", left, TEXT_COLUMN, "", o->text);
	else
		printf("%-*s%s\n", TEXT_COLUMN, left, o->text);
}

static void show_options(unsigned bit)
{
	const char *group = NULL;

	for (const struct opt *o = opt_table(); o->name != NULL; o++) {
		if ((o->commands & bit) == 0)
			continue;
		if (group == NULL || strcmp(group, o->group) != 0)
			printf("\n%s:\n", o->group);
		group = o->group;
		show_option(o);
	}
}

static void show_statuses(void)
{
	fputs("\nExit status: 0 good, 1 invalid, 2 usage, 3 revoked, 4 undetermined, 5 unreachable,\n"
		"6 suspicious, 7 internal; 128 + signal when interrupted.\n", stdout);
}

void help_show(const struct command *c)
{
	if (c != NULL) {
		printf("usage: lencr %s [OPTION...] %s\n\n%s\n", c->name, c->operands, c->text);
		if (c->examples != NULL)
			printf("\nExamples:\n%s", c->examples);
		show_options(c->bit);
		show_statuses();
		printf("\nThe manual: man lencr-%s\n", c->name);
		return;
	}
	fputs("usage: lencr COMMAND [OPTION...] [OPERAND...]\n\n"
		"Verifies certificates, chains, CRLs and OCSP answers, above all those of Let's Encrypt,\n"
		"and never calls good what could not be proven.\n\nCommands:\n", stdout);
	for (c = command_table(); c->name != NULL; c++)
		printf("  %-10s%s\n", c->name, c->text);
	fputs("\n`lencr COMMAND --help` shows the options of a command, `lencr --version` the versions.\n",
		stdout);
	show_statuses();
	fputs("\nThe manual: man lencr\n", stdout);
}

void version_show(struct arena *a)
{
	printf("lencr %s\n", LENCR_VERSION);
	printf("%s\n", versions_openssl());
	printf("%s\n", versions_curl(a));
	printf("%s\n", versions_jansson(a));
	printf("%s\n", versions_libpcap(a));
	printf("catalog of %s\n", catalog_date());
}

void report_info_fill(struct settings *s, struct report_info *out)
{
	const char *trust = s->trust.count == 0 ? "system trust store" : s->trust.count == 1 ?
		str_safe_text(s->arena, s->trust.list[0]) :
		arena_format(s->arena, "%zu trust files", s->trust.count);

	*out = (struct report_info){
		.trust = strcmp(trust, "system") == 0 ? "system trust store" : trust,
		.schema = "lencr.check/1",
		.version = LENCR_VERSION,
		.openssl = versions_openssl(),
		.curl = versions_curl(s->arena),
		.sandbox = "off",
		.catalog = catalog_date(),
		.relaxed = s->relaxed.list,
		.relaxed_count = s->relaxed.count,
		.at_given = s->at_given,
		.page_only = strcmp(s->format, "text") == 0,
	};
}
