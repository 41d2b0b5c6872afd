/* err: "we could not do our work", said once and carried upwards.
 *
 * An error is not a finding: a finding is something we learned about a
 * target. Functions that can fail return bool, take a caller-owned
 * struct err as last parameter and zero their outputs on failure. The text is
 * one line for people; it names the thing, the cause and where there is one
 * the next step. Text from outside must go through str_put_safe() first or be
 * put with err_set's callers' care: err_text() makes it safe once more. */
#ifndef LENCR_BASE_ERR_H
#define LENCR_BASE_ERR_H

#include <stdbool.h>

enum err_code {
	ERR_NONE,
	ERR_USAGE,    /* the caller asked for something that cannot be: exit 2 */
	ERR_INPUT,    /* a named input could not be opened or decoded: exit 5 or 1 */
	ERR_IO,       /* disk, output, sockets of our own: exit 7 */
	ERR_INTERNAL, /* should not happen: exit 7 */
};

struct err {
	enum err_code code;
	char text[600];
};

/* Both return false, so that "return err_set(...)" reads well. ERR may be
 * NULL. err_set replaces; err_wrap puts "context: " before what is there. */
bool err_set(struct err *, enum err_code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
bool err_wrap(struct err *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void err_clear(struct err *);

#endif
