/* Glances at rows of Zeek: what zeek.c would make of them, as far as it can be
 * told without certificates, hardware addresses and escapes. */
#include <string.h>

#include "doc/json_skim.h"
#include "observe/log_time.h"
#include "observe/zeek.h"

/* Each header for which rows wait is kept: of files whose header changes more often
 * than that the rows are read at once. */
#define HEADERS_MAX 1024

static const enum zeek_field fields[] = { ZEEK_TS, ZEEK_UID, ZEEK_ORIG_H, ZEEK_ORIG_P, ZEEK_RESP_H, ZEEK_RESP_P,
	ZEEK_ORIG_MAC, ZEEK_PROTO, ZEEK_SERVICE, ZEEK_CONN_STATE, ZEEK_QUERY, ZEEK_QTYPE, ZEEK_QTYPE_NAME,
	ZEEK_RCODE, ZEEK_RCODE_NAME, ZEEK_ANSWERS, ZEEK_METHOD, ZEEK_HOST, ZEEK_URI, ZEEK_STATUS,
	ZEEK_SERVER_NAME, ZEEK_ESTABLISHED, ZEEK_CHAIN_FPS, ZEEK_CHAIN_FUIDS, ZEEK_CLIENT_FPS,
	ZEEK_CLIENT_FUIDS, ZEEK_SUBJECT, ZEEK_ISSUER, ZEEK_CERT_SERIAL, ZEEK_DCID, ZEEK_PATH, ZEEK_SOURCE,
	ZEEK_FILE_TYPE, ZEEK_SEEN, ZEEK_CERT_STATUS };
#define FIELD_COUNT (sizeof fields / sizeof *fields)
#define SIP FIELD_COUNT     /* sip.log speaks HTTP's language */

void zeek_glance_init(struct zeek_glance *g)
{
	for (size_t i = 0; i < FIELD_COUNT; i++)
		g->keys[i] = zeek_field_name(fields[i]);
	g->keys[SIP] = "call_id";
	json_skim_init(&g->skim, g->keys, FIELD_COUNT + 1);
	g->headers = 0;
	g->stale = true;
}

/* --- what both ways of writing share --------------------------------------------- */

/* A list, or a text, that says something. */
static bool tells(const struct zeek_row *row, enum zeek_field f)
{
	struct view v = row->values[f];

	return v.size != 0 && (row->skimmed || !view_is_text(v, row->empty));
}

/* As it stands; escapes of TSV are the reader's. */
static bool plain(const struct zeek_row *row, enum zeek_field f)
{
	struct view v = row->values[f];

	return row->skimmed || v.size == 0 || memchr(v.data, '\\', v.size) == NULL;
}

static bool ends_take(struct zeek_row *row, struct glance *g)
{
	g->at = zeek_time(row, ZEEK_TS);
	g->connection = log_connection(row->values[ZEEK_UID]);
	if (g->at == SIGHT_NEVER || row->values[ZEEK_ORIG_MAC].data != NULL ||
	    !endpoint_read(row->values[ZEEK_ORIG_H], &g->client) ||
	    !endpoint_read(row->values[ZEEK_RESP_H], &g->server))
		return false;
	g->client.port = (uint16_t)zeek_number(row, ZEEK_ORIG_P, 65535, 0);
	g->server.port = (uint16_t)zeek_number(row, ZEEK_RESP_P, 65535, 0);
	return true;
}

static enum told conn_take(struct zeek_row *row, struct glance *g)
{
	struct view proto = row->values[ZEEK_PROTO];

	g->kind = GLANCE_BARE;
	g->udp = view_is_text(proto, "udp");
	if (proto.size == 0)
		return UNSURE;
	return zeek_conn_counts(row, g->server.port) ? TOLD : NOTHING;
}

static bool answers_take(struct zeek_row *row, struct log_addresses *out)
{
	struct view rest = row->values[ZEEK_ANSWERS], one;
	size_t count = 0;

	if (!tells(row, ZEEK_ANSWERS))
		return true;
	while (count < LOG_LIST_MAX) {
		if (row->skimmed ? !json_skim_element(&rest, &one) : rest.size == 0)
			break;
		one = row->skimmed ? json_skim_text(one) : log_cut(&rest, row->set_separator);
		if (one.data == NULL)
			return false;
		count += one.size != 0;
		out->count += endpoint_read(one, &out->addresses[out->count]);
	}
	return true;
}

static enum told dns_take(struct zeek_row *row, struct glance *g, struct log_addresses *answers)
{
	uint64_t rcode = zeek_number(row, ZEEK_RCODE, 4095, UINT64_MAX);

	g->kind = GLANCE_QUESTION;
	g->name = log_name(row->values[ZEEK_QUERY]);
	if (!plain(row, ZEEK_QUERY) || !plain(row, ZEEK_ANSWERS))
		return UNSURE;
	if (!tells(row, ZEEK_QUERY))
		return NOTHING;
	g->type = (unsigned)zeek_number(row, ZEEK_QTYPE, 65535, 0);
	if (g->type == 0)
		g->type = log_dns_type(row->values[ZEEK_QTYPE_NAME]);
	g->failed = rcode != UINT64_MAX ? rcode > 0 : log_dns_rcode(row->values[ZEEK_RCODE_NAME]) > 0;
	if (!answers_take(row, answers))
		return UNSURE;
	g->addresses = answers->addresses;
	g->address_count = answers->count;
	return TOLD;
}

static enum told http_take(const struct zeek_row *row, struct glance *g)
{
	struct view method = row->values[ZEEK_METHOD], uri = row->values[ZEEK_URI], host = row->values[ZEEK_HOST];
	unsigned port;

	g->kind = GLANCE_REQUEST;
	if (!plain(row, ZEEK_METHOD) || !plain(row, ZEEK_HOST) || !plain(row, ZEEK_URI) || log_starts(host, "["))
		return UNSURE;
	g->name = log_host(host, &port);
	return tells(row, ZEEK_HOST) && tells(row, ZEEK_METHOD) && !view_is_text(method, "CONNECT") &&
		uri.size != 0 && uri.data[0] == '/' ? TOLD : UNSURE;
}

static enum told ssl_take(const struct zeek_row *row, struct glance *g)
{
	g->kind = GLANCE_TLS;
	if (!plain(row, ZEEK_SERVER_NAME))
		return UNSURE;
	g->name = tells(row, ZEEK_SERVER_NAME) ? row->values[ZEEK_SERVER_NAME] : view_of("", 0);
	return tells(row, ZEEK_CHAIN_FPS) || tells(row, ZEEK_CHAIN_FUIDS) || tells(row, ZEEK_CLIENT_FPS) ||
		tells(row, ZEEK_CLIENT_FUIDS) || tells(row, ZEEK_SUBJECT) || tells(row, ZEEK_ISSUER) ?
		UNSURE : TOLD;
}

static void row_again(struct log_run *run, void *state)
{
	struct zeek_row *row = state;

	row->run = run;
	if (run->line.data[0] == '{')
		zeek_json_row(row, run->line);
	else if (!zeek_row_split(row, run->line) || !zeek_row_see(row))
		log_malformed(run);
}

static bool told(struct zeek_glance *z, struct zeek_row *row)
{
	struct log_addresses answers;
	struct glance g;
	enum told what = UNSURE;

	answers.count = 0;
	glance_init(&g, GLANCE_BARE);
	/* What a row tells of a file is not of one machine's doing: none waits. */
	if (row->log == ZEEK_FILES)
		return !zeek_file_counts(row);
	if (row->log == ZEEK_X509 || row->log == ZEEK_OCSP || !ends_take(row, &g))
		return false;
	switch (row->log) {
	case ZEEK_CONN:
		what = conn_take(row, &g);
		break;
	case ZEEK_DNS:
		what = dns_take(row, &g, &answers);
		break;
	case ZEEK_HTTP:
		what = http_take(row, &g);
		break;
	case ZEEK_SSL:
	case ZEEK_QUIC:
		what = ssl_take(row, &g);
		break;
	default:
		break;
	}
	if (what != TOLD)
		return what == NOTHING;
	if (z->stale && z->headers == HEADERS_MAX)
		return false;
	if (z->stale) {
		log_rereads(row->run, row_again, row, sizeof *row);
		z->headers++;
		z->stale = false;
	}
	return log_glance(row->run, &g);
}

/* --- the two ways ------------------------------------------------------------------- */

void zeek_glance_header(struct zeek_glance *g)
{
	g->stale = true;
}

bool zeek_glance_split(struct zeek_glance *g, struct zeek_row *row)
{
	return row->run->reading->sink->glance != NULL && told(g, row);
}

/* What a member is in the values of a row; false: its reader knows better. */
static bool value_take(struct zeek_row *row, enum zeek_field f, struct view v)
{
	uint64_t ignored;
	int64_t at;

	switch (f) {
	case ZEEK_ESTABLISHED: case ZEEK_STATUS: case ZEEK_CERT_SERIAL: case ZEEK_CONN_STATE: case ZEEK_SEEN:
	case ZEEK_CERT_STATUS:
		/* That it is there is enough. */
		row->values[f] = v;
		return true;
	case ZEEK_ANSWERS: case ZEEK_CHAIN_FPS: case ZEEK_CHAIN_FUIDS: case ZEEK_CLIENT_FPS: case ZEEK_CLIENT_FUIDS:
		row->values[f] = view_is_text(v, "[]") ? view_of("", 0) : v;
		return v.data[0] == '[';
	case ZEEK_TS:
		if (v.data[0] != '"' && !log_time_decimal(v, &at))
			return false;
		break;
	case ZEEK_ORIG_P: case ZEEK_RESP_P: case ZEEK_QTYPE: case ZEEK_RCODE:
		if (v.data[0] != '"' && !log_number(v, INT64_MAX, &ignored))
			return false;
		break;
	default:
		if (v.data[0] != '"')
			return false;
		break;
	}
	/* Data NULL: an escape. */
	row->values[f] = v.data[0] == '"' ? json_skim_text(v) : v;
	return row->values[f].data != NULL;
}

/* Whether the reader would look at it: by the same members as zeek_json_matters(). */
static bool matters(const struct zeek_row *row)
{
	static const enum zeek_field markers[] = { ZEEK_QUERY, ZEEK_CONN_STATE, ZEEK_ESTABLISHED, ZEEK_CERT_SERIAL,
		ZEEK_STATUS, ZEEK_DCID, ZEEK_URI, ZEEK_SEEN, ZEEK_CERT_STATUS };

	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++)
		if (row->values[markers[i]].data != NULL)
			return true;
	return false;
}

bool zeek_glance_json(struct zeek_glance *g, struct zeek_row *row, struct view line)
{
	struct view values[FIELD_COUNT + 1];

	if (row->run->reading->sink->glance == NULL || !json_skim_read(&g->skim, line, values))
		return false;
	zeek_row_clear(row);
	row->skimmed = true;
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		struct view v = values[i];

		if (v.data != NULL && !view_is_text(v, "null") && !value_take(row, fields[i], v))
			return false;
	}
	row->log = zeek_log_of_row(row);
	if (row->log == ZEEK_HTTP && values[SIP].data != NULL)
		row->log = ZEEK_NONE;
	return row->log == ZEEK_NONE || (matters(row) && told(g, row));
}
