/* path_errors: libcrypto's verification errors in our words. */
#ifndef LENCR_VERIFY_PATH_ERRORS_H
#define LENCR_VERIFY_PATH_ERRORS_H

#include <stdbool.h>

#include "base/words.h"

struct path_error {
	int code;            /* X509_V_ERR_… */
	enum word word;
	bool below_anchor;   /* raised at a CA about what stands below it: binds for anchors too */
};

/* Never NULL: an error without a row of its own is path-invalid. */
const struct path_error *path_error_find(int code);

#endif
