/* Names that are made to look like lencr.org or letsencrypt.org. */
#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "known/explain_parts.h"

#define POINTS_MAX 64 /* code points of a label, RFC 1035 */

/* What looks like which ASCII letter; the letters that matter here only. */
static const struct { uint32_t point; char like; } likes[] = {
	{ '0', 'o' }, { '1', 'l' }, { 'i', 'l' }, { '|', 'l' }, { '!', 'l' }, { '3', 'e' },
	{ '5', 's' }, { '7', 't' }, { 0xe7, 'c' }, { 0xe8, 'e' }, { 0xe9, 'e' }, { 0xea, 'e' },
	{ 0xeb, 'e' }, { 0xec, 'l' }, { 0xed, 'l' }, { 0xf1, 'n' }, { 0xf3, 'o' }, { 0xf6, 'o' },
	{ 0xf2, 'o' }, { 0xf8, 'o' }, { 0x107, 'c' }, { 0x10b, 'c' }, { 0x10d, 'c' }, { 0x113, 'e' },
	{ 0x117, 'e' }, { 0x119, 'e' }, { 0x11b, 'e' }, { 0x121, 'g' }, { 0x131, 'l' }, { 0x13a, 'l' },
	{ 0x13c, 'l' }, { 0x142, 'l' }, { 0x144, 'n' }, { 0x146, 'n' }, { 0x148, 'n' }, { 0x155, 'r' },
	{ 0x157, 'r' }, { 0x159, 'r' }, { 0x15b, 's' }, { 0x161, 's' }, { 0x163, 't' }, { 0x165, 't' },
	{ 0x3b5, 'e' }, { 0x3b9, 'l' }, { 0x3bf, 'o' }, { 0x3c1, 'p' }, { 0x3c4, 't' }, { 0x433, 'r' },
	{ 0x435, 'e' }, { 0x43e, 'o' }, { 0x43f, 'n' }, { 0x440, 'p' }, { 0x441, 'c' }, { 0x442, 't' },
	{ 0x443, 'y' }, { 0x451, 'e' }, { 0x455, 's' }, { 0x456, 'l' }, { 0x4cf, 'l' }, { 0x578, 'n' },
	{ 0x585, 'o' }, { 0x261, 'g' }, { 0x2113, 'l' },
};

static uint32_t digit_of(char c)
{
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a');
	if (c >= '0' && c <= '9')
		return (uint32_t)(c - '0') + 26;
	return UINT32_MAX;
}

static uint32_t bias_after(uint32_t delta, uint32_t count, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / 700 : delta / 2;
	for (delta += delta / count; delta > 455; k += 36)
		delta /= 35;
	return k + 36 * delta / (delta + 38);
}

/* RFC 3492 section 6.2, TEXT without "xn--"; the number of code points, 0: malformed. */
static size_t punycode(const char *text, uint32_t out[POINTS_MAX])
{
	const char *dash = strrchr(text, '-'), *at = dash == NULL ? text : dash + 1;
	uint32_t n = 128, i = 0, bias = 72;
	size_t count = 0;

	for (const char *c = text; dash != NULL && c < dash && count < POINTS_MAX; c++)
		out[count++] = (uint8_t)*c;
	while (*at != '\0') {
		uint32_t before = i, weight = 1;

		for (uint32_t k = 36;; k += 36) {
			uint32_t digit = digit_of(*at), least;

			if (*at == '\0' || digit == UINT32_MAX || digit > (UINT32_MAX - i) / weight)
				return 0;
			at++;
			i += digit * weight;
			least = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
			if (digit < least)
				break;
			if (weight > UINT32_MAX / (36 - least))
				return 0;
			weight *= 36 - least;
		}
		if (count >= POINTS_MAX)
			return 0;
		bias = bias_after(i - before, (uint32_t)count + 1, before == 0);
		n += i / (uint32_t)(count + 1);
		i %= (uint32_t)(count + 1);
		memmove(out + i + 1, out + i, (count - i) * sizeof *out);
		out[i++] = n;
		count++;
	}
	return count;
}

/* UTF-8 to code points; bytes that are none count as themselves. */
static size_t points_of(const char *text, uint32_t out[POINTS_MAX])
{
	size_t count = 0;

	while (*text != '\0' && count < POINTS_MAX) {
		uint8_t c = (uint8_t)*text++;
		unsigned more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
		uint32_t point = more == 0 ? c : c & (0x3fu >> more);

		for (; more > 0 && ((uint8_t)*text & 0xc0) == 0x80; more--)
			point = point << 6 | ((uint8_t)*text++ & 0x3fu);
		out[count++] = point;
	}
	return count;
}

/* A label as the eye reads it: "1encr" and "xn--…" become "lencr". */
static char *read_by_eye(struct arena *arena, const char *label)
{
	uint32_t points[POINTS_MAX];
	size_t count = 0, size = 0;
	char *out = arena_take(arena, POINTS_MAX * 2 + 1);

	if (str_starts(label, "xn--"))
		count = punycode(label + 4, points);
	if (count == 0)
		count = points_of(label, points);
	for (size_t i = 0; i < count; i++) {
		char c = points[i] < 0x80 ? (char)points[i] : '?';

		for (size_t k = 0; k < sizeof likes / sizeof *likes; k++)
			if (likes[k].point == points[i])
				c = likes[k].like;
		if (c == '-')
			continue;
		out[size++] = c;
	}
	out[size] = '\0';
	return out;
}

/* Whether one letter was changed, left out, put in, or two were swapped. */
static bool one_slip(const char *a, const char *b)
{
	size_t sa = strlen(a), sb = strlen(b), head = 0, tail = 0;

	while (head < sa && head < sb && a[head] == b[head])
		head++;
	while (tail < sa - head && tail < sb - head && a[sa - 1 - tail] == b[sb - 1 - tail])
		tail++;
	sa -= head + tail;
	sb -= head + tail;
	if (sa <= 1 && sb <= 1)
		return sa + sb > 0;
	return sa == 2 && sb == 2 && a[head] == b[head + 1] && a[head + 1] == b[head];
}

struct parts { char *label[3]; size_t count; }; /* the last labels, top level first */

static void split(struct arena *arena, const char *host, struct parts *out)
{
	const char *end = host + strlen(host);

	*out = (struct parts){ .count = 0 };
	while (end > host && out->count < 3) {
		const char *from = end;

		while (from > host && from[-1] != '.')
			from--;
		out->label[out->count++] = arena_textn(arena, from, (size_t)(end - from));
		end = from > host ? from - 1 : from;
	}
}

static bool judged(const char **why, bool *sure, bool is_sure, const char *text)
{
	*sure = is_sure;
	*why = text;
	return true;
}

static bool ends_in(const char *host, const char *const *ends, size_t count)
{
	size_t size = strlen(host);

	for (size_t i = 0; i < count; i++) {
		size_t tail = strlen(ends[i]);

		if (size > tail && strcmp(host + size - tail, ends[i]) == 0)
			return true;
	}
	return false;
}

/* Content delivery networks name their customers' hosts so. */
static bool network_alias(const char *host)
{
	static const char *const ends[] = { ".edgekey.net", ".edgesuite.net", ".akamaiedge.net",
		".akamai.net", ".cdn.cloudflare.net", ".cloudfront.net" };

	return ends_in(host, ends, sizeof ends / sizeof *ends);
}

/* Domains that no registry gives away (RFC 6762 appendix G, RFC 8375, ICANN's .internal),
 * and that of a router that many homes have. */
static bool domain_of_house(const char *host)
{
	static const char *const ends[] = { ".corp", ".fritz.box", ".home", ".home.arpa", ".internal",
		".intranet", ".lan", ".local", ".localdomain", ".private" };

	return ends_in(host, ends, sizeof ends / sizeof *ends);
}

bool lookalike(struct explained *e, const char *host, const char **why, bool *sure)
{
	static const char *const names[] = { "lencr", "letsencrypt" };
	struct arena *arena = e->arena;
	struct parts p;
	const char *eye;
	bool service;

	split(arena, host, &p);
	if (p.count < 2)
		return false;
	service = p.count == 3 && (strcmp(p.label[2], "c") == 0 || strcmp(p.label[2], "i") == 0 ||
		strcmp(p.label[2], "o") == 0);
	eye = read_by_eye(arena, p.label[1]);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *whole = arena_format(arena, "%s.org", names[i]);
		char *by_eye = tell_format(e, "The name is written to be read as %s.", whole);
		bool same = strcmp(p.label[1], names[i]) == 0;

		if (same && strcmp(p.label[0], "org") != 0 &&
		    strcmp(read_by_eye(arena, p.label[0]), "org") == 0)
			return judged(why, sure, true, by_eye);
		if (same)
			return judged(why, sure, service, tell_format(e, "Only %s is Let's Encrypt's; this is "
				"the same name under another top-level domain.", whole));
		if (strcmp(eye, names[i]) == 0)
			return judged(why, sure, true, by_eye);
		if (strstr(host, whole) != NULL && network_alias(host))
			return judged(why, sure, false, tell_format(e, "%s stands inside a name of a content "
				"delivery network; whose it is cannot be told from the name.", whole));
		if (strcmp(eye, arena_format(arena, "%sorg", names[i])) == 0)
			return judged(why, sure, true, by_eye);
		if (strstr(host, arena_format(arena, "%s.", whole)) != NULL && domain_of_house(host)) {
			e->meaning = tell(e, "The machine meant the name before it; nobody but its own network "
				"answers for such a name.");
			return judged(why, sure, false, tell_format(e, "Behind %s stands the domain of a private "
				"network: a resolver's search list appends it to names that it is asked for.",
				whole));
		}
		if (strstr(host, whole) != NULL)
			return judged(why, sure, true, tell_format(e, "%s stands inside a name that belongs to "
				"somebody else.", whole));
		if (strcmp(p.label[0], "org") == 0 && one_slip(eye, names[i]))
			return judged(why, sure, i == 1 || service, tell_format(e, "The name differs from %s by "
				"one letter.", whole));
	}
	return false;
}
