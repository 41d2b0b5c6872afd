/* steady: a clock that never jumps, for how long our own work lasts. What time it
 * is, nobody learns from it. */
#ifndef LENCR_IO_STEADY_H
#define LENCR_IO_STEADY_H

#include <stdint.h>

/* Microseconds since some moment. */
int64_t steady_us(void);

#endif
