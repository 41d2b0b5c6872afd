/* One story for every rule of grading, with the grade that it must get. */
#ifndef LENCR_TESTS_OBSERVE_TOLD_H
#define LENCR_TESTS_OBSERVE_TOLD_H

#include "observe_told_logs.h"

static void clear_certificate(struct story *s)
{
	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 200, cert_13(s));
	fetch_13(s, 1100);
}

static void no_name_asked(struct story *s)
{
	story_tls(s, 1000, CLIENT, "203.0.113.7", NULL, 0x0303, 200, cert_13(s));
	fetch_13(s, 1100);
}

static void resumed_session(struct story *s)
{
	struct sight_tls *t = story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 50, NULL);

	t->resumed = true;
	fetch_13(s, 1100);
}

static void earlier_handshake(struct story *s)
{
	story_tls(s, 1000, "10.0.0.99", "203.0.113.7", "shop.example", 0x0303, 50, cert_13(s));
	story_tls(s, 100000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 50, NULL)->resumed = true;
	story_tls(s, 100100, CLIENT, "203.0.113.8", "www.example", 0x0304, 50, NULL);
	fetch_13(s, 100200);
}

static void hidden_nested(struct story *s)
{
	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0304, 300, NULL);
	story_tls(s, 900, CLIENT, "203.0.113.8", "www.example", 0x0304, 50, NULL);
	fetch_13(s, 1100);
}

static void nested_twice(struct story *s, const char *name, const char *server)
{
	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0304, 300, NULL);
	story_tls(s, 1010, CLIENT, server, name, 0x0304, 300, NULL);
	fetch_13(s, 1100);
}

static void hidden_nested_twice(struct story *s)
{
	nested_twice(s, "www.example", "203.0.113.8");
}

static void one_site_nested_twice(struct story *s)
{
	nested_twice(s, "shop.example", "203.0.113.7");
}

static void hidden_before(struct story *s)
{
	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0304, 50, NULL);
	fetch_13(s, 1100);
}

static void later_only(struct story *s)
{
	fetch_13(s, 1000);
	story_tls(s, 1100, CLIENT, "203.0.113.7", "shop.example", 0x0303, 50, cert_13(s));
}

static void certificate_too_late(struct story *s)
{
	struct sight_tls *t = story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 400,
		cert_13(s));

	t->cert_at = STORY_START * SIGHT_SECOND + 1150000;
	t->flight_at = STORY_START * SIGHT_SECOND + 1160000;
	fetch_13(s, 1100);
}

static void two_have_it(struct story *s)
{
	const char *other = "05aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0c";

	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 50, cert_13(s));
	story_tls(s, 900, CLIENT, "203.0.113.8", "www.example", 0x0303, 50,
		story_bytes(s->a, story_cert(s->a, "yr1", other, URL_13, NULL)));
	fetch_13(s, 1100);
}

static void twenty_parallel(struct story *s)
{
	for (int i = 0; i < 20; i++) {
		char *name = arena_format(s->a, "site%d.example", i);
		char *serial = arena_format(s->a, "05aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%02x", i + 0x20);
		char *url = arena_format(s->a, "http://yr1.c.lencr.org/%d.crl", i + 0x21);

		story_tls(s, 1000 + i, CLIENT, "203.0.113.9", name, 0x0303, 200,
			story_bytes(s->a, story_cert(s->a, "yr1", serial, url, NULL)));
	}
	story_tls(s, 1030, CLIENT, "203.0.113.7", "shop.example", 0x0303, 200, cert_13(s));
	fetch_13(s, 1100);
}

static void twenty_hidden(struct story *s)
{
	for (int i = 0; i < 25; i++)
		story_tls(s, 1000 + i, CLIENT, "203.0.113.9", arena_format(s->a, "site%d.example", i), 0x0304,
			50, NULL);
	fetch_13(s, 1100);
}

static void other_ca(struct story *s)
{
	story_tls(s, 1000, CLIENT, "203.0.113.7", "bank.example", 0x0303, 50,
		story_bytes(s->a, story_cert(s->a, "other", SERIAL_13, "http://crl.example/1.crl", NULL)));
	fetch_13(s, 1100);
}

static void other_shard(struct story *s)
{
	story_tls(s, 1000, CLIENT, "203.0.113.7", "bank.example", 0x0303, 300, story_bytes(s->a,
		story_cert(s->a, "yr1", SERIAL_25, "http://yr1.c.lencr.org/25.crl", NULL)));
	fetch_13(s, 1100);
}

static void other_of_our_cas(struct story *s)
{
	story_tls(s, 1000, CLIENT, "203.0.113.7", "bank.example", 0x0303, 300, story_bytes(s->a,
		story_cert(s->a, "yr2", SERIAL_13, "http://yr2.c.lencr.org/13.crl", NULL)));
	fetch_13(s, 1100);
}

static struct sight_tls *ask_ocsp(struct story *s, const struct sight_cert *cert)
{
	char *path = story_ocsp_path(s->a, "r10", SERIAL_13, "");
	struct sight_tls *t = story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 50, cert);

	story_http(s, 1100, CLIENT, LENCR, arena_format(s->a, "http://r10.o.lencr.org/%s", path));
	return t;
}

static void certid(struct story *s)
{
	ask_ocsp(s, story_bytes(s->a, story_cert(s->a, "r10", SERIAL_13, NULL, "http://r10.o.lencr.org")));
}

static void certid_in_log(struct story *s)
{
	struct sight_tls *t = ask_ocsp(s, story_facts(s->a, "r10", SERIAL_13));

	t->cert_at = t->flight_at = t->finished_at = SIGHT_NEVER;
}

static void certid_of_another(struct story *s)
{
	ask_ocsp(s, story_bytes(s->a, story_cert(s->a, "r10", SERIAL_25, NULL, "http://r10.o.lencr.org")));
}

/* A server with two addresses: visited on one, it asks for stapling from the other. */
static void certid_of_a_server(struct story *s)
{
	ask_ocsp(s, story_bytes(s->a, story_cert(s->a, "r10", SERIAL_13, NULL, "http://r10.o.lencr.org")));
	s->list[0]->client = s->list[1]->client;
	endpoint_read(view_of_text("192.0.2.99"), &s->list[1]->client);
	endpoint_read(view_of_text("198.51.100.44"), &s->list[0]->client);
}

/* The same, with a connection of its own that shows nothing. */
static void certid_elsewhere_and_hidden(struct story *s)
{
	certid_of_a_server(s);
	story_tls(s, 1050, "192.0.2.99", "203.0.113.70", "other.example", 0x0304, 30, NULL);
}

/* Stapled answers are renewed long after, too. */
static void certid_long_ago(struct story *s)
{
	certid_of_a_server(s);
	s->list[1]->at += 3600 * SIGHT_SECOND;
	s->list[1]->opened_at += 3600 * SIGHT_SECOND;
}

/* The building of a chain, as Windows records it. */
static void build(struct story *s, const char *subject)
{
	story_connect(s, 1050, NULL, NULL, 0, false);
	story_last(s)->kind = SIGHT_PROCESS;
	story_last(s)->process.task = view_of_text("{6a5b}");
	story_last(s)->process.subject = view_of_text(subject);
}

static void task(struct story *s)
{
	story_http(s, 1100, NULL, NULL, URL_13);
	story_last(s)->process.task = view_of_text("{6A5B}");
	build(s, "shop.example");
}

static void two_tasks(struct story *s)
{
	task(s);
	build(s, "other.example");
}

/* The chain's certificates, as event 90 has them. */
static void recorded(struct story *s, const char *subject, const char *serial)
{
	struct sight_cert *c = story_facts(s->a, "yr1", serial);
	struct view *names = arena_take(s->a, sizeof *names);

	*names = view_of_text(subject);
	c->subject = view_of_text(arena_format(s->a, "O=Shop,CN=%s", subject));
	c->names = names;
	c->name_count = 1;
	c->key = view_of_text(arena_format(s->a, "%040u", (unsigned)s->count));
	c->not_before = STORY_START - 86400;
	c->not_after = STORY_START + 86400;
	story_connect(s, 1060, NULL, NULL, 0, false);
	story_last(s)->kind = SIGHT_CERT;
	story_last(s)->connect = NULL;
	story_last(s)->cert = c;
	story_last(s)->process.task = view_of_text("{6A5B}");
}

static void task_with_certificate(struct story *s)
{
	task(s);
	recorded(s, "shop.example", SERIAL_13);
	recorded(s, "YR1", "00a1");
}

/* A list that the task's own certificate has nothing to do with. */
static void task_of_another_shard(struct story *s)
{
	task(s);
	recorded(s, "shop.example", SERIAL_25);
}

/* A capture hides the certificate, a record of Windows has it. */
static void recorded_fits(struct story *s)
{
	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0304, 50, NULL);
	story_tls(s, 1010, CLIENT, "203.0.113.8", "www.example", 0x0304, 50, NULL);
	fetch_13(s, 1100);
	recorded(s, "shop.example", SERIAL_13);
}

static void same_process(struct story *s)
{
	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0304, 50, NULL);
	story_last(s)->process.pid = 4711;
	story_tls(s, 1010, CLIENT, "203.0.113.8", "www.example", 0x0304, 50, NULL);
	story_last(s)->process.pid = 815;
	fetch_13(s, 1100);
	story_last(s)->process.pid = 4711;
}

/* A certificate for NAME, valid from FROM seconds after the story's start on. */
static void given(struct story *s, const char *serial, const char *name, int64_t from, const char *source)
{
	struct sight_cert *c = story_facts(s->a, "yr1", serial);
	struct view *names = arena_take(s->a, sizeof *names);

	*names = view_of_text(name);
	c->names = names;
	c->name_count = 1;
	c->not_before = STORY_START + from;
	c->not_after = STORY_START + 86400;
	story_know(s, c, source);
}

static void given_fits(struct story *s)
{
	given(s, SERIAL_13, "*.shop.example", -86400, "ct");
	story_tls(s, 1000, CLIENT, "203.0.113.7", "www.shop.example", 0x0304, 50, NULL);
	story_tls(s, 1010, CLIENT, "203.0.113.8", "www.example", 0x0304, 50, NULL);
	fetch_13(s, 1100);
}

static void given_renewed(struct story *s)
{
	given(s, SERIAL_13, "shop.example", 5000, "confirmed");
	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0304, 50, NULL);
	fetch_13(s, 1100);
}

static void given_other(struct story *s)
{
	given(s, SERIAL_25, "shop.example", -5000, "given");
	given_renewed(s);
}

static void ipv6_fetch(struct story *s)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 9 };

	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 50, cert_13(s));
	memcpy(story_last(s)->client_mac, mac, 6);
	story_last(s)->client_mac_known = true;
	story_http(s, 1100, "2001:db8::21", "2001:db8::80", URL_13);
	memcpy(story_last(s)->client_mac, mac, 6);
	story_last(s)->client_mac_known = true;
}

static void behind_a_router(struct story *s)
{
	ipv6_fetch(s);
	story_dns(s, 1200, "10.0.0.77", "www.example", NULL);
	memcpy(story_last(s)->client_mac, s->list[0]->client_mac, 6);
	story_last(s)->client_mac_known = true;
}

static void inbound(struct story *s)
{
	struct sight_tls *t = story_tls(s, 1000, "203.0.113.50", CLIENT, NULL, 0x0303, 400, NULL);

	t->client_certs = cert_13(s);
	t->client_cert_count = 1;
	t->cert_at = STORY_START * SIGHT_SECOND + 1015000;
	t->client_asked = true;
	fetch_13(s, 1100);
}

static void proxy_tunnel(struct story *s)
{
	struct sight_http *h = story_http(s, 1000, CLIENT, "10.0.0.1", "http://shop.example:443/");

	h->form = HTTP_CONNECT;
	h->method = view_of_text("CONNECT");
	h->url = (struct view){ 0 };
	h->target = h->host;
	h = story_http(s, 1100, CLIENT, "10.0.0.1", URL_13);
	h->form = HTTP_ABSOLUTE;
}

static void nothing_there(struct story *s)
{
	story_dns(s, 0, CLIENT, "www.example", "203.0.113.7");
	fetch_13(s, 100000);
}

static void out_of_window(struct story *s)
{
	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 200, cert_13(s));
	fetch_13(s, 60000);
}

static void collector(struct story *s)
{
	story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0x0303, 200, cert_13(s));
	for (int i = 13; i < 23; i++)
		story_http(s, 1100 + i, CLIENT, LENCR, arena_format(s->a, "http://yr1.c.lencr.org/%d.crl", i));
}

static void quic(struct story *s)
{
	struct sight_tls *t = story_tls(s, 1000, CLIENT, "203.0.113.7", "shop.example", 0, 0, NULL);

	t->quic = t->ech = true;
	t->flight_at = SIGHT_NEVER;
	fetch_13(s, 1100);
}

static void names_only(struct story *s)
{
	story_dns(s, 1000, CLIENT, "www.example", "203.0.113.7");
	story_dns(s, 1001, CLIENT, "www.example", NULL)->type = 28;
	story_dns(s, 1050, CLIENT, "ads.example", NULL)->blocked = true;
	story_dns(s, 1060, CLIENT, "nosuch.example", NULL)->rcode = 3;
	story_dns(s, 1070, "10.0.0.99", "other.example", "203.0.113.9");
	story_dns(s, 1100, CLIENT, "yr1.c.lencr.org", LENCR);
}

static const struct {
	const char *name;
	void (*tell)(struct story *);
	enum grade grade;
	const char *best, *evidence;
	size_t dropped;
} stories[] = {
	{ "certificate in clear", clear_certificate, GRADE_PROVEN, "shop.example", "cert-lists-url", 0 },
	{ "no server name", no_name_asked, GRADE_PROVEN, "site.example", "name-of-cert", 0 },
	{ "resumed", resumed_session, GRADE_POSSIBLE, "shop.example", "resumed", 0 },
	{ "earlier handshake", earlier_handshake, GRADE_LIKELY, "shop.example", "earlier-cert", 0 },
	{ "hidden, nested", hidden_nested, GRADE_LIKELY, "shop.example", "nested", 0 },
	{ "two nested", hidden_nested_twice, GRADE_POSSIBLE, "www.example", "shared-proof", 0 },
	{ "one site nested twice", one_site_nested_twice, GRADE_LIKELY, "shop.example", "nested", 0 },
	{ "hidden, before", hidden_before, GRADE_POSSIBLE, "shop.example", "cert-hidden", 0 },
	{ "later only", later_only, GRADE_UNEXPLAINED, NULL, NULL, 0 },
	{ "certificate too late", certificate_too_late, GRADE_POSSIBLE, "shop.example", "cert-later", 0 },
	{ "two have it", two_have_it, GRADE_POSSIBLE, "shop.example", "shared-proof", 0 },
	{ "twenty parallel", twenty_parallel, GRADE_PROVEN, "shop.example", "cert-lists-url", 20 },
	{ "twenty hidden", twenty_hidden, GRADE_POSSIBLE, "site24.example", "before", 0 },
	{ "serial in a log", serial_in_log, GRADE_LIKELY, "shop.example", "serial-shard", 1 },
	{ "logged hours before", serial_in_log_hours_before, GRADE_LIKELY, "shop.example", "serial-shard", 0 },
	{ "other CA", other_ca, GRADE_UNEXPLAINED, NULL, NULL, 1 },
	{ "other shard", other_shard, GRADE_UNEXPLAINED, NULL, NULL, 1 },
	{ "other of our CAs", other_of_our_cas, GRADE_UNEXPLAINED, NULL, NULL, 1 },
	{ "CertID", certid, GRADE_PROVEN, "shop.example", "certid-equal", 0 },
	{ "CertID in a log", certid_in_log, GRADE_PROVEN, "shop.example", "certid-equal", 0 },
	{ "CertID by a log's word for the answer", certid_by_answer, GRADE_PROVEN, "shop.example", "certid-equal", 0 },
	{ "CertID of another by the answer", certid_by_answer_of_another, GRADE_UNEXPLAINED, NULL, NULL, 1 },
	{ "an answer about two", answer_about_two, GRADE_POSSIBLE, "shop.example", "before", 0 },
	{ "serial and names in two logs", serial_apart_from_names, GRADE_LIKELY, "shop.example", "serial-shard", 0 },
	{ "digest of a given certificate", digest_of_given, GRADE_LIKELY, "shop.example", "cert-lists-url", 0 },
	{ "CertID of another", certid_of_another, GRADE_UNEXPLAINED, NULL, NULL, 1 },
	{ "CertID of a certificate that others met", certid_of_a_server, GRADE_POSSIBLE, "shop.example",
	  "certid-elsewhere", 0 },
	{ "the same beside a hidden one", certid_elsewhere_and_hidden, GRADE_POSSIBLE, "shop.example",
	  "certid-elsewhere", 0 },
	{ "CertID of what others met long ago", certid_long_ago, GRADE_UNEXPLAINED, NULL, NULL, 0 },
	{ "task", task, GRADE_PROVEN, "shop.example", "same-task", 0 },
	{ "two subjects of a task", two_tasks, GRADE_POSSIBLE, "other.example", "same-task", 0 },
	{ "task with its certificate", task_with_certificate, GRADE_PROVEN, "shop.example", "recorded-fits", 0 },
	{ "task of another shard", task_of_another_shard, GRADE_POSSIBLE, "shop.example", "known-other", 0 },
	{ "recorded certificate fits", recorded_fits, GRADE_LIKELY, "shop.example", "recorded-fits", 0 },
	{ "same process", same_process, GRADE_LIKELY, "shop.example", "same-process", 0 },
	{ "given fits", given_fits, GRADE_LIKELY, "www.shop.example", "ct-fits", 0 },
	{ "given is renewed", given_renewed, GRADE_POSSIBLE, "shop.example", "renewed", 0 },
	{ "given is another", given_other, GRADE_POSSIBLE, "shop.example", "known-other", 0 },
	{ "IPv6 fetch, IPv4 site", ipv6_fetch, GRADE_PROVEN, "shop.example", "cert-lists-url", 0 },
	{ "behind a router", behind_a_router, GRADE_UNEXPLAINED, NULL, NULL, 0 },
	{ "inbound", inbound, GRADE_PROVEN, NULL, "inbound", 0 },
	{ "tunnel of a proxy", proxy_tunnel, GRADE_POSSIBLE, "shop.example", "by-proxy", 0 },
	{ "nothing there", nothing_there, GRADE_UNEXPLAINED, NULL, NULL, 0 },
	{ "out of the window", out_of_window, GRADE_UNEXPLAINED, NULL, NULL, 0 },
	{ "collector", collector, GRADE_POSSIBLE, "shop.example", "in-series", 0 },
	{ "names only", names_only, GRADE_POSSIBLE, "www.example", "name-asked", 0 },
	{ "QUIC", quic, GRADE_POSSIBLE, "shop.example", "outer-name", 0 },
};

#endif
