/* primes: committed, public test primes for RSA keys of worlds. Never a secret. */
#ifndef LENCR_LAB_PRIMES_H
#define LENCR_LAB_PRIMES_H

#include <stddef.h>

/* Primes of exactly BITS bits (512, 1024, 1536, 2048) as hexadecimal texts;
 * NULL and 0 for other sizes. */
const char *const *primes_of(unsigned bits, unsigned *count);

#endif
