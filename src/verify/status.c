#include "verify/status.h"

#define SHORT_LIVED_FROM INT64_C(1710460800)    /* 2024-03-15 */
#define SHORT_LIVED_TIGHTER INT64_C(1773532800) /* 2026-03-15 */

const char *verdict_word(enum verdict verdict)
{
	static const char *const words[] = {
		"good", "invalid", "revoked", "undetermined", "unreachable", "suspicious",
	};

	return words[verdict];
}

int verdict_exit(enum verdict verdict)
{
	static const int exits[] = { 0, 1, 3, 4, 5, 6 };

	return exits[verdict];
}

bool verdict_worse(enum verdict a, enum verdict b)
{
	/* 3, 6, 1, 4, 5, 0, worst last */
	static const int weight[] = {
		[VERDICT_GOOD] = 0, [VERDICT_UNREACHABLE] = 1, [VERDICT_UNDETERMINED] = 2,
		[VERDICT_INVALID] = 3, [VERDICT_SUSPICIOUS] = 4, [VERDICT_REVOKED] = 5,
	};

	return weight[a] > weight[b];
}

const char *status_word(enum status status)
{
	static const char *const words[] = {
		"good", "revoked", "unknown", "stale", "unreachable", "no-source",
		"not-applicable", "not-checked",
	};

	return words[status];
}

const char *answer_method_word(enum answer_method method)
{
	static const char *const words[] = { "crl", "ocsp", "staple", "catalog" };

	return words[method];
}

enum word reach_finding(enum reach reach)
{
	static const enum word words[REACH_COUNT] = {
		[REACH_OK] = WORD_COUNT,
		[REACH_NOT_ASKED] = WORD_NOT_ASKED,
		[REACH_OFFLINE] = WORD_OFFLINE,
		[REACH_BUDGET] = WORD_BUDGET_SPENT,
		[REACH_URL_REFUSED] = WORD_URL_REFUSED,
		[REACH_SCHEME_REFUSED] = WORD_SCHEME_REFUSED,
		[REACH_PORT_REFUSED] = WORD_PORT_REFUSED,
		[REACH_ADDRESS_REFUSED] = WORD_ADDRESS_REFUSED,
		[REACH_SINKHOLED] = WORD_FETCH_SINKHOLED,
		[REACH_UNRESOLVED] = WORD_FETCH_UNRESOLVED,
		[REACH_REFUSED] = WORD_FETCH_REFUSED,
		[REACH_UNROUTABLE] = WORD_FETCH_UNROUTABLE,
		[REACH_CONNECT_TIMED_OUT] = WORD_FETCH_TIMED_OUT_CONNECTING,
		[REACH_TIMED_OUT] = WORD_FETCH_TIMED_OUT_WAITING,
		[REACH_TOO_SLOW] = WORD_FETCH_TIMED_OUT_RECEIVING,
		[REACH_RESET] = WORD_FETCH_RESET,
		[REACH_TRUNCATED] = WORD_FETCH_TRUNCATED,
		[REACH_TLS_FAILED] = WORD_FETCH_TLS_FAILED,
		[REACH_BAD_STATUS] = WORD_FETCH_BAD_STATUS,
		[REACH_REDIRECT_REFUSED] = WORD_FETCH_REDIRECT_REFUSED,
		[REACH_REDIRECT_LOOP] = WORD_FETCH_REDIRECT_LOOP,
		[REACH_REDIRECTS] = WORD_FETCH_TOO_MANY_REDIRECTS,
		[REACH_TOO_BIG] = WORD_FETCH_TOO_BIG,
		[REACH_ENCODED] = WORD_FETCH_ENCODED,
		[REACH_BAD_HTTP] = WORD_FETCH_BAD_HTTP,
		[REACH_PROXY_FAILED] = WORD_FETCH_PROXY_FAILED,
		[REACH_NOT_FOUND] = WORD_NOT_FOUND,
		[REACH_INTERRUPTED] = WORD_INTERRUPTED,
	};

	return reach < REACH_COUNT ? words[reach] : WORD_COUNT;
}

bool status_has_pointers(const struct cert *c)
{
	return c->has_crldp || c->has_freshest || c->ocsp_url_count > 0;
}

bool status_norevavail_misused(const struct cert *c)
{
	return c->no_rev_avail && (c->is_ca || status_has_pointers(c));
}

/* Baseline Requirements 1.6.1, "Short-lived Subscriber Certificate". */
static bool short_lived(const struct cert *c)
{
	int64_t most = c->not_before >= SHORT_LIVED_TIGHTER ? 604800 : 864000;

	return !c->is_ca && c->times_ok && c->not_before >= SHORT_LIVED_FROM &&
		c->not_after >= c->not_before && c->not_after - c->not_before + 1 <= most;
}

bool status_not_applicable(const struct cert *c, bool webpki_binding)
{
	if (c->no_rev_avail && !status_norevavail_misused(c))
		return true;
	if (webpki_binding && short_lived(c) && !status_has_pointers(c))
		return true;
	return c->ocsp_nocheck && c->eku_ocsp;
}

bool status_unproven(enum status status, enum revocation_mode mode)
{
	switch (status) {
	case STATUS_UNKNOWN:
	case STATUS_STALE:
	case STATUS_UNREACHABLE:
		return mode == REVOCATION_REQUIRE || mode == REVOCATION_OFFERED;
	case STATUS_NO_SOURCE:
		return mode == REVOCATION_REQUIRE;
	default:
		return false;
	}
}

unsigned word_rank(enum word word)
{
	/* Revocations, then forgery; the summaries stand behind their causes;
	 * everything between keeps the order of finding.def. */
	static const enum word first[] = {
		WORD_REVOKED, WORD_CA_KEY_COMPROMISED, WORD_CA_REVOKED, WORD_KNOWN_REVOKED,
		WORD_OCSP_NOT_ISSUED, WORD_REVOCATION_ON_HOLD, WORD_EVIDENCE_FORGED,
	};
	static const enum word last[] = {
		WORD_NO_SOURCE, WORD_NO_REVOCATION_ANSWER,
	};
	const unsigned firsts = sizeof first / sizeof *first;

	for (unsigned i = 0; i < firsts; i++)
		if (first[i] == word)
			return i;
	for (unsigned i = 0; i < sizeof last / sizeof *last; i++)
		if (last[i] == word)
			return firsts + WORD_COUNT + i;
	return firsts + (unsigned)word;
}
