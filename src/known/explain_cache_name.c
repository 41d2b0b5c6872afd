/* Names in Windows' CryptnetUrlCache: MD5 of the URL in UTF-16LE, in MetaData
 * (what was asked and when) and in Content (the answer). Reversed by making
 * the names of every URL that the catalog and the shards give. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "known/explain_parts.h"
#include "known/lencr_url.h"
#include "known/md5.h"

#define NAME_OCTETS 16
#define URL_ROOM 200

struct search { struct explained *e; uint8_t name[NAME_OCTETS]; char url[URL_ROOM]; unsigned long tried; };

/* WIDE has room for twice the octets of the URL, which is ASCII. */
static void name_of(const char *url, uint8_t *wide, uint8_t name[NAME_OCTETS])
{
	size_t size = strlen(url);

	for (size_t i = 0; i < size; i++) {
		wide[2 * i] = (uint8_t)url[i];
		wide[2 * i + 1] = 0;
	}
	md5(view_of(wide, 2 * size), name);
}

char *cache_name_of(struct arena *a, const char *url)
{
	uint8_t name[NAME_OCTETS];
	char *text;

	name_of(url, arena_take(a, 2 * strlen(url) + 1), name);
	text = view_hex(a, view_of(name, sizeof name));
	for (char *c = text; *c != '\0'; c++)
		if (*c >= 'a')
			*c = (char)(*c - 'a' + 'A');
	return text;
}

static bool hit(struct search *s)
{
	uint8_t wide[2 * URL_ROOM], name[NAME_OCTETS];

	s->tried++;
	name_of(s->url, wide, name);
	return memcmp(name, s->name, NAME_OCTETS) == 0;
}

/* "http://HOST/" and "http://HOST". */
static bool hit_host(struct search *s, const char *host)
{
	if (host == NULL)
		return false;
	snprintf(s->url, sizeof s->url, "http://%s/", host);
	if (hit(s))
		return true;
	s->url[strlen(s->url) - 1] = '\0';
	return hit(s);
}

static bool hit_shards(struct search *s, const char *host)
{
	for (unsigned n = 1; n <= LENCR_SHARDS; n++) {
		snprintf(s->url, sizeof s->url, "http://%s/%u.crl", host, n);
		if (hit(s))
			return true;
	}
	return false;
}

static bool hit_catalog(struct search *s)
{
	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *c = catalog_at(i);

		/* One certificate of a CA gives all its URLs. */
		if (c->label == NULL || catalog_by_label(c->label) != c)
			continue;
		if (hit_host(s, c->aia_host) || hit_host(s, c->crl_host) || hit_host(s, c->ocsp_host) ||
		    (c->shards && hit_shards(s, c->crl_host)))
			return true;
	}
	return false;
}

static bool hit_older(struct search *s)
{
	static const char *const urls[] = {
		"http://apps.identrust.com/roots/dstrootcax3.p7c",
		"http://crl.identrust.com/DSTROOTCAX3CRL.crl",
	};
	static const char *const hosts[] = { "isrg.trustid.ocsp.identrust.com",
		"ocsp.int-x1.letsencrypt.org", "ocsp.int-x2.letsencrypt.org", "ocsp.int-x3.letsencrypt.org",
		"ocsp.int-x4.letsencrypt.org", "cert.int-x1.letsencrypt.org", "cert.int-x2.letsencrypt.org",
		"cert.int-x3.letsencrypt.org", "cert.int-x4.letsencrypt.org",
		"ocsp.root-x1.letsencrypt.org", "crl.root-x1.letsencrypt.org",
		"cert.root-x1.letsencrypt.org" };

	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		snprintf(s->url, sizeof s->url, "%s", urls[i]);
		if (hit(s))
			return true;
	}
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
		if (hit_host(s, hosts[i]))
			return true;
	return false;
}

#define HEX_DIGITS "0123456789abcdefABCDEF"

/* Whether what stands behind a name leaves it one: nothing, or what tools that
 * collect or unpack such files add (".bin", ".metadata", ":Zone.Identifier"). */
static bool tail_ok(const char *tail)
{
	if (tail[0] == '\0')
		return true;
	return strchr(".:-_ ", tail[0]) != NULL && strlen(tail) <= 24 && strspn(tail + 1,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-() ") == strlen(tail + 1);
}

/* The file's name: 32 digits, or two such with '_' between (the URL's is the second). */
static bool name_read(const char *text, struct search *s, bool *pair, bool *tail)
{
	const size_t digits = 2 * NAME_OCTETS;
	const char *name = text;
	struct view v;

	for (const char *c = text; *c != '\0'; c++)
		if (*c == '\\' || *c == '/')
			name = c + 1;
	if (strspn(name, HEX_DIGITS) != digits)
		return false;
	*pair = name[digits] == '_' && strspn(name + digits + 1, HEX_DIGITS) == digits;
	if (*pair)
		name += digits + 1;
	*tail = name[digits] != '\0';
	if (!tail_ok(name + digits) || !view_from_hex(s->e->arena, arena_textn(s->e->arena, name, digits),
	    NAME_OCTETS, &v))
		return false;
	memcpy(s->name, v.data, NAME_OCTETS);
	return true;
}

static void put_half(struct explained *e, const char *text)
{
	if (strstr(text, "MetaData") != NULL || strstr(text, "metadata") != NULL)
		explained_fact(e, "half", "MetaData: the URL, and when it was asked");
	else if (strstr(text, "Content") != NULL || strstr(text, "content") != NULL)
		explained_fact(e, "half", "Content: the bytes that came");
}

static void put_unknown(struct explained *e, unsigned long tried, bool pair)
{
	e->kind = "cache-name";
	if (pair)
		explained_foreign(e, "a Windows cache entry for a URL that is none of the %lu that are known "
			"of Let's Encrypt (the second half is the URL's)", tried);
	else
		explained_foreign(e, "a Windows cache entry for a URL that is none of the %lu that are known "
			"of Let's Encrypt", tried);
	explained_note(e, "URLs of OCSP requests hold a serial and cannot be tried out.");
}

bool explain_cache_name(struct explained *e, const char *text)
{
	bool pair, tail, path = strstr(text, "CryptnetUrlCache") != NULL;
	struct search s = { .e = e };

	if (!name_read(text, &s, &pair, &tail))
		return false;
	if (!hit_catalog(&s) && !hit_older(&s)) {
		if (!path && !pair)
			return false;
		put_unknown(e, s.tried, pair);
		return true;
	}
	explain_url(e, s.url);
	e->kind = "cache-name";
	explained_what(e, "the Windows cache entry (CryptnetUrlCache) of %1$s: %2$s", s.url, e->what);
	put_half(e, text);
	if (pair)
		explained_fact(e, "name", "of the two halves the second is the URL's");
	if (tail)
		explained_fact(e, "name", "what stands behind the 32 digits is not of Windows");
	e->meaning = tell(e, "Windows names so what it fetches itself to check certificates: an entry "
		"of its cache, not a file that some program dropped. The name says nothing about the "
		"content.");
	return true;
}
