/* Which hosts are of our story. Of nearly all names of a log the answer is no, and
 * the same names come again and again. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "known/lencr_url.h"
#include "observe/correlate_parts.h"

#define HOST_MEMORY ((size_t)4096)     /* a power of two */
#define HOST_ROOM ((size_t)54)

/* Longer names are not remembered. The name itself is compared: hashes that are alike
 * can be made on purpose. */
struct host_memory {
	uint64_t hash;
	uint8_t size;               /* 0: free */
	uint8_t relevance;
	char name[HOST_ROOM];
};

/* --- what a name is -------------------------------------------------------------- */

/* The letters of "lencr", and what reads like them. */
#define LETTERS 31
#define OTHER 32            /* a backslash: octets made safe */
#define PLAIN 64            /* names in lower case are made of these */
#define DOT 128
static const uint8_t kinds[256] = {
	['a'] = PLAIN, ['b'] = PLAIN, ['c'] = PLAIN | 8, ['d'] = PLAIN, ['e'] = PLAIN | 2, ['f'] = PLAIN,
	['g'] = PLAIN, ['h'] = PLAIN, ['i'] = PLAIN | 1, ['j'] = PLAIN, ['k'] = PLAIN, ['l'] = PLAIN | 1,
	['m'] = PLAIN, ['n'] = PLAIN | 4, ['o'] = PLAIN, ['p'] = PLAIN, ['q'] = PLAIN, ['r'] = PLAIN | 16,
	['s'] = PLAIN, ['t'] = PLAIN, ['u'] = PLAIN, ['v'] = PLAIN, ['w'] = PLAIN, ['x'] = PLAIN, ['y'] = PLAIN,
	['z'] = PLAIN, ['0'] = PLAIN, ['1'] = PLAIN | 1, ['2'] = PLAIN, ['3'] = PLAIN | 2, ['4'] = PLAIN,
	['5'] = PLAIN, ['6'] = PLAIN, ['7'] = PLAIN, ['8'] = PLAIN, ['9'] = PLAIN, ['-'] = PLAIN, ['_'] = PLAIN,
	['.'] = PLAIN | DOT, ['|'] = 1, ['!'] = 1, ['\\'] = OTHER,
};

/* At least four of the five. One slip leaves as many, also of "letsencrypt". */
static bool like_ours(unsigned seen)
{
	unsigned missing = ~seen & LETTERS;

	return (missing & (missing - 1)) == 0;
}

/* Whether a label could be ours, identrust's, or made to look like ours: never wrong to
 * say yes. */
static bool label_may_matter(unsigned seen, uint8_t first)
{
	return like_ours(seen) || (seen & OTHER) != 0 || first == 'x';
}

static bool may_matter(const char *host)
{
	unsigned seen = 0;

	for (const char *p = host, *label = host;; p++) {
		if (*p != '.' && *p != '\0') {
			seen |= kinds[(uint8_t)*p];
			continue;
		}
		if (label_may_matter(seen, (uint8_t)*label))
			return true;
		if (*p == '\0')
			return false;
		seen = 0;
		label = p + 1;
	}
}

/* The same of the label that was registered alone, where the name is none of ours. */
static bool may_imitate(const char *host)
{
	const char *last = strrchr(host, '.'), *from;
	unsigned seen = 0;

	if (last == NULL)
		return false;
	if (strstr(host, "lencr") != NULL || strstr(host, "letsencrypt") != NULL)
		return true;
	for (from = last; from > host && from[-1] != '.'; from--)
		seen |= kinds[(uint8_t)from[-1]];
	return strncmp(from, "xn--", 4) == 0 || (seen & OTHER) != 0 || like_ours(seen);
}

static bool below(const char *host, const char *domain)
{
	size_t size = strlen(host), tail = strlen(domain);

	return size >= tail && strcmp(host + size - tail, domain) == 0 &&
		(size == tail || host[size - tail - 1] == '.');
}

static enum relevance relevance_of(const char *host)
{
	struct arena *a;
	const char *why;
	enum relevance r = HOST_FOREIGN;
	bool sure;

	if (!may_matter(host))
		return HOST_FOREIGN;
	if (lencr_host(host))
		return HOST_OURS;
	if (!below(host, "identrust.com") && !may_imitate(host))
		return HOST_FOREIGN;
	a = arena_new();
	if ((below(host, "letsencrypt.org") || below(host, "identrust.com")) && object_older_host(a, host))
		r = HOST_OLDER;
	else if (!below(host, "letsencrypt.org") && object_lookalike(a, host, &why, &sure) && sure)
		r = HOST_IMITATION;
	arena_free(a);
	return r;
}

/* --- what is remembered ------------------------------------------------------------- */

static struct host_memory *slot_of(struct correlate *k, uint64_t hash)
{
	if (k->hosts == NULL)
		k->hosts = mem_take(HOST_MEMORY, sizeof *k->hosts);
	return &k->hosts[hash & (HOST_MEMORY - 1)];
}

static bool is_in(const struct host_memory *m, uint64_t hash, struct view name)
{
	return m->hash == hash && m->size == name.size && name.size != 0 && memcmp(m->name, name.data, name.size) == 0;
}

/* HOST is terminated, and NAME. */
static enum relevance work_out(struct host_memory *m, uint64_t hash, const char *host, struct view name)
{
	enum relevance r = relevance_of(host);

	if (name.size != 0 && name.size <= HOST_ROOM) {
		m->hash = hash;
		m->size = (uint8_t)name.size;
		m->relevance = (uint8_t)r;
		memcpy(m->name, name.data, name.size);
	}
	return r;
}

uint64_t host_hash(struct view name)
{
	return hash_bytes(1, name.data, name.size);
}

enum relevance keep_relevance(struct correlate *k, const char *host)
{
	struct view name = view_of_text(host);
	uint64_t hash = host_hash(name);
	struct host_memory *m = slot_of(k, hash);

	return is_in(m, hash, name) ? (enum relevance)m->relevance : work_out(m, hash, host, name);
}

/* In lower case and without a dot at the end; false: it needs more care than that. */
static bool name_read(struct view v, char out[NAME_MAX_BYTES + 1])
{
	if (v.size > NAME_MAX_BYTES)
		return false;
	for (size_t i = 0; i < v.size; i++) {
		uint8_t c = v.data[i], low = c | 0x20;

		if (low >= 'a' && low <= 'z')
			c = low;
		else if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '_')
			return false;
		out[i] = (char)c;
	}
	out[v.size] = '\0';
	return true;
}

/* Whether it is plain as it stands and matters to nobody: nearly all are, and this is
 * all that they cost. */
static bool foreign_at_sight(struct view name)
{
	const uint8_t *p = name.data, *end = p + name.size, *label = p;
	unsigned seen = 0, all = PLAIN;

	for (; p < end; p++) {
		unsigned kind = kinds[*p];

		all &= kind;
		seen |= kind;
		if ((kind & DOT) == 0)
			continue;
		if (label_may_matter(seen, *label))
			return false;
		seen = 0;
		label = p + 1;
	}
	return all != 0 && !(label < end && label_may_matter(seen, *label));
}

/* The answer comes behind the question. */
static bool is_last(const struct correlate *k, struct view name)
{
	return name.size == k->last_foreign_size && memcmp(name.data, k->last_foreign, name.size) == 0;
}

bool keep_host_look(struct correlate *k, struct view raw, bool asked, struct host_look *out)
{
	struct host_memory *m;
	uint64_t hash;

	if (raw.size > 1 && raw.data[raw.size - 1] == '.')
		raw.size--;
	out->name = raw;
	out->relevance = HOST_FOREIGN;
	if (raw.size == 0 || is_last(k, raw))
		return true;
	if (raw.size <= NAME_MAX_BYTES && foreign_at_sight(raw)) {
		if (asked)
			memcpy(k->last_foreign, raw.data, raw.size);
		k->last_foreign_size = asked ? raw.size : 0;
		return true;
	}
	if (!name_read(raw, out->room))
		return false;
	out->name = view_of(out->room, raw.size);
	hash = host_hash(out->name);
	m = slot_of(k, hash);
	out->relevance = is_in(m, hash, out->name) ? (enum relevance)m->relevance :
		work_out(m, hash, out->room, out->name);
	return true;
}
