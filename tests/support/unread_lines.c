#include "unread_lines.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/when.h"

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

void unread_events_put(struct traffic *t, const struct item *i, const char *kind)
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

void unread_eve_put(struct traffic *t, const struct item *i, const char *kind)
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

void unread_zeek_head(struct str *s, const char *path, const char *fields, const char *mac)
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

void unread_zeek_put(struct traffic *t, const struct item *i, const char *kind)
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

void unread_zeek_json_put(struct traffic *t, const struct item *i, const char *kind)
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

void unread_files_put(struct traffic *t, const struct item *i)
{
	eve_file_put(t, i);
	zeek_file_put(t, i);
}

/* --- proxies and name servers --------------------------------------------------------- */

void unread_squid_put(struct traffic *t, const struct item *i)
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

void unread_clf_put(struct traffic *t, const struct item *i)
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

void unread_unbound_put(struct traffic *t, const struct item *i)
{
	struct str *s = &t->logs[LOG_UNBOUND];

	str_put_format(s, "[%lld] unbound[7:0] info: %s %s. %s IN\n", (long long)(i->at / SIGHT_SECOND), client_of(i),
		i->name, i->type);
	str_put_format(s, "[%lld] unbound[7:0] info: %s %s. %s IN %s 0.020000 0 60\n",
		(long long)(i->at / SIGHT_SECOND), client_of(i), i->name, i->type,
		i->rcode != 0 ? "NXDOMAIN" : "NOERROR");
}

void unread_dns_put(struct traffic *t, const struct item *i)
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
