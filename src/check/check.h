/* check: the state machine of one target. No socket, no clock, no callback:
 * it says what it wants, is supplied with outcomes, and at the end has a
 * judgement. Phases: ACQUIRE (the target's certificates), EXPAND (issuers by
 * AIA and from the trust store until nothing new comes), GATHER (CRLs and OCSP
 * for links of verified paths), JUDGE.
 *
 * Wants of one phase may be open at the same time; check_next is called until
 * it returns NULL, then outcomes are supplied in any order; the order does not
 * change the judgement. Answers are looked at when the last open one is there:
 * until then check_next gives NULL and check_finished is false. */
#ifndef LENCR_CHECK_CHECK_H
#define LENCR_CHECK_CHECK_H

#include "base/arena.h"
#include "base/source.h"
#include "verify/judge.h"
#include "x509/handshake.h"

struct sct_logs;
enum target_kind { TARGET_HOST, TARGET_FILE, TARGET_BAD };

struct target {
	const char *input;        /* as typed; safe to print only through str_safe */
	enum target_kind kind;
	const char *host;         /* HOST: A-label or numeric address */
	unsigned port;
	const char *address;      /* HOST: the one of its addresses that is meant (with its zone);
	                             NULL: any. Stands in tls_url, too */
	const char *tls_url;      /* HOST: the tls:// URL to want (see base/source.h) */
	const char *path;         /* FILE: file name, "-" for stdin */
	struct blob *body;        /* FILE: its bytes (also a saved handshake); NULL: could not
	                             be opened */
	const char *problem;      /* BAD, or a file that could not be opened: why; safe text */
	const char *remedy;       /* with a problem: what to do about it, safe; NULL: the usual */
};

/* Files given by hand. */
struct given { const char *path; struct blob *body; };
struct check_inputs {
	const struct given *untrusted; size_t untrusted_count;
	const struct given *crls; size_t crl_count;
	const struct given *ocsps; size_t ocsp_count;
	/* Unpredictable octets, at least 32, from which OCSP nonces are made;
	 * empty: none are sent, whatever the policy says. */
	struct view nonce_seed;
	const struct sct_logs *logs;  /* verify/rules_sct.h; NULL: SCTs are not looked at */
};

struct check;
/* Everything given must outlive the check; what it learns lives in the arena. */
struct check *check_new(struct arena *, const struct target *, const struct policy *,
	const struct check_inputs *, int64_t at);
/* The next want that is not yet given out; NULL: nothing to ask now. The want
 * lives as long as the check. */
const struct want *check_next(struct check *);
void check_supply(struct check *, uint32_t want_id, const struct outcome *);
/* The want of that id, open or answered; NULL: there is none. */
const struct want *check_want(const struct check *, uint32_t want_id);
/* No more wants will come and none is open. */
bool check_finished(const struct check *);
/* Ends early (deadline, signal): open wants count as REACH_INTERRUPTED. */
void check_stop(struct check *);
bool check_stopped(const struct check *);
/* What may be kept durably, since the last call; NULL: no more. */
const struct vouch *check_vouch(struct check *);

/* After check_finished. All pointers live in the arena. */
const struct judgement *check_judgement(struct check *);
const struct facts *check_facts(const struct check *);
const struct target *check_target(const struct check *);
const struct handshake *check_handshake(const struct check *); /* NULL for files without one */

#endif
