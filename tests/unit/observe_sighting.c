#include <string.h>

#include "base/when.h"
#include "observe/sighting.h"
#include "unit.h"

static void everything_begins_unknown(void **state)
{
	struct sighting s;
	struct sight_dns d;
	struct sight_connect c;
	struct sight_http h;
	struct sight_tls t;
	struct sight_cert cert;

	(void)state;
	memset(&s, 0xff, sizeof s);
	sighting_init(&s, SIGHT_TLS);
	sight_dns_init(&d);
	sight_connect_init(&c);
	sight_http_init(&h);
	sight_tls_init(&t);
	sight_cert_init(&cert);
	assert_int_equal(s.kind, SIGHT_TLS);
	assert_true(s.at == SIGHT_NEVER && s.opened_at == SIGHT_NEVER && s.process.pid == -1);
	assert_true(s.connection == 0 && s.client.size == 0 && s.tls == NULL && s.process.name.data == NULL);
	assert_true(d.rcode == -1 && d.answered_at == SIGHT_NEVER && d.name.data == NULL);
	assert_true(c.ended_at == SIGHT_NEVER && c.bytes_up == -1 && c.bytes_down == -1);
	assert_true(h.body_size == -1 && h.answer_size == -1 && h.answered_at == SIGHT_NEVER);
	assert_true(h.done_at == SIGHT_NEVER && h.user_agent.data == NULL);
	assert_true(t.hello_at == SIGHT_NEVER && t.flight_at == SIGHT_NEVER && t.finished_at == SIGHT_NEVER);
	assert_true(t.client_data_at == SIGHT_NEVER && t.server_data_at == SIGHT_NEVER);
	assert_true(t.cert_at == SIGHT_NEVER && t.flight_bytes == -1 && !t.resumed_known);
	assert_true(cert.not_before == WHEN_NONE && cert.not_after == WHEN_NONE && !cert.pointers_known);
}

static void addresses(void **state)
{
	static const struct { const char *text, *plain, *with_port; } rows[] = {
		{ "192.0.2.1", "192.0.2.1", "192.0.2.1:80" },
		{ "2001:DB8::1", "2001:db8::1", "[2001:db8::1]:80" },
		{ "fe80::1%eth0", "fe80::1", "[fe80::1]:80" },
		{ "::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1:80" },
		{ "::", "::", "[::]:80" },
		{ "", NULL, NULL }, { "192.0.2", NULL, NULL }, { "192.0.2.1.1", NULL, NULL }, { "192.0.2.256", NULL,
			NULL },
		{ "192.0.2.1%eth0", NULL, NULL }, { " 192.0.2.1", NULL, NULL }, { "192.0.2.1:80", NULL, NULL },
		{ "[::1]", NULL, NULL }, { "::1::", NULL, NULL }, { "%eth0", NULL, NULL }, { "a.example", NULL, NULL },
		{ "2001:0db8:0000:0000:0000:0000:0000:0001:0000:0000:0000", NULL, NULL },
	};
	struct endpoint e, other;
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool ok = endpoint_read(view_of_text(rows[i].text), &e);

		assert_int_equal(ok, rows[i].plain != NULL);
		if (!ok) {
			assert_int_equal(e.size, 0);
			endpoint_text(&e, true, text);
			assert_string_equal(text, "");
			continue;
		}
		endpoint_text(&e, false, text);
		assert_string_equal(text, rows[i].plain);
		e.port = 80;
		endpoint_text(&e, true, text);
		assert_string_equal(text, rows[i].with_port);
		other = e;
		assert_true(endpoint_equal(&e, &other));
		other.port = 81;
		assert_false(endpoint_equal(&e, &other));
		assert_true(endpoint_same_address(&e, &other));
		other.address[e.size - 1] ^= 1;
		assert_false(endpoint_same_address(&e, &other));
	}
	assert_false(endpoint_read(view_of("1.2.3.4\0", 8), &e));
	e = other = (struct endpoint){ 0 };
	assert_false(endpoint_same_address(&e, &other)); /* nothing is known of either */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_begins_unknown), cmocka_unit_test(addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
