/* status: the words and the order of verdicts, statuses and answers, and what
 * is owed for a certificate before any evidence is looked at. */
#ifndef LENCR_VERIFY_STATUS_H
#define LENCR_VERIFY_STATUS_H

#include "verify/judge.h"

/* The finding that says why an attempt brought nothing; WORD_COUNT for REACH_OK. */
enum word reach_finding(enum reach);

/* Whether nothing is owed for CERT by rule (judgement section 1, the row
 * not-applicable): noRevAvail used correctly, short-lived without pointers
 * under the webpki profile, ocsp-nocheck on an OCSP signer. */
bool status_not_applicable(const struct cert *, bool webpki_binding);
/* RFC 9608 section 3: noRevAvail beside a pointer or in a CA certificate. */
bool status_norevavail_misused(const struct cert *);
/* Whether the certificate names any place to ask (CRLDP, freshestCRL, OCSP). */
bool status_has_pointers(const struct cert *);

/* Whether STATUS leaves a required certificate unproven under MODE. */
bool status_unproven(enum status, enum revocation_mode);

/* The weight of a word among the reasons of a verdict: smaller is worse. */
unsigned word_rank(enum word);

#endif
