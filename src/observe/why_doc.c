#include "observe/why_doc.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "observe/why_doc_parts.h"

enum { INPUT_LINES = 10, SUMS_FROM = 7 };

const struct contact *why_told_by(const struct contact *c)
{
	/* A burst is one step; a few more do no harm, a circle must not. */
	for (unsigned i = 0; i < 8 && c->as != NULL; i++)
		c = c->as;
	return c;
}

const struct candidate *why_cause(const struct contact *c)
{
	c = why_told_by(c);
	return c->candidate_count != 0 ? &c->candidates[0] : NULL;
}

const char *why_address(struct arena *a, const struct endpoint *e)
{
	char text[64];

	endpoint_text(e, false, text);
	return text[0] == '\0' ? NULL : arena_text(a, text);
}

const char *why_candidate_name(struct arena *a, const struct candidate *k)
{
	const char *address;

	if (k->name != NULL)
		return k->name;
	if (k->inbound && k->client.size != 0)
		return arena_format(a, "a connection from %s", why_address(a, &k->client));
	address = why_address(a, &k->server);
	return address == NULL ? "a server of unknown name" : address;
}

const char *why_machine(struct arena *a, const struct contact *c)
{
	const char *address = why_address(a, &c->client);

	if (address != NULL)
		return address;
	return c->client_name != NULL ? c->client_name : c->client_mac != NULL ? c->client_mac : "unknown";
}

const char *why_clock(struct arena *a, const struct why_report *r, int64_t at)
{
	const int64_t day = 86400 * SIGHT_SECOND;

	if (at == SIGHT_NEVER)
		return "at an unknown time";
	if (r->found->first != SIGHT_NEVER && r->found->first / day == r->found->last / day)
		return when_moment_clock(a, at);
	return arena_format(a, "%.10s %s", when_moment_text(a, at), when_moment_clock(a, at));
}

const char *why_bytes(struct arena *a, int64_t bytes)
{
	if (bytes < 10000)
		return arena_format(a, "%" PRId64 " bytes", bytes);
	if (bytes < INT64_C(10000000))
		return arena_format(a, "%" PRId64 " kB", bytes / 1000);
	return arena_format(a, "%" PRId64 " MB", bytes / 1000000);
}

enum tone why_grade_tone(enum grade g)
{
	static const enum tone tones[] = { [GRADE_UNEXPLAINED] = TONE_DIM, [GRADE_POSSIBLE] = TONE_WARN,
		[GRADE_LIKELY] = TONE_GOOD, [GRADE_PROVEN] = TONE_GOOD };

	return tones[g];
}

const char *why_grade_shout(enum grade g)
{
	static const char *const words[] = { [GRADE_UNEXPLAINED] = "UNEXPLAINED",
		[GRADE_POSSIBLE] = "POSSIBLE", [GRADE_LIKELY] = "LIKELY", [GRADE_PROVEN] = "PROVEN" };

	return words[g];
}

static const char *times_text(struct arena *a, const struct contacts *f)
{
	char *first, *last;
	bool same;

	if (f->first == SIGHT_NEVER)
		return "";
	first = when_moment_text(a, f->first);
	last = when_moment_text(a, f->last);
	same = strncmp(first, last, 10) == 0;
	if (strncmp(first, last, 19) == 0)
		return arena_format(a, ", %.10s %.8s UTC", first, first + 11);
	return arena_format(a, ", %.10s %.8s to %.*s%s%.8s UTC", first, first + 11, same ? 0 : 10, last,
		same ? "" : " ", last + 11);
}

static bool all_read(const struct why_report *r)
{
	for (size_t i = 0; i < r->input_count; i++)
		if (r->inputs[i].format == NULL || r->inputs[i].broken != NULL)
			return false;
	return r->input_count != 0 && !r->interrupted;
}

static const char *title_of(struct arena *a, const struct why_report *r, const struct why_totals *t)
{
	size_t count = why_totals_counts(t)->contacts, machines = why_totals_machines(t);

	if (count == 0)
		return all_read(r) ? "no contact with lencr.org" : "no contact with lencr.org in what could be read";
	return arena_format(a, "%zu contact%s with lencr.org by %zu machine%s%s", count, count == 1 ? "" : "s",
		machines, machines == 1 ? "" : "s", times_text(a, r->found));
}

static void put_grades(struct line *l, const struct why_counts *n)
{
	const char *gap = "";

	for (int g = GRADE_PROVEN; g >= 0; g--)
		if (n->grades[g] != 0) {
			line_format(l, why_grade_tone((enum grade)g), "%s%zu %s", gap, n->grades[g],
				grade_word((enum grade)g));
			gap = ", ";
		}
	if (n->suspicious != 0)
		line_format(l, TONE_BAD, "%s%zu suspicious", gap, n->suspicious);
}

static void page_totals(struct doc *d, const struct why_totals *t, const char *title)
{
	const struct why_counts *n = why_totals_counts(t);

	line_put(page_line(d, 0, 2), TONE_STRONG, title);
	if (n->contacts == 0)
		return;
	put_grades(page_line(d, 0, 2), n);
	if (n->contacts >= SUMS_FROM)
		why_sums_page(d, t);
}

void why_doc_head(struct doc *d, const struct why_report *r)
{
	struct node *root = doc_data(d), *tool, *list;
	const struct why_totals *t;
	const char *title;

	node_text(root, "schema", "lencr.why/1");
	tool = node_object(root, "tool");
	node_text(tool, "version", r->version);
	node_text(tool, "catalog", r->catalog);
	node_text(tool, "openssl", r->openssl);
	node_text(tool, "pcap", r->pcap);
	list = node_array(root, "relaxed");
	for (size_t i = 0; i < r->relaxed_count; i++)
		node_text(list, NULL, r->relaxed[i]);
	/* Nobody knows yet what will come. */
	if (r->live)
		return;
	t = why_totals_of(doc_arena(d), r);
	title = title_of(doc_arena(d), r, t);
	page_totals(d, t, title);
	if (r->found->count != 0)
		why_picture(d, r, title);
}

void why_doc_contact(struct doc *d, const struct why_report *r, const struct contact *c)
{
	doc_name(d, arena_format(doc_arena(d), "contact-%u", c->n));
	why_data_contact(doc_data(d), c);
	why_page_contact(d, r, c);
}

/* "pcapng, 1234 packets, 56 connections" */
static const char *input_text(struct arena *a, const struct input_report *i)
{
	struct str out;
	const char *text;

	str_init(&out, 1000);
	str_put(&out, i->format == NULL ? "not recognised" : i->format);
	if (i->packets != 0)
		str_put_format(&out, ", %" PRIu64 " packets", i->packets);
	if (i->lines != 0)
		str_put_format(&out, ", %" PRIu64 " lines", i->lines);
	else if (i->records != 0)
		str_put_format(&out, ", %" PRIu64 " records", i->records);
	if (i->flows != 0)
		str_put_format(&out, ", %" PRIu64 " connections", i->flows);
	if (i->first != SIGHT_NEVER)
		str_put_format(&out, ", %.19s to %.19s", when_moment_text(a, i->first),
			when_moment_text(a, i->last));
	text = arena_text(a, str_text(&out));
	str_clear(&out);
	return text;
}

/* What was not read, and why; NULL: all was. */
static const char *loss_text(struct arena *a, const struct input_report *i)
{
	const struct { uint64_t count; const char *what; } losses[] = {
		{ i->malformed, "unreadable" }, { i->too_long, "too long" },
		{ i->flows_dropped, "connections were dropped at a limit" },
		{ i->bytes_dropped, "bytes were dropped at a limit" },
		{ i->gaps, "gaps in connections" }, { i->clipped, "packets were cut short when captured" },
		{ i->lost, "packets were lost: the kernel had no room for them" },
	};
	const char *text = NULL;

	for (size_t k = 0; k < sizeof losses / sizeof *losses; k++)
		if (losses[k].count != 0)
			text = arena_format(a, "%s%s%" PRIu64 " %s", text == NULL ? "" : text,
				text == NULL ? "" : ", ", losses[k].count, losses[k].what);
	return text;
}

static struct line *remark(struct doc *d, int level, enum tone tone, const char *label)
{
	return page_remark(d, level, tone, arena_format(doc_arena(d), "%-8s", label));
}

static void page_inputs(struct doc *d, const struct why_report *r)
{
	struct arena *a = doc_arena(d);

	for (size_t n = 0; n < r->input_count; n++) {
		const struct input_report *i = &r->inputs[n];
		const char *loss = loss_text(a, i);
		int level = n < INPUT_LINES || i->format == NULL || i->broken != NULL ? 0 : 1;

		line_format(remark(d, level, TONE_DIM, "read"), TONE_PLAIN, "%s: %s", i->name, input_text(a, i));
		if (loss != NULL)
			line_put(remark(d, level, TONE_WARN, "lost"), TONE_PLAIN, loss);
		if (i->broken != NULL)
			line_format(remark(d, 0, TONE_BAD, "broken"), TONE_PLAIN, "%s; what came before is in this "
				"report", i->broken);
		if (i->note != NULL)
			line_put(remark(d, level, TONE_DIM, "note"), TONE_PLAIN, i->note);
		if (i->secrets)
			line_put(remark(d, level, TONE_DIM, "note"), TONE_PLAIN, "it holds secrets to decrypt TLS; "
				"they were not used");
	}
	if (r->input_count > INPUT_LINES) {
		line_format(page_line(d, 0, 2), TONE_DIM, "  and %zu more inputs; -v lists them",
			r->input_count - INPUT_LINES);
		page_until(d, 0);
	}
}

static void page_asked(struct doc *d, const struct why_report *r)
{
	struct arena *a = doc_arena(d);

	for (size_t i = 0; i < r->asked_count; i++) {
		const struct why_asked *k = &r->asked[i];
		struct line *l = remark(d, 0, TONE_DIM, "asked");
		char where[64];

		endpoint_text(&k->server, true, where);
		line_format(l, TONE_PLAIN, "%s (%s)%s: ", k->name, where, k->offer == NULL ? "" :
			strcmp(k->offer, "rsa") == 0 ? " for RSA only" : " for ECDSA only");
		if (k->serial != NULL)
			line_format(l, TONE_PLAIN, "shows %s by %s, valid %s to %s", k->serial,
				k->issuer == NULL ? "an unknown issuer" : k->issuer, when_date(a, k->not_before),
				when_date(a, k->not_after));
		else
			line_format(l, TONE_PLAIN, "%s%s%s", k->reach, k->detail == NULL ? "" : ": ",
				k->detail == NULL ? "" : k->detail);
	}
}

static void page_limits(struct doc *d, const struct why_report *r)
{
	const struct contacts *f = r->found;

	if (f->contacts_dropped != 0)
		line_format(remark(d, 0, TONE_WARN, "limit"), TONE_PLAIN, "%" PRIu64 " more contacts are not in "
			"this report; split the input by time or give --client", f->contacts_dropped);
	if (f->candidates_dropped != 0)
		line_format(remark(d, 0, TONE_WARN, "limit"), TONE_PLAIN, "%" PRIu64 " connections were forgotten "
			"before all contacts were seen, so that causes may be missing", f->candidates_dropped);
	if (f->files_dropped != 0)
		line_format(remark(d, 0, TONE_WARN, "limit"), TONE_PLAIN, "what logs say of %" PRIu64 " answers may "
			"have been forgotten before the requests were seen; give the log of requests first",
			f->files_dropped);
	if (r->interrupted && !r->live)
		line_put(remark(d, 0, TONE_WARN, "stopped"), TONE_PLAIN, "a signal ended the reading; this is what "
			"had been read by then");
}

void why_doc_tail(struct doc *d, const struct why_report *r)
{
	const struct contacts *f = r->found;
	const struct why_totals *t = why_totals_of(doc_arena(d), r);
	const struct why_counts *n = why_totals_counts(t);
	struct node *root = doc_data(d), *sum;

	why_data_inputs(root, r);
	why_data_asked(root, r);
	sum = node_object(root, "summary");
	node_number(sum, "contacts", (int64_t)n->contacts);
	for (int g = GRADE_PROVEN; g >= 0; g--)
		node_number(sum, grade_word((enum grade)g), (int64_t)n->grades[g]);
	node_number(sum, "suspicious", (int64_t)n->suspicious);
	node_moment(sum, "first", f->first);
	node_moment(sum, "last", f->last);
	node_decimal(sum, "window", (double)r->window / SIGHT_SECOND);
	node_number(sum, "sightings", (int64_t)f->sightings);
	node_number(sum, "contacts_dropped", (int64_t)f->contacts_dropped);
	node_number(sum, "candidates_dropped", (int64_t)f->candidates_dropped);
	node_number(sum, "files_dropped", (int64_t)f->files_dropped);
	node_bool(sum, "interrupted", r->interrupted);
	why_sums_data(sum, t);
	if (r->live)
		page_totals(d, t, title_of(doc_arena(d), r, t));
	page_inputs(d, r);
	page_asked(d, r);
	page_limits(d, r);
}
