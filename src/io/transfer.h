/* transfer: one want on its way through the network. Internal to io/net.
 *
 * Both kinds, HTTP and TLS, let libcurl resolve and connect, and share how
 * that is set up, how the address is guarded, and how its failures are told
 * apart. Everything that lives as long as the transfer is in its arena. */
#ifndef LENCR_IO_TRANSFER_H
#define LENCR_IO_TRANSFER_H

#include <curl/curl.h>
#include <openssl/ssl.h>

#include "base/arena.h"
#include "io/guard.h"
#include "io/net.h"
#include "io/via.h"

enum transfer_state {
	TRANSFER_QUEUED,  /* waits for a free place */
	TRANSFER_RESTING, /* waits for its second try */
	TRANSFER_OPEN,    /* libcurl works on it */
	TRANSFER_SHAKING, /* connected; libssl works on it */
	TRANSFER_DONE,    /* waits to be taken by next() */
};

struct http;
struct dial;

struct net {
	struct source source;
	struct net_options options; /* texts and arrays copied into the arena */
	struct arena *arena;
	struct guard guard;
	bool has_via_http, has_via_tls;
	struct via via_http, via_tls;
	CURLM *multi;
	SSL_CTX *tls;               /* made by the first dial */
	struct transfer *first;     /* oldest first */
	int64_t progress_at;
};

struct transfer {
	struct transfer *next;
	struct net *net;
	struct arena *arena;
	struct want want;           /* a copy in the arena */
	struct outcome outcome;
	enum transfer_state state;
	char *host;                 /* where this hop goes, as its URL says */
	unsigned port;
	int64_t deadline;           /* of the whole want; 0: not begun */
	int64_t wake;               /* RESTING: when it goes on */
	unsigned tries;
	CURL *easy;
	const struct curl_slist *connect_to; /* other than the via's; owned by the arena */
	unsigned connect_port;      /* its port; 0: none */
	const char *address;        /* the one address to connect to, or NULL: any */
	char curl_text[CURL_ERROR_SIZE];
	bool proxied;
	unsigned tried, refused;    /* addresses of this hop: sockets opened, refused by the guard */
	enum reach refused_reach;
	const char *refused_why;
	char *last_address;
	int socket_error;           /* errno of a socket that could not be had */
	struct http *http;
	struct dial *dial;
};

struct transfer *transfer_new(struct net *, const struct want *);
void transfer_free(struct transfer *);
/* A new easy handle with everything that HTTP and TLS share; it belongs to the
 * transfer. The deadline must be set. */
void transfer_open(struct transfer *);
/* Hands the easy handle to the multi handle. */
void transfer_go(struct transfer *);
/* Takes it back and throws it away. */
void transfer_close(struct transfer *);

/* Ends it: reach, and "HOST port N (ADDRESS), PHASE: text" as the detail.
 * The text is made safe here. */
void transfer_end(struct transfer *, enum reach, const char *phase, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* For CODE of a transfer that did not get as far as a connection. False: it
 * did, so the failure is another's to explain. */
bool transfer_end_unconnected(struct transfer *, CURLcode code);

#endif
