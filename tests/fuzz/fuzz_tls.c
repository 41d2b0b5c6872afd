/* TLS records of both sides, with gaps, and the two messages by themselves. */
#include "fuzz_talk.h"
#include "observe/peek_tls.h"
#include "observe/tls_hello.h"

static bool inside(struct view part, struct view whole)
{
	return part.size == 0 || (part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static void check_hello(struct view v)
{
	struct client_hello c;
	struct server_hello s;

	client_hello_read(v, &c);
	PROMISED(inside(c.sni, v) && inside(c.alpn, v) && inside(c.session_id, v));
	server_hello_read(v, &s);
	PROMISED(inside(s.alpn, v) && inside(s.session_id, v));
	PROMISED(tls_hello_find(v) == SIZE_MAX || tls_hello_find(v) + TLS_HELLO_HEAD <= v.size);
	PROMISED(tls_begins(v) >= -1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = view_of(data, size);
	struct fuzz_piece p;
	struct peek_tls *t;
	struct fuzz_room r;
	struct peek peek;
	bool more = true;
	int64_t at = 0;

	check_hello(rest);
	fuzz_room_open(&r, 443);
	peek = (struct peek){ .about = r.about };
	t = peek_tls_new(&peek, size != 0 && (data[0] & 4) != 0);
	while (more && fuzz_piece_next(&rest, &p)) {
		at++;
		more = p.gap ? peek_tls_gap(t, p.from_server, p.bytes.size, at) :
			peek_tls_feed(t, p.from_server, p.bytes, (struct moment){ at, (uint64_t)at });
		PROMISED(r.buffered <= r.limits.total_bytes);
	}
	peek_tls_ended(t, TALK_CLOSED);
	PROMISED(peek.sighted == (r.text.out.size != 0));
	peek_tls_free(t);
	fuzz_room_close(&r);
	return 0;
}
