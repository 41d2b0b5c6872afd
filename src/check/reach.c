/* reach: why an attempt failed, what was odd about an answer, what to do. */
#include "check/state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/url.h"
#include "base/when.h"
#include "known/lencr_url.h"

#define CLOCKS_AGREE 60 /* seconds between two hosts that tell the same time */

/* What to write into a ticket. */
enum cure {
	CURE_WORD,       /* the word's own remedy will do */
	CURE_OPEN,       /* let TCP through */
	CURE_NAME,       /* let the name be resolved */
	CURE_UNBLOCK,    /* take the name off a block list */
	CURE_PRIVATE, CURE_PORT, CURE_SCHEME, CURE_BIGGER, CURE_PROXY,
};

struct reach_row { enum word word; enum cure cure; };

static const struct reach_row rows[REACH_COUNT] = {
	[REACH_OK] = { WORD_COUNT, CURE_WORD },
	[REACH_NOT_ASKED] = { WORD_NOT_ASKED, CURE_WORD },
	[REACH_OFFLINE] = { WORD_OFFLINE, CURE_WORD },
	[REACH_BUDGET] = { WORD_BUDGET_SPENT, CURE_WORD },
	[REACH_URL_REFUSED] = { WORD_URL_REFUSED, CURE_WORD },
	[REACH_SCHEME_REFUSED] = { WORD_SCHEME_REFUSED, CURE_SCHEME },
	[REACH_PORT_REFUSED] = { WORD_PORT_REFUSED, CURE_PORT },
	[REACH_ADDRESS_REFUSED] = { WORD_ADDRESS_REFUSED, CURE_PRIVATE },
	[REACH_SINKHOLED] = { WORD_FETCH_SINKHOLED, CURE_UNBLOCK },
	[REACH_UNRESOLVED] = { WORD_FETCH_UNRESOLVED, CURE_NAME },
	[REACH_REFUSED] = { WORD_FETCH_REFUSED, CURE_OPEN },
	[REACH_UNROUTABLE] = { WORD_FETCH_UNROUTABLE, CURE_OPEN },
	[REACH_CONNECT_TIMED_OUT] = { WORD_FETCH_TIMED_OUT_CONNECTING, CURE_OPEN },
	[REACH_TIMED_OUT] = { WORD_FETCH_TIMED_OUT_WAITING, CURE_WORD },
	[REACH_TOO_SLOW] = { WORD_FETCH_TIMED_OUT_RECEIVING, CURE_WORD },
	[REACH_RESET] = { WORD_FETCH_RESET, CURE_OPEN },
	[REACH_TRUNCATED] = { WORD_FETCH_TRUNCATED, CURE_WORD },
	[REACH_TLS_FAILED] = { WORD_FETCH_TLS_FAILED, CURE_WORD },
	[REACH_BAD_STATUS] = { WORD_FETCH_BAD_STATUS, CURE_WORD },
	[REACH_REDIRECT_REFUSED] = { WORD_FETCH_REDIRECT_REFUSED, CURE_WORD },
	[REACH_REDIRECT_LOOP] = { WORD_FETCH_REDIRECT_LOOP, CURE_WORD },
	[REACH_REDIRECTS] = { WORD_FETCH_TOO_MANY_REDIRECTS, CURE_WORD },
	[REACH_TOO_BIG] = { WORD_FETCH_TOO_BIG, CURE_BIGGER },
	[REACH_ENCODED] = { WORD_FETCH_ENCODED, CURE_WORD },
	[REACH_BAD_HTTP] = { WORD_FETCH_BAD_HTTP, CURE_WORD },
	[REACH_PROXY_FAILED] = { WORD_FETCH_PROXY_FAILED, CURE_PROXY },
	[REACH_NOT_FOUND] = { WORD_NOT_FOUND, CURE_WORD },
	[REACH_INTERRUPTED] = { WORD_INTERRUPTED, CURE_WORD },
};

/* Host and port of a want; false: its URL cannot be split. */
static bool place(struct check *c, const struct ask *ask, struct url *url)
{
	const char *why;

	return url_read(c->arena, view_of_text(ask->want.url), url, &why);
}

/* Let's Encrypt moves certificates between shards and labels: a ticket should
 * ask for all of its names at once. */
static const char *names_to_allow(const struct url *url)
{
	return lencr_host(url->host) ? "*.c.lencr.org and *.i.lencr.org" : url->host;
}

static const char *private_remedy(struct check *c, const struct outcome *o)
{
	if (!o->address)
		return NULL;
	return arena_format(c->arena, "if that address is meant: --allow-private %s/%d",
		str_safe_text(c->arena, o->address), strchr(o->address, ':') ? 128 : 32);
}

static const char *scheme_remedy(struct check *c, const struct url *url)
{
	if (strcmp(url->scheme, "https") == 0)
		return "--allow-https fetches it all the same";
	return arena_format(c->arena, "%s is never fetched: fetch it by other means and give it "
		"with --crl, --ocsp or --untrusted", url->scheme);
}

/* The user's own target: it may be misspelled, and --connect may be elsewhere. */
static const char *target_remedy(struct check *c, enum cure cure, const struct url *url)
{
	const char *connect = url->query ? strstr(url->query, "connect=") : NULL;
	size_t size = connect ? strcspn(connect += strlen("connect="), "&%") : 0;

	if (cure == CURE_OPEN && connect && connect[size] != '%')
		return arena_format(c->arena, "let something listen at %.*s, and allow TCP to it",
			(int)size, connect);
	if (cure == CURE_NAME)
		return arena_format(c->arena, "check the spelling of %s; where no name at all is resolved, "
			"this machine has no name server or no network", url->host);
	return NULL;
}

static bool told(const struct outcome *o, const char *text)
{
	return o->detail != NULL && strstr(o->detail, text) != NULL;
}

/* The phase in the detail tells a proxy that is not there from one that refuses. */
static const char *proxy_remedy(struct check *c, const struct ask *ask, const struct outcome *o,
	const struct url *url)
{
	if (told(o, "wants a password"))
		return "give the proxy's name and password: --proxy http://NAME:PASSWORD@HOST:PORT";
	if (!told(o, "asking the proxy") && o->http_status == 0)
		return "see whether the proxy that --proxy names listens there and takes connections from "
			"here";
	if (ask->want.why == WHY_TARGET)
		return arena_format(c->arena, "let the proxy open connections (CONNECT) to %s port %u",
			url->host, url->port);
	return arena_format(c->arena, "let the proxy pass HTTP to %s", names_to_allow(url));
}

static const char *remedy(struct check *c, const struct ask *ask, const struct outcome *o)
{
	/* Behind a proxy such a status may be its own. */
	enum cure cure = o->reach == REACH_BAD_STATUS && told(o, "by the proxy at") &&
		(o->http_status == 403 || o->http_status >= 500) ? CURE_PROXY : rows[o->reach].cure;
	struct url url;

	if (cure == CURE_WORD || !place(c, ask, &url))
		return NULL;
	if (ask->want.why == WHY_TARGET && target_remedy(c, cure, &url))
		return target_remedy(c, cure, &url);
	switch (cure) {
	case CURE_OPEN:
		return arena_format(c->arena, "allow TCP %u to %s", url.port, names_to_allow(&url));
	case CURE_NAME:
		return arena_format(c->arena, "let the name server resolve %s", names_to_allow(&url));
	case CURE_UNBLOCK:
		return arena_format(c->arena, "take %s off the block list", names_to_allow(&url));
	case CURE_PRIVATE:
		return private_remedy(c, o);
	case CURE_PORT:
		return arena_format(c->arena, "if that port is meant: --allow-port %u", url.port);
	case CURE_SCHEME:
		return scheme_remedy(c, &url);
	case CURE_BIGGER:
		return ask->want.why == WHY_CRL ? "--max-crl SIZE allows larger ones" : NULL;
	case CURE_PROXY:
		return proxy_remedy(c, ask, o, &url);
	case CURE_WORD:
		break;
	}
	return NULL;
}

static const char *detail(struct check *c, const struct ask *ask, const struct outcome *o)
{
	const char *url = str_safe_text(c->arena, ask->want.url);

	if (o->detail)
		return arena_format(c->arena, "%s: %s", url, str_safe_text(c->arena, o->detail));
	if (o->http_status != 0)
		return arena_format(c->arena, "%s: status %d", url, o->http_status);
	return url;
}

void reach_note(struct check *c, const struct ask *ask, const struct outcome *o)
{
	const struct reach_row *row = &rows[o->reach];
	const char *text = detail(c, ask, o);
	struct finding *f;

	/* That the trust store lacks a certificate is no news. */
	if (ask->want.why == WHY_ANCHOR && (o->reach == REACH_NOT_FOUND || o->reach == REACH_OFFLINE))
		return;
	if (ask->evidence)
		f = findings_add(&c->found, row->word, ABOUT_EVIDENCE, ask->evidence->id, "%s", text);
	else
		f = findings_add(&c->found, row->word, ABOUT_TARGET, 0, "%s", text);
	f->remedy = remedy(c, ask, o);
	if (ask->want.why != WHY_TARGET)
		return;
	f->severity = SEVERITY_FAIL;
	findings_add(&c->found, WORD_TARGET_UNREACHABLE, ABOUT_TARGET, 0, "%s: %s",
		reach_word(o->reach), text);
}

/* --- answers that came ------------------------------------------------------------ */

/* The registered types, by what was asked for (RFC 2585, RFC 5652, RFC 6960). */
static bool type_registered(enum want_why why, const char *type)
{
	static const struct { enum want_why why; const char *type; } types[] = {
		{ WHY_ISSUER, "application/pkix-cert" },
		{ WHY_ISSUER, "application/pkcs7-mime" },
		{ WHY_ISSUER, "application/x-pkcs7-certificates" },
		{ WHY_CRL, "application/pkix-crl" },
		{ WHY_OCSP, "application/ocsp-response" },
	};
	size_t size = strcspn(type, "; \t");

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		size_t k = 0;

		if (types[i].why != why || strlen(types[i].type) != size)
			continue;
		while (k < size && str_lower(type[k]) == types[i].type[k])
			k++;
		if (k == size)
			return true;
	}
	return false;
}

void reach_note_answer(struct check *c, const struct ask *ask, const struct outcome *o)
{
	const char *type = http_head_get(&o->head, "Content-Type");
	struct evidence *e = ask->evidence;

	if (!e || ask->want.why == WHY_TARGET)
		return;
	if (type && !type_registered(ask->want.why, type))
		findings_add(&c->found, WORD_CONTENT_TYPE_ODD, ABOUT_EVIDENCE, e->id, "%s: %s",
			str_safe_text(c->arena, ask->want.url), str_safe_text(c->arena, type));
	if (o->not_revalidated)
		findings_add(&c->found, WORD_NOT_REVALIDATED, ABOUT_EVIDENCE, e->id, "%s: %s",
			str_safe_text(c->arena, ask->want.url), reach_word(o->retry_reach));
}

/* --- clocks ------------------------------------------------------------------------ */

static int64_t header_age(const struct http_head *head)
{
	const char *text = http_head_get(head, "Age");
	unsigned long age;

	return text && str_number(text, 1000000000UL, &age) ? (int64_t)age : 0;
}

void reach_see_clock(struct check *c, const struct ask *ask, const struct outcome *o)
{
	const char *text = http_head_get(&o->head, "Date");
	struct url url;
	int64_t date;

	if (!text || (o->from != FROM_NETWORK && o->from != FROM_REVALIDATED) ||
	    o->answered_at == WHEN_NONE || !when_read_http(text, &date) || !place(c, ask, &url))
		return;
	arena_more(c->arena, &c->sights, c->sight_count, &c->sight_space, sizeof *c->sights);
	c->sights[c->sight_count++] = (struct clock_sight){ url.host,
		date + header_age(&o->head) - o->answered_at };
}

static int64_t distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

/* Two hosts that agree with each other and not with us. */
void reach_note_clock(struct check *c)
{
	for (size_t i = 0; i < c->sight_count; i++)
		for (size_t k = 0; k < i; k++) {
			const struct clock_sight *a = &c->sights[k], *b = &c->sights[i];

			if (strcmp(a->host, b->host) == 0 ||
			    distance(a->ahead, b->ahead) > CLOCKS_AGREE ||
			    distance(a->ahead, 0) <= c->policy->skew ||
			    distance(b->ahead, 0) <= c->policy->skew)
				continue;
			findings_add(&c->found, WORD_CLOCK_SKEW, ABOUT_TARGET, 0,
				"%s and %s say that this clock is %s %s", a->host, b->host,
				when_span_text(c->arena, a->ahead),
				a->ahead > 0 ? "slow" : "fast");
			return;
		}
}
