/* What should be known about a contact: the checks against imitation (F1 to F6
 * of the header), and what went wrong on the way. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "observe/correlate_run.h"

#define UPLOAD_MAX 8192 /* an OCSP request of many certificates, signed */

void flag_raise(struct run *r, struct making *m, enum flag_word word, enum severity severity,
	const char *text)
{
	struct contact_flag *f;

	for (size_t i = 0; i < m->flag_count; i++)
		if (strcmp(m->flags[i].word, flag_info(word)->word) == 0)
			return;
	f = arena_more(r->a, &m->flags, m->flag_count, &m->flag_space, sizeof *f);
	*f = (struct contact_flag){ .word = flag_info(word)->word, .severity = severity, .text = text,
		.remedy = flag_info(word)->remedy };
	m->flag_count++;
	m->c->suspicious = m->c->suspicious || severity == SEVERITY_FAIL;
}

void flag_raise_plain(struct run *r, struct making *m, enum flag_word word)
{
	flag_raise(r, m, word, flag_info(word)->severity, flag_info(word)->title);
}

/* --- F1, F2: name and URL ----------------------------------------------------------------- */

/* People who look at a list in a browser send these along. */
static bool browser_extra(const char *url)
{
	const char *path = url == NULL ? NULL : strstr(url, "://");

	path = path == NULL ? NULL : strchr(path + 3, '/');
	return path != NULL && (strcmp(path, "/favicon.ico") == 0 || strcmp(path, "/robots.txt") == 0);
}

/* A resolver's search list appends a domain of the house to every name, and a
 * wildcard there answers: while nobody was visited, that is no disguise yet. */
static bool only_searched(const struct making *m)
{
	return m->http == NULL && m->tls == NULL && (m->connect == NULL || !m->connect->answered) &&
		strstr(m->c->host, ".lencr.org.") != NULL;
}

static void put_odds(struct run *r, struct making *m)
{
	static const struct { const char *word; enum flag_word flag; enum severity severity; } rows[] = {
		{ "path", FLAG_URL_OFF_GRAMMAR, SEVERITY_FAIL }, { "query", FLAG_URL_OFF_GRAMMAR, SEVERITY_FAIL },
		{ "user", FLAG_URL_OFF_GRAMMAR, SEVERITY_FAIL },
		{ "not-a-request", FLAG_URL_OFF_GRAMMAR, SEVERITY_FAIL },
		{ "malformed-url", FLAG_URL_OFF_GRAMMAR, SEVERITY_FAIL },
		{ "issuer-mismatch", FLAG_OTHER_CA, SEVERITY_WARN }, { "ended", FLAG_SERVICE_ENDED, SEVERITY_NOTE },
		{ "https", FLAG_HTTPS, SEVERITY_NOTE }, { "not-yet", FLAG_CA_OVER, SEVERITY_WARN },
	};
	const struct known_object *o = m->object;

	for (size_t i = 0; i < o->odd_count; i++) {
		enum flag_word flag = FLAG_URL_UNUSUAL;
		enum severity severity = o->odds[i].severity;

		for (size_t n = 0; n < sizeof rows / sizeof *rows; n++)
			if (strcmp(rows[n].word, o->odds[i].word) == 0) {
				flag = rows[n].flag;
				severity = rows[n].severity;
			}
		if (flag == FLAG_URL_UNUSUAL && severity == SEVERITY_NOTE)
			continue;
		if (flag == FLAG_URL_OFF_GRAMMAR && browser_extra(m->c->request.url)) {
			flag = FLAG_URL_UNUSUAL;
			severity = SEVERITY_NOTE;
		}
		if (o->outcome == EXPLAIN_KNOWN)
			flag_raise(r, m, flag, severity, o->odds[i].text);
		else if (o->outcome == EXPLAIN_IMITATION && o->odds[i].severity == SEVERITY_FAIL)
			flag_raise(r, m, FLAG_LOOK_ALIKE, only_searched(m) ? SEVERITY_WARN : SEVERITY_FAIL,
				o->odds[i].text);
	}
}

static void put_state(struct run *r, struct making *m)
{
	const struct known_object *o = m->object;
	bool ended = o->state != NULL && (strcmp(o->state, "expired") == 0 ||
		(strcmp(o->state, "retired") == 0 && o->ca != NULL && m->kind != OBJECT_SHARD &&
		 strstr(o->state_text, "had expired") != NULL));

	if (ended && o->outcome == EXPLAIN_KNOWN)
		flag_raise(r, m, FLAG_CA_OVER, SEVERITY_NOTE, o->state_text);
	if (o->environment != NULL && strcmp(o->environment, "staging") == 0)
		flag_raise_plain(r, m, FLAG_STAGING);
	if ((o->ca == NULL && o->label != NULL && ca_label_form(o->label)) ||
	    (m->http != NULL && m->http->fetched->content.newer))
		flag_raise_plain(r, m, FLAG_CA_NEWER);
	if (m->tls != NULL && m->kind != OBJECT_SITE && o->outcome == EXPLAIN_KNOWN)
		flag_raise_plain(r, m, FLAG_HTTPS);
}

static void put_body(struct run *r, struct making *m)
{
	const struct piece *p = m->http;

	if (p == NULL || m->kind == OBJECT_SITE || m->object->outcome == EXPLAIN_FOREIGN)
		return;
	if (p->body_bad)
		flag_raise_plain(r, m, FLAG_UNEXPECTED_BODY);
	if (p->body_size > UPLOAD_MAX || strlen(p->url) > UPLOAD_MAX / 4)
		flag_raise_plain(r, m, FLAG_LARGE_UPLOAD);
}

/* --- F3: where it went ------------------------------------------------------------------------ */

static void put_address(struct run *r, struct making *m)
{
	const struct contact *c = m->c;
	bool family = false;

	if (m->dns == NULL || c->request.by_proxy || c->server.size == 0 || !c->request.seen)
		return;
	for (size_t i = 0; i < m->dns->address_count; i++) {
		if (endpoint_same_address(&m->dns->addresses[i], &c->server))
			return;
		family = family || m->dns->addresses[i].size == c->server.size;
	}
	if (!family || lencr_address_of(r->k, &c->server) != NULL)
		return;
	flag_raise(r, m, FLAG_OTHER_ADDRESS, c->content.state == CONTENT_VERIFIED ? SEVERITY_WARN :
		SEVERITY_FAIL, flag_info(FLAG_OTHER_ADDRESS)->title);
}

/* --- F4 and the way ------------------------------------------------------------------------------ */

static void put_revoked(struct run *r, struct making *m)
{
	const struct content *seen = m->http == NULL ? NULL : &m->http->fetched->content;
	const struct contact *c = m->c;
	bool ours = seen != NULL && seen->revoked;
	bool claimed = !ours && !c->claimed.other && c->claimed.status != NULL &&
		strcmp(c->claimed.status, "revoked") == 0;
	int64_t at = ours ? seen->revoked_at : c->claimed.revoked_at;
	const char *why = ours ? seen->revoked_why : c->claimed.reason;

	if (ours || claimed)
		flag_raise(r, m, FLAG_ANSWER_REVOKED, SEVERITY_WARN, arena_format(r->a,
			"The OCSP answer says that the certificate is revoked%s%s%s%s%s", at == WHEN_NONE ? "" :
			" since ", at == WHEN_NONE ? "" : when_text(r->a, at), why == NULL ? "" : ", ",
			why == NULL ? "" : why, ours ? "" : ", by the log's word"));
}

static void put_content(struct run *r, struct making *m)
{
	if (m->c->content.state == CONTENT_MISMATCH)
		flag_raise(r, m, FLAG_CONTENT_MISMATCH, SEVERITY_FAIL, arena_format(r->a,
			"The content is not what the URL stands for: %s", m->c->content.what));
	if (m->c->claimed.other)
		flag_raise(r, m, FLAG_CLAIMED_OTHER, SEVERITY_WARN, arena_format(r->a,
			"By a log's word the content was not what the URL stands for: %s", m->c->claimed.text));
	if (m->http != NULL && m->http->fetched->fetcher.differs)
		flag_raise(r, m, FLAG_AGENT_DIFFERS, SEVERITY_WARN, m->http->fetched->fetcher.differs_why);
}

static bool over(const struct making *m)
{
	return m->object->state != NULL && (strcmp(m->object->state, "ended") == 0 ||
		strcmp(m->object->state, "expired") == 0);
}

static void put_dns(struct run *r, struct making *m)
{
	const struct contact *c = m->c;

	if (!c->dns.seen || c->request.seen)
		return;
	if (c->dns.blocked)
		flag_raise_plain(r, m, FLAG_DNS_BLOCKED);
	else if (c->dns.rcode == 3)
		flag_raise(r, m, FLAG_DNS_NXDOMAIN, over(m) ? SEVERITY_NOTE : SEVERITY_WARN, over(m) ?
			"The name does not exist any more: what it stood for has ended" :
			flag_info(FLAG_DNS_NXDOMAIN)->title);
	else if (c->dns.rcode > 0)
		flag_raise(r, m, FLAG_DNS_FAILED, SEVERITY_WARN, arena_format(r->a,
			"The resolver gave no usable answer (code %d)", c->dns.rcode));
	else if (!c->dns.answered && !c->connection.seen && m->tls == NULL)
		flag_raise_plain(r, m, FLAG_DNS_UNANSWERED);
}

static void put_way(struct run *r, struct making *m)
{
	const struct contact *c = m->c;

	if (m->http == NULL && m->tls == NULL && c->connection.seen) {
		if (c->connection.refused)
			flag_raise_plain(r, m, FLAG_CONNECTION_REFUSED);
		else if (!c->connection.answered)
			flag_raise_plain(r, m, FLAG_CONNECTION_UNANSWERED);
	}
	if (m->http == NULL || m->kind == OBJECT_SITE)
		return;
	if (c->request.status == 0)
		flag_raise_plain(r, m, FLAG_REQUEST_UNANSWERED);
	else if (c->request.status >= 400)
		flag_raise(r, m, FLAG_HTTP_ERROR, c->request.status == 404 ? SEVERITY_NOTE : SEVERITY_WARN,
			arena_format(r->a, "The answer was an error: status %d", c->request.status));
}

void contact_flags_put(struct run *r, struct making *m)
{
	put_odds(r, m);
	put_state(r, m);
	put_body(r, m);
	put_address(r, m);
	put_content(r, m);
	put_revoked(r, m);
	put_dns(r, m);
	put_way(r, m);
	if (m->incomplete)
		flag_raise_plain(r, m, FLAG_INCOMPLETE);
}
