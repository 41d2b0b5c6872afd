#include "unread_pair.h"

#include <stdlib.h>

#include "doc/writer.h"
#include "observe/why_doc.h"

struct through { struct sight_sink sink; struct sight_sink *behind; };

static void see(struct sight_sink *sink, const struct sighting *s)
{
	struct through *t = (struct through *)sink;

	t->behind->see(t->behind, s);
}

static void read_one(struct pair_told *out, const struct pair_input *from, struct sight_sink *sink)
{
	struct input_report *report = &out->reports[out->count];
	struct read_limits limits = read_limits_default;
	struct input *in = input_of(from->bytes, from->name);
	struct err e = { 0 };

	limits.now = INT64_C(1795305600) * SIGHT_SECOND; /* 2026-11-22 */
	*report = (struct input_report){ .name = from->name, .format = from->reader->name, .first = SIGHT_NEVER,
		.last = SIGHT_NEVER };
	if (!from->reader->read(&(struct reading){ .arena = out->a, .input = in, .number = (unsigned)out->count,
		.path = "/nowhere", .limits = &limits, .sink = sink, .report = report }, &e))
		abort();
	input_free(in);
	out->count++;
}

void pair_tell(const struct pair_input *inputs, size_t count, const struct correlate_options *options, bool unread,
	struct pair_told *out)
{
	struct through through = { .sink.see = see };

	*out = (struct pair_told){ .a = arena_new() };
	out->k = correlate_new(out->a, options);
	through.behind = correlate_sink(out->k);
	for (size_t i = 0; i < count && i < PAIR_INPUTS; i++)
		read_one(out, &inputs[i], unread ? through.behind : &through.sink);
	out->found = correlate_result(out->k);
}

char *pair_text(const struct pair_told *told, const char *format)
{
	const struct writer_options options = { .width = 120, .utf8 = true, .level = 2, .items = "contacts" };
	struct why_report r = { .found = told->found, .inputs = told->reports, .input_count = told->count,
		.version = "0", .catalog = "0", .openssl = "0", .pcap = "0", .window = 30 * SIGHT_SECOND };
	struct doc *head = doc_new(told->a), *tail = doc_new(told->a);
	struct err e = { 0 };
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	struct writer *w = f == NULL ? NULL : writer_new(format, f, &options, &e);

	if (w == NULL)
		abort();
	why_doc_head(head, &r);
	writer_begin(w, head);
	for (size_t i = 0; i < told->found->count; i++) {
		struct doc *d = doc_new(told->a);

		why_doc_contact(d, &r, told->found->all[i]);
		writer_item(w, d);
	}
	why_doc_tail(tail, &r);
	if (!writer_end(w, tail, &e))
		abort();
	writer_free(w);
	fclose(f);
	return text;
}

void pair_told_free(struct pair_told *told)
{
	correlate_free(told->k);
	arena_free(told->a);
}
