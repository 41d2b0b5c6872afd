#include "x509/sct.h"

#define SCTS_MAX 100

/* A big-endian number of OCTETS octets. */
static bool take_number(struct view *v, size_t octets, uint64_t *out)
{
	*out = 0;
	if (v->size < octets)
		return false;
	for (size_t i = 0; i < octets; i++)
		*out = *out << 8 | v->data[i];
	*v = view_part(*v, octets, SIZE_MAX);
	return true;
}

static bool take_bytes(struct view *v, size_t size, struct view *out)
{
	*out = view_part(*v, 0, size);
	if (out->size != size)
		return false;
	*v = view_part(*v, size, SIZE_MAX);
	return true;
}

/* opaque<0..2^16-1> */
static bool take_opaque(struct view *v, struct view *out)
{
	uint64_t size;

	*out = (struct view){ 0 };
	return take_number(v, 2, &size) && take_bytes(v, (size_t)size, out);
}

/* A version other than 1 is kept with its log id empty: its form is unknown,
 * its length is not. */
static bool read_one(struct view v, struct sct *s)
{
	uint64_t version, stamp, hash, sig;

	if (!take_number(&v, 1, &version))
		return false;
	s->version = (int)version;
	if (version != 0)
		return true;
	if (!take_bytes(&v, 32, &s->log_id) || !take_number(&v, 8, &stamp) || stamp > INT64_MAX ||
	    !take_opaque(&v, &s->extensions) || !take_number(&v, 1, &hash) ||
	    !take_number(&v, 1, &sig) || !take_opaque(&v, &s->signature) || v.size != 0)
		return false;
	s->timestamp_ms = (int64_t)stamp;
	s->hash_alg = (uint8_t)hash;
	s->sig_alg = (uint8_t)sig;
	return true;
}

bool sct_list_read(struct arena *a, struct view list, struct sct **out, size_t *count)
{
	struct sct *scts = NULL, *s;
	struct view all, one;
	size_t found = 0, space = 0;

	*out = NULL;
	*count = 0;
	if (!take_opaque(&list, &all) || list.size != 0 || all.size == 0)
		return false;
	while (all.size != 0) {
		if (found == SCTS_MAX || !take_opaque(&all, &one) || one.size == 0)
			return false;
		s = arena_more(a, &scts, found, &space, sizeof *s);
		if (!read_one(one, s))
			return false;
		found++;
	}
	*out = scts;
	*count = found;
	return true;
}
