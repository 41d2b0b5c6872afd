/* make_log: a log as of a busy network on standard output, for measuring.
 *
 *	make_log eve|zeek-json|zeek|events|squid|clf|dnsmasq|unbound MEGABYTES
 *
 * Names, addresses and requests of a few hundred machines; in EVE two thirds of the
 * events are such as can matter, of the Zeek formats it is conn.log, the largest.
 * One line in 5,000 is a visit with a fetch from lencr.org. Same arguments, same bytes. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 88172645463325252u;
static uint64_t written;

static unsigned next(unsigned below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state % below);
}

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void say(const char *format, ...)
{
	va_list list;
	int size;

	va_start(list, format);
	size = vprintf(format, list);
	va_end(list);
	written += size < 0 ? 0 : (uint64_t)size;
}

struct one { double t; unsigned n, client, host, site, server; };

#define CLIENT(o) (o)->client / 200, (o)->client % 200 + 2
#define SERVER(o) (o)->server / 250, (o)->server % 250 + 1

static const char zeek_head[] = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n"
	"#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\t"
	"orig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\t"
	"orig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents\n";

static void put_eve_head(const struct one *o, const char *type)
{
	unsigned ms = (unsigned)(o->t * 1000) % 1000, s = (unsigned)o->t % 60, m = (unsigned)o->t / 60 % 60,
		h = (unsigned)o->t / 3600 % 24;

	say("{\"timestamp\":\"2026-11-21T%02u:%02u:%02u.%03u000+0000\",\"flow_id\":%u,"
		"\"in_iface\":\"eth0\",\"event_type\":\"%s\",\"src_ip\":\"10.0.%u.%u\",\"src_port\":%u,"
		"\"dest_ip\":\"203.0.%u.%u\",\"dest_port\":443,\"proto\":\"TCP\",", h, m, s, ms, 100000 + o->n, type,
		CLIENT(o), 20000 + o->n % 40000, SERVER(o));
}

static void put_eve(const struct one *o)
{
	unsigned s = (unsigned)o->t % 60, m = (unsigned)o->t / 60 % 60, h = (unsigned)o->t / 3600 % 24,
		kind = next(100);

	if (o->n % 5000 == 0) {
		put_eve_head(o, "http");
		say("\"http\":{\"hostname\":\"yr1.c.lencr.org\",\"url\":\"/%u.crl\",\"http_method\":\"GET\","
			"\"http_user_agent\":\"Java/17.0.15\",\"protocol\":\"HTTP/1.1\",\"status\":200,"
			"\"length\":40000}}\n", 1 + next(128));
		return;
	}
	put_eve_head(o, kind < 35 ? "flow" : kind < 50 ? "dns" : kind < 62 ? "tls" : kind < 67 ? "http" :
		kind < 85 ? "fileinfo" : "alert");
	if (kind < 35)
		say("\"app_proto\":\"tls\",\"flow\":{\"pkts_toserver\":12,\"pkts_toclient\":14,"
			"\"bytes_toserver\":2214,\"bytes_toclient\":%u,"
			"\"start\":\"2026-11-21T%02u:%02u:%02u.000000+0000\","
			"\"end\":\"2026-11-21T%02u:%02u:%02u.000000+0000\",\"age\":1,\"state\":\"closed\","
			"\"reason\":\"timeout\","
			"\"alerted\":false},\"tcp\":{\"tcp_flags\":\"1b\",\"syn\":true,\"fin\":true,\"ack\":true,"
			"\"state\":\"closed\"}}\n",
			next(1000000), h, m, s, h, m, s);
	else if (kind < 50)
		say("\"dns\":{\"version\":2,\"type\":\"answer\",\"id\":%u,\"flags\":\"8180\",\"qr\":true,"
			"\"rrname\":\"host%u.site%u.example\",\"rrtype\":\"A\",\"rcode\":\"NOERROR\","
			"\"answers\":[{\"rrname\":"
			"\"host%u.site%u.example\",\"rrtype\":\"A\",\"ttl\":300,"
			"\"rdata\":\"203.0.%u.%u\"}]}}\n", next(65536),
			o->host, o->site, o->host, o->site, SERVER(o));
	else if (kind < 62)
		say("\"tls\":{\"sni\":\"host%u.site%u.example\",\"version\":\"TLS 1.3\",\"ja3\":{\"hash\":"
			"\"%016" PRIx64 "%016" PRIx64 "\"}}}\n", o->host, o->site, state, ~state);
	else if (kind < 67)
		say("\"http\":{\"hostname\":\"host%u.site%u.example\",\"url\":\"/object/%u\",\"http_method\":"
			"\"GET\",\"http_user_agent\":\"bench/1.0\",\"protocol\":\"HTTP/1.1\",\"status\":200,"
			"\"length\":%u}}\n",
			o->host, o->site, next(1000), next(100000));
	else
		say("\"fileinfo\":{\"filename\":\"/object/%u\",\"sid\":[],\"gaps\":false,\"state\":\"CLOSED\","
			"\"stored\":false,\"size\":%u,\"tx_id\":0},\"alert\":{\"action\":\"allowed\",\"gid\":1,"
			"\"signature_id\":%u,"
			"\"rev\":1,\"signature\":\"bench\",\"category\":\"\","
			"\"severity\":3}}\n", next(1000), next(100000), next(9999));
}

static void put_zeek_json(const struct one *o)
{
	say("{\"ts\":%.6f,\"uid\":\"C%016" PRIx64 "\",\"id.orig_h\":\"10.0.%u.%u\",\"id.orig_p\":%u,"
		"\"id.resp_h\":\"203.0.%u.%u\",\"id.resp_p\":443,\"proto\":\"tcp\",\"service\":\"ssl\","
		"\"duration\":%u.25,"
		"\"orig_bytes\":%u,\"resp_bytes\":%u,\"conn_state\":\"SF\",\"local_orig\":true,\"local_resp\":false,"
		"\"missed_bytes\":0,\"history\":\"ShADadFf\",\"orig_pkts\":12,\"orig_ip_bytes\":2000,"
		"\"resp_pkts\":14,"
		"\"resp_ip_bytes\":9000}\n", o->t, state, CLIENT(o), 20000 + o->n % 40000, SERVER(o), next(60),
		next(5000), next(1000000));
}

static void put_zeek(const struct one *o)
{
	if (o->n == 0)
		say("%s", zeek_head);
	say("%.6f\tC%016" PRIx64 "\t10.0.%u.%u\t%u\t203.0.%u.%u\t443\ttcp\tssl\t%u.25\t%u\t%u\tSF\tT\tF\t0\t"
		"ShADadFf\t12\t2000\t14\t9000\t-\n", o->t, state, CLIENT(o), 20000 + o->n % 40000, SERVER(o),
		next(60),
		next(5000), next(1000000));
}

static void put_events(const struct one *o)
{
	if (o->n % 5000 == 0)
		say("{\"t\":%.3f,\"kind\":\"http\",\"client\":\"10.0.%u.%u\",\"server\":\"192.0.2.1\",\"port\":80,"
			"\"method\":\"GET\",\"url\":\"http://yr1.c.lencr.org/%u.crl\","
			"\"status\":200}\n", o->t, CLIENT(o), 1 + next(128));
	else
		say("{\"t\":%.3f,\"kind\":\"tls\",\"client\":\"10.0.%u.%u\",\"server\":\"203.0.%u.%u\",\"port\":443,"
			"\"name\":\"host%u.site%u.example\",\"version\":\"1.3\","
			"\"id\":%u}\n", o->t, CLIENT(o), SERVER(o), o->host,
			o->site, o->n);
}

static void put_squid(const struct one *o)
{
	if (o->n % 5000 == 0)
		say("%.3f %6u 10.0.%u.%u TCP_MISS/200 41234 GET http://yr1.c.lencr.org/%u.crl - "
			"HIER_DIRECT/192.0.2.1 application/pkix-crl\n", o->t, next(900), CLIENT(o), 1 + next(128));
	else
		say("%.3f %6u 10.0.%u.%u TCP_TUNNEL/200 %u CONNECT host%u.site%u.example:443 - "
			"HIER_DIRECT/203.0.%u.%u -\n", o->t, next(90000), CLIENT(o), next(100000), o->host,
			o->site, SERVER(o));
}

static void put_dnsmasq(const struct one *o)
{
	unsigned s = (unsigned)o->t % 60, m = (unsigned)o->t / 60 % 60, h = (unsigned)o->t / 3600 % 24;
	char name[64];

	if (o->n % 5000 == 0)
		snprintf(name, sizeof name, "yr1.c.lencr.org");
	else
		snprintf(name, sizeof name, "host%u.site%u.example", o->host, o->site);
	say("Nov 21 %02u:%02u:%02u dnsmasq[812]: query[A] %s from 10.0.%u.%u\n"
		"Nov 21 %02u:%02u:%02u dnsmasq[812]: forwarded %s to 9.9.9.9\n"
		"Nov 21 %02u:%02u:%02u dnsmasq[812]: reply %s is 203.0.%u.%u\n", h, m, s, name, CLIENT(o), h, m, s,
		name,
		h, m, s, name, SERVER(o));
}

static void put_clf(const struct one *o)
{
	unsigned s = (unsigned)o->t % 60, m = (unsigned)o->t / 60 % 60, h = (unsigned)o->t / 3600 % 24;

	say("10.0.%u.%u - - [21/Nov/2026:%02u:%02u:%02u +0000] \"", CLIENT(o), h, m, s);
	if (o->n % 5000 == 0)
		say("GET http://yr1.c.lencr.org/%u.crl HTTP/1.1\" 200 41234 \"-\" \"Java/17.0.15\"\n", 1 + next(128));
	else
		say("CONNECT host%u.site%u.example:443 HTTP/1.1\" 200 %u \"-\" \"bench/1.0\"\n", o->host, o->site,
			next(100000));
}

static void put_unbound(const struct one *o)
{
	char name[64];

	if (o->n % 5000 == 0)
		snprintf(name, sizeof name, "yr1.c.lencr.org");
	else
		snprintf(name, sizeof name, "host%u.site%u.example", o->host, o->site);
	say("[%u] unbound[812:0] info: 10.0.%u.%u %s. A IN NOERROR 0.0%05u 0 %u\n", (unsigned)o->t, CLIENT(o), name,
		next(100000), 60 + next(60));
}

static const struct { const char *word; void (*put)(const struct one *); } formats[] = {
	{ "eve", put_eve }, { "zeek-json", put_zeek_json }, { "zeek", put_zeek }, { "events", put_events },
	{ "squid", put_squid }, { "clf", put_clf }, { "dnsmasq", put_dnsmasq }, { "unbound", put_unbound },
};

int main(int argc, char **argv)
{
	uint64_t wanted = argc > 2 ? strtoull(argv[2], NULL, 10) << 20 : 0;

	for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
		if (wanted == 0 || strcmp(argv[1], formats[f].word) != 0)
			continue;
		for (struct one o = { .t = 1795228931 }; written < wanted; o.n++, o.t += 0.004) {
			o.client = next(800);
			o.host = next(10);
			o.site = next(1000);
			o.server = next(25000);
			formats[f].put(&o);
		}
		return fflush(stdout) == 0 ? 0 : 1;
	}
	fputs("usage: make_log eve|zeek-json|zeek|events|squid|clf|dnsmasq|unbound MEGABYTES >FILE\n", stderr);
	return 2;
}
