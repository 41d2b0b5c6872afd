/* eve_parts: what the reader of EVE and its glances share. Private to eve*.c. */
#ifndef LENCR_OBSERVE_EVE_PARTS_H
#define LENCR_OBSERVE_EVE_PARTS_H

#include "doc/json_skim.h"
#include "observe/log_parts.h"

enum eve_event { EVE_DNS, EVE_HTTP, EVE_TLS, EVE_QUIC, EVE_FLOW, EVE_FILE };

/* The keys of EVE that are looked for. */
struct eve_glance { struct json_skim top, dns, http, tls, quic, flow, file; };
void eve_glance_init(struct eve_glance *);
/* Whether the run's line, which is of that event, was taken unread, or tells nothing. */
bool eve_glance(const struct eve_glance *, struct log_run *, enum eve_event);

/* The number of a flow_id. */
uint64_t eve_connection(int64_t flow_id);

#endif
