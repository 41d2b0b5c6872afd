/* QUIC: the packets of the RFCs, and ClientHellos in pieces. */
#include "unit.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "observe/quic_packet.h"
#include "quic_vectors.h"
#include "sight_text.h"
#include "text_has.h"
#include "tls_talk.h"

struct room {
	struct arena *arena;
	struct sight_text text;
	struct talk_about about;
	struct read_limits limits;
	struct input_report report;
	size_t buffered;
	struct peek_quic *quic;
	uint64_t place;
};

static int open_room(void **state)
{
	static const uint8_t client[4] = { 192, 0, 2, 1 }, server[4] = { 198, 51, 100, 7 };
	struct room *r = calloc(1, sizeof *r);

	assert_non_null(r);
	r->arena = arena_new();
	sight_text_init(&r->text);
	r->limits = (struct read_limits){ 65536, (size_t)256 * 1024, (size_t)16 << 20, (size_t)64 << 20, 0 };
	r->about = (struct talk_about){ .connection = 1, .opened_at = SIGHT_NEVER, .start_seen = true,
		.limits = &r->limits, .buffered = &r->buffered, .report = &r->report, .sink = &r->text.sink };
	endpoint_of(&r->about.client, client, 4, 40000);
	endpoint_of(&r->about.server, server, 4, 443);
	*state = r;
	return 0;
}

static int close_room(void **state)
{
	struct room *r = *state;

	peek_quic_free(r->quic);
	assert_int_equal(r->buffered, 0);
	str_clear(&r->text.out);
	arena_free(r->arena);
	free(r);
	return 0;
}

static bool feed(struct room *r, bool from_server, struct view v)
{
	uint8_t *exact = malloc(v.size);
	bool is;

	assert_non_null(exact);
	memcpy(exact, v.data, v.size);
	r->place++;
	is = peek_quic_datagram(&r->quic, &r->about, from_server, view_of(exact, v.size), (int64_t)r->place * 10,
		r->place);
	free(exact);
	return is;
}

static struct view hex(struct room *r, const char *text)
{
	struct view v;

	assert_true(view_from_hex(r->arena, text, 65536, &v));
	return v;
}

static const char *seen(struct room *r)
{
	peek_quic_ended(r->quic, 0);
	return str_text(&r->text.out);
}

static void keys_of_the_rfcs(void **state)
{
	struct room *r = *state;
	struct view id = hex(r, QUIC_VECTOR_ID);
	struct quic_keys c, s;

	quic_keys_make(1, id, &c, &s);
	assert_string_equal(view_hex(r->arena, view_of(c.key, 16)), "1f369613dd76d5467730efcbe3b1a22d");
	assert_string_equal(view_hex(r->arena, view_of(c.nonce, 12)), "fa044b2f42a3fd3b46fb255c");
	assert_string_equal(view_hex(r->arena, view_of(c.mask, 16)), "9f50449e04a0e810283a1e9933adedd2");
	assert_string_equal(view_hex(r->arena, view_of(s.key, 16)), "cf3a5331653c364c88f0f379b6067e37");
	assert_string_equal(view_hex(r->arena, view_of(s.nonce, 12)), "0ac1493ca1905853b0bba03e");
	assert_string_equal(view_hex(r->arena, view_of(s.mask, 16)), "c206b8d9b9f0f37644430b490eeaa314");
	quic_keys_make(0x6b3343cf, id, &c, &s);
	assert_string_equal(view_hex(r->arena, view_of(c.key, 16)), "8b1a0bc121284290a29e0971b5cd045d");
	assert_string_equal(view_hex(r->arena, view_of(c.nonce, 12)), "91f73e2351d8fa91660e909f");
	assert_string_equal(view_hex(r->arena, view_of(c.mask, 16)), "45b95e15235d6f45a6b19cbcb0294ba9");
	assert_string_equal(view_hex(r->arena, view_of(s.key, 16)), "82db637861d55e1d011f19ea71d5d2a7");
	assert_string_equal(view_hex(r->arena, view_of(s.nonce, 12)), "dd13c276499c0249d3310652");
	assert_string_equal(view_hex(r->arena, view_of(s.mask, 16)), "edf6d05c83121201b436e16877593c3a");
}

static void packets_of_the_rfcs(void **state)
{
	static const char *const vectors[2][2] = { { QUIC_VECTOR_CLIENT_1, QUIC_VECTOR_SERVER_1 },
		{ QUIC_VECTOR_CLIENT_2, QUIC_VECTOR_SERVER_2 } };
	struct room *r = *state;

	for (size_t v = 0; v < 2; v++) {
		assert_true(feed(r, false, hex(r, vectors[v][0])));
		assert_true(feed(r, true, hex(r, vectors[v][1])));
		assert_false(peek_quic_done(r->quic));
		assert_true(feed(r, false, view_of("\x41 short header", 14)));
		assert_true(peek_quic_done(r->quic));
		assert_true(peek_quic_sighted(r->quic));
		peek_quic_ended(r->quic, 0);
		peek_quic_free(r->quic);
		r->quic = NULL;
	}
	assert_string_equal(str_text(&r->text.out), "tls at=10 place=1 192.0.2.1:40000 > 198.51.100.7:443 "
		"sni=\"example.com\" alpn=\"alpn\" version=0304 quic not-resumed established hello=10 client-data=30 "
		"flight-bytes=-1\ntls at=40 place=4 192.0.2.1:40000 > 198.51.100.7:443 sni=\"example.com\" "
		"alpn=\"alpn\" version=0304 quic not-resumed established hello=40 client-data=60 flight-bytes=-1\n");
}

/* --- packets of our own -------------------------------------------------- */

/* A long packet of the type bits TYPE (version 1), protected by KEYS. */
static size_t seal(const struct quic_keys *k, unsigned type, struct view to, struct view from, unsigned number,
	struct view frames, uint8_t *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	size_t at = 0, number_at, size = frames.size + 2 + 16;
	uint8_t nonce[12], mask[16];
	int n;

	out[at++] = (uint8_t)(0xc1 | type << 4);
	memcpy(out + at, "\0\0\0\1", 4);
	at += 4;
	out[at++] = (uint8_t)to.size;
	memcpy(out + at, to.data, to.size);
	at += to.size;
	out[at++] = (uint8_t)from.size;
	memcpy(out + at, from.data, from.size);
	at += from.size;
	if (type == 0) {
		memcpy(out + at, "\x03tok", 4);
		at += 4;
	}
	out[at++] = (uint8_t)(0x40 | size >> 8);
	out[at++] = (uint8_t)size;
	number_at = at;
	out[at++] = 0;
	out[at++] = (uint8_t)number;
	memcpy(nonce, k->nonce, 12);
	nonce[11] ^= (uint8_t)number;
	assert_int_equal(EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, k->key, nonce), 1);
	assert_int_equal(EVP_EncryptUpdate(ctx, NULL, &n, out, (int)at), 1);
	assert_int_equal(EVP_EncryptUpdate(ctx, out + at, &n, frames.data, (int)frames.size), 1);
	at += frames.size;
	assert_int_equal(EVP_EncryptFinal_ex(ctx, out + at, &n), 1);
	assert_int_equal(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, out + at), 1);
	EVP_CIPHER_CTX_free(ctx);
	aead_mask(k->mask, out + number_at + 4, mask);
	out[0] ^= mask[0] & 0x0f;
	out[number_at] ^= mask[1];
	out[number_at + 1] ^= mask[2];
	return at + 16;
}

/* A CRYPTO frame with octets FROM to TO of HELLO. */
static size_t crypto(uint8_t *out, struct view hello, size_t from, size_t to)
{
	size_t n = to - from;
	const uint8_t head[5] = { 6, (uint8_t)(0x40 | from >> 8), (uint8_t)from, (uint8_t)(0x40 | n >> 8), (uint8_t)n };

	memcpy(out, head, 5);
	memcpy(out + 5, hello.data + from, n);
	return 5 + n;
}

/* A ClientHello of OpenSSL, as it stands in a CRYPTO stream. */
static struct view some_hello(struct room *r)
{
	struct tls_room *room = tls_room_new();
	struct tls_talk t = { .version = TLS1_3_VERSION, .sni = "quic.example", .quiet = true, .small = true };
	struct talk_script script;

	script_init(&script, r->arena);
	tls_talk_record(room, &script, &t);
	SSL_SESSION_free(t.session);
	tls_room_free(room);
	return view_part(script.steps[0].bytes, 5, SIZE_MAX);
}

static void in_pieces(void **state)
{
	struct room *r = *state;
	struct view hello = some_hello(r), id = view_of("\1\2\3\4\5\6\7\x08", 8);
	uint8_t frames[1100] = { 0 }, datagram[1500];
	struct quic_keys c, s;
	size_t size, n = hello.size;

	assert_true(n > 120 && n < 600);
	quic_keys_make(1, id, &c, &s);
	/* the second datagram first, its frames backwards, behind a 0-RTT packet */
	size = seal(&s, 1, id, id, 9, view_of("nobody can read", 15), datagram);
	memcpy(frames, "\x01\x02\x05\x10\x01\x01\x00\x00", 8); /* PING; ACK with one more range */
	crypto(frames + 8 + crypto(frames + 8, hello, 90, n), hello, 50, 95);
	assert_true(feed(r, false, view_of(datagram, size + seal(&c, 0, id, id, 1, view_of(frames, 700),
		datagram + size))));
	assert_int_equal(r->text.out.size, 0);
	memset(frames, 0, sizeof frames);
	size = 0;
	for (size_t at = 0; at < 50; at += 5)
		size += crypto(frames + size, hello, 45 - at, 50 - at);
	size = seal(&c, 0, id, id, 0, view_of(frames, 1000), datagram);
	datagram[size - 1] ^= 1; /* damaged: nobody may have sent this */
	assert_true(feed(r, false, view_of(datagram, size)));
	datagram[size - 1] ^= 1;
	assert_string_equal(str_text(&r->text.out), "");
	assert_true(feed(r, false, view_of(datagram, size)));
	assert_string_equal(seen(r), "tls at=10 place=1 192.0.2.1:40000 > 198.51.100.7:443 sni=\"quic.example\" "
		"version=0000 quic hello=30 flight-bytes=-1\n");
}

static void after_a_retry(void **state)
{
	static const char retry[] = "\xf0\0\0\0\1\2me\5retry" "a token and sixteen octets";
	struct room *r = *state;
	struct view hello = some_hello(r), first = view_of("\1\2\3\4\5\6\7\x08", 8), next = view_of("retry", 5);
	uint8_t frames[1100] = { 0 }, datagram[1500];
	struct quic_keys c, s, c2, s2;
	size_t size;

	quic_keys_make(1, first, &c, &s);
	quic_keys_make(1, next, &c2, &s2);
	crypto(frames, hello, 0, 100);
	assert_true(feed(r, false, view_of(datagram, seal(&c, 0, first, view_of("me", 2), 0, view_of(frames, 1000),
		datagram))));
	assert_true(feed(r, true, view_of(retry, sizeof retry - 1)));
	size = crypto(frames, hello, 0, hello.size);
	assert_true(feed(r, false, view_of(datagram, seal(&c2, 0, next, view_of("me", 2), 1, view_of(frames, size),
		datagram))));
	has(seen(r),
		"tls at=10 place=1 192.0.2.1:40000 > 198.51.100.7:443 sni=\"quic.example\" version=0000 quic hello=30");
}

static void turned_round(void **state)
{
	struct room *r = *state;

	assert_true(feed(r, true, hex(r, QUIC_VECTOR_CLIENT_1)));
	assert_true(feed(r, false, hex(r, QUIC_VECTOR_SERVER_1)));
	has(seen(r),
		"tls at=10 place=1 198.51.100.7:443 > 192.0.2.1:40000 sni=\"example.com\" alpn=\"alpn\" version=0304");
}

static void other_datagrams(void **state)
{
	struct room *r = *state;
	struct view v = hex(r, QUIC_VECTOR_CLIENT_1);
	uint8_t copy[1200];

	assert_false(feed(r, false, view_of("\x80\0\0\0\7 no version of ours", 24)));
	assert_false(feed(r, false, view_of("\x41 short header of somebody", 26)));
	assert_false(feed(r, false, view_part(v, 0, 600)));
	assert_null(r->quic);
	/* an Initial that does not open */
	memcpy(copy, v.data, sizeof copy);
	copy[6] ^= 1;
	for (unsigned i = 0; i < 10; i++)
		assert_true(feed(r, false, view_of(copy, sizeof copy)));
	assert_true(peek_quic_done(r->quic));
	assert_string_equal(seen(r), "");
	assert_false(peek_quic_sighted(r->quic));
}

static void offsets_are_bounded(void **state)
{
	struct room *r = *state;
	struct view id = view_of("\1\2\3\4\5\6\7\x08", 8);
	uint8_t frames[100] = { 6, 0xc0, 0, 0, 0, 0x40, 0, 0, 0, 4, 'a', 'b', 'c', 'd', 6, 0x7f, 0xff, 2, 'x', 'y' };
	uint8_t datagram[1500];
	struct quic_keys c, s;

	quic_keys_make(1, id, &c, &s);
	r->limits.flow_bytes = 8192;
	assert_true(feed(r, false, view_of(datagram, seal(&c, 0, id, id, 0, view_of(frames, sizeof frames),
		datagram))));
	assert_true(r->buffered <= 8192);
	assert_string_equal(seen(r), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(keys_of_the_rfcs, open_room, close_room),
		cmocka_unit_test_setup_teardown(packets_of_the_rfcs, open_room, close_room),
		cmocka_unit_test_setup_teardown(in_pieces, open_room, close_room),
		cmocka_unit_test_setup_teardown(after_a_retry, open_room, close_room),
		cmocka_unit_test_setup_teardown(turned_round, open_room, close_room),
		cmocka_unit_test_setup_teardown(other_datagrams, open_room, close_room),
		cmocka_unit_test_setup_teardown(offsets_are_bounded, open_room, close_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
