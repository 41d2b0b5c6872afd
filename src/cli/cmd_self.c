/* lencr self: what the tool knows of itself. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/command.h"
#include "cli/completions_table.h"
#include "doc/schemas.h"

static int show_schemas(struct settings *s)
{
	const char *const *names = schema_names();
	const char *text;

	if (s->operands.count < 2) {
		for (size_t i = 0; names[i] != NULL; i++)
			printf("%s\n", names[i]);
		return EXIT_GOOD;
	}
	text = schema_text(s->operands.list[1]);
	if (text == NULL) {
		say("'%s' is no schema; `lencr self schema` lists them",
			str_safe_text(s->arena, s->operands.list[1]));
		return EXIT_USAGE;
	}
	fputs(text, stdout);
	return EXIT_GOOD;
}

/* One row an option: command, --name, -letter, argument, text. */
static int show_options(struct settings *s)
{
	(void)s;
	for (const struct command *c = command_table(); c->name != NULL; c++)
		for (const struct opt *o = opt_table(); o->name != NULL; o++) {
			char letter[3] = { '-', o->letter, '\0' };

			if ((o->commands & c->bit) == 0)
				continue;
			printf("%s\t--%s\t%s\t%s\t%s\n", c->name, o->name, o->letter == 0 ? "" : letter,
				o->argument == NULL ? "" : o->values != NULL ? o->values : o->argument, o->text);
		}
	return EXIT_GOOD;
}

static int show_findings(struct settings *s)
{
	(void)s;
	for (int w = 0; w < WORD_COUNT; w++) {
		const struct word_info *i = word_info((enum word)w);

		printf("%s\t%s\t%s\t%s\t%s\t%s\n", i->word, severity_word(i->severity), i->title,
			i->explanation, i->remedy, i->reference);
	}
	return EXIT_GOOD;
}

static int show_completions(struct settings *s)
{
	const char *shell = s->operands.count < 2 ? "" : s->operands.list[1];
	const struct completion_row *row = completion_rows;

	while (row->shell != NULL && strcmp(row->shell, shell) != 0)
		row++;
	if (row->shell == NULL) {
		say("self completions: of which shell? bash, zsh or fish");
		return EXIT_USAGE;
	}
	for (const char *const *line = row->lines; *line != NULL; line++)
		puts(*line);
	return EXIT_GOOD;
}

int cmd_self(struct settings *s)
{
	static const struct { const char *word; int (*show)(struct settings *); } parts[] = {
		{ "schema", show_schemas }, { "completions", show_completions },
		{ "options", show_options }, { "findings", show_findings },
	};
	const char *word = s->operands.count == 0 ? "" : s->operands.list[0];

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (strcmp(word, parts[i].word) == 0)
			return parts[i].show(s);
	say("self: what is to be shown? schema [NAME], completions SHELL, options or findings");
	return EXIT_USAGE;
}
