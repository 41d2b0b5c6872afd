#include <stdio.h>
#include <string.h>

#include "lab/issue.h"

/* CRLs in Let's Encrypt's profile unless the world says otherwise. */

#define SUBSCRIBER_LIFE ((int64_t)216 * 3600 - 1)
#define ROOT_LIFE ((int64_t)363 * WHEN_DAY)
#define PRIVATE_LIFE ((int64_t)7 * WHEN_DAY)

static int64_t usual_life(const struct wca *ca)
{
	if (ca->shards != 0)
		return SUBSCRIBER_LIFE;
	return ca->role == ROLE_ROOT ? ROOT_LIFE : PRIVATE_LIFE;
}

void crl_times(const struct world *w, const struct wcrl *l, const struct twist *t,
	int64_t *this_update, int64_t *next_update)
{
	int64_t life = usual_life(l->ca);
	int64_t age = l->ca->role == ROLE_ROOT && l->ca->shards == 0 ? 12 * WHEN_DAY : 1200;

	if (t != NULL && (t->stale || t->future)) {
		*this_update = t->future ? w->clock + WHEN_DAY : w->clock - life - 2 * WHEN_DAY;
		*next_update = *this_update + life;
		return;
	}
	*this_update = l->has_this ? l->this_update : w->clock - age;
	*next_update = l->no_next ? WHEN_NONE : l->has_next ? l->next_update : *this_update + life;
}

static bool omitted(const struct wcrl *l, const struct wcert *c)
{
	for (size_t i = 0; i < l->omit.count; i++)
		if (strcmp(l->omit.list[i].name, c->name) == 0)
			return true;
	return false;
}

static void put_entry(struct put *p, struct view serial, int64_t at, int reason,
	const struct wentry *e)
{
	size_t entry = put_open(p, 0x30), extensions;
	struct put value = { 0 };

	put_tlv(p, 0x02, serial);
	put_time(p, at);
	if (reason >= 0 || (e != NULL && (e->issuer != NULL || e->critical != NULL))) {
		extensions = put_open(p, 0x30);
		if (reason >= 0) {
			const uint8_t octets[3] = { 0x0a, 1, (uint8_t)reason };

			extension_put(p, "2.5.29.21", false, view_of(octets, 3));
		}
		if (e != NULL && e->issuer != NULL) {
			size_t names = put_open(&value, 0x30);

			general_put_directory(&value, e->issuer->subject_der);
			put_close(&value, names);
			extension_put(p, "2.5.29.29", true, view_of(value.bytes, value.size));
			put_clear(&value);
		}
		if (e != NULL && e->critical != NULL)
			extension_put(p, e->critical, true, view_of("\x05", 2));
		put_close(p, extensions);
	}
	put_close(p, entry);
}

/* COUNT made-up serials of the right shard, with and without reasons. */
static void put_random(struct world *w, struct put *p, const struct wcrl *l, unsigned shard,
	unsigned count, int64_t at)
{
	uint8_t octets[18] = { 5 };

	key_derive(w->seed, "filler", l->ca->name, octets + 1, sizeof octets - 1);
	for (unsigned i = 0; i < count; i++) {
		for (int k = 0; k < 4; k++)
			octets[13 + k] = (uint8_t)(i >> (8 * (3 - k)));
		while (l->ca->shards != 0 && shard != 0 &&
		       world_shard(l->ca, view_of(octets, sizeof octets)) != shard)
			octets[17]++;
		put_entry(p, view_of(octets, sizeof octets), at - 3600 - i % 86400,
			i % 3 == 0 ? 4 : i % 3 == 1 ? 5 : -1, NULL);
	}
}

static void put_entries(struct world *w, struct put *p, const struct wcrl *l, unsigned shard,
	const struct twist *t)
{
	int64_t this_update, next_update;
	size_t list = put_open(p, 0x30), start = p->size;

	crl_times(w, l, t, &this_update, &next_update);
	for (size_t i = 0; i < w->certs.count && !l->no_derived && l->name == NULL; i++) {
		struct wcert *c = w->certs.list[i];

		if (c->issuer == l->ca && c->revoked && c->in_crl && !omitted(l, c) &&
		    (shard == 0 || world_shard(l->ca, cert_serial_of(w, c)) == shard))
			put_entry(p, cert_serial_of(w, c), c->revoked_at, c->reason, NULL);
	}
	for (size_t i = 0; i < l->entry_count; i++) {
		const struct wentry *e = &l->entries[i];

		if (e->random != 0)
			put_random(w, p, l, shard, e->random, this_update);
		else
			put_entry(p, e->cert != NULL ? cert_serial_of(w, e->cert) : e->serial,
				e->has_at ? e->at : this_update - WHEN_DAY, e->reason, e);
	}
	if (t != NULL && t->big)
		put_random(w, p, l, shard, 100000, this_update);
	if (p->size == start) {
		p->size = list - 1; /* RFC 5280 5.1.2.6: absent rather than empty */
		return;
	}
	put_close(p, list);
}

static void put_number_value(struct put *p, const struct wcrl *l,
	int64_t this_update)
{
	if (l->number.size != 0)
		put_tlv(p, 0x02, l->number);
	else if (l->ca->shards != 0)
		put_small(p, this_update < 0 || this_update > INT64_MAX / 1000000000 ? 0 :
			this_update * 1000000000);
	else
		put_small(p, 100 + (this_update > 0 ? this_update / WHEN_DAY / 365 : 0));
}

/* The URL where the list is served, with "%n" replaced by the shard. */
static void put_own_url(struct put *p, const char *pattern, unsigned shard)
{
	const char *mark = strstr(pattern, "%n");
	size_t before = mark == NULL ? strlen(pattern) : (size_t)(mark - pattern);
	size_t tag = put_open(p, 0x86);
	char digits[12];

	put_bytes(p, pattern, before);
	if (mark != NULL) {
		snprintf(digits, sizeof digits, "%u", shard);
		put_bytes(p, digits, strlen(digits));
		put_bytes(p, mark + 2, strlen(mark + 2));
	}
	put_close(p, tag);
}

static void put_idp_point(struct put *p, const struct wcrl *l, unsigned shard)
{
	const char *url = l->url != NULL ? l->url : l->ca->crl_url;
	size_t point, full;

	if ((l->idp == IDP_AUTO || l->idp == IDP_URL) && url == NULL)
		return;
	if (l->idp == IDP_FLAGS || (l->idp == IDP_AUTO && l->ca->shards == 0))
		return;
	point = put_open(p, 0xa0);
	if (l->idp == IDP_RELATIVE) {
		name_put_relative(p, 0xa1, l->idp_names.list[0]);
		put_close(p, point);
		return;
	}
	full = put_open(p, 0xa0);
	if (l->idp == IDP_DIRNAME) {
		struct put name = { 0 };

		name_put(&name, l->idp_names.list[0]);
		general_put_directory(p, view_of(name.bytes, name.size));
		put_clear(&name);
	} else if (l->idp == IDP_NAMES) {
		for (size_t i = 0; i < l->idp_names.count; i++)
			general_put_url(p, l->idp_names.list[i]);
	} else {
		put_own_url(p, url, shard);
	}
	put_close(p, full);
	put_close(p, point);
}

static void put_true(struct put *p, unsigned tag, bool value)
{
	if (value)
		put_tlv(p, tag, view_of("\xff", 1));
}

static void put_idp(struct put *p, const struct wcrl *l, unsigned shard)
{
	unsigned flags = l->idp_flags;
	struct put value = { 0 };
	size_t mark;

	if (l->idp == IDP_NONE || (l->idp == IDP_AUTO && !l->idp_flags_set &&
	    l->some_reasons == 0 && (l->ca->role == ROLE_PRIVATE || l->name != NULL)))
		return;
	if (!l->idp_flags_set && l->ca->role != ROLE_PRIVATE && l->name == NULL)
		flags = l->ca->shards != 0 ? LIST_USER : LIST_CA;
	mark = put_open(&value, 0x30);
	put_idp_point(&value, l, shard);
	put_true(&value, 0x81, (flags & LIST_USER) != 0);
	put_true(&value, 0x82, (flags & LIST_CA) != 0);
	if (l->some_reasons != 0)
		put_flags(&value, 0x83, l->some_reasons);
	put_true(&value, 0x84, (flags & LIST_INDIRECT) != 0);
	put_true(&value, 0x85, (flags & LIST_ATTRIBUTE) != 0);
	put_close(&value, mark);
	extension_put(p, "2.5.29.28", !l->idp_loose, view_of(value.bytes, value.size));
	put_clear(&value);
}

static void put_freshest(struct put *p, const struct wcrl *l)
{
	struct put value = { 0 };
	size_t list = put_open(&value, 0x30);

	for (size_t i = 0; i < l->freshest.count; i++) {
		size_t point = put_open(&value, 0x30), name = put_open(&value, 0xa0);
		size_t full = put_open(&value, 0xa0);

		general_put_url(&value, l->freshest.list[i]);
		put_close(&value, full);
		put_close(&value, name);
		put_close(&value, point);
	}
	put_close(&value, list);
	extension_put(p, "2.5.29.46", false, view_of(value.bytes, value.size));
	put_clear(&value);
}

static void put_crl_extensions(struct world *w, struct put *p, const struct wcrl *l, unsigned shard,
	int64_t this_update)
{
	struct put value = { 0 };
	size_t outer = put_open(p, 0xa0), list = put_open(p, 0x30), mark;
	struct wca *named = l->issuer_name_of != NULL ? l->issuer_name_of : l->ca;
	struct view aki = l->aki_hex.size != 0 ? l->aki_hex : ca_key_id(w, named);

	if (!l->aki_none && aki.size != 0) {
		mark = put_open(&value, 0x30);
		put_tlv(&value, 0x80, aki);
		put_close(&value, mark);
		extension_put(p, "2.5.29.35", false, view_of(value.bytes, value.size));
		put_clear(&value);
	}
	if (!l->no_number) {
		put_number_value(&value, l, this_update);
		extension_put(p, "2.5.29.20", false, view_of(value.bytes, value.size));
		put_clear(&value);
	}
	if (l->is_delta) {
		put_tlv(&value, 0x02, l->base_number);
		extension_put(p, "2.5.29.27", true, view_of(value.bytes, value.size));
		put_clear(&value);
	}
	put_idp(p, l, shard);
	if (l->freshest.count > 0)
		put_freshest(p, l);
	if (l->critical != NULL)
		extension_put(p, l->critical, true, view_of("\x05", 2));
	put_close(p, list);
	put_close(p, outer);
}

struct view issue_crl(struct world *w, struct arena *a, const struct wcrl *l, unsigned shard,
	const struct twist *t)
{
	struct wca *named = l->issuer_name_of != NULL ? l->issuer_name_of : l->ca;
	struct key *key = l->signer != NULL ? l->signer->key : named->key;
	int64_t this_update, next_update;
	struct put p = { 0 };
	size_t tbs = put_open(&p, 0x30);
	struct view made;

	crl_times(w, l, t, &this_update, &next_update);
	if (l->version != 1)
		put_small(&p, 1);
	key_put_algorithm(&p, key, l->hash);
	put_view(&p, named->subject_der);
	put_time(&p, this_update);
	if (next_update != WHEN_NONE)
		put_time(&p, next_update);
	put_entries(w, &p, l, shard, t);
	if (l->version != 1)
		put_crl_extensions(w, &p, l, shard, this_update);
	put_close(&p, tbs);
	made = put_take(&p, a);
	return signed_object(a, w->arena, made, key, l->hash,
		l->bad_signature || (t != NULL && t->bad_signature), l->trailing);
}
