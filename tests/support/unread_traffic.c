#include "unread_lines.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/when.h"

#define START (INT64_C(1795219200) * SIGHT_SECOND)  /* 2026-11-21T00:00:00Z */
#define DAY (INT64_C(86400) * SIGHT_SECOND)
#define NAMES 12

/* --- machines and names ---------------------------------------------------------- */

/* The last is what two machines stand behind. */
static const struct machine machines[] = { { "10.0.0.21", "2001:db8::21", "02:00:00:00:00:21" },
	{ "10.0.0.22", "2001:db8::22", "02:00:00:00:00:22" }, { "10.0.0.23", NULL, NULL },
	{ "10.0.0.24", NULL, "02:00:00:00:00:99" }, { "10.0.0.25", NULL, "02:00:00:00:00:99" } };
#define MACHINES (sizeof machines / sizeof *machines)

static const struct { const char *name, *host, *v4; } fetches[] = {
	{ "/13.crl", "yr1.c.lencr.org", "192.0.2.80" }, { "/", "x1.c.lencr.org", "192.0.2.81" },
	{ "/MFMwUTBPME0wSzAJBgUrDgMCGgUABBQ", "r10.o.lencr.org", "192.0.2.82" },
	{ "/", "yr1.i.lencr.org", "192.0.2.80" } };

/* --- traffic ------------------------------------------------------------------------- */

static void all_put(struct traffic *t, const struct item *i, const char *kind)
{
	if (kind[0] == 'd') {
		unread_dns_put(t, i);
		unread_unbound_put(t, i);
	}
	if ((kind[0] == 'h' || kind[1] == 'l') && i->name != NULL && !i->inbound) {
		unread_squid_put(t, i);
		unread_clf_put(t, i);
	}
	unread_events_put(t, i, kind);
	unread_eve_put(t, i, kind[0] == 't' && kind[1] == 'c' ? "flow" : kind);
	unread_zeek_put(t, i, kind);
	unread_zeek_json_put(t, i, kind);
}

static void wild_put(struct traffic *t)
{
	struct str *conn = &t->logs[LOG_ZEEK_CONN];

	/* The MAC's column goes, and comes back. */
	if (one_of(t, 8)) {
		unread_zeek_head(conn, "conn", "proto\tconn_state\thistory", "");
		str_put(conn, "1795230000.500000\tCw1\t10.0.0.21\t4000\t203.0.113.3\t443\ttcp\tSF\tShAD\n");
		unread_zeek_head(conn, "conn", "proto\tconn_state\thistory", "\torig_l2_addr");
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
		unread_eve_put(t, &i, "quic");
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
		unread_files_put(t, &i);
	/* Another body, of a request to somebody else. */
	i.name = "www.example";
	i.id = ++t->connections;
	unread_files_put(t, &i);
}

void traffic_make(struct traffic *t, uint64_t seed, unsigned contacts, unsigned visits, bool wild)
{
	*t = (struct traffic){ .state = seed * UINT64_C(0x9e3779b97f4a7c15) | 1, .wild = wild };
	for (int l = 0; l < TRAFFIC_LOGS; l++)
		str_init(&t->logs[l], (size_t)256 * 1024 * 1024);
	unread_zeek_head(&t->logs[LOG_ZEEK_CONN], "conn", "proto\tconn_state\thistory", "\torig_l2_addr");
	unread_zeek_head(&t->logs[LOG_ZEEK_DNS], "dns", "proto\tquery\tqtype\trcode\tanswers", "");
	unread_zeek_head(&t->logs[LOG_ZEEK_HTTP], "http", "method\thost\turi\tstatus_code\tresp_fuids", "");
	unread_zeek_head(&t->logs[LOG_ZEEK_SSL], "ssl", "version\tserver_name\testablished\tsubject\tissuer", "");
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
