/* live_filter: which packets the kernel hands over (pcap-filter(7)), as a
 * program of BPF. Private to live.c and its test. */
#ifndef LENCR_OBSERVE_LIVE_FILTER_H
#define LENCR_OBSERVE_LIVE_FILTER_H

#include "observe/live.h"

struct bpf_program;

/* DATALINK as pcap_datalink() has it. False: that link cannot be chosen from. The instructions of
 * OUT are the caller's, to be freed with free(). */
bool live_filter(enum live_kind, int datalink, int snap, struct bpf_program *out);

#endif
