# One cmocka program a module, one group a program (cmocka 1.1.5 prints two
# plans for two groups; skip() counts as a failure under TAP, so it is not used).
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/base_when
TESTS += tests/unit/base_when
tests_unit_base_when_SOURCES = tests/unit/base_when.c tests/unit/unit.h
tests_unit_base_when_LDADD = $(unit_ldadd)
endif
