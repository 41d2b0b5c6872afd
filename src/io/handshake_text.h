/* handshake_text: writes what a TLS server presented as the text that
 * x509/handshake.h reads (and describes). */
#ifndef LENCR_IO_HANDSHAKE_TEXT_H
#define LENCR_IO_HANDSHAKE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/view.h"

struct handshake_seen {
	const char *host, *sni, *starttls, *address, *protocol, *cipher; /* NULL: not there */
	unsigned port;
	bool client_certificate_requested;
	const char *alert;      /* how a handshake ended that did not succeed */
	bool unproven;          /* nobody showed that it holds the leaf's key */
	bool certificate_came;  /* a Certificate message, maybe an empty one */
	struct handshake_cert { struct view der, staple; } *certs;
	size_t cert_count, cert_space;
	struct view sct_list;   /* the content of the extension */
};
void handshake_text_put(struct str *, struct arena *, const struct handshake_seen *);

#endif
