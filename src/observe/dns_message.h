/* dns_message: one DNS message (RFC 1035 section 4), as far as questions about
 * hosts and their answers need it.
 *
 * Names come out dotted, without a dot at the end, the octets of their labels as
 * they stand; a dot or backslash inside a label has a backslash before it (RFC
 * 1035 section 5.1), so that no name can pass for another. Compression is followed
 * backwards only and never far: no message costs more than its size. */
#ifndef LENCR_OBSERVE_DNS_MESSAGE_H
#define LENCR_OBSERVE_DNS_MESSAGE_H

#include "observe/sighting.h"

#define DNS_NAME_MAX 512        /* 255 octets on the wire, all of them escaped */
#define DNS_ADDRESSES_MAX 32    /* handed over; more are left out */
#define DNS_ALIASES_MAX 12

struct dns_name { char text[DNS_NAME_MAX]; size_t size; };

struct dns_message {
	unsigned id;
	bool answer, truncated;
	int rcode;                  /* with the upper bits of EDNS */
	struct dns_name name;       /* of the question */
	unsigned type;
	struct endpoint addresses[DNS_ADDRESSES_MAX]; size_t address_count; /* A, AAAA, hints of HTTPS */
	struct dns_name aliases[DNS_ALIASES_MAX]; size_t alias_count;       /* CNAME, AliasMode of HTTPS */
	bool whole;                 /* all records were there; truncated messages may lack some */
};

/* False: not a query or an answer with one question of class IN. A message that
 * breaks off behind its question is read up to there. */
bool dns_message_read(struct view, struct dns_message *out);
/* Whether octets may be the beginning of a question on TCP (with its length before
 * it): 1 yes, 0 too few to tell, -1 no. */
int dns_stream_begins(struct view);

#endif
