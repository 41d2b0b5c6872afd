/* URLs and hosts: the grammar of lencr.org, and every way to stray from it. */
#include <string.h>

#include "base/str.h"
#include "base/url.h"
#include "known/explain_parts.h"
#include "known/lencr_url.h"

#define WEB_DEFAULT 443

/* The last certificate seen without a CRL URL is of 2025-03-12; CAs that expired in
 * September 2025 had stopped to issue in June 2024. */
#define LISTS_NAMED INT64_C(1741737600)     /* 2025-03-12 */
#define LISTS_NAMED_ALL INT64_C(1759276800) /* 2025-10-01 */

static const char *quoted(struct explained *e, const char *text)
{
	return arena_format(e->arena, "\"%.80s\"", str_safe_text(e->arena, text));
}

/* What is odd about the way to the host; https comes with its own port. */
static void put_transport(struct explained *e, const struct url *u)
{
	if (strcmp(u->scheme, "https") == 0)
		explained_odd(e, "https", SEVERITY_WARN, "Certificates name this service with http only: "
			"what it serves is signed itself. A client that asks with https was configured so.");
	else if (strcmp(u->scheme, "http") != 0)
		explained_odd(e, "scheme", SEVERITY_WARN, "The scheme %s is not used at lencr.org; http "
			"is.", quoted(e, u->scheme));
	if (u->has_port && u->port != 80 && !(u->port == WEB_DEFAULT && strcmp(u->scheme, "https") == 0))
		explained_odd(e, "port", SEVERITY_WARN, "Certificates name no port but 80; this is %u.",
			u->port);
	if (u->has_user)
		explained_odd(e, "user", SEVERITY_WARN, "There is a user name before the host. No "
			"certificate of Let's Encrypt names such a URL.");
	if (u->query != NULL)
		explained_odd(e, "query", SEVERITY_WARN, "There is a query behind the path. No certificate "
			"of Let's Encrypt names such a URL.");
	if (u->has_fragment)
		explained_odd(e, "fragment", SEVERITY_NOTE, "There is a fragment behind the path; it is "
			"never sent to a server.");
}

static void bad_path(struct explained *e, const char *path)
{
	explained_odd(e, "path", SEVERITY_WARN, "Let's Encrypt publishes nothing at the path %s of this "
		"host. A Host header can be written by anybody: look where the connection went.",
		quoted(e, path));
}

/* "/25.crl", also in forms that are not used: "/007.crl", "/0.crl", "/129.crl". */
static bool shard_path(struct explained *e, const char *path, unsigned *shard)
{
	size_t digits = strspn(path, "0123456789");
	unsigned long n = 0;

	if (digits == 0 || digits > 9 || !str_same(path + digits, ".crl"))
		return false;
	for (size_t i = 0; i < digits; i++)
		n = n * 10 + (unsigned long)(path[i] - '0');
	if (path[0] == '0' && digits > 1)
		explained_odd(e, "zero-padding", SEVERITY_WARN, "Shard numbers are written without leading "
			"zeros.");
	if (strcmp(path + digits, ".crl") != 0)
		explained_odd(e, "upper-case", SEVERITY_WARN, "The path ends in small letters: .crl.");
	if (n < 1 || n > LENCR_SHARDS)
		explained_odd(e, "shard-range", SEVERITY_WARN, "There are the shards 1 to %1$d; %2$lu must "
			"not exist.", LENCR_SHARDS, n);
	*shard = (unsigned)n;
	return true;
}

/* Before certificates named lists, and for CAs that ended before, the lists were
 * for root programs, and sorted by date. */
static bool early_list(const struct explained *e)
{
	return e->options->at < LISTS_NAMED || (e->ca != NULL && e->ca->not_after < LISTS_NAMED_ALL);
}

static void put_early(struct explained *e)
{
	e->fetched_by = tell(e, "collectors of root programs and browsers, and monitors: no certificate "
		"of a site named this list");
	e->how_often = tell(e, "as often as they please: new lists come about hourly");
	e->if_blocked = tell(e, "no site");
	e->meaning = tell(e, "Not the check of a site's certificate: those of this time or CA named no "
		"list. Certificates were sorted into the lists by date, so that the serial does not tell the "
		"shard.");
}

static void put_shard(struct explained *e, unsigned shard)
{
	bool staging = e->environment != NULL && strcmp(e->environment, "staging") == 0;

	e->kind = "shard-crl-url";
	if (staging)
		explained_what(e, "revocation list, shard %1$u, of %2$s", shard, ca_short(e));
	else
		explained_what(e, "revocation list, shard %1$u of %2$d, of %3$s", shard, LENCR_SHARDS,
			ca_short(e));
	if (shard < 1 || shard > LENCR_SHARDS)
		return;
	e->shard = shard;
	if (!staging && early_list(e)) {
		put_early(e);
		return;
	}
	if (staging)
		explained_note(e, "How many shards staging has is not known here; production has 128.");
	else
		explained_fact(e, "covers", "the certificates of %1$s whose serial modulo %2$d is %3$u (last "
			"octet %4$02x or %5$02x): about 1 in %2$d", ca_short(e), LENCR_SHARDS, shard - 1,
			shard - 1, (shard - 1) | 0x80u);
	e->meaning = tell(e, "Some program on the machine met a TLS certificate of this CA and asks "
		"whether it has been revoked. The list does not tell which site it was: look at the TLS "
		"connection that began just before.");
	explained_service(e, SERVICE_CRL);
	if (e->ca != NULL && !e->ca->shards)
		explained_odd(e, "root-shard", SEVERITY_WARN, "This CA is a root: it has one list, at the "
			"path \"/\".");
}

/* "/%31%33.crl" means "/13.crl", and no certificate says it so. */
static const char *plain_path(struct explained *e, const char *path)
{
	bool lower = false;
	char *plain;

	if (!spelling_unescape(e->arena, path, &plain, &lower))
		return path;
	explained_odd(e, "escaped-path", SEVERITY_WARN, "The path is percent-encoded without need; no "
		"certificate names it so.");
	return plain;
}

static void put_crl_host(struct explained *e)
{
	e->kind = "host";
	explained_what(e, "CRL host of %s", ca_short(e));
	explained_service(e, SERVICE_CRL);
	explained_odd(e, "no-shard", SEVERITY_NOTE, "This CA has 128 lists, 1.crl to 128.crl; there is "
		"none at \"/\".");
}

static void put_crl(struct explained *e, const char *path)
{
	unsigned shard;

	path = plain_path(e, path);
	if (strcmp(path, "/") != 0) {
		if (shard_path(e, path + 1, &shard))
			put_shard(e, shard);
		else {
			e->kind = "host";
			explained_what(e, "CRL host of %s, with a path that is none", ca_short(e));
			bad_path(e, path);
		}
		return;
	}
	if (e->ca != NULL && e->ca->shards) {
		put_crl_host(e);
		return;
	}
	e->kind = "root-crl-url";
	explained_what(e, "the revocation list of the root %s: its revoked CA certificates", ca_short(e));
	explained_service(e, SERVICE_ROOT_CRL);
	e->meaning = tell(e, "Some program on the machine checks whether the CA certificates above a "
		"site's certificate have been revoked. The list is needed for every site of Let's Encrypt.");
}

static void put_issuer(struct explained *e, const char *path)
{
	e->kind = "issuer-url";
	explained_what(e, "the CA certificate of %s", ca_short(e));
	e->meaning = tell(e, "Some program on the machine met a certificate whose issuer the server had "
		"not sent along, and completes the chain.");
	explained_service(e, SERVICE_ISSUER);
	if (strcmp(path, "/") != 0)
		bad_path(e, path);
}

static void put_ocsp(struct explained *e, const char *path)
{
	struct spelling how;

	if (strcmp(path, "/") != 0 && spelling_read(e->arena, path, &how) &&
	    explain_ocsp_request(e, how.der, &how))
		return;
	e->kind = "ocsp-url";
	explained_what(e, "the OCSP service of %s", ca_short(e));
	e->meaning = tell(e, "Some program on the machine asked whether one certificate was still good.");
	explained_service(e, SERVICE_OCSP);
	explained_ocsp_state(e);
	if (e->ca != NULL && e->ca->ocsp_host == NULL)
		explained_odd(e, "no-ocsp", SEVERITY_WARN, "No certificate of this CA ever named an OCSP "
			"service.");
	if (strcmp(path, "/") != 0)
		explained_odd(e, "not-a-request", SEVERITY_WARN, "The path is no OCSP request.");
}

/* LABEL.{i,c,o}.lencr.org */
static bool put_service(struct explained *e, const char *host, const char *path)
{
	const char *dot = strchr(host, '.');
	char *label;

	if (dot == NULL || strlen(dot) != strlen(".c.lencr.org") || strcmp(dot + 2, ".lencr.org") != 0 ||
	    strchr("ico", dot[1]) == NULL)
		return false;
	label = arena_textn(e->arena, host, (size_t)(dot - host));
	if (dot[1] == 'c' && strcmp(label, "prod") == 0)
		return false;
	explained_label(e, label);
	if (dot[1] == 'c')
		put_crl(e, path);
	else if (dot[1] == 'i')
		put_issuer(e, path);
	else
		put_ocsp(e, path);
	return true;
}

/* The first seven octets of SHA-1 over the subject, as a number. */
static const struct catalog_cert *ca_by_name_id(unsigned long long id)
{
	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *c = catalog_at(i);
		unsigned long long own = 0;

		for (unsigned k = 0; k < 7; k++)
			own = own << 8 | c->name_sha1[k];
		if (own == id)
			return c;
	}
	return NULL;
}

/* http://prod.c.lencr.org/20506757847264211/126.crl */
static bool put_bucket(struct explained *e, const char *host, const char *path)
{
	const struct catalog_cert *c;
	unsigned long long id = 0;
	size_t digits;
	unsigned shard;

	if (strcmp(host, "prod.c.lencr.org") != 0)
		return false;
	e->kind = "host";
	explained_what(e, "CRL host in the form of 2022 to 2024");
	e->environment = "production";
	explained_state(e, "ended", "ended: lists have had the name of their CA in the host since");
	digits = strspn(path + 1, "0123456789");
	if (digits == 0 || digits > 17 || path[1 + digits] != '/') {
		if (strcmp(path, "/") != 0)
			bad_path(e, path);
		return true;
	}
	for (size_t i = 0; i < digits; i++)
		id = id * 10 + (unsigned long long)(path[1 + i] - '0');
	c = ca_by_name_id(id);
	if (!shard_path(e, path + digits + 2, &shard)) {
		bad_path(e, path);
		return true;
	}
	if (c != NULL)
		explained_ca(e, c);
	else
		explained_odd(e, "unknown-label", SEVERITY_WARN, "No CA of the catalog has this number.");
	put_shard(e, shard);
	explained_note(e, "This form of URL was made known to root programs from 2022 to 2024; no "
		"certificate of a site ever named it.");
	return true;
}

static void put_foreign(struct explained *e, const struct url *u, const char *user)
{
	const char *why;
	bool sure;

	e->kind = "foreign";
	explained_foreign(e, "nothing of lencr.org or Let's Encrypt");
	if (user != NULL && (strstr(user, "lencr.org") != NULL ||
	    strstr(user, "letsencrypt.org") != NULL)) {
		e->kind = "look-alike";
		explained_what(e, "a URL that shows Let's Encrypt's name and leads to %s", quoted(e, u->host));
		explained_imitation(e, "user", "What stands before the @ is a user name; the host comes "
			"behind it.");
		return;
	}
	if (lookalike(e, u->host, &why, &sure)) {
		e->kind = "look-alike";
		e->what = tell(e, sure ? "an imitation of a name of Let's Encrypt" :
			"a name like one of Let's Encrypt's that is not theirs");
		if (sure)
			explained_imitation(e, "look-alike", "%s", why);
		else
			explained_odd(e, "resembles", SEVERITY_WARN, "%s", why);
		if (e->meaning == NULL)
			e->meaning = tell(e, "Traffic that passes itself off as certificate checks is a known "
			"disguise. Treat the host as what it is: a stranger.");
		return;
	}
	if (strstr(u->path, "lencr.org") != NULL)
		explained_odd(e, "name-in-path", SEVERITY_WARN, "lencr.org stands in the path only; the "
			"host is another.");
}

static void put_unknown(struct explained *e)
{
	e->kind = "host";
	explained_what(e, "a name below lencr.org that is not of the known grammar");
	e->environment = "production";
	explained_odd(e, "unknown-label", SEVERITY_WARN, "Known are LABEL.i, LABEL.c and LABEL.o of "
		"lencr.org.");
}

/* As allow lists are written. */
static void put_pattern(struct explained *e)
{
	e->kind = "host";
	explained_what(e, "a pattern over names of lencr.org, as in an allow list");
	e->environment = "production";
	e->meaning = tell(e, "Verifiers need *.c.lencr.org and *.i.lencr.org on TCP port 80; "
		"*.o.lencr.org ended on 2025-08-06.");
}

static void put_parts(struct explained *e, struct url *u, const char *user)
{
	size_t size = strlen(u->host);

	if (size > 1 && u->host[size - 1] == '.') {
		u->host[size - 1] = '\0';
		explained_odd(e, "trailing-dot", SEVERITY_WARN, "The host is written with a final dot: the "
			"same host, but certificates do not name it so.");
	}
	e->host = str_safe_text(e->arena, u->host);
	if (lencr_host(u->host)) {
		if (str_starts(u->host, "*."))
			put_pattern(e);
		else if (!put_service(e, u->host, u->path) && !put_bucket(e, u->host, u->path) &&
		    !explain_older_host(e, u->host, u->path))
			put_unknown(e);
	} else if (!explain_older_host(e, u->host, u->path)) {
		put_foreign(e, u, user);
		return;
	}
	if (strcmp(e->kind, "website") != 0 && strcmp(e->kind, "acme") != 0 &&
	    strcmp(e->kind, "test-site") != 0)
		put_transport(e, u);
}

static bool explain_disguised(struct explained *e, const char *text, const char *from, const char *end,
	const char *user)
{
	char *plain = url_undisguised(e->arena, text, from, end);
	const char *why;
	struct url u;

	if (plain == NULL || !url_read(e->arena, view_of_text(plain), &u, &why))
		return false;
	put_parts(e, &u, user);
	e->url = str_safe_text(e->arena, text);
	explained_odd(e, "disguised-host", SEVERITY_WARN, "The host is written with escapes or with the full "
		"stops of another script: some programs take it for %s, others for none.", quoted(e, u.host));
	return true;
}

/* It is no URL by what stands behind the host; whose host it is does not change by that. */
static bool explain_bad_path(struct explained *e, const char *text, const char *path, const char *user,
	const char *bad)
{
	const char *why;
	struct url u;

	if (!url_read(e->arena, view_of_text(url_escaped(e->arena, text, path)), &u, &why))
		return false;
	put_parts(e, &u, user);
	e->url = str_safe_text(e->arena, text);
	explained_odd(e, "malformed-url", SEVERITY_WARN, "This is no URL: %s.", tell(e, bad));
	return true;
}

bool explain_url(struct explained *e, const char *text)
{
	const char *scheme = strstr(text, "://"), *end, *sign = NULL, *why;
	struct arena *a = e->arena;
	char *user = NULL;
	struct url u;

	if (scheme == NULL || scheme == text || strpbrk(text, " \t\r\n") != NULL ||
	    strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-") !=
		    (size_t)(scheme - text))
		return false;
	end = scheme + 3 + strcspn(scheme + 3, "/?#");
	for (const char *at = scheme + 3; at < end; at++)
		if (*at == '@')
			sign = at;
	if (sign != NULL)
		user = arena_textn(a, scheme + 3, (size_t)(sign - scheme - 3));
	if (url_read(a, view_of_text(text), &u, &why)) {
		put_parts(e, &u, user);
		e->url = str_safe_text(a, text);
		if (e->outcome == EXPLAIN_KNOWN)
			e->cache_name = cache_name_of(a, text);
		return true;
	}
	if (explain_disguised(e, text, sign == NULL ? scheme + 3 : sign + 1, end, user) ||
	    explain_bad_path(e, text, end, user, why))
		return true;
	/* Not a URL by the strict rules: names in other scripts, tricks, or simply broken. */
	u = (struct url){ .path = arena_text(a, "/") };
	u.host = arena_textn(a, sign == NULL ? scheme + 3 : sign + 1,
		(size_t)(end - (sign == NULL ? scheme + 3 : sign + 1)));
	for (char *c = u.host; *c != '\0'; c++)
		*c = str_lower(*c);
	u.host[strcspn(u.host, ":\\")] = '\0';
	put_foreign(e, &u, user);
	e->host = str_safe_text(a, u.host);
	if (strchr(text, '\\') != NULL && strstr(text, "lencr.org") != NULL)
		explained_imitation(e, "backslash", "A backslash in a URL is read as a slash by some "
			"programs and not by others, so that they go to different hosts.");
	explained_odd(e, "malformed-url", SEVERITY_WARN, "This is no URL: %s.", tell(e, why));
	return true;
}

bool explain_host(struct explained *e, const char *text)
{
	size_t size = strcspn(text, "/?#"), host = strcspn(text, ":/?#@\\");
	bool bare = text[size] == '\0' && strchr(text, '@') == NULL;
	const char *dot = memchr(text, '.', host);
	struct lencr_url parts;

	/* ".c.lencr.org", as Squid and others write patterns. */
	if (text[0] == '.' && text[1] != '.' && bare && lencr_host(text))
		return explain_host(e, arena_format(e->arena, "*%s", text));
	/* "//x1.c.lencr.org/" without its scheme. */
	if (str_starts(text, "//") && text[2] != '/')
		return explain_host(e, text + 2);
	if (dot == NULL || dot == text || strpbrk(text, " \t\r\n'\"<>=,;") != NULL)
		return false;
	if (!explain_url(e, arena_format(e->arena, "http://%s", text)))
		return false;
	/* No scheme was written, so that none is odd; the object may be any of the host. */
	e->url = bare ? NULL : e->url;
	e->cache_name = bare ? NULL : e->cache_name;
	if (bare && e->kind != NULL && e->outcome == EXPLAIN_KNOWN && strcmp(e->kind, "host") != 0 &&
	    lencr_url_read(e->arena, arena_format(e->arena, "http://%s", e->host), &parts))
		explained_what(e, "host of %s", e->what);
	return true;
}
