#include "io/starttls.h"

#include <string.h>

#define OUT_MAX 4096
#define QUOTE_MAX 120 /* bytes of an answer in a message */

enum act { ACT_END, ACT_SEND, ACT_CODE, ACT_LINE };

/* CODE: a reply of three digits, maybe of several lines (RFC 5321 section
 * 4.2.1); TEXT lists codes that are good, and 1yz replies are passed over
 * where they are preliminary (RFC 959). LINE: a line that begins with one of
 * the words in GOOD; those that begin with one of BAD refuse, all others are
 * passed over. Words are divided by '|'. */
struct row { enum act act; const char *good, *bad; };

struct starttls_protocol {
	const char *name;
	unsigned port;
	const struct row *rows;
	starttls_turn *turn;
};

static const struct row smtp[] = {
	{ ACT_CODE, "220", NULL }, { ACT_SEND, "EHLO lencr.invalid\r\n", NULL },
	{ ACT_CODE, "250", NULL }, { ACT_SEND, "STARTTLS\r\n", NULL }, { ACT_CODE, "220", NULL },
	{ ACT_END, NULL, NULL },
};
static const struct row lmtp[] = {
	{ ACT_CODE, "220", NULL }, { ACT_SEND, "LHLO lencr.invalid\r\n", NULL },
	{ ACT_CODE, "250", NULL }, { ACT_SEND, "STARTTLS\r\n", NULL }, { ACT_CODE, "220", NULL },
	{ ACT_END, NULL, NULL },
};
static const struct row imap[] = {
	{ ACT_LINE, "* OK", "* BYE|* PREAUTH" }, { ACT_SEND, "a1 STARTTLS\r\n", NULL },
	{ ACT_LINE, "a1 OK", "a1 |* BYE|* BAD" }, { ACT_END, NULL, NULL },
};
static const struct row pop3[] = {
	{ ACT_LINE, "+OK", "-ERR" }, { ACT_SEND, "STLS\r\n", NULL }, { ACT_LINE, "+OK", "-ERR" },
	{ ACT_END, NULL, NULL },
};
static const struct row ftp[] = {
	{ ACT_CODE, "220", NULL }, { ACT_SEND, "AUTH TLS\r\n", NULL }, { ACT_CODE, "234", NULL },
	{ ACT_END, NULL, NULL },
};
static const struct row nntp[] = {
	{ ACT_CODE, "200|201", NULL }, { ACT_SEND, "STARTTLS\r\n", NULL }, { ACT_CODE, "382", NULL },
	{ ACT_END, NULL, NULL },
};
static const struct row sieve[] = {
	{ ACT_LINE, "OK", "NO|BYE" }, { ACT_SEND, "STARTTLS\r\n", NULL }, { ACT_LINE, "OK", "NO|BYE" },
	{ ACT_END, NULL, NULL },
};
/* Numerics stand behind the server's name: see is_word. */
static const struct row irc[] = {
	{ ACT_SEND, "STARTTLS\r\n", NULL },
	{ ACT_LINE, ": 670", ": 691|: 421|: 451|: 461|: 462|ERROR" }, { ACT_END, NULL, NULL },
};

static const struct starttls_protocol protocols[] = {
	{ "smtp", 25, smtp, NULL }, { "lmtp", 24, lmtp, NULL }, { "imap", 143, imap, NULL },
	{ "pop3", 110, pop3, NULL }, { "ftp", 21, ftp, NULL }, { "ldap", 389, NULL, starttls_ldap },
	{ "xmpp", 5222, NULL, starttls_xmpp }, { "xmpp-server", 5269, NULL, starttls_xmpp_server },
	{ "postgres", 5432, NULL, starttls_postgres }, { "mysql", 3306, NULL, starttls_mysql },
	{ "nntp", 119, nntp, NULL }, { "sieve", 4190, sieve, NULL }, { "irc", 6667, irc, NULL },
};

const struct starttls_protocol *starttls_find(const char *name)
{
	for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++)
		if (strcmp(protocols[i].name, name) == 0)
			return &protocols[i];
	return NULL;
}

const char *starttls_name(const struct starttls_protocol *p)
{
	return p->name;
}

unsigned starttls_port(const struct starttls_protocol *p)
{
	return p->port;
}

void starttls_init(struct starttls *s, struct arena *a, const struct starttls_protocol *p,
	const char *host)
{
	*s = (struct starttls){ .protocol = p, .arena = a, .host = host };
	str_init(&s->out, OUT_MAX);
}

void starttls_clear(struct starttls *s)
{
	str_clear(&s->out);
}

void starttls_skip(struct starttls *s, size_t size)
{
	s->in = view_part(s->in, size, SIZE_MAX);
}

/* The first line, without its end, as a text; NUL bytes end it early. */
static const char *first_line(struct starttls *s, struct view v)
{
	size_t size = 0;

	while (size < v.size && size < QUOTE_MAX && v.data[size] != '\r' && v.data[size] != '\n')
		size++;
	return arena_textn(s->arena, (const char *)v.data, size);
}

enum starttls_state starttls_refused(struct starttls *s, struct view answer)
{
	s->why = arena_format(s->arena, "the server does not offer STARTTLS: %s",
		first_line(s, answer));
	return STARTTLS_REFUSED;
}

enum starttls_state starttls_odd(struct starttls *s, struct view answer)
{
	bool tls = answer.size >= 2 && answer.data[0] >= 20 && answer.data[0] <= 23 &&
		answer.data[1] == 3;

	s->why = tls ? arena_format(s->arena, "not %s: it speaks TLS at once; leave out --starttls",
		s->protocol->name) : arena_format(s->arena, "not %s: it answered \"%s\"",
		s->protocol->name, first_line(s, answer));
	return STARTTLS_ODD;
}

/* One line with its LF cut off the front; false: none is whole. */
static bool take_line(struct starttls *s, struct view *line)
{
	size_t end = view_find(s->in, view_of_text("\n"));

	if (end == SIZE_MAX)
		return false;
	*line = view_part(s->in, 0, end + 1);
	starttls_skip(s, end + 1);
	return true;
}

/* Whether LINE begins with WORD of SIZE bytes, whatever the case. */
static bool is_word(struct view line, const char *word, size_t size)
{
	/* ": 670" is the numeric 670 behind a prefix, if any */
	if (word[0] == ':') {
		size_t space = view_find(line, view_of_text(" "));

		word += 2;
		size -= 2;
		if (line.size != 0 && line.data[0] == ':' && space != SIZE_MAX)
			line = view_part(line, space + 1, SIZE_MAX);
	}
	if (line.size < size)
		return false;
	for (size_t i = 0; i < size; i++)
		if (str_lower((char)line.data[i]) != str_lower(word[i]))
			return false;
	/* a whole word: "OKAY" is no OK */
	return line.size == size || word[size - 1] == ' ' ||
		strchr(" \r\n(:.!\t", line.data[size]) != NULL;
}

static bool one_of(struct view line, const char *words)
{
	for (const char *at = words; at != NULL;) {
		const char *bar = strchr(at, '|');
		size_t size = bar == NULL ? strlen(at) : (size_t)(bar - at);

		if (is_word(line, at, size))
			return true;
		at = bar == NULL ? NULL : bar + 1;
	}
	return false;
}

/* A whole reply of the numeric kind; *LAST is its last line. */
static enum starttls_state read_code(struct starttls *s, const struct row *row)
{
	struct view whole = s->in, line, first = { 0 };

	while (take_line(s, &line)) {
		bool code = line.size >= 4;

		for (size_t i = 0; i < 3 && code; i++)
			code = line.data[i] >= '0' && line.data[i] <= '9';
		if (first.size == 0) {
			if (!code)
				return starttls_odd(s, line);
			first = view_part(line, 0, 3);
		}
		if (!code || line.data[3] == '-' || !view_equal(view_part(line, 0, 3), first))
			continue;
		if (first.data[0] == '1') { /* preliminary: the reply is still to come */
			first.size = 0;
			whole = s->in;
			continue;
		}
		return one_of(line, row->good) ? STARTTLS_DONE : starttls_refused(s, whole);
	}
	if (first.size == 0 && s->in.size >= 2 && s->in.data[0] < '0')
		return starttls_odd(s, s->in);
	s->in = whole;
	return STARTTLS_MORE;
}

static enum starttls_state read_line(struct starttls *s, const struct row *row)
{
	struct view line;

	while (take_line(s, &line)) {
		if (one_of(line, row->good))
			return STARTTLS_DONE;
		if (one_of(line, row->bad))
			return starttls_refused(s, line);
		if (s->row == 0 && row->good[0] != 'O') /* only sieve greets with several lines */
			return starttls_odd(s, line);
	}
	if (s->row == 0 && s->in.size >= 2 && s->in.data[0] < ' ')
		return starttls_odd(s, s->in);
	return STARTTLS_MORE;
}

static enum starttls_state follow_rows(struct starttls *s)
{
	for (;; s->row++) {
		const struct row *row = &s->protocol->rows[s->row];
		enum starttls_state state;

		if (row->act == ACT_END)
			return STARTTLS_DONE;
		if (row->act == ACT_SEND) {
			str_put(&s->out, row->good);
			continue;
		}
		state = row->act == ACT_CODE ? read_code(s, row) : read_line(s, row);
		if (state != STARTTLS_DONE)
			return state;
	}
}

enum starttls_state starttls_take(struct starttls *s)
{
	enum starttls_state state = s->protocol->rows != NULL ? follow_rows(s) :
		s->protocol->turn(s);

	if (state != STARTTLS_DONE || s->in.size == 0)
		return state;
	s->why = arena_format(s->arena, "plaintext injection: %zu more bytes came in the clear with "
		"the answer that lets TLS begin, refused", s->in.size);
	return STARTTLS_INJECTED;
}
