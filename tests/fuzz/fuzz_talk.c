/* A talk sees the same however its octets are cut, gives all memory back, and
 * stays within its limits. */
#include "fuzz_talk.h"

static void run(struct fuzz_room *r, struct view input, bool octets)
{
	struct talk *t;
	struct fuzz_piece p;
	bool more = true;

	fuzz_room_open(r, 443);
	t = talk_new(&r->about);
	for (int64_t at = 1; more && fuzz_piece_next(&input, &p); at++) {
		if (p.gap) {
			more = talk_gap(t, p.from_server, p.bytes.size, at);
			continue;
		}
		while (p.bytes.size != 0 && more) {
			size_t n = octets ? 1 : p.bytes.size;

			more = talk_feed(t, p.from_server, view_part(p.bytes, 0, n), at, (uint64_t)at);
			p.bytes = view_part(p.bytes, n, SIZE_MAX);
			PROMISED(r->buffered <= r->limits.total_bytes);
		}
	}
	talk_ended(t, TALK_CLOSED, 1000);
	PROMISED(talk_sighted(t) == (r->text.out.size != 0));
	talk_free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view input = view_of(data, size), rest = input;
	struct fuzz_room whole, octets;
	struct fuzz_piece p;
	bool gaps = false;

	while (fuzz_piece_next(&rest, &p))
		gaps = gaps || p.gap;
	run(&whole, input, false);
	run(&octets, input, true);
	/* what a limit refuses depends on how much came at once; so does where a gap is */
	if (!gaps && whole.report.bytes_dropped == 0 && octets.report.bytes_dropped == 0)
		PROMISED(strcmp(str_text(&whole.text.out), str_text(&octets.text.out)) == 0);
	fuzz_room_close(&whole);
	fuzz_room_close(&octets);
	return 0;
}
