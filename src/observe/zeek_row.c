#include <string.h>

#include "observe/log_time.h"
#include "observe/zeek.h"

static const char *const field_names[ZEEK_FIELD_COUNT] = {
	[ZEEK_TS] = "ts", [ZEEK_UID] = "uid", [ZEEK_ID] = "id", [ZEEK_ORIG_H] = "id.orig_h",
	[ZEEK_ORIG_P] = "id.orig_p", [ZEEK_RESP_H] = "id.resp_h", [ZEEK_RESP_P] = "id.resp_p",
	[ZEEK_ORIG_MAC] = "orig_l2_addr", [ZEEK_PROTO] = "proto", [ZEEK_SERVICE] = "service",
	[ZEEK_DURATION] = "duration", [ZEEK_ORIG_BYTES] = "orig_bytes", [ZEEK_RESP_BYTES] = "resp_bytes",
	[ZEEK_CONN_STATE] = "conn_state", [ZEEK_HISTORY] = "history", [ZEEK_QUERY] = "query",
	[ZEEK_QTYPE] = "qtype", [ZEEK_QTYPE_NAME] = "qtype_name", [ZEEK_RCODE] = "rcode",
	[ZEEK_RCODE_NAME] = "rcode_name", [ZEEK_ANSWERS] = "answers", [ZEEK_RTT] = "rtt",
	[ZEEK_METHOD] = "method", [ZEEK_HOST] = "host", [ZEEK_URI] = "uri", [ZEEK_VERSION] = "version",
	[ZEEK_USER_AGENT] = "user_agent", [ZEEK_REQUEST_SIZE] = "request_body_len",
	[ZEEK_RESPONSE_SIZE] = "response_body_len", [ZEEK_STATUS] = "status_code",
	[ZEEK_MIME] = "resp_mime_types", [ZEEK_SERVER_NAME] = "server_name", [ZEEK_RESUMED] = "resumed",
	[ZEEK_ESTABLISHED] = "established", [ZEEK_NEXT_PROTOCOL] = "next_protocol",
	[ZEEK_CIPHER] = "cipher", [ZEEK_CHAIN_FPS] = "cert_chain_fps",
	[ZEEK_CHAIN_FUIDS] = "cert_chain_fuids", [ZEEK_CLIENT_FPS] = "client_cert_chain_fps",
	[ZEEK_CLIENT_FUIDS] = "client_cert_chain_fuids", [ZEEK_SUBJECT] = "subject",
	[ZEEK_ISSUER] = "issuer", [ZEEK_FINGERPRINT] = "fingerprint",
	[ZEEK_CERT_SERIAL] = "certificate.serial", [ZEEK_CERT_SUBJECT] = "certificate.subject",
	[ZEEK_CERT_ISSUER] = "certificate.issuer", [ZEEK_CERT_BEGIN] = "certificate.not_valid_before",
	[ZEEK_CERT_END] = "certificate.not_valid_after", [ZEEK_SAN_DNS] = "san.dns",
	[ZEEK_CLIENT_PROTOCOL] = "client_protocol", [ZEEK_DCID] = "client_initial_dcid",
	[ZEEK_PATH] = "_path", [ZEEK_ANSWER_FUIDS] = "resp_fuids",
	[ZEEK_FUID] = "fuid", [ZEEK_SOURCE] = "source", [ZEEK_FILE_TYPE] = "mime_type", [ZEEK_SHA1] = "sha1",
	[ZEEK_SHA256] = "sha256", [ZEEK_SEEN] = "seen_bytes", [ZEEK_TOTAL] = "total_bytes",
	[ZEEK_MISSING] = "missing_bytes", [ZEEK_OVERFLOW] = "overflow_bytes", [ZEEK_TIMED_OUT] = "timedout",
	[ZEEK_NAME_HASH] = "issuerNameHash", [ZEEK_KEY_HASH] = "issuerKeyHash",
	[ZEEK_STATUS_SERIAL] = "serialNumber", [ZEEK_CERT_STATUS] = "certStatus", [ZEEK_REVOKED] = "revoketime",
	[ZEEK_REASON] = "revokereason", [ZEEK_THIS_UPDATE] = "thisUpdate", [ZEEK_NEXT_UPDATE] = "nextUpdate",
};

static const char *const log_words[ZEEK_LOG_COUNT] = { [ZEEK_CONN] = "conn", [ZEEK_DNS] = "dns",
	[ZEEK_HTTP] = "http", [ZEEK_SSL] = "ssl", [ZEEK_QUIC] = "quic", [ZEEK_X509] = "x509",
	[ZEEK_FILES] = "files", [ZEEK_OCSP] = "ocsp" };

enum zeek_log zeek_log_of_word(struct view path)
{
	for (int l = ZEEK_CONN; l < ZEEK_LOG_COUNT; l++)
		if (view_is_text(path, log_words[l]))
			return (enum zeek_log)l;
	return ZEEK_NONE;
}

enum zeek_log zeek_log_of_name(struct view name)
{
	struct view rest = name, word = log_cut(&rest, '.');

	if (!log_ends(rest, "log") && !log_ends(rest, "log.gz") && !log_ends(rest, "json") &&
	    !log_ends(rest, "json.gz"))
		return ZEEK_NONE;
	return zeek_log_of_word(word);
}

void zeek_row_begin(struct zeek_row *row, struct log_run *run)
{
	*row = (struct zeek_row){ .run = run, .separator = '\t', .set_separator = ',',
		.empty = "(empty)", .unset_mark = "-" };
}

/* --- the header of TSV ---------------------------------------------------- */

/* Octet that "\xNN" at AT stands for; -1: it is none. */
static int escaped(struct view v, size_t at)
{
	int high, low;

	if (v.size < 4 || at > v.size - 4 || v.data[at] != '\\' || v.data[at + 1] != 'x')
		return -1;
	high = view_hex_digit(v.data[at + 2]);
	low = view_hex_digit(v.data[at + 3]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static void mark_set(char mark[16], struct view v)
{
	if (v.size < 16) {
		memcpy(mark, v.data == NULL ? (const uint8_t *)"" : v.data, v.size);
		mark[v.size] = '\0';
	}
}

static uint8_t field_of(struct view name)
{
	for (uint8_t f = 0; f < ZEEK_FIELD_COUNT; f++)
		if (view_is_text(name, field_names[f]))
			return f;
	return ZEEK_FIELD_COUNT;
}

/* A field that stands twice counts where it stands first. */
static void fields_set(struct zeek_row *row, struct view names)
{
	bool seen[ZEEK_FIELD_COUNT + 1] = { false };

	row->column_count = 0;
	row->headed = true;
	row->split = false;
	while (names.size > 0 && row->column_count < ZEEK_COLUMN_MAX) {
		uint8_t f = field_of(log_cut(&names, row->separator));

		row->columns[row->column_count++] = seen[f] ? ZEEK_FIELD_COUNT : f;
		seen[f] = true;
	}
	/* Other logs have fields of these names, too: only where no path is told. */
	if (!row->path_told)
		row->headed_log = seen[ZEEK_CONN_STATE] ? ZEEK_CONN : seen[ZEEK_QUERY] ? ZEEK_DNS :
			seen[ZEEK_CERT_SERIAL] ? ZEEK_X509 : seen[ZEEK_DCID] ? ZEEK_QUIC :
			seen[ZEEK_SEEN] ? ZEEK_FILES : seen[ZEEK_CERT_STATUS] ? ZEEK_OCSP :
			seen[ZEEK_CIPHER] ? ZEEK_SSL : seen[ZEEK_URI] ? ZEEK_HTTP : ZEEK_NONE;
}

void zeek_header(struct zeek_row *row, struct view line)
{
	struct view key;
	int c;

	if (log_starts(line, "#separator ")) {
		struct view v = view_part(line, 11, line.size);

		zeek_row_begin(row, row->run);
		c = escaped(v, 0);
		if (c > 0 || v.size == 1)
			row->separator = (char)(c > 0 ? c : v.data[0]);
		return;
	}
	key = log_cut(&line, row->separator);
	if (view_is_text(key, "#set_separator") && line.size > 0) {
		c = escaped(line, 0);
		row->set_separator = (char)(c > 0 ? c : line.data[0]);
	} else if (view_is_text(key, "#empty_field")) {
		mark_set(row->empty, line);
	} else if (view_is_text(key, "#unset_field")) {
		mark_set(row->unset_mark, line);
	} else if (view_is_text(key, "#path")) {
		struct view path = log_cut(&line, row->separator);

		/* A log of another path tells nothing that we want. */
		row->path_told = true;
		row->headed_log = zeek_log_of_word(path);
		row->headed = false;
		row->column_count = 0;
	} else if (view_is_text(key, "#fields")) {
		fields_set(row, line);
	}
}

void zeek_row_clear(struct zeek_row *row)
{
	/* A view without data is all zero. */
	memset(row->values, 0, sizeof row->values);
	memset(row->unset, 0, sizeof row->unset);
	if (row->json != NULL)
		memset(row->members, 0, sizeof row->members);
	row->json = NULL;
	row->skimmed = false;
	row->split = false;
}

const char *zeek_field_name(enum zeek_field f)
{
	return field_names[f];
}

bool zeek_row_split(struct zeek_row *row, struct view line)
{
	const uint8_t *p = line.data, *end = p + line.size, *next;
	size_t mark = strlen(row->unset_mark), column = 0;

	/* Each row of a header fills what the one before filled. */
	if (!row->split)
		zeek_row_clear(row);
	row->split = true;
	row->log = row->headed_log;
	for (bool more = true; more && column < row->column_count; column++) {
		uint8_t f = row->columns[column];
		size_t size;

		next = scan_octet(p, end, (uint8_t)row->separator);
		more = next != end;
		size = (size_t)(next - p);
		if (f != ZEEK_FIELD_COUNT) {
			row->unset[f] = size == mark && memcmp(p, row->unset_mark, mark) == 0;
			row->values[f] = row->unset[f] ? view_of(NULL, 0) : view_of(p, size);
		}
		p = next + more;
	}
	return column == row->column_count && p == end;
}

/* --- JSON ------------------------------------------------------------------ */

bool zeek_json_matters(struct zeek_row *row, struct view line)
{
	static const char *const markers[] = { "query\"", "conn_state\"", "user_agent\"", "established\"",
		"certificate.serial\"", "status_code\"", "client_initial_dcid\"", "uri\"", "seen_bytes\"",
		"certStatus\"" };
	size_t count = sizeof markers / sizeof *markers;

	if (!log_has(line, markers[row->marker])) {
		size_t m = 0;

		while (m < count && (m == row->marker || !log_has(line, markers[m])))
			m++;
		if (m == count)
			return false;
		row->marker = m;
	}
	return true;
}

/* Fields each log needs, so that not all are asked for in every row. */
static const enum zeek_field asked[ZEEK_LOG_COUNT][20] = {
	[ZEEK_CONN] = { ZEEK_PROTO, ZEEK_SERVICE, ZEEK_DURATION, ZEEK_ORIG_BYTES, ZEEK_RESP_BYTES,
		ZEEK_CONN_STATE, ZEEK_HISTORY, ZEEK_ORIG_MAC },
	[ZEEK_DNS] = { ZEEK_PROTO, ZEEK_QUERY, ZEEK_QTYPE, ZEEK_QTYPE_NAME, ZEEK_RCODE, ZEEK_RCODE_NAME,
		ZEEK_RTT },
	[ZEEK_HTTP] = { ZEEK_METHOD, ZEEK_HOST, ZEEK_URI, ZEEK_VERSION, ZEEK_USER_AGENT,
		ZEEK_REQUEST_SIZE, ZEEK_RESPONSE_SIZE, ZEEK_STATUS },
	[ZEEK_SSL] = { ZEEK_VERSION, ZEEK_SERVER_NAME, ZEEK_RESUMED, ZEEK_ESTABLISHED,
		ZEEK_NEXT_PROTOCOL, ZEEK_SUBJECT, ZEEK_ISSUER },
	[ZEEK_QUIC] = { ZEEK_SERVER_NAME, ZEEK_CLIENT_PROTOCOL },
	[ZEEK_X509] = { ZEEK_ID, ZEEK_FINGERPRINT, ZEEK_CERT_SERIAL, ZEEK_CERT_SUBJECT,
		ZEEK_CERT_ISSUER, ZEEK_CERT_BEGIN, ZEEK_CERT_END },
	[ZEEK_FILES] = { ZEEK_FUID, ZEEK_SOURCE, ZEEK_FILE_TYPE, ZEEK_SHA1, ZEEK_SHA256, ZEEK_SEEN, ZEEK_TOTAL,
		ZEEK_MISSING, ZEEK_OVERFLOW, ZEEK_TIMED_OUT },
	[ZEEK_OCSP] = { ZEEK_ID, ZEEK_NAME_HASH, ZEEK_KEY_HASH, ZEEK_STATUS_SERIAL, ZEEK_CERT_STATUS, ZEEK_REVOKED,
		ZEEK_REASON, ZEEK_THIS_UPDATE, ZEEK_NEXT_UPDATE },
};

static void ask(struct zeek_row *row, enum zeek_field f)
{
	row->members[f] = json_in_member(row->json, field_names[f]);
	row->values[f] = json_in_text(row->members[f]);
}

static bool there(const struct zeek_row *row, enum zeek_field f)
{
	return row->json != NULL ? json_in_member(row->json, field_names[f]) != NULL : row->values[f].data != NULL;
}

enum zeek_log zeek_log_of_row(const struct zeek_row *row)
{
	struct view path = row->json != NULL ? json_in_member_text(row->json, field_names[ZEEK_PATH]) :
		row->values[ZEEK_PATH];

	if (path.data != NULL)
		return zeek_log_of_word(path);
	return there(row, ZEEK_CONN_STATE) ? ZEEK_CONN : there(row, ZEEK_QUERY) ? ZEEK_DNS :
		there(row, ZEEK_CERT_SERIAL) ? ZEEK_X509 : there(row, ZEEK_DCID) ? ZEEK_QUIC :
		there(row, ZEEK_SEEN) ? ZEEK_FILES : there(row, ZEEK_CERT_STATUS) ? ZEEK_OCSP :
		there(row, ZEEK_ESTABLISHED) ? ZEEK_SSL : there(row, ZEEK_METHOD) || there(row, ZEEK_URI) ||
		there(row, ZEEK_STATUS) ? ZEEK_HTTP : ZEEK_NONE;
}

void zeek_row_take(struct zeek_row *row, const struct json_at *json)
{
	zeek_row_clear(row);
	row->json = json;
	row->log = zeek_log_of_row(row);
	/* sip.log speaks HTTP's language. */
	if (row->log == ZEEK_HTTP && json_in_member(json, "call_id") != NULL)
		row->log = ZEEK_NONE;
	for (int f = ZEEK_TS; f <= ZEEK_RESP_P; f++)
		ask(row, (enum zeek_field)f);
	for (size_t i = 0; i < 20 && asked[row->log][i] != ZEEK_TS; i++)
		ask(row, asked[row->log][i]);
}

/* --- values ------------------------------------------------------------------ */

static struct view unescaped(struct zeek_row *row, struct view v)
{
	uint8_t *out;
	size_t size = 0;

	if (row->json != NULL || v.size == 0 || memchr(v.data, '\\', v.size) == NULL)
		return v;
	out = arena_take(log_room(row->run), v.size);
	for (size_t i = 0; i < v.size; i++) {
		int c = escaped(v, i);

		if (c >= 0) {
			out[size++] = (uint8_t)c;
			i += 3;
		} else {
			out[size++] = v.data[i];
			i += v.data[i] == '\\' && i + 1 < v.size && v.data[i + 1] == '\\';
		}
	}
	return view_of(out, size);
}

struct view zeek_text(struct zeek_row *row, enum zeek_field f)
{
	struct view v = row->values[f];

	if (v.data == NULL || v.size == 0)
		return v;
	if (row->json == NULL && view_is_text(v, row->empty))
		return view_of("", 0);
	return unescaped(row, v);
}

bool zeek_bool(struct zeek_row *row, enum zeek_field f, bool *out)
{
	if (row->json != NULL)
		return json_in_bool(row->members[f], out);
	*out = view_is_text(row->values[f], "T");
	return *out || view_is_text(row->values[f], "F");
}

uint64_t zeek_number(struct zeek_row *row, enum zeek_field f, uint64_t max, uint64_t absent)
{
	int64_t whole;
	uint64_t n;

	if (row->json != NULL && json_in_whole(row->members[f], &whole))
		return whole >= 0 && (uint64_t)whole <= max ? (uint64_t)whole : absent;
	return log_number(row->values[f], max, &n) ? n : absent;
}

int64_t zeek_time(struct zeek_row *row, enum zeek_field f)
{
	struct view v = row->values[f];
	bool zoned = true;
	double seconds;
	int64_t t;

	if (row->json != NULL && json_in_real(row->members[f], &seconds))
		return log_time_real(seconds, &t) ? t : SIGHT_NEVER;
	/* Only one of them has a hyphen there. */
	if (v.size == 0 || !(v.size > 4 && v.data[4] == '-' ? log_time_iso(&v, &t, &zoned) :
	    log_time_epoch(&v, &t)) || v.size != 0)
		return SIGHT_NEVER;
	row->run->zoneless = row->run->zoneless || !zoned;
	return t;
}

const struct view *zeek_list(struct zeek_row *row, enum zeek_field f, size_t *count)
{
	const struct json_at *list = json_in_member(row->json, field_names[f]);
	struct view rest = row->values[f], *out;

	*count = 0;
	if (json_in_count(list) == 0 && (rest.size == 0 || view_is_text(rest, row->empty)))
		return NULL;
	out = arena_array(log_room(row->run), LOG_LIST_MAX, sizeof *out);
	for (size_t i = 0; i < json_in_count(list) && *count < LOG_LIST_MAX; i++) {
		out[*count] = json_in_text(json_in_element(list, i));
		*count += out[*count].size > 0;
	}
	while (row->json == NULL && rest.size > 0 && *count < LOG_LIST_MAX) {
		out[*count] = unescaped(row, log_cut(&rest, row->set_separator));
		*count += out[*count].size > 0;
	}
	return out;
}
