#define _GNU_SOURCE /* O_PATH, syscall */
#include "io/sandbox.h"

#include <stdio.h>
#include <string.h>

/* A leak checker traces its own process, coverage writes beside the objects. */
#if defined __linux__ && !defined LENCR_INSTRUMENTED

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef HAVE_SECCOMP
#include <sched.h>
#include <seccomp.h>
#include <sys/socket.h>
#endif

/* --- Landlock ------------------------------------------------------------------
 * The numbers of linux/landlock.h, which older systems lack in part; system
 * calls from 424 on have one number everywhere but on Alpha, where this fails. */

#define CALL_CREATE 444
#define CALL_ADD 445
#define CALL_RESTRICT 446
#define CREATE_VERSION 1u
#define RULE_PATH 1

enum {
	FS_EXECUTE = 1 << 0, FS_WRITE_FILE = 1 << 1, FS_READ_FILE = 1 << 2, FS_READ_DIR = 1 << 3,
	FS_REMOVE_DIR = 1 << 4, FS_REMOVE_FILE = 1 << 5, FS_MAKE_CHAR = 1 << 6, FS_MAKE_DIR = 1 << 7,
	FS_MAKE_REG = 1 << 8, FS_MAKE_SOCK = 1 << 9, FS_MAKE_FIFO = 1 << 10,
	FS_MAKE_BLOCK = 1 << 11, FS_MAKE_SYM = 1 << 12, FS_REFER = 1 << 13, FS_TRUNCATE = 1 << 14,
};
#define FS_ALL ((1 << 15) - 1)
#define FS_READ (FS_READ_FILE | FS_READ_DIR)
#define FS_WRITE (FS_READ | FS_WRITE_FILE | FS_REMOVE_DIR | FS_REMOVE_FILE | FS_MAKE_DIR | \
	FS_MAKE_REG | FS_REFER | FS_TRUNCATE)
#define FS_OF_FILES (FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE)
#define NET_BIND_TCP 1u
/* Before ABI 2 a file cannot be renamed into another folder, as the cache does. */
#define LEAST_ABI 2
#define ABI_TRUNCATE 3
#define ABI_NET 4
#define MOST_LINKS 20000

struct ruleset_attr { uint64_t fs, net; };
struct path_attr { uint64_t allowed; int32_t fd; } __attribute__((packed));

struct rules { int fd; uint64_t handled; };

static void allow(const struct rules *r, int dir, const char *path, uint64_t rights)
{
	int fd = openat(dir, path, O_PATH | O_CLOEXEC);
	struct path_attr attr = { .allowed = rights & r->handled, .fd = fd };
	struct stat st;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0) {
		if (!S_ISDIR(st.st_mode))
			attr.allowed &= FS_OF_FILES;
		/* What cannot be named in a rule, as a pipe, is not kept from us either. */
		(void)syscall(CALL_ADD, r->fd, RULE_PATH, &attr, 0);
	}
	close(fd);
}

/* Where nothing lies but what belongs to users, or to the kernel. */
static bool is_private(const char *name)
{
	static const char *const names[] = { "home", "root", "tmp", "srv", "mnt", "media", "proc",
		"sys", "boot", "lost+found", ".", ".." };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Folders of the system by what they are not: libraries, plug-ins of the
 * resolver and trust stores lie under many names. */
static bool allow_system(const struct rules *r)
{
	DIR *root = opendir("/");
	const struct dirent *d;

	if (root == NULL)
		return false;
	while ((d = readdir(root)) != NULL) {
		struct stat st;

		if (!is_private(d->d_name) && fstatat(dirfd(root), d->d_name, &st, 0) == 0 &&
		    S_ISDIR(st.st_mode))
			allow(r, dirfd(root), d->d_name, FS_READ);
	}
	closedir(root);
	return true;
}

static void allow_read(const struct rules *r, const char *path)
{
	DIR *dir;
	const struct dirent *d;
	size_t links = 0;

	allow(r, AT_FDCWD, path, FS_READ);
	dir = opendir(path);
	while (dir != NULL && links < MOST_LINKS && (d = readdir(dir)) != NULL) {
		struct stat st;

		if (fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISLNK(st.st_mode)) {
			allow(r, dirfd(dir), d->d_name, FS_READ_FILE);
			links++;
		}
	}
	if (dir != NULL)
		closedir(dir);
}

/* NULL: done; otherwise why not. */
static const char *enter_landlock(const struct sandbox_options *o)
{
	long abi = syscall(CALL_CREATE, NULL, 0, CREATE_VERSION);
	struct ruleset_attr attr = { .fs = FS_ALL, .net = NET_BIND_TCP };
	struct rules r;
	long fine;

	if (abi < 0)
		return errno == EOPNOTSUPP ? "it was not started with the kernel (its option lsm= lacks "
			"landlock)" : strerror(errno);
	if (abi < LEAST_ABI)
		return "it is of before Linux 5.19";
	if (abi < ABI_TRUNCATE)
		attr.fs &= ~(uint64_t)FS_TRUNCATE;
	r.handled = attr.fs;
	r.fd = (int)syscall(CALL_CREATE, &attr, abi < ABI_NET ? sizeof attr.fs : sizeof attr, 0);
	if (r.fd < 0)
		return strerror(errno);
	fine = allow_system(&r) ? 0 : -1;
	for (size_t i = 0; i < o->read_count; i++)
		allow_read(&r, o->reads[i]);
	for (size_t i = 0; i < o->write_count; i++)
		allow(&r, AT_FDCWD, o->writes[i], FS_WRITE);
	if (fine == 0)
		fine = syscall(CALL_RESTRICT, r.fd, 0);
	close(r.fd);
	return fine == 0 ? NULL : strerror(errno);
}

/* --- seccomp --------------------------------------------------------------------- */

#ifdef HAVE_SECCOMP
/* By name: what the headers or the machine do not know is passed over. */
static const char *const refused[] = {
	"execve", "execveat", "fork", "vfork", "ptrace", "kill", "process_vm_readv",
	"process_vm_writev", "process_madvise", "pidfd_open", "pidfd_getfd", "pidfd_send_signal",
	"kcmp", "mount", "umount", "umount2", "move_mount", "open_tree", "fsopen", "fsconfig",
	"fsmount", "fspick", "mount_setattr", "pivot_root", "chroot", "unshare", "setns", "bpf",
	"perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register",
	"add_key", "request_key", "keyctl", "init_module", "finit_module", "delete_module",
	"kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff", "acct", "quotactl",
	"quotactl_fd", "personality", "listen", "accept", "accept4", "mknod", "mknodat", "link",
	"linkat", "symlink", "symlinkat", "chown", "fchown", "lchown", "fchownat", "setuid",
	"setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "setfsuid",
	"setfsgid", "capset", "sethostname", "setdomainname", "settimeofday", "clock_settime",
	"clock_adjtime", "adjtimex", "syslog", "open_by_handle_at", "ioperm", "iopl", "vhangup",
};

/* Unix, IPv4, IPv6 and netlink are what looking up and connecting take. */
static int refuse_sockets(scmp_filter_ctx filter, bool network)
{
	static const int between[] = { AF_UNSPEC, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15 };
	const uint32_t no = SCMP_ACT_ERRNO(EACCES);
	int rc;

	if (!network)
		return seccomp_rule_add(filter, no, SCMP_SYS(socket), 0);
	rc = seccomp_rule_add(filter, no, SCMP_SYS(socket), 1,
		SCMP_A0(SCMP_CMP_GT, AF_NETLINK, 0));
	for (size_t i = 0; i < sizeof between / sizeof *between && rc == 0; i++)
		rc = seccomp_rule_add(filter, no, SCMP_SYS(socket), 1,
			SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)between[i], 0));
	return rc;
}

/* Threads may be made, processes not. clone3 keeps its flags where no filter
 * sees them; told that there is none, the libc takes clone. */
static int refuse_processes(scmp_filter_ctx filter)
{
#if defined __s390__
	const unsigned flags = 1;
#else
	const unsigned flags = 0;
#endif
	int rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
		SCMP_CMP(flags, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
	int clone3 = seccomp_syscall_resolve_name("clone3");

	if (rc == 0 && clone3 != __NR_SCMP_ERROR)
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), clone3, 0);
	return rc;
}

static const char *enter_seccomp(const struct sandbox_options *o)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int rc;

	if (filter == NULL)
		return "libseccomp does not start";
	rc = refuse_sockets(filter, o->network);
	if (rc == 0)
		rc = refuse_processes(filter);
	for (size_t i = 0; i < sizeof refused / sizeof *refused && rc == 0; i++) {
		int number = seccomp_syscall_resolve_name(refused[i]);

		/* Below zero: another machine's. */
		if (number >= 0)
			rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0);
	}
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc == 0 ? NULL : strerror(-rc);
}
#else
static const char *enter_seccomp(const struct sandbox_options *o)
{
	(void)o;
	return "";
}
#endif

bool sandbox_enter(enum sandbox_wish wish, const struct sandbox_options *o, const char **in_force,
	struct err *e)
{
	static const char *const names[] = { "off", "landlock", "seccomp", "landlock+seccomp" };
	const char *landlock, *seccomp;

	*in_force = "off";
	if (wish == SANDBOX_OFF)
		return true;
	/* Both need that no program we start could regain rights. */
	landlock = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ? strerror(errno) :
		o->seccomp_only ? "" : enter_landlock(o);
	if (wish == SANDBOX_REQUIRE && landlock != NULL && !o->seccomp_only)
		return err_set(e, ERR_INTERNAL, "--sandbox require: the kernel refuses Landlock: %s; "
			"--sandbox auto goes on with what can be had", landlock);
	seccomp = enter_seccomp(o);
	if (wish == SANDBOX_REQUIRE && seccomp != NULL)
		return seccomp[0] == '\0' ?
			err_set(e, ERR_USAGE, "--sandbox require: this lencr was built without "
				"libseccomp; --sandbox auto takes Landlock alone") :
			err_set(e, ERR_INTERNAL, "--sandbox require: the kernel refuses the filter of "
				"system calls: %s; --sandbox auto goes on with what can be had", seccomp);
	*in_force = names[(landlock == NULL ? 1 : 0) + (seccomp == NULL ? 2 : 0)];
	return true;
}

#else

bool sandbox_enter(enum sandbox_wish wish, const struct sandbox_options *o, const char **in_force,
	struct err *e)
{
	(void)o;
	*in_force = "off";
	return wish != SANDBOX_REQUIRE || err_set(e, ERR_USAGE, "--sandbox require: this lencr was built "
		"without a sandbox (it is for Linux, and not for builds with sanitizers or "
		"coverage); --sandbox auto goes on without");
}

#endif
