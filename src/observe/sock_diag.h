/* sock_diag: asks Linux whose socket a connection is (sock_diag(7)): a question
 * and an answer as bytes of netlink. Pure; who sends them is owner.c.
 *
 * The question is about exactly one socket, by its four numbers. The answer has
 * the user and the inode of the socket, never the process: that is found in
 * /proc by the inode (owner_proc.h). Numbers are those of linux/netlink.h and
 * linux/inet_diag.h, in the byte order of the machine; ports and addresses in
 * network order. */
#ifndef LENCR_OBSERVE_SOCK_DIAG_H
#define LENCR_OBSERVE_SOCK_DIAG_H

#include "observe/sighting.h"

#define SOCK_DIAG_QUESTION 72   /* octets */

/* The question about the socket of HERE that is connected to THERE; both with
 * addresses of one size and ports. NUMBER comes back in the answer. */
bool sock_diag_ask(bool udp, const struct endpoint *here, const struct endpoint *there, uint32_t number,
	uint8_t out[SOCK_DIAG_QUESTION]);

enum sock_diag_answer {
	SOCK_DIAG_FOUND,
	SOCK_DIAG_NONE,     /* there is no such socket, or it has no owner any more */
	SOCK_DIAG_REFUSED,  /* the kernel gives no answer; *OUT is all zeros but for `error` */
	SOCK_DIAG_OTHER,    /* not the answer to NUMBER: read on */
};

struct sock_owner { uint32_t uid; uint32_t inode; int error; };

/* What one datagram of the kernel says to the question NUMBER about HERE and THERE.
 * Every length in it is checked; what is cut or of another socket is OTHER. */
enum sock_diag_answer sock_diag_read(struct view datagram, const struct endpoint *here,
	const struct endpoint *there, uint32_t number, struct sock_owner *out);

#endif
