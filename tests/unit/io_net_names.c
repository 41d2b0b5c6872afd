#include "unit.h"

#include <netdb.h>
#include <stdbool.h>

#include "base/str.h"
#include "io/net.h"
#include "peer.h"

/* The resolver of this program: libcurl calls getaddrinfo(), and finds ours
 * before libc's. So names can lead anywhere without a name server. */
static const struct name { const char *host, *addresses[4]; int sleep_ms; } names[] = {
	{ "private.example", { "10.11.12.13" }, 0 },
	{ "sink.example", { "0.0.0.0" }, 0 },
	{ "six.example", { "::" }, 0 },
	{ "loop.example", { "127.0.0.1" }, 0 },
	{ "mapped.example", { "::ffff:127.0.0.1" }, 0 },
	{ "fake.example", { "198.18.0.77" }, 0 },
	{ "nat64.example", { "64:ff9b::a9fe:a9fe" }, 0 },
	{ "many.example", { "10.0.0.1", "fd00::1", "192.168.0.1" }, 0 },
	{ "mixed.example", { "10.0.0.1", "127.0.0.1" }, 0 },
	{ "slow.example", { "127.0.0.1" }, 400 },
};

static const char *look_up(const char *host, const struct name **out)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i].host, host) == 0) {
			*out = &names[i];
			return host;
		}
	return NULL;
}

static struct addrinfo *make_entry(const char *text, const char *port)
{
	struct { struct addrinfo info; struct sockaddr_in6 room; } *e = calloc(1, sizeof *e);
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	v4.sin_port = v6.sin6_port = htons((uint16_t)atoi(port == NULL ? "0" : port));
	e->info.ai_socktype = SOCK_STREAM;
	e->info.ai_protocol = IPPROTO_TCP;
	e->info.ai_addr = (struct sockaddr *)&e->room;
	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
		memcpy(&e->room, &v4, sizeof v4);
		e->info.ai_family = AF_INET;
		e->info.ai_addrlen = sizeof v4;
	} else {
		inet_pton(AF_INET6, text, &v6.sin6_addr);
		memcpy(&e->room, &v6, sizeof v6);
		e->info.ai_family = AF_INET6;
		e->info.ai_addrlen = sizeof v6;
	}
	return &e->info;
}

int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints,
	struct addrinfo **out)
{
	const struct name *name;
	struct addrinfo **at = out;

	(void)hints;
	*out = NULL;
	if (look_up(host, &name) == NULL)
		return EAI_NONAME;
	peer_sleep(name->sleep_ms);
	for (size_t i = 0; i < 4 && name->addresses[i] != NULL; i++) {
		*at = make_entry(name->addresses[i], port);
		at = &(*at)->ai_next;
	}
	return 0;
}

void freeaddrinfo(struct addrinfo *list)
{
	while (list != NULL) {
		struct addrinfo *next = list->ai_next;

		free(list);
		list = next;
	}
}

static void serve(struct peer *p, int fd, int nth)
{
	static const char body[] = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody";

	(void)nth;
	while (peer_read_request(p, fd) != 0 && peer_send(fd, body, sizeof body - 1))
		;
}

static void ask(struct net_options *o, struct peer *p, const char *host, struct outcome *out)
{
	char url[100];
	struct want w = { .id = 1, .kind = WANT_GET, .url = url, .max_bytes = 100 };
	struct source *s;
	struct answer a;

	o->allow_ports = &p->port;
	o->allow_port_count = 1;
	o->connect_ms = strcmp(host, "slow.example") == 0 ? 200 : 5000;
	o->retry_ms = -1;
	snprintf(url, sizeof url, "http://%s:%u/", host, p->port);
	s = net_new(o, NULL);
	assert_true(source_ask(s, &w, NULL));
	assert_true(source_next(s, -1, &a));
	*out = a.outcome;
	source_free(s);
}

static void guards_the_address_itself(void **state)
{
	static const struct { const char *host; enum reach reach; const char *says; } cases[] = {
		{ "private.example", REACH_ADDRESS_REFUSED, "--allow-private 10.11.12.13/32" },
		{ "sink.example", REACH_SINKHOLED, "0.0.0.0" },
		{ "six.example", REACH_SINKHOLED, ":: is" },
		{ "loop.example", REACH_SINKHOLED, "--allow-private 127.0.0.1/32" },
		{ "mapped.example", REACH_SINKHOLED, "loopback" },
		{ "fake.example", REACH_ADDRESS_REFUSED, "fake-IP" },
		{ "nat64.example", REACH_ADDRESS_REFUSED, "metadata" },
		{ "many.example", REACH_ADDRESS_REFUSED, "is a private address" },
		{ "mixed.example", REACH_ADDRESS_REFUSED, "10.0.0.1" },
		{ "unknown.example", REACH_UNRESOLVED, "unknown.example port " },
		{ "slow.example", REACH_UNRESOLVED, "no answer for the name within 0.2 s" },
	};
	struct peer *p = peer_start(serve, NULL);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct net_options o;
		struct outcome out;

		net_options_init(&o);
		ask(&o, p, cases[i].host, &out);
		if (out.reach != cases[i].reach || strstr(out.detail, cases[i].says) == NULL)
			print_message("# %s: %s %s\n", cases[i].host, reach_word(out.reach), out.detail);
		assert_int_equal(out.reach, cases[i].reach);
		assert_non_null(strstr(out.detail, cases[i].says));
		outcome_clear(&out);
	}
	assert_int_equal(atomic_load(&p->count), 0);
	peer_stop(p);
}

static void passes_what_is_allowed(void **state)
{
	static const char *const hosts[] = { "loop.example", "mapped.example", "mixed.example" };
	struct peer *p = peer_start(serve, NULL);
	struct cidr loopback;

	(void)state;
	assert_true(cidr_read("127.0.0.0/8", &loopback));
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		struct net_options o;
		struct outcome out;

		net_options_init(&o);
		o.allow_private = &loopback;
		o.allow_private_count = 1;
		ask(&o, p, hosts[i], &out);
		assert_int_equal(out.reach, REACH_OK);
		outcome_clear(&out);
	}
	peer_stop(p);
}

/* A proxy may be anywhere; the user named it. */
static void asks_a_proxy_when_told(void **state)
{
	struct peer *p = peer_start(serve, NULL);
	char proxy[64];

	(void)state;
	snprintf(proxy, sizeof proxy, "http://%s", p->via);
	for (int env = 0; env < 2; env++) {
		struct net_options o;
		struct outcome out;

		net_options_init(&o);
		o.proxy = env ? "env" : proxy;
		if (env)
			setenv("http_proxy", proxy, 1);
		ask(&o, p, "private.example", &out);
		assert_int_equal(out.reach, REACH_OK);
		assert_memory_equal(p->last, "GET http://private.example:", 27);
		assert_null(out.address); /* the proxy chose it */
		outcome_clear(&out);
		unsetenv("http_proxy");
	}
	peer_stop(p);
}

static void the_environment_without_a_proxy_is_guarded(void **state)
{
	struct peer *p = peer_start(serve, NULL);
	char proxy[64];
	struct net_options o;
	struct outcome out;

	(void)state;
	snprintf(proxy, sizeof proxy, "http://%s", p->via);
	net_options_init(&o);
	o.proxy = "env";
	ask(&o, p, "loop.example", &out);
	assert_int_equal(out.reach, REACH_SINKHOLED);
	outcome_clear(&out);
	setenv("http_proxy", proxy, 1);
	setenv("no_proxy", "loop.example", 1);
	ask(&o, p, "loop.example", &out);
	assert_int_equal(out.reach, REACH_SINKHOLED);
	outcome_clear(&out);
	unsetenv("http_proxy");
	unsetenv("no_proxy");
	assert_int_equal(atomic_load(&p->count), 0);
	peer_stop(p);
}

static void names_a_dead_proxy(void **state)
{
	struct peer *p = peer_start(serve, NULL);
	struct net_options o;
	struct outcome out;

	(void)state;
	net_options_init(&o);
	o.proxy = "http://127.0.0.1:1";
	ask(&o, p, "loop.example", &out);
	assert_int_equal(out.reach, REACH_PROXY_FAILED);
	outcome_clear(&out);
	o.proxy = "http://unknown.example:1";
	ask(&o, p, "loop.example", &out);
	assert_int_equal(out.reach, REACH_PROXY_FAILED);
	outcome_clear(&out);
	peer_stop(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(guards_the_address_itself),
		cmocka_unit_test(passes_what_is_allowed),
		cmocka_unit_test(asks_a_proxy_when_told),
		cmocka_unit_test(the_environment_without_a_proxy_is_guarded),
		cmocka_unit_test(names_a_dead_proxy),
	};

	return cmocka_run_group_tests_name("io_net_names", tests, NULL, NULL);
}
