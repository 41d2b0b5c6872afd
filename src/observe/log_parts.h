/* log_parts: what the readers of logs share. Private to them.
 *
 * A reader of lines is a loop over log_next(): it looks at the line, skips it
 * when it cannot matter, calls log_malformed() when it should have been of the
 * format and is not, and log_see() for what it tells. Memory that a line needs
 * is of log_room(), which is emptied before the next line: a long log costs no
 * more than its longest line. */
#ifndef LENCR_OBSERVE_LOG_PARTS_H
#define LENCR_OBSERVE_LOG_PARTS_H

#include "doc/json_in.h"
#include "observe/glance.h"
#include "observe/logs.h"
#include "observe/reader.h"
#include "observe/scan.h"

#define LOG_LIST_MAX ((size_t)64)   /* addresses, names, certificates taken of one record */

struct log_run {
	struct reading *reading;
	struct view line;           /* the one at hand, without its end */
	uint64_t place;             /* for sightings; the line's number, or what the reader counts */
	unsigned group;             /* as in struct sighting */
	struct arena *room;
	bool zoneless;              /* a time without a zone was met: log_end says so */
	struct reread *again;       /* log_rereads */
};

void log_begin(struct log_run *, struct reading *);
/* The next line that is not empty; false at the end, or when we are to stop. */
bool log_next(struct log_run *);
/* Also fills the report: lines, bytes, what was too long, how it ended. */
void log_end(struct log_run *);
struct arena *log_room(struct log_run *);
void log_empty_room(struct log_run *);  /* readers whose records are no lines */
bool log_stopped(const struct log_run *);
void log_malformed(struct log_run *);
/* Adds to the report's note, once for each text. */
void log_note(struct log_run *, const char *text);
/* Hands it over with input, group and place filled in. Its time counts for the report. */
void log_see(struct log_run *, struct sighting *);

/* --- lines that may stay unread (glance.h) ------------------------------------ */
/* From now on LINE reads a line that was kept, with the run of its own that it is
 * given (line, place, group and sink are set; it has no input) and a copy of the
 * SIZE bytes of STATE; it calls log_malformed() as ever. */
void log_rereads(struct log_run *, void (*line)(struct log_run *, void *state), const void *state, size_t size);
/* What a look tells. NOTHING: the reader would hand over nothing. UNSURE: it must read the line. */
enum told { UNSURE, NOTHING, TOLD };
struct log_addresses { struct endpoint addresses[LOG_LIST_MAX]; size_t count; };
/* Whether the sink took the run's line by this glance, whose place and reader are
 * filled in; if so it counts as seen. Never without log_rereads(). */
bool log_glance(struct log_run *, struct glance *);

/* For logs of name servers: a question as in struct sight_dns, and who asked when. It
 * may wait without its line; aliases and ports do not. log_dns_begin() once, in place
 * of log_rereads(). */
struct log_question {
	int64_t at, answered_at;
	struct endpoint client; struct view client_name;
	struct view name;
	unsigned type;
	int rcode;
	bool blocked, tcp;
	const struct endpoint *addresses; size_t address_count;
	const struct view *aliases; size_t alias_count;
};
void log_question_init(struct log_question *);
void log_dns_begin(struct log_run *);
void log_dns_see(struct log_run *, const struct log_question *);

/* Whether one of the first five lines of a head (the byte order mark, empty ones
 * and the blanks around them left out) is of a format: logs may begin in the
 * middle of a line. The last line may be cut. */
bool log_head_has(struct view head, bool (*line_is)(struct view line));

/* --- texts --------------------------------------------------------------- */
static inline bool log_starts(struct view v, const char *prefix)
{
	size_t size = strlen(prefix);

	return v.size >= size && memcmp(v.data, prefix, size) == 0;
}

bool log_ends(struct view, const char *suffix);
bool log_has(struct view, const char *part);    /* PART not empty */
bool log_same(struct view, const char *text);   /* ASCII case does not matter */
/* Up to the next BY (which is taken off, too), or all there is. */
static inline struct view log_cut(struct view *rest, char by)
{
	const uint8_t *hit = rest->size == 0 ? NULL : memchr(rest->data, by, rest->size);
	struct view first = *rest;

	if (hit != NULL)
		first.size = (size_t)(hit - rest->data);
	*rest = view_part(*rest, first.size + (hit != NULL), rest->size);
	return first;
}

/* The next word; blanks and tabs before it are dropped. Empty at the end. */
static inline struct view log_word(struct view *rest)
{
	const uint8_t *p = rest->data, *end = p == NULL ? p : p + rest->size, *from;

	while (p < end && scan_is_blank(*p))
		p++;
	for (from = p, p = scan_blank(p, end); p < end && !scan_is_blank(*p);)
		p = scan_blank(p + 1, end);
	*rest = view_of(p, (size_t)(end - p));
	return view_of(from, (size_t)(p - from));
}

/* Without the blanks and tabs before it. */
static inline struct view log_behind_blanks(struct view v)
{
	while (v.size > 0 && scan_is_blank(v.data[0]))
		v = view_of(v.data + 1, v.size - 1);
	return v;
}

struct view log_trim(struct view);              /* without blanks and tabs around it */
struct view log_known(struct view);             /* "not known" where it is empty or "-" */
/* Decimal digits only. */
bool log_number(struct view, uint64_t max, uint64_t *out);
/* Whether a blank or nothing is next: that a word has ended. */
static inline bool log_word_ends(struct view rest)
{
	return rest.size == 0 || scan_is_blank(rest.data[0]);
}

/* The same of the next word, which is taken off. */
bool log_long_number(struct view *rest, uint64_t max, uint64_t *out);
static inline bool log_word_number(struct view *rest, uint64_t max, uint64_t *out)
{
	struct view v = log_behind_blanks(*rest);
	uint64_t eight;
	unsigned count;

	if (v.size < 8)
		return log_long_number(rest, max, out);
	eight = scan_eight(v.data) ^ SCAN_ONES * '0';
	count = scan_digits(eight);
	if (count == 0 || count == 8 || !scan_is_blank(v.data[count]))
		return log_long_number(rest, max, out);
	*rest = view_of(v.data + count, v.size - count);
	*out = scan_value(eight, count);
	return *out <= max;
}

/* --- values -------------------------------------------------------------- */
/* A number for a connection's name in a log: never 0, the same for the same
 * bytes; two names share one by chance only (64 bits). */
uint64_t log_connection(struct view name);
/* "192.0.2.1", "192.0.2.1:80", "[2001:db8::1]:80", and '#' or '/' before the port. */
bool log_endpoint(struct view, struct endpoint *out);
/* A host, or HOST:PORT, or [IPv6]:PORT, to its parts; PORT 0 where none is. */
struct view log_host(struct view authority, unsigned *port);
/* Hexadecimal digits with or without colons between octets; an odd number has
 * a zero before it. In the room. Data NULL when it is something else or over
 * 64 octets. log_serial: without leading zero octets. */
struct view log_hex(struct log_run *, struct view);
struct view log_serial(struct log_run *, struct view);
/* Base64 of at most MAX octets, in the room; data NULL when it is none. */
struct view log_base64(struct log_run *, struct view, size_t max);
/* "TLSv1.3", "TLS 1.2", "TLSv13", "1.2", "SSLv3" and the like: 0x0304 …; 0 not known. */
unsigned log_tls_version(struct view);
/* "1.1", "HTTP/1.1", "h2", "HTTP/2": 10, 11, 20, 30; 0 not known. */
unsigned log_http_version(struct view);
/* "A" 1, "AAAA" 28 …, or digits; 0 not known. */
unsigned log_dns_type(struct view);
/* "NOERROR" 0, "NXDOMAIN" 3, "SERVFAIL" …, or digits; -1 not known. */
int log_dns_rcode(struct view);
/* Sorts an answer to a question: an address to ADDRESSES, anything else that is
 * a name to ALIASES (arrays of LOG_LIST_MAX that D, or Q, points to). */
struct log_answers { struct endpoint addresses[LOG_LIST_MAX]; struct view aliases[LOG_LIST_MAX]; };
void log_answer(struct log_answers *, struct sight_dns *, struct view answer);
void log_question_answer(struct log_answers *, struct log_question *, struct view answer);
/* A name as sightings have it: no dot at the end. */
struct view log_name(struct view);
/* The absolute URL of a request: TARGET itself where it is absolute, else made
 * of host, port (0: the default) and target, in the room. Data NULL where there is too little. */
struct view log_url(struct log_run *, bool tls, struct view host, unsigned port, struct view target);
/* An absolute URL's host, port (the default where none is written) and target; false: it is none. */
struct log_url_parts { struct view host, target; unsigned port; bool tls; };
bool log_url_split(struct view url, struct log_url_parts *out);

#endif
