/* neighbours_packets: the traffic of neighbours.h as a capture. For tests. */
#ifndef LENCR_TESTS_NEIGHBOURS_PACKETS_H
#define LENCR_TESTS_NEIGHBOURS_PACKETS_H

#include "neighbours.h"

struct view neighbours_packets(const struct neighbours *);

#endif
