#include "x509/extension.h"

#include "x509/oid.h"

bool extension_next(struct der *d, struct extension *out)
{
	struct tlv seq, oid, t;
	struct der rest = *d, inner;

	*out = (struct extension){ 0 };
	if (!der_take(&rest, DER_SEQUENCE, &seq))
		return false;
	inner = der_of(seq.content);
	if (!der_take(&inner, DER_OID, &oid) || !oid_ok(oid.content))
		return false;
	if (der_take(&inner, DER_BOOLEAN, &t) && !der_read_bool(t.content, &out->critical))
		return false;
	if (!der_take(&inner, DER_OCTET_STRING, &t) || !der_empty(&inner))
		return false;
	out->oid = oid.content;
	out->value = t.content;
	*d = rest;
	return true;
}

bool extensions_read(struct arena *a, struct view list, size_t max, struct extension **out,
	size_t *count, const char **why)
{
	struct extension e;
	struct tlv seq;
	struct der d;
	size_t space = 0;

	*out = NULL;
	*count = 0;
	*why = " (not decodable)";
	if (!der_only(list, DER_SEQUENCE, &seq))
		return false;
	for (d = der_of(seq.content); !der_empty(&d);) {
		if (!extension_next(&d, &e))
			return false;
		if (*count == max) {
			*why = " (too many)";
			return false;
		}
		for (size_t i = 0; i < *count && !e.again; i++)
			e.again = view_equal((*out)[i].oid, e.oid);
		*(struct extension *)arena_more(a, out, *count, &space, sizeof e) = e;
		(*count)++;
	}
	*why = " (an empty list)";
	return *count != 0;
}

bool key_id_read(struct view value, struct view *out)
{
	struct tlv seq, t;
	struct der d;

	*out = (struct view){ 0 };
	if (!der_only(value, DER_SEQUENCE, &seq))
		return false;
	d = der_of(seq.content);
	if (der_take(&d, 0x80, &t))
		*out = t.content;
	der_take(&d, 0xa1, &t);
	der_take(&d, 0x82, &t);
	return der_empty(&d);
}
