/* name: distinguished names and general names.
 *
 * Comparison of names follows RFC 5280 section 7.1 as libcrypto implements it
 * (canonical encoding: case and white space folding for the string types of
 * RFC 5280); URIs are compared byte by byte. */
#ifndef LENCR_X509_NAME_H
#define LENCR_X509_NAME_H

#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/view.h"

struct tlv;

/* Context tags of GeneralName (RFC 5280 section 4.2.1.6). */
enum {
	GENERAL_OTHER = 0xa0, GENERAL_EMAIL = 0x81, GENERAL_DNS = 0x82, GENERAL_X400 = 0xa3,
	GENERAL_DIRECTORY = 0xa4, GENERAL_EDI = 0xa5, GENERAL_URI = 0x86, GENERAL_IP = 0x87,
	GENERAL_REGISTERED = 0x88,
};

/* Whether the octets are exactly one Name TLV that libcrypto decodes. */
bool name_ok(struct view name);
/* A and B are Name TLVs (SEQUENCE OF RDN). False when either does not decode. */
bool name_equal(struct view a, struct view b);
/* RFC 4514 style text, most specific RDN first ("CN=YE1,O=Let's Encrypt,C=US"), safe. */
char *name_text(struct arena *, struct view name);
char *name_text_of(struct arena *, const X509_NAME *);
/* One attribute's value as safe text, whatever its string type. */
char *name_value_text(struct arena *, const ASN1_STRING *);
/* The Name that results from appending the RDN (content of
 * nameRelativeToCRLIssuer, i.e. the SET's content) to BASE; false: malformed. */
bool name_append(struct arena *, struct view base, struct view rdn, struct view *out);

/* GeneralNames as whole TLVs: [6] URIs bytewise, [4] directory names by
 * name_equal, everything else bytewise. */
bool general_name_equal(struct view a, struct view b);
/* For a URI name its text (IA5String content); empty view otherwise. */
struct view general_name_uri(struct view name);
/* For a directoryName the Name TLV inside; empty view otherwise. */
struct view general_name_directory(struct view name);
/* For people, safe: the plain text of DNS names, mailboxes and URIs, numeric
 * addresses, name_text() of directory names, a word for the rest. */
char *general_name_text(struct arena *, struct view name);
/* Whether the TLV has the form of a GeneralName (a directory name decodes). */
bool general_name_ok(const struct tlv *);
/* Whether CONTENT holds 1 to MAX GeneralNames, each general_name_ok(). */
bool general_names_ok(struct view content, size_t max, size_t *count);
/* The same, and the names as whole TLVs. */
bool general_names_read(struct arena *, struct view content, size_t max, struct view **out,
	size_t *count);

#endif
