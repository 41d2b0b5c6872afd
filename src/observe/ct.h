/* ct: certificates that the logs of Certificate Transparency know, from an
 * export: what crt.sh gives as JSON (output=json), what Cert Spotter's API
 * gives, or our own JSON lines; an array, one object, or one object a line.
 *
 * Of each object the facts that decide are taken: issuer, serial, dates and
 * names; or the whole certificate where it is in it (base64 DER). Members,
 * the first that is there:
 *   issuer  issuer_name, issuer (a text, or an object with name)
 *   serial  serial_number, serial (hex digits)
 *   dates   not_before, not_after (ISO 8601, UTC unless it says otherwise)
 *   names   name_value and common_name (crt.sh, one a line), dns_names, names
 *   DER     cert_der, der, cert.data
 * An object with neither DER nor issuer and serial is left out and counted. */
#ifndef LENCR_OBSERVE_CT_H
#define LENCR_OBSERVE_CT_H

#include "base/err.h"
#include "observe/sighting.h"

#define CT_BYTES_MAX ((size_t)64 * 1024 * 1024)     /* of an export that is one document */
#define CT_ENTRIES_MAX ((size_t)200000)

struct ct_report {
	size_t taken, unusable;     /* objects */
	bool more;                  /* there were more than CT_ENTRIES_MAX */
};
/* Hands each certificate to TAKE; it lives until that returns. False with *err
 * (ERR_INPUT) when TEXT is no JSON of that kind or holds no certificate. */
bool ct_read(struct view text, void (*take)(void *context, const struct sight_cert *), void *context,
	struct ct_report *out, struct err *);

#endif
