/* targets: what the user typed, made into targets of a check. */
#ifndef LENCR_CLI_TARGETS_H
#define LENCR_CLI_TARGETS_H

#include "check/check.h"
#include "cli/settings.h"

struct target_list { struct target *list; struct policy *policies; size_t count, space; };

/* Reads the operands: hosts, files, "-", "@list". What is no target becomes
 * one of kind TARGET_BAD with its reason. False only for a list that cannot be
 * read. Files are not opened here (cli/target_file.h). */
bool targets_read(struct settings *, struct target_list *out, struct err *);

/* --all-addresses: each host becomes as many targets as it has addresses, in
 * its place; a host without any stays as it is, its check says why. */
void targets_expand(struct settings *, struct target_list *);

#endif
