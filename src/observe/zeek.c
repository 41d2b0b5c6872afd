/* Zeek logs: conn, dns, http, ssl, quic and x509 to sightings (files and ocsp: zeek_files.c). Field meanings as
 * of Zeek's own documentation of these logs. */
#include "observe/zeek.h"

#include <string.h>

#include "base/when.h"

static int64_t date_of(struct zeek_row *row, enum zeek_field f)
{
	int64_t t = zeek_time(row, f);

	return t == SIGHT_NEVER ? WHEN_NONE : t / SIGHT_SECOND;
}

static int64_t size_of(struct zeek_row *row, enum zeek_field f)
{
	return (int64_t)zeek_number(row, f, INT64_MAX, UINT64_MAX);
}

/* Time, connection, and both ends. */
static bool begin(struct zeek_row *row, struct sighting *s, enum sighting_kind kind)
{
	struct view mac = row->values[ZEEK_ORIG_MAC];

	sighting_init(s, kind);
	s->at = zeek_time(row, ZEEK_TS);
	s->connection = log_connection(row->values[ZEEK_UID]);
	endpoint_read(row->values[ZEEK_ORIG_H], &s->client);
	s->client.port = (uint16_t)zeek_number(row, ZEEK_ORIG_P, 65535, 0);
	endpoint_read(row->values[ZEEK_RESP_H], &s->server);
	s->server.port = (uint16_t)zeek_number(row, ZEEK_RESP_P, 65535, 0);
	if (mac.size > 0) {
		struct view octets = log_hex(row->run, mac);

		s->client_mac_known = octets.size == 6;
		if (s->client_mac_known)
			memcpy(s->client_mac, octets.data, 6);
	}
	return s->at != SIGHT_NEVER;
}

/* --- conn --------------------------------------------------------------------- */

/* Lower-case letters of the history are what the responder sent. */
static bool responder_spoke(struct view history)
{
	for (size_t i = 0; i < history.size; i++)
		if (history.data[i] >= 'a' && history.data[i] <= 'z')
			return true;
	return false;
}

static bool is_state(struct view v, const char *const *states)
{
	for (; *states != NULL; states++)
		if (view_is_text(v, *states))
			return true;
	return false;
}

bool zeek_conn_counts(const struct zeek_row *row, unsigned server_port)
{
	bool udp = view_is_text(row->values[ZEEK_PROTO], "udp");

	return (udp ? server_port == 443 : view_is_text(row->values[ZEEK_PROTO], "tcp")) &&
		!view_is_text(row->values[ZEEK_SERVICE], "dns");
}

static bool conn_see(struct zeek_row *row)
{
	static const char *const silent[] = { "S0", "RSTOS0", "SH", "REJ", NULL };
	static const char *const middle[] = { "OTH", "SHR", "RSTRH", NULL };
	struct view state = row->values[ZEEK_CONN_STATE], history = row->values[ZEEK_HISTORY];
	struct sight_connect c;
	struct sighting s;
	int64_t duration = zeek_time(row, ZEEK_DURATION);

	if (!begin(row, &s, SIGHT_CONNECT) || row->values[ZEEK_PROTO].size == 0)
		return false;
	if (!zeek_conn_counts(row, s.server.port))
		return true;
	sight_connect_init(&c);
	s.connect = &c;
	c.udp = view_is_text(row->values[ZEEK_PROTO], "udp");
	c.refused = view_is_text(state, "REJ");
	c.answered = history.size > 0 ? responder_spoke(history) && !c.refused : !is_state(state, silent);
	c.start_seen = c.udp || (history.size > 0 ? memchr(history.data, 'S', history.size) != NULL :
		!is_state(state, middle));
	c.ended_at = duration == SIGHT_NEVER ? SIGHT_NEVER : s.at + duration;
	c.bytes_up = size_of(row, ZEEK_ORIG_BYTES);
	c.bytes_down = size_of(row, ZEEK_RESP_BYTES);
	log_see(row->run, &s);
	return true;
}

/* --- dns ------------------------------------------------------------------------ */

static bool dns_see(struct zeek_row *row)
{
	struct log_answers answers;
	struct sight_dns d;
	struct sighting s;
	const struct view *list;
	size_t count;
	int64_t rtt = zeek_time(row, ZEEK_RTT);

	if (!begin(row, &s, SIGHT_DNS))
		return false;
	sight_dns_init(&d);
	s.dns = &d;
	d.name = log_name(zeek_text(row, ZEEK_QUERY));
	if (d.name.size == 0)
		return true; /* zone transfers, broken questions */
	d.type = (unsigned)zeek_number(row, ZEEK_QTYPE, 65535, 0);
	if (d.type == 0)
		d.type = log_dns_type(row->values[ZEEK_QTYPE_NAME]);
	d.rcode = (int)(int64_t)zeek_number(row, ZEEK_RCODE, 4095, UINT64_MAX);
	if (d.rcode < 0)
		d.rcode = log_dns_rcode(row->values[ZEEK_RCODE_NAME]);
	d.tcp = view_is_text(row->values[ZEEK_PROTO], "tcp");
	d.answered_at = rtt == SIGHT_NEVER ? SIGHT_NEVER : s.at + rtt;
	list = zeek_list(row, ZEEK_ANSWERS, &count);
	for (size_t i = 0; i < count; i++)
		log_answer(&answers, &d, list[i]);
	if (d.rcode < 0 && d.address_count > 0)
		d.rcode = 0;
	log_see(row->run, &s);
	return true;
}

/* --- http ------------------------------------------------------------------------- */

static bool http_see(struct zeek_row *row)
{
	struct sight_http h;
	struct sighting s;
	struct log_url_parts parts;

	if (!begin(row, &s, SIGHT_HTTP))
		return false;
	sight_http_init(&h);
	s.http = &h;
	h.method = zeek_text(row, ZEEK_METHOD);
	h.host = zeek_text(row, ZEEK_HOST);
	h.target = zeek_text(row, ZEEK_URI);
	h.form = view_is_text(h.method, "CONNECT") ? HTTP_CONNECT :
		log_url_split(h.target, &parts) ? HTTP_ABSOLUTE : HTTP_ORIGIN;
	if (h.form != HTTP_CONNECT)
		h.url = log_url(row->run, false, h.host, s.server.port, h.target);
	h.version = log_http_version(row->values[ZEEK_VERSION]);
	/* An unset column says that there was no such field in the request. */
	h.user_agent = row->unset[ZEEK_USER_AGENT] && h.method.size > 0 ? view_of("", 0) :
		zeek_text(row, ZEEK_USER_AGENT);
	h.body_size = size_of(row, ZEEK_REQUEST_SIZE);
	h.status = (int)zeek_number(row, ZEEK_STATUS, 999, 0);
	h.answer_size = h.status == 0 ? -1 : size_of(row, ZEEK_RESPONSE_SIZE);
	{
		size_t count;
		const struct view *types = zeek_list(row, ZEEK_MIME, &count);

		if (count > 0)
			h.content_type = types[0];
		types = zeek_list(row, ZEEK_ANSWER_FUIDS, &count);
		if (count > 0)
			h.answer_file = types[0];
	}
	/* Rows without a request are answers whose request was lost. */
	if (h.method.size > 0 || h.host.size > 0)
		log_see(row->run, &s);
	return true;
}

/* --- ssl, quic, x509 ----------------------------------------------------------------- */

/* Keys of a chain: fingerprints since Zeek 4, before that identifiers of files. */
static const struct sight_cert *chain_of(struct zeek_row *row, enum zeek_field fps, enum zeek_field fuids,
	size_t *count)
{
	const struct view *keys = zeek_list(row, fps, count);
	bool prints = *count > 0;
	struct sight_cert *out;

	if (!prints)
		keys = zeek_list(row, fuids, count);
	if (*count == 0)
		return NULL;
	out = arena_array(log_room(row->run), *count, sizeof *out);
	for (size_t i = 0; i < *count; i++) {
		struct view print = prints ? log_hex(row->run, keys[i]) : view_of(NULL, 0);

		sight_cert_init(&out[i]);
		out[i].key = keys[i];
		if (print.size == 32 || print.size == 20)
			out[i].fingerprint = print;
	}
	return out;
}

/* Where ssl.log has subject and issuer, it has them of the first certificate. */
static void names_of(struct zeek_row *row, struct sight_tls *t, struct sight_cert *alone)
{
	struct view subject = zeek_text(row, ZEEK_SUBJECT), issuer = zeek_text(row, ZEEK_ISSUER);

	if (subject.size == 0 && issuer.size == 0)
		return;
	if (t->cert_count > 0) {
		struct sight_cert *chain = arena_copy(log_room(row->run), t->certs,
			t->cert_count * sizeof *chain);

		chain[0].subject = subject;
		chain[0].issuer = issuer;
		t->certs = chain;
		return;
	}
	sight_cert_init(alone);
	alone->subject = subject;
	alone->issuer = issuer;
	t->certs = alone;
	t->cert_count = 1;
}

static bool ssl_see(struct zeek_row *row)
{
	struct view name = zeek_text(row, ZEEK_SERVER_NAME);
	struct sight_cert alone;
	struct sight_tls t;
	struct sighting s;

	if (!begin(row, &s, SIGHT_TLS))
		return false;
	sight_tls_init(&t);
	s.tls = &t;
	t.sni = row->unset[ZEEK_SERVER_NAME] ? view_of("", 0) : name;
	t.alpn = zeek_text(row, ZEEK_NEXT_PROTOCOL);
	t.version = log_tls_version(row->values[ZEEK_VERSION]);
	t.quic = row->log == ZEEK_QUIC;
	t.resumed_known = zeek_bool(row, ZEEK_RESUMED, &t.resumed);
	t.established_known = zeek_bool(row, ZEEK_ESTABLISHED, &t.established);
	t.hello_at = s.at;
	if (t.quic) {
		t.alpn = zeek_text(row, ZEEK_CLIENT_PROTOCOL);
		t.version = 0x0304; /* RFC 9001 knows no other */
	} else {
		t.certs = chain_of(row, ZEEK_CHAIN_FPS, ZEEK_CHAIN_FUIDS, &t.cert_count);
		t.client_certs = chain_of(row, ZEEK_CLIENT_FPS, ZEEK_CLIENT_FUIDS, &t.client_cert_count);
		names_of(row, &t, &alone);
	}
	log_see(row->run, &s);
	return true;
}

static bool x509_see(struct zeek_row *row)
{
	struct view print = row->values[ZEEK_FINGERPRINT], id = row->values[ZEEK_ID];
	struct sight_cert c;
	struct sighting s;

	sighting_init(&s, SIGHT_CERT);
	s.at = zeek_time(row, ZEEK_TS);
	sight_cert_init(&c);
	s.cert = &c;
	c.serial = log_serial(row->run, row->values[ZEEK_CERT_SERIAL]);
	c.subject = zeek_text(row, ZEEK_CERT_SUBJECT);
	c.issuer = zeek_text(row, ZEEK_CERT_ISSUER);
	c.not_before = date_of(row, ZEEK_CERT_BEGIN);
	c.not_after = date_of(row, ZEEK_CERT_END);
	c.names = zeek_list(row, ZEEK_SAN_DNS, &c.name_count);
	if (s.at == SIGHT_NEVER || c.serial.data == NULL || (print.size == 0 && id.size == 0))
		return false;
	if (print.size > 0) {
		struct view octets = log_hex(row->run, print);

		c.key = print;
		if (octets.size == 32 || octets.size == 20)
			c.fingerprint = octets;
		log_see(row->run, &s);
	}
	/* Handshakes of the older layout refer to the file. */
	if (id.size > 0) {
		c.key = id;
		log_see(row->run, &s);
	}
	return true;
}

bool zeek_row_see(struct zeek_row *row)
{
	static bool (*const see[ZEEK_LOG_COUNT])(struct zeek_row *) = { [ZEEK_CONN] = conn_see,
		[ZEEK_DNS] = dns_see, [ZEEK_HTTP] = http_see, [ZEEK_SSL] = ssl_see, [ZEEK_QUIC] = ssl_see,
		[ZEEK_X509] = x509_see, [ZEEK_FILES] = zeek_files_see, [ZEEK_OCSP] = zeek_ocsp_see };

	return see[row->log] == NULL || see[row->log](row);
}

/* --- the reader -------------------------------------------------------------------------- */

void zeek_json_row(struct zeek_row *row, struct view line)
{
	struct json_in *in;

	if (!zeek_json_matters(row, line))
		return;
	in = json_in_read(line, &json_in_line_limits, NULL);
	if (in == NULL) {
		log_malformed(row->run);
		return;
	}
	zeek_row_take(row, json_in_root(in));
	if (!zeek_row_see(row))
		log_malformed(row->run);
	json_in_free(in);
}

static void line_read(struct zeek_row *row, struct zeek_glance *glance, struct view line)
{
	if (line.data[0] == '#') {
		zeek_header(row, line);
		zeek_glance_header(glance);
	} else if (line.data[0] == '{') {
		if (!zeek_glance_json(glance, row, line))
			zeek_json_row(row, line);
	} else if (!row->headed) {
		log_malformed(row->run);
	} else if (row->headed_log != ZEEK_NONE) {
		if (!zeek_row_split(row, line) || !(zeek_glance_split(glance, row) || zeek_row_see(row)))
			log_malformed(row->run);
	}
}

bool zeek_read(struct reading *r, struct err *e)
{
	struct zeek_glance glance;
	struct zeek_row row;
	struct log_run run;

	(void)e;
	log_begin(&run, r);
	run.group = LOG_GROUP_ZEEK;
	zeek_row_begin(&row, &run);
	zeek_glance_init(&glance);
	while (log_next(&run))
		line_read(&row, &glance, run.line);
	log_end(&run);
	return true;
}

/* A row of JSON has a time and, unless it is of x509.log, files.log or ocsp.log, a
 * connection; EVE and others have no such names. */
static bool is_json_row(struct view line)
{
	return log_starts(line, "{") && log_has(line, "\"ts\":") && !log_has(line, "\"event_type\"") &&
		((log_has(line, "\"uid\":") && log_has(line, "\"id.orig_h\":")) ||
		 log_has(line, "\"certificate.serial\":") || log_has(line, "\"_path\":") ||
		 (log_has(line, "\"fuid\":") && log_has(line, "\"seen_bytes\":")) ||
		 (log_has(line, "\"issuerKeyHash\":") && log_has(line, "\"certStatus\":")));
}

/* TSV begins with its separator. */
bool zeek_likes(struct view head, const char *path)
{
	(void)path;
	return log_starts(head, "#separator ") || log_starts(head, "#fields\tts\t") ||
		log_head_has(head, is_json_row);
}

const struct reader reader_zeek = { "zeek", "Zeek log (TSV or JSON)", zeek_likes, zeek_read, true };
