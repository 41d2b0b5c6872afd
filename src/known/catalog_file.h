/* catalog_file: facts about CAs from a file, newer than the built-in ones.
 *
 * The file has the form of data/catalog.tsv: comment lines begin with '#', one
 * of them is "#date<TAB>YYYY-MM-DD"; the first other line names the columns,
 * exactly those of this version; each line after it is one certificate. It is
 * read strictly: a file that is wrong anywhere is refused whole.
 *
 * What a file says is joined with the built-in facts, so that it can say more
 * but never take back what speaks against a certificate: one that is revoked in
 * either is revoked, with the earlier time; nothing built in is left out.
 * About one certificate (by its SHA-256) the facts of the later date hold, at
 * the same date those of the file, but what a certificate itself says (names,
 * key, serial, times) must agree. Nothing of it becomes an anchor. */
#ifndef LENCR_KNOWN_CATALOG_FILE_H
#define LENCR_KNOWN_CATALOG_FILE_H

#include "base/err.h"
#include "known/catalog.h"

#define CATALOG_FILE_MAX ((size_t)16 * 1024 * 1024)
#define CATALOG_ROWS_MAX 4096

/* OUT lives in the arena and points into nothing of TEXT. False: ERR_USAGE,
 * with the line, the column and what is wrong with it. */
bool catalog_file_read(struct arena *, struct view text, struct catalog *out, struct err *);

#endif
