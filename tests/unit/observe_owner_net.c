/* Sockets of other network namespaces in a folder that looks like /proc. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "observe/owner_net.h"

#define HEADER "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"

static char root[64];

static void put(const char *path, const char *text)
{
	char full[256];
	FILE *f;

	snprintf(full, sizeof full, "%s/%s", root, path);
	f = fopen(full, "wb");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void put_folder(const char *path)
{
	char full[256];

	snprintf(full, sizeof full, "%s/%s", root, path);
	assert_int_equal(mkdir(full, 0700), 0);
}

static void put_link(const char *path, const char *to)
{
	char full[256];

	snprintf(full, sizeof full, "%s/%s", root, path);
	unlink(full);
	assert_int_equal(symlink(to, full), 0);
}

static void put_process(const char *pid, const char *space)
{
	char path[64];

	put_folder(pid);
	snprintf(path, sizeof path, "%s/net", pid);
	put_folder(path);
	snprintf(path, sizeof path, "%s/ns", pid);
	put_folder(path);
	snprintf(path, sizeof path, "%s/ns/net", pid);
	put_link(path, space);
}

static struct endpoint at(const char *text, unsigned port)
{
	struct endpoint e = { .size = 0 };

	assert_true(endpoint_read(view_of_text(text), &e));
	e.port = (uint16_t)port;
	return e;
}

/* As the kernel writes it: words of 32 bits, by their value on this machine. */
static void row(char *out, size_t space, const struct endpoint *here, const struct endpoint *there, bool six,
	unsigned uid, unsigned inode)
{
	const struct endpoint *ends[2] = { here, there };
	size_t size = 0;

	size += (size_t)snprintf(out, space, "   7:");
	for (int i = 0; i < 2; i++) {
		uint8_t whole[16] = { [10] = 0xff, [11] = 0xff };
		const uint8_t *from = six ? whole : ends[i]->address;

		memcpy(ends[i]->size == 4 ? whole + 12 : whole, ends[i]->address, ends[i]->size);
		size += (size_t)snprintf(out + size, space - size, " ");
		for (size_t n = 0; n < (six ? 4 : 1); n++) {
			uint32_t word;

			memcpy(&word, from + 4 * n, 4);
			size += (size_t)snprintf(out + size, space - size, "%08X", word);
		}
		size += (size_t)snprintf(out + size, space - size, ":%04X", ends[i]->port);
	}
	snprintf(out + size, space - size, " 02 00000001:00000000 01:00000064 00000000  %4u        0 %u 2 0 100 0\n",
		uid, inode);
}

static int set_up(void **state)
{
	struct endpoint four = at("10.9.0.2", 40000), web = at("203.0.113.7", 80), six = at("2001:db8::2", 40001),
		web6 = at("2001:db8::80", 80), mapped = at("10.9.0.2", 40002);
	char lines[2][512], text[2048];

	(void)state;
	snprintf(root, sizeof root, "%s", "/tmp/lencr-nets.XXXXXX");
	if (mkdtemp(root) == NULL)
		return -1;
	put_process("self", "net:[1]");
	put_process("10", "net:[1]");
	put("10/net/fib_trie", "Local:\n  |-- 10.9.0.2\n     /32 host LOCAL\n");
	put_process("20", "net:[2]");
	put("20/net/fib_trie", "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 0.0.0.0\n        /0 universe UNICAST\n"
		"     |-- 10.9.0.0\n        /24 link UNICAST\n     |-- 10.9.0.2\n        /32 host LOCAL\n"
		"     |-- 127.0.0.1\n        /32 host LOCAL\n     |-- 10.9.0.255\n        /32 link BROADCAST\n");
	put("20/net/if_inet6", "20010db8000000000000000000000002 02 40 00 80     eth0\n"
		"00000000000000000000000000000001 01 80 10 80       lo\n");
	row(lines[0], sizeof lines[0], &four, &web, false, 1000, 4711);
	put("20/net/udp", HEADER);
	snprintf(text, sizeof text, HEADER "%s", lines[0]);
	put("20/net/tcp", text);
	row(lines[0], sizeof lines[0], &six, &web6, true, 0, 4712);
	row(lines[1], sizeof lines[1], &mapped, &web, true, 5, 4713);
	snprintf(text, sizeof text, HEADER "%s%s", lines[0], lines[1]);
	put("20/net/tcp6", text);
	return 0;
}

static int tear_down(void **state)
{
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		execlp("rm", "rm", "-rf", root, (char *)NULL);
		_exit(1);
	}
	return 0;
}

static void finds(void **state)
{
	struct owner_nets *k = owner_nets_new(root);
	struct endpoint four = at("10.9.0.2", 40000), web = at("203.0.113.7", 80), six = at("2001:db8::2", 40001),
		web6 = at("2001:db8::80", 80), mapped = at("10.9.0.2", 40002);
	struct sock_owner o;

	(void)state;
	assert_non_null(k);
	assert_true(owner_nets_find(k, false, &four, &web, 1000, &o));
	assert_int_equal(o.inode, 4711);
	assert_int_equal(o.uid, 1000);
	assert_true(owner_nets_find(k, false, &six, &web6, 1000, &o));
	assert_int_equal(o.inode, 4712);
	assert_true(owner_nets_find(k, false, &mapped, &web, 1000, &o));
	assert_int_equal(o.inode, 4713);
	assert_int_equal(o.uid, 5);
	/* another protocol, the other way round, another port, an address of nobody */
	assert_false(owner_nets_find(k, true, &four, &web, 1000, &o));
	assert_false(owner_nets_find(k, false, &web, &four, 1000, &o));
	assert_false(owner_nets_find(k, false, &web6, &six, 1000, &o));
	owner_nets_free(k);
	assert_null(owner_nets_new("/nowhere/at/all"));
}

/* What begins later is found once the list may be made again; a number that went to another
 * namespace's process is not believed. */
static void looks_again(void **state)
{
	struct owner_nets *k = owner_nets_new(root);
	struct endpoint late = at("10.9.0.3", 40000), web = at("203.0.113.7", 80);
	struct sock_owner o;
	char line[512], text[1024];

	(void)state;
	assert_false(owner_nets_find(k, false, &late, &web, 1000, &o));
	put_process("30", "net:[3]");
	put("30/net/fib_trie", "  |-- 10.9.0.3\n  /32 host LOCAL\n");
	row(line, sizeof line, &late, &web, false, 7, 99);
	snprintf(text, sizeof text, HEADER "%s", line);
	put("30/net/tcp", text);
	assert_false(owner_nets_find(k, false, &late, &web, 1000 + OWNER_NET_SPAN_MS * 1000 - 1, &o));
	assert_true(owner_nets_find(k, false, &late, &web, 1000 + OWNER_NET_SPAN_MS * 1000, &o));
	assert_int_equal(o.inode, 99);
	put_link("30/ns/net", "net:[4]");
	assert_false(owner_nets_find(k, false, &late, &web, 1001 + OWNER_NET_SPAN_MS * 1000, &o));
	/* a clock that went back keeps nothing from being looked up */
	assert_true(owner_nets_find(k, false, &late, &web, 5, &o));
	owner_nets_free(k);
}

static void reads_rows(void **state)
{
	struct endpoint four = at("10.9.0.2", 40000), web = at("203.0.113.7", 80);
	struct sock_owner o;
	char line[512];
	static const char *const bad[] = {
		"", "\n", "   7:", "   7: 0209000A", "   7: 0209000A:9C40 0771 00CB\n", "7: : :\n",
		"7: 0:0 0:0 0 0 0 0 0 0 0\n",
	};

	(void)state;
	row(line, sizeof line, &four, &web, false, 1, 2);
	assert_true(owner_net_row(view_of_text(line), &four, &web, &o));
	for (size_t i = 0; i < strlen(line); i++)
		assert_false(owner_net_row(view_of(line, i), &four, &web, &o));
	row(line, sizeof line, &four, &web, false, 1, 0);
	assert_false(owner_net_row(view_of_text(line), &four, &web, &o));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(owner_net_row(view_of_text(bad[i]), &four, &web, &o));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds), cmocka_unit_test(looks_again), cmocka_unit_test(reads_rows),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
