/* show_parts: what the files behind show_body() share. Only they include this. */
#ifndef LENCR_CHECK_SHOW_PARTS_H
#define LENCR_CHECK_SHOW_PARTS_H

#include "check/show.h"
#include "x509/handshake.h"

struct shown {
	struct doc *doc;
	struct arena *arena;
	const struct show_options *options;
	struct node *objects;     /* the array that objects go to */
	bool malformed;
	size_t count;             /* objects so far */
	struct cert *previous;    /* the certificate shown last; NULL */
};

/* A new object of KIND with its headline on the page; returns its node. */
struct node *show_begin(struct shown *, const char *kind, const char *title);
/* "  label  text" on the page. */
void show_field(struct shown *, int level, const char *label, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* The object could not be decoded. */
void show_bad(struct shown *, struct node *, const char *why);

void show_cert(struct shown *, struct view der);           /* show_cert.c */
void show_crl(struct shown *, struct view der);            /* show_crl.c */
void show_ocsp_response(struct shown *, struct view der);  /* show_ocsp.c */
void show_ocsp_request(struct shown *, struct view der);
void show_scts(struct shown *, struct node *, struct view list, enum sct_way, struct cert *of);

#endif
