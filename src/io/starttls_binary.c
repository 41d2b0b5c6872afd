/* The dialogues that are not made of lines. */
#include <string.h>

#include "io/starttls.h"

#define PACKET_MAX 4096 /* a greeting of MySQL, an answer of LDAP */

static void put_bytes(struct starttls *s, const char *bytes, size_t size)
{
	str_put_view(&s->out, view_of(bytes, size));
}

/* --- ldap (RFC 4511 sections 4.12 and 4.14) -------------------------------- */

/* Tag and content of the first BER element; false: not whole, or *BAD. */
static bool take_element(struct view *rest, uint8_t *tag, struct view *inside, bool *bad)
{
	size_t size, at = 2, octets;

	if (rest->size < 2)
		return false;
	*tag = rest->data[0];
	size = rest->data[1];
	octets = size < 0x80 ? 0 : size & 0x7f;
	if (octets > 4 || size == 0x80) {
		*bad = true;
		return false;
	}
	if (rest->size < at + octets)
		return false;
	for (size_t i = 0; i < octets; i++)
		size = i == 0 ? rest->data[at++] : size << 8 | rest->data[at++];
	if (size > PACKET_MAX) {
		*bad = true;
		return false;
	}
	if (rest->size - at < size)
		return false;
	*inside = view_part(*rest, at, size);
	*rest = view_part(*rest, at + size, SIZE_MAX);
	return true;
}

static enum starttls_state judge_ldap(struct starttls *s, struct view message)
{
	struct view id, answer, code, matched, text = { 0 };
	uint8_t tag[5] = { 0 };
	bool bad = false;

	if (!take_element(&message, &tag[0], &id, &bad) || tag[0] != 0x02 ||
	    !take_element(&message, &tag[1], &answer, &bad) || tag[1] != 0x78 ||
	    !take_element(&answer, &tag[2], &code, &bad) || tag[2] != 0x0a || code.size != 1)
		return starttls_odd(s, view_of_text("an LDAP message that is no extended response"));
	if (code.data[0] == 0)
		return STARTTLS_DONE;
	if (!take_element(&answer, &tag[3], &matched, &bad) ||
	    !take_element(&answer, &tag[4], &text, &bad))
		text = view_of_text("");
	return starttls_refused(s, view_of_text(arena_format(s->arena, "result %u %.*s",
		code.data[0], (int)text.size, text.size == 0 ? "" : (const char *)text.data)));
}

enum starttls_state starttls_ldap(struct starttls *s)
{
	static const char request[] = "\x30\x1d\x02\x01\x01\x77\x18\x80\x16" "1.3.6.1.4.1.1466.20037";
	struct view rest = s->in, message;
	uint8_t tag = 0x30;
	bool bad = false;

	if (s->row == 0) {
		put_bytes(s, request, sizeof request - 1);
		s->row = 1;
	}
	if (s->in.size != 0 && s->in.data[0] != 0x30)
		return starttls_odd(s, s->in);
	if (!take_element(&rest, &tag, &message, &bad))
		return bad ? starttls_odd(s, s->in) : STARTTLS_MORE;
	s->in = rest;
	return judge_ldap(s, message);
}

/* --- xmpp (RFC 6120 sections 4.2 and 5.4) ----------------------------------- */

static bool has(struct starttls *s, const char *text)
{
	return view_find(s->in, view_of_text(text)) != SIZE_MAX;
}

/* Cuts off everything up to the end of the element NAME; false: not whole. */
static bool take_xml(struct starttls *s, const char *name)
{
	const char *open = arena_format(s->arena, "<%s", name);
	const char *close = arena_format(s->arena, "</%s>", name);
	size_t at = view_find(s->in, view_of_text(open)), end, last;
	struct view rest;

	if (at == SIZE_MAX)
		return false;
	rest = view_part(s->in, at, SIZE_MAX);
	end = view_find(rest, view_of_text(">"));
	if (end == SIZE_MAX)
		return false;
	if (rest.data[end - 1] != '/') {
		last = view_find(rest, view_of_text(close));
		if (last == SIZE_MAX)
			return false;
		end = last + strlen(close) - 1;
	}
	starttls_skip(s, at + end + 1);
	return true;
}

static enum starttls_state refused_xmpp(struct starttls *s)
{
	static const char *const reasons[] = { "host-unknown", "not-authorized", "policy-violation",
		"unsupported-version", "invalid-namespace", "improper-addressing", "host-gone",
		"internal-server-error", "remote-connection-failed", "resource-constraint" };

	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (has(s, reasons[i]))
			return starttls_refused(s, view_of_text(arena_format(s->arena, "%s (asked for %s)",
				reasons[i], s->host)));
	return starttls_refused(s, view_of_text(has(s, "<failure") ? "failure" : "a stream error"));
}

static enum starttls_state talk_xmpp(struct starttls *s, const char *kind)
{
	struct view before = s->in;

	if (s->row == 0) {
		str_put_format(&s->out, "<?xml version='1.0'?><stream:stream xmlns='jabber:%s' "
			"xmlns:stream='http://etherx.jabber.org/streams' to='%s' version='1.0'>", kind,
			s->host);
		s->row = 1;
	}
	while (s->in.size != 0 && strchr(" \t\r\n", s->in.data[0]) != NULL && s->in.data[0] != 0)
		starttls_skip(s, 1);
	if (s->in.size != 0 && s->in.data[0] != '<')
		return starttls_odd(s, s->in);
	if (has(s, "<failure") || has(s, "<stream:error") || has(s, "</stream:stream"))
		return refused_xmpp(s);
	if (s->row == 1 && take_xml(s, "stream:features")) {
		if (view_find(view_part(before, 0, before.size - s->in.size),
			view_of_text("urn:ietf:params:xml:ns:xmpp-tls")) == SIZE_MAX)
			return starttls_refused(s, view_of_text("its stream features do not name it"));
		str_put(&s->out, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
		s->row = 2;
	}
	return s->row == 2 && take_xml(s, "proceed") ? STARTTLS_DONE : STARTTLS_MORE;
}

enum starttls_state starttls_xmpp(struct starttls *s)
{
	return talk_xmpp(s, "client");
}

enum starttls_state starttls_xmpp_server(struct starttls *s)
{
	return talk_xmpp(s, "server");
}

/* --- postgres: SSLRequest, answered by one byte ------------------------------ */

enum starttls_state starttls_postgres(struct starttls *s)
{
	struct view answer = s->in;

	if (s->row == 0) {
		put_bytes(s, "\0\0\0\x08\x04\xd2\x16\x2f", 8);
		s->row = 1;
	}
	if (answer.size == 0)
		return STARTTLS_MORE;
	starttls_skip(s, 1);
	if (answer.data[0] == 'S')
		return STARTTLS_DONE;
	if (answer.data[0] == 'N')
		return starttls_refused(s, view_of_text("N (it was built or set up without TLS)"));
	if (answer.data[0] == 'E')
		return starttls_refused(s, view_of_text("an error message (E)"));
	return starttls_odd(s, answer);
}

/* --- mysql: greeting, then the client's SSLRequest; no answer ----------------- */

static enum starttls_state judge_mysql(struct starttls *s, struct view packet)
{
	static const uint8_t request[36] = { 32, 0, 0, 1,
		0x01, 0x8a, 0x00, 0x00, /* long password, 4.1 protocol, SSL, secure connection */
		0, 0, 0, 1,             /* largest packet: 16 MiB */
		45 };                   /* utf8mb4 */
	size_t end;

	if (packet.size > 3 && packet.data[0] == 0xff)
		return starttls_refused(s, view_part(packet, 3, SIZE_MAX));
	if (packet.size == 0 || packet.data[0] != 10)
		return starttls_odd(s, packet);
	end = view_find(packet, view_of("", 1));
	/* behind the version: thread 4, scramble 8, filler 1, capabilities 2 */
	if (end == SIZE_MAX || packet.size - end < 16)
		return starttls_odd(s, view_part(packet, 1, SIZE_MAX));
	if ((packet.data[end + 15] & 0x08) == 0)
		return starttls_refused(s, view_of_text(arena_format(s->arena,
			"its greeting does not name it (version %.60s)", (const char *)packet.data + 1)));
	put_bytes(s, (const char *)request, sizeof request);
	return STARTTLS_DONE;
}

enum starttls_state starttls_mysql(struct starttls *s)
{
	struct view packet = s->in;
	size_t size;

	if (packet.size < 4)
		return STARTTLS_MORE;
	size = packet.data[0] | (size_t)packet.data[1] << 8 | (size_t)packet.data[2] << 16;
	if (size == 0 || size > PACKET_MAX || packet.data[3] > 1)
		return starttls_odd(s, packet);
	if (packet.size - 4 < size)
		return STARTTLS_MORE;
	starttls_skip(s, 4 + size);
	return judge_mysql(s, view_part(packet, 4, size));
}
