/* lencr.h: the public header of liblencr, which verifies what certificate
 * authorities publish: issuer certificates, CRLs and OCSP responses.
 *
 *
 * WHAT A CHECK IS
 *
 * A check takes one target, a TLS server or the bytes of a certificate file,
 * finds every chain from its certificate to a trust anchor, asks for what is
 * missing (issuers by AIA, CRLs by CRL distribution points, OCSP), judges all
 * of it as of one time, and ends with a verdict, its reasons and its findings.
 *
 * What could not be proven is never called good: a check starts at
 * LENCR_UNKNOWN, becomes LENCR_GOOD only by complete, positive, signed, fresh
 * evidence, and "could not tell" is a verdict of its own, LENCR_UNDETERMINED.
 *
 * A check never opens a socket or a file and never reads a clock. It says
 * what it wants, and is supplied with what came of it. There are two ways to
 * do that, and both end in the same verdict for the same answers:
 *
 *   - lencr_check_run() fetches, over a struct lencr_fetch that holds the
 *     trust store, the cache and the connections;
 *   - or you do it: lencr_check_next() gives the next thing wanted,
 *     lencr_check_supply() takes what came of it, in any order, until
 *     lencr_check_finished(). Fits any event loop; nothing ever blocks.
 *
 *
 * A COMPLETE PROGRAM
 *
 *	#include <lencr.h>
 *	#include <stdio.h>
 *
 *	int main(int argc, char **argv)
 *	{
 *		struct lencr_error error;
 *		struct lencr_fetch *fetch = NULL;
 *		struct lencr_check *check = NULL;
 *		int status = 7;
 *
 *		lencr_error_init(&error);
 *		if (argc == 2 && lencr_fetch_new(&fetch, NULL, &error) == LENCR_OK &&
 *		    lencr_check_new_host(&check, argv[1], NULL, &error) == LENCR_OK &&
 *		    lencr_check_run(check, fetch, &error) == LENCR_OK &&
 *		    lencr_check_write(check, "text", stdout, &error) == LENCR_OK)
 *			status = lencr_verdict_status(lencr_check_verdict(check));
 *		else
 *			fprintf(stderr, "%s\n", error.text);
 *		lencr_check_free(check);
 *		lencr_fetch_free(fetch);
 *		return status;
 *	}
 *
 *	cc -o mine mine.c $(pkg-config --cflags --libs lencr)
 *
 *
 * ERRORS AND FINDINGS
 *
 * An error means that the library could not do its work: a wrong option, a
 * trust store that is not there, no memory. Functions that can fail return
 * enum lencr_code, LENCR_OK (zero) on success, and put one line for people into
 * the struct lencr_error they are given, which may be NULL. A finding means
 * that the work was done and this is what was learned, however bad: an
 * unreachable server, a garbled CRL and a revoked certificate are findings.
 *
 *
 * WHO OWNS WHAT, AND FOR HOW LONG
 *
 * What you give is copied; nothing of yours has to outlive the call, but the
 * flag `stop` of struct lencr_fetch_options. What a check gives (texts, wants,
 * findings) belongs to it and lives until lencr_check_free(); texts are UTF-8,
 * and whatever came from outside has been made safe to print. Bytes that end
 * in NUL are never assumed where a size is asked for.
 * Every _free takes NULL. On failure a function that makes something sets it
 * to NULL.
 *
 *
 * THREADS AND PROCESSES
 *
 * There is no writable global state. Each handle belongs to one thread at a
 * time; a fetch and the checks that were run over it belong to the same one.
 * Different handles may be used by different threads at once without locks;
 * several processes and threads may share one cache directory. The library
 * never reads the environment (libcurl does, with the proxy "env"), the locale,
 * stdin or a terminal, installs no signal handlers and prints nothing.
 * lencr_fetch_new() calls curl_global_init(), which is never undone.
 *
 *
 * OUT OF MEMORY
 *
 * The call during which memory ran out returns LENCR_NOMEM. A check or fetch
 * is then broken: its verdict is LENCR_UNKNOWN, every further call on it
 * returns LENCR_NOMEM, and all that is left to do is to free it. Freeing gives
 * back all memory that the check took from its arena, the decoded objects
 * with it. What libcurl and libcrypto held at that moment may stay allocated;
 * a fetch that memory ran out in is refused from then on, and its connections
 * stay open until the process ends. Memory that libcrypto or libcurl lacked may
 * also end as LENCR_INPUT or as a finding ("cannot be decoded"); it never makes
 * good what is not.
 *
 *
 * VERSIONS
 *
 * Handles are opaque. Structs that you fill begin with their size, which
 * their _init function sets, so programs go on working with later versions in
 * which a struct has grown; never write that size yourself. Structs that the
 * library gives you by pointer may grow at their end: do not copy them by
 * sizeof, nor make arrays of them. Enumerations may get more values: treat an
 * unknown verdict as LENCR_UNKNOWN. The words of findings and the documents
 * "json" and "jsonl" are stable, as lencr-findings(7) and lencr-report(5) say;
 * the text for people may change. The soname is liblencr.so.0: in this series
 * functions are added, and what is there keeps its meaning.
 */
#ifndef LENCR_H
#define LENCR_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------ errors --- */

enum lencr_code {
	LENCR_OK = 0,
	LENCR_USAGE = 1,      /* the caller asked for something that cannot be */
	LENCR_INPUT = 2,      /* what was named or given cannot be opened or decoded */
	LENCR_IO = 3,         /* disk, output, sockets of our own */
	LENCR_NOMEM = 4,      /* out of memory */
	LENCR_INTERNAL = 5    /* should not happen */
};

struct lencr_error {
	size_t size;
	enum lencr_code code;
	char text[600];       /* one line: the thing, the cause, often the next step */
};
void lencr_error_init(struct lencr_error *);

/* The version of the library, as in "0.1.0". */
const char *lencr_version(void);

/* ------------------------------------------------------- making checks --- */

#define LENCR_NO_TIME INT64_MIN  /* where there is no such time */

enum lencr_purpose { LENCR_SERVER, LENCR_CLIENT, LENCR_ANY_PURPOSE };
enum lencr_profile { LENCR_AUTO, LENCR_WEBPKI, LENCR_RFC5280 };
enum lencr_revocation { LENCR_REQUIRE, LENCR_OFFERED, LENCR_SOFT, LENCR_OFF };
enum lencr_scope { LENCR_CHAIN, LENCR_LEAF };
enum lencr_method { LENCR_ANY_METHOD, LENCR_CRL, LENCR_OCSP, LENCR_BOTH };

/* How to judge; the defaults are those of lencr-check(1), which tells more
 * about each. Wherever options are taken, NULL means all defaults. */
struct lencr_options {
	size_t size;
	int64_t at;           /* judge as of that time, seconds since 1970 UTC; LENCR_NO_TIME: now,
	                         taken when lencr_check_run() begins. Checks that you
	                         supply yourself need it. */
	enum lencr_purpose purpose;
	enum lencr_profile profile;
	enum lencr_revocation revocation;
	enum lencr_scope scope;
	enum lencr_method method;
	const char *name;     /* the certificate must carry it; NULL: the host, for files none */
	int64_t max_age;      /* seconds; older evidence does not prove good; 0: no limit */
	int64_t warn_left;    /* seconds; warn when the certificate ends sooner; 0: a third of
	                         its lifetime; negative: never */
	size_t max_crl;       /* bytes of the largest CRL that is wanted */
	unsigned max_depth;   /* certificates between leaf and anchor */
	int as_served;        /* judge only what the server sends or the bytes hold */
	int no_fetch;         /* want nothing that URLs in certificates name */
	/* Servers only. */
	const char *connect;  /* HOST:PORT to connect to instead; NULL: the target */
	const char *sni;      /* server name to ask for; NULL: the host */
	const char *key;      /* "rsa" or "ecdsa"; NULL: whichever the server prefers */
};
void lencr_options_init(struct lencr_options *);

struct lencr_check;

/* HOST is HOST, HOST:PORT, [IPV6]:PORT or an https URL; names may be
 * internationalised (UTF-8). LENCR_INPUT when it is none of these. */
enum lencr_code lencr_check_new_host(struct lencr_check **, const char *host,
	const struct lencr_options *, struct lencr_error *);

/* BYTES hold the certificate, its chain and perhaps CRLs and OCSP responses
 * beside it, as PEM, DER, PKCS#7 or a saved handshake. NAME says in reports
 * where they are from. Bytes that hold no certificate are a finding. */
enum lencr_code lencr_check_new_bytes(struct lencr_check **, const char *name, const void *bytes,
	size_t size, const struct lencr_options *, struct lencr_error *);

enum lencr_given {
	LENCR_GIVEN_ISSUERS,   /* certificates that may be issuers, untrusted */
	LENCR_GIVEN_CRLS,
	LENCR_GIVEN_OCSP,      /* OCSP responses */
	LENCR_GIVEN_ANCHORS    /* trust anchors: these and no others */
};
/* Gives the check something by hand (PEM, DER, PKCS#7), before the first
 * lencr_check_next() or lencr_check_run(). CRLs and OCSP responses are judged
 * like fetched ones. LENCR_INPUT: anchors that cannot be decoded; whatever
 * else cannot be is a finding. */
enum lencr_code lencr_check_add(struct lencr_check *, enum lencr_given, const char *name,
	const void *bytes, size_t size, struct lencr_error *);

void lencr_check_free(struct lencr_check *);

/* ------------------------------------------------------ fetching by itself --- */

/* Where answers come from. */
struct lencr_fetch_options {
	size_t size;
	const char *const *trust; /* anchors: "system", files and hashed directories; "none" */
	size_t trust_count;       /* 0: "system" */
	const char *cache;        /* directory of the cache; NULL: neither read nor write one */
	int offline;              /* open no socket */
	int refresh;              /* ask again whatever the cache holds */
	int only_v4, only_v6;
	const char *via_http;     /* HOST:PORT: send every fetch there instead; NULL: none */
	const char *via_tls;      /* HOST:PORT: connect there instead of to each target */
	const char *proxy;        /* URL, or "env"; NULL: none whatever the environment says */
	const char *const *allow_private; /* addresses that URLs in certificates may have besides */
	size_t allow_private_count;       /* public ones, as in "10.0.0.0/8" */
	const unsigned *allow_ports;      /* and ports besides 80 */
	size_t allow_port_count;
	int allow_https;          /* follow https URLs in certificates, too */
	int timeout_ms;           /* a whole check; 0: 120000 */
	const volatile int *stop; /* becomes non-zero, perhaps by a signal: end early; or NULL */
};
void lencr_fetch_options_init(struct lencr_fetch_options *);

struct lencr_fetch;
enum lencr_code lencr_fetch_new(struct lencr_fetch **, const struct lencr_fetch_options *,
	struct lencr_error *);
/* May be freed before the checks that were run over it. */
void lencr_fetch_free(struct lencr_fetch *);

/* Answers every want of the check and finishes it. Blocks until then, at most
 * for the timeout. What was verified is kept in the cache. A check that was
 * ended early (time, `stop`) is finished and says so in a finding. */
enum lencr_code lencr_check_run(struct lencr_check *, struct lencr_fetch *, struct lencr_error *);

/* ------------------------------------------------------- without any I/O --- */

enum lencr_want_kind {
	LENCR_WANT_GET,       /* HTTP GET of the URL */
	LENCR_WANT_POST,      /* HTTP POST of the body, an OCSP request */
	LENCR_WANT_TLS,       /* tls://HOST:PORT[?sni=NAME&...]: a TLS handshake */
	LENCR_WANT_ANCHOR     /* anchor:HHHHHHHH: the trust anchors whose subject has that
	                         hash (openssl x509 -hash); never with LENCR_GIVEN_ANCHORS */
};

struct lencr_want {
	uint32_t id;
	enum lencr_want_kind kind;
	const char *url;      /* as it stands in the certificate: guard where it leads! */
	const void *body;     /* LENCR_WANT_POST: what is to be sent; else NULL */
	size_t body_size;
	size_t max_bytes;     /* of the answer; larger ones are not to be supplied */
};

/* What came of a want: bytes, or the reason why not. */
enum lencr_reach {
	LENCR_REACHED,        /* an answer with status 200, a whole handshake, anchors */
	LENCR_NOT_ASKED,
	LENCR_OFFLINE,
	LENCR_URL_REFUSED,    /* by your own rules about where URLs may lead */
	LENCR_UNRESOLVED,
	LENCR_REFUSED,        /* connection refused */
	LENCR_UNROUTABLE,
	LENCR_TIMED_OUT,
	LENCR_RESET,
	LENCR_TRUNCATED,
	LENCR_TLS_FAILED,
	LENCR_BAD_STATUS,     /* HTTP status other than 200 */
	LENCR_TOO_BIG,
	LENCR_BAD_HTTP,
	LENCR_NOT_FOUND,      /* no such anchor */
	LENCR_INTERRUPTED
};

struct lencr_outcome {
	size_t size;
	enum lencr_reach reach;  /* LENCR_REACHED */
	/* The body of the answer exactly as it came; with another HTTP status than
	 * 200 it counts as LENCR_BAD_STATUS. Of a TLS handshake that was finished:
	 * the certificates as presented, as PEM, the server's own first, each with
	 * its staple (OCSP RESPONSE) behind it, if any. Of anchors: certificates,
	 * PEM or DER. */
	const void *bytes;
	size_t byte_count;
	int http_status;         /* 0: none */
	int64_t asked_at, answered_at; /* wall clock; LENCR_NO_TIME: not told */
	const char *detail;      /* one line for people about a failure, or NULL */
};
void lencr_outcome_init(struct lencr_outcome *);

/* *WANT: the next thing wanted that was not given out yet, or NULL: nothing
 * now. Take all there are, then supply them in any order; the order changes
 * nothing. LENCR_USAGE when options.at was not set. */
enum lencr_code lencr_check_next(struct lencr_check *, const struct lencr_want **want,
	struct lencr_error *);
/* An id that is not open is LENCR_USAGE. */
enum lencr_code lencr_check_supply(struct lencr_check *, uint32_t want_id,
	const struct lencr_outcome *, struct lencr_error *);
/* Ends the check with what it has; what is still open counts as interrupted. */
enum lencr_code lencr_check_stop(struct lencr_check *, struct lencr_error *);
/* Whether there is a verdict: 1 or 0. */
int lencr_check_finished(const struct lencr_check *);

/* ---------------------------------------------------------- what came out --- */

enum lencr_verdict {
	LENCR_UNKNOWN = 0,    /* not finished, or broken */
	LENCR_GOOD,           /* everything asked for is proven good */
	LENCR_INVALID,        /* not trusted, expired, wrong name, malformed */
	LENCR_REVOKED,        /* the leaf, or a certificate on every path that verifies */
	LENCR_UNDETERMINED,   /* the chain is fine, a revocation answer could not be had */
	LENCR_UNREACHABLE,    /* the server could not be reached */
	LENCR_SUSPICIOUS      /* evidence claims to be what it is not */
};
enum lencr_verdict lencr_check_verdict(const struct lencr_check *);
/* For clients that use only what the server sends; LENCR_UNKNOWN when there is
 * none, as for files. */
enum lencr_verdict lencr_check_verdict_served(const struct lencr_check *);
/* "good", "invalid" ...; "unknown" for what is no verdict. */
const char *lencr_verdict_word(enum lencr_verdict);
/* The exit status of the tool: 0 good, 1 invalid, 3 revoked, 4 undetermined,
 * 5 unreachable, 6 suspicious, 7 unknown. */
int lencr_verdict_status(enum lencr_verdict);

/* The words of the findings that decided the verdict, worst first; NULL past
 * the last. */
const char *lencr_check_reason(const struct lencr_check *, size_t index);
/* Until when the evidence of the best path may be used; or LENCR_NO_TIME. */
int64_t lencr_check_usable_until(const struct lencr_check *);

enum lencr_severity { LENCR_NOTE, LENCR_WARN, LENCR_FAIL };

struct lencr_finding {
	const char *word;     /* stable: "crl-wrong-scope" */
	enum lencr_severity severity;
	const char *title;    /* a few words */
	const char *detail;   /* of this one; NULL: none */
	const char *remedy;   /* what to do; never NULL, may be "" */
};
/* All findings in a stable order; NULL past the last. */
const struct lencr_finding *lencr_check_finding(const struct lencr_check *, size_t index);

/* Writes the report in "text", "json" or "jsonl" (80 columns, no colours), and
 * flushes. LENCR_USAGE: no such format, or the check is not finished. */
enum lencr_code lencr_check_write(struct lencr_check *, const char *format, FILE *,
	struct lencr_error *);
/* The same in memory that lencr_free() frees, a NUL behind its *SIZE bytes;
 * SIZE may be NULL. */
enum lencr_code lencr_check_text(struct lencr_check *, const char *format, char **text,
	size_t *size, struct lencr_error *);
void lencr_free(void *);
/* The names of the formats; NULL past the last. */
const char *lencr_format(size_t index);

/* -------------------------------------------------- what words mean --- */

struct lencr_word {
	const char *word, *title, *explanation, *remedy, *reference;
	enum lencr_severity severity; /* the usual one */
};
/* NULL: there is no such word. */
const struct lencr_word *lencr_word_find(const char *word);
/* All words; NULL past the last. */
const struct lencr_word *lencr_word_at(size_t index);

#ifdef __cplusplus
}
#endif

#endif
