/* rig: a small hierarchy and the evidence about it, ready to be judged.
 *
 * Root (anchor) > CA > leaf, at MINT_NOW, profile rfc5280, purpose any. A good
 * list of Root covers CA, unless `bare` was asked for. */
#ifndef LENCR_TESTS_RIG_H
#define LENCR_TESTS_RIG_H

#include "mint.h"
#include "verify/judge.h"

#define RIG_URL "http://crl.example/ca.crl"
#define RIG_LEAF_EXT "[ext]\ncrlDistributionPoints=URI:" RIG_URL "\n"
#define RIG_CA_EXT "[ext]\nbasicConstraints=critical,CA:TRUE\n" \
	"keyUsage=critical,keyCertSign,cRLSign\n"

struct rig {
	struct arena *arena;
	struct policy policy;
	struct facts facts;
	struct evidence_list evidence;
	struct findings found;
	X509 *root, *ca, *leaf;
	uint32_t root_id, ca_id, leaf_id;
	uint32_t presented[8];
	struct judgement *judged;
};

struct rig_spec {
	const char *leaf_ext, *ca_ext, *leaf_serial;  /* NULL: RIG_LEAF_EXT, RIG_CA_EXT, "1234" */
	int64_t leaf_from, leaf_until, ca_until;
	bool bare, host;
};
struct rig *rig_new(const struct rig_spec *); /* NULL: all defaults */
void rig_free(struct rig *);

X509 *rig_cert(struct rig *, const struct mint_cert *, unsigned origin, uint32_t *id);
struct evidence *rig_bytes(struct rig *, enum evidence_kind, enum evidence_origin,
	const char *url, struct view);
/* A list from RIG_URL; one given by hand; with a remembered predecessor. */
struct evidence *rig_crl(struct rig *, const struct mint_crl *);
struct evidence *rig_given(struct rig *, const struct mint_crl *);
void rig_previous(struct rig *, struct evidence *, const struct mint_crl *);
/* Fetched for the leaf; stapled. */
struct evidence *rig_ocsp(struct rig *, const struct mint_ocsp *);
struct evidence *rig_staple(struct rig *, const struct mint_ocsp *);
struct evidence *rig_lost(struct rig *, enum evidence_kind, const char *url, enum reach);

struct judgement *rig_judge(struct rig *);
/* The leaf's link of the best path. */
const struct link *rig_link(const struct rig *);
const struct finding *rig_find(const struct rig *, enum word);
/* Whether the leaf's status is another, or WORD is not there (WORD_COUNT: any
 * will do). Says so under NAME. */
bool rig_differs(const struct rig *, const char *name, enum status, enum word);

#endif
