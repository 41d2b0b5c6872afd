/* HTTP alone: pieces of the client and of the server take turns at each '|'. */
#include "fuzz_talk.h"
#include "observe/http_body.h"
#include "observe/peek_http.h"

static void check_head(struct view v)
{
	struct view name, value, rest;
	struct http_head h;
	uint64_t length;

	for (unsigned request = 0; request < 2; request++) {
		if (!http_head_read(v, request == 1, &h))
			continue;
		PROMISED(request == 1 ? h.method.size != 0 && h.target.size != 0 : h.status >= 100 && h.status < 1000);
		PROMISED(h.version != 0 && h.version < 100 && (request == 1 || h.version / 10 == 1));
		rest = h.fields;
		while (http_field_next(&rest, &name, &value))
			PROMISED(name.size != 0 && name.data >= v.data && value.data + value.size <= v.data + v.size);
		if (http_head_framing(&h, &length) == FRAME_LENGTH)
			PROMISED(length != 0 && length <= INT64_MAX);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = view_of(data, size);
	enum http_want want = HTTP_MORE;
	struct peek_http *h;
	struct fuzz_room r;
	struct moment held;
	bool from_server = false;
	struct peek peek;
	int64_t at = 0;

	fuzz_room_open(&r, 80);
	peek = (struct peek){ .about = r.about };
	check_head(rest);
	h = peek_http_new(&peek);
	while (rest.size != 0 && want == HTTP_MORE) {
		const uint8_t *bar = memchr(rest.data, '|', rest.size);
		size_t n = bar == NULL ? rest.size : (size_t)(bar - rest.data);
		struct view v = view_part(rest, 0, n);

		at++;
		want = peek_http_feed(h, from_server, &v, (struct moment){ at, (uint64_t)at });
		if (want == HTTP_MORE && at % 7 == 0)
			want = peek_http_gap(h, from_server, 5, at);
		PROMISED(r.buffered <= r.limits.total_bytes);
		rest = view_part(rest, bar == NULL ? n : n + 1, SIZE_MAX);
		from_server = !from_server;
	}
	peek_http_held(h, &held);
	peek_http_ended(h, TALK_CLOSED, at);
	PROMISED(peek.sighted == (r.text.out.size != 0));
	peek_http_free(h);
	fuzz_room_close(&r);
	return 0;
}
