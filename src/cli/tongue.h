/* tongue: the language of text, from --lang or the environment. */
#ifndef LENCR_CLI_TONGUE_H
#define LENCR_CLI_TONGUE_H

#include "cli/settings.h"

/* Fills settings->tongue: --lang, else LANGUAGE (a list), LC_ALL, LC_MESSAGES,
 * LANG. Unlike glibc, LANGUAGE counts in the locale "C", too: the texts do not
 * come from there. HAS_TEXTS false: the command speaks English alone, which is
 * said when --lang asks for more; so is a language that there is not. */
void tongue_choose(struct settings *, const char *command, bool has_texts);

#endif
