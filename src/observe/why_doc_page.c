/* A contact as a block for people. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "observe/why_doc_parts.h"

static struct line *remark(struct doc *d, int level, enum tone tone, const char *label)
{
	return page_remark(d, level, tone, arena_format(doc_arena(d), "%-8s", label));
}

static const char *rcode_text(struct arena *a, int rcode)
{
	static const char *const texts[] = { "answered", "format error", "server failure", "no such name",
		"not implemented", "refused" };

	if (rcode >= 0 && rcode < (int)(sizeof texts / sizeof *texts))
		return texts[rcode];
	return rcode < 0 ? "no answer" : arena_format(a, "answered with code %d", rcode);
}

/* What happened, in the fewest words: the request, or what stands for it. */
static const char *event_text(struct arena *a, const struct contact *c)
{
	char where[64];

	if (c->request.seen)
		return arena_format(a, "%s %s", c->request.method == NULL ? "request" : c->request.method,
			c->request.url != NULL ? c->request.url : c->host != NULL ? c->host : "of an unknown URL");
	if (c->connection.seen) {
		endpoint_text(&c->server, true, where);
		return arena_format(a, "connection to %s%s%s", c->host == NULL ? where : c->host,
			c->host == NULL || where[0] == '\0' ? "" : ", ", c->host == NULL ? "" : where);
	}
	return arena_format(a, "DNS question for %s", c->host == NULL ? "a name" : c->host);
}

/* How it went: "200, 41 kB", "no answer", "no such name". */
static const char *result_text(struct arena *a, const struct contact *c)
{
	if (c->request.seen && c->request.status != 0)
		return c->request.bytes >= 0 ? arena_format(a, "%d, %s", c->request.status,
			why_bytes(a, c->request.bytes)) : arena_format(a, "%d", c->request.status);
	if (c->request.seen)
		return "no answer seen";
	if (c->connection.seen)
		return c->connection.refused ? "refused" : c->connection.answered ? "no request seen" :
			"no answer";
	if (c->dns.blocked)
		return "blocked by the name server";
	return c->dns.answered ? rcode_text(a, c->dns.rcode) : "no answer seen";
}

static void put_first(struct doc *d, const struct why_report *r, const struct contact *c)
{
	struct arena *a = doc_arena(d);
	struct line *l = page_line(d, 0, 4);

	line_format(l, TONE_STRONG, "#%u", c->n);
	line_format(l, TONE_DIM, " %s  ", why_clock(a, r, c->at));
	line_format(l, TONE_PLAIN, "%s%s%s%s  ", why_machine(a, c), c->client_name != NULL &&
		c->client.size != 0 ? " (" : "", c->client_name != NULL && c->client.size != 0 ?
		c->client_name : "", c->client_name != NULL && c->client.size != 0 ? ")" : "");
	line_put(l, TONE_STRONG, event_text(a, c));
	line_format(l, TONE_DIM, "  %s", result_text(a, c));
}

/* With -q, one line. */
static void put_brief(struct doc *d, const struct why_report *r, const struct contact *c)
{
	struct arena *a = doc_arena(d);
	const struct candidate *k = why_cause(c);
	struct line *l = page_line(d, -1, 4);

	page_until(d, -1);
	line_format(l, TONE_STRONG, "#%u", c->n);
	line_format(l, TONE_DIM, " %s", why_clock(a, r, c->at));
	line_format(l, TONE_PLAIN, " %s %s ", why_machine(a, c), c->request.url != NULL ? c->request.url :
		c->host != NULL ? c->host : event_text(a, c));
	line_put(l, why_grade_tone(c->grade), why_grade_shout(c->grade));
	if (k != NULL)
		line_format(l, TONE_PLAIN, " %s, %s %s", why_candidate_name(a, k),
			when_moment_span(a, k->before), k->before < 0 ? "later" : "earlier");
	if (c->as != NULL)
		line_format(l, TONE_DIM, " (as #%u)", c->as->n);
	if (c->suspicious)
		line_put(l, TONE_BAD, " SUSPICIOUS");
}

static void put_object(struct doc *d, const struct contact *c)
{
	struct arena *a = doc_arena(d);
	struct line *l;

	if (c->object.what == NULL)
		return;
	l = remark(d, 0, TONE_DIM, "object");
	line_put(l, TONE_PLAIN, c->object.what);
	if (c->object.environment != NULL && strcmp(c->object.environment, "staging") == 0)
		line_put(l, TONE_WARN, ", staging: certificates for tests");
	if (c->object.state != NULL && strcmp(c->object.state, "current") != 0)
		line_format(l, TONE_DIM, ", %s at the time", c->object.state);
	if (c->object.serial != NULL)
		line_format(l, TONE_DIM, ", certificate %s%s", c->object.serial, c->object.claimed ?
			", as a log says of the answer" : "");
	if (c->object.issuer_name_hash != NULL)
		line_format(remark(d, 1, TONE_DIM, "issuer"), TONE_DIM, "name hash %s, key hash %s",
			c->object.issuer_name_hash, c->object.issuer_key_hash == NULL ? "unknown" :
			arena_text(a, c->object.issuer_key_hash));
}

static void put_content(struct doc *d, const struct contact *c)
{
	static const struct { enum tone tone; const char *text; } says[] = {
		[CONTENT_NOT_CAPTURED] = { TONE_DIM, "not captured" },
		[CONTENT_PARTIAL] = { TONE_WARN, "captured in part, so not verified" },
		[CONTENT_NONE] = { TONE_DIM, "none" },
		[CONTENT_UNCHECKED] = { TONE_WARN, "not verified" },
		[CONTENT_VERIFIED] = { TONE_GOOD, "verified" },
		[CONTENT_MISMATCH] = { TONE_BAD, "MISMATCH" },
	};
	struct line *l;

	if (!c->request.seen)
		return;
	l = remark(d, 0, TONE_DIM, "content");
	line_put(l, says[c->content.state].tone, says[c->content.state].text);
	if (c->content.what != NULL)
		line_format(l, TONE_PLAIN, ": %s", c->content.what);
	if (c->content.sha256 != NULL)
		line_format(remark(d, 1, TONE_DIM, "SHA-256"), TONE_DIM, "%s", c->content.sha256);
	if (c->content.this_update != WHEN_NONE && c->content.next_update != WHEN_NONE &&
	    c->content.state == CONTENT_VERIFIED)
		line_format(remark(d, 1, TONE_DIM, "valid"), TONE_DIM, "%s to %s",
			when_text(doc_arena(d), c->content.this_update),
			when_text(doc_arena(d), c->content.next_update));
}

/* What a log says of the answer: its word. */
static void put_claimed(struct doc *d, const struct contact *c)
{
	struct line *l;

	if (!c->claimed.any)
		return;
	if (c->claimed.text != NULL) {
		l = remark(d, 0, c->claimed.other ? TONE_WARN : TONE_DIM, "claimed");
		line_put(l, TONE_PLAIN, c->claimed.text);
		line_put(l, TONE_DIM, ", by the log's word alone");
	}
	if (c->claimed.sha256 != NULL)
		line_format(remark(d, 1, TONE_DIM, "claimed"), TONE_DIM, "SHA-256 %s", c->claimed.sha256);
	if (c->claimed.sha1 != NULL && c->claimed.sha256 == NULL)
		line_format(remark(d, 1, TONE_DIM, "claimed"), TONE_DIM, "SHA-1 %s", c->claimed.sha1);
	if (c->claimed.this_update != WHEN_NONE && c->claimed.next_update != WHEN_NONE)
		line_format(remark(d, 1, TONE_DIM, "claimed"), TONE_DIM, "valid %s to %s",
			when_text(doc_arena(d), c->claimed.this_update),
			when_text(doc_arena(d), c->claimed.next_update));
}

static void put_fetcher(struct doc *d, const struct contact *c)
{
	struct line *l;

	if (c->process != NULL) {
		l = remark(d, 0, TONE_DIM, "process");
		line_put(l, TONE_PLAIN, c->process);
		if (c->pid >= 0)
			line_format(l, TONE_DIM, " (%lld)", (long long)c->pid);
		if (c->user != NULL)
			line_format(l, TONE_DIM, ", user %s", c->user);
	} else if (c->user != NULL)
		line_format(remark(d, 0, TONE_DIM, "process"), TONE_PLAIN, "not seen, user %s", c->user);
	if (c->fetcher.name != NULL) {
		l = remark(d, 0, TONE_DIM, "fetched");
		line_format(l, TONE_PLAIN, "consistent with %s", c->fetcher.name);
		for (size_t i = 0; i < c->fetcher.reason_count; i++)
			line_format(l, TONE_DIM, "%s%s%s", i == 0 ? " (" : ", ", c->fetcher.reasons[i],
				i + 1 == c->fetcher.reason_count ? ")" : "");
	}
	if (c->request.user_agent != NULL)
		line_format(remark(d, c->fetcher.name == NULL ? 0 : 1, TONE_DIM, "agent"), TONE_PLAIN, "%s",
			c->request.user_agent);
}

static void put_flags(struct doc *d, const struct contact *c)
{
	static const enum tone tones[] = { TONE_DIM, TONE_WARN, TONE_BAD };

	for (size_t i = 0; i < c->flag_count; i++) {
		const struct contact_flag *f = &c->flags[i];
		struct line *l = remark(d, 0, tones[f->severity], severity_word(f->severity));

		line_put(l, TONE_PLAIN, f->text);
		line_format(l, TONE_DIM, " [%s]", f->word);
		if (f->remedy != NULL)
			line_put(remark(d, 0, TONE_GOOD, "fix"), TONE_PLAIN, f->remedy);
	}
}

static void put_place(struct doc *d, const struct why_report *r, const struct contact *c)
{
	struct arena *a = doc_arena(d);
	struct line *l;
	char server[64];

	if (c->dns.seen) {
		l = remark(d, 1, TONE_DIM, "DNS");
		line_format(l, TONE_DIM, "%s, %s", when_moment_text(a, c->dns.at), c->dns.blocked ? "blocked" :
			c->dns.answered ? rcode_text(a, c->dns.rcode) : "no answer seen");
		for (size_t i = 0; i < c->dns.address_count; i++)
			line_format(l, TONE_DIM, "%s%s", i == 0 ? ": " : ", ", c->dns.addresses[i]);
	}
	l = remark(d, 1, TONE_DIM, "where");
	endpoint_text(&c->server, true, server);
	if (c->input < r->input_count)
		line_format(l, TONE_DIM, "%s, %s %llu", r->inputs[c->input].name, r->inputs[c->input].packets != 0 ?
			"packet" : "line", (unsigned long long)c->place);
	if (server[0] != '\0')
		line_format(l, TONE_DIM, ", to %s", server);
	line_format(l, TONE_DIM, ", %s", when_moment_text(a, c->at));
}

void why_page_contact(struct doc *d, const struct why_report *r, const struct contact *c)
{
	put_brief(d, r, c);
	put_first(d, r, c);
	put_object(d, c);
	put_content(d, c);
	put_claimed(d, c);
	put_flags(d, c);
	put_fetcher(d, c);
	why_page_cause(d, r, c);
	put_place(d, r, c);
}
