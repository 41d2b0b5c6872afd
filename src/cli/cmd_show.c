/* lencr show: decodes, judges nothing. */
#include <stdio.h>

#include "base/str.h"
#include "check/crl_doc.h"
#include "check/show.h"
#include "cli/command.h"
#include "cli/ct_logs.h"
#include "cli/fetch.h"
#include "cli/term.h"

struct showing {
	struct settings *settings;
	struct stack stack;
	struct show_options options;
	struct writer *writer;
	size_t done, malformed, unreadable;
};

static bool show_one(struct showing *k, const char *input, struct err *e)
{
	struct arena *a = arena_new();
	struct doc *d = doc_new(a);
	struct fetched f;
	bool fine = fetch_one(k->settings, &k->stack, input, &f, e);

	if (fine && f.body == NULL) {
		k->unreadable++;
		node_text(doc_data(d), "reach", reach_word(f.outcome.reach));
		crl_doc_problem(d, NULL, input, f.problem);
	} else if (fine && !show_body(d, input, blob_view(f.body), &k->options)) {
		k->malformed++;
	}
	if (fine) {
		k->done++;
		writer_item(k->writer, d);
	}
	fetch_clear(&f);
	arena_free(a);
	return fine;
}

static bool begin(struct showing *k, struct err *e)
{
	struct settings *s = k->settings;
	struct cert_list issuers = { 0 };
	struct writer_options options;
	struct report_info info;
	struct doc *head = doc_new(s->arena);
	bool fetches = false;

	if (s->operands.count == 0)
		return err_set(e, ERR_USAGE, "show: what is to be shown? Name a file, a URL or -");
	for (size_t i = 0; i < s->issuers.count; i++)
		if (!fetch_certs(s, "--issuer", s->issuers.list[i], &issuers, e))
			return false;
	k->options = (struct show_options){ .finds = s->finds, .find_count = s->find_count,
		.issuers = issuers.list, .issuer_count = issuers.count,
		.at = s->at_given ? s->at : term_now(NULL) };
	for (size_t i = 0; i < s->operands.count; i++)
		fetches |= fetch_is_url(s->operands.list[i]);
	if (!ct_logs_open(s, &k->options.logs, e) || (fetches && !stack_open_fetch(s, &k->stack, e)))
		return false;
	term_writer_options(s, &options);
	k->writer = writer_new(s->format, stdout, &options, e);
	if (k->writer == NULL)
		return false;
	report_info_fill(s, &info);
	info.schema = "lencr.show/1";
	check_doc_head(head, &info);
	writer_begin(k->writer, head);
	return true;
}

int cmd_show(struct settings *s)
{
	struct showing k = { .settings = s };
	struct err e = { 0 };
	struct doc *tail;
	int status = -1;

	if (!begin(&k, &e)) {
		stack_close(&k.stack);
		return say_error(&e);
	}
	stop_on_signals();
	for (size_t i = 0; i < s->operands.count && status < 0 && stop_signal == 0; i++)
		if (!show_one(&k, s->operands.list[i], &e))
			status = say_error(&e);
	stack_close(&k.stack);
	tail = doc_new(s->arena);
	crl_doc_summary(tail, k.done, k.malformed, k.unreadable);
	if (!writer_end(k.writer, tail, &e))
		status = say_error(&e);
	writer_free(k.writer);
	return status >= 0 ? status : k.malformed != 0 ? EXIT_INVALID : k.unreadable != 0 ?
		EXIT_UNREACHABLE : EXIT_GOOD;
}
