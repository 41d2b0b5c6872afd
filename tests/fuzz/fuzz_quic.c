/* Datagrams of QUIC, and frames as they may come out of a packet that opened. */
#include "fuzz_talk.h"
#include "observe/quic_packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = view_of(data, size), frames = rest, part;
	struct peek_quic *q = NULL;
	struct fuzz_piece p;
	struct fuzz_room r;
	struct quic_long l;
	uint64_t offset;
	int64_t at = 0;

	if (quic_long_read(rest, &l))
		PROMISED(l.packet.size <= size && l.to.size <= QUIC_ID_MAX && l.from.size <= QUIC_ID_MAX);
	while (quic_crypto_next(&frames, &offset, &part))
		PROMISED(part.size <= size && offset < UINT64_C(1) << 62);
	fuzz_room_open(&r, 443);
	while (fuzz_piece_next(&rest, &p)) {
		at++;
		peek_quic_datagram(&q, &r.about, p.from_server, p.bytes, at, (uint64_t)at);
		PROMISED(r.buffered <= r.limits.total_bytes);
	}
	peek_quic_ended(q, at);
	PROMISED(peek_quic_sighted(q) == (r.text.out.size != 0));
	peek_quic_free(q);
	fuzz_room_close(&r);
	return 0;
}
