/* DNS messages: by themselves, as a datagram in either direction, and on TCP. */
#include "fuzz_talk.h"
#include "observe/peek_dns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view v = view_of(data, size);
	struct peek_dns *table = peek_dns_new(4);
	struct dns_stream *stream;
	struct dns_message m;
	struct fuzz_room r;
	struct peek peek;

	fuzz_room_open(&r, 53);
	if (dns_message_read(v, &m)) {
		PROMISED(m.name.size < DNS_NAME_MAX && m.address_count <= DNS_ADDRESSES_MAX);
		PROMISED(m.alias_count <= DNS_ALIASES_MAX);
		PROMISED(peek_dns_datagram(table, &r.about, false, v, 1, 1));
		PROMISED(peek_dns_datagram(table, &r.about, true, v, 2, 2));
	}
	peek_dns_ended(table);
	peek_dns_free(table);
	PROMISED(r.buffered == 0);
	peek = (struct peek){ .about = r.about };
	stream = dns_stream_new(&peek);
	dns_stream_feed(stream, false, v, (struct moment){ 1, 1 });
	dns_stream_feed(stream, true, v, (struct moment){ 2, 2 });
	dns_stream_ended(stream);
	dns_stream_free(stream);
	PROMISED(dns_stream_begins(v) >= -1);
	fuzz_room_close(&r);
	return 0;
}
