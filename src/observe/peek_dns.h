/* peek_dns: questions to name servers and their answers, over UDP (talk.h) and in
 * TCP connections.
 *
 * An answer whose question was not seen is sighted by itself, at its own time. A
 * question that is asked again while it waits is one question. */
#ifndef LENCR_OBSERVE_PEEK_DNS_H
#define LENCR_OBSERVE_PEEK_DNS_H

#include "observe/dns_message.h"
#include "observe/peek.h"

/* A message of PEEK's connection; sets its `swapped` to who asked. */
void peek_dns_message(struct peek_dns *, struct peek *, bool from_server, const struct dns_message *, bool tcp,
	struct moment);

/* Messages on TCP, each behind two octets of its length (RFC 7766 section 8). */
struct dns_stream;
struct dns_stream *dns_stream_new(struct peek *);
/* False: not DNS (any more). */
bool dns_stream_feed(struct dns_stream *, bool from_server, struct view, struct moment);
/* Nothing can be found in that side any more. */
void dns_stream_gap(struct dns_stream *, bool from_server);
void dns_stream_ended(struct dns_stream *);
void dns_stream_free(struct dns_stream *);  /* NULL is fine */

#endif
