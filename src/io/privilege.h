/* privilege: gives away the rights that a process was started with.
 *
 * For programs that need a right once, to open something, and then read what
 * strangers wrote. Of the super-user a process becomes nobody (user and group
 * 65534), with no other groups; of the capabilities those named are kept, in
 * the calling process and not across execve. What was opened stays open. */
#ifndef LENCR_IO_PRIVILEGE_H
#define LENCR_IO_PRIVILEGE_H

#include <stdbool.h>

enum privilege {
	PRIVILEGE_NONE,
	PRIVILEGE_LOOK,     /* into what other processes have open: CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH;
	                       and to be quick: CAP_SYS_NICE */
};

/* What cannot be given away stays, as where there is but one user (a container). False: the
 * capabilities are as they were. On other systems than Linux nothing happens. */
bool privilege_keep(enum privilege);
/* Whether the process may look into other users' processes. */
bool privilege_may_look(void);

#endif
