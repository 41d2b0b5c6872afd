/* Glances at our own events: what events.c would make of them, as far as it can
 * be told without certificates, processes and bodies. */
#include <string.h>

#include "observe/events_parts.h"
#include "observe/log_time.h"

enum { AT, KIND, CLIENT, CLIENT_PORT, SERVER, PORT, NAME, ID, OPENED, TYPE, RCODE, ANSWERS, BLOCKED, METHOD, HOST, URL,
	/* Times of which only the form matters. */
	TIMES, HELLO = TIMES, FLIGHT, FINISHED, CLIENT_DATA, SERVER_DATA, CERT_DONE, ANSWERED, ENDED, DONE,
	/* What makes an event more than a possible cause. */
	MORE, CERTS = MORE, CERT, CLIENT_CERTS, STAPLE, PROC, USER, PID, TASK, TASK_SUBJECT, CLIENT_MAC, CLIENT_NAME,
	BODY, ANSWER, FORM,
	KEY_COUNT };
static const char *const keys[KEY_COUNT] = { [AT] = "t", [KIND] = "kind", [CLIENT] = "client",
	[CLIENT_PORT] = "client_port", [SERVER] = "server", [PORT] = "port", [NAME] = "name", [ID] = "id",
	[OPENED] = "opened", [TYPE] = "type", [RCODE] = "rcode", [ANSWERS] = "answers", [BLOCKED] = "blocked",
	[METHOD] = "method", [HOST] = "host", [URL] = "url", [HELLO] = "hello", [FLIGHT] = "flight",
	[FINISHED] = "finished", [CLIENT_DATA] = "client_data", [SERVER_DATA] = "server_data",
	[CERT_DONE] = "cert_done", [ANSWERED] = "answered", [ENDED] = "ended", [DONE] = "done", [CERTS] = "certs",
	[CERT] = "cert", [CLIENT_CERTS] = "client_certs", [STAPLE] = "staple", [PROC] = "proc", [USER] = "user",
	[PID] = "pid", [TASK] = "task", [TASK_SUBJECT] = "task_subject", [CLIENT_MAC] = "client_mac",
	[CLIENT_NAME] = "client_name", [BODY] = "body", [ANSWER] = "answer", [FORM] = "form" };

void events_glance_init(struct json_skim *skim)
{
	json_skim_init(skim, keys, KEY_COUNT);
}

/* A number of seconds, or RFC 3339; NEVER where there is none. */
static bool time_take(struct view value, int64_t *out)
{
	struct view v;

	*out = SIGHT_NEVER;
	if (value.data == NULL)
		return true;
	v = json_skim_text(value);
	return v.data == NULL ? log_time_decimal(value, out) : log_time_iso(&v, out, NULL) && v.size == 0;
}

static bool side_take(const struct view *values, size_t key, size_t port, struct endpoint *out)
{
	uint64_t n;

	if (!log_endpoint(json_skim_text(values[key]), out) && values[key].data != NULL)
		return false;
	if (values[port].data == NULL)
		return true;
	if (!log_number(values[port], 65535, &n))
		return false;
	out->port = (uint16_t)n;
	return true;
}

/* A text, or digits. */
static bool word_take(struct view value, struct view *out)
{
	uint64_t n;

	*out = json_skim_text(value);
	if (value.data == NULL || out->data != NULL)
		return true;
	*out = value;
	return log_number(value, INT64_MAX, &n) && (value.size == 1 || value.data[0] != '0');
}

static bool common_take(const struct view *values, struct glance *g)
{
	struct view id;
	int64_t ignored;

	for (size_t i = MORE; i < KEY_COUNT; i++)
		if (values[i].data != NULL)
			return false;
	for (size_t i = TIMES; i < MORE; i++)
		if (!time_take(values[i], &ignored))
			return false;
	if (!time_take(values[AT], &g->at) || g->at == SIGHT_NEVER || !time_take(values[OPENED], &g->opened_at) ||
	    !side_take(values, CLIENT, CLIENT_PORT, &g->client) || !side_take(values, SERVER, PORT, &g->server) ||
	    !word_take(values[ID], &id))
		return false;
	g->connection = log_connection(id);
	g->name = json_skim_text(values[NAME]);
	return values[NAME].data == NULL || g->name.data != NULL;
}

static bool dns_take(const struct view *values, struct glance *g, struct log_addresses *addresses)
{
	struct view type, rcode, list = values[ANSWERS], one;

	g->kind = GLANCE_QUESTION;
	if (g->name.size == 0 || !word_take(values[TYPE], &type) || !word_take(values[RCODE], &rcode))
		return false;
	g->name = log_name(g->name);
	g->type = log_dns_type(type);
	g->failed = view_is_text(values[BLOCKED], "true") || (rcode.data != NULL && log_dns_rcode(rcode) > 0);
	while (addresses->count < LOG_LIST_MAX && json_skim_element(&list, &one)) {
		one = json_skim_text(one);
		if (one.data == NULL)
			return false;
		addresses->count += endpoint_read(one, &addresses->addresses[addresses->count]);
	}
	g->addresses = addresses->addresses;
	g->address_count = addresses->count;
	return true;
}

/* The host as the correlator finds it: of the field, or of the URL. */
static bool http_take(const struct view *values, struct glance *g)
{
	struct view host = json_skim_text(values[HOST]), method = json_skim_text(values[METHOD]);
	struct log_url_parts parts;
	unsigned port;

	g->kind = GLANCE_REQUEST;
	if (method.size == 0 || view_is_text(method, "CONNECT") || values[NAME].data != NULL)
		return false;
	if (values[HOST].data == NULL) {
		if (!log_url_split(json_skim_text(values[URL]), &parts))
			return false;
		host = parts.host;
	}
	/* Brackets are no part of a name. */
	if (log_starts(host, "["))
		return false;
	g->name = log_host(host, &port);
	return g->name.size > 0;
}

bool events_glance(const struct json_skim *skim, struct log_run *run)
{
	struct log_addresses addresses = { .count = 0 };
	struct view values[KEY_COUNT], kind;
	struct glance g;
	bool told = false;

	if (run->again == NULL || !json_skim_read(skim, run->line, values))
		return false;
	glance_init(&g, GLANCE_TLS);
	if (!common_take(values, &g))
		return false;
	kind = json_skim_text(values[KIND]);
	if (view_is_text(kind, "tls")) {
		told = true;
	} else if (view_is_text(kind, "dns")) {
		told = dns_take(values, &g, &addresses);
	} else if (view_is_text(kind, "http")) {
		told = http_take(values, &g);
	} else if (view_is_text(kind, "tcp") || view_is_text(kind, "udp")) {
		g.kind = GLANCE_BARE;
		g.udp = view_is_text(kind, "udp");
		told = g.server.size != 0;
	}
	return told && log_glance(run, &g);
}
