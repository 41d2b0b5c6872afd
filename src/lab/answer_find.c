#include <string.h>

#include "base/str.h"
#include "lab/answer.h"

/* Splits "http://HOST[:PORT]PATH"; false for other schemes. */
static bool split_url(const char *url, const char **host, size_t *host_size, const char **path)
{
	if (!str_starts(url, "http://"))
		return false;
	*host = url + 7;
	*path = *host + strcspn(*host, "/");
	*host_size = strcspn(*host, ":/");
	if (**path == '\0')
		*path = "/";
	return true;
}

static bool same_host(const char *url_host, size_t size, const char *host)
{
	for (size_t i = 0; i < size; i++)
		if (host[i] == '\0' || str_lower(url_host[i]) != str_lower(host[i]))
			return false;
	return host[size] == '\0';
}

static bool is_at(const char *url, const char *host, const char *path)
{
	const char *url_host, *url_path;
	size_t size;

	return url != NULL && split_url(url, &url_host, &size, &url_path) &&
		same_host(url_host, size, host) && strcmp(url_path, path) == 0;
}

/* A CRL URL, where "%n" stands for the shard: 1 to SHARDS, no leading zeros. */
static bool is_shard(const struct wca *ca, const char *host, const char *path, unsigned *shard)
{
	const char *url_host, *url_path, *mark;
	size_t size, before, digits;
	unsigned long number;
	char text[8];

	*shard = 0;
	if (ca->crl_url == NULL || !split_url(ca->crl_url, &url_host, &size, &url_path))
		return false;
	mark = strstr(url_path, "%n");
	if (mark == NULL)
		return is_at(ca->crl_url, host, path);
	before = (size_t)(mark - url_path);
	if (!same_host(url_host, size, host) || strncmp(path, url_path, before) != 0)
		return false;
	digits = strspn(path + before, "0123456789");
	if (digits == 0 || digits >= sizeof text || path[before] == '0' ||
	    strcmp(path + before + digits, mark + 2) != 0)
		return false;
	memcpy(text, path + before, digits);
	text[digits] = '\0';
	*shard = str_number(text, WORLD_MAX_SHARDS, &number) ? (unsigned)number : 0;
	return *shard >= 1 && *shard <= ca->shards;
}

/* A responder also answers below its own path (the GET form). */
static bool is_responder(const struct wca *ca, const char *host, const char *path,
	const char **rest)
{
	const char *url_host, *url_path;
	size_t size, length;

	if (ca->ocsp_url == NULL || !split_url(ca->ocsp_url, &url_host, &size, &url_path) ||
	    !same_host(url_host, size, host))
		return false;
	length = strlen(url_path);
	if (strncmp(path, url_path, length) != 0)
		return false;
	*rest = path + length;
	return **rest == '\0' || **rest == '/' || url_path[length - 1] == '/';
}

static bool find_ca_object(const struct world *w, const char *host, const char *path,
	struct found *out)
{
	for (size_t i = 0; i < w->cas.count; i++) {
		const struct wca *ca = w->cas.list[i];

		out->object.ca = ca;
		out->object.class = ON_AIA;
		if (is_at(ca->aia_url, host, path))
			return true;
		out->object.class = ON_CRL;
		if (is_shard(ca, host, path, &out->object.shard))
			return true;
	}
	for (size_t i = 0; i < w->cas.count; i++) {
		out->object.ca = w->cas.list[i];
		out->object.class = ON_OCSP;
		if (is_responder(w->cas.list[i], host, path, &out->rest))
			return true;
	}
	return false;
}

bool answer_find(const struct world *w, const char *host, const char *path, struct found *out)
{
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < w->published.count; i++)
		if (is_at(w->published.list[i]->url, host, path)) {
			out->object.class = ON_AIA;
			out->published = w->published.list[i];
			return true;
		}
	for (size_t i = 0; i < w->crls.count; i++)
		if (is_at(w->crls.list[i]->url, host, path)) {
			out->object.class = ON_CRL;
			out->object.list = w->crls.list[i];
			out->object.ca = w->crls.list[i]->ca;
			out->object.shard = w->crls.list[i]->shard;
			return true;
		}
	if (find_ca_object(w, host, path, out))
		return true;
	memset(out, 0, sizeof *out);
	return false;
}

static bool host_of(const char *url, const char *host)
{
	const char *url_host, *path;
	size_t size;

	return url != NULL && split_url(url, &url_host, &size, &path) &&
		same_host(url_host, size, host);
}

bool answer_host_known(const struct world *w, const char *host)
{
	for (size_t i = 0; i < w->cas.count; i++)
		if (host_of(w->cas.list[i]->aia_url, host) ||
		    host_of(w->cas.list[i]->crl_url, host) ||
		    host_of(w->cas.list[i]->ocsp_url, host))
			return true;
	for (size_t i = 0; i < w->published.count; i++)
		if (host_of(w->published.list[i]->url, host))
			return true;
	for (size_t i = 0; i < w->crls.count; i++)
		if (host_of(w->crls.list[i]->url, host))
			return true;
	return false;
}
