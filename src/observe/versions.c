#define _DEFAULT_SOURCE /* pcap.h wants u_int and its kin */
#include "observe/versions.h"

#include <pcap/pcap.h>
#include <string.h>

const char *versions_libpcap(struct arena *a)
{
	/* "libpcap version 1.10.3 (with TPACKET_V3)" */
	const char *text = pcap_lib_version(), *number = strstr(text, "version ");

	if (number == NULL)
		return arena_text(a, text);
	number += strlen("version ");
	return arena_format(a, "libpcap %.*s", (int)strcspn(number, " ,("), number);
}
