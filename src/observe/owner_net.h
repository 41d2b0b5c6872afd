/* owner_net: sockets of other network namespaces, those of containers.
 *
 * sock_diag(7) answers for the namespace of who asks alone. What other namespaces have is in
 * /proc/PID/net of one of their processes (proc_pid_net(5)), as text, which takes no right to
 * enter them. So that this is not read for every packet, the addresses of each namespace are
 * kept (net/fib_trie, net/if_inet6), looked up again at most every OWNER_NET_SPAN_MS, and only
 * where a packet's address is one of a namespace are its sockets read.
 *
 * Nothing of a namespace is kept open: that would keep it alive after its last process. */
#ifndef LENCR_OBSERVE_OWNER_NET_H
#define LENCR_OBSERVE_OWNER_NET_H

#include "observe/sighting.h"
#include "observe/sock_diag.h"

#define OWNER_NET_SPAN_MS 500
#define OWNER_NET_MOST 256              /* namespaces */
#define OWNER_NET_ADDRESSES 16          /* of each; more are not known */
#define OWNER_NET_TABLE (1024 * 1024)   /* octets of one table that are read */

struct owner_nets;
/* ROOT is "/proc", or a folder that looks like it. NULL: it cannot be opened. */
struct owner_nets *owner_nets_new(const char *root);
/* The socket of HERE that is connected to THERE in another namespace than this process's. NOW_US: a
 * steady clock. False: none was found; it may be there all the same. */
bool owner_nets_find(struct owner_nets *, bool udp, const struct endpoint *here, const struct endpoint *there,
	int64_t now_us, struct sock_owner *out);
void owner_nets_free(struct owner_nets *);     /* NULL is fine */

/* The row of HERE and THERE in TEXT, a table as net/tcp, tcp6, udp and udp6 are. False: none, or
 * one without an inode (nobody has it any more). A last line that is cut is passed over. */
bool owner_net_row(struct view text, const struct endpoint *here, const struct endpoint *there,
	struct sock_owner *out);

#endif
