#include "x509/crl_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "x509/cert.h"
#include "x509/der.h"

/* The entry is known to be well formed: lengths are those of its own TLVs. */
static struct view serial_at(const uint8_t *p)
{
	struct der d = { .rest = view_of(p, SIZE_MAX / 2) };
	struct tlv seq, t;

	if (!der_next(&d, &seq))
		return (struct view){ 0 };
	d = der_of(seq.content);
	return der_take(&d, DER_INTEGER, &t) ? serial_minimal(t.content) : (struct view){ 0 };
}

static uint64_t key_of(struct view serial, struct view issuer)
{
	uint64_t key = 0, mixed = 0;

	for (size_t i = 0; i < 8; i++)
		key = key << 8 | (i < serial.size ? serial.data[i] : 0u);
	/* FNV-1a: certificates of several issuers must not fall together. */
	for (size_t i = 0; i < issuer.size; i++)
		mixed = ((mixed == 0 ? 0xcbf29ce484222325u : mixed) ^ issuer.data[i]) * 0x100000001b3u;
	return key ^ mixed;
}

int crl_slot_compare(const struct crl_slot *a, const struct crl_slot *b)
{
	struct view x, y;
	int order;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	x = serial_at(a->at);
	y = serial_at(b->at);
	order = memcmp(x.data, y.data, x.size < y.size ? x.size : y.size);
	if (order != 0)
		return order;
	return x.size < y.size ? -1 : x.size > y.size;
}

static int compare(const void *a, const void *b)
{
	const struct crl_slot *x = a, *y = b;
	int order = crl_slot_compare(x, y);

	/* Doubles stay in the order of the list. */
	return order != 0 ? order : x->at < y->at ? -1 : x->at > y->at;
}

void crl_index_init(struct crl_index *index, const struct crl *crl)
{
	struct crl_cursor cursor = { 0 };
	struct crl_entry e;

	*index = (struct crl_index){ 0 };
	if (crl->entry_count == 0)
		return;
	index->slots = mem_take((size_t)crl->entry_count, sizeof *index->slots);
	while (index->count < crl->entry_count && crl_next(crl, &cursor, &e))
		index->slots[index->count++] = (struct crl_slot){
			.key = key_of(serial_minimal(e.serial), e.cert_issuer), .at = e.whole.data };
	qsort(index->slots, index->count, sizeof *index->slots, compare);
}

void crl_index_clear(struct crl_index *index)
{
	free(index->slots);
	*index = (struct crl_index){ 0 };
}

struct view crl_slot_serial(const struct crl_slot *slot)
{
	return serial_at(slot->at);
}

bool crl_slot_entry(const struct crl *crl, const struct crl_slot *slot, struct crl_entry *out)
{
	struct crl_cursor cursor = { .at = (size_t)(slot->at - crl->entries.data) };

	return crl_next(crl, &cursor, out);
}

size_t crl_index_doubles(const struct crl_index *index, struct view *first)
{
	size_t found = 0;

	for (size_t i = 1; i < index->count; i++)
		if (crl_slot_compare(&index->slots[i - 1], &index->slots[i]) == 0) {
			if (found++ == 0 && first != NULL)
				*first = serial_at(index->slots[i].at);
		}
	return found;
}
