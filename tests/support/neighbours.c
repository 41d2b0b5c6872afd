#include "neighbours.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "neighbours_packets.h"
#include "observe/sighting.h"
#include "story.h"

static unsigned next(unsigned *state, unsigned below)
{
	*state = *state * 1103515245u + 12345u;
	return (*state >> 8) % below;
}

/* --- what happens -------------------------------------------------------------------- */

static int64_t after(unsigned *state, int64_t at, unsigned most)
{
	return at + 20 + next(state, most);
}

static void draw_times(struct neighbour *n, unsigned *state)
{
	n->site_asked = next(state, 4000);
	n->opened = after(state, n->site_asked, 900);
	n->hello = after(state, n->opened, 400);
	n->cert = after(state, n->hello, 2500);
	n->flight = after(state, n->cert, 100);
	n->asked = after(state, n->flight, 1500);
	n->answered = after(state, n->asked, 1500);
	n->fetch_opened = after(state, n->answered, 300);
	n->fetched = after(state, n->fetch_opened, 1500);
	n->done = after(state, n->fetched, 1500);
	n->finished = after(state, n->done, 1000);
}

static void draw_one(struct neighbours *all, struct neighbour *n, unsigned i, unsigned *state, bool one_address)
{
	struct arena *a = all->a;
	char *url;

	n->there = true;
	n->asks = next(state, 4) != 0;
	n->ocsp = next(state, 3) == 0;
	n->only_asks = !one_address && n->asks && next(state, 6) == 0;
	n->address = one_address ? "10.0.0.21" : arena_format(a, "10.0.0.%u", 21 + i);
	if (!one_address && next(state, 8) == 0)
		n->address = arena_format(a, "2001:db8::%u", 21 + i);
	n->resolver = strchr(n->address, ':') != NULL ? "2001:db8::1" : "10.0.0.1";
	n->site = arena_format(a, "site%u.example", i);
	n->server = arena_format(a, strchr(n->address, ':') != NULL ? "2001:db8:7::%u" : "203.0.113.%u", 7 + i);
	n->edge = strchr(n->address, ':') != NULL ? "2001:db8::80" : "192.0.2.80";
	/* Ports of different machines may well be the same. */
	n->port = one_address ? 40000 + 10 * i : 40000;
	/* The last octet tells the shard: each client has its own. */
	snprintf(n->serial, sizeof n->serial, "06ed041e68894803a4235faed4ce%08x", 0x54e55e00u + 7 * i + 1);
	n->host = n->ocsp ? "r10.o.lencr.org" : "yr1.c.lencr.org";
	n->path = n->ocsp ? arena_format(a, "/%s", story_ocsp_path(a, "r10", n->serial, "")) :
		arena_format(a, "/%u.crl", 7 * i + 2);
	url = arena_format(a, "http://%s%s", n->host, n->ocsp ? "" : n->path);
	n->der = story_cert(a, n->ocsp ? "r10" : "yr1", n->serial, n->ocsp ? NULL : url, n->ocsp ? url : NULL);
	draw_times(n, state);
}

void neighbours_draw(struct neighbours *all, struct arena *a, unsigned seed, size_t count, bool one_address)
{
	unsigned state = seed * 2654435761u + 1, macs;

	*all = (struct neighbours){ .a = a, .count = count };
	all->numbered = next(&state, 2) != 0;
	all->flow_start = next(&state, 2) != 0;
	all->line_seed = next(&state, 3);
	macs = next(&state, 3);
	for (unsigned i = 0; i < count; i++) {
		draw_one(all, &all->all[i], i, &state, one_address);
		/* None, each its own, or a router's. */
		all->all[i].mac = macs == 0 ? 0 : macs == 1 && !one_address ? 0x21 + i : 0x99;
	}
}

/* --- lines --------------------------------------------------------------------------- */

struct line { int64_t written; const char *text; };
struct lines { struct arena *a; struct line list[NEIGHBOURS_MAX * 8]; size_t count; };

static void put(struct lines *l, int64_t written, const char *text)
{
	l->list[l->count++] = (struct line){ written, text };
}

static int by_time(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return x->written != y->written ? (x->written < y->written ? -1 : 1) : strcmp(x->text, y->text);
}

static struct view lines_text(struct lines *l, unsigned seed)
{
	struct str s;
	struct view out;

	qsort(l->list, l->count, sizeof *l->list, by_time);
	for (size_t i = l->count; seed != 0 && i > 1; i--) {
		size_t other = next(&seed, (unsigned)i);
		struct line kept = l->list[i - 1];

		l->list[i - 1] = l->list[other];
		l->list[other] = kept;
	}
	str_init(&s, 1 << 20);
	for (size_t i = 0; i < l->count; i++)
		str_put_format(&s, "%s\n", l->list[i].text);
	out = view_of_text(arena_text(l->a, str_text(&s)));
	str_clear(&s);
	return out;
}

/* Seconds with six digits behind the point. */
static const char *seconds(struct arena *a, int64_t at)
{
	return arena_format(a, "%lld.%06lld", (long long)NEIGHBOURS_START, (long long)at);
}

static const char *stamp(struct arena *a, int64_t at)
{
	return arena_format(a, "2026-07-01T00:00:00.%06lld+0000", (long long)at);
}

static const char *mac_of(const struct neighbour *n, struct arena *a, const char *before, const char *behind)
{
	return n->mac == 0 ? "" : arena_format(a, "%s\"02:00:00:00:00:%02x\"%s", before, n->mac, behind);
}

/* --- our own events ------------------------------------------------------------------ */

static void put_events(struct lines *l, const struct neighbours *all, const struct neighbour *n, unsigned i, bool facts)
{
	struct arena *a = l->a;
	const char *who = arena_format(a, "\"client\":\"%s\"%s", n->address,
		mac_of(n, a, ",\"client_mac\":", ""));
	const char *cert = facts ? arena_format(a, "\"serial\":\"%s\",\"issuer\":\"CN=%s,O=Let's Encrypt,C=US\"",
		n->serial, n->ocsp ? "R10" : "YR1") : arena_format(a, "\"der\":\"%s\"", view_base64(a, n->der));

	put(l, n->site_asked, arena_format(a, "{\"t\":%s,\"kind\":\"dns\",%s,\"name\":\"%s\",\"type\":\"A\","
		"\"answers\":[\"%s\"],\"answered\":%s}", seconds(a, n->site_asked), who, n->site, n->server,
		seconds(a, n->site_asked + 5)));
	if (n->asks)
		put(l, n->answered, arena_format(a, "{\"t\":%s,\"kind\":\"dns\",%s,\"name\":\"%s\",\"type\":\"A\","
			"\"answers\":[\"%s\"],\"answered\":%s}", seconds(a, n->asked), who, n->host, n->edge,
			seconds(a, n->answered)));
	if (n->only_asks)
		return;
	put(l, n->finished, arena_format(a, "{\"t\":%s,\"kind\":\"tls\",%s,\"client_port\":%u,\"server\":\"%s\","
		"\"port\":443%s,\"name\":\"%s\",\"version\":\"1.2\",\"resumed\":false,\"opened\":%s,\"hello\":%s,"
		"\"cert_done\":%s,\"flight\":%s,\"finished\":%s,\"data_known\":true,\"certs\":[{%s}]}",
		seconds(a, n->hello), who, n->port, n->server,
		all->numbered ? arena_format(a, ",\"id\":\"T%u\"", i) : "", n->site, seconds(a, n->opened),
		seconds(a, n->hello), seconds(a, n->cert), seconds(a, n->flight), seconds(a, n->finished), cert));
	put(l, n->done, arena_format(a, "{\"t\":%s,\"kind\":\"http\",%s,\"client_port\":%u,\"server\":\"%s\","
		"\"port\":80%s,\"opened\":%s,\"method\":\"GET\",\"host\":\"%s\",\"uri\":\"%s\",\"version\":\"1.1\","
		"\"status\":200,\"answered\":%s,\"done\":%s}", seconds(a, n->fetched), who, n->port + 2, n->edge,
		all->numbered ? arena_format(a, ",\"id\":\"H%u\"", i) : "", seconds(a, n->fetch_opened), n->host,
		n->path, seconds(a, n->done), seconds(a, n->done)));
}

/* --- Suricata -------------------------------------------------------------------------- */

static const char *eve_head(struct arena *a, const struct neighbour *n, int64_t at, const char *type, unsigned flow,
	unsigned port, const char *to, unsigned to_port)
{
	return arena_format(a, "{\"timestamp\":\"%s\",\"flow_id\":%u,\"event_type\":\"%s\",\"src_ip\":\"%s\","
		"\"src_port\":%u,\"dest_ip\":\"%s\",\"dest_port\":%u,\"proto\":\"%s\"%s", stamp(a, at), flow, type,
		n->address, port, to, to_port, to_port == 53 ? "UDP" : "TCP",
		mac_of(n, a, ",\"ether\":{\"src_mac\":", "}"));
}

static void eve_asks(struct lines *l, const struct neighbour *n, unsigned flow, unsigned port, int64_t at,
	int64_t answered, const char *name, const char *address)
{
	struct arena *a = l->a;

	put(l, at, arena_format(a, "%s,\"dns\":{\"type\":\"query\",\"id\":7,\"rrname\":\"%s\",\"rrtype\":\"A\"}}",
		eve_head(a, n, at, "dns", flow, port, n->resolver, 53), name));
	put(l, answered, arena_format(a, "%s,\"dns\":{\"version\":2,\"type\":\"answer\",\"id\":7,\"rrname\":\"%s\","
		"\"rrtype\":\"A\",\"rcode\":\"NOERROR\",\"grouped\":{\"A\":[\"%s\"]}}}",
		eve_head(a, n, answered, "dns", flow, port, n->resolver, 53), name, address));
}

static void put_eve(struct lines *l, const struct neighbours *all, const struct neighbour *n, unsigned i)
{
	struct arena *a = l->a;
	const char *colons = "";

	eve_asks(l, n, 1000 + i, n->port + 5, n->site_asked, n->site_asked + 5, n->site, n->server);
	if (n->asks)
		eve_asks(l, n, 2000 + i, n->port + 1, n->asked, n->answered, n->host, n->edge);
	if (n->only_asks)
		return;
	for (size_t at = 0; n->serial[at] != '\0'; at += 2)
		colons = arena_format(a, "%s%s%.2s", colons, at == 0 ? "" : ":", n->serial + at);
	put(l, n->flight, arena_format(a, "%s%s,\"tls\":{\"subject\":\"CN=%s\",\"issuerdn\":\"C=US, O=Let's Encrypt, "
		"CN=%s\",\"serial\":\"%s\",\"sni\":\"%s\",\"version\":\"TLS 1.2\"}}",
		eve_head(a, n, n->flight, "tls", 3000 + i, n->port, n->server, 443),
		all->flow_start ? arena_format(a, ",\"flow\":{\"start\":\"%s\"}", stamp(a, n->opened)) : "", n->site,
		n->ocsp ? "R10" : "YR1", colons, n->site));
	put(l, n->done, arena_format(a, "%s%s,\"http\":{\"hostname\":\"%s\",\"url\":\"%s\",\"http_method\":\"GET\","
		"\"protocol\":\"HTTP/1.1\",\"status\":200}}",
		eve_head(a, n, n->done, "http", 4000 + i, n->port + 2, n->edge, 80),
		all->flow_start ? arena_format(a, ",\"flow\":{\"start\":\"%s\"}", stamp(a, n->fetch_opened)) : "",
		n->host, n->path));
}

/* --- Zeek ------------------------------------------------------------------------------- */

struct zeek_log_form { const char *path, *fields; };
enum { LOG_DNS, LOG_SSL, LOG_HTTP, LOG_X509, LOG_CONN, LOGS };

static const struct zeek_log_form zeek_logs[LOGS] = {
	[LOG_DNS] = { "dns", "ts uid id.orig_h id.orig_p id.resp_h id.resp_p query qtype_name rtt rcode answers" },
	[LOG_SSL] = { "ssl", "ts uid id.orig_h id.orig_p id.resp_h id.resp_p version server_name resumed established "
		"cert_chain_fps" },
	[LOG_HTTP] = { "http", "ts uid id.orig_h id.orig_p id.resp_h id.resp_p method host uri version status_code" },
	[LOG_X509] = { "x509", "ts fingerprint certificate.serial certificate.subject certificate.issuer" },
	[LOG_CONN] = { "conn", "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto duration conn_state" },
};

static bool is_number(const char *field)
{
	static const char *const numbers[] = { "ts", "id.orig_p", "id.resp_p", "rtt", "rcode", "status_code",
		"duration" };

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (strcmp(field, numbers[i]) == 0)
			return true;
	return false;
}

/* VALUES: separated by tabs, as many as the log has fields. */
static const char *zeek_json(struct arena *a, unsigned log, const char *values)
{
	const char *out = arena_format(a, "{\"_path\":\"%s\"", zeek_logs[log].path), *fields = zeek_logs[log].fields;

	while (*fields != '\0') {
		char *field = arena_textn(a, fields, strcspn(fields, " "));
		char *value = arena_textn(a, values, strcspn(values, "\t"));
		bool list = strcmp(field, "answers") == 0 || strcmp(field, "cert_chain_fps") == 0;
		bool truth = strcmp(value, "T") == 0 || strcmp(value, "F") == 0;

		out = arena_format(a, is_number(field) ? "%s,\"%s\":%s" : truth ? "%s,\"%s\":%s" : list ?
			"%s,\"%s\":[\"%s\"]" : "%s,\"%s\":\"%s\"", out, field, !truth ? value : *value == 'T' ?
			"true" : "false");
		fields += strcspn(fields, " ");
		fields += *fields == ' ';
		values += strcspn(values, "\t");
		values += *values == '\t';
	}
	return arena_format(a, "%s}", out);
}

static const char *ends(struct arena *a, const struct neighbour *n, unsigned port, const char *to, unsigned to_port)
{
	return arena_format(a, "%s\t%u\t%s\t%u", n->address, port, to, to_port);
}

static void put_zeek(struct lines *l, const struct neighbour *n, unsigned i, unsigned log)
{
	struct arena *a = l->a;
	const char *print = arena_format(a, "%064x", 0xabc000 + i);

	if (n->only_asks && log != LOG_DNS)
		return;
	switch (log) {
	case LOG_DNS:
		put(l, n->site_asked, arena_format(a, "%s\tCS%u\t%s\t%s\tA\t0.000005\t0\t%s", seconds(a, n->site_asked),
			i, ends(a, n, n->port + 5, n->resolver, 53), n->site, n->server));
		if (n->asks)
			put(l, n->answered, arena_format(a, "%s\tCD%u\t%s\t%s\tA\t0.%06lld\t0\t%s",
				seconds(a, n->asked), i, ends(a, n, n->port + 1, n->resolver, 53), n->host,
				(long long)(n->answered - n->asked), n->edge));
		break;
	case LOG_SSL:
		put(l, n->finished, arena_format(a, "%s\tCT%u\t%s\tTLSv12\t%s\tF\tT\t%s", seconds(a, n->hello), i,
			ends(a, n, n->port, n->server, 443), n->site, print));
		break;
	case LOG_HTTP:
		put(l, n->done, arena_format(a, "%s\tCH%u\t%s\tGET\t%s\t%s\t1.1\t200", seconds(a, n->fetched), i,
			ends(a, n, n->port + 2, n->edge, 80), n->host, n->path));
		break;
	case LOG_X509:
		put(l, n->cert, arena_format(a, "%s\t%s\t%s\tCN=%s\tCN=%s,O=Let's Encrypt,C=US", seconds(a, n->cert),
			print, n->serial, n->site, n->ocsp ? "R10" : "YR1"));
		break;
	default:
		put(l, n->finished, arena_format(a, "%s\tCT%u\t%s\ttcp\t0.5\tSF", seconds(a, n->opened), i,
			ends(a, n, n->port, n->server, 443)));
		put(l, n->done, arena_format(a, "%s\tCH%u\t%s\ttcp\t0.1\tSF", seconds(a, n->fetch_opened), i,
			ends(a, n, n->port + 2, n->edge, 80)));
	}
}

/* The logs of a sensor, one after the other. */
static struct view zeek_tell(const struct neighbours *all, bool json)
{
	const char *out = "";

	for (unsigned log = 0; log < LOGS; log++) {
		struct lines l = { .a = all->a };
		char *fields = arena_text(all->a, zeek_logs[log].fields);

		for (unsigned i = 0; i < all->count; i++)
			if (all->all[i].there)
				put_zeek(&l, &all->all[i], i, log);
		for (size_t i = 0; json && i < l.count; i++)
			l.list[i].text = zeek_json(all->a, log, l.list[i].text);
		for (char *c = fields; *c != '\0'; c++)
			*c = *c == ' ' ? '\t' : *c;
		out = arena_format(all->a, "%s%s%.*s", out, json ? "" : arena_format(all->a, "#separator \\x09\n"
			"#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t%s\n#fields\t%s\n",
			zeek_logs[log].path, fields), 60000, (const char *)lines_text(&l, all->line_seed).data);
	}
	return view_of_text(out);
}

struct view neighbours_tell(const struct neighbours *all, enum neighbours_form form)
{
	struct lines l = { .a = all->a };

	if (form == AS_CAPTURE)
		return neighbours_packets(all);
	if (form == AS_ZEEK || form == AS_ZEEK_JSON)
		return zeek_tell(all, form == AS_ZEEK_JSON);
	for (unsigned i = 0; i < all->count; i++) {
		if (!all->all[i].there)
			continue;
		if (form == AS_EVE)
			put_eve(&l, all, &all->all[i], i);
		else
			put_events(&l, all, &all->all[i], i, form == AS_EVENTS_FACTS);
	}
	return lines_text(&l, all->line_seed);
}

const char *neighbours_form_word(enum neighbours_form f)
{
	static const char *const words[] = { "events", "events with facts", "EVE", "Zeek", "Zeek JSON", "capture" };

	return words[f];
}
