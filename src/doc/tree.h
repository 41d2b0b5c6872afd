/* tree: what a document is made of, for writers (doc/text.c, doc/json.c …).
 *
 * Builders use doc/doc.h; only files of this layer include this one. All texts
 * are valid UTF-8; texts of the page hold no control characters. Lists are in
 * the order in which things were put. */
#ifndef LENCR_DOC_TREE_H
#define LENCR_DOC_TREE_H

#include "doc/doc.h"

enum node_kind { NODE_OBJECT, NODE_ARRAY, NODE_TEXT, NODE_NUMBER, NODE_BOOL, NODE_DECIMAL };

struct node {
	enum node_kind kind;
	const char *key;          /* NULL in an array and for the root */
	const char *text;
	int64_t number;           /* also 0 or 1 of a NODE_BOOL */
	double decimal;
	struct node *parent, *first, *last, *next;
	size_t count;             /* children */
	struct arena *arena;
};

enum part_kind { PART_LINE, PART_BLANK, PART_HEADING, PART_REMARK, PART_ROWS, PART_PICTURE };

struct span {
	enum tone tone;
	const char *text;
	struct span *next;
};

struct line {
	unsigned indent;
	enum tone label_tone;     /* remarks */
	const char *label;
	struct span *first, *last;
	struct arena *arena;
};

struct cell {
	enum tone tone;
	const char *text;
	struct cell *next, *shorter;
};

struct row {
	unsigned depth, count;
	bool header;
	struct cell *first, *last;
	struct row *next;
	struct arena *arena;
};

struct rows {
	unsigned indent;
	uint32_t soft;            /* bit n: column n */
	bool stack;
	unsigned plan[8], steps;  /* columns to shorten, in order */
	struct row *first, *last;
	struct arena *arena;
};

struct cause {
	int64_t before;
	enum strength strength;
	const char *label;
	struct cause *next;
};

struct mark {
	int64_t at;
	enum strength strength;
	bool alarm;
	const char *label, *by, *text, *leads_to;  /* BY, LEADS_TO: NULL where there is none */
	struct cause *first, *last;
	size_t count;
	struct mark *next;
	struct arena *arena;
};

struct lane {
	const char *name;
	struct mark *first, *last;
	size_t count;
	struct lane *next;
	struct arena *arena;
};

struct picture {
	const char *title;
	/* By strength; [STRENGTHS]: alarm. NULL: not in the key. */
	struct { const char *name, *meaning; } key[STRENGTHS + 1];
	struct lane *first, *last;
	size_t count;             /* lanes */
	struct arena *arena;
};

struct part {
	enum part_kind kind;
	int level, most;
	struct line *line;        /* line, heading, remark */
	struct rows *rows;
	struct picture *picture;
	struct part *next;
};

struct doc {
	struct arena *arena;
	const char *name;         /* NULL: none */
	struct node *data;
	struct part *first, *last;
};

/* doc.c, for the other builders of this layer. */
/* TEXT in the arena, safe for every writer; LAYOUT: line feeds and tabs may stay. */
const char *doc_keep_text(struct arena *, const char *text, bool layout);
struct part *doc_put_part(struct doc *, enum part_kind, int level);

#endif
