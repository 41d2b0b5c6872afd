/* result: verdict, findings and report of a finished check. */
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "check/check_doc.h"
#include "doc/writer.h"
#include "io/versions.h"
#include "known/catalog.h"
#include "lib/edge.h"

static const enum lencr_verdict verdicts[] = {
	[VERDICT_GOOD] = LENCR_GOOD,
	[VERDICT_INVALID] = LENCR_INVALID,
	[VERDICT_REVOKED] = LENCR_REVOKED,
	[VERDICT_UNDETERMINED] = LENCR_UNDETERMINED,
	[VERDICT_UNREACHABLE] = LENCR_UNREACHABLE,
	[VERDICT_SUSPICIOUS] = LENCR_SUSPICIOUS,
};

static const struct judgement *judgement_of(const struct lencr_check *c)
{
	return lencr_check_finished(c) ? c->judgement : NULL;
}

enum lencr_verdict lencr_check_verdict(const struct lencr_check *c)
{
	const struct judgement *j = judgement_of(c);

	return j == NULL ? LENCR_UNKNOWN : verdicts[j->verdict];
}

enum lencr_verdict lencr_check_verdict_served(const struct lencr_check *c)
{
	const struct judgement *j = judgement_of(c);

	return j == NULL || !j->has_served ? LENCR_UNKNOWN : verdicts[j->served];
}

/* The verdict of the core; false: none. */
static bool to_core(enum lencr_verdict v, enum verdict *out)
{
	for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
		if (verdicts[i] == v) {
			*out = (enum verdict)i;
			return true;
		}
	return false;
}

const char *lencr_verdict_word(enum lencr_verdict v)
{
	enum verdict core;

	return to_core(v, &core) ? verdict_word(core) : "unknown";
}

int lencr_verdict_status(enum lencr_verdict v)
{
	const int broken = 7;
	enum verdict core;

	return to_core(v, &core) ? verdict_exit(core) : broken;
}

const char *lencr_check_reason(const struct lencr_check *c, size_t index)
{
	const struct judgement *j = judgement_of(c);

	return j == NULL || index >= j->reason_count ? NULL : word_text(j->reasons[index]);
}

int64_t lencr_check_usable_until(const struct lencr_check *c)
{
	const struct judgement *j = judgement_of(c);

	return j == NULL ? LENCR_NO_TIME : j->usable_until;
}

const struct lencr_finding *lencr_check_finding(const struct lencr_check *c, size_t index)
{
	const struct judgement *j = judgement_of(c);

	return j == NULL || index >= j->findings.count ? NULL : &c->findings[index];
}

/* --- the report ------------------------------------------------------------------- */

struct writing {
	struct lencr_check *check;
	const char *format;
	FILE *out;
	struct arena *arena;
	struct writer *writer;
	bool memory;                  /* OUT grows in memory */
};

static bool put_report(struct writing *j, struct err *err)
{
	struct report_info head = {
		.schema = "lencr.check/1",
		.version = LENCR_VERSION,
		.openssl = versions_openssl(),
		.curl = versions_curl(j->arena),
		.sandbox = "off",
		.catalog = catalog_date(),
		.relaxed = j->check->relaxed,
		.relaxed_count = j->check->relaxed_count,
		.at_given = j->check->at_given,
		.trust = j->check->trust,
	};
	struct check_totals totals = { { 0 } };
	struct doc *d = doc_new(j->arena);

	check_doc_head(d, &head);
	writer_begin(j->writer, d);
	d = doc_new(j->arena);
	check_doc_item(d, j->check->check, &head, NULL, 0);
	writer_item(j->writer, d);
	totals.by_verdict[j->check->judgement->verdict]++;
	d = doc_new(j->arena);
	check_doc_tail(d, &totals);
	return writer_end(j->writer, d, err);
}

static bool write_report(void *job, struct err *err)
{
	struct writing *j = job;
	struct writer_options options = { 0 };

	if (!lencr_check_finished(j->check))
		return err_set(err, ERR_USAGE, "the check is not finished");
	if (j->format == NULL || (j->out == NULL && !j->memory))
		return err_set(err, ERR_USAGE, "no format or no file was given");
	j->arena = arena_new();
	j->writer = writer_new(j->format, j->out, &options, err);
	return j->writer != NULL && put_report(j, err);
}

static enum lencr_code do_write(struct writing *j, struct lencr_error *e)
{
	enum lencr_code code = edge_check(j->check, write_report, j, e);

	writer_free(j->writer);
	arena_free(j->arena);
	return code;
}

enum lencr_code lencr_check_write(struct lencr_check *c, const char *format, FILE *out,
	struct lencr_error *e)
{
	struct writing j = { .check = c, .format = format, .out = out };

	return do_write(&j, e);
}

enum lencr_code lencr_check_text(struct lencr_check *c, const char *format, char **text,
	size_t *size, struct lencr_error *e)
{
	struct writing j = { .check = c, .format = format, .memory = true };
	char *bytes = NULL;
	size_t count = 0;
	enum lencr_code code;

	*text = NULL;
	if (size != NULL)
		*size = 0;
	j.out = open_memstream(&bytes, &count);
	code = j.out == NULL ? LENCR_NOMEM : do_write(&j, e);
	if (j.out != NULL && fclose(j.out) != 0 && code == LENCR_OK)
		code = LENCR_NOMEM;
	/* A stream in memory fails for one reason alone. */
	if (code == LENCR_IO || code == LENCR_NOMEM) {
		code = edge_say(e, LENCR_NOMEM, "out of memory");
		if (c != NULL)
			c->broken = true;
	}
	if (code != LENCR_OK) {
		free(bytes);
		return code;
	}
	*text = bytes;
	if (size != NULL)
		*size = count;
	return LENCR_OK;
}

void lencr_free(void *p)
{
	free(p);
}

const char *lencr_format(size_t index)
{
	const char *const *formats = writer_formats();

	for (size_t i = 0; i < index; i++)
		if (formats[i] == NULL)
			return NULL;
	return formats[index];
}
