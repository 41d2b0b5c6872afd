/* issue: the objects of a world as DER, made when they are asked for. */
#ifndef LENCR_LAB_ISSUE_H
#define LENCR_LAB_ISSUE_H

#include "lab/world.h"

struct reader;

/* "C=US, O=Org, CN=Name" as a Name; "\," is a comma; a value that begins with
 * "utf8:" becomes a UTF8String, others PrintableString where they can. The
 * empty text is the empty name. False: malformed (P then holds rubbish). */
bool name_put(struct put *, const char *text);
/* The same with each RDN alone: for nameRelativeToCRLIssuer (one RDN). */
bool name_put_relative(struct put *, unsigned tag, const char *text);

/* GeneralNames. */
void general_put_url(struct put *, const char *url);
void general_put_directory(struct put *, struct view name);
/* A host name, a numeric address, or a mailbox. */
void general_put_host(struct put *, const char *text);
/* The octets of a numeric address; 0: it is none. */
size_t address_octets(const char *text, uint8_t out[16]);

/* Extensions of a certificate, the content of [3]; SCTS empty: without. */
void extensions_put(struct world *, struct put *, struct wcert *, struct view scts);
/* One Extension with VALUE as its extnValue. */
void extension_put(struct put *, const char *oid, bool critical, struct view value);
/* Whether the words of the certificate's lists mean something. */
bool cert_check(struct reader *, const struct wcert *);
bool staple_check(struct reader *, const struct wserve *);

/* The certificate's serial number as INTEGER content. */
struct view cert_serial_of(struct world *, struct wcert *);
/* The certificate; made once, lives with the world. */
struct view issue_cert(struct world *, struct wcert *);
/* The Name TLV of its subject. */
struct view cert_subject_of(struct world *, struct wcert *);
/* The key identifier that AKIs of its children carry. */
struct view ca_key_id(struct world *, struct wca *);

/* SEQUENCE { tbs, algorithm, signature }; flips a bit when BAD. */
struct view signed_object(struct arena *, struct arena *keys, struct view tbs, struct key *,
	enum hash_kind, bool bad, bool trailing);

/* What a fault changes in an answer. */
struct twist { bool bad_signature, stale, future, big; int error; };

/* A list of CA: shard SHARD (0: the whole) as LIST says. */
struct view issue_crl(struct world *, struct arena *, const struct wcrl *list, unsigned shard,
	const struct twist *);
void crl_times(const struct world *, const struct wcrl *, const struct twist *, int64_t *this_update,
	int64_t *next_update);

/* An OCSP answer about CERT (NULL: unknown) as O says. IDS: the CertIDs of the
 * request as TLVs; none: one is made. NONCE: the request's extension value. */
struct ocsp_ask { struct view certid; struct wcert *cert; struct wca *issuer; };
struct view issue_ocsp(struct world *, struct arena *, const struct wocsp *,
	const struct ocsp_ask *asked, size_t count, struct view nonce, const struct twist *);
void ocsp_times(const struct world *, const struct wocsp *, const struct twist *,
	int64_t *this_update, int64_t *next_update);
/* What a request asks, matched with the world; false: not a request. */
bool ocsp_read_request(struct world *, struct arena *, struct view der, struct ocsp_ask **asked,
	size_t *count, struct view *nonce);

#endif
