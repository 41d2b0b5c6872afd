/* Objects that every site of a CA needs, and certificates of real sites. */
#include "observe_stories.h"
#include "x509_support.h"

#include <dirent.h>

#include "base/str.h"
#include "x509/cert.h"
#include "x509/pem.h"

static struct arena *arena;

static struct sight_cert *cert_13(struct story *s)
{
	return story_bytes(s->a, story_cert(s->a, "yr1", SERIAL_13, URL_13, NULL));
}

/* A root's list is needed for every site: it inherits from the shard's fetch. */
static void bursts(void **state)
{
	struct story *s = story_new(arena);
	struct correlate *k;
	const struct contacts *all;

	(void)state;
	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 400, cert_13(s));
	story_tls(s, 1010, CLIENT, "203.0.113.8", "www.example", 0x0304, 50, NULL);
	story_http(s, 1100, CLIENT, LENCR, "http://yr.c.lencr.org/");
	story_http(s, 1120, CLIENT, LENCR, URL_13);
	story_http(s, 1140, CLIENT, LENCR, "http://ye.c.lencr.org/");
	story_http(s, 5000, CLIENT, LENCR, "http://x1.c.lencr.org/");
	all = story_tell(s, &(struct telling){ 0 }, &k);
	assert_int_equal(all->count, 4);
	assert_ptr_equal(all->all[0]->as, all->all[1]);
	assert_int_equal(all->all[0]->grade, GRADE_LIKELY);
	assert_int_equal(all->all[1]->grade, GRADE_PROVEN);
	assert_null(all->all[2]->as);           /* YE is not above YR1 */
	assert_null(all->all[3]->as);           /* not of this burst */
	assert_int_equal(all->all[3]->grade, GRADE_POSSIBLE);
	correlate_free(k);
}

/* Evidence for issuer certificates. */
static void issuer_missing(void **state)
{
	struct story *s = story_new(arena);
	struct sight_cert *c = arena_array(arena, 2, sizeof *c);
	struct sight_tls *t;
	struct correlate *k;
	struct bundle b;
	const char *path;
	const struct contacts *all;

	(void)state;
	t = story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 100, cert_13(s));
	story_http(s, 1200, CLIENT, LENCR, "http://yr1.i.lencr.org/");
	all = story_tell(s, &(struct telling){ 0 }, &k);
	assert_string_equal(all->all[0]->object.kind, "issuer");
	assert_true(has_evidence(&all->all[0]->candidates[0], "issuer-not-sent"));
	assert_true(has_evidence(&all->all[0]->candidates[0], "ca-fits"));
	assert_int_equal(all->all[0]->grade, GRADE_POSSIBLE);
	correlate_free(k);
	/* With the issuer sent along there was nothing to fetch. */
	path = shared_folder(arena, "fixtures/letsencrypt/prod/int-yr1.pem");
	if (path == NULL || !bundle_read(arena, read_file(arena, path), 2, &b, NULL))
		return;
	c[0] = *cert_13(s);
	c[1] = *story_bytes(arena, b.certs[0]);
	t->certs = c;
	t->cert_count = 2;
	all = story_tell(s, &(struct telling){ 0 }, &k);
	assert_true(has_evidence(&all->all[0]->candidates[0], "issuer-sent"));
	correlate_free(k);
	/* The intermediate names the root's list: only this one can have asked for it. */
	story_http(s, 1300, CLIENT, LENCR, "http://yr.c.lencr.org/");
	all = story_tell(s, &(struct telling){ 0 }, &k);
	assert_true(has_evidence(&all->all[1]->candidates[0], "chain-lists-url"));
	assert_int_equal(all->all[1]->grade, GRADE_PROVEN);
	correlate_free(k);
	/* Unless another site of that CA was visited, which left the intermediate out. */
	t = story_tls(s, 1010, CLIENT, "203.0.113.8", "www.example", 0x0303, 100,
		story_bytes(s->a, story_cert(s->a, "yr1", SERIAL_25, NULL, NULL)));
	all = story_tell(s, &(struct telling){ 0 }, &k);
	assert_string_equal(all->all[1]->candidates[0].name, "shop.example");
	assert_int_equal(all->all[1]->grade, GRADE_POSSIBLE);
	correlate_free(k);
	/* Whose certificate came too late. */
	t->cert_at = t->flight_at = STORY_START * SIGHT_SECOND + 1350000;
	all = story_tell(s, &(struct telling){ 0 }, &k);
	assert_true(has_evidence(&all->all[1]->candidates[1], "cert-later"));
	assert_true(all->all[1]->candidates[1].points < 0);
	assert_int_equal(all->all[1]->grade, GRADE_PROVEN);
	correlate_free(k);
}

/* As measured with Java 17: the list of the root, then the shard, and only then the
 * client's part of the handshake; nothing of the certificate can be seen. */
static void stalled_handshake(void **state)
{
	struct story *s = story_new(arena);
	struct sight_tls *t = story_tls(s, 0, CLIENT, "203.0.113.7", "shop.example", 0x0304, 181, NULL);
	struct correlate *k;
	const struct contacts *all;

	(void)state;
	t->flight_at = STORY_START * SIGHT_SECOND + 67300;
	story_tls(s, 5, CLIENT, "203.0.113.8", "www.example", 0x0304, 40, NULL);
	story_http(s, 132, CLIENT, LENCR, "http://yr.c.lencr.org/")->user_agent = view_of_text("Java/17.0.21");
	story_http(s, 155, CLIENT, LENCR, URL_13)->user_agent = view_of_text("Java/17.0.21");
	all = story_tell(s, &(struct telling){ 0 }, &k);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(all->all[i]->grade, GRADE_LIKELY);
		assert_string_equal(all->all[i]->candidates[0].name, "shop.example");
		assert_true(has_evidence(&all->all[i]->candidates[0], "nested"));
		assert_string_equal(all->all[i]->fetcher.name, "Java");
	}
	correlate_free(k);
	/* The client's part came in between: nothing is nested any more. */
	t->finished_at = STORY_START * SIGHT_SECOND + 140000;
	all = story_tell(s, &(struct telling){ 0 }, &k);
	assert_int_equal(all->all[1]->grade, GRADE_POSSIBLE);
	correlate_free(k);
}

/* Evidence that no grade hangs on. */
static void lesser_evidence(void **state)
{
	static const struct view names[] = { { (const uint8_t *)"shop.example", 12 } };
	struct story *s = story_new(arena);
	struct sight_cert *given = story_facts(arena, "yr1", SERIAL_13);
	struct correlate *k;
	const struct contact *c;
	struct sight_tls *t;

	(void)state;
	story_tls(s, 0, "10.0.0.99", "203.0.113.7", "ocsp.example", 0x0303, 50, story_bytes(arena,
		story_cert(arena, "yr1", SERIAL_25, "http://yr1.c.lencr.org/25.crl", NULL)));
	t = story_tls(s, 1000, CLIENT, "203.0.113.7", "ocsp.example", 0x0304, 50, NULL);
	story_last(s)->process.pid = 10;
	t->grease = t->data_known = true;
	t->client_data_at = STORY_START * SIGHT_SECOND + 1200000;
	story_http(s, 1100, CLIENT, LENCR, URL_13)->user_agent = view_of_text("Java/17.0.21");
	story_last(s)->process.pid = 11;
	c = story_tell(s, &(struct telling){ 0 }, &k)->all[0];
	assert_int_equal(c->grade, GRADE_POSSIBLE);
	assert_true(has_evidence(&c->candidates[0], "earlier-other"));
	assert_true(has_evidence(&c->candidates[0], "stalled"));
	assert_true(has_evidence(&c->candidates[0], "other-process"));
	assert_true(has_evidence(&c->candidates[0], "family-differs"));
	assert_true(has_evidence(&c->candidates[0], "ca-host"));
	correlate_free(k);

	/* The same knowledge from three hands. */
	given->names = names;
	given->name_count = 1;
	for (size_t i = 0; i < 3; i++) {
		static const char *const sources[] = { "given", "ct", "confirmed" },
			*const found[] = { "given-fits", "ct-fits", "confirmed" };

		s = story_new(arena);
		story_know(s, given, sources[i]);
		story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0304, 50, NULL);
		story_http(s, 1100, CLIENT, LENCR, URL_13);
		c = story_tell(s, &(struct telling){ 0 }, &k)->all[0];
		assert_int_equal(c->grade, GRADE_LIKELY);
		assert_true(has_evidence(&c->candidates[0], found[i]));
		assert_string_equal(c->candidates[0].cert->source, sources[i]);
		assert_true(c->chance > 0.007 && c->chance < 0.008);
		correlate_free(k);
	}
}

/* Real certificates of sites: each names its list, and by the serial alone the
 * same list is found. */
static void real_certificates(void **state)
{
	char *folder = shared_folder(arena, "fixtures/leaves");
	DIR *d = folder == NULL ? NULL : opendir(folder);
	struct dirent *e;
	unsigned proven = 0;

	(void)state;
	while (d != NULL && (e = readdir(d)) != NULL) {
		struct story *s = story_new(arena);
		const struct contacts *all;
		struct sight_cert *facts;
		struct correlate *k;
		struct sight_tls *t;
		struct cert *cert;
		struct bundle b;

		if (!ends_with(e->d_name, ".pem") ||
		    !bundle_read(arena, read_file(arena, arena_format(arena, "%s/%s", folder, e->d_name)), 9, &b,
		    NULL))
			continue;
		cert = cert_read(arena, b.certs[0], NULL);
		if (cert->point_count == 0 || cert->points[0].url_count == 0)
			continue;
		t = story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 50,
			story_bytes(arena, b.certs[0]));
		story_http(s, 1100, CLIENT, LENCR, cert->points[0].urls[0]);
		all = story_tell(s, &(struct telling){ 0 }, &k);
		assert_int_equal(all->all[0]->grade, GRADE_PROVEN);
		proven++;
		correlate_free(k);
		facts = story_bytes(arena, (struct view){ 0 });
		facts->issuer = view_of_text(cert->issuer_text);
		facts->serial = cert->serial;
		t->certs = facts;
		all = story_tell(s, &(struct telling){ 0 }, &k);
		assert_int_equal(all->all[0]->grade, GRADE_LIKELY);
		assert_true(has_evidence(&all->all[0]->candidates[0], "serial-shard"));
		correlate_free(k);
	}
	if (d != NULL)
		closedir(d);
	assert_true(d == NULL || proven >= 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bursts),
		cmocka_unit_test(issuer_missing),
		cmocka_unit_test(stalled_handshake),
		cmocka_unit_test(lesser_evidence),
		cmocka_unit_test(real_certificates),
	};
	int failed;

	arena = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
