/* Junk in masses: memory stays under the ceilings, time stays in proportion, and
 * what was left out is counted. With a number as argument: that many sightings. */
#include "observe_stories.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define PLENTY 400000
#define RSS_MAX (200L * 1024)   /* KiB */

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED 1
#else
#define SANITIZED __has_feature(address_sanitizer)
#endif

static unsigned long amount = PLENTY;
static uint64_t state = 88172645463325252u;

static uint64_t any(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static void address(struct endpoint *e, unsigned port)
{
	uint32_t a = (uint32_t)any();

	*e = (struct endpoint){ .size = 4, .port = (uint16_t)port };
	memcpy(e->address, &a, 4);
}

struct junk {
	struct sighting s;
	struct sight_dns dns; struct sight_connect connect; struct sight_http http; struct sight_tls tls;
	struct sight_cert cert;
	struct endpoint answer;
	char name[80], key[65], url[120];
	uint8_t serial[18];
};

static void make_cert(struct junk *j)
{
	sight_cert_init(&j->cert);
	snprintf(j->key, sizeof j->key, "%016llx%016llx%016llx%016llx", (unsigned long long)any(),
		(unsigned long long)any(), (unsigned long long)any(), (unsigned long long)any());
	for (size_t i = 0; i < sizeof j->serial; i++)
		j->serial[i] = (uint8_t)any();
	j->serial[0] = 5;
	j->cert.key = view_of_text(j->key);
	j->cert.serial = view_of(j->serial, sizeof j->serial);
	j->cert.issuer = view_of_text(any() % 2 == 0 ? "CN=YR1,O=Let's Encrypt,C=US" : "CN=X,O=Other,C=US");
	j->cert.subject = view_of_text(j->name);
}

static void make(struct junk *j, uint64_t i)
{
	unsigned what = (unsigned)(any() % 100);

	sighting_init(&j->s, what < 35 ? SIGHT_DNS : what < 65 ? SIGHT_TLS : what < 75 ? SIGHT_CERT :
		what < 90 ? SIGHT_CONNECT : SIGHT_HTTP);
	j->s.at = (STORY_START + (int64_t)(i / 1000)) * SIGHT_SECOND + (int64_t)(any() % 5000000);
	j->s.connection = i + 1;
	j->s.place = i;
	address(&j->s.client, 40000);
	address(&j->s.server, what % 2 == 0 ? 443 : 80);
	j->s.client.address[0] = 10;
	j->s.client.address[1] = j->s.client.address[2] = 0;
	any();
	memcpy(j->s.client_mac, &state, 6);
	j->s.client_mac_known = what % 3 == 0;
	j->s.process.pid = (int64_t)(any() % 1000);
	snprintf(j->name, sizeof j->name, "host-%llx.example.com", (unsigned long long)any());
	if (any() % 100 == 0)
		snprintf(j->name, sizeof j->name, "yr%u.c.lencr.org", (unsigned)(any() % 30));
	make_cert(j);
	sight_dns_init(&j->dns);
	j->dns.name = view_of_text(j->name);
	address(&j->answer, 0);
	j->dns.addresses = &j->answer;
	j->dns.address_count = 1;
	j->dns.rcode = 0;
	sight_connect_init(&j->connect);
	sight_http_init(&j->http);
	snprintf(j->url, sizeof j->url, "http://%s/%u.crl", j->name, (unsigned)(any() % 128));
	j->http.url = view_of_text(j->url);
	j->http.host = view_of_text(j->name);
	j->http.method = view_of_text("GET");
	sight_tls_init(&j->tls);
	j->tls.sni = view_of_text(j->name);
	j->tls.version = 0x0303;
	j->tls.certs = &j->cert;
	j->tls.cert_count = any() % 2;
	j->s.dns = &j->dns;
	j->s.connect = &j->connect;
	j->s.http = &j->http;
	j->s.tls = &j->tls;
	j->s.cert = &j->cert;
}

static void masses(void **unused)
{
	static struct junk j;
	struct arena *a = arena_new();
	struct correlate *k = correlate_new(a, &(struct correlate_options){ .now = STORY_START });
	struct sight_sink *sink = correlate_sink(k);
	const struct contacts *all;
	struct rusage use;

	(void)unused;
	for (uint64_t i = 0; i < amount; i++) {
		make(&j, i);
		sink->see(sink, &j.s);
	}
	all = correlate_result(k);
	assert_int_equal(all->sightings, amount);
	assert_true(all->count <= 10000 && all->count > 100);
	assert_true(amount < 10 * PLENTY || all->contacts_dropped > 0);
	for (size_t i = 0; i < all->count; i++) {
		assert_true(all->all[i]->candidate_count <= 20);
		assert_true(i == 0 || all->all[i - 1]->at <= all->all[i]->at);
	}
	getrusage(RUSAGE_SELF, &use);
	print_message("# %lu sightings: %zu contacts, %llu left out, %llu candidates forgotten, %ld KiB, "
		"%ld.%03ld s\n", amount, all->count, (unsigned long long)all->contacts_dropped,
		(unsigned long long)all->candidates_dropped, use.ru_maxrss, (long)use.ru_utime.tv_sec,
		(long)use.ru_utime.tv_usec / 1000);
	if (!SANITIZED)
		assert_true(use.ru_maxrss < RSS_MAX);
	correlate_free(k);
	arena_free(a);
}

/* Times, numbers and lengths from outside that are out of all reason. */
static void extremes(void **unused)
{
	static const int64_t times[] = { INT64_MIN, INT64_MIN + 1, -1, 0, INT64_MAX, INT64_MAX - 1 };
	struct arena *a = arena_new();
	struct correlate *k = correlate_new(a, &(struct correlate_options){ .now = STORY_START });
	struct sight_sink *sink = correlate_sink(k);
	static struct junk j;
	static char big[100000];

	(void)unused;
	memset(big, 'a', sizeof big);
	for (unsigned i = 0; i < 600; i++) {
		make(&j, i);
		j.s.kind = (enum sighting_kind)(i % 6);
		j.s.at = times[i % 6];
		j.s.opened_at = times[i / 6 % 6];
		j.tls.flight_at = times[i / 7 % 6];
		j.tls.finished_at = times[i / 3 % 6];
		j.http.done_at = times[i / 5 % 6];
		j.http.body_size = times[i / 4 % 6];
		j.http.answer_size = times[i / 2 % 6];
		j.connect.ended_at = times[i % 5];
		if (i % 3 == 0) {
			snprintf(j.name, sizeof j.name, "yr1.c.lencr.org");
			snprintf(j.url, sizeof j.url, "http://yr1.c.lencr.org/%u.crl", i);
			j.http.url = view_of_text(j.url);
			j.http.host = j.dns.name = view_of_text(j.name);
		}
		if (i % 5 == 0)
			j.http.user_agent = j.tls.sni = j.s.client_name = j.http.headers = j.cert.issuer =
				j.s.process.name = j.s.process.task = j.s.process.subject = j.http.header_names =
				view_of(big, sizeof big);
		if (i % 7 == 0)
			j.cert.der = j.http.answer = j.http.body = view_of(big, sizeof big);
		if (i % 11 == 0)
			j.s.client.size = j.s.server.size = 0;
		if (i % 13 == 0)
			j.cert.serial = j.cert.key = view_of(big, sizeof big);
		sink->see(sink, &j.s);
	}
	assert_true(correlate_result(k)->count > 0);
	correlate_free(k);
	arena_free(a);
}

/* Few contacts of long texts cost no more than many of short ones: what is over that is left out, and counted. */
static void long_texts(void **unused)
{
	static struct junk j;
	static char url[4000];
	struct arena *a = arena_new();
	struct correlate *k = correlate_new(a, &(struct correlate_options){ .now = STORY_START });
	struct sight_sink *sink = correlate_sink(k);
	const struct contacts *all;

	(void)unused;
	for (unsigned i = 0; i < 20000; i++) {
		make(&j, i);
		j.s.kind = SIGHT_HTTP;
		memset(url, 'a', sizeof url);
		snprintf(url, 40, "http://yr1.c.lencr.org/%u", i);
		url[strlen(url)] = '/';
		j.http.url = view_of(url, sizeof url);
		j.http.host = view_of_text("yr1.c.lencr.org");
		sink->see(sink, &j.s);
	}
	assert_true(arena_size(a) < (size_t)56 * 1024 * 1024);
	all = correlate_result(k);
	assert_true(all->count > 5000 && all->contacts_dropped > 5000);
	correlate_free(k);
	arena_free(a);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_texts),
		cmocka_unit_test(masses),
		cmocka_unit_test(extremes),
	};

	if (argc > 1)
		amount = strtoul(argv[1], NULL, 10);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
