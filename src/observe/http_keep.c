#include "observe/http_keep.h"

#include <string.h>

#include "known/lencr_url.h"

#define HOST_MAX 254

static bool ends_with(struct view v, const char *tail)
{
	size_t n = strlen(tail);

	return v.size >= n && http_same(view_part(v, v.size - n, n), tail);
}

static bool is_below(struct view host, const char *domain)
{
	size_t n = strlen(domain);

	return ends_with(host, domain) && (host.size == n || host.data[host.size - n - 1] == '.');
}

bool http_keep_host(struct view host)
{
	const uint8_t *colon = host.size == 0 ? NULL : memchr(host.data, ':', host.size);
	char text[HOST_MAX + 1];

	if (colon != NULL)
		host.size = (size_t)(colon - host.data);
	if (host.size != 0 && host.data[host.size - 1] == '.')
		host.size--;
	if (host.size == 0 || host.size > HOST_MAX || memchr(host.data, 0, host.size) != NULL)
		return false;
	memcpy(text, host.data, host.size);
	text[host.size] = '\0';
	return lencr_host(text) || is_below(host, "letsencrypt.org") || is_below(host, "identrust.com");
}

static bool type_is_of_keys(struct view type)
{
	static const char *const types[] = { "application/pkix-crl", "application/x-pkcs7-crl",
		"application/pkix-cert", "application/ocsp-response", "application/ocsp-request",
		"application/pkcs7-mime", "application/x-pkcs7-mime", "application/x-pkcs7-certificates",
		"application/x-x509-ca-cert", "application/x-x509-user-cert", "application/pkix-pkipath" };
	const uint8_t *end = type.size == 0 ? NULL : memchr(type.data, ';', type.size);

	if (end != NULL)
		type.size = (size_t)(end - type.data);
	while (type.size != 0 && type.data[type.size - 1] == ' ')
		type.size--;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (http_same(type, types[i]))
			return true;
	return false;
}

static bool file_is_of_keys(struct view target)
{
	static const char *const ends[] = { ".crl", ".crt", ".cer", ".p7c", ".der" };
	const uint8_t *query = target.size == 0 ? NULL : memchr(target.data, '?', target.size);

	if (query != NULL)
		target.size = (size_t)(query - target.data);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (ends_with(target, ends[i]))
			return true;
	return false;
}

/* The host of an absolute target: what a proxy is asked for. */
static struct view target_host(struct view target)
{
	size_t at = view_find(target, view_of_text("://"));
	struct view rest = at == SIZE_MAX ? (struct view){ 0 } : view_part(target, at + 3, SIZE_MAX);
	size_t n = 0;

	while (n < rest.size && rest.data[n] != '/' && rest.data[n] != '?')
		n++;
	return view_part(rest, 0, n);
}

enum http_keep http_keep_answer(struct view host, struct view target, const struct http_head *answer,
	uint64_t length, uint64_t small)
{
	struct view type;

	http_field(answer->fields, "content-type", &type);
	if (http_keep_host(host) || http_keep_host(target_host(target)) || type_is_of_keys(type) ||
	    file_is_of_keys(target))
		return KEEP_ALL;
	return length == UINT64_MAX || length <= small ? KEEP_IF_DER : KEEP_NOT;
}

enum http_keep http_keep_request(const struct http_head *request, uint64_t length, uint64_t small)
{
	struct view type;

	if (length != UINT64_MAX && length > small)
		return KEEP_NOT;
	return http_field(request->fields, "content-type", &type) && type_is_of_keys(type) ? KEEP_ALL :
		KEEP_IF_DER;
}

int http_begins_der(struct view content, uint64_t length)
{
	const uint8_t *p = content.data;

	if (content.size >= 1 && p[0] != 0x30)
		return -1;
	if (content.size < 2)
		return 0;
	if (p[1] < 0x80)
		return length == UINT64_MAX || length == 2u + p[1] ? 1 : -1;
	return p[1] >= 0x81 && p[1] <= 0x84 ? 1 : -1;
}
