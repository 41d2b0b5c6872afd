/* builtin: the text of builtin.world, compiled in by a rule of local.mk. */
#ifndef LENCR_LAB_BUILTIN_H
#define LENCR_LAB_BUILTIN_H

#include <stddef.h>

extern const unsigned char builtin_world[];
extern const size_t builtin_world_size;

#endif
