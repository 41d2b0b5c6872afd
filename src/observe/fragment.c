#include "observe/fragment.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define SIZE_MOST ((size_t)65535)
#define UNITS (SIZE_MOST / 8 + 1)
#define HANDED_MAX 32 /* of one packet: more than a walk has layers */

struct waiting {
	uint8_t addresses[32], address_size, protocol;
	uint32_t id;
	int64_t at;             /* of its first fragment */
	uint64_t order;         /* 0: a free place */
	uint8_t *bytes;
	size_t space, units;    /* room; units of 8 octets that are there */
	size_t total;           /* 0: the last fragment is not there yet */
	size_t end;             /* of what is there */
	uint8_t there[(UNITS + 7) / 8];
};

struct fragments {
	struct waiting *places[FRAGMENTS_MAX];
	uint8_t *handed[HANDED_MAX];
	size_t handed_count;
	uint64_t order, dropped;
};

struct fragments *fragments_new(void)
{
	return mem_take(1, sizeof(struct fragments));
}

static void empty(struct waiting *w)
{
	free(w->bytes);
	memset(w, 0, sizeof *w);
}

void fragments_settle(struct fragments *f)
{
	while (f->handed_count > 0)
		free(f->handed[--f->handed_count]);
}

void fragments_free(struct fragments *f)
{
	if (f == NULL)
		return;
	fragments_settle(f);
	for (size_t i = 0; i < FRAGMENTS_MAX; i++) {
		if (f->places[i] != NULL)
			empty(f->places[i]);
		free(f->places[i]);
	}
	free(f);
}

uint64_t fragments_dropped(const struct fragments *f)
{
	return f->dropped;
}

static bool is_of(const struct waiting *w, const struct fragment *f)
{
	return w->order != 0 && w->id == f->id && w->protocol == f->protocol &&
		w->address_size == f->address_size &&
		memcmp(w->addresses, f->from, f->address_size) == 0 &&
		memcmp(w->addresses + 16, f->to, f->address_size) == 0;
}

/* The place of its datagram, else a free one, else the oldest's. */
static size_t place_of(const struct fragments *f, const struct fragment *part)
{
	size_t best = FRAGMENTS_MAX;

	for (size_t i = 0; i < FRAGMENTS_MAX; i++) {
		const struct waiting *w = f->places[i];

		if (w != NULL && is_of(w, part))
			return i;
		if (best == FRAGMENTS_MAX)
			best = i;
		else if (f->places[best] != NULL && (w == NULL || w->order < f->places[best]->order))
			best = i;
	}
	return best;
}

static struct waiting *find(struct fragments *f, const struct fragment *part, int64_t at)
{
	size_t place = place_of(f, part);
	struct waiting *w = f->places[place];

	if (w != NULL && is_of(w, part) && at - w->at <= FRAGMENT_TIME)
		return w;
	if (f->places[place] == NULL)
		f->places[place] = mem_take(1, sizeof *w);
	w = f->places[place];
	if (w->order != 0) {
		empty(w);
		f->dropped++;
	}
	memcpy(w->addresses, part->from, part->address_size);
	memcpy(w->addresses + 16, part->to, part->address_size);
	w->address_size = part->address_size;
	w->protocol = part->protocol;
	w->id = part->id;
	w->at = at;
	w->order = ++f->order;
	return w;
}

static bool is_there(const struct waiting *w, size_t unit)
{
	return (w->there[unit / 8] >> unit % 8 & 1) != 0;
}

/* False when the fragment contradicts those before it. */
static bool put(struct waiting *w, const struct fragment *part)
{
	size_t end = part->offset + part->bytes.size;

	if (end > w->space) {
		size_t space = end * 2 > SIZE_MOST ? SIZE_MOST : end * 2;

		w->bytes = mem_resize(w->bytes, 1, space);
		memset(w->bytes + w->space, 0, space - w->space);
		w->space = space;
	}
	for (size_t at = part->offset; at < end; at += 8) {
		size_t size = end - at < 8 ? end - at : 8;

		if (!is_there(w, at / 8)) {
			memcpy(w->bytes + at, part->bytes.data + (at - part->offset), size);
			w->there[at / 64] |= (uint8_t)(1 << at / 8 % 8);
			w->units++;
		} else if (memcmp(w->bytes + at, part->bytes.data + (at - part->offset), size) != 0) {
			return false;
		}
	}
	if (end > w->end)
		w->end = end;
	return true;
}

enum fragment_result fragments_add(struct fragments *f, const struct fragment *part, int64_t at, struct view *out)
{
	struct waiting *w;
	size_t end = part->offset + part->bytes.size;

	/* All but the last one are whole units. */
	if (part->bytes.size == 0 || end > SIZE_MOST || (part->more && part->bytes.size % 8 != 0))
		return FRAGMENT_BAD;
	w = find(f, part, at);
	if ((!part->more && w->total != 0 && w->total != end) || (w->total != 0 && end > w->total) ||
	    (!part->more && end < w->end) || !put(w, part)) {
		empty(w);
		f->dropped++;
		return FRAGMENT_BAD;
	}
	if (!part->more)
		w->total = end;
	if (w->total == 0 || w->units != (w->total + 7) / 8)
		return FRAGMENT_WAITS;
	if (f->handed_count == HANDED_MAX) {
		empty(w);
		return FRAGMENT_BAD;
	}
	*out = view_of(w->bytes, w->total);
	f->handed[f->handed_count++] = w->bytes;
	w->bytes = NULL;
	empty(w);
	return FRAGMENT_WHOLE;
}
