/* What events of CAPI2/Operational and Sysmon tell.
 *
 * CAPI2: 52 and 53 are the begin and end of a retrieval from the network, with
 * the exact URL; 11 (chain built), 30 (policy checked) and 41 (revocation
 * checked) name the certificate; the TaskId binds them, and all name the
 * process. 41 is also about the certificates of CAs in the chain: it counts only
 * where the subject is the name of a host. 90 has the certificates of the chain
 * with their details (windows_certs.c).
 * Sysmon: 3 is a connection, 22 a question to the resolver. */
#include <string.h>

#include "observe/log_time.h"
#include "observe/windows.h"
#include "observe/xml_pull.h"

static const char *const data_names[DATA_COUNT] = { [DATA_IMAGE] = "Image",
	[DATA_PROCESS_ID] = "ProcessId", [DATA_USER] = "User", [DATA_UTC_TIME] = "UtcTime",
	[DATA_PROTOCOL] = "Protocol", [DATA_INITIATED] = "Initiated", [DATA_SOURCE_IP] = "SourceIp",
	[DATA_SOURCE_PORT] = "SourcePort", [DATA_DESTINATION_IP] = "DestinationIp",
	[DATA_DESTINATION_PORT] = "DestinationPort", [DATA_QUERY_NAME] = "QueryName",
	[DATA_QUERY_STATUS] = "QueryStatus", [DATA_QUERY_RESULTS] = "QueryResults" };

static void first(struct view *to, struct view value)
{
	if (to->data == NULL)
		*to = value;
}

static void attributes_take(const struct xml *x, struct windows_event *e)
{
	static const struct { const char *element, *attribute; size_t to; } wanted[] = {
		{ "Provider", "Name", offsetof(struct windows_event, provider) },
		{ "TimeCreated", "SystemTime", offsetof(struct windows_event, time) },
		{ "Execution", "ProcessID", offsetof(struct windows_event, process_id) },
		{ "Security", "UserID", offsetof(struct windows_event, user) },
		{ "Certificate", "subjectName", offsetof(struct windows_event, subject) },
		{ "SSLAdditionalPolicyInfo", "serverName", offsetof(struct windows_event, server_name) },
		{ "EventAuxInfo", "ProcessName", offsetof(struct windows_event, process) },
		{ "CorrelationAuxInfo", "TaskId", offsetof(struct windows_event, task) },
		{ "Result", "value", offsetof(struct windows_event, result) },
	};

	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (view_is_text(x->name, wanted[i].element))
			first((struct view *)(void *)((char *)e + wanted[i].to),
				xml_attribute(x, wanted[i].attribute));
}

/* Where the text of the element that was opened belongs; NULL: nowhere. */
static struct view *text_place(const struct xml *x, struct windows_event *e)
{
	struct view name;

	if (view_is_text(x->name, "EventID"))
		return &e->id;
	if (view_is_text(x->name, "Computer"))
		return &e->computer;
	if (view_is_text(x->name, "URL"))
		return &e->url;
	if (!view_is_text(x->name, "Data"))
		return NULL;
	name = xml_attribute(x, "Name");
	for (size_t i = 0; i < DATA_COUNT; i++)
		if (view_is_text(name, data_names[i]))
			return &e->data[i];
	return NULL;
}

static void plain(struct log_run *run, struct view *v)
{
	/* Only where there is something to undo, the room is needed. */
	if (v->size > 0 && memchr(v->data, '&', v->size) != NULL)
		*v = xml_plain(log_room(run), *v);
}

bool windows_event_read(struct log_run *run, struct view text, struct windows_event *e)
{
	struct view *place = NULL, *all[] = { &e->computer, &e->user, &e->url, &e->subject, &e->server_name,
		&e->process, &e->task };
	enum xml_token t;
	struct xml x;

	*e = (struct windows_event){ .text = text };
	xml_begin(&x, text);
	while ((t = xml_next(&x)) == XML_OPEN || t == XML_CLOSE || t == XML_TEXT) {
		if (t == XML_OPEN) {
			attributes_take(&x, e);
			place = text_place(&x, e);
		} else if (t == XML_TEXT && place != NULL) {
			first(place, x.content);
		} else if (t == XML_CLOSE) {
			place = NULL;
		}
	}
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		plain(run, all[i]);
	for (size_t i = 0; i < DATA_COUNT; i++)
		plain(run, &e->data[i]);
	return t == XML_END && e->provider.size > 0 && e->id.size > 0;
}

/* --- CAPI2 ------------------------------------------------------------------------- */

static bool begin(const struct windows_event *e, struct sighting *s, enum sighting_kind kind)
{
	struct view time = e->time;
	uint64_t pid;

	sighting_init(s, kind);
	s->client_name = e->computer;
	s->process.name = e->process;
	s->process.user = e->user;
	s->process.task = e->task;
	s->process.pid = log_number(e->process_id, UINT32_MAX, &pid) ? (int64_t)pid : -1;
	return log_time_iso(&time, &s->at, NULL) && time.size == 0;
}

static struct windows_begun *begun_at(struct windows_begun *table, const struct windows_event *e, uint64_t *key)
{
	*key = log_connection(e->task) * 31 + log_connection(e->url);
	return &table[*key % WINDOWS_BEGUN_MAX];
}

/* "80190194" is the HRESULT of HTTP status 404 (FACILITY_HTTP, 0x19). */
static int status_of(struct view result)
{
	unsigned status = 0;

	if (result.size != 8 || !log_starts(result, "8019"))
		return 0;
	for (size_t i = 4; i < 8; i++) {
		uint8_t c = result.data[i] | 0x20;
		unsigned digit = c >= '0' && c <= '9' ? c - (unsigned)'0' : c >= 'a' && c <= 'f' ?
			c - (unsigned)'a' + 10 : 16;

		if (digit == 16)
			return 0;
		status = status * 16 + digit;
	}
	return status >= 100 && status <= 599 ? (int)status : 0;
}

static bool retrieval_see(struct log_run *run, struct windows_begun *table, const struct windows_event *e)
{
	bool ended = view_is_text(e->id, "53");
	struct log_url_parts u;
	struct windows_begun *b;
	struct sight_http h;
	struct sighting s;
	uint64_t key;

	if (!begin(e, &s, SIGHT_HTTP) || e->url.size == 0)
		return false;
	b = begun_at(table, e, &key);
	if (!ended) {
		*b = (struct windows_begun){ key, s.at };
		return true;
	}
	if (!log_url_split(e->url, &u))
		return true; /* ldap: */
	sight_http_init(&h);
	s.http = &h;
	h.method = view_of_text("GET");
	h.url = e->url;
	h.host = u.host;
	h.target = u.target;
	h.status = status_of(e->result);
	/* That it was got is told, not how: 200 stands for 304, too. */
	if (view_is_text(e->result, "0"))
		h.status = 200;
	if (h.status != 0)
		h.done_at = s.at;
	if (b->key == key && b->at <= s.at)
		s.at = b->at;
	log_see(run, &s);
	return true;
}

static bool has_dot(struct view v)
{
	return v.size > 0 && memchr(v.data, '.', v.size) != NULL;
}

static bool task_see(struct log_run *run, const struct windows_event *e)
{
	struct sighting s;

	if (!begin(e, &s, SIGHT_PROCESS))
		return false;
	/* The name that was connected to may be another one of the certificate's:
	   it would look like a second certificate. */
	s.process.subject = e->subject.size > 0 ? e->subject : e->server_name;
	if (s.process.subject.size > 0 && e->task.size > 0 &&
	    (!view_is_text(e->id, "41") || has_dot(s.process.subject)))
		log_see(run, &s);
	return true;
}

static bool certs_see(struct log_run *run, const struct windows_event *e)
{
	struct sighting s;

	return begin(e, &s, SIGHT_CERT) && windows_certs_see(run, e->text, &s);
}

/* --- Sysmon ---------------------------------------------------------------------------- */

static bool sysmon_begin(const struct windows_event *e, struct sighting *s, enum sighting_kind kind)
{
	struct view time = e->data[DATA_UTC_TIME];
	bool created = begin(e, s, kind);
	uint64_t pid;
	int64_t at;

	s->process.name = e->data[DATA_IMAGE];
	s->process.user = log_known(e->data[DATA_USER]);
	s->process.pid = log_number(e->data[DATA_PROCESS_ID], UINT32_MAX, &pid) ? (int64_t)pid : -1;
	/* When it happened, not when it was written. */
	if (log_time_iso(&time, &at, NULL)) {
		s->at = at;
		return true;
	}
	return created;
}

static void end_take(const struct windows_event *e, enum windows_data ip, enum windows_data port,
	struct endpoint *out)
{
	uint64_t n;

	endpoint_read(e->data[ip], out);
	if (log_number(e->data[port], 65535, &n))
		out->port = (uint16_t)n;
}

static bool connection_see(struct log_run *run, const struct windows_event *e)
{
	struct sight_connect c;
	struct sighting s;
	bool inbound = log_same(e->data[DATA_INITIATED], "false");

	if (!sysmon_begin(e, &s, SIGHT_CONNECT))
		return false;
	sight_connect_init(&c);
	s.connect = &c;
	end_take(e, DATA_SOURCE_IP, DATA_SOURCE_PORT, inbound ? &s.server : &s.client);
	end_take(e, DATA_DESTINATION_IP, DATA_DESTINATION_PORT, inbound ? &s.client : &s.server);
	/* The computer is the server then. */
	if (inbound)
		s.client_name = view_of(NULL, 0);
	c.udp = log_same(e->data[DATA_PROTOCOL], "udp");
	c.answered = c.start_seen = true;
	if (s.client.size == 0 || s.server.size == 0)
		return false;
	if (!c.udp || s.server.port == 443)
		log_see(run, &s);
	return true;
}

/* Codes of DnsQuery: those of DNS lie 9000 higher (WinError.h). */
static int rcode_of(struct view status)
{
	uint64_t n;

	if (!log_number(status, UINT32_MAX, &n))
		return -1;
	return n == 0 || n == 9501 ? 0 : n > 9000 && n <= 9005 ? (int)(n - 9000) : -1;
}

/* "type:  5 alias.example;::ffff:192.0.2.1;2001:db8::1;" */
static void results_take(struct view rest, struct sight_dns *d, struct log_answers *answers)
{
	while (rest.size > 0) {
		struct view one = log_trim(log_cut(&rest, ';'));

		if (log_starts(one, "type:")) {
			struct view words = view_part(one, 5, one.size);
			unsigned type = log_dns_type(log_word(&words));

			if (type != 5)
				continue;
			one = log_trim(words);
		}
		log_answer(answers, d, one);
	}
}

static bool query_see(struct log_run *run, const struct windows_event *e)
{
	struct log_answers answers;
	struct sight_dns d;
	struct sighting s;

	if (!sysmon_begin(e, &s, SIGHT_DNS))
		return false;
	sight_dns_init(&d);
	s.dns = &d;
	d.name = log_name(e->data[DATA_QUERY_NAME]);
	d.rcode = rcode_of(e->data[DATA_QUERY_STATUS]);
	results_take(log_known(e->data[DATA_QUERY_RESULTS]), &d, &answers);
	if (d.name.size == 0)
		return false;
	log_see(run, &s);
	return true;
}

bool windows_event_see(struct log_run *run, struct windows_begun *table, const struct windows_event *e)
{
	if (view_is_text(e->provider, "Microsoft-Windows-CAPI2")) {
		if (view_is_text(e->id, "52") || view_is_text(e->id, "53"))
			return retrieval_see(run, table, e);
		if (view_is_text(e->id, "11") || view_is_text(e->id, "30") || view_is_text(e->id, "41"))
			return task_see(run, e);
		if (view_is_text(e->id, "90"))
			return certs_see(run, e);
	} else if (log_starts(e->provider, "Microsoft-Windows-Sysmon") || log_starts(e->provider, "Linux-Sysmon")) {
		if (view_is_text(e->id, "3"))
			return connection_see(run, e);
		if (view_is_text(e->id, "22"))
			return query_see(run, e);
	}
	return true;
}
