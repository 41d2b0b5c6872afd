#define _GNU_SOURCE /* setresuid, setgroups, syscall */
#include "io/privilege.h"

#include <grp.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#ifdef __linux__

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define NOBODY 65534

static bool set_capabilities(uint64_t keep)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { 0 }, { 0 } };

	for (unsigned i = 0; i < 2; i++)
		data[i].effective = data[i].permitted = (uint32_t)(keep >> (32 * i));
	return syscall(SYS_capset, &head, data) == 0;
}

static uint64_t capabilities(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { 0 }, { 0 } };

	if (syscall(SYS_capget, &head, data) != 0)
		return 0;
	return data[0].permitted | (uint64_t)data[1].permitted << 32;
}

#define LOOK (UINT64_C(1) << CAP_SYS_PTRACE | UINT64_C(1) << CAP_DAC_READ_SEARCH)

bool privilege_may_look(void)
{
	return (capabilities() & LOOK) == LOOK;
}

bool privilege_keep(enum privilege p)
{
	uint64_t keep = p == PRIVILEGE_LOOK ? capabilities() & (LOOK | UINT64_C(1) << CAP_SYS_NICE) : 0;

	if (geteuid() == 0 || getuid() == 0) {
		/* Without this the change of user would take everything. */
		(void)prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
		if (setgroups(0, NULL) == 0 && setresgid(NOBODY, NOBODY, NOBODY) == 0)
			(void)!setresuid(NOBODY, NOBODY, NOBODY);
		(void)prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0);
	}
	return set_capabilities(keep);
}

#else

bool privilege_may_look(void) { return geteuid() == 0; }

bool privilege_keep(enum privilege p)
{
	(void)p;
	return true;
}

#endif
