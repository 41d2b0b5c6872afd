/* correlate_parts: what the files of the correlator share. Private to
 * src/observe/{correlate,keep,contact,cause}*.c.
 *
 * Two kinds of things are kept of the sightings: pieces (rare: whatever has to
 * do with a host of our story), in an arena, up to a ceiling; and candidates
 * (common: every connection that may have caused one), on the heap, the latest
 * of them in a ring. A candidate that falls out of the ring stays when a piece
 * asks for its time. Everything else is worked out at the end, in the order of
 * time, so that the order of arrival does not matter. */
#ifndef LENCR_OBSERVE_CORRELATE_PARTS_H
#define LENCR_OBSERVE_CORRELATE_PARTS_H

#include "base/why.h"
#include "known/object.h"
#include "observe/content.h"
#include "observe/correlate.h"
#include "observe/fetcher.h"
#include "observe/glance.h"
#include "x509/ocsp.h"

#define SECOND SIGHT_SECOND
#define NAME_MAX_BYTES ((size_t)255)    /* of hosts and names kept */
#define TEXT_MAX_BYTES ((size_t)512)    /* of other texts kept */
#define URL_MAX_BYTES ((size_t)4096)
#define ANSWERS_MAX 16                /* of an answer to a question */
#define CAND_CERTS 4                    /* of a presented chain */
#define CAND_OPENED (5 * SECOND)       /* a handshake began with its connection where that is no older */
#define SLACK (2 * SECOND)              /* a candidate may begin that much after a contact's first sign */

/* --- certificates ---------------------------------------------------------- */

enum issuer_kind { ISSUER_UNKNOWN, ISSUER_OURS, ISSUER_OTHER };

struct known_cert {
	struct known_cert *next;    /* of its bucket */
	uint64_t used;              /* when it was last asked for: order of forgetting */
	unsigned refs;
	uint8_t id[32];             /* SHA-256 of the DER, or of the key under which a log writes it */
	bool filled;                /* something is known beside the key */
	bool bytes;                 /* by its DER */
	bool seen;                  /* its DER was in the input itself */
	bool pointers_known, is_ca;
	enum issuer_kind issuer_kind;
	const struct catalog_cert *ca;  /* who issued it, where the catalog knows */
	char label[12];             /* "ye1" of its issuer, also of a newer CA; "" */
	uint8_t serial[20], serial_size;
	uint8_t name_sha1[20], name_sha256[32]; bool name_hashed;   /* of the issuer's Name */
	uint8_t key_id[20]; bool key_id_known;  /* of the issuer: AKI */
	uint8_t sha256[32]; bool sha256_known;
	int64_t not_before, not_after;
	const char *source;         /* "capture" "log" "given" "ct" "confirmed" */
	char *issuer, *subject;     /* safe; or NULL */
	char **crls, **issuers, **ocsps, **names;   /* URLs as they stand; names in lower case */
	uint8_t crl_count, issuer_count, ocsp_count; uint16_t name_count;
	size_t held;
};

#define ISSUER_MEMORY 256
struct issuer_memo { uint64_t hash; enum issuer_kind kind; const struct catalog_cert *ca; char label[12]; };

/* --- candidates ------------------------------------------------------------- */

struct cand {
	struct endpoint client, server;
	uint8_t mac[6];
	unsigned input; uint64_t scope, place, connection;
	int64_t arrived;            /* live: of a steady clock */
	int64_t at, flight_at, finished_at, client_data_at, cert_at;
	uint16_t version;
	bool mac_known, quic, ech, grease, resumed, resumed_known, established, established_known,
	     client_asked, data_known, bare, tunnel, answered, hello,
	     asked;                 /* a name that was asked for; no connection is known */
	uint8_t cert_count;
	struct known_cert *certs[CAND_CERTS], *client_cert;
	char *name;                 /* SNI or CONNECT host, lower case, safe; or NULL */
	char *client_name, *process; /* or NULL */
	int64_t pid;
	size_t held;
};

/* Pointers in the order in which they came. SPACE is a power of two. */
struct ring { void **list; size_t space, head, count; };
/* A set of numbers other than 0. */
struct keyset { uint64_t *slots; size_t count, space; };
/* Records in the order in which they came, in blocks (keep_queue.c). COUNT is what was
 * put in; the owner counts down. */
struct queue_block;
struct queue { struct queue_block *first, *last, *spare; size_t at, count; };

/* --- pieces ------------------------------------------------------------------ */

enum piece_kind { PIECE_DNS, PIECE_CONNECT, PIECE_HTTP, PIECE_TLS, PIECE_TASK };

struct piece {
	enum piece_kind kind;
	int64_t at, opened_at;
	unsigned input; uint64_t scope, place, connection;
	struct endpoint client, server;
	uint8_t mac[6]; bool mac_known;
	const char *client_name, *process, *user, *task, *subject;
	int64_t pid;
	const char *host;           /* lower case, safe; "" for a CONNECT piece by address */

	unsigned type; int rcode; bool blocked; int64_t answered_at;    /* DNS; answered_at: HTTP, too */
	const struct endpoint *addresses; size_t address_count;

	bool answered, refused, start_seen; int64_t ended_at;   /* CONNECT */
	bool established_known, established;                    /* TLS */

	const char *method, *url, *user_agent;          /* HTTP */
	bool no_user_agent, by_proxy, conditional, is_get;
	unsigned version;
	int status;
	int64_t done_at, body_size, answer_size;

	bool body_bad;              /* a body that is no OCSP request */
	bool body_seen;
	struct fetched *fetched;    /* the object and its content */
	uint64_t answer_file;       /* key of what logs say of the answer's body; 0: none */
	bool timeless;              /* no time is known; AT is 0 */
	bool used; size_t chain, group; /* while merging */
	const struct piece *merged; /* while merging: the questions of its visit as one */
	/* live (correlate_live.c): */
	int64_t arrived;            /* of a steady clock */
	unsigned told;              /* number of the contact that it is part of; 0: not told yet */
	struct piece_home *home;    /* where it lives, with others of its time */
};

/* A connection to port 80 whose address may turn out to be one of lencr.org's. */
struct waiting {
	struct endpoint client, server;
	uint8_t mac[6]; bool mac_known, answered, refused, start_seen;
	unsigned input, group; uint64_t place, connection;
	int64_t at, ended_at, pid;
};

/* What a fetch was about, worked out when it arrives, since bodies are not kept. */
struct fetched {
	struct known_object object;     /* texts in the run's arena */
	struct content content;
	struct fetcher fetcher;
};

/* --- small tables --------------------------------------------------------------- */

struct lencr_address { struct endpoint address; char *host; int64_t arrived; };
struct machine { uint8_t mac[6]; bool used, many; struct endpoint addresses[8]; uint8_t count, v4; };
struct server_cert { uint64_t key; struct known_cert *first, *last; int64_t first_at, last_at; };
struct task { char *id, *subject, *process; int64_t at, pid; unsigned input; uint64_t place; bool several; };

struct process_fact { uint64_t key, filled; char *name, *user; int64_t at, pid; };

/* What a log says of a body. Texts are plain. */
struct file_fact {
	uint64_t key, place;
	int64_t at, size;
	unsigned input;
	bool sha256_known, sha1_known, status;      /* STATUS: it is about a certificate */
	uint8_t sha256[32], sha1[20], name_hash[32], key_hash[32], serial[20], hash_size, serial_size;
	enum said said;
	int64_t revoked_at, this_update, next_update;
	char type[48], reason[32];
};
/* WAITING_COUNT: all that ever waited. */
struct file_facts {
	struct file_fact *waiting, *kept;
	size_t waiting_count, waiting_space, kept_count, kept_space;
	struct keyset asked;
	bool lost;                  /* some were forgotten that nobody had asked for by then */
	uint64_t dropped;           /* that had been asked for */
};

/* Pieces are forgotten in live mode: those of some time share an arena. */
struct piece_home { struct arena *arena; size_t made, count, held; };
/* Questions and connections are several for one contact; texts are mostly short. */
#define PIECES_EACH 4
#define PIECES_HELD_MAX ((size_t)48 * 1024 * 1024)
#define RIPE_SOON (3 * SECOND)          /* no contact is told earlier than that after its last piece */

/* A certificate of the analyst's, or of a record: TASK is the one that has to do with it, or NULL. */
struct known_extra { struct known_cert *cert; const char *source; char *task; };

struct correlate {
	struct sight_sink sink;     /* first, so that the sink is the correlator */
	struct arena *arena;
	struct correlate_options o;
	size_t held;                /* bytes on the heap for candidates and certificates */

	struct ring ring, asked;    /* candidates: connections; names asked for */
	struct queue unread, unread_asked;  /* the same, as lines (keep_unread.c) */
	bool rereading;             /* what is seen was seen before */
	struct cand **kept; size_t kept_count, kept_space;
	int64_t *lost_at;           /* latest time forgotten, by hash of the client */
	struct keyset interest;     /* machines and times that contacts ask for */

	struct piece **pieces; size_t piece_count, piece_space;    /* on the heap */
	size_t pieces_held;         /* bytes, of the arena */
	struct waiting *connects; size_t connect_at, connect_count;    /* a ring, on the heap */

	struct known_cert **certs; size_t cert_buckets, cert_count;
	struct issuer_memo issuers[ISSUER_MEMORY];
	uint64_t clock;             /* counts uses */
	size_t cert_hand;
	struct known_extra *extras; size_t extra_count, extra_space;

	struct address_set *address_sets; struct address_name *address_names;
	struct lencr_address *lencr_addresses;
	struct machine *machines;
	struct server_cert *servers;
	struct task *tasks; size_t task_count;
	struct process_fact *processes;
	struct file_facts files;
	struct host_memory *hosts;  /* which hosts matter (keep_hosts.c) */
	uint8_t last_foreign[NAME_MAX_BYTES]; size_t last_foreign_size;    /* the latest that does not */

	uint64_t sightings, contacts_dropped, candidates_dropped;
	int64_t first, last;
	struct confirm_target *confirm; size_t confirm_count;

	/* live, see correlate_live.c */
	bool live, late;
	int64_t moment;             /* of the steady clock */
	int64_t next_ask;           /* before which nothing is ripe */
	int64_t addresses_at;       /* when addresses were forgotten */
	struct piece_home *home;
	unsigned told;
	struct endpoint *own; size_t own_count; /* addresses of this machine */
	int64_t own_pid;            /* connections of that process are nobody's cause; 0: none */
	uint64_t *visits;           /* of candidates that were forgotten: who visited what */
};

/* keep.c: texts and hashes */
uint64_t hash_bytes(uint64_t seed, const void *data, size_t size);
uint64_t hash_pair(uint64_t, uint64_t);     /* the order matters */
uint64_t hash_address(const struct endpoint *);
/* Of a connection by its number, and by its ends; 0 where they are not known. */
uint64_t connection_key(uint64_t scope, uint64_t connection);
uint64_t ends_key(const struct endpoint *client, const struct endpoint *server);
char *keep_name(struct view, size_t max, size_t *held);    /* heap, lower case, safe; NULL unknown */
char *keep_text(struct view, size_t max, size_t *held);
const char *arena_name(struct arena *, struct view);
/* An address that leads nowhere, as filters answer. */
bool sinkhole(const struct endpoint *);
/* AT, or SIGHT_NEVER: differences of times must not overflow, whatever a log claims. */
int64_t time_sane(int64_t at);
/* Whether two parties are one machine as far as can be told. */
struct party { const struct endpoint *at; const uint8_t *mac; bool mac_known; const char *name; uint64_t scope; };
bool same_machine(const struct correlate *, const struct party *, const struct party *);
uint64_t party_key(const struct correlate *, const struct party *);
/* The same for all addresses of this machine, where they are known. */
uint64_t machine_key(const struct correlate *, const struct endpoint *);
bool same_address(const struct correlate *, const struct endpoint *, const struct endpoint *);
const struct task *task_of(const struct correlate *, const char *id);
uint64_t mac_key(const uint8_t mac[6]);

/* keep_hosts.c */
enum relevance { HOST_FOREIGN, HOST_OURS, HOST_OLDER, HOST_IMITATION };
/* HOST: in lower case and safe. */
enum relevance keep_relevance(struct correlate *, const char *host);
/* A name as it stands in an input. NAME: in lower case, without a dot at the end; it
 * lives as long as the bytes and this. */
struct host_look { struct view name; enum relevance relevance; char room[NAME_MAX_BYTES + 1]; };
/* False: there are other octets in it than those of names. An empty name is foreign.
 * ASKED: the same will come again at once, as an answer. */
bool keep_host_look(struct correlate *, struct view raw, bool asked, struct host_look *);
/* The hash of such a name. */
uint64_t host_hash(struct view name);

/* keep_names.c */
void keep_address_name(struct correlate *, const struct endpoint *, struct view name, int64_t at);
/* The same of a name as keep_host_look() has it. */
void keep_address_plain(struct correlate *, const struct endpoint *, struct view name, int64_t at);
const char *address_name_of(const struct correlate *, const struct endpoint *);
void keep_lencr_address(struct correlate *, const struct endpoint *, const char *host);
const struct lencr_address *lencr_address_of(const struct correlate *, const struct endpoint *);
void keep_machine(struct correlate *, const uint8_t mac[6], const struct endpoint *);
const struct machine *machine_of(const struct correlate *, const uint8_t mac[6]);
void keep_server_cert(struct correlate *, const struct cand *);
/* The certificate that the same server presented before that time; or NULL. */
const struct known_cert *server_cert_before(const struct correlate *, const struct cand *);
/* Addresses that names of lencr.org had before that moment are forgotten. */
void forget_lencr_addresses(struct correlate *, int64_t before);
void keep_names_free(struct correlate *);
/* keep_process.c: which process had a connection that began at that time. */
void keep_process(struct correlate *, const struct sighting *);
const struct process_fact *process_of(const struct correlate *, const struct endpoint *client,
	const struct endpoint *server, uint64_t scope, uint64_t connection, int64_t at);
void keep_process_free(struct correlate *);
void keep_task(struct correlate *, const struct sighting *);

/* keep_files.c: what logs say of bodies. */
uint64_t file_key(uint64_t scope, struct view key);
/* What is said of it from now on is kept. */
void files_ask(struct correlate *, uint64_t key);
void keep_file(struct correlate *, const struct sighting *);
void keep_files_free(struct correlate *);
struct run;
void files_index(struct run *);
/* In the order of time; lives as long as nothing more is seen. */
const struct file_fact *const *files_of(const struct run *, uint64_t key, size_t *count);

/* keep_certs.c */
struct known_cert *keep_cert(struct correlate *, const struct sight_cert *, uint64_t scope,
	const char *source);
/* Where of C no more than its digest is known: what is known under that, if anything. */
const struct known_cert *cert_of_digest(struct correlate *, const struct known_cert *c);
void known_cert_hold(struct known_cert *);
void known_cert_drop(struct correlate *, struct known_cert *);
void keep_certs_free(struct correlate *);
/* "CN=R3,O=Let's Encrypt,C=US" in any order and spacing. */
enum issuer_kind issuer_of_text(struct arena *, const char *text, const struct catalog_cert **ca,
	char label[12]);

/* keep_interest.c: which machines and times contacts ask for. */
void keyset_put(struct keyset *, uint64_t key);
bool keyset_has(const struct keyset *, uint64_t key);
void interest_add(struct correlate *, const struct piece *);
/* Live: of the pieces alone that arrived at that moment or later. */
void interest_anew(struct correlate *, int64_t from);
/* The same of a contact as it came out of its pieces: all addresses of its machine,
 * which may be known by then only, around its first sign. */
struct making;
void interest_add_making(struct correlate *, const struct making *);
/* KEY: of a party, an address or a hardware address. May say yes too often by a window. */
bool interest_has(const struct correlate *, uint64_t key, int64_t at);
/* The same, with the time once for all keys. */
int64_t interest_slot(const struct correlate *, int64_t at);
bool interest_in(const struct correlate *, uint64_t key, int64_t slot);
int64_t interest_granule(const struct correlate *);

/* keep_candidates.c */
void ring_push(struct ring *, void *item);
void *ring_pop(struct ring *);  /* the first; there must be one */
void *ring_at(const struct ring *, size_t);
/* Ports at which TLS is usual. */
bool tls_port(unsigned port);
/* Whether a question can have led to a connection. */
bool question_counts(struct view name, unsigned type);
void keep_candidate(struct correlate *, const struct sighting *);
/* A name that is not of our story was asked for. */
void keep_asked(struct correlate *, const struct sighting *, const char *name);
/* Live: those that arrived before that moment. */
void forget_candidates(struct correlate *, int64_t before);
void keep_candidates_free(struct correlate *);
/* For one more of its kind. */
void candidates_make_room(struct correlate *, bool asked);
bool candidate_asked_for(const struct correlate *, const struct cand *);
/* One of that machine (SERVER: of that server, too; or 0) is forgotten. */
void candidate_lost(struct correlate *, uint64_t party, uint64_t server, int64_t at);
/* Whether candidates of that machine at that time may have been forgotten. */
bool candidates_lost(const struct correlate *, const struct party *, int64_t from);
/* All that are remembered, in no order. */
size_t candidate_count(const struct correlate *);
const struct cand *candidate_at(const struct correlate *, size_t);

/* keep_queue.c */
/* Room for one more, aligned as uint64_t, not zeroed. It stays where it is. */
void *queue_push(struct queue *, size_t size);
/* The first and those behind it, each of which is so large; NULL at the end. */
struct queue_place { struct queue_block *block; size_t at; };
void *queue_begin(const struct queue *, struct queue_place *);
void *queue_next(struct queue_place *, size_t size);
void queue_pop(struct queue *, size_t size);    /* the first */
size_t queue_room(size_t size);             /* what a record takes */
void queue_free(struct queue *);

/* keep_unread.c: candidates as the lines that tell of them. */
/* The time of the first. */
int64_t unread_at(const struct queue *);
/* False: the line is to be read now. */
bool keep_unread(struct correlate *, const struct glance *);
/* The first of them is read where a contact asks for it, else forgotten. */
void unread_evict(struct correlate *, struct queue *);
/* Reads what the contacts ask for by now. */
void unread_settle(struct correlate *);
void keep_unread_free(struct correlate *);

/* correlate.c */
void correlate_note_time(struct correlate *, int64_t at);
/* Whether what these machines did is of interest (--client). */
bool machines_wanted(const struct correlate *, const struct party *client, const struct endpoint *server);

/* contact_pieces.c */
struct party party_of_piece(const struct piece *);
void take_piece(struct correlate *, const struct sighting *);
bool party_wanted(const struct correlate *, const struct party *);
/* Connections that turn out to have gone to an address of lencr.org. */
void pieces_settle(struct correlate *);
void piece_leave(struct correlate *, struct piece *);
void pieces_free(struct correlate *);
/* cause_gather.c: live, remembers the visit of a candidate that is forgotten. */
void visit_remember(struct correlate *, const struct cand *);

#endif
