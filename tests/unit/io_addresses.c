/* Which addresses a name, a written address, a connect= and a via have. */
#include "unit.h"

#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

#include "io/addresses.h"

static void found(const struct net_options *net, const char *host, const char *connect,
	const char *wanted)
{
	struct arena *a = arena_new();
	struct addresses out;
	char text[256] = "";

	addresses_find(a, net, &host, 1, connect, 4, 10000, NULL, &out);
	for (size_t i = 0; i < out.count; i++) {
		strcat(text, i == 0 ? "" : " ");
		strcat(text, out.list[i]);
	}
	assert_string_equal(text, wanted);
	assert_false(out.cut);
	arena_free(a);
}

static void written_addresses(void **state)
{
	struct net_options net;

	(void)state;
	net_options_init(&net);
	found(&net, "192.0.2.1", NULL, "192.0.2.1");
	found(&net, "2001:db8::1", NULL, "2001:db8::1");
	found(&net, "a.example", "[2001:db8::2]:443", "2001:db8::2");
	found(&net, "a.example", "192.0.2.2:8443", "192.0.2.2");
	/* as a connection does: an address that was written is taken whatever its kind */
	net.only_v6 = true;
	found(&net, "192.0.2.1", NULL, "192.0.2.1");
}

static void vias(void **state)
{
	struct net_options net;

	(void)state;
	net_options_init(&net);
	net.via_tls = "127.0.0.2:1,127.0.0.1:1,[::1]:1";
	found(&net, "a.example", "192.0.2.2:8443", "127.0.0.2 127.0.0.1 ::1");
	net.via_tls = "127.0.0.1:1";
	found(&net, "192.0.2.1", NULL, "127.0.0.1");
}

/* A machine without /etc/hosts (a folder made by debootstrap) does not know it. */
static bool knows_localhost(void)
{
	struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM }, *found = NULL;

	if (getaddrinfo("localhost", NULL, &hints, &found) != 0) {
		print_message("# localhost is no name here: looking names up is left out\n");
		return false;
	}
	freeaddrinfo(found);
	return true;
}

static void names(void **state)
{
	struct net_options net;

	(void)state;
	if (!knows_localhost())
		return;
	net_options_init(&net);
	net.only_v4 = true;
	found(&net, "localhost", NULL, "127.0.0.1");
	found(&net, "a.example", "localhost:443", "127.0.0.1");
	net.via_tls = "localhost:1";
	found(&net, "a.example", NULL, "127.0.0.1");
	net.via_tls = NULL;
	net.only_v4 = false;
	net.offline = true;
	found(&net, "localhost", NULL, "");
}

/* Many at the same time, each with its own answer in its place. */
static void many(void **state)
{
	enum { MANY = 200 };
	const char *hosts[MANY];
	struct addresses out[MANY];
	struct arena *a = arena_new();
	struct net_options net;

	(void)state;
	if (!knows_localhost()) {
		arena_free(a);
		return;
	}
	net_options_init(&net);
	net.only_v4 = true;
	for (size_t i = 0; i < MANY; i++)
		hosts[i] = i % 3 == 0 ? NULL : i % 3 == 1 ? "localhost" :
			arena_format(a, "192.0.2.%zu", i);
	addresses_find(a, &net, hosts, MANY, NULL, 8, 10000, NULL, out);
	for (size_t i = 0; i < MANY; i++) {
		assert_int_equal(out[i].count, i % 3 == 0 ? 0 : 1);
		if (i % 3 != 0)
			assert_string_equal(out[i].list[0], i % 3 == 1 ? "127.0.0.1" : hosts[i]);
	}
	arena_free(a);
}

static void zones(void **state)
{
	(void)state;
	assert_true(address_zone_is_fine("eth0"));
	assert_true(address_zone_is_fine("2"));
	assert_true(address_zone_is_fine("br-lan.7"));
	assert_false(address_zone_is_fine(""));
	assert_false(address_zone_is_fine("eth0%"));
	assert_false(address_zone_is_fine("a b"));
	assert_false(address_zone_is_fine("a/b"));
	assert_false(address_zone_is_fine("0123456789012345678901234567890123456789"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_addresses), cmocka_unit_test(vias), cmocka_unit_test(names),
		cmocka_unit_test(many), cmocka_unit_test(zones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
