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

#define WHY_CONFIRM_MOST 5      /* servers, in all */

/* Whom contacts are unsure of, after what was shown: as correlate_confirm has it. */
struct why_unsure { size_t (*find)(void *context, struct confirm_target **out); void *context; };

/* Those servers, as far as those of the report leave room for them. Tells the correlator
 * what was shown, the report whom was asked. False: nobody said yes (ERR_USAGE), or no
 * network at all. */
bool why_confirm_these(struct settings *, struct correlate *, const struct confirm_target *, size_t count,
	const struct why_unsure *, struct why_report *, struct err *);
/* After the inputs were read: those that the result is unsure of. */
bool why_confirm(struct settings *, struct correlate *, struct why_report *, struct err *);

#endif
