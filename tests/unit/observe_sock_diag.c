/* What Linux is asked about a socket, and what it answers: whole, cut, and made up. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "observe/sock_diag.h"

static struct endpoint end(const char *address, unsigned port)
{
	struct endpoint e;

	assert_true(endpoint_read(view_of_text(address), &e));
	e.port = (uint16_t)port;
	return e;
}

static void put16(uint8_t *p, uint16_t n) { memcpy(p, &n, 2); }
static void put32(uint8_t *p, uint32_t n) { memcpy(p, &n, 4); }

/* An answer as linux/inet_diag.h has it. */
static size_t answer(uint8_t out[128], uint32_t number, const struct endpoint *here, const struct endpoint *there,
	uint32_t uid, uint32_t inode)
{
	memset(out, 0, 128);
	put32(out, 88);
	put16(out + 4, 20);
	put32(out + 8, number);
	out[16] = here->size == 4 ? 2 : 10;
	out[17] = 1;
	out[20] = (uint8_t)(here->port >> 8);
	out[21] = (uint8_t)here->port;
	out[22] = (uint8_t)(there->port >> 8);
	out[23] = (uint8_t)there->port;
	memcpy(out + 24, here->address, here->size);
	memcpy(out + 40, there->address, there->size);
	put32(out + 80, uid);
	put32(out + 84, inode);
	return 88;
}

static void the_question(void **state)
{
	struct endpoint here = end("192.0.2.5", 40000), there = end("203.0.113.7", 443),
		six = end("2001:db8::5", 40000);
	uint8_t q[SOCK_DIAG_QUESTION];

	(void)state;
	assert_true(sock_diag_ask(false, &here, &there, 7, q));
	/* The four numbers in network order, the user's machine first. */
	assert_memory_equal(q + 24, "\x9c\x40\x01\xbb" "\xc0\x00\x02\x05", 8);
	assert_memory_equal(q + 44, "\xcb\x00\x71\x07", 4);
	assert_memory_equal(q + 16, "\x02\x06", 2);
	/* Of UDP the other way round. */
	assert_true(sock_diag_ask(true, &here, &there, 7, q));
	assert_memory_equal(q + 24, "\x01\xbb\x9c\x40" "\xcb\x00\x71\x07", 8);
	assert_memory_equal(q + 16, "\x02\x11", 2);
	assert_false(sock_diag_ask(false, &here, &six, 7, q));
	here.port = 0;
	assert_false(sock_diag_ask(false, &here, &there, 7, q));
}

static void the_answer(void **state)
{
	struct endpoint here = end("192.0.2.5", 40000), there = end("203.0.113.7", 443),
		other = end("192.0.2.5", 40001), mapped = here, mapped_there = there;
	struct sock_owner o;
	uint8_t b[128];
	size_t size = answer(b, 7, &here, &there, 1000, 4711);

	(void)state;
	assert_int_equal(sock_diag_read(view_of(b, size), &here, &there, 7, &o), SOCK_DIAG_FOUND);
	assert_int_equal(o.uid, 1000);
	assert_int_equal(o.inode, 4711);
	assert_int_equal(sock_diag_read(view_of(b, size), &here, &there, 8, &o), SOCK_DIAG_OTHER);
	/* Of another socket: that is not what was asked. */
	assert_int_equal(sock_diag_read(view_of(b, size), &other, &there, 7, &o), SOCK_DIAG_OTHER);
	assert_int_equal(o.inode, 0);
	/* Closed, and nobody's: the user told with it is not one. */
	size = answer(b, 7, &here, &there, 0, 0);
	assert_int_equal(sock_diag_read(view_of(b, size), &here, &there, 7, &o), SOCK_DIAG_NONE);
	/* A program that speaks IPv4 through a socket of IPv6, as Java does. */
	mapped.size = mapped_there.size = 16;
	memset(mapped.address, 0, 16);
	memset(mapped_there.address, 0, 16);
	memset(mapped.address + 10, 0xff, 2);
	memset(mapped_there.address + 10, 0xff, 2);
	memcpy(mapped.address + 12, here.address, 4);
	memcpy(mapped_there.address + 12, there.address, 4);
	size = answer(b, 7, &mapped, &mapped_there, 33, 12);
	assert_int_equal(sock_diag_read(view_of(b, size), &here, &there, 7, &o), SOCK_DIAG_FOUND);
	assert_int_equal(o.inode, 12);
}

static size_t refusal(uint8_t out[64], uint32_t number, int32_t code)
{
	memset(out, 0, 64);
	put32(out, 36);
	put16(out + 4, 2);
	put32(out + 8, number);
	put32(out + 16, (uint32_t)code);
	return 36;
}

static void refusals(void **state)
{
	struct endpoint here = end("192.0.2.5", 40000), there = end("203.0.113.7", 443);
	struct sock_owner o;
	uint8_t b[64], two[192];
	size_t size = refusal(b, 7, -2);

	(void)state;
	assert_int_equal(sock_diag_read(view_of(b, size), &here, &there, 7, &o), SOCK_DIAG_NONE);
	size = refusal(b, 7, -13);
	assert_int_equal(sock_diag_read(view_of(b, size), &here, &there, 7, &o), SOCK_DIAG_REFUSED);
	assert_int_equal(o.error, 13);
	size = refusal(b, 7, INT32_MIN);
	assert_int_equal(sock_diag_read(view_of(b, size), &here, &there, 7, &o), SOCK_DIAG_REFUSED);
	assert_int_equal(o.error, 0);
	/* Two messages in one: the answer is the second. */
	size = refusal(two, 6, -13);
	size += answer(two + size, 7, &here, &there, 1, 2);
	assert_int_equal(sock_diag_read(view_of(two, size), &here, &there, 7, &o), SOCK_DIAG_FOUND);
}

/* Every cut, and every size that a message may claim. */
static void cut_and_made_up(void **state)
{
	struct endpoint here = end("2001:db8::5", 40000), there = end("2001:db8::7", 443);
	struct sock_owner o;
	uint8_t b[128];
	size_t size = answer(b, 7, &here, &there, 1000, 4711);

	(void)state;
	for (size_t n = 0; n < size; n++) {
		uint8_t *exact = malloc(n + 1); /* so that valgrind and the sanitizers see what is read behind */

		assert_non_null(exact);
		memcpy(exact, b, n);
		assert_int_equal(sock_diag_read(view_of(exact, n), &here, &there, 7, &o), SOCK_DIAG_OTHER);
		free(exact);
	}
	for (uint32_t claim = 0; claim < 300; claim++) {
		put32(b, claim);
		assert_int_equal(sock_diag_read(view_of(b, size), &here, &there, 7, &o),
			claim == size ? SOCK_DIAG_FOUND : SOCK_DIAG_OTHER);
	}
	put32(b, 0xffffffff);
	assert_int_equal(sock_diag_read(view_of(b, size), &here, &there, 7, &o), SOCK_DIAG_OTHER);
	put32(b, 88);
	b[16] = 0;
	assert_int_equal(sock_diag_read(view_of(b, size), &here, &there, 7, &o), SOCK_DIAG_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_question), cmocka_unit_test(the_answer), cmocka_unit_test(refusals),
		cmocka_unit_test(cut_and_made_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
