/* Suricata's EVE: one JSON object a line. Its events dns, http, tls, quic, flow
 * and fileinfo tell of contacts or of what may have caused them; the others are passed
 * over unparsed. Shapes as of Suricata 4 to 8. fileinfo tells of the body of a
 * request or an answer and names its transaction. The time of a tls event is that
 * of its writing, when the handshake had been read: where the event has the
 * flow's start, that is when the connection was opened. */
#include <string.h>

#include "base/when.h"
#include "observe/eve_parts.h"
#include "observe/log_time.h"

#define LOG_GROUP_EVE 2u
#define CERT_MAX ((size_t)64 * 1024)

struct eve {
	struct log_run *run;
	const struct json_at *at;
	struct sighting s;
};

static bool time_of(struct eve *e, const struct json_at *at, const char *key, int64_t *out)
{
	struct view v = json_in_member_text(at, key);
	bool zoned = true;

	*out = SIGHT_NEVER;
	if (!log_time_iso(&v, out, &zoned) || v.size != 0)
		return false;
	e->run->zoneless = e->run->zoneless || !zoned;
	return true;
}

/* Dates of certificates are UTC and say so or not: no remark on that. */
static int64_t date_of(const struct json_at *at, const char *key)
{
	struct view v = json_in_member_text(at, key);
	int64_t t;

	return log_time_iso(&v, &t, NULL) ? t / SIGHT_SECOND : WHEN_NONE;
}

static void end_of(const struct json_at *at, const char *address, const char *port, struct endpoint *out)
{
	int64_t n;

	endpoint_read(json_in_member_text(at, address), out);
	if (json_in_member_whole(at, port, &n) && n > 0 && n <= 65535)
		out->port = (uint16_t)n;
}

static void mac_of(struct eve *e)
{
	const struct json_at *ether = json_in_member(e->at, "ether");
	struct view mac = log_hex(e->run, json_in_member_text(ether, "src_mac"));

	e->s.client_mac_known = mac.size == 6;
	if (e->s.client_mac_known)
		memcpy(e->s.client_mac, mac.data, 6);
}

uint64_t eve_connection(int64_t flow_id)
{
	return log_connection(view_of(&flow_id, sizeof flow_id));
}

static bool begin(struct eve *e, enum sighting_kind kind)
{
	int64_t flow;

	sighting_init(&e->s, kind);
	end_of(e->at, "src_ip", "src_port", &e->s.client);
	end_of(e->at, "dest_ip", "dest_port", &e->s.server);
	if (json_in_member_whole(e->at, "flow_id", &flow))
		e->s.connection = eve_connection(flow);
	if (json_in_member(e->at, "ether") != NULL)
		mac_of(e);
	time_of(e, json_in_member(e->at, "flow"), "start", &e->s.opened_at);
	return time_of(e, e->at, "timestamp", &e->s.at);
}

/* Events about what the server sent have the server as source. */
static void turn_round(struct sighting *s)
{
	struct endpoint client = s->server;

	s->server = s->client;
	s->client = client;
	s->client_mac_known = false;
}

static uint64_t number_of(const struct json_at *at, const char *key, uint64_t max, uint64_t absent)
{
	int64_t n;

	return json_in_member_whole(at, key, &n) && n >= 0 && (uint64_t)n <= max ? (uint64_t)n : absent;
}

/* --- dns ------------------------------------------------------------------------ */

static void record_take(struct log_answers *answers, struct sight_dns *d, const struct json_at *record)
{
	struct view type = json_in_member_text(record, "rrtype");

	if (view_is_text(type, "A") || view_is_text(type, "AAAA") || view_is_text(type, "CNAME"))
		log_answer(answers, d, json_in_member_text(record, "rdata"));
}

/* "grouped": {"A": [...], "CNAME": [...]}, "answers": [{rrname, rrtype, rdata}],
 * or, in version 1, the one record of the event itself. */
static void answers_take(struct log_answers *answers, struct sight_dns *d, const struct json_at *dns)
{
	static const char *const types[] = { "A", "AAAA", "CNAME" };
	const struct json_at *grouped = json_in_member(dns, "grouped");
	const struct json_at *list = json_in_member(dns, "answers");

	for (size_t i = 0; i < json_in_count(list); i++)
		record_take(answers, d, json_in_element(list, i));
	for (size_t t = 0; json_in_count(list) == 0 && t < sizeof types / sizeof *types; t++) {
		const struct json_at *group = json_in_member(grouped, types[t]);

		for (size_t i = 0; i < json_in_count(group); i++)
			log_answer(answers, d, json_in_text(json_in_element(group, i)));
	}
	if (list == NULL && grouped == NULL)
		record_take(answers, d, dns);
}

static bool dns_see(struct eve *e)
{
	const struct json_at *dns = json_in_member(e->at, "dns");
	/* Version 3 lists the questions, in events "request" and "response". */
	const struct json_at *question = json_in_element(json_in_member(dns, "queries"), 0);
	struct view type = json_in_member_text(dns, "type");
	bool answer = view_is_text(type, "answer") || view_is_text(type, "response");
	struct log_answers answers;
	struct sight_dns d;

	if (!begin(e, SIGHT_DNS) || !json_in_is_object(dns))
		return false;
	sight_dns_init(&d);
	e->s.dns = &d;
	d.tcp = view_is_text(json_in_member_text(e->at, "proto"), "TCP");
	if (question == NULL)
		question = dns;
	d.name = log_name(json_in_member_text(question, "rrname"));
	/* rrtype of a version 1 answer is the record's. */
	d.type = log_dns_type(json_in_member_text(question, "rrtype"));
	if (answer) {
		d.rcode = log_dns_rcode(json_in_member_text(dns, "rcode"));
		d.answered_at = e->s.at;
		answers_take(&answers, &d, dns);
		if (d.rcode < 0 && d.address_count + d.alias_count > 0)
			d.rcode = 0;
		/* Up to version 2 the answer's event has the way of the question in
		   some releases, the server's in others: port 53 tells. */
		if (e->s.client.port == 53 && e->s.server.port != 53)
			turn_round(&e->s);
	}
	if (d.name.size > 0)
		log_see(e->run, &e->s);
	return true;
}

/* --- http ------------------------------------------------------------------------ */

/* Of a connection a body is known by its transaction and by who sent it. */
static struct view file_key(struct eve *e, uint64_t transaction, const struct endpoint *sender)
{
	int64_t flow;
	char end[64];

	if (transaction == UINT64_MAX || !json_in_member_whole(e->at, "flow_id", &flow) || sender->size == 0)
		return view_of(NULL, 0);
	endpoint_text(sender, true, end);
	return view_of_text(arena_format(log_room(e->run), "%lld %llu %s", (long long)flow,
		(unsigned long long)transaction, end));
}

static bool http_see(struct eve *e)
{
	const struct json_at *http = json_in_member(e->at, "http");
	struct log_url_parts parts;
	struct sight_http h;

	if (!begin(e, SIGHT_HTTP) || !json_in_is_object(http))
		return false;
	sight_http_init(&h);
	e->s.http = &h;
	h.method = json_in_member_text(http, "http_method");
	h.host = json_in_member_text(http, "hostname");
	h.target = json_in_member_text(http, "url");
	h.form = view_is_text(h.method, "CONNECT") ? HTTP_CONNECT :
		log_url_split(h.target, &parts) ? HTTP_ABSOLUTE : HTTP_ORIGIN;
	if (h.form != HTTP_CONNECT)
		h.url = log_url(e->run, false, h.host,
			(unsigned)number_of(http, "http_port", 65535, e->s.server.port), h.target);
	h.version = log_http_version(json_in_member_text(http, "protocol"));
	/* A field that was not there is left out: unknown, or none. */
	h.user_agent = json_in_member_text(http, "http_user_agent");
	h.status = (int)number_of(http, "status", 999, 0);
	h.content_type = json_in_member_text(http, "http_content_type");
	h.answer_size = h.status == 0 ? -1 : (int64_t)number_of(http, "length", INT64_MAX, UINT64_MAX);
	h.answer_file = file_key(e, number_of(e->at, "tx_id", INT64_MAX, UINT64_MAX), &e->s.server);
	if (h.method.size > 0 || h.host.size > 0 || h.target.size > 0)
		log_see(e->run, &e->s);
	return true;
}

/* --- fileinfo ---------------------------------------------------------------------- */

static struct view digest_of(struct eve *e, const struct json_at *file, const char *key, size_t size)
{
	struct view v = log_hex(e->run, json_in_member_text(file, key));

	return v.size == size ? v : view_of(NULL, 0);
}

static void digests_take(struct eve *e, const struct json_at *file, struct sight_file *f)
{
	bool gaps = false;

	json_in_member_bool(file, "gaps", &gaps);
	/* A range of a file is counted from where it begins. */
	if (gaps || !view_is_text(json_in_member_text(file, "state"), "CLOSED") ||
	    json_in_member(file, "start") != NULL)
		return;
	f->sha256 = digest_of(e, file, "sha256", 32);
	f->sha1 = digest_of(e, file, "sha1", 20);
}

/* Files of other protocols, and those without a transaction, have to do with no request. */
static bool file_see(struct eve *e)
{
	const struct json_at *file = json_in_member(e->at, "fileinfo"), *http = json_in_member(e->at, "http");
	struct log_url_parts parts;
	struct sight_file f;
	unsigned port;

	if (!begin(e, SIGHT_FILE) || !json_in_is_object(file))
		return false;
	sight_file_init(&f);
	e->s.file = &f;
	e->s.client_mac_known = false;
	f.key = file_key(e, number_of(file, "tx_id", INT64_MAX, UINT64_MAX), &e->s.client);
	f.host = log_url_split(json_in_member_text(http, "url"), &parts) ? parts.host :
		json_in_member_text(http, "hostname");
	f.host = log_host(f.host, &port);
	f.size = (int64_t)number_of(file, "size", INT64_MAX, UINT64_MAX);
	digests_take(e, file, &f);
	if (f.key.size > 0 && f.host.size > 0)
		log_see(e->run, &e->s);
	return true;
}

/* --- tls, quic --------------------------------------------------------------------- */

static void facts_take(struct eve *e, const struct json_at *tls, struct sight_cert *c)
{
	struct view print = json_in_member_text(tls, "fingerprint");

	c->serial = log_serial(e->run, json_in_member_text(tls, "serial"));
	c->subject = json_in_member_text(tls, "subject");
	c->issuer = json_in_member_text(tls, "issuerdn");
	c->not_before = date_of(tls, "notbefore");
	c->not_after = date_of(tls, "notafter");
	if (print.size > 0) {
		struct view octets = log_hex(e->run, print);

		if (octets.size == 20 || octets.size == 32)
			c->fingerprint = octets;
	}
}

/* "certificate" is the first one in base64, "chain" a list of them. */
static void certs_take(struct eve *e, const struct json_at *tls, struct sight_tls *t)
{
	const struct json_at *chain = json_in_member(tls, "chain");
	struct view first = json_in_member_text(tls, "certificate");
	size_t count = json_in_count(chain), all = count < LOG_LIST_MAX ? count : LOG_LIST_MAX;
	struct sight_cert *certs;

	if (all == 0 && first.size == 0 && json_in_member(tls, "serial") == NULL &&
	    json_in_member(tls, "issuerdn") == NULL && json_in_member(tls, "fingerprint") == NULL)
		return;
	if (all == 0)
		all = 1;
	certs = arena_array(log_room(e->run), all, sizeof *certs);
	for (size_t i = 0; i < all; i++) {
		struct view text = i == 0 && first.size > 0 ? first : json_in_text(json_in_element(chain, i));

		sight_cert_init(&certs[i]);
		certs[i].der = log_base64(e->run, text, CERT_MAX);
	}
	facts_take(e, tls, &certs[0]);
	t->certs = certs;
	t->cert_count = all;
}

static bool tls_see(struct eve *e)
{
	const struct json_at *tls = json_in_member(e->at, "tls");
	struct view alpn = json_in_text(json_in_element(json_in_member(tls, "server_alpns"), 0));
	struct sight_tls t;

	if (!begin(e, SIGHT_TLS) || !json_in_is_object(tls))
		return false;
	sight_tls_init(&t);
	e->s.tls = &t;
	t.sni = json_in_member_text(tls, "sni");
	t.alpn = alpn.data != NULL ? alpn : json_in_text(json_in_element(json_in_member(tls, "client_alpns"), 0));
	t.version = log_tls_version(json_in_member_text(tls, "version"));
	/* Written only where it is so. */
	t.resumed_known = json_in_member_bool(tls, "session_resumed", &t.resumed);
	certs_take(e, tls, &t);
	log_see(e->run, &e->s);
	return true;
}

static bool quic_see(struct eve *e)
{
	const struct json_at *quic = json_in_member(e->at, "quic");
	struct sight_tls t;

	if (!begin(e, SIGHT_TLS) || !json_in_is_object(quic))
		return false;
	sight_tls_init(&t);
	e->s.tls = &t;
	t.quic = true;
	t.sni = json_in_member_text(quic, "sni");
	t.version = 0x0304; /* RFC 9001 knows no other */
	/* An event a packet: those without a name add nothing. */
	if (t.sni.size > 0)
		log_see(e->run, &e->s);
	return true;
}

/* --- flow ---------------------------------------------------------------------------- */

static bool flow_see(struct eve *e)
{
	const struct json_at *flow = json_in_member(e->at, "flow"), *tcp = json_in_member(e->at, "tcp");
	struct view proto = json_in_member_text(e->at, "proto");
	uint64_t down = number_of(flow, "pkts_toclient", INT64_MAX, 1);
	struct sight_connect c;
	int64_t start;
	bool rst;

	if (!begin(e, SIGHT_CONNECT) || !json_in_is_object(flow))
		return false;
	sight_connect_init(&c);
	e->s.connect = &c;
	c.udp = view_is_text(proto, "UDP");
	if ((c.udp && e->s.server.port != 443) || !(c.udp || view_is_text(proto, "TCP")) ||
	    view_is_text(json_in_member_text(e->at, "app_proto"), "dns"))
		return true;
	c.ended_at = e->s.at;
	time_of(e, flow, "end", &c.ended_at);
	if (time_of(e, flow, "start", &start))
		e->s.at = start;
	/* One answer that is a reset, and nothing said before it. */
	c.refused = !c.udp && down == 1 && json_in_member_bool(tcp, "rst", &rst) && rst &&
		view_is_text(json_in_member_text(tcp, "tcp_flags_tc"), "14");
	c.answered = down > 0 && !c.refused;
	c.start_seen = true;
	if (!c.udp && tcp != NULL && !json_in_member_bool(tcp, "syn", &c.start_seen))
		c.start_seen = false;
	log_see(e->run, &e->s);
	return true;
}

/* --- the reader -------------------------------------------------------------------------- */

static const struct event_kind { const char *word; bool (*see)(struct eve *); } kinds[] = {
	[EVE_DNS] = { "dns", dns_see }, [EVE_HTTP] = { "http", http_see }, [EVE_TLS] = { "tls", tls_see },
	[EVE_QUIC] = { "quic", quic_see }, [EVE_FLOW] = { "flow", flow_see }, [EVE_FILE] = { "fileinfo", file_see },
};

/* What follows "event_type": in LINE, wherever it stands. */
static struct view type_of(struct view line)
{
	static const char key[] = "\"event_type\":";
	size_t size = sizeof key - 1, rare = 6, at;

	/* '_' is rarer than quotes: it is looked for. */
	for (size_t from = 0; (at = view_find(view_part(line, from, line.size),
		view_of(key + rare, size - rare))) != SIZE_MAX; from += at + 1) {
		size_t begin = from + at;

		if (begin >= rare && memcmp(line.data + begin - rare, key, rare) == 0)
			return log_trim(view_part(line, begin + size - rare, 24));
	}
	return view_of(NULL, 0);
}

/* The event's kind by its bytes: "event_type":"dns", with a blank or none. A
 * string that holds such bytes would have its quotes escaped. */
static const struct event_kind *kind_of(struct view line)
{
	struct view word = type_of(line);

	if (!log_starts(word, "\""))
		return NULL;
	word = view_part(word, 1, word.size);
	word = log_cut(&word, '"');
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (view_is_text(word, kinds[i].word))
			return &kinds[i];
	return NULL;
}

static void line_read(struct log_run *run, const struct event_kind *kind)
{
	struct json_in *in = json_in_read(run->line, &json_in_line_limits, NULL);
	struct eve e = { .run = run, .at = json_in_root(in) };

	if (in == NULL || !view_is_text(json_in_member_text(e.at, "event_type"), kind->word) || !kind->see(&e))
		log_malformed(run);
	json_in_free(in);
}

static void line_again(struct log_run *run, void *state)
{
	const struct event_kind *kind = kind_of(run->line);

	(void)state;
	if (kind != NULL)
		line_read(run, kind);
}

static bool read_eve(struct reading *r, struct err *err)
{
	struct eve_glance glance;
	struct log_run run;

	(void)err;
	log_begin(&run, r);
	run.group = LOG_GROUP_EVE;
	log_rereads(&run, line_again, NULL, 0);
	eve_glance_init(&glance);
	while (log_next(&run)) {
		const struct event_kind *kind = run.line.data[0] == '{' ? kind_of(run.line) : NULL;

		if (kind != NULL && !eve_glance(&glance, &run, (enum eve_event)(kind - kinds)))
			line_read(&run, kind);
		else if (run.line.data[0] != '{')
			log_malformed(&run);
	}
	log_end(&run);
	return true;
}

static bool is_event(struct view line)
{
	return log_starts(line, "{") && log_has(line, "\"timestamp\"") && log_has(line, "\"event_type\"");
}

static bool likes_eve(struct view head, const char *path)
{
	(void)path;
	return log_head_has(head, is_event);
}

const struct reader reader_eve = { "eve", "Suricata EVE (JSON lines)", likes_eve, read_eve, true };
