/* quic_packet: the packets of QUIC that can be read without secrets: long headers
 * (RFC 9000 section 17.2; versions: RFC 8999, RFC 9001, RFC 9369), and the content of
 * Initial packets, whose keys follow from a connection id in clear.
 *
 * Versions known: 1, 2 and the drafts 29 to 32. Views look into the datagram. */
#ifndef LENCR_OBSERVE_QUIC_PACKET_H
#define LENCR_OBSERVE_QUIC_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/aead.h"
#include "base/view.h"

#define QUIC_ID_MAX 20
#define QUIC_PACKET_MAX ((size_t)4096)  /* larger Initial packets are not opened */

enum quic_kind { QUIC_INITIAL, QUIC_ZERO_RTT, QUIC_HANDSHAKE, QUIC_RETRY, QUIC_NEGOTIATION };

struct quic_long {
	enum quic_kind kind;
	uint32_t version;           /* 0: NEGOTIATION */
	struct view to, from;       /* connection ids: destination, source */
	struct view packet;         /* from its first octet to its end */
	size_t number_at;           /* where its packet number begins */
};

/* The packet at the beginning of V (a datagram, or what is left of one). False: no
 * long header of a known version. */
bool quic_long_read(struct view, struct quic_long *out);

struct quic_keys { uint8_t key[AEAD_KEY], nonce[AEAD_NONCE], mask[AEAD_KEY]; };

/* The Initial keys that follow from the destination id of a client's first packet. */
void quic_keys_make(uint32_t version, struct view to, struct quic_keys *client, struct quic_keys *server);
/* Removes the protection of an INITIAL. OUT has room for QUIC_PACKET_MAX octets;
 * *FRAMES looks into it. Packet numbers are taken to be small. */
bool quic_open(const struct quic_keys *, const struct quic_long *, uint8_t *out, struct view *frames);

/* The next CRYPTO frame of *FRAMES: its offset and octets. Others are passed over;
 * false at the end or at a frame that Initial packets may not have. */
bool quic_crypto_next(struct view *frames, uint64_t *offset, struct view *data);

#endif
