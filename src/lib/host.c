#include "lib/host.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/str.h"
#include "base/url.h"
#include "io/addresses.h"
#include "io/idn.h"

#define MOST_NAME_BYTES 253
#define HTTPS_PORT 443

#define FORMS "write HOST, HOST:PORT, [IPV6]:PORT, https://HOST/ or the name of a file"

/* REMEDY NULL: the usual one. */
static bool bad(struct arena *a, struct target *t, const char *why, const char *remedy)
{
	t->kind = TARGET_BAD;
	t->problem = arena_format(a, "'%s' is %s", str_safe_text(a, t->input), why);
	t->remedy = remedy != NULL ? remedy : FORMS;
	return false;
}

static void put_encoded(struct str *out, const char *name, const char *value)
{
	if (value == NULL)
		return;
	str_put_format(out, "%c%s=", strchr(str_text(out), '?') == NULL ? '?' : '&', name);
	for (; *value != '\0'; value++) {
		bool plain = (*value >= '0' && *value <= '9') || (str_lower(*value) >= 'a' &&
			str_lower(*value) <= 'z') || strchr("-._~:[]", *value) != NULL;

		if (plain)
			str_put_char(out, *value);
		else
			str_put_format(out, "%%%02X", (unsigned char)*value);
	}
}

static void make_host(struct arena *a, const struct host_options *o, struct target *t,
	const char *host, unsigned port)
{
	struct str url;

	t->kind = TARGET_HOST;
	t->host = host;
	t->port = port;
	str_init(&url, URL_MAX);
	str_put_format(&url, strchr(host, ':') == NULL ? "tls://%s:%u" : "tls://[%s]:%u", host, port);
	put_encoded(&url, "connect", o->connect);
	put_encoded(&url, "sni", o->sni);
	put_encoded(&url, "key", o->key);
	put_encoded(&url, "starttls", o->starttls);
	put_encoded(&url, "address", t->address);
	t->tls_url = arena_text(a, str_text(&url));
	str_clear(&url);
}

void host_at(struct arena *a, const struct target *t, const char *address, struct target *out)
{
	struct str url;

	*out = *t;
	/* One with a zone has its address already. */
	if (t->address != NULL)
		return;
	out->address = address;
	str_init(&url, URL_MAX);
	str_put(&url, t->tls_url);
	put_encoded(&url, "address", address);
	out->tls_url = arena_text(a, str_text(&url));
	str_clear(&url);
}

/* Letters, digits, hyphen and underscore in labels of 1 to 63, at most 253 in
 * all; one final dot is dropped. */
static bool is_host_name(char *name)
{
	size_t size = strlen(name), label = 0;

	if (size > 1 && name[size - 1] == '.')
		name[--size] = '\0';
	if (size == 0 || size > MOST_NAME_BYTES)
		return false;
	for (const char *p = name; *p != '\0'; p++) {
		if (*p == '.') {
			if (label == 0)
				return false;
			label = 0;
			continue;
		}
		if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '-' || *p == '_') ||
		    ++label > 63)
			return false;
	}
	return label > 0;
}

static unsigned default_port(const struct host_options *o)
{
	return o->default_port == 0 ? HTTPS_PORT : o->default_port;
}

/* Takes the zone off HOST, an IPv6 address then; false: something else. */
static bool split_zone(char *host, const char **zone)
{
	char *percent = strchr(host, '%');
	struct in6_addr six;

	*zone = NULL;
	if (percent != NULL) {
		/* as in URLs: RFC 6874 */
		*zone = percent[1] == '2' && percent[2] == '5' && percent[3] != '\0' ? percent + 3 :
			percent + 1;
		*percent = '\0';
	}
	return inet_pton(AF_INET6, host, &six) == 1 && (*zone == NULL || address_zone_is_fine(*zone));
}

/* Splits HOST, HOST:PORT, [V6]:PORT, a bare V6 address. */
static bool split_host(struct arena *a, const char *text, char **host, unsigned *port,
	const char **zone)
{
	const char *end = NULL, *rest;
	unsigned long n = *port;
	char *whole = arena_text(a, text);

	*zone = NULL;
	if (text[0] == '[') {
		end = strchr(text, ']');
		if (end == NULL)
			return false;
		*host = arena_textn(a, text + 1, (size_t)(end - text - 1));
		rest = end + 1;
		if (!split_zone(*host, zone))
			return false;
	} else if (split_zone(whole, zone)) {
		*host = whole;
		rest = "";
	} else {
		*zone = NULL;
		rest = strchr(text, ':');
		if (rest == NULL)
			rest = text + strlen(text);
		*host = arena_textn(a, text, (size_t)(rest - text));
	}
	if (*rest != '\0' && (*rest != ':' || !str_number(rest + 1, 65535, &n) || n == 0))
		return false;
	*port = (unsigned)n;
	return true;
}

/* HOST:PORT with something for a port that is none. */
static bool bad_form(struct arena *a, struct target *t, const char *text)
{
	const char *colon = strchr(text, ':');
	const char *host = colon == NULL ? text : arena_textn(a, text, (size_t)(colon - text));

	if (text[0] == '[' || colon == NULL || colon == text || strchr(colon + 1, ':') != NULL)
		return bad(a, t, "neither a file nor a host", NULL);
	return bad(a, t, "no host with a port: what follows the colon is no number from 1 to 65535",
		arena_format(a, "write %s or %s:443", str_safe_text(a, host), str_safe_text(a, host)));
}

static bool bad_scheme(struct arena *a, struct target *t, const struct url *url)
{
	const char *host = str_safe_text(a, url->host);

	if (strcmp(url->scheme, "http") == 0)
		return bad(a, t, "an http URL, where no certificate is presented", arena_format(a,
			"for the TLS server there write https://%s/; `lencr show URL` decodes what the "
			"URL serves", host));
	return bad(a, t, arena_format(a, "a URL of the scheme %s, which is not https",
		str_safe_text(a, url->scheme)), arena_format(a, "write https://%s/, or %s:PORT and perhaps "
		"--starttls PROTO", host, host));
}

/* Which of the usual slips it is. */
static bool bad_name(struct arena *a, struct target *t, const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
	const char *at = strchr(name, '@');
	size_t fine = strspn(name, letters);

	if (*name == '\0')
		return bad(a, t, "no target: it is empty", NULL);
	if (at != NULL)
		return bad(a, t, "a user at a host, and users present no certificate", arena_format(a,
			"write %s; --name takes an e-mail address that a certificate must carry",
			str_safe_text(a, at + 1)));
	if (str_starts(name, "*."))
		return bad(a, t, "a wildcard, which stands for many hosts", arena_format(a,
			"name one of them, as in www%s", str_safe_text(a, name + 1)));
	if (name[fine] != '\0')
		return bad(a, t, arena_format(a, "neither a file nor a host name: '%s' stands in no name",
			str_safe(a, view_of(name + fine, 1))), NULL);
	return bad(a, t, "neither a file nor a host name (labels of 1 to 63 letters, digits and hyphens, "
		"divided by single dots)", NULL);
}

/* The host and port of TEXT; false: T is bad. */
static bool take_host(struct arena *a, const char *text, struct target *t, char **host,
	unsigned *port)
{
	struct url url;
	const char *why = NULL, *zone;

	if (strstr(text, "://") == NULL) {
		if (!split_host(a, text, host, port, &zone))
			return bad_form(a, t, text);
		if (zone != NULL)
			t->address = arena_format(a, "%s%%%s", *host, zone);
		return true;
	}
	if (!url_read(a, view_of_text(text), &url, &why))
		return bad(a, t, arena_format(a, "no URL that can be checked: %s", why),
			"write https://HOST/ or https://HOST:PORT/");
	if (strcmp(url.scheme, "https") != 0)
		return bad_scheme(a, t, &url);
	*host = url.host;
	if (url.has_port)
		*port = url.port;
	return true;
}

void host_read(struct arena *a, const char *text, const struct host_options *o, struct target *out)
{
	struct err e = { 0 };
	struct in6_addr six;
	char *host = NULL, *ascii;
	unsigned port = default_port(o);

	*out = (struct target){ .input = text, .kind = TARGET_HOST };
	if (!take_host(a, text, out, &host, &port))
		return;
	if (inet_pton(AF_INET6, host, &six) == 1) {
		make_host(a, o, out, host, port);
		return;
	}
	if (!idn_to_ascii(a, host, &ascii, &e)) {
		out->kind = TARGET_BAD;
		out->problem = arena_text(a, e.text);
		return;
	}
	if (!is_host_name(ascii)) {
		bad_name(a, out, ascii);
		return;
	}
	make_host(a, o, out, ascii, port);
}
