/* What every fuzz target includes. */
#ifndef LENCR_TESTS_FUZZ_H
#define LENCR_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise of a header that must hold for every input. */
#define PROMISED(condition) ((condition) ? (void)0 : abort())

#endif
