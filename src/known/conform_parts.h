/* conform_parts: what the files behind conform_check() share. */
#ifndef LENCR_KNOWN_CONFORM_PARTS_H
#define LENCR_KNOWN_CONFORM_PARTS_H

#include "known/catalog.h"
#include "known/conform.h"
#include "x509/extension.h"

enum le_profile { LE_CLASSIC, LE_TLSSERVER, LE_SHORTLIVED, LE_TLSCLIENT, LE_UNKNOWN };

struct leaf {
	struct arena *arena;
	const struct cert *cert;
	struct rulings *r;
	const struct catalog_cert *issuer; /* NULL: a newer CA, or a double */
	const struct cert *given;          /* the issuer among the certificates given, or NULL */
	const char *label;                 /* of its issuer, or NULL */
	enum le_profile profile;
	struct view tbs, algorithm, signature;
	struct extension *extensions; size_t extension_count;
	bool staging;
};

/* Midnight UTC. */
int64_t conform_date(int year, int month, int day);

void conform_form(struct leaf *);     /* L02 to L05, L12: conform_form.c */
void conform_content(struct leaf *);  /* L06 to L11, L13: conform_content.c */

#endif
