/* Glances at lines of EVE: what the reader in eve.c would make of them, as far as
 * it can be told by bytes, and only where no certificate is told of. */
#include <string.h>

#include "doc/json_skim.h"
#include "observe/eve_parts.h"
#include "observe/log_time.h"

enum { TIME, EVENT, FLOW_ID, SRC_IP, SRC_PORT, DEST_IP, DEST_PORT, PROTO, APP_PROTO, ETHER, DNS, HTTP, TLS, QUIC, FLOW,
	FILEINFO, TOP_COUNT };
static const char *const top_keys[TOP_COUNT] = { [TIME] = "timestamp",
	[EVENT] = "event_type", [FLOW_ID] = "flow_id", [SRC_IP] = "src_ip",
	[SRC_PORT] = "src_port", [DEST_IP] = "dest_ip", [DEST_PORT] = "dest_port", [PROTO] = "proto",
	[APP_PROTO] = "app_proto", [ETHER] = "ether", [DNS] = "dns", [HTTP] = "http", [TLS] = "tls",
	[QUIC] = "quic", [FLOW] = "flow", [FILEINFO] = "fileinfo" };

enum { DNS_TYPE, DNS_NAME, DNS_RRTYPE, DNS_RCODE, DNS_ANSWERS, DNS_GROUPED, DNS_QUERIES, DNS_RDATA, DNS_COUNT };
static const char *const dns_keys[DNS_COUNT] = { [DNS_TYPE] = "type", [DNS_NAME] = "rrname",
	[DNS_RRTYPE] = "rrtype", [DNS_RCODE] = "rcode", [DNS_ANSWERS] = "answers", [DNS_GROUPED] = "grouped",
	[DNS_QUERIES] = "queries", [DNS_RDATA] = "rdata" };

enum { HTTP_HOST, HTTP_URL, HTTP_METHOD, HTTP_COUNT };
static const char *const http_keys[HTTP_COUNT] = { [HTTP_HOST] = "hostname", [HTTP_URL] = "url",
	[HTTP_METHOD] = "http_method" };

/* A handshake of which more is told than its name has a certificate. */
enum { TLS_SNI, TLS_SERIAL, TLS_ISSUER, TLS_PRINT, TLS_CERTIFICATE, TLS_CHAIN, TLS_COUNT };
static const char *const tls_keys[TLS_COUNT] = { [TLS_SNI] = "sni", [TLS_SERIAL] = "serial",
	[TLS_ISSUER] = "issuerdn", [TLS_PRINT] = "fingerprint", [TLS_CERTIFICATE] = "certificate",
	[TLS_CHAIN] = "chain" };

enum { FLOW_START, FLOW_COUNT };
static const char *const flow_keys[FLOW_COUNT] = { [FLOW_START] = "start" };

enum { QUIC_SNI, QUIC_COUNT };
static const char *const quic_keys[QUIC_COUNT] = { [QUIC_SNI] = "sni" };

enum { FILE_TRANSACTION, FILE_COUNT };
static const char *const file_keys[FILE_COUNT] = { [FILE_TRANSACTION] = "tx_id" };

void eve_glance_init(struct eve_glance *g)
{
	json_skim_init(&g->top, top_keys, TOP_COUNT);
	json_skim_init(&g->dns, dns_keys, DNS_COUNT);
	json_skim_init(&g->http, http_keys, HTTP_COUNT);
	json_skim_init(&g->tls, tls_keys, TLS_COUNT);
	json_skim_init(&g->flow, flow_keys, FLOW_COUNT);
	json_skim_init(&g->quic, quic_keys, QUIC_COUNT);
	json_skim_init(&g->file, file_keys, FILE_COUNT);
}

static bool time_take(struct log_run *run, struct view value, int64_t *out)
{
	struct view v = json_skim_text(value);
	bool zoned = true;

	if (!log_time_iso(&v, out, &zoned) || v.size != 0)
		return false;
	run->zoneless = run->zoneless || !zoned;
	return true;
}

static bool port_take(struct view value, uint16_t *out)
{
	uint64_t n = 0;

	if (value.data != NULL && !log_number(value, 65535, &n))
		return false;
	*out = (uint16_t)n;
	return true;
}

/* There, and no text as it stands: an escape, null, a number. */
static bool no_text(struct view value)
{
	return value.data != NULL && json_skim_text(value).data == NULL;
}

/* When the connection was opened; false: it is told in another way. */
static bool opened_take(const struct eve_glance *e, struct log_run *run, const struct view *top, struct glance *g)
{
	struct view flow[FLOW_COUNT];

	return top[FLOW].data == NULL || (json_skim_read(&e->flow, top[FLOW], flow) &&
		(flow[FLOW_START].data == NULL || time_take(run, flow[FLOW_START], &g->opened_at)));
}

/* Time and both ends; hardware addresses are the reader's. */
static bool ends_take(struct log_run *run, const struct view *top, struct glance *g)
{
	uint64_t flow;

	if (top[ETHER].data != NULL || !time_take(run, top[TIME], &g->at) ||
	    !endpoint_read(json_skim_text(top[SRC_IP]), &g->client) ||
	    !endpoint_read(json_skim_text(top[DEST_IP]), &g->server) ||
	    !port_take(top[SRC_PORT], &g->client.port) || !port_take(top[DEST_PORT], &g->server.port))
		return false;
	if (top[FLOW_ID].data != NULL) {
		if (!log_number(top[FLOW_ID], INT64_MAX, &flow))
			return false;
		g->connection = eve_connection((int64_t)flow);
	}
	return true;
}

/* Answers of version 2: a list of records. */
static bool answers_take(const struct eve_glance *e, struct view list, struct log_addresses *out)
{
	struct view record, values[DNS_COUNT];

	if (list.size == 0 || list.data[0] != '[')
		return false;
	while (json_skim_element(&list, &record)) {
		struct view type;

		if (!json_skim_read(&e->dns, record, values) || no_text(values[DNS_RRTYPE]) ||
		    no_text(values[DNS_RDATA]))
			return false;
		type = json_skim_text(values[DNS_RRTYPE]);
		if ((view_is_text(type, "A") || view_is_text(type, "AAAA") || view_is_text(type, "CNAME")) &&
		    out->count < LOG_LIST_MAX && endpoint_read(json_skim_text(values[DNS_RDATA]),
		    &out->addresses[out->count]))
			out->count++;
	}
	return true;
}

/* Questions, and answers as version 2 writes them; the others are the reader's. */
static enum told dns_take(const struct eve_glance *e, const struct view *top, struct glance *g,
	struct log_addresses *answers)
{
	struct view values[DNS_COUNT], type, rcode;

	if (!json_skim_read(&e->dns, top[DNS], values) || values[DNS_GROUPED].data != NULL ||
	    values[DNS_QUERIES].data != NULL || no_text(values[DNS_RRTYPE]) || no_text(values[DNS_RCODE]))
		return UNSURE;
	type = json_skim_text(values[DNS_TYPE]);
	g->name = log_name(json_skim_text(values[DNS_NAME]));
	g->type = log_dns_type(json_skim_text(values[DNS_RRTYPE]));
	if (view_is_text(type, "answer")) {
		if (!answers_take(e, values[DNS_ANSWERS], answers))
			return UNSURE;
		rcode = json_skim_text(values[DNS_RCODE]);
		g->failed = rcode.data != NULL && log_dns_rcode(rcode) > 0;
		g->addresses = answers->addresses;
		g->address_count = answers->count;
		if (g->client.port == 53 && g->server.port != 53) {
			struct endpoint client = g->server;

			g->server = g->client;
			g->client = client;
		}
	} else if (!view_is_text(type, "query")) {
		return UNSURE;
	}
	return g->name.size > 0 ? TOLD : UNSURE;
}

static enum told http_take(const struct eve_glance *e, const struct view *top, struct glance *g)
{
	struct view values[HTTP_COUNT], url, method, host;
	unsigned port;

	if (!json_skim_read(&e->http, top[HTTP], values))
		return UNSURE;
	url = json_skim_text(values[HTTP_URL]);
	method = json_skim_text(values[HTTP_METHOD]);
	host = json_skim_text(values[HTTP_HOST]);
	g->name = log_host(host, &port);
	/* Brackets are no part of a name. */
	return g->name.size > 0 && !log_starts(host, "[") && url.size > 0 && url.data[0] == '/' && method.size > 0 &&
		!view_is_text(method, "CONNECT") ? TOLD : UNSURE;
}

static enum told tls_take(const struct eve_glance *e, const struct view *top, struct glance *g)
{
	struct view values[TLS_COUNT];

	if (!json_skim_read(&e->tls, top[TLS], values))
		return UNSURE;
	for (size_t i = TLS_SERIAL; i < TLS_COUNT; i++)
		if (values[i].data != NULL)
			return UNSURE;
	g->name = json_skim_text(values[TLS_SNI]);
	return no_text(values[TLS_SNI]) ? UNSURE : TOLD;
}

/* Of a body that a server sent or was sent nothing waits: it is of interest by its host, or not. */
static enum told file_take(const struct eve_glance *e, const struct view *top, struct glance *g)
{
	struct view file[FILE_COUNT], http[HTTP_COUNT], url, host;
	uint64_t ignored;
	unsigned port;

	if (!json_skim_read(&e->file, top[FILEINFO], file) || top[FLOW_ID].data == NULL ||
	    file[FILE_TRANSACTION].data == NULL || !log_number(file[FILE_TRANSACTION], INT64_MAX, &ignored))
		return UNSURE;
	if (top[HTTP].data == NULL)
		return NOTHING;
	if (!json_skim_read(&e->http, top[HTTP], http))
		return UNSURE;
	url = json_skim_text(http[HTTP_URL]);
	host = json_skim_text(http[HTTP_HOST]);
	g->name = log_host(host, &port);
	return g->name.size > 0 && !log_starts(host, "[") && url.size > 0 && url.data[0] == '/' ? TOLD : UNSURE;
}

/* An event a packet: those without a name add nothing. */
static enum told quic_take(const struct eve_glance *e, const struct view *top, struct glance *g)
{
	struct view values[QUIC_COUNT];

	if (!json_skim_read(&e->quic, top[QUIC], values))
		return UNSURE;
	g->name = json_skim_text(values[QUIC_SNI]);
	return no_text(values[QUIC_SNI]) ? UNSURE : g->name.size == 0 ? NOTHING : TOLD;
}

/* Of flows that carry questions, or datagrams other than QUIC, there is nothing. */
static enum told flow_take(const struct view *top, struct glance *g)
{
	struct view proto = json_skim_text(top[PROTO]);

	g->udp = view_is_text(proto, "UDP");
	if (top[FLOW].data == NULL || proto.data == NULL || no_text(top[APP_PROTO]))
		return UNSURE;
	if ((g->udp && g->server.port != 443) || (!g->udp && !view_is_text(proto, "TCP")) ||
	    view_is_text(json_skim_text(top[APP_PROTO]), "dns"))
		return NOTHING;
	if (g->opened_at != SIGHT_NEVER)
		g->at = g->opened_at;
	return TOLD;
}

static bool look(const struct eve_glance *e, struct log_run *run, enum eve_event event)
{
	static const char *const words[] = { [EVE_DNS] = "dns", [EVE_HTTP] = "http", [EVE_TLS] = "tls",
		[EVE_QUIC] = "quic", [EVE_FLOW] = "flow", [EVE_FILE] = "fileinfo" };
	static const enum glance_kind kinds[] = { [EVE_DNS] = GLANCE_QUESTION, [EVE_HTTP] = GLANCE_REQUEST,
		[EVE_TLS] = GLANCE_TLS, [EVE_QUIC] = GLANCE_TLS, [EVE_FLOW] = GLANCE_BARE,
		[EVE_FILE] = GLANCE_REQUEST };
	struct view top[TOP_COUNT];
	struct log_addresses answers;
	struct glance g;
	enum told told = UNSURE;

	if (run->again == NULL || !json_skim_read(&e->top, run->line, top))
		return false;
	answers.count = 0;
	glance_init(&g, kinds[event]);
	if (!view_is_text(json_skim_text(top[EVENT]), words[event]) || !ends_take(run, top, &g) ||
	    !opened_take(e, run, top, &g))
		return false;
	switch (event) {
	case EVE_DNS:
		told = dns_take(e, top, &g, &answers);
		break;
	case EVE_HTTP:
		told = http_take(e, top, &g);
		break;
	case EVE_TLS:
		told = tls_take(e, top, &g);
		break;
	case EVE_FLOW:
		told = flow_take(top, &g);
		break;
	case EVE_QUIC:
		told = quic_take(e, top, &g);
		break;
	case EVE_FILE:
		told = file_take(e, top, &g);
		break;
	}
	return told == NOTHING || (told == TOLD && log_glance(run, &g));
}

bool eve_glance(const struct eve_glance *e, struct log_run *run, enum eve_event event)
{
	bool zoneless = run->zoneless, taken = look(e, run, event);

	/* What is not taken is for the reader to say, who may find it broken. */
	if (!taken)
		run->zoneless = zoneless;
	return taken;
}
