/* world: what a world's text says, as structs; nothing issued yet.
 *
 * lencr-world(5) is the language. A CA is a name plus a key; it may have
 * several certificates. Everything lives in the arena given to world_read. */
#ifndef LENCR_LAB_WORLD_H
#define LENCR_LAB_WORLD_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"
#include "base/when.h"
#include "lab/keys.h"
#include "lab/lab.h"

/* Ceilings of one world; more is an error naming the line. */
#define WORLD_MAX_BYTES ((size_t)1024 * 1024)
#define WORLD_MAX_ITEMS 5000      /* CAs, certificates, sites … of one kind */
#define WORLD_MAX_WORDS 64        /* in one line */
#define WORLD_MAX_ENTRIES 1000000 /* made up for one CRL */
#define WORLD_MAX_SHARDS 256

struct texts { const char **list; size_t count, space; };
bool texts_none(const struct texts *); /* the single word "none" */
/* A name that is looked up when the whole text was read. */
struct ref { const char *name; unsigned line; };
struct refs { struct ref *list; size_t count, space; };

struct wca;

enum cert_profile { PROFILE_BY_CA, PROFILE_CLASSIC, PROFILE_TLSSERVER, PROFILE_SHORTLIVED, PROFILE_PLAIN };
enum yes_no { BY_DEFAULT, YES, NO };

struct raw_extension { const char *oid; bool critical; struct view content; };

struct wcert {
	const char *name;
	unsigned line;
	struct wca *ca;            /* the CA whose certificate this is; NULL: a leaf */
	struct ref by;             /* issuer; no name: self-signed */
	struct wca *issuer;        /* NULL: a self-signed leaf */
	struct ref signed_by;      /* sign with this CA's key instead */
	struct wca *signer;
	struct ref key_of;         /* the same key as this CA or leaf */
	struct key *key;           /* a CA's certificates share the CA's */
	const char *subject;       /* text; NULL: by profile */
	const char *issuer_name;   /* text; NULL: the issuer's subject */
	struct texts names;
	const char *cn;
	enum cert_profile profile;
	int64_t not_before, not_after;
	bool has_validity;
	enum hash_kind hash;
	unsigned version;          /* 0: v3; else 1 or 2 */
	struct view serial;        /* INTEGER content as written; empty: derived */
	unsigned shard;            /* 0: as the serial falls */
	/* Extensions: empty: by default; the single word "none": left out. */
	struct texts aia, crldp, ocsp, eku, key_usage, policies, permit, exclude, freshest;
	uint32_t crl_reasons;      /* of every point; 0: not said */
	bool crl_one_point;        /* all CRL URLs in one point */
	struct ref crl_issuer;     /* cRLIssuer of every point */
	struct wca *crl_issuer_ca;
	bool crl_dirname;          /* the points' name is the issuer's directory name */
	int path_len;              /* -1: none; -2: by default */
	enum yes_no is_ca, ski, aki, san_critical, basic;
	bool aki_full;             /* issuer and serial form */
	struct view ski_hex, aki_hex;
	bool must_staple, no_rev_avail, poison, nocheck, bad_signature, trailing;
	unsigned scts;
	struct raw_extension *extra;
	size_t extra_count, extra_space;
	/* Revocation. */
	bool revoked, in_crl, in_ocsp;
	int64_t revoked_at;
	int reason;                /* -1: none */
	/* Made by issue_cert. */
	struct view der, serial_content;
};

struct wentry {
	struct ref cert_ref;
	struct wcert *cert;
	struct view serial;        /* content octets, where no certificate is named */
	unsigned random;           /* this many made-up serials instead */
	int64_t at;
	bool has_at;
	int reason;
	struct ref issuer_ref;     /* certificateIssuer */
	struct wca *issuer;
	const char *critical;      /* OID of an unknown critical entry extension */
};

enum idp_kind { IDP_AUTO, IDP_NONE, IDP_URL, IDP_NAMES, IDP_FLAGS, IDP_DIRNAME, IDP_RELATIVE };
enum { LIST_USER = 1, LIST_CA = 2, LIST_ATTRIBUTE = 4, LIST_INDIRECT = 8 };

struct wcrl {
	const char *name;
	unsigned line;
	struct ref of;
	struct wca *ca;
	unsigned shard;            /* 0: the whole list */
	const char *url;           /* served here too */
	int64_t this_update, next_update;
	bool has_this, has_next, no_next;
	bool no_number;
	struct view number;        /* content; empty: by default */
	enum idp_kind idp;
	struct texts idp_names;
	unsigned idp_flags;
	bool idp_flags_set, idp_loose; /* not critical */
	uint32_t some_reasons;
	bool aki_none;
	struct view aki_hex;
	struct ref sign_with, issuer_ref;
	struct wca *signer, *issuer_name_of;
	enum hash_kind hash;
	unsigned version;          /* 1, or 0 for v2 */
	bool is_delta;
	struct view base_number;
	const char *critical;      /* OID of an unknown critical extension */
	struct texts freshest;
	bool bad_signature, trailing, no_derived;
	struct refs omit;
	struct wentry *entries;
	size_t entry_count, entry_space;
};

struct wsingle {
	struct ref cert_ref;
	struct wcert *cert;        /* NULL: the certificate asked about */
	int status;                /* 0 good 1 revoked 2 unknown, -1: as it is */
	int64_t at;
	bool has_at;
	int reason;
};

enum nonce_kind { NONCE_IGNORE, NONCE_ECHO, NONCE_WRONG };

struct wocsp {
	const char *name;
	unsigned line;
	struct ref of;
	struct wca *ca;            /* a responder's answers … */
	struct wcert *cert;        /* … or those about one certificate */
	int error;                 /* responseStatus; 0: an answer */
	int status;                /* as in wsingle */
	int64_t status_at;
	bool has_status_at;
	int reason;
	struct ref signer_ref;
	struct wca *signer_ca;     /* NULL and no signer_cert: the issuer */
	struct wcert *signer_cert;
	struct refs embed;
	bool embed_none;
	unsigned embed_copies;
	bool by_key;
	struct ref responder_ref;
	struct wca *responder_ca;  /* ResponderID of someone else */
	enum hash_kind certid;     /* HASH_USUAL: as asked */
	struct ref certid_of, certid_by;
	struct wcert *certid_cert;
	struct wca *certid_issuer;
	struct wsingle *singles;
	size_t single_count, single_space;
	int64_t this_update, next_update, produced;
	bool has_this, has_next, no_next, has_produced;
	enum nonce_kind nonce;
	enum hash_kind hash;
	const char *critical, *type;
	bool bad_signature, trailing;
	int post_status;           /* what POST is told instead; as in wsingle */
	bool has_post, only_post;
};

enum ca_role { ROLE_BY_DEFAULT, ROLE_ROOT, ROLE_ISSUING, ROLE_PRIVATE };

struct wca {
	const char *name;
	unsigned line;
	const char *subject;       /* text */
	struct view subject_der;
	struct key *key;
	struct ref key_of;
	enum ca_role role;
	const char *label, *domain;
	const char *aia_url, *crl_url, *ocsp_url; /* after world_read: NULL is none */
	bool ocsp_named;           /* its OCSP URL was written out: leaves carry it */
	unsigned shards;
	bool shards_set;
	struct wcert *first;
	struct ref serves;
	struct wcert *served;      /* at its AIA host */
	struct refs chain;         /* what servers send after a leaf of this CA */
	struct wcrl *crl;          /* defaults of its lists */
	struct wocsp *ocsp;        /* its responder */
};

struct staple_line { size_t at; const char *spec; struct ref name; struct wocsp *ocsp; };
struct wserve {
	struct refs certs;
	struct wcert **list;       /* the first is the one whose key is used */
	struct staple_line *staples;
	size_t staple_count, staple_space;
	unsigned line;
};
struct wsite {
	unsigned line;
	struct lab_site site;
	struct texts options, words, refuse, dead;
	struct wcert *own;         /* the leaf of the block itself, or NULL */
	struct wserve *serves;
	size_t serve_count, serve_space;
	int min_tls, max_tls;
	struct serve_credential *made; /* by site_credentials */
	size_t made_at;            /* the number of faults then, plus one */
};

struct published { const char *url; const char *form; struct refs names; struct wcert **list; };

struct fault_row;
struct wfault {
	const struct fault_row *row;
	const char *value;         /* what stands behind '=', or NULL */
	unsigned number;           /* that as a number, where one is due */
	const char *object;        /* as written; NULL: wherever it applies */
	unsigned line;
	unsigned classes;          /* bits of enum fault_class */
	const struct wca *ca;      /* of this CA only */
	unsigned shard;            /* of this shard only; 0: all */
	const struct wcrl *list;
	const struct wsite *site;
};

#define LIST_OF(type) struct { type **list; size_t count, space; }
struct world {
	struct arena *arena;
	const char *file;          /* for messages */
	int64_t clock;
	const char *seed;
	struct refs trust;
	struct wcert **anchors;
	LIST_OF(struct wca) cas;
	LIST_OF(struct wcert) certs;   /* all: of CAs and leaves */
	LIST_OF(struct wcrl) crls;     /* shards with settings of their own, further lists */
	LIST_OF(struct wocsp) ocsps;   /* about one certificate, and named ones */
	LIST_OF(struct wsite) sites;
	LIST_OF(struct key) keys;
	LIST_OF(struct published) published;
	LIST_OF(struct wfault) faults;
};

/* NULL with *err ("FILE:LINE: …"). AT and NOW as in lab_new. */
struct world *world_read(struct arena *, struct view text, const char *file, int64_t at,
	int64_t now, struct err *);

struct wca *world_find_ca(const struct world *, const char *name);
struct wcert *world_find_cert(const struct world *, const char *name);
struct wsite *world_find_site(const struct world *, const char *name);
/* The settings of one list: the shard's own, or the CA's. */
const struct wcrl *world_find_crl(const struct world *, const struct wca *, unsigned shard);
struct wocsp *world_find_ocsp(const struct world *, const char *name);
/* The shard of a serial at a CA: (serial mod shards) + 1; 0: it does not shard. */
unsigned world_shard(const struct wca *, struct view serial);

#endif
