/* owner_parts: what the two ends of owner.h share. Private to owner*.c. */
#ifndef LENCR_OBSERVE_OWNER_PARTS_H
#define LENCR_OBSERVE_OWNER_PARTS_H

#include "observe/owner.h"

/* The life of the other process: until the socket OUT is closed at the other end. */
void owner_serve(struct live *starts, int out);

#endif
