#include "cli/traffic.h"

#include <stdio.h>

#include "cli/command.h"
#include "cli/term.h"
#include "io/versions.h"
#include "known/catalog.h"
#include "observe/versions.h"

#define MOST_CONTACTS 10000     /* remembered; while it goes on: at a time */
#define MOST_CANDIDATES 131072
#define MOST_CERTS 65536

struct correlate *traffic_correlate(const struct settings *s)
{
	const struct correlate_options options = {
		.window = s->window_ms * 1000, .clients = s->clients, .client_count = s->client_count,
		.all = s->all_cas, .max_contacts = MOST_CONTACTS, .max_candidates = MOST_CANDIDATES,
		.max_certs = MOST_CERTS, .now = term_now(NULL),
	};

	return correlate_new(s->arena, &options);
}

void traffic_limits(const struct settings *s, struct read_limits *out)
{
	*out = read_limits_default;
	if (s->max_flows != 0)
		out->max_flows = s->max_flows;
	out->now = term_now(NULL) * SIGHT_SECOND;
}

bool traffic_check(const struct settings *s, bool asks, struct err *e)
{
	if (s->yes && !s->confirm)
		return err_set(e, ERR_USAGE, "--yes: goes with --confirm");
	if (s->confirm && !s->yes && !asks)
		return err_set(e, ERR_USAGE, "--confirm: goes with --yes here, since nobody can be asked while "
			"something comes");
	return true;
}

void traffic_report(const struct settings *s, struct why_report *r)
{
	r->version = LENCR_VERSION;
	r->catalog = catalog_date();
	r->openssl = versions_openssl();
	r->pcap = versions_libpcap(s->arena);
	r->relaxed = s->relaxed.list;
	r->relaxed_count = s->relaxed.count;
	r->window = s->window_ms * 1000;
}

struct writer *traffic_writer(struct settings *s, const struct why_report *r, struct err *e)
{
	struct writer_options options;
	struct writer *out;
	struct doc *d = doc_new(s->arena);

	term_writer_options(s, &options);
	options.items = "contacts";
	out = writer_new(s->format, stdout, &options, e);
	if (out == NULL)
		return NULL;
	why_doc_head(d, r);
	writer_begin(out, d);
	return out;
}

bool traffic_tell_input(const struct input_report *r)
{
	if (r->format == NULL)
		say("%s: not a capture or log that lencr knows%s%s%s; --input says what it is, the manual "
			"lists what there is", r->name, r->broken == NULL ? "" : " (",
			r->broken == NULL ? "" : r->broken, r->broken == NULL ? "" : ")");
	else if (r->broken != NULL)
		say("%s: %s; the report has what came before", r->name, r->broken);
	return r->format == NULL || r->broken != NULL;
}

void traffic_count(const struct settings *s, const struct contact *c, struct traffic_worst *w)
{
	w->suspicious = w->suspicious || c->suspicious;
	w->failed = w->failed || (int)c->grade <= s->fail_grade;
}

int traffic_status(const struct traffic_worst *w, bool unread)
{
	return w->suspicious ? EXIT_SUSPICIOUS : w->failed ? EXIT_INVALID : unread ? EXIT_UNREACHABLE : EXIT_GOOD;
}
