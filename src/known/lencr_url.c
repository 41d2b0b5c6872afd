#include "known/lencr_url.h"

#include <string.h>

#include "base/str.h"
#include "base/url.h"

bool lencr_host(const char *host)
{
	static const char domain[] = "lencr.org";
	size_t size = strlen(host), tail = sizeof domain - 1;

	if (size < tail || !str_same(host + size - tail, domain))
		return false;
	return size == tail || host[size - tail - 1] == '.';
}

unsigned lencr_shard(struct view serial)
{
	return (serial.data[serial.size - 1] & 0x7fu) % LENCR_SHARDS + 1;
}

static bool label_ok(const char *label, size_t size)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	return size > 0 && size <= 63 && strspn(label, allowed) >= size;
}

/* "/17.crl" -> 17; no zero padding, nothing behind. */
static bool shard_read(const char *path, unsigned *out)
{
	size_t digits = strspn(path + 1, "0123456789");
	unsigned long n = 0;

	if (digits == 0 || digits > 6 || path[1] == '0' || strcmp(path + 1 + digits, ".crl") != 0)
		return false;
	for (size_t i = 0; i < digits; i++)
		n = n * 10 + (unsigned long)(path[1 + i] - '0');
	*out = (unsigned)n;
	return true;
}

bool lencr_url_read(struct arena *arena, const char *text, struct lencr_url *out)
{
	struct url url;
	const char *why, *dot;

	*out = (struct lencr_url){ 0 };
	if (!url_read(arena, view_of_text(text), &url, &why) || strcmp(url.scheme, "http") != 0 ||
	    url.port != 80 || url.has_user || url.has_fragment || url.query)
		return false;
	dot = strchr(url.host, '.');
	if (!dot || !label_ok(url.host, (size_t)(dot - url.host)))
		return false;
	if (strcmp(dot, ".i.lencr.org") == 0 && strcmp(url.path, "/") == 0)
		out->kind = LENCR_ISSUER;
	else if (strcmp(dot, ".c.lencr.org") == 0 && strcmp(url.path, "/") == 0)
		out->kind = LENCR_ROOT_CRL;
	else if (strcmp(dot, ".c.lencr.org") == 0 && shard_read(url.path, &out->shard))
		out->kind = LENCR_SHARD_CRL;
	else if (strcmp(dot, ".o.lencr.org") == 0)
		out->kind = LENCR_OCSP;
	else
		return false;
	out->label = arena_textn(arena, url.host, (size_t)(dot - url.host));
	out->staging = str_starts(out->label, "stg-");
	return true;
}
