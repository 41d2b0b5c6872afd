/* Responses and requests; what is promised of a basic response holds. */
#include "fuzz.h"
#include "x509/ocsp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct ocsp_request_info info;
	struct err err;
	struct ocsp o;

	if (ocsp_read(a, view_of(data, size), &o, &err)) {
		PROMISED(!o.is_basic || (o.response_status == 0 && o.tbs.size != 0));
		PROMISED(o.is_basic || o.response_status != 0 || o.not_basic != NULL);
		PROMISED(o.single_count <= OCSP_MAX_SINGLES && o.cert_count <= OCSP_MAX_CERTS);
		for (size_t i = 0; i < o.single_count && o.cert_count > 0; i++)
			ocsp_certid_matches(&o.singles[i].id, o.certs[0], o.certs[0]);
	}
	if (ocsp_request_read(a, view_of(data, size), &info, &err))
		PROMISED(info.id_count > 0);
	arena_free(a);
	return 0;
}
