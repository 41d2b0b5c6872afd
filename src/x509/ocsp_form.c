#include "x509/ocsp_form.h"

#include "x509/der.h"

static void form_of_id(struct view id, struct ocsp_form *out)
{
	struct der d = der_of(id), inner;
	struct tlv algorithm, part;

	if (!der_take(&d, DER_SEQUENCE, &algorithm))
		return;
	inner = der_of(algorithm.content);
	out->no_null = der_take(&inner, DER_OID, &part) && der_empty(&inner);
}

void ocsp_form_read(struct arena *a, struct view der, struct ocsp_form *out)
{
	struct ocsp_request_info request;
	struct tlv whole, tbs, part, list, single, id;
	struct der outer, d;

	*out = (struct ocsp_form){ 0 };
	if (der.size == 0 || !ocsp_request_read(a, der, &request, NULL) ||
	    !der_only(der, DER_SEQUENCE, &whole))
		return;
	out->known = true;
	out->nonce = request.has_nonce;
	out->count = request.id_count;
	out->sha256 = request.ids[0].is_sha256;
	outer = der_of(whole.content);
	if (!der_take(&outer, DER_SEQUENCE, &tbs))
		return;
	out->is_signed = der_at(&outer, 0xa0);
	d = der_of(tbs.content);
	out->explicit_version = der_take(&d, 0xa0, &part);
	der_take(&d, 0xa1, &part);
	if (!der_take(&d, DER_SEQUENCE, &list))
		return;
	d = der_of(list.content);
	if (!der_take(&d, DER_SEQUENCE, &single))
		return;
	d = der_of(single.content);
	if (der_take(&d, DER_SEQUENCE, &id))
		form_of_id(id.content, out);
}
