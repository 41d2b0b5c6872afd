/* owner_proc: which process has a socket: the one that has a descriptor of its
 * inode, by /proc (proc(5)).
 *
 * Of processes of other users that takes CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH;
 * whose descriptors may not be seen is passed over. One run looks for several
 * sockets at once, at young processes and at those found lately first, and ends
 * after OWNER_LINKS descriptors or OWNER_SPAN_MS, however many there are. What a
 * process calls itself is its own word (prctl(2)): bytes from outside. */
#ifndef LENCR_OBSERVE_OWNER_PROC_H
#define LENCR_OBSERVE_OWNER_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OWNER_NAME 64       /* octets of a name, with the final NUL */
#define OWNER_LINKS 32768
#define OWNER_SPAN_MS 60

struct owner_wanted {
	uint32_t inode;
	int64_t pid;            /* -1: not found */
	char name[OWNER_NAME];  /* raw but for NULs; empty: not known */
};

struct owner_search;
/* ROOT is "/proc", or a folder that looks like it. NULL: it cannot be opened. */
struct owner_search *owner_search_new(const char *root);
/* Fills in what is found. False: it ended early at a limit. */
bool owner_search_run(struct owner_search *, struct owner_wanted *, size_t count);
void owner_search_free(struct owner_search *);  /* NULL is fine */

/* The processes that the folder ROOT lists, at most 65,536 and in its order, into *PIDS, which has room
 * for *SPACE and is made larger (mem_resize). */
void owner_list_processes(int root, int64_t **pids, size_t *count, size_t *space);

#endif
