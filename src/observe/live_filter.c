#define _DEFAULT_SOURCE /* pcap.h wants u_int and its kin */
#include "observe/live_filter.h"

#include <pcap/pcap.h>
#include <string.h>

#include "base/memory.h"

/* Names; HTTP and proxies; errors that refuse a connection. In IPv6 the header of
 * the transport begins at 40 where there are no extensions; tcp[] is IPv4's alone. */
static const char whole[] =
	"port 53 or tcp port 80 or tcp port 3128 or tcp port 8080 or tcp port 1080 or "
	"icmp[0] = 3 or (ip6 and ip6[6] = 58 and ip6[40] = 1)";

/* Where TLS is usual, at once or after STARTTLS (as keep_candidates.c has them); the
 * long headers of QUIC; and what begins like a handshake, wherever it goes. */
static const char cut[] =
	"tcp port 443 or tcp port 8443 or tcp port 853 or tcp port 25 or tcp port 465 or tcp port 587 or "
	"tcp port 993 or tcp port 143 or tcp port 995 or tcp port 110 or tcp port 389 or tcp port 636 or "
	"tcp port 563 or tcp portrange 989-992 or tcp port 994 or tcp port 3389 or tcp port 4433 or "
	"tcp port 5061 or tcp portrange 5222-5223 or tcp port 5269 or tcp port 5432 or tcp port 5671 or "
	"tcp port 6514 or tcp port 6697 or tcp port 8883 or tcp port 9443 or "
	"(ip and udp port 443 and udp[8] & 0xc0 = 0xc0) or "
	"(ip6 and udp port 443 and ip6[6] = 17 and ip6[48] & 0xc0 = 0xc0) or "
	"(tcp[(tcp[12] & 0xf0) >> 2] = 22 and tcp[((tcp[12] & 0xf0) >> 2) + 1] = 3) or "
	"(ip6 and ip6[6] = 6 and ip6[((ip6[52] & 0xf0) >> 2) + 40] = 22 and ip6[((ip6[52] & 0xf0) >> 2) + 41] = 3)";

static const char starts[] =
	"tcp[13] & 0x12 = 2 or (ip6 and ip6[6] = 6 and ip6[53] & 0x12 = 2) or udp dst port 53";

static bool compile(const char *text, int datalink, int snap, struct bpf_program *out)
{
	pcap_t *dead = pcap_open_dead(datalink, snap);
	bool fine = dead != NULL && pcap_compile(dead, out, text, 1, PCAP_NETMASK_UNKNOWN) == 0;

	if (dead != NULL)
		pcap_close(dead);
	return fine;
}

/* What FIRST refuses goes on to SECOND: its "return 0" becomes a jump there. A program keeps
 * nothing for another but what it loads itself. */
static void join(const struct bpf_program *first, const struct bpf_program *second, struct bpf_program *out)
{
	out->bf_len = first->bf_len + second->bf_len;
	out->bf_insns = mem_take(out->bf_len, sizeof *out->bf_insns);
	/* There may be nothing before SECOND. */
	if (first->bf_len != 0)
		memcpy(out->bf_insns, first->bf_insns, first->bf_len * sizeof *out->bf_insns);
	memcpy(out->bf_insns + first->bf_len, second->bf_insns, second->bf_len * sizeof *out->bf_insns);
	for (unsigned i = 0; i < first->bf_len; i++)
		if (out->bf_insns[i].code == (BPF_RET | BPF_K) && out->bf_insns[i].k == 0)
			out->bf_insns[i] = (struct bpf_insn){ .code = BPF_JMP | BPF_JA, .k = first->bf_len - i - 1 };
}

bool live_filter(enum live_kind kind, int datalink, int snap, struct bpf_program *out)
{
	static const struct bpf_program none;
	struct bpf_program first = { 0 }, second = { 0 };
	bool fine;

	memset(out, 0, sizeof *out);
	if (kind == LIVE_STARTS) {
		fine = compile(starts, datalink, snap, &first);
		if (fine)
			join(&none, &first, out);
	} else {
		fine = compile(whole, datalink, snap, &first) &&
			compile(cut, datalink, (int)LIVE_CUT < snap ? (int)LIVE_CUT : snap, &second);
		if (fine)
			join(&first, &second, out);
	}
	pcap_freecode(&first);
	pcap_freecode(&second);
	return fine;
}
