/* sandbox: the process gives away what checking does not need, before a byte
 * of a stranger's is read.
 *
 * Two locks of Linux, each of its own use. Landlock: outside the named folders
 * nothing is written, made or removed; nothing is executed; home folders and
 * other places for data (/home, /root, /tmp, /srv, /mnt, /media, /proc) are
 * not read but for what is named; no TCP port is bound (where the kernel knows
 * that). Seccomp (in builds with libseccomp): no program is started, no process
 * but threads made, none traced or sent signals; no raw or packet sockets (no
 * sockets at all without network); nothing that changes the system. What is
 * refused fails with EPERM or EACCES and kills nobody: an unknown call of a
 * newer libc must not end a check.
 *
 * What it does not do: it lets connect to any address and port (that is io/guard.h's
 * work, and the resolver's ways are many), read /etc, /usr, /var and /run
 * (resolvers, their plug-ins and trust stores are there), and keep whatever
 * was opened before. There is no way back; threads made later inherit it. */
#ifndef LENCR_IO_SANDBOX_H
#define LENCR_IO_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum sandbox_wish { SANDBOX_AUTO, SANDBOX_REQUIRE, SANDBOX_OFF };

struct sandbox_options {
	/* Files and folders that are read though they lie elsewhere. In a folder
	 * the files that its symbolic links name count, too (trust stores are made
	 * of links). What does not exist is passed over. */
	const char *const *reads; size_t read_count;
	/* Folders in which files are made, written, renamed and removed; of a file,
	 * or a link to one, that is there: it is written. */
	const char *const *writes; size_t write_count;
	bool network;
	bool seccomp_only;  /* no Landlock: it would also hide other processes from this one */
};

/* *IN_FORCE: "landlock+seccomp", "landlock", "seccomp" or "off", constants.
 * AUTO takes what can be had and never fails. REQUIRE fails when one of the two
 * cannot be had: ERR_USAGE, this build has it not; ERR_INTERNAL, the kernel
 * refuses. The process may then be locked in half: it should end. */
bool sandbox_enter(enum sandbox_wish, const struct sandbox_options *, const char **in_force,
	struct err *);

#endif
