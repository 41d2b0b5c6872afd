/* zeek: one row of a Zeek log, whether written as TSV or as JSON. Private to
 * the files zeek*.c.
 *
 * TSV: "#separator", "#set_separator", "#empty_field", "#unset_field", "#path"
 * and "#fields" stand before the rows (and again where files were joined); \xNN
 * and \\ are escapes. JSON: an object a row with the same field names, "_path"
 * in some set-ups. Fields are wanted by name; columns that nobody wants cost
 * nothing but their separator. */
#ifndef LENCR_OBSERVE_ZEEK_H
#define LENCR_OBSERVE_ZEEK_H

#include "doc/json_skim.h"
#include "observe/log_parts.h"

/* All inputs of Zeek are one group: its identifiers are unique by design. */
#define LOG_GROUP_ZEEK 1u

enum zeek_field {
	ZEEK_TS, ZEEK_UID, ZEEK_ID, ZEEK_ORIG_H, ZEEK_ORIG_P, ZEEK_RESP_H, ZEEK_RESP_P, ZEEK_ORIG_MAC,
	ZEEK_PROTO, ZEEK_SERVICE, ZEEK_DURATION, ZEEK_ORIG_BYTES, ZEEK_RESP_BYTES, ZEEK_CONN_STATE,
	ZEEK_HISTORY, ZEEK_QUERY, ZEEK_QTYPE, ZEEK_QTYPE_NAME, ZEEK_RCODE, ZEEK_RCODE_NAME, ZEEK_ANSWERS,
	ZEEK_RTT, ZEEK_METHOD, ZEEK_HOST, ZEEK_URI, ZEEK_VERSION, ZEEK_USER_AGENT,
	ZEEK_REQUEST_SIZE, ZEEK_RESPONSE_SIZE, ZEEK_STATUS, ZEEK_MIME, ZEEK_SERVER_NAME, ZEEK_RESUMED,
	ZEEK_ESTABLISHED, ZEEK_NEXT_PROTOCOL, ZEEK_CIPHER, ZEEK_CHAIN_FPS, ZEEK_CHAIN_FUIDS,
	ZEEK_CLIENT_FPS, ZEEK_CLIENT_FUIDS, ZEEK_SUBJECT, ZEEK_ISSUER, ZEEK_FINGERPRINT,
	ZEEK_CERT_SERIAL, ZEEK_CERT_SUBJECT, ZEEK_CERT_ISSUER, ZEEK_CERT_BEGIN, ZEEK_CERT_END,
	ZEEK_SAN_DNS, ZEEK_CLIENT_PROTOCOL, ZEEK_DCID, ZEEK_PATH, ZEEK_ANSWER_FUIDS,
	ZEEK_FUID, ZEEK_SOURCE, ZEEK_FILE_TYPE, ZEEK_SHA1, ZEEK_SHA256, ZEEK_SEEN, ZEEK_TOTAL, ZEEK_MISSING,
	ZEEK_OVERFLOW, ZEEK_TIMED_OUT,
	ZEEK_NAME_HASH, ZEEK_KEY_HASH, ZEEK_STATUS_SERIAL, ZEEK_CERT_STATUS, ZEEK_REVOKED, ZEEK_REASON,
	ZEEK_THIS_UPDATE, ZEEK_NEXT_UPDATE,
	ZEEK_FIELD_COUNT
};

enum zeek_log { ZEEK_NONE, ZEEK_CONN, ZEEK_DNS, ZEEK_HTTP, ZEEK_SSL, ZEEK_QUIC, ZEEK_X509, ZEEK_FILES, ZEEK_OCSP,
	ZEEK_LOG_COUNT };

#define ZEEK_COLUMN_MAX 256

struct zeek_row {
	struct log_run *run;
	enum zeek_log log;          /* which log it is a row of */
	bool skimmed;               /* values are of JSON, as its bytes stand */
	bool split;                 /* values are of a row of TSV under the header that holds */
	struct view values[ZEEK_FIELD_COUNT];   /* as written; data NULL: unset or not there */
	bool unset[ZEEK_FIELD_COUNT];           /* TSV: the column is there and unset */
	/* TSV: the header that holds. */
	char separator, set_separator;
	char empty[16], unset_mark[16];
	uint8_t columns[ZEEK_COLUMN_MAX];       /* field of each; ZEEK_FIELD_COUNT: not wanted */
	size_t column_count;
	enum zeek_log headed_log;
	bool headed, path_told;
	/* JSON: the row, and its members that are no strings. */
	const struct json_at *json, *members[ZEEK_FIELD_COUNT];
	size_t marker;              /* which one told that the last row matters */
};

void zeek_row_begin(struct zeek_row *, struct log_run *);
/* A line that begins with '#'. */
void zeek_header(struct zeek_row *, struct view line);
/* Splits a row; false: it has another number of columns than the header. */
bool zeek_row_split(struct zeek_row *, struct view line);
/* No value is known. */
void zeek_row_clear(struct zeek_row *);
/* Which log a row is of by what it has, where no header and no name tells. */
enum zeek_log zeek_log_of_row(const struct zeek_row *);
const char *zeek_field_name(enum zeek_field);
/* Whether a row of JSON may be of a log that matters: bytes only. */
bool zeek_json_matters(struct zeek_row *, struct view line);
/* JSON is what the values live in. */
void zeek_row_take(struct zeek_row *, const struct json_at *json);
/* The value without its escapes; data NULL: unset; size 0: "(empty)". */
struct view zeek_text(struct zeek_row *, enum zeek_field);
/* "T", "F" or unset (false then). */
bool zeek_bool(struct zeek_row *, enum zeek_field, bool *out);
/* Decimal digits, or a number without a fraction; ABSENT where there is neither. */
uint64_t zeek_number(struct zeek_row *, enum zeek_field, uint64_t max, uint64_t absent);
/* A time, or an interval in seconds, as microseconds; SIGHT_NEVER. */
int64_t zeek_time(struct zeek_row *, enum zeek_field);
/* Elements of a set or vector, at most LOG_LIST_MAX, in the run's room. */
const struct view *zeek_list(struct zeek_row *, enum zeek_field, size_t *count);

/* Which log a file is by its name: "conn.log", "x509.2026-11-21-14-00-00.log.gz". */
enum zeek_log zeek_log_of_name(struct view file_name);
enum zeek_log zeek_log_of_word(struct view path);
/* Hands over what a row tells; false: it lacks what its log has. */
bool zeek_row_see(struct zeek_row *);
/* Reads a row of JSON and hands over what it tells. */
void zeek_json_row(struct zeek_row *, struct view line);
/* Whether a row of conn.log is of interest: questions are in dns.log, and of
 * datagrams only QUIC is. */
bool zeek_conn_counts(const struct zeek_row *, unsigned server_port);

/* zeek_files.c: files.log and ocsp.log, as zeek_row_see(). */
bool zeek_files_see(struct zeek_row *);
bool zeek_ocsp_see(struct zeek_row *);
/* Whether a row of files.log is of interest. */
bool zeek_file_counts(const struct zeek_row *);

/* zeek_glance.c: rows that may stay unread. */
struct zeek_glance {
	struct json_skim skim;
	const char *keys[JSON_SKIM_KEYS];
	unsigned headers;           /* for which rows may wait */
	bool stale;                 /* the header of the rows that wait is another */
};
void zeek_glance_init(struct zeek_glance *);    /* it must stay where it is */
void zeek_glance_header(struct zeek_glance *);
/* Whether the row, which was split, or the line was taken unread or tells nothing. */
bool zeek_glance_split(struct zeek_glance *, struct zeek_row *);
bool zeek_glance_json(struct zeek_glance *, struct zeek_row *, struct view line);

bool zeek_likes(struct view head, const char *path);
bool zeek_read(struct reading *, struct err *);

#endif
