#include <arpa/inet.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"
#include "base/url.h"
#include "io/addresses.h"
#include "io/dial.h"

/* RFC 3986 section 2.1; false: a malformed or zero octet. */
static bool decode(struct arena *a, const char *from, size_t size, char **out)
{
	char *text = arena_take(a, size + 1);
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		struct view octet;
		char hex[3] = { 0 };

		if (from[i] != '%') {
			text[n++] = from[i];
			continue;
		}
		if (size - i < 3)
			return false;
		memcpy(hex, from + i + 1, 2);
		if (!view_from_hex(a, hex, 1, &octet) || octet.size != 1 || octet.data[0] == 0)
			return false;
		text[n++] = (char)octet.data[0];
		i += 2;
	}
	*out = text;
	return true;
}

static bool is_literal(const char *host)
{
	uint8_t bytes[16];

	return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

/* Fit for a host in a URL, in SNI and in libcurl's connect-to. */
static bool is_host(const char *host)
{
	return is_literal(host) || (*host != '\0' && strlen(host) <= 253 && strspn(host,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == strlen(host));
}

static void connect_free(void *list)
{
	curl_slist_free_all(list);
}

/* TO: "HOST:PORT", "[V6]:PORT". */
static bool set_connect(struct transfer *t, const char *to)
{
	struct via check;
	struct curl_slist *list;

	if (strchr(to, ',') != NULL || !via_read(to, "connect", &check, NULL))
		return false;
	t->connect_port = check.port;
	via_clear(&check);
	list = curl_slist_append(NULL, arena_format(t->arena, "::%s", to));
	if (list == NULL)
		mem_out();
	arena_keep(t->arena, list, connect_free);
	t->connect_to = list;
	return true;
}

/* An address, an IPv6 one perhaps with its zone: "fe80::1%eth0". */
static bool set_address(struct transfer *t, const char *to)
{
	size_t size = strcspn(to, "%");
	const char *zone = to[size] == '\0' ? NULL : to + size + 1;

	if (!is_literal(arena_textn(t->arena, to, size)) || (zone != NULL &&
		(strchr(to, ':') == NULL || !address_zone_is_fine(zone))))
		return false;
	/* A via is elsewhere than the zone of a target. */
	t->address = zone != NULL && t->net->has_via_tls ? NULL : to;
	return true;
}

static const char *take_parameter(struct transfer *t, struct dial *d, const char *name,
	char *value)
{
	if (strcmp(name, "sni") == 0) {
		d->sni = *value == '\0' ? NULL : value;
		return d->sni == NULL || is_host(value) ? NULL : "sni is no host name";
	}
	if (strcmp(name, "key") == 0) {
		d->key = value;
		return strcmp(value, "rsa") == 0 || strcmp(value, "ecdsa") == 0 ? NULL :
			"key is neither rsa nor ecdsa";
	}
	if (strcmp(name, "address") == 0)
		return set_address(t, value) ? NULL : "address is no IP address";
	if (strcmp(name, "connect") == 0)
		return set_connect(t, value) ? NULL : "connect is not HOST:PORT";
	if (strcmp(name, "starttls") == 0) {
		d->starttls = starttls_find(value);
		return d->starttls != NULL ? NULL : "an unknown protocol for STARTTLS";
	}
	return "an unknown parameter";
}

static const char *read_parameters(struct transfer *t, struct dial *d, const char *query)
{
	while (query != NULL && *query != '\0') {
		size_t size = strcspn(query, "&"), name_size = strcspn(query, "=&");
		char *name, *value;
		const char *why;

		if (name_size == size)
			return "a parameter without a value";
		if (!decode(t->arena, query, name_size, &name) ||
			!decode(t->arena, query + name_size + 1, size - name_size - 1, &value))
			return "malformed percent-encoding";
		why = take_parameter(t, d, name, value);
		if (why != NULL)
			return why;
		query += size + (query[size] == '&');
	}
	return NULL;
}

bool dial_read_target(struct transfer *t, struct dial *d)
{
	struct url u;
	const char *why = NULL;
	size_t size;

	if (url_read(t->arena, view_of_text(t->want.url), &u, &why)) {
		why = strcmp(u.scheme, "tls") != 0 ? "the scheme is not tls" :
			u.has_user || u.has_fragment || strcmp(u.path, "/") != 0 ? "more than a host" :
			!is_host(u.host) ? "no host name" : NULL;
	}
	if (why == NULL) {
		t->host = d->host = u.host;
		t->port = u.port;
		size = strlen(u.host);
		if (size > 1 && u.host[size - 1] == '.')
			size--;
		d->sni = is_literal(u.host) ? NULL : arena_textn(t->arena, u.host, size);
		why = read_parameters(t, d, u.query);
	}
	if (d->sni != NULL && is_literal(d->sni))
		d->sni = NULL;
	if (why != NULL)
		transfer_end(t, REACH_URL_REFUSED, NULL, "%.200s: %s", t->want.url, why);
	return why == NULL;
}
