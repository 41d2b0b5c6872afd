#include "unit.h"

#include <string.h>

#include "base/when.h"
#include "why_scene.h"

#define MS INT64_C(1000)

static struct endpoint at(uint8_t net, uint8_t host, uint16_t port)
{
	struct endpoint e = { .address = { net, 0, net == 10 ? 0 : 113, host }, .size = 4, .port = port };

	return e;
}

static const struct cause_evidence *evidence(struct arena *a, size_t count, const struct cause_evidence *list)
{
	return arena_copy(a, list, count * sizeof *list);
}

static void candidate(struct arena *a, struct candidate *k, enum grade g, const char *name, int64_t when,
	int64_t before)
{
	*k = (struct candidate){ .grade = g, .name = name, .server = at(203, 7, 443), .client = at(10, 21, 51000),
		.at = when - before, .before = before, .tls = "TLS 1.3", .hidden = true, .pid = -1, .place = 40 };
	k->evidence = evidence(a, 1, (struct cause_evidence[]){ { "before", 12, "It began 0.4 s earlier" } });
	k->evidence_count = 1;
	k->points = 12;
}

static struct contact *contact(struct arena *a, uint8_t machine, int64_t when, const char *url, const char *what)
{
	struct contact *c = arena_take(a, sizeof *c);

	c->at = when;
	c->client = at(10, machine, 50000);
	c->server = at(198, 9, 80);
	c->pid = -1;
	c->host = "yr1.c.lencr.org";
	c->dns.rcode = -1;
	c->request.seen = true;
	c->request.at = when;
	c->request.done_at = when + 30 * MS;
	c->request.method = "GET";
	c->request.url = url;
	c->request.version = 11;
	c->request.status = 200;
	c->request.bytes = 41234;
	c->object.known = true;
	c->object.kind = "shard-crl";
	c->object.what = what;
	c->object.ca = "YR1";
	c->object.environment = "production";
	c->object.state = "current";
	c->content.this_update = c->content.next_update = WHEN_NONE;
	c->chance = -1;
	c->place = 112;
	return c;
}

static struct contact *proven(struct arena *a, int64_t when)
{
	static const char *const addresses[] = { "198.0.113.9" };
	static const char *const reasons[] = { "User-Agent", "order of headers" };
	static const struct cause_cert cert = { "R12", "CN=shop.example.test",
		"06ed041e68894803a4235faed4ce54e55e8c", NULL, "capture" };
	struct contact *c = contact(a, 21, when, "http://yr1.c.lencr.org/13.crl", "CRL shard 13 of 128 of YR1");
	struct candidate *k = arena_array(a, 2, sizeof *k);

	c->dns.seen = c->dns.answered = true;
	c->dns.at = when;
	c->dns.rcode = 0;
	c->dns.addresses = addresses;
	c->dns.address_count = 1;
	c->object.shard = 13;
	c->content.state = CONTENT_VERIFIED;
	c->content.what = "signed by YR1, IDP equals URL";
	c->content.signer = "YR1";
	c->content.sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
	c->content.this_update = when / SIGHT_SECOND - 3600;
	c->content.next_update = when / SIGHT_SECOND + 9 * WHEN_DAY;
	c->fetcher.name = "Windows CryptoAPI";
	c->fetcher.reasons = reasons;
	c->fetcher.reason_count = 2;
	c->fetcher.mark = "capture";
	c->request.user_agent = "Microsoft-CryptoAPI/10.0";
	candidate(a, &k[0], GRADE_PROVEN, "shop.example.test", when, 212 * MS);
	k[0].tls = "TLS 1.2";
	k[0].hidden = false;
	k[0].cert = &cert;
	k[0].points = 135;
	k[0].evidence = evidence(a, 2, (struct cause_evidence[]){
		{ "cert-lists-url", 100, "Its certificate 06ed04\u20265e8c names exactly this URL" },
		{ "nested", 35, "The fetch lies inside the gap of its handshake" } });
	k[0].evidence_count = 2;
	candidate(a, &k[1], GRADE_POSSIBLE, "news.example.net", when, 9100 * MS);
	c->candidates = k;
	c->candidate_count = 2;
	c->grade = GRADE_PROVEN;
	c->dropped = 2;
	c->dropped_why = "certificates of other CAs";
	return c;
}

static struct contact *burst(struct arena *a, int64_t when, const struct contact *as)
{
	struct contact *c = contact(a, 21, when, "http://yr.c.lencr.org/", "revocation list of the root Root YR");

	c->object.kind = "root-crl";
	c->request.status = 304;
	c->request.bytes = -1;
	c->content.state = CONTENT_NONE;
	c->content.what = "304: the client has it already";
	c->as = as;
	c->grade = as->grade;
	return c;
}

static struct contact *likely(struct arena *a, int64_t when)
{
	struct contact *c = contact(a, 22, when, "http://ye2.c.lencr.org/25.crl", "CRL shard 25 of 128 of YE2");
	struct candidate *k = arena_take(a, sizeof *k);

	candidate(a, k, GRADE_LIKELY, "api.example.net", when, 35 * MS);
	k->evidence = evidence(a, 2, (struct cause_evidence[]){
		{ "nested", 35, "The fetch lies inside the gap of its handshake" },
		{ "resumed", -25, "It resumed an earlier session, so that no certificate was sent" } });
	k->evidence_count = 2;
	k->points = 10;
	k->process = "java";
	k->pid = 4711;
	c->process = "java";
	c->user = "tomcat";
	c->pid = 4711;
	c->candidates = k;
	c->candidate_count = 1;
	c->content.state = CONTENT_PARTIAL;
	c->grade = GRADE_LIKELY;
	return c;
}

static struct contact *possible(struct arena *a, int64_t when)
{
	static const char *const names[] = { "cdn.example.org", "img.example.org", "login.example.com",
		"a.very.long.name.of.a.machine.in.some.content.delivery.network.example.net", "fonts.example.com",
		"stats.example.io", "m\u00fcnchen.example" };
	struct contact *c = contact(a, 22, when, "http://r12.c.lencr.org/47.crl", "CRL shard 47 of 128 of R12");
	struct candidate *k = arena_array(a, 7, sizeof *k);

	for (unsigned i = 0; i < 7; i++)
		candidate(a, &k[i], GRADE_POSSIBLE, names[i], when, (400 + 3 * i * i * i * i * i) * MS);
	k[2].evidence = evidence(a, 3, (struct cause_evidence[]){
		{ "cert-lists-url", 100, "Its certificate names exactly this URL" },
		{ "before", 12, "It began 0.5 s earlier" },
		{ "cert-later", -120, "Its certificate came only after the fetch had begun" } });
	k[2].evidence_count = 3;
	/* Of this one there is a question about its name only. */
	k[3].evidence = evidence(a, 1, (struct cause_evidence[]){
		{ "name-asked", 0, "Only the question about its name can be seen" } });
	k[3].server.port = 0;
	k[3].tls = NULL;
	c->candidates = k;
	c->candidate_count = 7;
	c->more_candidates = 3;
	c->grade = GRADE_POSSIBLE;
	c->chance = 0.0754;
	c->content.state = CONTENT_NOT_CAPTURED;
	return c;
}

static struct contact *unexplained(struct arena *a, int64_t when)
{
	static const char *const reasons[] = { "The capture began less than the window before it",
		"A certificate seen earlier, whose cached list had expired by now" };
	struct contact *c = contact(a, 23, when, NULL, "OCSP service of R3 (ended 2025-08-06)");

	c->request.seen = false;
	c->server.size = 0;
	c->client_name = "printer-3";
	c->host = "r3.o.lencr.org";
	c->object.kind = "name-only";
	c->object.state = "ended";
	c->dns.seen = c->dns.answered = true;
	c->dns.at = when;
	c->dns.rcode = 3;
	c->reasons = reasons;
	c->reason_count = 2;
	return c;
}

static struct contact *suspicious(struct arena *a, int64_t when)
{
	static const struct contact_flag flags[] = {
		{ "content-mismatch", SEVERITY_FAIL, "The body is not a CRL of R10: it is a certificate of another CA",
		  "Treat the server as hostile; keep the capture" },
		{ "address-not-from-dns", SEVERITY_WARN, "198.0.113.9 was no answer for that name", NULL } };
	struct contact *c = contact(a, 24, when, "http://r10.c.lencr.org/42.crl?" SCENE_HOSTILE,
		"CRL shard 42 of 128 of R10");
	struct candidate *k = arena_take(a, sizeof *k);

	candidate(a, k, GRADE_POSSIBLE, SCENE_HOSTILE, when, 1500 * MS);
	c->candidates = k;
	c->candidate_count = 1;
	c->grade = GRADE_POSSIBLE;
	c->client_name = SCENE_HOSTILE;
	c->client.size = 0;
	c->flags = flags;
	c->flag_count = 2;
	c->suspicious = true;
	c->content.state = CONTENT_MISMATCH;
	c->content.what = "not a CRL";
	c->request.user_agent = SCENE_HOSTILE;
	return c;
}

static struct input_report *inputs(struct arena *a)
{
	struct input_report *i = arena_array(a, 2, sizeof *i);

	i[0] = (struct input_report){ .name = "monday.pcapng", .format = "pcap", .first = SCENE_AT - 60000 * MS,
		.last = SCENE_AT + 600000 * MS, .packets = 18234, .bytes = 9182734, .flows = 411, .clipped = 3,
		.secrets = true };
	i[1] = (struct input_report){ .name = SCENE_HOSTILE, .format = "zeek", .first = SIGHT_NEVER,
		.last = SIGHT_NEVER, .lines = 99, .bytes = 12345, .malformed = 2, .too_long = 1,
		.broken = "the gzip data ends too early" };
	return i;
}

void scene_report(struct arena *a, size_t repeat, struct why_report *out)
{
	static const char *const relaxed[] = { "--allow-private 10.0.0.0/8" };
	struct contacts *found = arena_take(a, sizeof *found);
	const struct contact **all = arena_array(a, 6 * repeat, sizeof *all);

	for (size_t i = 0; i < repeat; i++) {
		int64_t when = SCENE_AT + (int64_t)i * 3600 * SIGHT_SECOND;
		struct contact *list[6] = { proven(a, when), NULL, likely(a, when + 170000 * MS),
			possible(a, when + 171200 * MS), unexplained(a, when + 300000 * MS),
			suspicious(a, when + 449000 * MS) };

		list[1] = burst(a, when + 40 * MS, list[0]);
		for (size_t k = 0; k < 6; k++) {
			list[k]->n = (unsigned)(6 * i + k + 1);
			all[6 * i + k] = list[k];
		}
	}
	*found = (struct contacts){ .all = all, .count = 6 * repeat, .sightings = 18000,
		.first = repeat == 0 ? SIGHT_NEVER : all[0]->at,
		.last = repeat == 0 ? SIGHT_NEVER : all[6 * repeat - 1]->at };
	*out = (struct why_report){ .found = found, .inputs = inputs(a), .input_count = 2, .version = "1",
		.catalog = "2026-11-01", .openssl = "3", .pcap = "1", .relaxed = relaxed, .relaxed_count = 1,
		.window = 30 * SIGHT_SECOND };
}
