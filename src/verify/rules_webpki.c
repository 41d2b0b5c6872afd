#include "verify/path_scope.h"

void rules_webpki(struct path_scope *s)
{
	(void)s;
}
