/* lencr hosts: the host names for allow lists. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/command.h"
#include "cli/term.h"
#include "known/hosts.h"

#define OUTPUT_MAX ((size_t)1024 * 1024)

static bool write_documents(struct settings *s, const struct host_row *rows, size_t count,
	struct err *e)
{
	struct writer_options options;
	struct writer *w;
	struct doc *d;
	bool fine;

	term_writer_options(s, &options);
	w = writer_new(s->format, stdout, &options, e);
	if (w == NULL)
		return false;
	d = doc_new(s->arena);
	hosts_doc_head(d, LENCR_VERSION);
	writer_begin(w, d);
	for (size_t i = 0; i < count; i++) {
		d = doc_new(s->arena);
		hosts_doc_item(d, &rows[i]);
		writer_item(w, d);
	}
	d = doc_new(s->arena);
	hosts_doc_tail(d, rows, count);
	fine = writer_end(w, d, e);
	writer_free(w);
	return fine;
}

int cmd_hosts(struct settings *s)
{
	const char *format = strcmp(s->format, "text") == 0 ? "plain" : s->format;
	struct host_row *rows;
	size_t count = hosts_list(s->arena, s->all_hosts, &rows);
	struct err e = { 0 };
	struct str out;

	if (s->operands.count != 0) {
		say("hosts: takes no operands");
		return EXIT_USAGE;
	}
	str_init(&out, OUTPUT_MAX);
	if (hosts_write(&out, format, rows, count, s->arena, &s->tongue))
		fputs(str_text(&out), stdout);
	else if (!write_documents(s, rows, count, &e)) {
		str_clear(&out);
		return say_error(&e);
	}
	str_clear(&out);
	return EXIT_GOOD;
}
