/* The fingerprints, row by row, and requests as they were measured or captured. */
#include "observe_stories.h"

#include "base/str.h"
#include "known/spelling.h"
#include "observe/fetcher.h"

static struct arena *arena;

static struct ocsp_form form_of(const char *form)
{
	struct spelling how;
	struct ocsp_form out;

	assert_true(spelling_read(arena, story_ocsp_path(arena, "r10", SERIAL_13, form), &how));
	ocsp_form_read(arena, how.der, &out);
	return out;
}

static void encodings(void **state)
{
	struct ocsp_form f = form_of("");

	(void)state;
	assert_true(f.known && f.count == 1 && !f.explicit_version && !f.no_null && !f.nonce && !f.sha256 &&
		!f.is_signed);
	assert_true(form_of("version").explicit_version && !form_of("version").no_null);
	assert_true(form_of("no-null").no_null && !form_of("no-null").explicit_version);
	assert_true(form_of("nonce").nonce);
	ocsp_form_read(arena, view_of_text("rubbish"), &f);
	assert_false(f.known);
}

/* No row is hidden by one before it; what a row asks for and is not known does not fit. */
static void row_by_row(void **state)
{
	size_t count;
	const struct fetcher_row *rows = fetcher_rows(&count);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		const struct fetcher_row *r = &rows[i];
		struct fetch_facts f = { .method = r->method == NULL ? "GET" : r->method,
			.version = r->version == 0 ? 11 : r->version,
			.header_names = r->headers != NULL ? r->headers : r->has != NULL ? r->has :
				r->usual != NULL ? r->usual : r->host_port ? "Host,Connection" : NULL,
			.headers = r->host_port ? "Host: r10.c.lencr.org:80\r\nConnection: close\r\n" : NULL };
		struct fetcher out;

		f.user_agent = r->agent == NULL ? NULL : r->agent[0] == '\0' ? "" :
			arena_format(arena, "%s10.0", r->agent);
		f.kind = (r->kinds & FETCH_OCSP) != 0 && (r->kinds & FETCH_CRL) == 0 ? FETCH_OCSP :
			r->kinds == FETCH_ISSUER ? FETCH_ISSUER : FETCH_CRL;
		f.form = (struct ocsp_form){ .known = f.kind == FETCH_OCSP, .count = 1,
			.explicit_version = r->explicit_version > 0, .no_null = r->no_null > 0,
			.nonce = r->nonce > 0 };
		fetcher_name(arena, &f, &out);
		if (out.name == NULL || strcmp(out.name, r->name) != 0)
			print_message("# row %zu: %s, not %s\n", i, out.name == NULL ? "nothing" : out.name, r->name);
		assert_non_null(out.name);
		assert_string_equal(out.name, r->name);
		assert_string_equal(out.mark, r->mark);
		assert_true(strcmp(r->mark, "measured") == 0 || strcmp(r->mark, "source") == 0 ||
			strcmp(r->mark, "capture") == 0 || strcmp(r->mark, "report") == 0);
		assert_true(out.reason_count != 0 && !out.differs);
		/* The same from a log that knows no header does not fit what asks for headers. */
		f.header_names = f.headers = NULL;
		fetcher_name(arena, &f, &out);
		if (r->headers != NULL || r->has != NULL || r->host_port)
			assert_true(out.name == NULL || strcmp(out.name, r->name) != 0 ||
				strstr(r->name, "certutil") != NULL);
	}
}

static const struct {
	const char *agent, *method; unsigned version; const char *names;
	enum fetcher_kind kind; const char *form, *expected; bool differs;
} seen[] = {
	{ "Microsoft-CryptoAPI/10.0", "GET", 11, "Connection,Accept,User-Agent,Host", FETCH_CRL, NULL,
	  "Windows CryptoAPI", false },
	{ "Microsoft-CryptoAPI/6.1", "GET", 11, "Cache-Control,Connection,Accept,If-Modified-Since,If-None-Match,"
	  "User-Agent,Host", FETCH_OCSP, "", "Windows CryptoAPI", false },
	{ "Microsoft-CryptoAPI/10.0", "GET", 11, NULL, FETCH_CRL, NULL, "Windows CryptoAPI", false },
	{ "Microsoft-CryptoAPI/10.0", "GET", 11, "Host,User-Agent,Accept,Connection", FETCH_CRL, NULL,
	  "Windows CryptoAPI", true },
	{ "Microsoft-CryptoAPI/6.1", "POST", 11, NULL, FETCH_OCSP, "", NULL, true },
	{ "Microsoft-CryptoAPI/10.0", "GET", 11, NULL, FETCH_OCSP, "no-null", "Windows CryptoAPI", true },
	{ "Microsoft-CryptoAPI/10.0", "GET", 11, "Cache-Control,Connection,Pragma,Accept,User-Agent,Host",
	  FETCH_CRL, NULL, "certutil of Windows, by hand or by a script", false },
	{ "com.apple.trustd/2.0", "GET", 11, NULL, FETCH_OCSP, "version", "Apple's trustd before 3.0", false },
	{ "com.apple.trustd/3.0", "GET", 11, NULL, FETCH_OCSP, "no-null", "Apple's trustd 3.0", false },
	{ "com.apple.trustd/3.0", "GET", 11, NULL, FETCH_ISSUER, NULL, "Apple's trustd", false },
	{ "com.apple.trustd/3.0", "GET", 11, NULL, FETCH_CRL, NULL, NULL, true },
	{ "Java/17.0.21", "GET", 11, "User-Agent,Host,Accept,Connection", FETCH_CRL, NULL, "Java", false },
	{ "Java/1.8.0_202", "POST", 11, NULL, FETCH_OCSP, "", "Java before 17", false },
	{ "", "GET", 10, "Host", FETCH_CRL, NULL,
	  "openssl s_client -crl_download, or GnuPG's dirmngr", false },
	{ "", "GET", 10, "Host", FETCH_ISSUER, NULL, "openssl x509 -in URL", false },
	{ "", "GET", 10, "Host", FETCH_OCSP, "", "nginx, for stapling", false },
	{ "", "POST", 10, "Host,Content-Type,Content-Length", FETCH_OCSP, "nonce", "openssl ocsp", false },
	{ "", "POST", 10, "Host,Content-Type,Content-Length", FETCH_OCSP, "", "openssl ocsp", false },
	{ "", "POST", 10, "Host,Content-Type,Content-Length", FETCH_OCSP, NULL, "openssl ocsp", false },
	{ "Wget/1.21.3", "GET", 11, "Host,User-Agent,Accept,Accept-Encoding,Connection", FETCH_CRL, NULL,
	  "Wget: a script, a monitor, or a person", false },
	{ "Python-urllib/3.11", "GET", 11, "Accept-Encoding,Host,User-Agent,Connection", FETCH_CRL, NULL,
	  "Python's urllib: a script or a monitor", false },
	{ "python-requests/2.28.1", "GET", 11, "Host,User-Agent,Accept-Encoding,Accept,Connection", FETCH_CRL, NULL,
	  "Python's requests: a script or a monitor", false },
	{ "", "POST", 10, "Host,Accept,Content-Type,Content-Length,Connection", FETCH_OCSP, "",
	  "GnuTLS' ocsptool", false },
	{ "", "POST", 10, "Host,Accept,Content-Type,Content-Length,Connection", FETCH_OCSP, "nonce",
	  "gnutls-cli, or GnuTLS' ocsptool with --nonce", false },
	{ "", "GET", 11, "Host", FETCH_CRL, NULL, NULL, false },
	{ "curl/7.88.1", "GET", 11, "Host,User-Agent,Accept", FETCH_CRL, NULL,
	  "curl: a script, a monitor, or a person", false },
	{ "Mozilla/5.0 (X11; Linux x86_64; rv:89.0) Gecko/20100101 Firefox/89.0", "POST", 11,
	  "Host,User-Agent,Accept,Accept-Language,Accept-Encoding,Content-Type", FETCH_OCSP, "",
	  "Firefox until 142", false },
	{ "Mozilla/5.0 (Windows NT 10.0)", "GET", 11, "Host,User-Agent", FETCH_CRL, NULL, NULL, false },
	/* General knowledge only: never told as if it were known. */
	{ "Go-http-client/1.1", "POST", 11, NULL, FETCH_OCSP, "", NULL, false },
	{ "HAProxy", "GET", 11, NULL, FETCH_OCSP, "", NULL, false },
	{ NULL, NULL, 0, NULL, FETCH_CRL, NULL, NULL, false },
	{ NULL, "GET", 11, NULL, FETCH_OCSP, "version", "Apple's trustd before 3.0, by the encoding", false },
};

static void as_seen(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
		struct fetch_facts f = { .kind = seen[i].kind, .method = seen[i].method,
			.version = seen[i].version, .user_agent = seen[i].agent, .header_names = seen[i].names };
		struct fetcher out;

		if (seen[i].form != NULL)
			f.form = form_of(seen[i].form);
		fetcher_name(arena, &f, &out);
		if ((out.name == NULL) != (seen[i].expected == NULL) || out.differs != seen[i].differs)
			print_message("# row %zu: %s\n", i, out.name == NULL ? "nothing" : out.name);
		assert_true((out.name == NULL) == (seen[i].expected == NULL));
		if (out.name != NULL)
			assert_string_equal(out.name, seen[i].expected);
		assert_int_equal(out.differs, seen[i].differs);
		assert_true(!out.differs || out.differs_why != NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodings),
		cmocka_unit_test(row_by_row),
		cmocka_unit_test(as_seen),
	};
	int failed;

	arena = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
