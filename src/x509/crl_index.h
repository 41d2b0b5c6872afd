/* crl_index: the entries of a CRL in the order of their serials.
 *
 * For comparing lists and finding doubles without an object an entry: 16
 * octets each, on the heap, beside the DER (which must outlive the index). */
#ifndef LENCR_X509_CRL_INDEX_H
#define LENCR_X509_CRL_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "x509/crl.h"

struct crl_slot {
	uint64_t key;        /* first octets of the serial, mixed with certificateIssuer */
	const uint8_t *at;   /* the entry's TLV in the DER */
};
struct crl_index { struct crl_slot *slots; size_t count; };

/* Free with crl_index_clear. */
void crl_index_init(struct crl_index *, const struct crl *);
void crl_index_clear(struct crl_index *);

/* Whose certificate comes first: a total order of (serial, certificateIssuer),
 * the same for slots of any two lists. 0: the same certificate. */
int crl_slot_compare(const struct crl_slot *, const struct crl_slot *);
/* The serial of an entry, without redundant leading octets. */
struct view crl_slot_serial(const struct crl_slot *);
/* The entry itself; SLOT must be of CRL's index. Its cert_issuer stays empty. */
bool crl_slot_entry(const struct crl *, const struct crl_slot *, struct crl_entry *out);

/* How many entries repeat a serial that stands in the list already; *FIRST
 * (may be NULL) is one of those serials. */
size_t crl_index_doubles(const struct crl_index *, struct view *first);

#endif
