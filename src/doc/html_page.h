/* html_page: the page of a document as HTML. */
#ifndef LENCR_DOC_HTML_PAGE_H
#define LENCR_DOC_HTML_PAGE_H

#include "doc/markup.h"

/* All parts that LEVEL shows; those of higher levels follow, folded away (none
 * for LEVEL -1). HEADED: the first line is the heading of what follows. */
void html_put_parts(struct writer *, const struct doc *, int level, bool headed);

#endif
