/* doc: a result that can be shown in any format.
 *
 * A document has two faces, built side by side by whoever has a result:
 *  - data: a tree of objects, arrays and values, for machines (JSON);
 *  - page: a list of lines, trees and tables, for people (text, HTML).
 * Writers (doc/writer.h) know documents and nothing else: no writer knows
 * what a CRL is, no builder knows what JSON is.
 *
 * Everything lives in the arena given to doc_new. Texts are copied. Builders
 * never need to check for failure. */
#ifndef LENCR_DOC_DOC_H
#define LENCR_DOC_DOC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/view.h"

struct doc;
struct node;

struct doc *doc_new(struct arena *);
struct arena *doc_arena(struct doc *);

/* --- data ---------------------------------------------------------------
 * KEY names a member of an object and is NULL in an array. Keys keep the
 * order in which they were put. Values that are unknown are left out, never
 * null: the functions that take a pointer or a time ignore NULL/WHEN_NONE. */
struct node *doc_data(struct doc *); /* the root object */
struct node *node_object(struct node *, const char *key);
struct node *node_array(struct node *, const char *key);
void node_text(struct node *, const char *key, const char *text);   /* our own text, valid UTF-8 */
/* Text from outside: escaped by str_put_safe(); when bytes were lost that way,
 * a twin KEY_hex holds all bytes (in an object; in an array the text alone). */
void node_outside(struct node *, const char *key, struct view);
void node_hex(struct node *, const char *key, struct view);         /* lower-case hex */
void node_number(struct node *, const char *key, int64_t);
void node_bool(struct node *, const char *key, bool);
void node_time(struct node *, const char *key, int64_t);            /* RFC 3339 UTC */

/* --- page ---------------------------------------------------------------
 * LEVEL is the verbosity at which a part appears: -1 also with -q, 0 always,
 * 1 with -v, 2 with -vv. Text from outside must have been made safe by the
 * builder (str_safe); writers escape what their own format needs. */
enum tone { TONE_PLAIN, TONE_GOOD, TONE_WARN, TONE_BAD, TONE_STRONG, TONE_DIM };

struct line;
/* A line of text made of spans; wrapped at the page width with INDENT columns
 * for the continuation lines. */
struct line *page_line(struct doc *, int level, unsigned indent);
void line_put(struct line *, enum tone, const char *text);
void line_format(struct line *, enum tone, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void page_blank(struct doc *, int level);
void page_heading(struct doc *, int level, const char *text);
/* A labelled remark ("warn", "fix", "note" …); label in its own column. */
struct line *page_remark(struct doc *, int level, enum tone, const char *label);

/* A tree of rows with aligned columns: depth 0 is the top; writers draw the
 * branches. A table is a tree whose rows all have depth 0. The first row may
 * be a header row. Columns shrink (with an ellipsis) from the right-most
 * `soft` one so that the row fits the page. */
struct rows;
struct rows *page_rows(struct doc *, int level);
void rows_header(struct rows *, const char *const *cells, unsigned count);
struct row;
struct row *rows_add(struct rows *, unsigned depth);
void row_put(struct row *, enum tone, const char *cell);
void row_format(struct row *, enum tone, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
