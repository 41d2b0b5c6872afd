/* why_confirm: --confirm. The only part of `why` that opens a socket.
 *
 * Reconnects to the addresses of candidates as they stand in the input, with
 * the names they were asked for, to see which certificates they show today:
 * one TLS handshake each, ended once the certificate has come; a second one for
 * the other kind of key (RSA, ECDSA) where the first certificate leaves a contact
 * no better than possible, since many servers hold one of each; no DNS, no HTTP
 * request, no client certificate; at most 5 servers, one handshake a second;
 * nothing that is not a public address unless --allow-private has it. The operator of the
 * server learns that somebody looks, so the list is shown first, and somebody
 * must have said yes. */
#ifndef LENCR_CLI_WHY_CONFIRM_H
#define LENCR_CLI_WHY_CONFIRM_H

#include "cli/settings.h"
#include "observe/correlate.h"
#include "observe/why_doc.h"

/* After the inputs were read. Tells the correlator what was shown, the report
 * whom was asked. False: nobody said yes (ERR_USAGE), or no network at all. */
bool why_confirm(struct settings *, struct correlate *, struct why_report *, struct err *);

#endif
