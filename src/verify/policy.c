#include "verify/policy.h"

#include <arpa/inet.h>
#include <string.h>

void policy_init(struct policy *p)
{
	const size_t kib = 1024, mib = 1024 * 1024;

	*p = (struct policy){
		.revocation = REVOCATION_REQUIRE,
		.scope = SCOPE_CHAIN,
		.method = METHOD_ANY,
		.profile = PROFILE_AUTO,
		.purpose = PURPOSE_SERVER,
		.max_depth = 8,
		.skew = 300,
		.most = {
			.certs = 200,
			.paths = 64,
			.path_steps = 4096,
			.signature_checks = 400,
			.urls_per_cert = 4,
			.fetches = 24,
			.fetch_depth = 6,
			.pkcs7_certs = 50,
			.cert_bytes = 100 * kib,
			.aia_bytes = 256 * kib,
			.ocsp_bytes = 64 * kib,
			.crl_bytes = 128 * mib,
		},
	};
}

/* "[2001:db8::1]" or a bare numeric address. */
static bool is_address(const char *text)
{
	char bare[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	size_t size = strlen(text);

	if (inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1)
		return true;
	if (size < 3 || size - 2 >= sizeof bare || text[0] != '[' || text[size - 1] != ']')
		return false;
	memcpy(bare, text + 1, size - 2);
	bare[size - 2] = '\0';
	return inet_pton(AF_INET6, bare, bytes) == 1;
}

void policy_set_name(struct policy *p, const char *text)
{
	p->name = text;
	if (text == NULL || text[0] == '\0') {
		p->name = NULL;
		p->name_kind = NAME_NONE;
	} else if (is_address(text)) {
		p->name_kind = NAME_IP;
	} else if (strchr(text, '@') != NULL) {
		p->name_kind = NAME_EMAIL;
	} else {
		p->name_kind = NAME_DNS;
	}
}
