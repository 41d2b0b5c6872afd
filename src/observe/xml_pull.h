/* xml_pull: a piece of XML, token by token.
 *
 * For event logs of Windows: elements, attributes, text, comments, processing
 * instructions, CDATA sections; of entities the five of XML and character
 * references. A document type declaration is refused, so nothing expands and
 * nothing is fetched. Prefixes of names are cut off. Elements nest at most
 * XML_DEPTH deep, and each is closed by its own name, else it is broken. One
 * pass, no memory but what xml_plain() needs.
 *
 * Views look into the text that was given. */
#ifndef LENCR_OBSERVE_XML_PULL_H
#define LENCR_OBSERVE_XML_PULL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/view.h"

#define XML_DEPTH 32

enum xml_token {
	XML_OPEN,       /* <name …> or <name …/>, then a close follows as well */
	XML_CLOSE,
	XML_TEXT,       /* between tags, not empty; may come in pieces */
	XML_END,
	XML_BROKEN,     /* and so for ever */
};

struct xml {
	struct view text;
	size_t at;
	struct view name;           /* OPEN, CLOSE: local name */
	struct view attributes;     /* OPEN: raw */
	struct view content;        /* TEXT: raw */
	bool plain;                 /* TEXT: of a CDATA section, has no entities */
	bool empty;                 /* the element is closed by its own tag */
	bool broken, closed;
	size_t depth;               /* of open elements, that of an OPEN or CLOSE included */
	struct view open[XML_DEPTH];
};

void xml_begin(struct xml *, struct view text);
enum xml_token xml_next(struct xml *);
/* Raw value of an attribute of the last OPEN; data NULL: it has none. */
struct view xml_attribute(const struct xml *, const char *name);
/* RAW without entities, in the arena where it has any. An unknown entity stays as it is. */
struct view xml_plain(struct arena *, struct view raw);

#endif
