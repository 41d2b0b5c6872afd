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
#include <stddef.h>
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
/* Our own text, or text that is safe already (backslashes stay as they are).
 * Line feeds and tabs may be in it; anything else that str_put_safe() would
 * escape is escaped, so that a slip of a builder is never a hole. */
void node_text(struct node *, const char *key, const char *text);
/* Text from outside: escaped by str_put_safe(); when that changed anything but
 * a backslash, a twin KEY_hex holds all bytes (in an object; in an array the
 * text alone). */
void node_outside(struct node *, const char *key, struct view);
void node_hex(struct node *, const char *key, struct view);         /* lower-case hex */
void node_number(struct node *, const char *key, int64_t);
void node_bool(struct node *, const char *key, bool);
void node_decimal(struct node *, const char *key, double);          /* 12 digits are shown */
void node_time(struct node *, const char *key, int64_t);            /* RFC 3339 UTC */
/* A moment: RFC 3339 UTC with microseconds; INT64_MIN is unknown. */
void node_moment(struct node *, const char *key, int64_t us);
/* How many members or elements a node has. */
size_t node_count(const struct node *);
struct arena *node_arena(const struct node *);

/* --- page ---------------------------------------------------------------
 * LEVEL is the verbosity at which a part appears: -1 also with -q, 0 always,
 * 1 with -v, 2 with -vv. Text from outside must have been made safe by the
 * builder (str_safe); whatever is not safe by then is escaped when it is put,
 * line feeds included. Writers escape what their own format needs. */
enum tone { TONE_PLAIN, TONE_GOOD, TONE_WARN, TONE_BAD, TONE_STRONG, TONE_DIM };

struct line;
/* A line of text made of spans, one behind the other without a space between;
 * wrapped at the page width with INDENT columns for the continuation lines.
 * Leading spaces of the first span indent the line itself. A word that is
 * wider than the page is broken, except where it holds "://": a URL must
 * survive being copied. */
struct line *page_line(struct doc *, int level, unsigned indent);
void line_put(struct line *, enum tone, const char *text);
void line_format(struct line *, enum tone, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void page_blank(struct doc *, int level);
/* The part that was put last is not shown above this verbosity. */
void page_until(struct doc *, int level);
void page_heading(struct doc *, int level, const char *text);
/* A labelled remark ("warn", "fix", "note" …); label in its own column. */
struct line *page_remark(struct doc *, int level, enum tone, const char *label);

/* A tree of rows with aligned columns: depth 0 is the top; writers draw the
 * branches. A row belongs to the nearest row before it that has a lesser depth.
 * A table is a tree whose rows all have depth 0. The first row may be a header
 * row. Columns shrink (with an ellipsis) from the right-most `soft` one so
 * that the row fits the page; no column is soft unless said so, and when the
 * soft ones do not give enough the others shrink, too. */
struct rows;
struct rows *page_rows(struct doc *, int level);
void rows_header(struct rows *, const char *const *cells, unsigned count);
void rows_indent(struct rows *, unsigned columns);  /* of the whole table; 0, at most 40 */
void rows_soft(struct rows *, unsigned column);     /* counted from 0, below 32 */
struct row;
struct row *rows_add(struct rows *, unsigned depth);
void row_put(struct row *, enum tone, const char *cell);
void row_format(struct row *, enum tone, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* A shorter form of the cell that was put last; several: ever shorter ones. */
void row_or(struct row *, const char *cell);
/* What is done before anything is cut, in the order of the calls (at most 8)
 * until the rows fit: every cell of COLUMN takes its next shorter form. */
void rows_shorten(struct rows *, unsigned column);
/* And when that is not enough: the first cell of a row has a line of its own,
 * the others stand below it. In such rows the last cell of a row that has
 * fewer cells than others may reach over the columns that it lacks. */
void rows_stack(struct rows *);

/* --- names and pictures ---------------------------------------------------
 * By a name (letters, digits, '-'; others are ignored) a mark of a picture
 * leads to a document of the same report, in formats that have such a thing. */
void doc_name(struct doc *, const char *name);

/* What happened when, on lanes, and what came before it. Only formats that can
 * draw show it (HTML, SVG), with the same in words beside it; the others leave
 * it out, so page and data must tell it, too. Times are microseconds since the
 * epoch. Texts as on a page. How much is drawn is bounded by who draws. */
enum strength { STRENGTH_FULL, STRENGTH_FIRM, STRENGTH_FAINT, STRENGTH_NONE, STRENGTHS };
struct picture;
struct picture *page_picture(struct doc *, int level, const char *title);
/* What a strength means, for the key: "proven", "its certificate names the URL". */
void picture_key(struct picture *, enum strength, const char *name, const char *meaning);
/* The same for marks that are alarming. */
void picture_alarm_key(struct picture *, const char *name, const char *meaning);
struct lane;
struct lane *picture_lane(struct picture *, const char *name);
/* LABEL says what happened; BY what explains it (may be NULL); TEXT tells all. */
struct mark;
struct mark *lane_mark(struct lane *, int64_t at, enum strength, const char *label,
	const char *by, const char *text);
void mark_alarm(struct mark *);
void mark_leads_to(struct mark *, const char *name);
/* Something BEFORE microseconds before the mark that may have caused it (less
 * than none: after it); the strongest first. */
void mark_cause(struct mark *, int64_t before, enum strength, const char *label);

#endif
