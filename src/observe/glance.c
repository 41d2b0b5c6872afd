#include "observe/glance.h"

void reread_hold(struct reread *r)
{
	r->holders++;
}

void reread_drop(struct reread *r)
{
	if (r != NULL && --r->holders == 0)
		r->free(r);
}
