/* ask: the wants of a check and what came of them. */
#include "lib/edge.h"

#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "x509/pem.h"

#define MOST_ANCHOR_BYTES ((size_t)1024 * 1024)
#define HTTP_OK 200

_Static_assert((int)LENCR_WANT_GET == (int)WANT_GET && (int)LENCR_WANT_POST == (int)WANT_POST &&
	(int)LENCR_WANT_TLS == (int)WANT_TLS && (int)LENCR_WANT_ANCHOR == (int)WANT_ANCHOR,
	"the public kinds of wants are those of base/source.h");

static const enum reach reaches[] = {
	[LENCR_REACHED] = REACH_OK,
	[LENCR_NOT_ASKED] = REACH_NOT_ASKED,
	[LENCR_OFFLINE] = REACH_OFFLINE,
	[LENCR_URL_REFUSED] = REACH_URL_REFUSED,
	[LENCR_UNRESOLVED] = REACH_UNRESOLVED,
	[LENCR_REFUSED] = REACH_REFUSED,
	[LENCR_UNROUTABLE] = REACH_UNROUTABLE,
	[LENCR_TIMED_OUT] = REACH_TIMED_OUT,
	[LENCR_RESET] = REACH_RESET,
	[LENCR_TRUNCATED] = REACH_TRUNCATED,
	[LENCR_TLS_FAILED] = REACH_TLS_FAILED,
	[LENCR_BAD_STATUS] = REACH_BAD_STATUS,
	[LENCR_TOO_BIG] = REACH_TOO_BIG,
	[LENCR_BAD_HTTP] = REACH_BAD_HTTP,
	[LENCR_NOT_FOUND] = REACH_NOT_FOUND,
	[LENCR_INTERRUPTED] = REACH_INTERRUPTED,
};

void ask_begin(struct lencr_check *c, int64_t at)
{
	if (c->check != NULL)
		return;
	c->at = at;
	c->inputs = (struct check_inputs){
		.untrusted = c->given[LENCR_GIVEN_ISSUERS],
		.untrusted_count = c->given_count[LENCR_GIVEN_ISSUERS],
		.crls = c->given[LENCR_GIVEN_CRLS], .crl_count = c->given_count[LENCR_GIVEN_CRLS],
		.ocsps = c->given[LENCR_GIVEN_OCSP], .ocsp_count = c->given_count[LENCR_GIVEN_OCSP],
	};
	if (c->anchors_given)
		c->trust = arena_format(c->arena, "%zu anchors given", c->anchor_count);
	c->check = check_new(c->arena, &c->target, &c->policy, &c->inputs, at);
}

/* Answers a want of anchors from those that were given by hand. */
static void answer_anchors(struct lencr_check *c, const struct want *want)
{
	struct outcome o = { .reach = REACH_NOT_FOUND, .from = FROM_FILE,
		.asked_at = WHEN_NONE, .answered_at = WHEN_NONE };
	struct str pem;

	str_init(&pem, MOST_ANCHOR_BYTES);
	for (size_t i = 0; i < c->anchor_count; i++)
		if (strcmp(want->url, arena_format(c->arena, "anchor:%08lx", c->anchors[i].hash)) == 0)
			pem_put_certificate(c->arena, &pem, c->anchors[i].der);
	if (pem.over) {
		o.reach = REACH_TOO_BIG;
	} else if (pem.size > 0) {
		o.reach = REACH_OK;
		o.body = blob_new(view_of(pem.text, pem.size));
	}
	str_clear(&pem);
	check_supply(c->check, want->id, &o);
	outcome_clear(&o);
}

const struct want *ask_next(struct lencr_check *c)
{
	const struct want *want;

	while ((want = check_next(c->check)) != NULL && c->anchors_given && want->kind == WANT_ANCHOR)
		answer_anchors(c, want);
	return want;
}

static void lay_finding(struct lencr_finding *to, const struct finding *f)
{
	const struct word_info *word = word_info(f->word);

	*to = (struct lencr_finding){
		.word = word->word,
		.severity = (enum lencr_severity)f->severity,
		.title = word->title,
		.detail = f->detail,
		.remedy = f->remedy != NULL ? f->remedy : word->remedy,
	};
}

void ask_settle(struct lencr_check *c)
{
	const struct judgement *j;

	if (c->settled || !check_finished(c->check))
		return;
	j = check_judgement(c->check);
	c->findings = arena_array(c->arena, j->findings.count, sizeof *c->findings);
	for (size_t i = 0; i < j->findings.count; i++)
		lay_finding(&c->findings[i], &j->findings.list[i]);
	c->judgement = j;
	c->settled = true;
}

/* --- next ------------------------------------------------------------------------ */

struct asking { struct lencr_check *check; const struct lencr_want *want; };

static bool next(void *job, struct err *err)
{
	struct asking *j = job;
	struct lencr_check *c = j->check;
	const struct want *want;
	struct asked *a;

	if (c->check == NULL && !c->at_given)
		return err_set(err, ERR_USAGE, "a check that does no I/O needs the time: set options.at");
	ask_begin(c, c->at);
	want = ask_next(c);
	if (want != NULL) {
		a = arena_take(c->arena, sizeof *a);
		*a = (struct asked){ .want = want, .open = true, .face = {
			.id = want->id, .kind = (enum lencr_want_kind)want->kind, .url = want->url,
			.body = want->body.data, .body_size = want->body.size,
			.max_bytes = want->max_bytes,
		} };
		arena_more(c->arena, &c->asked, c->asked_count, &c->asked_space, sizeof a);
		c->asked[c->asked_count++] = a;
		j->want = &a->face;
	}
	ask_settle(c);
	return true;
}

enum lencr_code lencr_check_next(struct lencr_check *c, const struct lencr_want **want,
	struct lencr_error *e)
{
	struct asking j = { c, NULL };
	enum lencr_code code = edge_check(c, next, &j, e);

	*want = code == LENCR_OK ? j.want : NULL;
	return code;
}

/* --- supply ---------------------------------------------------------------------- */

struct supplying {
	struct lencr_check *check;
	uint32_t id;
	const struct lencr_outcome *given;
	struct outcome outcome;
	struct str text;              /* a handshake that is being written */
};

/* Certificates alone become the text that stands for a handshake. */
static struct view as_handshake(struct supplying *j, struct view bytes)
{
	enum content_kind kind = content_kind_of(bytes);

	if (kind != CONTENT_PEM && kind != CONTENT_CERT)
		return bytes;
	str_init(&j->text, SIZE_MAX / 4);
	str_put_format(&j->text, "lencr-handshake/1\nhost: %s\n\n", j->check->target.host);
	if (kind == CONTENT_CERT)
		pem_put_certificate(j->check->arena, &j->text, bytes);
	else
		str_put_view(&j->text, bytes);
	return view_of(j->text.text, j->text.size);
}

static void read_outcome(struct supplying *j, const struct lencr_outcome *from,
	const struct want *want)
{
	struct outcome *to = &j->outcome;
	bool http = want->kind == WANT_GET || want->kind == WANT_POST;
	struct view bytes = view_of(from->bytes, from->byte_count);

	*to = (struct outcome){
		.reach = reaches[from->reach],
		.from = want->kind == WANT_ANCHOR ? FROM_FILE : FROM_NETWORK,
		.asked_at = from->asked_at, .answered_at = from->answered_at,
		.http_status = from->http_status,
	};
	if (from->detail != NULL)
		outcome_set_detail(to, "%s", str_safe_text(j->check->arena, from->detail));
	if (to->reach != REACH_OK)
		return;
	if (http && to->http_status == 0)
		to->http_status = HTTP_OK;
	if (http && to->http_status != HTTP_OK)
		to->reach = REACH_BAD_STATUS;
	else if (bytes.size > want->max_bytes)
		to->reach = REACH_TOO_BIG;
	else
		to->body = blob_new(want->kind == WANT_TLS ? as_handshake(j, bytes) : bytes);
}

static bool supply(void *job, struct err *err)
{
	struct supplying *j = job;
	struct lencr_check *c = j->check;
	struct lencr_outcome given;
	struct asked *a = NULL;

	if (!outcome_read(&given, j->given, err))
		return false;
	if (given.bytes == NULL && given.byte_count > 0)
		return err_set(err, ERR_USAGE, "the outcome has a size and no bytes");
	for (size_t i = 0; i < c->asked_count; i++)
		if (c->asked[i]->face.id == j->id && c->asked[i]->open)
			a = c->asked[i];
	if (a == NULL)
		return err_set(err, ERR_USAGE, "no want %lu is open", (unsigned long)j->id);
	read_outcome(j, &given, a->want);
	a->open = false;
	check_supply(c->check, j->id, &j->outcome);
	ask_settle(c);
	return true;
}

enum lencr_code lencr_check_supply(struct lencr_check *c, uint32_t want_id,
	const struct lencr_outcome *outcome, struct lencr_error *e)
{
	struct supplying j = { .check = c, .id = want_id, .given = outcome };
	enum lencr_code code = edge_check(c, supply, &j, e);

	str_clear(&j.text);
	outcome_clear(&j.outcome);
	return code;
}

/* --- stop ------------------------------------------------------------------------ */

static bool stop(void *job, struct err *err)
{
	struct lencr_check *c = job;

	if (c->check == NULL && !c->at_given)
		return err_set(err, ERR_USAGE, "a check that does no I/O needs the time: set options.at");
	ask_begin(c, c->at);
	if (!check_finished(c->check))
		check_stop(c->check);
	for (size_t i = 0; i < c->asked_count; i++)
		c->asked[i]->open = false;
	ask_settle(c);
	return true;
}

enum lencr_code lencr_check_stop(struct lencr_check *c, struct lencr_error *e)
{
	return edge_check(c, stop, c, e);
}

int lencr_check_finished(const struct lencr_check *c)
{
	return c != NULL && !c->broken && c->settled;
}
