/* unread_traffic: a day of a small network, made from a seed and written as logs
 * of each format: visits with and without names, questions long before them, the
 * two lines of one connection far apart, connections to machines of the network,
 * machines with two addresses, fetches from lencr.org seen in whole or in part, and
 * what sensors say of the bodies of these and of others. */
#ifndef LENCR_TESTS_UNREAD_TRAFFIC_H
#define LENCR_TESTS_UNREAD_TRAFFIC_H

#include "base/str.h"
#include "observe/sighting.h"

enum traffic_log { LOG_EVENTS, LOG_EVE, LOG_ZEEK_CONN, LOG_ZEEK_DNS, LOG_ZEEK_HTTP, LOG_ZEEK_SSL, LOG_ZEEK_JSON,
	LOG_ZEEK_FILES, LOG_SQUID, LOG_CLF, LOG_DNSMASQ, LOG_UNBOUND, LOG_ADGUARD, TRAFFIC_LOGS };

struct traffic {
	uint64_t state;
	unsigned connections;
	bool wild;          /* headers that change, lines that are broken */
	struct str logs[TRAFFIC_LOGS];
};
/* VISITS around each of CONTACTS fetches. */
void traffic_make(struct traffic *, uint64_t seed, unsigned contacts, unsigned visits, bool wild);
void traffic_free(struct traffic *);
/* Word of the reader. */
const char *traffic_reader(enum traffic_log);
const char *traffic_name(enum traffic_log);

#endif
