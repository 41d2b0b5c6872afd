/* A finished check, built by hand, as JSON and as a page. With the name of a
 * format as argument the program prints a report instead (tests/cli/schema.sh). */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "check/check_doc_parts.h"
#include "doc_render.h"

#define NOW INT64_C(1795228736) /* 2026-11-21T02:38:56Z */
#define HOSTILE "evil\xff\033[2J\n\xe2\x80\xae.example"

struct scene {
	struct arena *arena;
	struct policy policy;
	struct facts facts;
	struct evidence_list evidence;
	struct target target;
	struct handshake handshake;
	struct judgement judgement;
	struct report_info head;
	struct report report;
	struct path path, branch;
	struct judged_path paths[2];
	struct link links[2];
	struct link_answer answers[2];
	struct crl crl;
	uint32_t certs[3], presented[2];
	enum word reasons[2];
};

static struct cert *cert_make(struct arena *a, uint8_t number, const char *name, const char *issuer)
{
	struct cert *c = arena_take(a, sizeof *c);

	memset(c->sha256, number, sizeof c->sha256);
	c->subject_text = arena_format(a, "CN=%s", str_safe_text(a, name));
	c->issuer_text = arena_format(a, "CN=%s", str_safe_text(a, issuer));
	c->short_name = str_safe_text(a, name);
	c->subject = view_of_text(arena_text(a, name));
	c->issuer = view_of_text(arena_text(a, issuer));
	c->serial = view_of("\x00\xfa\x62\x75", 4);
	c->key_type = "EC";
	c->key_bits_count = 256;
	c->curve = arena_text(a, "P-256");
	c->not_before = NOW - 29 * WHEN_DAY;
	c->not_after = NOW + 61 * WHEN_DAY;
	c->is_ca = number != 1;
	return c;
}

static void put_certs(struct scene *s, const char *leaf)
{
	struct arena *a = s->arena;
	struct cert *c[3] = { cert_make(a, 1, leaf, "YR1"), cert_make(a, 2, "YR1", "Root YR"),
		cert_make(a, 3, "Root YR", "Root YR") };

	c[0]->san_count = 1;
	c[0]->sans = arena_take(a, sizeof *c[0]->sans);
	c[0]->sans[0].text = str_safe_text(a, leaf);
	c[0]->point_count = 1;
	c[0]->points = arena_take(a, sizeof *c[0]->points);
	c[0]->points[0].url_count = 2;
	c[0]->points[0].urls = arena_array(a, 2, sizeof(char *));
	c[0]->points[0].urls[0] = c[0]->points[0].urls[1] =
		arena_text(a, "http://yr1.c.lencr.org/13.crl");
	s->facts.graph = graph_new(a, &s->policy.most);
	for (unsigned i = 0; i < 3; i++)
		s->certs[i] = graph_put(s->facts.graph, c[i], i == 2 ? ORIGIN_STORE :
			i == 1 ? ORIGIN_PRESENTED | ORIGIN_FETCHED : ORIGIN_PRESENTED,
			i == 1 ? "http://yr1.i.lencr.org/" : NULL);
}

static void put_evidence(struct scene *s)
{
	struct evidence *e;

	evidence_init(&s->evidence, s->arena);
	e = evidence_add(&s->evidence, EVIDENCE_CRL, BROUGHT_FETCHED);
	e->url = "http://yr1.c.lencr.org/13.crl";
	e->http_status = 200;
	e->body = blob_new(view_of_text("body"));
	blob_keep(s->arena, e->body);
	blob_drop(e->body);
	s->crl = (struct crl){ .this_update = NOW - 5 * 3600, .next_update = NOW + 9 * WHEN_DAY,
		.entry_count = 7, .has_number = true, .number = view_of("\x18\x7a", 2) };
	e->crl = &s->crl;
	e = evidence_add(&s->evidence, EVIDENCE_CRL, BROUGHT_FETCHED);
	e->url = "http://yr.c.lencr.org/";
	e->reach = REACH_REFUSED;
	e->detail = "192.0.2.1 port 80: connection refused";
	s->facts.evidence = &s->evidence;
}

static void put_judgement(struct scene *s)
{
	for (unsigned i = 0; i < 2; i++) {
		s->answers[i] = (struct link_answer){ .method = ANSWER_CRL, .status = STATUS_GOOD,
			.evidence = i, .why = WORD_COUNT, .this_update = NOW - (i == 0 ? 5 * 3600 :
			12 * WHEN_DAY), .fresh_until = NOW + 9 * WHEN_DAY, .revoked_at = WHEN_NONE,
			.reason = -1, .counts_as_good = true };
		s->links[i] = (struct link){ .subject = s->certs[i], .issuer = s->certs[i + 1],
			.status = STATUS_GOOD, .answers = &s->answers[i], .answer_count = 1,
			.fresh_until = NOW + 9 * WHEN_DAY, .revoked_at = WHEN_NONE, .reason = -1 };
	}
	s->path = (struct path){ .certs = s->certs, .count = 3, .anchored = true };
	s->branch = (struct path){ .certs = s->certs, .count = 2, .end = WORD_ISSUER_NOT_FOUND };
	s->paths[0] = (struct judged_path){ .path = &s->path, .verdict = VERDICT_GOOD,
		.links = s->links, .link_count = 2, .as_served = true };
	s->reasons[0] = WORD_ISSUER_NOT_FOUND;
	s->paths[1] = (struct judged_path){ .path = &s->branch, .verdict = VERDICT_INVALID,
		.reasons = s->reasons, .reason_count = 1 };
	s->judgement = (struct judgement){ .verdict = VERDICT_GOOD, .has_served = true,
		.served = VERDICT_GOOD, .paths = s->paths, .path_count = 2,
		.usable_until = NOW + 9 * WHEN_DAY };
	findings_init(&s->judgement.findings, s->arena);
}

static struct scene *scene_new(struct arena *a, const char *leaf)
{
	struct scene *s = arena_take(a, sizeof *s);

	s->arena = a;
	policy_init(&s->policy);
	put_certs(s, leaf);
	put_evidence(s);
	put_judgement(s);
	s->presented[0] = s->certs[0];
	s->presented[1] = s->certs[1];
	s->facts.arena = a;
	s->facts.policy = &s->policy;
	s->facts.at = NOW;
	s->facts.leaf = s->certs[0];
	s->facts.is_host = true;
	s->facts.presented = s->presented;
	s->facts.presented_count = 2;
	s->target = (struct target){ .input = leaf, .kind = TARGET_HOST, .host = "shop.example.org",
		.port = 443 };
	s->handshake = (struct handshake){ .address = arena_text(a, "192.0.2.7"),
		.protocol = arena_text(a, "TLSv1.3"),
		.cipher = arena_text(a, "TLS_AES_128_GCM_SHA256"), .cert_count = 2 };
	s->report = (struct report){ .arena = a, .target = &s->target, .judgement = &s->judgement,
		.facts = &s->facts, .handshake = &s->handshake, .head = &s->head };
	return s;
}

static void say(struct scene *s, enum word w, enum severity severity, enum about_kind about,
	uint32_t id, const char *detail)
{
	findings_add(&s->judgement.findings, w, about, id, "%s", detail)->severity = severity;
}

/* The leaf is on the list. */
static void make_revoked(struct scene *s)
{
	s->links[0].status = s->answers[0].status = STATUS_REVOKED;
	s->links[0].revoked_at = s->answers[0].revoked_at = NOW - 3 * WHEN_DAY;
	s->links[0].reason = s->answers[0].reason = CRL_KEY_COMPROMISE;
	s->judgement.verdict = s->judgement.served = s->paths[0].verdict = VERDICT_REVOKED;
	s->reasons[1] = WORD_REVOKED;
	s->judgement.reasons = s->judgement.served_reasons = s->paths[0].reasons = &s->reasons[1];
	s->judgement.reason_count = s->judgement.served_reason_count = s->paths[0].reason_count = 1;
	say(s, WORD_REVOKED, SEVERITY_FAIL, ABOUT_LINK, s->certs[0], "since 2026-11-18, keyCompromise");
}

static char *page_of(struct scene *s, int level)
{
	struct doc *d = doc_new(s->arena);

	check_doc_put(d, &s->report);
	return render_page(d, 100, level);
}

static char *json_of(const char *format, struct scene *const *scenes, size_t count)
{
	struct arena *a = scenes[0]->arena;
	static const char *const relaxed[] = { "--allow-private 10.0.0.0/8" };
	const struct report_info info = { .version = "1", .openssl = "3", .curl = "8",
		.relaxed = relaxed, .relaxed_count = 1 };
	const struct writer_options options = { .utf8 = true, .level = 1 };
	struct doc *head = doc_new(a), *tail = doc_new(a);
	const struct doc **items = arena_array(a, count, sizeof *items);
	struct check_totals totals = { { 0 } };

	check_doc_head(head, &info);
	for (size_t i = 0; i < count; i++) {
		struct doc *d = doc_new(a);

		check_doc_put(d, &scenes[i]->report);
		totals.by_verdict[scenes[i]->judgement.verdict]++;
		items[i] = d;
	}
	check_doc_tail(tail, &totals);
	return render(format, &options, head, items, count, tail);
}

static void good_page(void **state)
{
	struct arena *a = arena_new();
	struct scene *s = scene_new(a, "shop.example.org");
	char *text = page_of(s, 0);

	(void)state;
	assert_int_equal(strncmp(text, "shop.example.org:443  GOOD  trusted, none of 2 revoked; "
		"oldest answer 12 d, usable until 2026-11-30\n\n", 100), 0);
	assert_non_null(strstr(text, "  shop.example.org  P-256, 61 days left  not revoked  "
		"CRL shard 13 of YR1, 5 h old\n  \u2514\u2500 YR1"));
	assert_non_null(strstr(text, "     \u2514\u2500 Root YR     anchor (trust store)\n"));
	assert_non_null(strstr(text, "1 other path: ends without an anchor (YR1); -v shows it\n"));
	assert_null(strstr(text, "http://"));
	free(text);
	text = page_of(s, 1);
	assert_non_null(strstr(text, "path 1  INVALID"));
	assert_non_null(strstr(text, "     \u2514\u2500 CN=Root YR: not found\n"));
	assert_non_null(strstr(text, "0  crl  http://yr1.c.lencr.org/13.crl  ok 200"));
	assert_non_null(strstr(text, "refused: 192.0.2.1 port 80: connection refused"));
	free(text);
	s->head.at_given = true;
	text = page_of(s, -1);
	assert_non_null(strstr(text, "(judged as of 2026-11-21T02:38:56Z)\n"));
	free(text);
	arena_free(a);
}

static void revoked_page(void **state)
{
	struct arena *a = arena_new();
	struct scene *s = scene_new(a, "shop.example.org");
	const char *first, *fail, *tree;
	char *text;

	(void)state;
	make_revoked(s);
	text = page_of(s, 0);
	first = strstr(text, "shop.example.org:443  REVOKED  ");
	fail = strstr(text, "\n  fail  ");
	tree = strstr(text, "  shop.example.org  P-256");
	assert_ptr_equal(first, text);
	assert_non_null(fail);
	assert_true(tree > fail);
	assert_non_null(strstr(text, "  REVOKED 2026-11-18  "));
	assert_non_null(strstr(text, "[revoked]"));
	free(text);
	arena_free(a);
}

static void served_otherwise(void **state)
{
	struct arena *a = arena_new();
	struct scene *s = scene_new(a, "shop.example.org");
	char *text;

	(void)state;
	s->judgement.served = VERDICT_INVALID;
	s->judgement.served_reasons = s->reasons;
	s->judgement.served_reason_count = 1;
	say(s, WORD_CHAIN_INCOMPLETE, SEVERITY_WARN, ABOUT_TARGET, 0, "only the leaf is sent");
	text = page_of(s, 0);
	assert_int_equal(strncmp(text, "shop.example.org:443  GOOD  for clients that follow AIA; "
		"as served it is INVALID\n  trusted, none of 2", 97), 0);
	assert_non_null(strstr(text, "only the leaf is"));
	assert_null(strstr(text, "From what the server sends"));
	free(text);
	text = page_of(s, 1);
	assert_non_null(strstr(text, "  warn  From what the server sends alone it is INVALID: issuer-not-found"));
	free(text);
	s->facts.is_host = false;
	text = page_of(s, 0);
	assert_null(strstr(text, "as served"));
	free(text);
	arena_free(a);
}

/* Neither the list nor the issuer's can be had. */
static void make_unproven(struct scene *s)
{
	static const char *const urls[] = { "http://yr1.c.lencr.org/13.crl", "http://yr.c.lencr.org/" };

	for (unsigned i = 0; i < 2; i++) {
		struct evidence *e = s->evidence.list[i];

		e->reach = REACH_BAD_STATUS;
		e->http_status = 404;
		e->detail = i == 0 ? "yr1.c.lencr.org port 80 (192.0.2.1), answered: HTTP status 404" :
			"yr.c.lencr.org port 80 (192.0.2.1), answered: HTTP status 404";
		s->links[i].status = s->answers[i].status = STATUS_UNREACHABLE;
		s->answers[i].why = WORD_FETCH_BAD_STATUS;
		say(s, WORD_FETCH_BAD_STATUS, SEVERITY_WARN, ABOUT_EVIDENCE, i,
			arena_format(s->arena, "%s: %s", urls[i], e->detail));
		say(s, WORD_NO_REVOCATION_ANSWER, SEVERITY_FAIL, ABOUT_LINK, s->certs[i], "unreachable");
	}
	s->judgement.verdict = s->judgement.served = s->paths[0].verdict = VERDICT_UNDETERMINED;
	s->reasons[0] = WORD_FETCH_BAD_STATUS;
	s->reasons[1] = WORD_NO_REVOCATION_ANSWER;
	s->judgement.reasons = s->paths[0].reasons = s->reasons;
	s->judgement.reason_count = s->paths[0].reason_count = 2;
}

static void make_expired(struct scene *s)
{
	s->facts.at = NOW + 73 * WHEN_DAY;
	s->judgement.verdict = s->judgement.served = s->paths[0].verdict = VERDICT_INVALID;
	s->reasons[1] = WORD_EXPIRED;
	s->judgement.reasons = s->paths[0].reasons = &s->reasons[1];
	s->judgement.reason_count = s->paths[0].reason_count = 1;
	say(s, WORD_EXPIRED, SEVERITY_FAIL, ABOUT_CERTIFICATE, s->certs[0],
		"since 2027-01-21T02:38:56Z");
	say(s, WORD_NEWER_THAN_CATALOG, SEVERITY_NOTE, ABOUT_CERTIFICATE, s->certs[1], "");
}

static void make_incomplete(struct scene *s)
{
	s->judgement.served = VERDICT_INVALID;
	say(s, WORD_CHAIN_INCOMPLETE, SEVERITY_WARN, ABOUT_TARGET, 0, "");
	say(s, WORD_DIFFERS_AS_SERVED, SEVERITY_WARN, ABOUT_TARGET, 0, "as served: invalid");
}

static void make_nothing(struct scene *s)
{
	(void)s;
}

/* Five reports as they look, in all widths that are told from each other. */
static char *golden(void)
{
	static void (*const makes[])(struct scene *) = { make_nothing, make_revoked, make_unproven,
		make_expired, make_incomplete };
	static const unsigned widths[] = { 60, 80, 120 };
	struct str out;

	str_init(&out, SIZE_MAX / 4);
	for (unsigned i = 0; i < 6 * sizeof makes / sizeof *makes; i++) {
		const struct writer_options options = { .width = widths[i / 2 % 3], .utf8 = i % 2 == 0 };
		struct arena *a = arena_new();
		struct scene *s = scene_new(a, i / 6 == 4 ? "shop.old-department.example.org" :
			"shop.example.org");
		struct doc *d = doc_new(a);
		const struct doc *item = d;
		char *text;

		makes[i / 6](s);
		check_doc_put(d, &s->report);
		text = render("text", &options, NULL, &item, 1, NULL);
		assert_true(widest(text) <= options.width);
		str_put_format(&out, "== %u columns, %s\n%s\n", options.width,
			options.utf8 ? "UTF-8" : "ASCII", text);
		free(text);
		arena_free(a);
	}
	return out.text;
}

/* When a report was changed on purpose: tests/unit/doc_check golden > the file. */
static void looks_as_it_did(void **state)
{
	const char *srcdir = getenv("srcdir");
	char name[4096], *now = golden(), *line = now;
	FILE *f;

	(void)state;
	snprintf(name, sizeof name, "%s/tests/unit/doc_golden.txt", srcdir == NULL ? ".." : srcdir);
	f = fopen(name, "r");
	assert_non_null(f);
	while (*line != '\0') {
		size_t size = strcspn(line, "\n") + 1;
		char then[1024] = "";

		assert_non_null(fgets(then, sizeof then, f));
		if (strlen(then) != size || strncmp(then, line, size) != 0)
			fail_msg("was: %snow: %.*s", then, (int)size, line);
		line += size;
	}
	assert_int_equal(fgetc(f), EOF);
	fclose(f);
	free(now);
}

static void no_path_at_all(void **state)
{
	struct arena *a = arena_new();
	struct scene *s = scene_new(a, HOSTILE);
	char *text;

	(void)state;
	s->target = (struct target){ .input = HOSTILE, .kind = TARGET_BAD, .problem = "no such thing" };
	s->report.handshake = NULL;
	s->facts.graph = graph_new(a, &s->policy.most);
	s->facts.leaf = NO_CERT;
	s->facts.presented_count = s->evidence.count = 0;
	s->judgement = (struct judgement){ .verdict = VERDICT_INVALID, .best = SIZE_MAX,
		.usable_until = WHEN_NONE };
	findings_init(&s->judgement.findings, a);
	text = page_of(s, 1);
	assert_string_equal(text, "evil\\xff\\x1b[2J\\x0a\\u{202e}.example  INVALID  no such thing\n");
	free(text);
	text = json_of("json", &s, 1);
	assert_non_null(strstr(text, "\"input_hex\": \"6576696cff1b5b324a0ae280ae2e6578616d706c65\"\n      },"));
	assert_null(strstr(text, "\"kind\""));
	free(text);
	arena_free(a);
}

static void hostile_leaf(void **state)
{
	struct arena *a = arena_new();
	struct scene *s = scene_new(a, HOSTILE);
	char *page, *json;

	(void)state;
	make_revoked(s);
	page = page_of(s, 1);
	json = json_of("json", &s, 1);
	for (const char *text = page; text != NULL; text = text == page ? json : NULL) {
		assert_true(str_is_utf8(view_of_text(text)));
		assert_null(strchr(text, '\033'));
		assert_null(strstr(text, "\u202e"));
	}
	assert_non_null(strstr(json, "\"subject_hex\": \"6576696cff"));
	free(page);
	free(json);
	arena_free(a);
}

static void data_is_as_promised(void **state)
{
	struct arena *a = arena_new();
	struct scene *s = scene_new(a, "shop.example.org");
	char *text, *again;

	(void)state;
	make_revoked(s);
	text = json_of("json", &s, 1);
	again = json_of("json", &s, 1);
	assert_string_equal(text, again);
	free(again);
	assert_non_null(strstr(text, "\"serial\": \"00fa6275\""));
	assert_non_null(strstr(text, "\"crl_urls\": [\n            \"http://yr1.c.lencr.org/13.crl\"\n          ],"));
	assert_non_null(strstr(text, "\"revoked_at\": \"2026-11-18T02:38:56Z\",\n"
		"              \"reason_code\": \"keyCompromise\"\n"));
	assert_non_null(strstr(text, "\"number\": \"187a\",\n          \"entries\": 7,\n"
		"          \"signed_by\": 1\n"));
	assert_non_null(strstr(text, "\"judged_at\": \"2026-11-21T02:38:56Z\""));
	assert_non_null(strstr(text, "\"relaxed\": [\n    \"--allow-private 10.0.0.0/8\"\n  ],"));
	assert_non_null(strstr(text, "\"summary\": {\n    \"good\": 0,\n    \"invalid\": 0,\n"
		"    \"revoked\": 1,\n"));
	assert_null(strstr(text, "null"));
	free(text);
	arena_free(a);
}

static int print(const char *format)
{
	struct arena *a = arena_new();
	struct scene *scenes[3] = { scene_new(a, "shop.example.org"), scene_new(a, HOSTILE),
		scene_new(a, "other.example.org") };
	char *text;

	if (strcmp(format, "golden") == 0) {
		text = golden();
		fputs(text, stdout);
		free(text);
		arena_free(a);
		return 0;
	}
	make_revoked(scenes[1]);
	scenes[2]->report.failed_on = scenes[2]->reasons;
	scenes[2]->report.failed_on_count = 1;
	say(scenes[2], WORD_ISSUER_NOT_FOUND, SEVERITY_NOTE, ABOUT_PATH, 1, "of YR1");
	text = json_of(format, scenes, 3);
	fputs(text, stdout);
	free(text);
	arena_free(a);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_page), cmocka_unit_test(revoked_page),
		cmocka_unit_test(served_otherwise), cmocka_unit_test(no_path_at_all),
		cmocka_unit_test(looks_as_it_did),
		cmocka_unit_test(hostile_leaf), cmocka_unit_test(data_is_as_promised),
	};

	if (argc > 1)
		return print(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
