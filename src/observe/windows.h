/* windows: one event of a Windows event log as XML, boiled down. Private to
 * windows*.c. Fields of System as every event has them; of CAPI2/Operational
 * what UserData tells; of Sysmon the named Data. */
#ifndef LENCR_OBSERVE_WINDOWS_H
#define LENCR_OBSERVE_WINDOWS_H

#include "observe/log_parts.h"

/* Named Data of Sysmon that we want. */
enum windows_data { DATA_IMAGE, DATA_PROCESS_ID, DATA_USER, DATA_UTC_TIME, DATA_PROTOCOL, DATA_INITIATED,
	DATA_SOURCE_IP, DATA_SOURCE_PORT, DATA_DESTINATION_IP, DATA_DESTINATION_PORT, DATA_QUERY_NAME,
	DATA_QUERY_STATUS, DATA_QUERY_RESULTS, DATA_COUNT };

struct windows_event {
	struct view text;           /* all of it */
	struct view provider, id, time, computer, process_id, user;
	struct view url, subject, server_name, process, task, result;
	struct view data[DATA_COUNT];
};

/* TEXT is one <Event …>…</Event>; views look into it or the room. False: it is
 * no such element. */
bool windows_event_read(struct log_run *, struct view text, struct windows_event *);

/* Hands over the certificates of a CAPI2 event 90, each as S with `cert`. False: the
 * event breaks off. */
bool windows_certs_see(struct log_run *, struct view event, struct sighting *s);

/* Retrievals that began (event 52) and wait for their end (53), by task and URL. */
#define WINDOWS_BEGUN_MAX 256
struct windows_begun { uint64_t key; int64_t at; };
/* Hands over what it tells; false: it lacks what it should have. */
bool windows_event_see(struct log_run *, struct windows_begun *, const struct windows_event *);

#endif
