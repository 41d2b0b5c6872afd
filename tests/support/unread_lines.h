/* unread_lines: one thing that happened, as each log writes it. Private to unread_traffic. */
#ifndef LENCR_TESTS_UNREAD_LINES_H
#define LENCR_TESTS_UNREAD_LINES_H

#include "unread_traffic.h"

/* A number below BELOW, and true once in so many. */
static inline unsigned any(struct traffic *t, unsigned below)
{
	t->state ^= t->state << 13;
	t->state ^= t->state >> 7;
	t->state ^= t->state << 17;
	return (unsigned)((t->state >> 11) % below);
}

static inline bool one_of(struct traffic *t, unsigned many)
{
	return any(t, many) == 0;
}

struct machine { const char *v4, *v6, *mac; };

/* One thing, as all logs tell it. */
struct item {
	int64_t at, told_at;        /* its first packet; when the log wrote it */
	const struct machine *m;
	bool v6, told_opened, inbound, told_mac;
	unsigned id, client_port, port;
	const char *name, *server, *method, *uri, *type;
	const char *issuer, *serial;
	unsigned rcode;
};

void unread_events_put(struct traffic *t, const struct item *i, const char *kind);
void unread_eve_put(struct traffic *t, const struct item *i, const char *kind);
void unread_zeek_head(struct str *s, const char *path, const char *fields, const char *mac);
void unread_zeek_put(struct traffic *t, const struct item *i, const char *kind);
void unread_zeek_json_put(struct traffic *t, const struct item *i, const char *kind);
void unread_files_put(struct traffic *t, const struct item *i);
void unread_squid_put(struct traffic *t, const struct item *i);
void unread_clf_put(struct traffic *t, const struct item *i);
void unread_unbound_put(struct traffic *t, const struct item *i);
void unread_dns_put(struct traffic *t, const struct item *i);

#endif
