/* owner: whose connections are, told for each as it begins.
 *
 * A process of its own (owner_child.c), so that looking into /proc never keeps
 * the readers waiting, and so that the two rights that it takes are not in the
 * process that reads what strangers send. It taps the first packets of
 * connections, asks the kernel for the socket of each that is this machine's
 * (sock_diag.h), and /proc for the process (owner_proc.h). Facts come over a
 * socket, in the order of the connections; what cannot be sent is dropped and
 * counted, never waited for.
 *
 * Linux alone; elsewhere owner_start says so. */
#ifndef LENCR_OBSERVE_OWNER_H
#define LENCR_OBSERVE_OWNER_H

#include "observe/live.h"
#include "observe/owner_proc.h"
#include "observe/sighting.h"

struct owner_fact {
	struct endpoint client, server;
	int64_t at;                 /* of the packet */
	int64_t pid;                /* -1: not known */
	bool denied;                /* its process is another user's and may not be seen */
	uint64_t lost;              /* facts that were dropped so far */
	char name[OWNER_NAME], user[OWNER_NAME];    /* raw, ended by NUL; empty: not known */
};

/* Whether there is such a thing on this system. */
bool owner_possible(void);

struct owner;
/* INTERFACE as in live_open. Before any thread is made, and before files are opened that the
 * other process need not have. NULL with *ERR (ERR_INPUT, as live_open; ERR_INTERNAL). */
struct owner *owner_start(const char *interface, struct err *);
int owner_descriptor(const struct owner *);
/* The next fact that is there. False: none, now. */
bool owner_read(struct owner *, struct owner_fact *);
/* Whether the other process has ended. */
bool owner_over(const struct owner *);
void owner_end(struct owner *);     /* ends the other process, too; NULL is fine */

#endif
