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

void glance_init(struct glance *g, enum glance_kind kind)
{
	*g = (struct glance){ .kind = kind, .at = SIGHT_NEVER, .opened_at = SIGHT_NEVER };
}
