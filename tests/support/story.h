/* story: what was seen on a network, told in a few lines, for tests of the
 * correlator. Sightings are kept, so that a story can be told again: in another
 * order, or without certificate bytes and other exact links.
 *
 * Times are milliseconds from STORY_START. Addresses are texts. */
#ifndef LENCR_TESTS_STORY_H
#define LENCR_TESTS_STORY_H

#include "base/arena.h"
#include "observe/correlate.h"

#define STORY_START INT64_C(1782864000) /* 2026-07-01T00:00:00Z */
#define STORY_MAX 4096

struct story {
	struct arena *a;
	struct sighting *list[STORY_MAX];
	size_t count;
	uint64_t connections;
	struct correlate_options options;
	const struct sight_cert *known[64]; const char *known_source[64]; size_t known_count;
};
/* A new one; freed with the arena. */
struct story *story_new(struct arena *);

/* A certificate as one of LABEL's CA ("yr1"; "other": of no CA of Let's Encrypt;
 * "ye9": newer than the catalog), with SERIAL in hex; it names the list URL and
 * the OCSP service that are not NULL. As DER. */
struct view story_cert(struct arena *, const char *label, const char *serial, const char *crl,
	const char *ocsp);
/* The same as a log tells of it: issuer and serial. */
struct sight_cert *story_facts(struct arena *, const char *label, const char *serial);
struct sight_cert *story_bytes(struct arena *, struct view der);

/* Each returns the sighting's parts, to be changed before the story is told. */
struct sight_dns *story_dns(struct story *, int64_t at, const char *client, const char *name,
	const char *address);
struct sight_http *story_http(struct story *, int64_t at, const char *client, const char *server,
	const char *url);
/* A handshake of VERSION (0x0303 …): the server's flight ends 20 ms after AT, the
 * client's part DONE after AT (0: never). CERT may be NULL. */
struct sight_tls *story_tls(struct story *, int64_t at, const char *client, const char *server,
	const char *sni, unsigned version, int64_t done, const struct sight_cert *cert);
struct sight_connect *story_connect(struct story *, int64_t at, const char *client, const char *server,
	unsigned port, bool answered);
/* What a log says of the body that an HTTP sighting's answer_file is the KEY of. */
struct sight_file *story_file(struct story *, int64_t at, const char *key);
/* That it is an OCSP answer about SERIAL of LABEL's CA. */
struct sight_status *story_status(struct story *, int64_t at, const char *key, const char *label,
	const char *serial);
/* The sighting that was added last. */
struct sighting *story_last(struct story *);
void story_know(struct story *, const struct sight_cert *, const char *source);

/* How it is told: in the order of SEED (0: as written), without certificates'
 * bytes and other exact links where STRIPPED. */
struct telling { unsigned seed; bool stripped; };
const struct contacts *story_tell(struct story *, const struct telling *, struct correlate **out);

/* An OCSP request for SERIAL of LABEL's CA as path of a GET; form: "" usual,
 * "version" written out, "no-null", "nonce". */
char *story_ocsp_path(struct arena *, const char *label, const char *serial, const char *form);

#endif
