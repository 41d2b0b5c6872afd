/* logs: the readers of logs, rows of reader.c's tables. */
#ifndef LENCR_OBSERVE_LOGS_H
#define LENCR_OBSERVE_LOGS_H

#include "observe/reader.h"

extern const struct reader reader_events;   /* our own JSON lines, lencr-events(5) */
extern const struct reader reader_eve;      /* Suricata */
extern const struct reader reader_zeek;     /* one log, TSV or JSON */
extern const struct reader reader_har, reader_squid, reader_clf, reader_w3c;
extern const struct reader reader_adguard;
extern const struct reader reader_dns;      /* dnsmasq, Pi-hole, unbound */
extern const struct reader reader_windows;  /* event logs as XML */

extern const struct folder_reader folder_zeek, folder_cryptnet;

#endif
