#include "unread_traffic.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/when.h"

#define START (INT64_C(1795219200) * SIGHT_SECOND)  /* 2026-11-21T00:00:00Z */
#define DAY (INT64_C(86400) * SIGHT_SECOND)
#define NAMES 12

static unsigned any(struct traffic *t, unsigned below)
{
	t->state ^= t->state << 13;
	t->state ^= t->state >> 7;
	t->state ^= t->state << 17;
	return (unsigned)((t->state >> 11) % below);
}

static bool one_of(struct traffic *t, unsigned many)
{
	return any(t, many) == 0;
}

/* --- machines and names ---------------------------------------------------------- */

struct machine { const char *v4, *v6, *mac; };
/* The last is what two machines stand behind. */
static const struct machine machines[] = { { "10.0.0.21", "2001:db8::21", "02:00:00:00:00:21" },
	{ "10.0.0.22", "2001:db8::22", "02:00:00:00:00:22" }, { "10.0.0.23", NULL, NULL },
	{ "10.0.0.24", NULL, "02:00:00:00:00:99" }, { "10.0.0.25", NULL, "02:00:00:00:00:99" } };
#define MACHINES (sizeof machines / sizeof *machines)

static const struct { const char *name, *host, *v4; } fetches[] = {
	{ "/13.crl", "yr1.c.lencr.org", "192.0.2.80" }, { "/", "x1.c.lencr.org", "192.0.2.81" },
	{ "/MFMwUTBPME0wSzAJBgUrDgMCGgUABBQ", "r10.o.lencr.org", "192.0.2.82" },
	{ "/", "yr1.i.lencr.org", "192.0.2.80" } };

/* One thing, as all logs tell it. */
struct item {
	int64_t at, told_at;        /* its first packet; when the log wrote it */
	const struct machine *m;
	bool v6, told_opened, inbound, told_mac;
	unsigned id, client_port, port;
	const char *name, *server, *method, *uri, *type;
	const char *issuer, *serial;
	unsigned rcode;
};

static const char *client_of(const struct item *i)
{
	return i->v6 && i->m->v6 != NULL ? i->m->v6 : i->m->v4;
}

static const char *mac_of(const struct item *i)
{
	return i->told_mac ? i->m->mac : NULL;
}

/* Who opened it, and to whom. */
static const char *from_of(const struct item *i)
{
	return i->inbound ? "198.51.100.9" : client_of(i);
}

static const char *to_of(const struct item *i)
{
	return i->inbound ? client_of(i) : i->server;
}

static const char *iso(int64_t at, char out[40])
{
	struct when_civil c;

	when_to_civil(at / SIGHT_SECOND, &c);
	snprintf(out, 40, "%04d-%02d-%02dT%02d:%02d:%02d.%06d", c.year, c.month, c.day, c.hour, c.minute, c.second,
		(int)(at % SIGHT_SECOND));
	return out;
}

static void put_epoch(struct str *s, int64_t at)
{
	str_put_format(s, "%lld.%06lld", (long long)(at / SIGHT_SECOND), (long long)(at % SIGHT_SECOND));
}

/* --- events ------------------------------------------------------------------------ */

static void events_head(struct traffic *t, const struct item *i, const char *kind, int64_t at)
{
	struct str *s = &t->logs[LOG_EVENTS];

	str_put(s, "{\"t\":");
	put_epoch(s, at);
	str_put_format(s, ",\"kind\":\"%s\",\"client\":\"%s\",\"client_port\":%u", kind, from_of(i), i->client_port);
	if (mac_of(i) != NULL && !i->inbound)
		str_put_format(s, ",\"client_mac\":\"%s\"", mac_of(i));
	if (i->id != 0)
		str_put_format(s, i->id % 2 == 0 ? ",\"id\":%u" : ",\"id\":\"C%u\"", i->id);
}

static void events_put(struct traffic *t, const struct item *i, const char *kind)
{
	struct str *s = &t->logs[LOG_EVENTS];

	events_head(t, i, kind, *kind == 't' && kind[1] == 'l' ? i->told_at : i->at);
	if (kind[0] == 'd') {
		str_put_format(s, ",\"name\":\"%s.\",\"type\":\"%s\",\"rcode\":%u", i->name, i->type, i->rcode);
		if (i->server != NULL && i->rcode == 0)
			str_put_format(s, ",\"answers\":[\"edge.example\",\"%s\"]", i->server);
	} else {
		str_put_format(s, ",\"server\":\"%s\",\"port\":%u", to_of(i), i->port);
		if (kind[0] == 'h')
			str_put_format(s, ",\"method\":\"%s\",\"url\":\"http://%s%s\",\"status\":200,\"ua\":\"X/1\"",
				i->method, i->name, i->uri);
		else if (kind[1] == 'l' && i->name != NULL)
			str_put_format(s, ",\"name\":\"%s\"", i->name);
		if (kind[1] == 'l' && i->told_opened) {
			str_put(s, ",\"opened\":");
			put_epoch(s, i->at);
		}
		if (kind[1] == 'l' && i->serial != NULL)
			str_put_format(s, ",\"certs\":[{\"serial\":\"%s\",\"issuer\":\"%s\"%s}]", i->serial, i->issuer,
				i->client_port % 3 != 0 ? "" : ",\"pointers_known\":true,\"cdp\":[\"http:"
					"//yr1.c.lencr.org/13.crl\"]");
	}
	str_put(s, "}\n");
}

/* --- EVE --------------------------------------------------------------------------- */

static void eve_put(struct traffic *t, const struct item *i, const char *kind)
{
	struct str *s = &t->logs[LOG_EVE];
	char at[40], start[40];

	str_put_format(s, "{\"timestamp\":\"%s+0000\",\"flow_id\":%u,\"event_type\":\"%s\",\"src_ip\":\"%s\","
		"\"src_port\":%u,\"dest_ip\":\"%s\",\"dest_port\":%u,\"proto\":\"%s\"", iso(i->told_at, at),
		i->id + 1000, kind, from_of(i), i->client_port, kind[0] == 'd' ? "10.0.0.1" : to_of(i),
		kind[0] == 'd' ? 53 : i->port, kind[0] == 'd' || kind[0] == 'q' ? "UDP" : "TCP");
	if (mac_of(i) != NULL && !i->inbound)
		str_put_format(s, ",\"ether\":{\"src_mac\":\"%s\"}", mac_of(i));
	iso(i->at, start);
	if (kind[0] == 'd') {
		str_put_format(s, ",\"dns\":{\"version\":2,\"type\":\"answer\",\"rrname\":\"%s\",\"rrtype\":\"%s\","
			"\"rcode\":\"%s\","
			"\"answers\":[", i->name, i->type, i->rcode == 0 ? "NOERROR" : "NXDOMAIN");
		if (i->server != NULL && i->rcode == 0)
			str_put_format(s, "{\"rrname\":\"%s\",\"rrtype\":\"%s\",\"rdata\":\"%s\"}", i->name,
				i->type, i->server);
		str_put(s, "]}");
	} else if (kind[0] == 'h') {
		str_put_format(s, ",\"tx_id\":0,\"http\":{\"hostname\":\"%s\",\"url\":\"%s\",\"http_method\":\"%s\","
			"\"status\":200}",
			i->name, i->uri, i->method);
	} else if (kind[0] != 'f') {
		str_put_format(s, ",\"%s\":{", kind);
		if (i->name != NULL)
			str_put_format(s, "\"sni\":\"%s\"", i->name);
		if (i->serial != NULL)
			str_put_format(s, "%s\"issuerdn\":\"%s\",\"serial\":\"%s\"", i->name == NULL ? "" : ",",
				i->issuer, i->serial);
		str_put(s, "}");
	}
	if (kind[0] == 'f' || i->told_opened)
		str_put_format(s, ",\"flow\":{\"pkts_toclient\":3,\"start\":\"%s+0000\"}", start);
	str_put(s, "}\n");
}

/* --- Zeek -------------------------------------------------------------------------- */

static void zeek_head(struct str *s, const char *path, const char *fields, const char *mac)
{
	str_put_format(s, "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t%s\n"
		"#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\t%s%s\n", path, fields, mac);
}

static void zeek_start(struct str *s, const struct item *i, int64_t at, bool dns)
{
	put_epoch(s, at);
	if (i->id == 0)
		str_put(s, "\t-");
	else
		str_put_format(s, "\tCx%u", i->id);
	str_put_format(s, "\t%s\t%u\t%s\t%u", from_of(i), i->client_port, dns ? "10.0.0.1" : to_of(i), dns ? 53 :
		i->port);
}

static void zeek_put(struct traffic *t, const struct item *i, const char *kind)
{
	struct str *s = &t->logs[kind[0] == 'd' ? LOG_ZEEK_DNS : kind[0] == 'h' ? LOG_ZEEK_HTTP :
		kind[0] == 't' && kind[1] == 'l' ? LOG_ZEEK_SSL : LOG_ZEEK_CONN];

	zeek_start(s, i, kind[0] == 't' && kind[1] == 'l' ? i->told_at : i->at, kind[0] == 'd');
	if (kind[0] == 'd')
		str_put_format(s, "\tudp\t%s\t%s\t%u\t%s", i->name, *i->type == 'A' && i->type[1] == '\0' ? "1" : "28",
			i->rcode, i->server == NULL || i->rcode != 0 ? "-" : i->server);
	else if (kind[0] == 'h')
		str_put_format(s, "\t%s\t%s\t%s\t200\tF%u", i->method, i->name, i->uri, i->id);
	else if (kind[1] == 'l')
		str_put_format(s, "\tTLSv12\t%s\tT\t%s\t%s", i->name == NULL ? "-" : i->name, i->serial != NULL ?
			"CN=x" : "-", i->serial != NULL ? i->issuer : "-");
	else
		str_put_format(s, "\t%s\tSF\tShADadFf\t%s", kind, mac_of(i) == NULL || i->inbound ? "-" : mac_of(i));
	str_put(s, "\n");
}

static void zeek_json_put(struct traffic *t, const struct item *i, const char *kind)
{
	struct str *s = &t->logs[LOG_ZEEK_JSON];

	str_put(s, "{\"ts\":");
	put_epoch(s, kind[0] == 't' && kind[1] == 'l' ? i->told_at : i->at);
	str_put_format(s, ",\"uid\":\"Cx%u\",\"id.orig_h\":\"%s\",\"id.orig_p\":%u,\"id.resp_h\":\"%s\","
		"\"id.resp_p\":%u",
		i->id, from_of(i), i->client_port, kind[0] == 'd' ? "10.0.0.1" : to_of(i), kind[0] == 'd' ? 53 :
			i->port);
	if (kind[0] == 'd') {
		str_put_format(s, ",\"query\":\"%s\",\"qtype_name\":\"%s\",\"rcode\":%u", i->name, i->type, i->rcode);
		if (i->server != NULL && i->rcode == 0)
			str_put_format(s, ",\"answers\":[\"%s\"]", i->server);
	} else if (kind[0] == 'h') {
		str_put_format(s, ",\"method\":\"%s\",\"host\":\"%s\",\"uri\":\"%s\",\"status_code\":200,"
			"\"resp_fuids\":[\"F%u\"]", i->method, i->name, i->uri, i->id);
	} else if (kind[1] == 'l') {
		str_put(s, ",\"established\":true");
		if (i->name != NULL)
			str_put_format(s, ",\"server_name\":\"%s\"", i->name);
	} else {
		str_put_format(s, ",\"proto\":\"%s\",\"conn_state\":\"SF\",\"history\":\"ShADadFf\"", kind);
	}
	str_put(s, "}\n");
}

/* --- what sensors say of bodies --------------------------------------------------------- */

static void eve_file_put(struct traffic *t, const struct item *i)
{
	struct str *s = &t->logs[LOG_EVE];
	char at[40];

	str_put_format(s, "{\"timestamp\":\"%s+0000\",\"flow_id\":%u,\"event_type\":\"fileinfo\",\"src_ip\":\"%s\","
		"\"src_port\":%u,\"dest_ip\":\"%s\",\"dest_port\":%u,\"proto\":\"TCP\"", iso(i->told_at + 40000, at),
		i->id + 1000, to_of(i), i->port, from_of(i), i->client_port);
	if (!one_of(t, 5))
		str_put_format(s, ",\"http\":{\"hostname\":\"%s\",\"url\":\"%s%s\"}", i->name,
			one_of(t, 6) ? "http://x1.c.lencr.org" : "", i->uri);
	str_put_format(s, ",\"fileinfo\":{\"state\":\"%s\",\"size\":%u", one_of(t, 6) ? "TRUNCATED" : "CLOSED",
		i->id);
	if (!one_of(t, 6))
		str_put(s, ",\"tx_id\":0");
	str_put_format(s, ",\"sha256\":\"%064u\"}}\n", i->id);
}

static void zeek_file_put(struct traffic *t, const struct item *i)
{
	static const char *const types[] = { "text/html", "application/pkix-crl", "application/ocsp-response",
		"application/x-x509-ca-cert" };
	struct str *s = &t->logs[LOG_ZEEK_FILES], *json = &t->logs[LOG_ZEEK_JSON];
	const char *source = one_of(t, 4) ? "SSL" : "HTTP", *type = types[any(t, 4)];
	unsigned missing = one_of(t, 6);

	put_epoch(s, i->told_at);
	str_put_format(s, "\tF%u\t%s\t%s\t%u\t%u\t%064u\n", i->id, source, one_of(t, 4) ? "-" : type, i->id, missing,
		i->id);
	str_put(json, "{\"ts\":");
	put_epoch(json, i->told_at);
	str_put_format(json, ",\"fuid\":\"F%u\",\"source\":\"%s\",\"mime_type\":\"%s\",\"seen_bytes\":%u,"
		"\"missing_bytes\":%u,\"sha256\":\"%064u\"}\n", i->id, source, type, i->id, missing, i->id);
	str_put(json, "{\"ts\":");
	put_epoch(json, i->told_at);
	str_put_format(json, ",\"id\":\"F%u\",\"issuerNameHash\":\"%040u\",\"issuerKeyHash\":\"%040u\","
		"\"serialNumber\":\"0A%u\",\"certStatus\":\"revoked\"}\n", i->id, i->id, i->id, i->id % 10);
}

static void files_put(struct traffic *t, const struct item *i)
{
	eve_file_put(t, i);
	zeek_file_put(t, i);
}

/* --- proxies and name servers --------------------------------------------------------- */

static void squid_put(struct traffic *t, const struct item *i)
{
	struct str *s = &t->logs[LOG_SQUID];
	int64_t elapsed = (i->told_at - i->at) / 1000;

	str_put_format(s, "%lld.%03lld %6lld %s TCP_MISS/200 1234 ", (long long)(i->told_at / SIGHT_SECOND),
		(long long)(i->told_at % SIGHT_SECOND / 1000), (long long)elapsed, client_of(i));
	if (i->method != NULL)
		str_put_format(s, "%s http://%s%s - HIER_DIRECT/%s text/html\n", i->method, i->name, i->uri, i->server);
	else
		str_put_format(s, "CONNECT %s:443 - HIER_DIRECT/%s -\n", i->name, i->server);
}

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
	"Nov", "Dec" };

static void clf_put(struct traffic *t, const struct item *i)
{
	struct str *s = &t->logs[LOG_CLF];
	struct when_civil c;

	when_to_civil(i->told_at / SIGHT_SECOND, &c);
	str_put_format(s, "%s - - [%02d/%s/%d:%02d:%02d:%02d +0000] \"", client_of(i), c.day, months[c.month - 1],
		c.year, c.hour, c.minute, c.second);
	if (i->method != NULL)
		str_put_format(s, "%s http://%s%s HTTP/1.1\" 200 1234 \"-\" \"agent/1\"\n", i->method, i->name,
			i->uri);
	else
		str_put_format(s, "CONNECT %s:443 HTTP/1.1\" 200 1234\n", i->name);
}

static void unbound_put(struct traffic *t, const struct item *i)
{
	struct str *s = &t->logs[LOG_UNBOUND];

	str_put_format(s, "[%lld] unbound[7:0] info: %s %s. %s IN\n", (long long)(i->at / SIGHT_SECOND), client_of(i),
		i->name, i->type);
	str_put_format(s, "[%lld] unbound[7:0] info: %s %s. %s IN %s 0.020000 0 60\n",
		(long long)(i->at / SIGHT_SECOND), client_of(i), i->name, i->type,
		i->rcode != 0 ? "NXDOMAIN" : "NOERROR");
}

static void dns_put(struct traffic *t, const struct item *i)
{
	struct str *s = &t->logs[LOG_DNSMASQ];
	uint8_t m[16] = { 0, 1, 0x81, (uint8_t)(0x80 | i->rcode), 0, 0, 0, 0 };
	struct arena *a = arena_new();
	struct when_civil c;
	char at[40], head[64];

	when_to_civil(i->at / SIGHT_SECOND, &c);
	snprintf(head, sizeof head, "%s %2d %02d:%02d:%02d dnsmasq[7]:", months[c.month - 1], c.day, c.hour, c.minute,
		c.second);
	str_put_format(s, "%s query[%s] %s from %s\n", head, i->type, i->name, client_of(i));
	if (i->rcode != 0)
		str_put_format(s, "%s reply %s is NXDOMAIN\n", head, i->name);
	else if (i->server != NULL)
		str_put_format(s, "%s reply %s is <CNAME>\n%s reply edge.example is %s\n", head, i->name, head,
			i->server);
	s = &t->logs[LOG_ADGUARD];
	str_put_format(s, "{\"T\":\"%sZ\",\"QH\":\"%s\",\"QT\":\"%s\",\"QC\":\"IN\",\"IP\":\"%s\",\"Answer\":\"%s\","
		"\"Result\":{},\"Elapsed\":20000000}\n", iso(i->at, at), i->name, i->type, client_of(i),
		view_base64(a, view_of(m, sizeof m)));
	arena_free(a);
}

/* --- traffic ------------------------------------------------------------------------- */

static void all_put(struct traffic *t, const struct item *i, const char *kind)
{
	if (kind[0] == 'd') {
		dns_put(t, i);
		unbound_put(t, i);
	}
	if ((kind[0] == 'h' || kind[1] == 'l') && i->name != NULL && !i->inbound) {
		squid_put(t, i);
		clf_put(t, i);
	}
	events_put(t, i, kind);
	eve_put(t, i, kind[0] == 't' && kind[1] == 'c' ? "flow" : kind);
	zeek_put(t, i, kind);
	zeek_json_put(t, i, kind);
}

static void wild_put(struct traffic *t)
{
	struct str *conn = &t->logs[LOG_ZEEK_CONN];

	/* The MAC's column goes, and comes back. */
	if (one_of(t, 8)) {
		zeek_head(conn, "conn", "proto\tconn_state\thistory", "");
		str_put(conn, "1795230000.500000\tCw1\t10.0.0.21\t4000\t203.0.113.3\t443\ttcp\tSF\tShAD\n");
		zeek_head(conn, "conn", "proto\tconn_state\thistory", "\torig_l2_addr");
	}
	if (one_of(t, 40))
		str_put(conn, "only\ttwo\n");
	if (one_of(t, 40))
		str_put(&t->logs[LOG_EVE], "{\"timestamp\":\"2026-11-21T02:42:11Z\",\"event_type\":\"tls\",\"tls\":{"
			"\"sni\":\n");
	if (one_of(t, 40))
		str_put(&t->logs[LOG_EVENTS], "{\"t\":1,\"kind\":\"none\"}\nnot an event\n");
}

static struct item item_new(struct traffic *t, int64_t at)
{
	struct item i = { .at = at, .told_at = at, .m = &machines[any(t, MACHINES)], .v6 = one_of(t, 3), .port = 443,
		.type = one_of(t, 3) ? "AAAA" : "A", .client_port = 40000 + any(t, 2000) };

	i.told_mac = !one_of(t, 3);
	return i;
}

static void visit(struct traffic *t, int64_t at)
{
	static const char *const issuers[] = { "C=US, O=Let's Encrypt, CN=YR1", "C=US, O=Other, CN=X" };
	struct item i = item_new(t, at);
	char name[40], server[40], serial[40];
	unsigned which = any(t, one_of(t, 2) ? 3 : NAMES);

	snprintf(name, sizeof name, "%s%u.example", one_of(t, 9) ? "WWW." : "site", which);
	snprintf(server, sizeof server, i.v6 ? "2001:db8:1::%x" : "203.0.113.%u", which % 9 + 1);
	snprintf(serial, sizeof serial, "05%030u", which);
	i.name = name;
	i.server = server;
	i.id = one_of(t, 6) ? 0 : ++t->connections;
	i.inbound = one_of(t, 9);
	/* The question may lie long before, or be all there is. */
	if (one_of(t, 2)) {
		struct item q = i;

		q.at = q.told_at = at - (one_of(t, 2) ? 20000 : any(t, 5000) * SIGHT_SECOND);
		q.rcode = one_of(t, 8) ? 3 : 0;
		q.inbound = false;
		all_put(t, &q, "dns");
		if (one_of(t, 4))
			return;
	}
	if (one_of(t, 12))
		i.port = 80;
	/* Flows are told when they are over. */
	if (!one_of(t, 3)) {
		i.told_at = at + (int64_t)any(t, 200) * SIGHT_SECOND;
		all_put(t, &i, "tcp");
	}
	if (one_of(t, 3) || i.port == 80)
		return;
	i.told_at = at + (one_of(t, 3) ? 100000 : one_of(t, 2) ? 3 * SIGHT_SECOND : any(t, 60) * SIGHT_SECOND);
	i.told_opened = one_of(t, 2);
	if (one_of(t, 6))
		i.name = NULL;
	if (one_of(t, 5)) {
		i.serial = serial;
		i.issuer = issuers[any(t, 2)];
	}
	all_put(t, &i, "tls");
	if (one_of(t, 5) && i.name != NULL && i.serial == NULL)
		eve_put(t, &i, "quic");
}

static void fetch(struct traffic *t, int64_t at)
{
	unsigned which = any(t, 4);
	struct item i = item_new(t, at);

	i.v6 = false;
	i.name = fetches[which].host;
	i.server = fetches[which].v4;
	i.type = "A";
	i.id = ++t->connections;
	i.method = "GET";
	i.uri = fetches[which].name;
	i.port = 80;
	if (!one_of(t, 4))
		all_put(t, &i, "dns");
	i.at = i.told_at = at + 30000;
	if (!one_of(t, 4))
		all_put(t, &i, "tcp");
	i.at = i.told_at = at + 60000;
	if (!one_of(t, 3))
		all_put(t, &i, "http");
	if (!one_of(t, 4))
		files_put(t, &i);
	/* Another body, of a request to somebody else. */
	i.name = "www.example";
	i.id = ++t->connections;
	files_put(t, &i);
}

void traffic_make(struct traffic *t, uint64_t seed, unsigned contacts, unsigned visits, bool wild)
{
	*t = (struct traffic){ .state = seed * UINT64_C(0x9e3779b97f4a7c15) | 1, .wild = wild };
	for (int l = 0; l < TRAFFIC_LOGS; l++)
		str_init(&t->logs[l], (size_t)256 * 1024 * 1024);
	zeek_head(&t->logs[LOG_ZEEK_CONN], "conn", "proto\tconn_state\thistory", "\torig_l2_addr");
	zeek_head(&t->logs[LOG_ZEEK_DNS], "dns", "proto\tquery\tqtype\trcode\tanswers", "");
	zeek_head(&t->logs[LOG_ZEEK_HTTP], "http", "method\thost\turi\tstatus_code\tresp_fuids", "");
	zeek_head(&t->logs[LOG_ZEEK_SSL], "ssl", "version\tserver_name\testablished\tsubject\tissuer", "");
	str_put(&t->logs[LOG_ZEEK_FILES], "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n"
		"#unset_field\t-\n"
		"#path\tfiles\n#fields\tts\tfuid\tsource\tmime_type\tseen_bytes\tmissing_bytes\tsha256\n");
	for (unsigned c = 0; c < contacts; c++) {
		int64_t at = START + (int64_t)any(t, 20 * 3600) * SIGHT_SECOND;

		for (unsigned v = 0; v < visits; v++) {
			/* Near it, at the edge of its window, and hours before. */
			int64_t before = one_of(t, 5) ? (int64_t)any(t, 4 * 3600) * SIGHT_SECOND : one_of(t, 4) ?
				30 * SIGHT_SECOND + (int64_t)any(t, 5) * 500000 : (int64_t)any(t, 80) * 500000;

			if (v == visits * 2 / 3)
				fetch(t, at);
			if (wild)
				wild_put(t);
			visit(t, at - before);
		}
	}
	if (wild)
		for (int l = 0; l < TRAFFIC_LOGS; l++)
			str_put(&t->logs[l], "{\"t\":17952192");
}

void traffic_free(struct traffic *t)
{
	for (int l = 0; l < TRAFFIC_LOGS; l++)
		str_clear(&t->logs[l]);
}

const char *traffic_reader(enum traffic_log l)
{
	static const char *const words[TRAFFIC_LOGS] = { "events", "eve", "zeek", "zeek", "zeek", "zeek", "zeek",
		"zeek", "squid", "clf", "dns", "dns", "adguard" };

	return words[l];
}

const char *traffic_name(enum traffic_log l)
{
	static const char *const names[TRAFFIC_LOGS] = { "events", "eve.json", "conn.log", "dns.log", "http.log",
		"ssl.log", "zeek.json", "files.log", "squid.log", "access.log", "dnsmasq.log", "unbound.log",
		"adguard.json" };

	return names[l];
}
