/* What every unit test includes. */
#ifndef LENCR_TESTS_UNIT_H
#define LENCR_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
