#include "cli/options_set.h"

#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "cli/opt.h"
#include "doc/writer.h"

#define SETTER(name) bool set_##name(struct settings *s, const char *value, struct err *e)
#define NO_VALUE() ((void)value, (void)e)

/* Index of VALUE in "a|b|c"; the table has already refused others. */
static int choice(const char *values, const char *value)
{
	size_t size = strlen(value);
	int index = 0;

	for (const char *at = values; at != NULL; at = strchr(at, '|'), index++) {
		if (*at == '|')
			at++;
		if (strncmp(at, value, size) == 0 && (at[size] == '|' || at[size] == '\0'))
			return index;
	}
	return 0;
}

static bool add(struct settings *s, struct texts *t, const char *value)
{
	texts_put(t, s->arena, value);
	return true;
}

/* What is no longer in force, or stands there twice, is not told. */
static void unrelax(struct settings *s, const char *text, bool whole)
{
	size_t left = 0;

	for (size_t i = 0; i < s->relaxed.count; i++)
		if (whole ? strcmp(s->relaxed.list[i], text) != 0 : !str_starts(s->relaxed.list[i], text))
			s->relaxed.list[left++] = s->relaxed.list[i];
	s->relaxed.count = left;
}

static void relax(struct settings *s, const char *option, const char *value)
{
	const char *text = value == NULL ? option :
		arena_format(s->arena, "%s=%s", option, str_safe_text(s->arena, value));

	unrelax(s, text, true);
	texts_put(&s->relaxed, s->arena, text);
}

SETTER(trust) { (void)e; return add(s, &s->trust, value); }
SETTER(untrusted) { (void)e; return add(s, &s->untrusted, value); }
SETTER(crl) { (void)e; return add(s, &s->crls, value); }
SETTER(ocsp) { (void)e; return add(s, &s->ocsps, value); }

SETTER(name)
{
	if (value[0] == '\0')
		return err_set(e, ERR_USAGE, "an empty name");
	s->name = value;
	return true;
}

SETTER(purpose)
{
	(void)e;
	s->policy.purpose = (enum purpose)choice("server|client|any", value);
	return true;
}

SETTER(profile)
{
	(void)e;
	s->policy.profile = (enum profile)choice("auto|webpki|rfc5280", value);
	return true;
}

SETTER(at)
{
	if (!when_read(value, &s->at))
		return err_set(e, ERR_USAGE, "'%s' is not a time; write 2026-11-21T00:00:00Z or @1795219200",
			str_safe_text(s->arena, value));
	s->at_given = true;
	return true;
}

SETTER(revocation)
{
	(void)e;
	s->policy.revocation = (enum revocation_mode)choice("require|offered|soft|off", value);
	return true;
}

SETTER(scope)
{
	(void)e;
	s->policy.scope = (enum scope_mode)choice("chain|leaf", value);
	return true;
}

SETTER(method)
{
	(void)e;
	s->policy.method = (enum method_mode)choice("any|crl|ocsp|both", value);
	return true;
}

static bool span(struct settings *s, const char *value, int64_t *ms, struct err *e)
{
	if (!when_read_span(value, ms) || *ms == 0)
		return err_set(e, ERR_USAGE, "'%s' is not a span; write a number with ms, s, m, h or d, "
			"as in 90s", str_safe_text(s->arena, value));
	return true;
}

static bool number(struct settings *s, const char *value, unsigned long least, unsigned long most,
	unsigned long *out, struct err *e)
{
	if (!str_number(value, most, out) || *out < least)
		return err_set(e, ERR_USAGE, "'%s' is not a number from %lu to %lu",
			str_safe_text(s->arena, value), least, most);
	return true;
}

SETTER(max_age)
{
	int64_t ms;

	if (!span(s, value, &ms, e))
		return false;
	s->policy.max_age = ms < 1000 ? 1 : ms / 1000;
	return true;
}

SETTER(max_depth)
{
	unsigned long n;

	if (!number(s, value, 0, 100, &n, e))
		return false;
	s->policy.max_depth = (unsigned)n;
	return true;
}

/* Dotted decimal with at least two arcs, the first 0 to 2, the second below 40
 * where that is 0 or 1 (X.690 section 8.19.4). */
static bool is_oid(const char *text)
{
	bool dot = true, dots = false;

	if (text[0] < '0' || text[0] > '2' || text[1] != '.')
		return false;
	if (text[0] != '2' && (strspn(text + 2, "0123456789") > 2 ||
	    (strspn(text + 2, "0123456789") == 2 && text[2] > '3')))
		return false;
	for (; *text != '\0'; text++) {
		if (*text == '.' && dot)
			return false;
		if (*text != '.' && (*text < '0' || *text > '9'))
			return false;
		dot = *text == '.';
		dots = dots || dot;
	}
	return dots && !dot;
}

SETTER(policy)
{
	if (!is_oid(value))
		return err_set(e, ERR_USAGE, "'%s' is not an OID; write it dotted, as in 2.23.140.1.2.1",
			str_safe_text(s->arena, value));
	return add(s, &s->policies, value);
}

SETTER(explicit_policy) { NO_VALUE(); s->policy.explicit_policy = true; return true; }
SETTER(inhibit_any) { NO_VALUE(); s->policy.inhibit_any = true; return true; }
SETTER(inhibit_mapping) { NO_VALUE(); s->policy.inhibit_mapping = true; return true; }
SETTER(as_served) { NO_VALUE(); s->policy.as_served = true; return true; }

static bool no_word(struct settings *s, const char *text, struct err *e)
{
	const char *words[WORD_COUNT + 1], *near;
	size_t count = 0;

	while (count < WORD_COUNT) {
		words[count] = word_text((enum word)count);
		count++;
	}
	words[count++] = "warn";
	near = opt_nearest(text, words, count);
	return err_set(e, ERR_USAGE, "'%s' is no finding word; %s%s%s`lencr self findings` lists them all",
		str_safe_text(s->arena, text), near == NULL ? "" : "did you mean ", near == NULL ? "" : near,
		near == NULL ? "" : "? ");
}

SETTER(fail_on)
{
	for (const char *at = value; at != NULL;) {
		const char *comma = strchr(at, ',');
		size_t size = comma == NULL ? strlen(at) : (size_t)(comma - at);
		char *text = arena_textn(s->arena, at, size);
		enum word word, *slot;

		at = comma == NULL ? NULL : comma + 1;
		if (strcmp(text, "warn") == 0) {
			s->fail_on_warn = true;
			continue;
		}
		if (!word_from_text(text, &word))
			return no_word(s, text, e);
		slot = arena_more(s->arena, &s->fail_on, s->fail_on_count, &s->fail_on_space, sizeof *slot);
		*slot = word;
		s->fail_on_count++;
	}
	return true;
}

SETTER(warn_days)
{
	unsigned long n;

	if (!number(s, value, 0, 36500, &n, e))
		return false;
	s->policy.warn_left = n == 0 ? -1 : (int64_t)n * WHEN_DAY;
	return true;
}

SETTER(write_chain)
{
	if (value[0] == '\0')
		return err_set(e, ERR_USAGE, "an empty name of a file");
	s->write_chain = value;
	return true;
}

SETTER(host) { NO_VALUE(); s->guess = GUESS_HOST; return true; }
SETTER(file) { NO_VALUE(); s->guess = GUESS_FILE; return true; }

SETTER(connect)
{
	const char *colon = strrchr(value, ':');
	unsigned long n;

	if (colon == NULL || colon == value || !str_number(colon + 1, 65535, &n) || n == 0)
		return err_set(e, ERR_USAGE, "'%s' is not HOST:PORT", str_safe_text(s->arena, value));
	s->connect = value;
	return true;
}

SETTER(sni) { (void)e; s->sni = value; return true; }
SETTER(only_v4) { NO_VALUE(); s->net.only_v4 = true; s->net.only_v6 = false; return true; }
SETTER(only_v6) { NO_VALUE(); s->net.only_v6 = true; s->net.only_v4 = false; return true; }
SETTER(key) { (void)e; s->key = strcmp(value, "any") == 0 ? NULL : value; return true; }
SETTER(nonce) { NO_VALUE(); s->policy.ocsp_nonce = true; return true; }

SETTER(jobs)
{
	unsigned long n;

	if (!number(s, value, 1, 256, &n, e))
		return false;
	s->jobs = (unsigned)n;
	return true;
}

SETTER(timeout) { return span(s, value, &s->timeout_ms, e); }

SETTER(offline)
{
	NO_VALUE();
	s->policy.offline = s->net.offline = true;
	return true;
}

SETTER(no_fetch) { NO_VALUE(); s->policy.no_fetch = true; return true; }
SETTER(refresh) { NO_VALUE(); s->refresh = true; return true; }
SETTER(no_cache) { NO_VALUE(); s->no_cache = true; return true; }

SETTER(cache)
{
	if (value[0] == '\0')
		return err_set(e, ERR_USAGE, "an empty name of a directory");
	s->cache_dir = value;
	s->no_cache = false;
	return true;
}

/* HOST:PORT, or ADDRESS:PORT several times with commas and the same port. */
static bool is_via(const char *value)
{
	while (value != NULL) {
		const char *comma = strchr(value, ',');
		size_t size = comma == NULL ? strlen(value) : (size_t)(comma - value), at = size;
		unsigned long port = 0;

		while (at > 0 && value[at - 1] >= '0' && value[at - 1] <= '9')
			at--;
		for (size_t i = at; i < size && port <= 65535; i++)
			port = port * 10 + (unsigned long)(value[i] - '0');
		if (at < 2 || at == size || value[at - 1] != ':' || port == 0 || port > 65535)
			return false;
		value = comma == NULL ? NULL : comma + 1;
	}
	return true;
}

SETTER(via)
{
	bool http = str_starts(value, "http="), tls = str_starts(value, "tls=");
	const char *place = http ? value + 5 : tls ? value + 4 : value;

	if (!is_via(place))
		return err_set(e, ERR_USAGE, "'%s' is not HOST:PORT, http=HOST:PORT or tls=HOST:PORT",
			str_safe_text(s->arena, value));
	if (!tls)
		s->net.via_http = place;
	if (!http)
		s->net.via_tls = place;
	/* One for a single kind leaves the other kind as it was. */
	unrelax(s, http ? "via=http=" : tls ? "via=tls=" : "via=", false);
	relax(s, "via", value);
	return true;
}

SETTER(allow_private)
{
	struct cidr cidr, *slot;

	if (!cidr_read(value, &cidr))
		return err_set(e, ERR_USAGE, "'%s' is not a range of addresses; write it as in 10.0.0.0/8 or "
			"fd00::/8", str_safe_text(s->arena, value));
	slot = arena_more(s->arena, &s->cidrs, s->cidr_count, &s->cidr_space, sizeof *slot);
	*slot = cidr;
	s->cidr_count++;
	s->net.allow_private = s->cidrs;
	s->net.allow_private_count = s->cidr_count;
	relax(s, "allow-private", value);
	return true;
}

SETTER(allow_port)
{
	unsigned long n;
	unsigned *slot;

	if (!number(s, value, 1, 65535, &n, e))
		return false;
	slot = arena_more(s->arena, &s->ports, s->port_count, &s->port_space, sizeof *slot);
	*slot = (unsigned)n;
	s->port_count++;
	s->net.allow_ports = s->ports;
	s->net.allow_port_count = s->port_count;
	relax(s, "allow-port", value);
	return true;
}

SETTER(allow_https)
{
	NO_VALUE();
	s->net.allow_https = true;
	relax(s, "allow-https", NULL);
	return true;
}

/* Else every fetch would fail, and the network would be blamed for it. */
static bool is_proxy(const char *value, const char *scheme)
{
	static const char *const schemes[] = { "http", "https", "socks4", "socks4a", "socks5",
		"socks5h" };
	const char *at = strrchr(value, '@');
	const char *host = at != NULL ? at + 1 : scheme != NULL ? scheme + 3 : value;
	bool known = scheme == NULL;

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes && !known; i++)
		known = (size_t)(scheme - value) == strlen(schemes[i]) && str_starts(value, schemes[i]);
	return known && strcspn(host, ":/") > 0 &&
		(host[0] != '[' || strchr(host, ']') != NULL);
}

SETTER(proxy)
{
	const char *scheme = strstr(value, "://"), *at = strrchr(value, '@');

	if (!is_proxy(value, scheme))
		return err_set(e, ERR_USAGE, "not 'env' and no proxy: write HOST:PORT, or http://, https://, "
			"socks4://, socks4a://, socks5:// or socks5h:// before it");
	s->net.proxy = value;
	/* A report is shown to others: without name and password. */
	if (at != NULL)
		value = arena_format(s->arena, "%.*s***%s", scheme == NULL ? 0 :
			(int)(scheme + 3 - value), value, at);
	unrelax(s, "proxy=", false);
	relax(s, "proxy", value);
	return true;
}

SETTER(max_crl)
{
	uint64_t bytes;

	if (!when_read_size(value, &bytes) || bytes == 0 || bytes > SIZE_MAX / 4)
		return err_set(e, ERR_USAGE, "'%s' is not a size; write a number with k, M or G, as in 64M",
			str_safe_text(s->arena, value));
	s->policy.most.crl_bytes = (size_t)bytes;
	return true;
}

SETTER(format)
{
	const char *const *formats = writer_formats();
	struct str list;

	for (size_t i = 0; formats[i] != NULL; i++)
		if (strcmp(formats[i], value) == 0) {
			s->format = value;
			s->format_given = true;
			return true;
		}
	str_init(&list, 300);
	for (size_t i = 0; formats[i] != NULL; i++)
		str_put_format(&list, "%s%s", i == 0 ? "" : ", ", formats[i]);
	err_set(e, ERR_USAGE, "'%s' is not a format; there are: %s", str_safe_text(s->arena, value),
		str_text(&list));
	str_clear(&list);
	return false;
}

SETTER(json) { NO_VALUE(); s->format = "json"; s->format_given = true; return true; }
SETTER(jsonl) { NO_VALUE(); s->format = "jsonl"; s->format_given = true; return true; }
SETTER(verbose) { NO_VALUE(); s->level = s->level < 1 ? 1 : 2; return true; }
SETTER(quiet) { NO_VALUE(); s->level = -1; return true; }

SETTER(lang) { (void)e; s->lang = value; return true; }

SETTER(colour)
{
	(void)e;
	s->colour = (enum colour_choice)choice("auto|always|never", value);
	return true;
}

SETTER(port)
{
	unsigned long n;

	if (!number(s, value, 0, 65535, &n, e))
		return false;
	s->port = (unsigned)n;
	return true;
}

SETTER(fault) { (void)e; return add(s, &s->faults, value); }

SETTER(clock)
{
	if (!when_read(value, &s->clock))
		return err_set(e, ERR_USAGE, "'%s' is not a time; write 2026-11-21T00:00:00Z or @1795219200",
			str_safe_text(s->arena, value));
	s->clock_given = true;
	return true;
}

SETTER(root_out)
{
	if (value[0] == '\0')
		return err_set(e, ERR_USAGE, "an empty name of a file");
	s->root_out = value;
	return true;
}

SETTER(ready) { NO_VALUE(); s->ready = true; return true; }
SETTER(help) { NO_VALUE(); s->help = true; return true; }
SETTER(version) { NO_VALUE(); s->version = true; return true; }
