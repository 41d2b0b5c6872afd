/* Texts, hashes, machines: what the keepers share. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"
#include "observe/correlate_parts.h"

/* Eight octets at a time, multiplied and folded; tables are bounded, so that
 * collisions made on purpose cost time up to the bounds and nothing else. */
static uint64_t stir(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 29;
}

static uint64_t finish(uint64_t h)
{
	h *= UINT64_C(0xd6e8feb86659fd93);
	return h ^ h >> 32;
}

static uint64_t four(const uint8_t *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
}

/* Less than eight octets as one number. */
static uint64_t short_word(const uint8_t *p, size_t size)
{
	if (size >= 4)
		return four(p) | four(p + size - 4) << 8 * (size - 4);
	return size == 0 ? 0 : (uint64_t)p[0] | (uint64_t)p[size / 2] << 8 * (size / 2) |
		(uint64_t)p[size - 1] << 8 * (size - 1);
}

uint64_t hash_bytes(uint64_t seed, const void *data, size_t size)
{
	const uint8_t *p = data;
	uint64_t h = stir(UINT64_C(0xcbf29ce484222325) ^ seed, size), word;

	for (; size >= sizeof word; p += sizeof word, size -= sizeof word) {
		memcpy(&word, p, sizeof word);
		h = stir(h, word);
	}
	return finish(stir(h, short_word(p, size)));
}

uint64_t hash_pair(uint64_t a, uint64_t b)
{
	return finish(stir(stir(UINT64_C(0xcbf29ce484222325), a), b));
}

uint64_t hash_address(const struct endpoint *e)
{
	/* As hash_bytes() would have it, which knows no sizes beforehand. */
	if (e->size == 4)
		return finish(stir(stir(UINT64_C(0xcbf29ce484222325) ^ 4, 4), four(e->address)));
	return hash_bytes(e->size, e->address, e->size);
}

uint64_t mac_key(const uint8_t mac[6])
{
	return hash_bytes(77, mac, 6);
}

uint64_t connection_key(uint64_t scope, uint64_t connection)
{
	return connection == 0 ? 0 : hash_pair(scope + 17, connection) | 1;
}

uint64_t ends_key(const struct endpoint *client, const struct endpoint *server)
{
	uint64_t h;

	if (client->size == 0 || client->port == 0 || server->size == 0)
		return 0;
	h = hash_bytes(client->port, client->address, client->size);
	return hash_bytes(h ^ server->port, server->address, server->size) | 1;
}

/* A copy; NULL: it has octets that must be made safe first. Nearly all are plain. */
static char *keep_plain(struct view v, bool lower)
{
	char *out = mem_resize(NULL, 1, v.size + 1);

	for (size_t i = 0; i < v.size; i++) {
		uint8_t c = v.data[i], low = c | 0x20;

		if ((low < 'a' || low > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_') {
			free(out);
			return NULL;
		}
		out[i] = (char)(lower && c >= 'A' && c <= 'Z' ? low : c);
	}
	out[v.size] = '\0';
	return out;
}

static char *keep_safe(struct view v, size_t max, bool lower, size_t *held)
{
	char *out;

	if (v.data == NULL || v.size == 0)
		return NULL;
	if (v.size > max)
		v.size = max;
	if (lower && v.size > 1 && v.data[v.size - 1] == '.')
		v.size--;
	out = keep_plain(v, lower);
	if (out != NULL) {
		*held += v.size + 1;
		return out;
	}
	{
		struct str s;

		str_init(&s, max * 8 + 16);
		str_put_safe(&s, v);
		out = mem_text(str_text(&s));
		str_clear(&s);
	}
	for (char *c = out; lower && *c != '\0'; c++)
		*c = str_lower(*c);
	*held += strlen(out) + 1;
	return out;
}

char *keep_name(struct view v, size_t max, size_t *held)
{
	return keep_safe(v, max, true, held);
}

char *keep_text(struct view v, size_t max, size_t *held)
{
	return keep_safe(v, max, false, held);
}

const char *arena_name(struct arena *a, struct view v)
{
	char *text;

	if (v.data == NULL)
		return NULL;
	if (v.size > 1 && v.data[v.size - 1] == '.')
		v.size--;
	text = str_safe(a, view_part(v, 0, NAME_MAX_BYTES));
	for (char *c = text; *c != '\0'; c++)
		*c = str_lower(*c);
	return text;
}

int64_t time_sane(int64_t at)
{
	return at > -(INT64_C(1) << 60) && at < INT64_C(1) << 60 ? at : SIGHT_NEVER;
}

bool sinkhole(const struct endpoint *e)
{
	static const uint8_t zero[16];

	if (e->size == 4)
		return e->address[0] == 0 || e->address[0] == 127;
	/* :: and ::1 */
	return e->size == 16 && memcmp(e->address, zero, 15) == 0 && e->address[15] <= 1;
}

static bool own_address(const struct correlate *k, const struct endpoint *e)
{
	if (k->own_count == 0 || e->size == 0)
		return false;
	if (sinkhole(e) && !(e->size == 4 && e->address[0] == 0) && !(e->size == 16 && e->address[15] == 0))
		return true;    /* loopback */
	for (size_t i = 0; i < k->own_count; i++)
		if (endpoint_same_address(&k->own[i], e))
			return true;
	return false;
}

uint64_t machine_key(const struct correlate *k, const struct endpoint *e)
{
	return own_address(k, e) ? 1 : hash_address(e);
}

bool same_address(const struct correlate *k, const struct endpoint *a, const struct endpoint *b)
{
	return endpoint_same_address(a, b) || (own_address(k, a) && own_address(k, b));
}

uint64_t party_key(const struct correlate *k, const struct party *p)
{
	if (p->at->size != 0)
		return machine_key(k, p->at);
	if (p->name != NULL)
		return hash_bytes(5, p->name, strlen(p->name));
	return hash_bytes(6, &p->scope, sizeof p->scope);
}

static bool machine_has(const struct correlate *k, const struct party *p, const struct endpoint *e)
{
	const struct machine *m = p->mac_known ? machine_of(k, p->mac) : NULL;

	for (size_t i = 0; m != NULL && !m->many && i < m->count; i++)
		if (endpoint_same_address(&m->addresses[i], e))
			return true;
	return false;
}

bool same_machine(const struct correlate *k, const struct party *a, const struct party *b)
{
	if (a->at->size != 0 && b->at->size != 0)
		return same_address(k, a->at, b->at) || machine_has(k, a, b->at) ||
			machine_has(k, b, a->at);
	if (a->name != NULL && b->name != NULL)
		return strcmp(a->name, b->name) == 0;
	/* The records of one machine about itself name no client. */
	return a->at->size == 0 && b->at->size == 0 && a->name == NULL && b->name == NULL &&
		a->scope == b->scope;
}
