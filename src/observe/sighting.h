/* sighting: one thing seen in traffic, whoever saw it.
 *
 * Every reader (captures, logs of sensors, proxies and name servers, records of
 * Windows, our own events) turns its input into sightings and hands them to a
 * sink, one at a time. Nothing behind the sink knows a format. A sighting is a
 * fact with its place, never an opinion: no reader knows what lencr.org is, but
 * for the question whether a body is worth keeping (peek_http.h).
 *
 * All views are bytes from outside and live only until the sink returns; who
 * needs them longer copies them. A view with data NULL is "not known", one of
 * size 0 with data is "known to be empty". Unknown times are SIGHT_NEVER,
 * unknown numbers as each field says. A reader may hand over sightings out of
 * the order of time, since a handshake or a request is handed over when it is
 * complete, not when it begins.
 *
 * A connection that carries TLS may be sighted twice: as CONNECT (it was tried)
 * and as TLS; the same `connection` number then binds both. */
#ifndef LENCR_OBSERVE_SIGHTING_H
#define LENCR_OBSERVE_SIGHTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/view.h"

/* Microseconds since 1970-01-01T00:00:00Z. */
#define SIGHT_NEVER INT64_MIN
#define SIGHT_SECOND INT64_C(1000000)

/* An address and a port. IPv4 as 4, IPv6 as 16 octets; size 0: not known. An
 * IPv4-mapped IPv6 address is written as IPv4. Port 0: not known. */
struct endpoint {
	uint8_t address[16];
	uint8_t size;
	uint16_t port;
};

enum sighting_kind {
	SIGHT_DNS,      /* a question about a name and, where seen, its answer */
	SIGHT_CONNECT,  /* a connection was tried; whether it came about */
	SIGHT_HTTP,     /* a request and, where seen, its answer */
	SIGHT_TLS,      /* a handshake */
	SIGHT_CERT,     /* a certificate that handshakes refer to by `key` */
	SIGHT_PROCESS,  /* which process has `connection` or asked for a name */
	SIGHT_FILE,     /* what a log says of a body that an HTTP sighting refers to by its key */
};

/* A certificate: the whole of it, or what a log tells of it. */
struct sight_cert {
	struct view der;            /* or unknown, then what follows is all there is */
	struct view key;            /* by which TLS sightings of this input refer to it:
	                               a fingerprint or file id as the log writes it */
	struct view fingerprint;    /* SHA-256 or SHA-1 of the DER, 32 or 20 octets */
	struct view serial;         /* octets, as in the INTEGER, without a leading zero */
	struct view issuer, subject;    /* texts, as the log writes them */
	int64_t not_before, not_after;  /* seconds since the epoch, WHEN_NONE */
	const struct view *crl_urls, *issuer_urls, *ocsp_urls, *names;
	size_t crl_url_count, issuer_url_count, ocsp_url_count, name_count;
	bool pointers_known;        /* the URL lists are complete, also when empty */
};

struct sight_dns {
	struct view name;           /* dotted, no dot at the end; bytes as on the wire */
	unsigned type;              /* 1 A, 28 AAAA, 65 HTTPS …; 0 not known */
	int rcode;                  /* -1: no answer was seen */
	bool blocked;               /* the log says that it, a blocker, refused the name */
	int64_t answered_at;
	const struct endpoint *addresses; size_t address_count;
	const struct view *aliases; size_t alias_count;    /* CNAME targets */
	bool tcp;
};

struct sight_connect {
	bool udp;
	bool answered;              /* the other side said something */
	bool refused;               /* by RST or ICMP */
	bool start_seen;            /* its first packet is in the input */
	int64_t ended_at;
	int64_t bytes_up, bytes_down;   /* of payload; -1 not known */
};

enum sight_http_form { HTTP_ORIGIN, HTTP_ABSOLUTE, HTTP_CONNECT };

struct sight_http {
	struct view method, target; /* as in the request line */
	struct view host;           /* Host field, or of the log; without port unless written */
	struct view url;            /* absolute; by us where the input has parts */
	enum sight_http_form form;  /* ABSOLUTE and CONNECT: the server is a proxy */
	unsigned version;           /* 10, 11, 20; 0 not known */
	struct view user_agent;     /* unknown data: not known; empty: there was none */
	struct view header_names;   /* "Host,User-Agent,Accept": order and spelling kept; unknown in logs */
	struct view headers;        /* raw request header block, or unknown */
	struct view body;           /* of the request, as far as kept */
	int64_t body_size;          /* -1 not known */

	int status;                 /* 0: no answer was seen */
	int64_t answered_at;        /* first byte of the answer */
	int64_t done_at;            /* its last */
	struct view content_type, answer_headers;   /* raw block */
	struct view answer;         /* body, after chunked decoding, as far as kept */
	int64_t answer_size;        /* -1 not known */
	bool answer_whole;          /* ANSWER is all of it */
	bool answer_gap;            /* bytes of it are missing in the capture */
	bool from_cache;            /* the log of a proxy says that it answered from its cache */
	struct view answer_file;    /* key by which FILE sightings of this input tell of the answer; or unknown */
};

struct sight_tls {
	struct view sni;            /* of the ClientHello; empty: it had none */
	struct view alpn;           /* chosen where seen, else the first offered */
	unsigned version;           /* 0x0303 …, chosen; 0: no ServerHello was seen */
	bool quic, starttls;
	bool ech;                   /* the encrypted_client_hello extension was offered (may be grease) */
	bool grease;                /* GREASE values in the ClientHello: a browser's library */
	bool resumed, resumed_known;
	bool established, established_known;
	bool client_asked;          /* the server asked for a client certificate, in clear */
	int64_t hello_at;           /* ClientHello complete */
	int64_t flight_at;          /* last byte of the server's first flight */
	int64_t finished_at;        /* first encrypted record of the client after that flight
	                               (a dummy ChangeCipherSpec is not one) */
	int64_t client_data_at, server_data_at;     /* first application data after it, or SIGHT_NEVER */
	int64_t cert_at;            /* last byte of the Certificate message */
	bool again;                 /* the connection was sighted before, unfinished: this replaces that */
	bool data_known;            /* finished_at and the data times are measured: SIGHT_NEVER
	                               means that it did not come while the input lasted */
	int64_t flight_bytes;       /* size of that flight; -1 */
	const struct sight_cert *certs; size_t cert_count; /* as presented; DER, or facts, or keys alone */
	const struct sight_cert *client_certs; size_t client_cert_count;
	struct view staple;         /* OCSP response in clear */
};

/* What an OCSP response says of one certificate. */
enum said { SAID_NOTHING, SAID_GOOD, SAID_REVOKED, SAID_UNKNOWN };
struct sight_status {
	struct view name_hash, key_hash, serial;    /* octets, as in the CertID; the serial without a leading zero */
	enum said said;
	int64_t revoked_at, this_update, next_update;   /* seconds since the epoch, WHEN_NONE */
	struct view reason;         /* "keyCompromise" …; or unknown */
};

/* A body as the writer of a log saw it: a log's word, and no bytes to check it by.
 * Several may be of one body: what was measured of it, and each certificate that it
 * says something about. The sighting's ends are sender and receiver. */
struct sight_file {
	struct view key;            /* as sight_http.answer_file */
	struct view host;           /* asked for it, without port; unknown: the log does not say */
	struct view type;           /* media type, found by content; or unknown */
	struct view sha256, sha1;   /* octets, of a body of which nothing is missing; or unknown */
	int64_t size;               /* -1 not known */
	const struct sight_status *status;  /* or NULL */
};

struct sight_process {
	struct view name, user;     /* may be unknown */
	int64_t pid;                /* -1 */
	struct view task;           /* what binds sightings of one task (CAPI2 TaskId) */
	struct view subject;        /* of the certificate that the task is about */
};

struct sighting {
	enum sighting_kind kind;
	int64_t at;                 /* its first byte: question, SYN, request, ClientHello */
	unsigned input;             /* number of the input, from 0 */
	unsigned group;             /* 0: the input stands alone. Else its connection numbers and
	                               certificate keys mean the same in all inputs of the group
	                               (the files of a Zeek sensor, of Suricata): where this header
	                               says "same input", read "same group" */
	uint64_t place;             /* packet or line in it, from 1 */
	uint64_t connection;        /* same number in the same input: same connection; 0 not known */
	int64_t opened_at;          /* HTTP, TLS: the connection's SYN, or SIGHT_NEVER */
	struct endpoint client, server;     /* client: who asked */
	uint8_t client_mac[6]; bool client_mac_known;
	struct view client_name;    /* where a log has a name in place of an address */
	struct sight_process process;   /* pid -1, name and task unknown where nothing is known */
	/* the one of `kind`: */
	const struct sight_dns *dns;
	const struct sight_connect *connect;
	const struct sight_http *http;
	const struct sight_tls *tls;
	const struct sight_cert *cert;
	const struct sight_file *file;
};

/* Within which connection numbers and certificate keys are compared: two sightings
 * of equal scope share them. */
static inline uint64_t sighting_scope(const struct sighting *s)
{
	return s->group != 0 ? UINT64_MAX - s->group : s->input;
}

/* Where sightings go. */
struct glance;
struct sight_sink {
	void (*see)(struct sight_sink *, const struct sighting *);
	/* True: the line is taken, unread (glance.h). False, or NULL here: it is to be read. */
	bool (*glance)(struct sight_sink *, const struct glance *);
};

/* An empty sighting of a kind: nothing known. */
void sighting_init(struct sighting *, enum sighting_kind);
void sight_dns_init(struct sight_dns *);
void sight_connect_init(struct sight_connect *);
void sight_http_init(struct sight_http *);
void sight_tls_init(struct sight_tls *);
void sight_cert_init(struct sight_cert *);
void sight_file_init(struct sight_file *);

bool endpoint_equal(const struct endpoint *, const struct endpoint *);    /* address and port */
bool endpoint_same_address(const struct endpoint *, const struct endpoint *); /* both known */
/* Of 4 or 16 octets in network order (or none); a mapped IPv4 address becomes IPv4. */
void endpoint_of(struct endpoint *out, const void *address, size_t size, unsigned port);
/* A literal IPv4 or IPv6 address (a zone is cut off), nothing else. Port 0. */
bool endpoint_read(struct view text, struct endpoint *out);
/* An IPv4 address at P, as inet_pton() would have it: where it ends (at END, or whatever
 * stands there), or NULL, then OUT is left alone. */
const uint8_t *endpoint_scan(const uint8_t *p, const uint8_t *end, struct endpoint *out);
/* "192.0.2.1" "2001:db8::1"; with a port "192.0.2.1:80" "[2001:db8::1]:80"; "" not known. */
void endpoint_text(const struct endpoint *, bool with_port, char out[64]);

#endif
