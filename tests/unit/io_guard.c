#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "io/guard.h"
#include "io/via.h"

/* --- URLs ---------------------------------------------------------------- */

static const struct { const char *url; enum reach reach; } urls[] = {
	{ "http://r10.c.lencr.org/13.crl", REACH_OK },
	{ "HTTP://R10.C.Lencr.ORG/13.crl", REACH_OK },
	{ "http://r10.c.lencr.org:80/13.crl", REACH_OK },
	{ "http://r10.c.lencr.org:/13.crl", REACH_OK },
	{ "http://r10.c.lencr.org:080/13.crl", REACH_OK },
	{ "http://r10.c.lencr.org", REACH_OK },
	{ "http://r10.c.lencr.org?a=b", REACH_OK },
	{ "http://r10.c.lencr.org./13.crl", REACH_OK },
	{ "http://ca.example/a/../b/./c", REACH_OK },
	{ "http://ca.example/a%2fb%00c", REACH_OK },
	{ "http://ca.example/a@b:c", REACH_OK },
	{ "http://ca.example/?x=http://10.0.0.1/", REACH_OK },
	{ "http://under_score.example/", REACH_OK },
	{ "http://xn--bcher-kva.example/", REACH_OK },
	{ "http://127.0.0.1.nip.example/", REACH_OK },
	{ "http://10.example/", REACH_OK },
	{ "https://ca.example/a.crl", REACH_SCHEME_REFUSED },
	{ "ftp://ca.example/a.crl", REACH_SCHEME_REFUSED },
	{ "file:///etc/passwd", REACH_SCHEME_REFUSED },
	{ "file:/etc/passwd", REACH_SCHEME_REFUSED },
	{ "FILE:///etc/passwd", REACH_SCHEME_REFUSED },
	{ "ldap:///CN=CA?certificateRevocationList?base", REACH_SCHEME_REFUSED },
	{ "ldap://ldap.example/CN=a", REACH_SCHEME_REFUSED },
	{ "LDAPS://ldap.example/", REACH_SCHEME_REFUSED },
	{ "gopher://ca.example/1", REACH_SCHEME_REFUSED },
	{ "unix:/run/docker.sock", REACH_SCHEME_REFUSED },
	{ "http+unix://%2frun%2fdocker.sock/", REACH_URL_REFUSED },
	{ "dict://ca.example/", REACH_SCHEME_REFUSED },
	{ "javascript:alert(1)", REACH_SCHEME_REFUSED },
	{ "data:text/plain,a", REACH_SCHEME_REFUSED },
	{ "tls://ca.example/", REACH_SCHEME_REFUSED },
	{ "http://ca.example:8080/", REACH_PORT_REFUSED },
	{ "http://ca.example:443/", REACH_PORT_REFUSED },
	{ "http://ca.example:22/", REACH_PORT_REFUSED },
	{ "http://ca.example:0/", REACH_URL_REFUSED },
	{ "http://ca.example:65536/", REACH_URL_REFUSED },
	{ "http://ca.example:65616/", REACH_URL_REFUSED },
	{ "http://ca.example:80:80/", REACH_URL_REFUSED },
	{ "http://ca.example:8x/", REACH_URL_REFUSED },
	{ "http://ca.example:-80/", REACH_URL_REFUSED },
	{ "http://user@ca.example/", REACH_URL_REFUSED },
	{ "http://user:word@ca.example/", REACH_URL_REFUSED },
	{ "http://@ca.example/", REACH_URL_REFUSED },
	{ "http://ca.example@10.0.0.1/", REACH_URL_REFUSED },
	{ "http://ca.example:80@10.0.0.1/", REACH_URL_REFUSED },
	{ "http://ca.example/#part", REACH_URL_REFUSED },
	{ "http://ca.example#@10.0.0.1/", REACH_URL_REFUSED },
	{ "http://ca.example\\@10.0.0.1/", REACH_URL_REFUSED },
	{ "http://ca.example\\.example/", REACH_URL_REFUSED },
	{ "http:\\\\ca.example/", REACH_URL_REFUSED },
	{ "http:/ca.example/", REACH_URL_REFUSED },
	{ "http:ca.example", REACH_URL_REFUSED },
	{ "http:///ca.example/", REACH_URL_REFUSED },
	{ "http://", REACH_URL_REFUSED },
	{ "http:///", REACH_URL_REFUSED },
	{ "//ca.example/", REACH_URL_REFUSED },
	{ "ca.example/a.crl", REACH_URL_REFUSED },
	{ "", REACH_URL_REFUSED },
	{ "http://127.0.0.1/", REACH_URL_REFUSED },
	{ "http://127.0.0.1./", REACH_URL_REFUSED },
	{ "http://127.1/", REACH_URL_REFUSED },
	{ "http://2130706433/", REACH_URL_REFUSED },
	{ "http://0x7f.1/", REACH_URL_REFUSED },
	{ "http://0x7f000001/", REACH_URL_REFUSED },
	{ "http://0X7F.0.0.1/", REACH_URL_REFUSED },
	{ "http://017700000001/", REACH_URL_REFUSED },
	{ "http://0177.0.0.01/", REACH_URL_REFUSED },
	{ "http://127.0.0.0x1/", REACH_URL_REFUSED },
	{ "http://0/", REACH_URL_REFUSED },
	{ "http://8.8.8.8/", REACH_URL_REFUSED },
	{ "http://[::1]/", REACH_URL_REFUSED },
	{ "http://[::ffff:127.0.0.1]/", REACH_URL_REFUSED },
	{ "http://[fe80::1%25eth0]/", REACH_URL_REFUSED },
	{ "http://[::1/", REACH_URL_REFUSED },
	{ "http://[2001:db8::1]:80/", REACH_URL_REFUSED },
	{ "http://[v1.a]/", REACH_URL_REFUSED },
	{ "http://localhost/", REACH_URL_REFUSED },
	{ "http://LOCALHOST/", REACH_URL_REFUSED },
	{ "http://localhost./", REACH_URL_REFUSED },
	{ "http://a.localhost/", REACH_URL_REFUSED },
	{ "http://localhost.localdomain/", REACH_URL_REFUSED },
	{ "http://ip6-localhost/", REACH_URL_REFUSED },
	{ "http://127%2e0.0.1/", REACH_URL_REFUSED },
	{ "http://ca%00.example/", REACH_URL_REFUSED },
	{ "http://ca..example/", REACH_URL_REFUSED },
	{ "http://.example/", REACH_URL_REFUSED },
	{ "http://./", REACH_URL_REFUSED },
	{ "http://ca.example../", REACH_URL_REFUSED },
	{ "http://ca!.example/", REACH_URL_REFUSED },
	{ "http://ca,b.example/", REACH_URL_REFUSED },
	{ "http://ca.example;80/", REACH_URL_REFUSED },
	{ "http://*.example/", REACH_URL_REFUSED },
	{ "http://a\r\nHost: b/", REACH_URL_REFUSED },
	{ "http://ca.example/a b", REACH_URL_REFUSED },
	{ "http://ca.example/\ta", REACH_URL_REFUSED },
	{ " http://ca.example/", REACH_URL_REFUSED },
	{ "http://ca.example/\x7f", REACH_URL_REFUSED },
	{ "http://b\xc3\xbc" "cher.example/", REACH_URL_REFUSED },
	{ "http://\xe2\x93\x81ocalhost/", REACH_URL_REFUSED },
};

static void refuses_urls(void **state)
{
	struct guard g = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		struct arena *a = arena_new();
		struct guarded out;
		const char *why = NULL;
		enum reach reach = guard_url(&g, a, urls[i].url, &out, &why);

		if (reach != urls[i].reach)
			print_message("# %s: %s (%s)\n", urls[i].url, reach_word(reach), why);
		assert_int_equal(reach, urls[i].reach);
		assert_true((reach == REACH_OK) == (out.parsed != NULL));
		assert_true((reach == REACH_OK) == (why == NULL));
		arena_free(a);
	}
}

static void refuses_long_urls(void **state)
{
	char url[2100] = "http://ca.example/";
	struct guard g = { 0 };
	struct arena *a = arena_new();
	struct guarded out;
	const char *why;
	size_t size = strlen(url);

	(void)state;
	memset(url + size, 'a', 2048 - size);
	url[2048] = '\0';
	assert_int_equal(guard_url(&g, a, url, &out, &why), REACH_OK);
	url[2048] = 'a';
	assert_int_equal(guard_url(&g, a, url, &out, &why), REACH_URL_REFUSED);
	/* labels of 63 and 64 bytes */
	memcpy(url, "http://", 7);
	memset(url + 7, 'a', 63);
	memcpy(url + 70, ".example/", 10);
	assert_int_equal(guard_url(&g, a, url, &out, &why), REACH_OK);
	memset(url + 70, 'a', 1);
	memcpy(url + 71, ".example/", 10);
	assert_int_equal(guard_url(&g, a, url, &out, &why), REACH_URL_REFUSED);
	arena_free(a);
}

static void relaxes(void **state)
{
	const unsigned ports[] = { 8080 };
	struct guard g = { .allow_ports = ports, .allow_port_count = 1, .allow_https = true };
	struct arena *a = arena_new();
	struct guarded out;
	const char *why;

	(void)state;
	assert_int_equal(guard_url(&g, a, "http://CA.example:8080/x", &out, &why), REACH_OK);
	assert_string_equal(out.host, "ca.example");
	assert_int_equal(out.port, 8080);
	assert_false(out.https);
	assert_int_equal(guard_url(&g, a, "https://ca.example/x", &out, &why), REACH_OK);
	assert_true(out.https);
	assert_int_equal(out.port, 443);
	assert_int_equal(guard_url(&g, a, "https://ca.example:80/", &out, &why), REACH_PORT_REFUSED);
	assert_int_equal(guard_url(&g, a, "http://ca.example:81/", &out, &why), REACH_PORT_REFUSED);
	assert_non_null(strstr(why, "--allow-port 81"));
	assert_int_equal(guard_url(&g, a, "https://[::1]/", &out, &why), REACH_URL_REFUSED);
	arena_free(a);
}

/* --- addresses ------------------------------------------------------------- */

#define OK REACH_OK
#define NO REACH_ADDRESS_REFUSED
#define SINK REACH_SINKHOLED

static const struct { const char *address; enum reach reach; const char *says; } addresses[] = {
	{ "8.8.8.8", OK, NULL }, { "23.1.2.3", OK, NULL }, { "1.0.0.0", OK, NULL },
	{ "223.255.255.255", OK, NULL }, { "192.0.1.1", OK, NULL }, { "172.32.0.1", OK, NULL },
	{ "172.15.255.255", OK, NULL }, { "100.63.255.255", OK, NULL }, { "100.128.0.0", OK, NULL },
	{ "198.17.255.255", OK, NULL }, { "198.20.0.0", OK, NULL }, { "169.253.1.1", OK, NULL },
	{ "0.0.0.0", SINK, "unspecified" }, { "127.0.0.1", SINK, "loopback" },
	{ "127.255.255.254", SINK, "--allow-private 127.255.255.254/32" },
	{ "0.0.0.1", NO, NULL }, { "0.255.255.255", NO, NULL },
	{ "10.0.0.1", NO, "10.0.0.1 is a private address" }, { "10.255.255.255", NO, NULL },
	{ "172.16.0.1", NO, NULL }, { "172.31.255.255", NO, NULL }, { "192.168.1.1", NO, NULL },
	{ "100.64.0.1", NO, "Tailscale" }, { "100.127.255.255", NO, "carrier NAT" },
	{ "169.254.169.254", NO, "metadata" }, { "192.0.0.1", NO, NULL }, { "192.0.0.170", NO, NULL },
	{ "192.0.2.7", NO, NULL }, { "192.31.196.1", NO, NULL }, { "192.52.193.1", NO, NULL },
	{ "192.88.99.1", NO, NULL }, { "192.175.48.1", NO, NULL },
	{ "198.18.0.1", NO, "fake-IP" }, { "198.19.255.255", NO, "fake-IP" },
	{ "198.51.100.1", NO, NULL }, { "203.0.113.1", NO, NULL }, { "224.0.0.1", NO, "multicast" },
	{ "239.255.255.255", NO, NULL }, { "240.0.0.1", NO, NULL },
	{ "255.255.255.255", NO, "broadcast" },
	{ "2606:4700::1", OK, NULL }, { "2a00:1450::1", OK, NULL }, { "2001:4860::8888", OK, NULL },
	{ "2620:4f:8001::1", OK, NULL }, { "3ffe::1", OK, NULL },
	{ "::", SINK, "unspecified" }, { "::1", SINK, "--allow-private ::1/128" },
	{ "::2", NO, NULL }, { "::8.8.8.8", NO, "compatible" }, { "::127.0.0.1", NO, NULL },
	{ "::ffff:8.8.8.8", OK, NULL }, { "::ffff:10.0.0.1", NO, "IPv6 form of a private" },
	{ "::ffff:127.0.0.1", SINK, NULL }, { "::ffff:0.0.0.0", SINK, NULL },
	{ "::ffff:0:8.8.8.8", NO, NULL },
	{ "64:ff9b::8.8.8.8", OK, NULL }, { "64:ff9b::10.0.0.1", NO, NULL },
	{ "64:ff9b::127.0.0.1", SINK, NULL }, { "64:ff9b::198.18.0.9", NO, "fake-IP" },
	{ "64:ff9b:0:1::8.8.8.8", NO, NULL },
	{ "64:ff9b:1::8.8.8.8", OK, NULL }, { "64:ff9b:1:abcd::8.8.8.8", OK, NULL },
	{ "64:ff9b:1:abcd::169.254.169.254", NO, NULL }, { "64:ff9b:1::", NO, NULL },
	/* 10.0.0.5 in the /64, /56 and /48 forms of RFC 6052, 8.8.8.8 likewise */
	{ "64:ff9b:1:abcd:a:0:500:0", NO, NULL }, { "64:ff9b:1:ab0a:0:5::", NO, NULL },
	{ "64:ff9b:1:a00:0:500::", NO, NULL }, { "64:ff9b:1:abcd:8:808:800:0", OK, NULL },
	{ "64:ff9b:1:808:8:800::", OK, NULL },
	{ "2002:808:808::1", OK, NULL }, { "2002:a00:1::1", NO, NULL },
	{ "2002:7f00:1::1", SINK, NULL }, { "2002:c0a8:101::1", NO, NULL },
	/* Teredo: server 8.8.8.8, client 8.8.4.4; then a private client; a private server */
	{ "2001:0:808:808:0:0:f7f7:fbfb", OK, NULL }, { "2001:0:808:808:0:0:f5ff:fffe", NO, NULL },
	{ "2001:0:a00:1:0:0:f7f7:fbfb", NO, NULL },
	{ "100::1", NO, "discard" }, { "100:0:0:1::1", NO, "dummy" }, { "2001:1::1", NO, NULL },
	{ "2001:2::1", NO, NULL }, { "2001:3::1", NO, NULL }, { "2001:4:112::1", NO, NULL },
	{ "2001:5::1", NO, NULL }, { "2001:10::1", NO, NULL }, { "2001:20::1", NO, NULL },
	{ "2001:30::1", NO, NULL }, { "2001:1ff::1", NO, NULL }, { "2001:200::1", OK, NULL },
	{ "2001:db8::1", NO, "documentation" }, { "2620:4f:8000::1", NO, NULL },
	{ "3fff:fff::1", NO, NULL }, { "5f00::1", NO, NULL }, { "4000::1", NO, "2000::/3" },
	{ "fc00::1", NO, NULL }, { "fdff::1", NO, "private" }, { "fe80::1", NO, "link-local" },
	{ "febf::1", NO, NULL }, { "fec0::1", NO, NULL }, { "ff02::1", NO, "multicast" },
	{ "ffff::", NO, NULL },
};

static enum reach judge(const struct guard *g, const char *text, char *says, size_t size)
{
	struct sockaddr_storage room = { 0 };
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	struct arena *a = arena_new();
	const char *why = NULL;
	enum reach reach;

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
		memcpy(&room, &v4, sizeof v4);
	} else {
		assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
		memcpy(&room, &v6, sizeof v6);
	}
	reach = guard_address(g, a, (const struct sockaddr *)&room, &why);
	snprintf(says, size, "%s", why == NULL ? "" : why);
	arena_free(a);
	return reach;
}

static void judges_addresses(void **state)
{
	struct guard g = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		char says[200];
		enum reach reach = judge(&g, addresses[i].address, says, sizeof says);

		if (reach != addresses[i].reach)
			print_message("# %s: %s\n", addresses[i].address, says);
		assert_int_equal(reach, addresses[i].reach);
		assert_true((reach == REACH_OK) == (says[0] == '\0'));
		if (addresses[i].says != NULL)
			assert_non_null(strstr(says, addresses[i].says));
	}
}

static void allows_ranges(void **state)
{
	struct cidr ranges[3];
	struct guard g = { .allow_private = ranges, .allow_private_count = 3 };
	char says[200];

	(void)state;
	assert_true(cidr_read("10.1.0.0/15", &ranges[0]));
	assert_true(cidr_read("fd00::/9", &ranges[1]));
	assert_true(cidr_read("127.0.0.2", &ranges[2]));
	assert_int_equal(judge(&g, "10.0.0.1", says, sizeof says), REACH_OK);
	assert_int_equal(judge(&g, "10.1.255.255", says, sizeof says), REACH_OK);
	assert_int_equal(judge(&g, "10.2.0.0", says, sizeof says), NO);
	assert_int_equal(judge(&g, "::ffff:10.1.2.3", says, sizeof says), REACH_OK);
	assert_int_equal(judge(&g, "64:ff9b::10.1.2.3", says, sizeof says), REACH_OK);
	assert_int_equal(judge(&g, "fd12::1", says, sizeof says), REACH_OK);
	assert_int_equal(judge(&g, "fd80::1", says, sizeof says), NO);
	assert_int_equal(judge(&g, "127.0.0.2", says, sizeof says), REACH_OK);
	assert_int_equal(judge(&g, "127.0.0.1", says, sizeof says), SINK);
}

static void reads_ranges(void **state)
{
	static const char *const wrong[] = { "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1",
		"10.0.0/8", "10.0.0.0/8 ", "10.0.0.0/0008", "::/129", "a", "10.0.0.0/8/8", "[::1]/8",
		"1:2:3:4:5:6:7:8:9", "00000000000000000000000000000000000000000000000000000::" };
	struct cidr c;

	(void)state;
	assert_true(cidr_read("0.0.0.0/0", &c));
	assert_true(cidr_read("::/0", &c) && c.v6 && c.bits == 0);
	assert_true(cidr_read("::1", &c) && c.v6 && c.bits == 128);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(cidr_read(wrong[i], &c));
}

static void reads_via(void **state)
{
	static const char *const wrong[] = { "", ":80", "host", "host:", "host:0", "host:65536",
		"host:8x", "::1:80", "[::1]", "[::1]:", "[]:80", "[::1:80", "a b:80", "a:80,b:80",
		"127.0.0.1:80,host:80", "host:80,127.0.0.1:80", "127.0.0.1:80,127.0.0.2:81",
		"127.0.0.1:80,", ",127.0.0.1:80", "user@host:80", "http://host:80" };
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(8443) };
	struct via v;
	struct err e;

	(void)state;
	assert_true(via_read("127.0.0.2:8443,127.0.0.1:8443,[::1]:8443", "tls", &v, &e));
	assert_string_equal(v.connect_to->data, "::via-tls.invalid:8443");
	assert_string_equal(v.resolve->data, "via-tls.invalid:8443:127.0.0.2,127.0.0.1,[::1]");
	at.sin_addr.s_addr = htonl(0x7f000002);
	assert_true(via_has(&v, (struct sockaddr *)&at));
	at.sin_addr.s_addr = htonl(0x7f000003);
	assert_false(via_has(&v, (struct sockaddr *)&at));
	at.sin_addr.s_addr = htonl(0x7f000001);
	at.sin_port = htons(80);
	assert_false(via_has(&v, (struct sockaddr *)&at));
	via_clear(&v);
	assert_true(via_read("[::1]:8080", "http", &v, &e));
	assert_string_equal(v.connect_to->data, "::[::1]:8080");
	assert_null(v.resolve);
	via_clear(&v);
	assert_true(via_read("lab.example:8080", "http", &v, &e));
	assert_string_equal(v.connect_to->data, "::lab.example:8080");
	via_clear(&v);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		if (via_read(wrong[i], "http", &v, &e))
			print_message("# %s\n", wrong[i]);
		assert_null(v.connect_to);
		assert_int_equal(e.code, ERR_USAGE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_urls),
		cmocka_unit_test(refuses_long_urls),
		cmocka_unit_test(relaxes),
		cmocka_unit_test(judges_addresses),
		cmocka_unit_test(allows_ranges),
		cmocka_unit_test(reads_ranges),
		cmocka_unit_test(reads_via),
	};

	return cmocka_run_group_tests_name("io_guard", tests, NULL, NULL);
}
