#include "io/via.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"

#define VIA_MOST 16
#define VIA_TEXT_MAX 1024

/* "HOST:PORT" or "[V6]:PORT" of SIZE bytes: the host's bytes and the port. */
static bool split_entry(const char *entry, size_t size, struct view *host, unsigned *port)
{
	char digits[6];
	unsigned long value;
	size_t colon = size;

	while (colon > 0 && entry[colon - 1] != ':')
		colon--;
	if (colon < 2 || size - colon == 0 || size - colon >= sizeof digits)
		return false;
	memcpy(digits, entry + colon, size - colon);
	digits[size - colon] = '\0';
	if (!str_number(digits, 65535, &value) || value == 0)
		return false;
	*port = (unsigned)value;
	*host = view_of(entry, colon - 1);
	if (host->data[0] != '[')
		return memchr(host->data, ':', host->size) == NULL;
	if (host->size < 4 || host->data[host->size - 1] != ']')
		return false;
	*host = view_part(*host, 1, host->size - 2);
	return true;
}

static bool add_address(struct via *v, struct view host)
{
	struct via_address *a = &v->addresses[v->address_count];
	char text[INET6_ADDRSTRLEN];

	if (host.size >= sizeof text)
		return false;
	memcpy(text, host.data, host.size);
	text[host.size] = '\0';
	a->family = inet_pton(AF_INET, text, a->bytes) == 1 ? AF_INET :
		inet_pton(AF_INET6, text, a->bytes) == 1 ? AF_INET6 : AF_UNSPEC;
	if (a->family == AF_UNSPEC)
		return false;
	v->address_count++;
	return true;
}

static bool is_name(struct view host)
{
	for (size_t i = 0; i < host.size; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.",
			host.data[i]) == NULL || host.data[i] == 0)
			return false;
	return host.size > 0 && host.size <= 253;
}

static void put_address(struct str *s, const struct via_address *a)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(a->family, a->bytes, text, sizeof text);
	str_put_format(s, a->family == AF_INET6 ? "[%s]" : "%s", text);
}

static void make_lists(struct via *v, struct view name, const char *kind)
{
	struct str to, resolve;

	str_init(&to, VIA_TEXT_MAX);
	str_init(&resolve, VIA_TEXT_MAX);
	str_put(&to, "::");
	if (v->is_name) {
		str_put_view(&to, name);
	} else if (v->address_count == 1) {
		put_address(&to, &v->addresses[0]);
	} else {
		str_put_format(&to, "via-%s.invalid", kind);
		str_put_format(&resolve, "via-%s.invalid:%u:", kind, v->port);
		for (size_t i = 0; i < v->address_count; i++) {
			str_put(&resolve, i == 0 ? "" : ",");
			put_address(&resolve, &v->addresses[i]);
		}
		v->resolve = curl_slist_append(NULL, str_text(&resolve));
	}
	str_put_format(&to, ":%u", v->port);
	v->connect_to = curl_slist_append(NULL, str_text(&to));
	if (v->connect_to == NULL || (v->address_count > 1 && v->resolve == NULL))
		mem_out();
	str_clear(&to);
	str_clear(&resolve);
}

bool via_read(const char *text, const char *kind, struct via *out, struct err *e)
{
	struct view name = { 0 };
	size_t count = 0;

	*out = (struct via){ .addresses = mem_take(VIA_MOST, sizeof *out->addresses) };
	for (const char *at = text; at != NULL && strlen(text) < VIA_TEXT_MAX / 2; count++) {
		const char *comma = strchr(at, ',');
		size_t size = comma == NULL ? strlen(at) : (size_t)(comma - at);
		struct view host;
		unsigned port;

		if (count == VIA_MOST || out->is_name || !split_entry(at, size, &host, &port) ||
			(count > 0 && port != out->port))
			break;
		out->port = port;
		if (!add_address(out, host)) {
			if (count > 0 || !is_name(host))
				break;
			out->is_name = true;
			name = host;
		}
		at = comma == NULL ? NULL : comma + 1;
		if (at == NULL) {
			make_lists(out, name, kind);
			return true;
		}
	}
	via_clear(out);
	return err_set(e, ERR_USAGE, "%s: not HOST:PORT nor a list of ADDRESS:PORT with one port",
		text);
}

void via_clear(struct via *v)
{
	curl_slist_free_all(v->connect_to);
	curl_slist_free_all(v->resolve);
	free(v->addresses);
	*v = (struct via){ 0 };
}

bool via_has(const struct via *v, const struct sockaddr *at)
{
	struct sockaddr_in v4 = { 0 };
	struct sockaddr_in6 v6 = { 0 };
	const void *bytes = at->sa_family == AF_INET ? (void *)&v4.sin_addr : (void *)&v6.sin6_addr;
	size_t size = at->sa_family == AF_INET ? sizeof v4.sin_addr : sizeof v6.sin6_addr;

	if (at->sa_family == AF_INET)
		memcpy(&v4, at, sizeof v4);
	else if (at->sa_family == AF_INET6)
		memcpy(&v6, at, sizeof v6);
	else
		return false;
	if (ntohs(at->sa_family == AF_INET ? v4.sin_port : v6.sin6_port) != v->port)
		return false;
	for (size_t i = 0; i < v->address_count; i++)
		if (v->addresses[i].family == at->sa_family &&
			memcmp(v->addresses[i].bytes, bytes, size) == 0)
			return true;
	return v->is_name;
}
