/* What logs say of answers is told as their word: it names certificates, warns,
 * and is never taken for content that was looked into; in any order, and within
 * bounds. */
#include "observe_stories.h"

#include <stdio.h>

#include "base/str.h"
#include "base/when.h"
#include "known/catalog.h"
#include "observe/correlate_parts.h"

static struct arena *arena;

/* The one contact, which is the same in every order. */
static const struct contact *told(struct story *s)
{
	struct correlate *k;
	const struct contacts *all = story_tell(s, &(struct telling){ 0 }, &k);
	const struct contact *c = all->all[0];

	assert_int_equal(all->count, 1);
	assert_int_equal(all->files_dropped, 0);
	for (unsigned seed = 1; seed <= 6; seed++) {
		struct correlate *again;
		const struct contact *other = story_tell(s, &(struct telling){ seed, false }, &again)->all[0];

		assert_string_equal(contact_line(arena, c), contact_line(arena, other));
		assert_string_equal(c->claimed.text == NULL ? "" : c->claimed.text, other->claimed.text == NULL ? "" :
			other->claimed.text);
		correlate_free(again);
	}
	/* Everything in the result lives in the arena. */
	correlate_free(k);
	return c;
}

static struct sight_http *fetch(struct story *s, const char *method, const char *url)
{
	struct sight_http *h = story_http(s, 1000, CLIENT, LENCR, url);

	h->method = view_of_text(method);
	h->answer_file = view_of_text("FAnswer");
	return h;
}

static const char *asking(const char *serial)
{
	return arena_format(arena, "http://r10.o.lencr.org/%s", story_ocsp_path(arena, "r10", serial, ""));
}

/* --- OCSP ------------------------------------------------------------------------------ */

static void a_post_is_named(void **state)
{
	struct story *s = story_new(arena);
	const struct contact *c;

	(void)state;
	fetch(s, "POST", "http://r10.o.lencr.org/");
	story_status(s, 1001, "FAnswer", "r10", SERIAL_13)->said = SAID_UNKNOWN;
	story_status(s, 1001, "FOther", "r10", SERIAL_25);
	c = told(s);
	assert_string_equal(c->object.serial, SERIAL_13);
	assert_string_equal(c->object.kind, "ocsp");
	assert_string_equal(c->object.ca, "R10");
	assert_true(c->object.claimed && c->claimed.any && !c->claimed.other);
	assert_string_equal(c->claimed.status, "unknown");
	assert_string_equal(c->claimed.serial, SERIAL_13);
	assert_int_equal(c->content.state, CONTENT_NOT_CAPTURED);
	assert_null(flag_of(c, "answer-revoked"));
}

/* Where the request itself says what it is about, a log's word changes nothing of that. */
static void a_request_has_its_own_word(void **state)
{
	struct story *s = story_new(arena);
	const struct contact *c;

	(void)state;
	fetch(s, "GET", asking(SERIAL_25));
	story_status(s, 1001, "FAnswer", "r10", SERIAL_13);
	c = told(s);
	assert_string_equal(c->object.serial, SERIAL_25);
	assert_false(c->object.claimed);
	assert_true(c->claimed.other);
	assert_int_equal(flag_of(c, "claimed-other")->severity, SEVERITY_WARN);
	assert_non_null(strstr(flag_of(c, "claimed-other")->text, "about another certificate"));
	/* A log's word is no reason to say that a server lies. */
	assert_false(c->suspicious);
	story_status(s, 1001, "FAnswer", "r10", SERIAL_25);
	c = told(s);
	assert_false(c->claimed.other);
	assert_string_equal(c->claimed.serial, SERIAL_25);
	assert_null(flag_of(c, "claimed-other"));
}

static void several_name_none(void **state)
{
	struct story *s = story_new(arena);
	const struct contact *c;

	(void)state;
	fetch(s, "POST", "http://r10.o.lencr.org/");
	story_status(s, 1001, "FAnswer", "r10", SERIAL_13);
	story_status(s, 1001, "FAnswer", "r10", SERIAL_25)->said = SAID_REVOKED;
	c = told(s);
	assert_null(c->object.serial);
	assert_null(c->claimed.status);
	assert_string_equal(c->claimed.text, "an OCSP answer about several certificates");
	assert_null(flag_of(c, "answer-revoked"));
}

/* The worst is told, also where the request says nothing that could be asked about. */
static void no_request(void **state)
{
	struct story *s = story_new(arena);
	const struct contact *c;

	(void)state;
	fetch(s, "GET", "http://r10.o.lencr.org/");
	story_status(s, 1001, "FAnswer", "r10", SERIAL_13);
	story_status(s, 1002, "FAnswer", "r10", SERIAL_13)->said = SAID_REVOKED;
	c = told(s);
	assert_null(c->object.serial);
	assert_string_equal(c->claimed.status, "revoked");
	assert_string_equal(c->claimed.text, "an OCSP answer about one certificate: revoked");
}

static void revoked(void **state)
{
	struct story *s = story_new(arena);
	struct sight_status *status;
	const struct contact_flag *f;

	(void)state;
	fetch(s, "POST", "http://r10.o.lencr.org/");
	story_status(s, 1001, "FAnswer", "r10", SERIAL_13);
	status = story_status(s, 1002, "FAnswer", "r10", SERIAL_13);
	status->said = SAID_REVOKED;
	status->revoked_at = STORY_START;
	status->reason = view_of_text("keyCompromise");
	f = flag_of(told(s), "answer-revoked");
	assert_int_equal(f->severity, SEVERITY_WARN);
	assert_string_equal(f->text, "The OCSP answer says that the certificate is revoked since "
		"2026-07-01T00:00:00Z, keyCompromise, by the log's word");
	/* What is no word of a registry is not repeated. */
	status->reason = view_of_text("key\x1b[31m");
	assert_null(told(s)->claimed.reason);
}

/* Hashes and serials of sizes that none has are nobody's. */
static void sizes(void **state)
{
	static const uint8_t zeros[64];
	static const size_t bad[][3] = { { 19, 20, 8 }, { 20, 32, 8 }, { 0, 20, 8 }, { 33, 33, 8 }, { 20, 20, 0 },
		{ 20, 20, 21 } };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct story *s = story_new(arena);
		struct sight_status *status;

		fetch(s, "POST", "http://r10.o.lencr.org/");
		status = story_status(s, 1001, "FAnswer", "r10", SERIAL_13);
		status->name_hash = view_of(zeros, bad[i][0]);
		status->key_hash = view_of(zeros, bad[i][1]);
		status->serial = view_of(zeros, bad[i][2]);
		assert_false(told(s)->claimed.any);
	}
}

/* --- digests ------------------------------------------------------------------------------- */

static const struct contact *with_digest(const char *url, const uint8_t *sha256, int status)
{
	struct story *s = story_new(arena);
	struct sight_file *f;

	fetch(s, "GET", url)->status = status;
	f = story_file(s, 1001, "FAnswer");
	f->sha256 = view_of(sha256, 32);
	f->type = view_of_text("application/pkix-cert");
	return told(s);
}

static void digests(void **state)
{
	const struct catalog_cert *r3 = catalog_by_id("prod/int-r3"), *e1 = catalog_by_id("prod/int-e1");
	static const uint8_t none[32];
	const struct contact *c;

	(void)state;
	assert_true(r3 != NULL && e1 != NULL);
	c = with_digest("http://r3.i.lencr.org/", r3->sha256, 200);
	assert_string_equal(c->claimed.is, "Let's Encrypt R3");
	assert_string_equal(c->claimed.text, "its SHA-256 is that of a certificate of Let's Encrypt R3 in the "
		"catalog");
	assert_string_equal(c->claimed.type, "application/pkix-cert");
	assert_int_equal(c->claimed.bytes, 503);
	/* Nothing was looked into, and nobody says that it was. */
	assert_int_equal(c->content.state, CONTENT_NOT_CAPTURED);
	assert_null(c->content.signer);
	assert_null(c->content.sha256);
	assert_false(c->claimed.other);
	c = with_digest("http://r3.i.lencr.org/", e1->sha256, 200);
	assert_true(c->claimed.other);
	assert_non_null(strstr(flag_of(c, "claimed-other")->text, "a certificate of Let's Encrypt E1, not of R3"));
	assert_false(c->suspicious);
	c = with_digest(URL_13, e1->sha256, 200);
	assert_non_null(strstr(flag_of(c, "claimed-other")->text, "which is no CRL"));
	c = with_digest("http://r3.i.lencr.org/", none, 200);
	assert_string_equal(c->claimed.text, "its SHA-256 is that of no certificate in the catalog");
	assert_null(flag_of(c, "claimed-other"));
	c = with_digest(URL_13, none, 200);
	assert_null(c->claimed.text);
	assert_string_equal(c->claimed.sha256, view_hex(arena, view_of(none, 32)));
	/* The page of an error is not the object. */
	assert_false(with_digest("http://r3.i.lencr.org/", e1->sha256, 404)->claimed.any);
}

/* --- bounds -------------------------------------------------------------------------------- */

static void see_file(struct correlate *k, const char *key, const char *host, unsigned input)
{
	static const uint8_t sha256[32] = { 1 };
	struct sight_file f;
	struct sighting s;

	sight_file_init(&f);
	f.key = view_of_text(key);
	f.sha256 = view_of(sha256, 32);
	if (host != NULL)
		f.host = view_of_text(host);
	sighting_init(&s, SIGHT_FILE);
	s.at = STORY_START * SIGHT_SECOND;
	s.input = input;
	s.file = &f;
	correlate_sink(k)->see(correlate_sink(k), &s);
}

static void see_fetch(struct correlate *k, unsigned input)
{
	struct story *s = story_new(arena);

	fetch(s, "GET", URL_13);
	story_last(s)->input = input;
	correlate_sink(k)->see(correlate_sink(k), story_last(s));
}

/* Whoever is first. */
static void many(struct correlate *k)
{
	char key[32];

	for (unsigned i = 0; i < 40000; i++) {
		snprintf(key, sizeof key, "F%u", i);
		see_file(k, key, NULL, 0);
	}
}

static void ceilings(void **state)
{
	const struct correlate_options o = { .now = STORY_START };
	struct correlate *k = correlate_new(arena, &o);
	const struct contacts *all;

	(void)state;
	/* The request is seen when what was said of its answer is forgotten. */
	see_file(k, "FAnswer", NULL, 0);
	many(k);
	see_fetch(k, 0);
	all = correlate_result(k);
	assert_true(!all->all[0]->claimed.any && all->files_dropped == 1);
	correlate_free(k);
	k = correlate_new(arena, &o);
	see_file(k, "FAnswer", NULL, 0);
	see_fetch(k, 0);
	many(k);
	all = correlate_result(k);
	assert_true(all->all[0]->claimed.any && all->files_dropped == 0);
	correlate_free(k);
	/* One key, again and again. */
	k = correlate_new(arena, &o);
	see_fetch(k, 0);
	for (unsigned i = 0; i < 40000; i++)
		see_file(k, "FAnswer", NULL, 0);
	all = correlate_result(k);
	assert_true(all->all[0]->claimed.any && all->files_dropped > 0);
	assert_in_range(k->files.kept_count, 1, 32768);
	correlate_free(k);
}

/* Keys are of one input, and a log that names the host is believed that it is not ours. */
static void others(void **state)
{
	const struct correlate_options o = { .now = STORY_START };
	struct correlate *k = correlate_new(arena, &o);

	(void)state;
	see_fetch(k, 0);
	see_file(k, "FAnswer", NULL, 1);
	see_file(k, "FAnswer", "www.example.com", 0);
	assert_false(correlate_result(k)->all[0]->claimed.any);
	see_file(k, "FAnswer", "YR1.c.lencr.org", 0);
	assert_true(correlate_result(k)->all[0]->claimed.any);
	correlate_free(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_post_is_named), cmocka_unit_test(a_request_has_its_own_word),
		cmocka_unit_test(several_name_none), cmocka_unit_test(revoked), cmocka_unit_test(no_request),
		cmocka_unit_test(sizes),
		cmocka_unit_test(digests), cmocka_unit_test(ceilings), cmocka_unit_test(others),
	};
	int failed;

	arena = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
