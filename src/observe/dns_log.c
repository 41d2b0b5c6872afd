/* Query logs of name servers by line: dnsmasq and Pi-hole (log-queries, also
 * "extra"), unbound (log-queries, log-replies, log-local-actions).
 *
 * dnsmasq writes question and answer as lines of their own, and only the
 * question (or all, with "extra") names the client: a table of the latest
 * questions gives the answers theirs back. A name in between is followed over
 * adjacent lines ("reply A is <CNAME>", "reply B is 192.0.2.1").
 *
 * Times of syslog have no year: it is the latest in which the line is not after
 * the file's last change (input of unknown age: not after the run's time), and
 * no zone: they are read as UTC. Both are said in the report's note. */
#include <string.h>
#include <sys/stat.h>

#include "observe/log_parts.h"
#include "observe/log_time.h"

#define ASKED_MAX ((size_t)4096)    /* questions that wait for their answer; power of 2 */
#define NAME_ROOM ((size_t)64)
#define HEAD_ROOM ((size_t)96)
#define SLACK (INT64_C(86400) * SIGHT_SECOND)
#define YEAR (365 * INT64_C(86400) * SIGHT_SECOND - 1)   /* the end of 1970 */

/* A question, kept by its name until it is answered or its place is needed. */
struct asked {
	uint64_t name;
	int64_t at;
	struct endpoint client;     /* size 0: it may have a name */
	unsigned type;
};

/* A client that has no address. */
struct asked_client { char name[NAME_ROOM]; size_t size; };

/* Whose line it is. A log of the system has lines of other programs, too. */
enum speaker { SPEAKER_NONE, SPEAKER_OTHER, SPEAKER_DNSMASQ, SPEAKER_UNBOUND };

/* The head of the last line, since most of one second have the same. */
struct head {
	char bytes[HEAD_ROOM]; size_t size;
	enum speaker speaker;
	int64_t at;
};

struct dns_log {
	struct log_run run;
	struct head last;
	int64_t latest;             /* for years */
	bool yearless;
	struct asked *asked;
	struct asked_client *clients;   /* as many as ASKED, or NULL: all have addresses */
	/* The answer that goes over aliases: the name asked for, and the next one. */
	char chain[256], next[256];
	size_t chain_size, next_size;
	struct log_answers answers;
};

/* --- the head of a line ------------------------------------------------------------- */

static bool time_read(struct dns_log *d, struct view *v, int64_t *at)
{
	struct view rest = *v;
	bool zoned = true;

	if (log_starts(rest, "[")) {
		rest = view_part(rest, 1, rest.size);
		if (!log_time_epoch(&rest, at) || !log_starts(rest, "]"))
			return false;
		rest = view_part(rest, 1, rest.size);
	} else if (log_time_iso(&rest, at, &zoned)) {
		d->run.zoneless = d->run.zoneless || !zoned;
	} else if (log_time_syslog(&rest, d->latest, at)) {
		d->yearless = d->run.zoneless = true;
	} else {
		return false;
	}
	*v = rest;
	return true;
}

/* With the blank behind it, so that no word is longer in the next line. */
static enum speaker head_keep(struct dns_log *d, struct view line, struct view rest, enum speaker speaker, int64_t at)
{
	size_t size = line.size - rest.size + 1;

	d->last.size = 0;
	if (rest.size == 0 || size > HEAD_ROOM)
		return speaker;
	memcpy(d->last.bytes, line.data, size);
	d->last.size = size;
	d->last.speaker = speaker;
	d->last.at = at;
	return speaker;
}

/* Time, then perhaps the host, and the program: "dnsmasq[123]:", "unbound[123:0]".
 * *REST is what follows. NONE: it does not begin with a time. */
static enum speaker head_read(struct dns_log *d, struct view *rest, int64_t *at)
{
	struct view v = *rest, line = v;

	if (d->last.size != 0 && v.size >= d->last.size && memcmp(v.data, d->last.bytes, d->last.size) == 0) {
		*at = d->last.at;
		*rest = log_trim(view_part(v, d->last.size, v.size));
		return d->last.speaker;
	}

	if (!time_read(d, &v, at))
		return SPEAKER_NONE;
	for (int words = 0; words < 2; words++) {
		struct view program = log_word(&v);

		*rest = log_trim(v);
		if (log_starts(program, "dnsmasq[") || view_is_text(program, "dnsmasq:"))
			return head_keep(d, line, v, SPEAKER_DNSMASQ, *at);
		if (log_starts(program, "unbound[") || view_is_text(program, "unbound:"))
			return head_keep(d, line, v, SPEAKER_UNBOUND, *at);
	}
	return SPEAKER_OTHER;
}

/* --- dnsmasq ---------------------------------------------------------------------------- */

static struct asked *asked_at(struct dns_log *d, uint64_t name)
{
	return &d->asked[name % ASKED_MAX];
}

/* Keeps the client's name beside the question A. */
static void client_keep(struct dns_log *d, const struct asked *a, struct view name)
{
	struct asked_client *c;

	if (d->clients == NULL && name.size != 0)
		d->clients = arena_array(d->run.reading->arena, ASKED_MAX, sizeof *d->clients);
	if (d->clients == NULL)
		return;
	c = &d->clients[a - d->asked];
	c->size = name.size < NAME_ROOM ? name.size : 0;
	if (c->size > 0)
		memcpy(c->name, name.data, c->size);
}

static void question_see(struct dns_log *d, int64_t at, struct view type, struct view name, struct view from)
{
	uint64_t number = log_connection(name);
	struct asked *a = asked_at(d, number);
	struct log_question q;

	log_question_init(&q);
	q.at = at;
	q.name = log_name(name);
	q.type = log_dns_type(type);
	if (!endpoint_read(from, &q.client))
		q.client_name = log_known(from);
	*a = (struct asked){ .name = number, .at = at, .client = q.client, .type = q.type };
	if (q.client.size == 0)
		client_keep(d, a, q.client_name);
	log_dns_see(&d->run, &q);
}

static struct view client_of(const struct dns_log *d, const struct asked *a)
{
	const struct asked_client *c = &d->clients[a - d->asked];

	return c->size == 0 ? view_of(NULL, 0) : view_of(c->name, c->size);
}

/* The name that was asked for, when NAME is what an alias before it led to. */
static struct view chained(struct dns_log *d, struct view name)
{
	struct view asked = name;

	if (d->next_size == 0 && d->chain_size > 0 && !view_equal(name, view_of(d->chain, d->chain_size)))
		asked = view_of(d->chain, d->chain_size);
	else if (d->next_size > 0 && view_equal(name, view_of(d->next, d->next_size)))
		asked = view_of(d->chain, d->chain_size);
	return asked;
}

/* "<CNAME>": the next line's name belongs to the same question. */
static void chain_set(struct dns_log *d, struct view asked, struct view next)
{
	if (asked.size >= sizeof d->chain || next.size >= sizeof d->next) {
		d->chain_size = d->next_size = 0;
		return;
	}
	if (asked.size > 0)
		memmove(d->chain, asked.data, asked.size);
	d->chain_size = asked.size;
	if (next.size > 0)
		memmove(d->next, next.data, next.size);
	d->next_size = next.size;
}

static void answer_put(struct dns_log *d, struct log_question *q, struct view value)
{
	struct view word = log_word(&value);

	q->rcode = 0;
	if (log_starts(word, "NXDOMAIN"))
		q->rcode = 3;
	else if (view_is_text(word, "SERVFAIL"))
		q->rcode = 2;
	else if (view_is_text(word, "REFUSED"))
		q->rcode = 5;
	else if (!log_starts(word, "NODATA") && !log_starts(word, "<"))
		log_question_answer(&d->answers, q, word);
}

/* "reply NAME is VALUE" and its kin; BLOCKED by what stands before the name. */
static void answer_see(struct dns_log *d, int64_t at, struct view name, struct view value, bool blocked)
{
	struct view asked = chained(d, name);
	uint64_t number = log_connection(asked);
	const struct asked *a = asked_at(d, number);
	struct log_question q;
	bool alias = log_starts(value, "<CNAME>");

	log_question_init(&q);
	q.at = q.answered_at = at;
	q.name = log_name(asked);
	q.blocked = blocked;
	if (a->name == number && a->at <= at) {
		q.at = a->at;
		q.client = a->client;
		if (a->client.size == 0 && d->clients != NULL)
			q.client_name = client_of(d, a);
		q.type = a->type;
	}
	answer_put(d, &q, value);
	if (!view_equal(asked, name))
		log_question_answer(&d->answers, &q, name);
	if (!alias)
		log_dns_see(&d->run, &q);
	/* Several addresses of the last name follow each other. */
	if (alias)
		chain_set(d, asked, view_of(NULL, 0));
	else if (!view_equal(asked, name))
		chain_set(d, asked, name);
	else
		chain_set(d, view_of(NULL, 0), view_of(NULL, 0));
}

/* "NAME is VALUE" after the words of an answer. */
static bool answer_read(struct dns_log *d, int64_t at, struct view rest, bool blocked)
{
	struct view name = log_word(&rest);

	if (name.size == 0 || !view_is_text(log_word(&rest), "is"))
		return false;
	answer_see(d, at, name, log_trim(rest), blocked);
	return true;
}

static bool is_answer(struct view word)
{
	return view_is_text(word, "reply") || view_is_text(word, "cached") ||
		view_is_text(word, "cached-stale") || view_is_text(word, "config") ||
		view_is_text(word, "validation") || log_starts(word, "/");
}

/* Pi-hole: "gravity blocked NAME is 0.0.0.0", "exactly denied NAME is …", "regex
 * blacklisted NAME is …", "special domain NAME is …". */
static bool is_blocker(struct view first, struct view second)
{
	return (view_is_text(first, "gravity") && view_is_text(second, "blocked")) ||
		((view_is_text(first, "exactly") || view_is_text(first, "regex")) &&
		 (view_is_text(second, "denied") || view_is_text(second, "blacklisted"))) ||
		(view_is_text(first, "special") && view_is_text(second, "domain"));
}

/* A null address where the configuration answers is a block, too. */
static bool is_null(struct view rest)
{
	return log_ends(rest, " is 0.0.0.0") || log_ends(rest, " is ::");
}

/* By the first letter of the words that are looked for: what was forwarded, started
 * or read costs no more than this. */
static bool may_tell(struct view rest)
{
	return rest.size != 0 && (rest.data[0] <= '9' || memchr("qrcvges", rest.data[0], 7) != NULL);
}

static bool dnsmasq_line(struct dns_log *d, int64_t at, struct view rest)
{
	struct view word, type, name;
	uint64_t serial;
	struct endpoint e;

	if (!may_tell(rest))
		return true;
	word = log_word(&rest);
	/* "extra": a serial number and the client before all. */
	if (log_number(word, UINT64_MAX, &serial)) {
		word = log_word(&rest);
		if (log_endpoint(word, &e))
			word = log_word(&rest);
	}
	if (log_starts(word, "query[")) {
		type = view_part(word, 6, word.size);
		type = log_cut(&type, ']');
		name = log_word(&rest);
		if (!view_is_text(log_word(&rest), "from"))
			return false;
		question_see(d, at, type, name, log_word(&rest));
		return true;
	}
	if (is_answer(word))
		return answer_read(d, at, rest, view_is_text(word, "config") && is_null(rest));
	name = rest;
	if (is_blocker(word, log_word(&name)))
		return answer_read(d, at, name, true);
	return true; /* forwarded, started, … */
}

/* --- unbound ----------------------------------------------------------------------------- */

static bool is_action(struct view word)
{
	static const char *const actions[] = { "redirect", "refuse", "deny", "static", "always_refuse",
		"always_nxdomain", "always_nodata", "always_deny", "always_null", "block_a", "inform_deny",
		"inform_redirect", "rpz-nxdomain", "rpz-nodata", NULL };

	for (size_t i = 0; actions[i] != NULL; i++)
		if (view_is_text(word, actions[i]))
			return true;
	return false;
}

/* "CLIENT NAME TYPE CLASS", with "RCODE TIME CACHED SIZE" behind a reply; or
 * "ZONE ACTION CLIENT@PORT NAME TYPE CLASS" of a local zone. */
static bool unbound_line(struct dns_log *d, int64_t at, struct view rest)
{
	struct view first, name, type, word;
	struct log_question q;
	int64_t took;

	/* Behind the head that syslog writes, its own: "[123:0]". */
	word = log_word(&rest);
	if (log_starts(word, "["))
		word = log_word(&rest);
	if (!view_is_text(word, "info:") && !view_is_text(word, "query:") && !view_is_text(word, "reply:"))
		return true;
	log_question_init(&q);
	q.at = at;
	first = log_word(&rest);
	if (!endpoint_read(first, &q.client)) {
		q.blocked = is_action(log_word(&rest));
		first = log_word(&rest);
		first = log_cut(&first, '@');
		if (!endpoint_read(first, &q.client))
			return true; /* other information */
	}
	name = log_word(&rest);
	type = log_word(&rest);
	if (log_word(&rest).size == 0)
		return false;
	q.name = log_name(name);
	q.type = log_dns_type(type);
	word = log_word(&rest);
	if (word.size > 0) {
		q.rcode = log_dns_rcode(word);
		word = log_word(&rest);
		q.answered_at = at;
		if (log_time_epoch(&word, &took))
			q.at = at - took;
	}
	log_dns_see(&d->run, &q);
	return true;
}

/* --- the reader --------------------------------------------------------------------------- */

/* When the file was changed last; SIGHT_NEVER: that is not known. */
static int64_t file_time(const struct reading *r)
{
	struct stat st;

	return r->path != NULL && strcmp(r->path, "-") != 0 && stat(r->path, &st) == 0 && S_ISREG(st.st_mode) ?
		(int64_t)st.st_mtime * SIGHT_SECOND : SIGHT_NEVER;
}

/* What a line may be at the latest, for its year; a log that goes on goes on over New Year. Without any
 * clock the days keep their order in one year. */
static int64_t latest_of(const struct reading *r, int64_t file)
{
	if (file != SIGHT_NEVER)
		return file + SLACK;
	return r->limits->now != 0 ? r->limits->now + SLACK : YEAR;
}

static bool line_read(struct dns_log *d, struct view line)
{
	int64_t at;

	switch (head_read(d, &line, &at)) {
	case SPEAKER_DNSMASQ:
		return dnsmasq_line(d, at, line);
	case SPEAKER_UNBOUND:
		return unbound_line(d, at, line);
	case SPEAKER_OTHER:
		return true;
	case SPEAKER_NONE:
		break;
	}
	return false;
}

static bool read_dns(struct reading *r, struct err *e)
{
	int64_t file = file_time(r);
	bool known = file != SIGHT_NEVER || r->limits->now != 0;
	struct dns_log d = { 0 };

	(void)e;
	log_begin(&d.run, r);
	log_dns_begin(&d.run);
	d.asked = arena_array(r->arena, ASKED_MAX, sizeof *d.asked);
	while (log_next(&d.run)) {
		d.latest = latest_of(r, file);
		if (!line_read(&d, d.run.line))
			log_malformed(&d.run);
	}
	if (d.yearless)
		log_note(&d.run, known ? "times without a year are of the latest year that fits" :
			"times have no year, and nothing tells which: 1970 stands for it");
	log_end(&d.run);
	return true;
}

/* All of the first lines have a time, and one is of a name server. */
static bool likes_dns(struct view head, const char *path)
{
	struct dns_log d = { .latest = YEAR };
	bool server = false;

	(void)path;
	for (int lines = 0; lines < 100 && head.size > 0 && !server; lines++) {
		struct view line = log_cut(&head, '\n');
		enum speaker who;
		int64_t at;

		if (line.size == 0)
			continue;
		who = head_read(&d, &line, &at);
		if (who == SPEAKER_NONE)
			return false;
		server = who != SPEAKER_OTHER;
	}
	return server;
}

const struct reader reader_dns = { "dns", "query log of dnsmasq, Pi-hole or unbound", likes_dns, read_dns, false };
