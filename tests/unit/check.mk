if HAVE_CMOCKA
check_PROGRAMS += tests/unit/check_shared
TESTS += tests/unit/check_shared
tests_unit_check_shared_SOURCES = tests/unit/check_shared.c tests/unit/unit.h
tests_unit_check_shared_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/check_check
TESTS += tests/unit/check_check
tests_unit_check_check_SOURCES = tests/unit/check_check.c tests/unit/unit.h
tests_unit_check_check_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/check_run
TESTS += tests/unit/check_run
tests_unit_check_run_SOURCES = tests/unit/check_run.c tests/unit/unit.h
tests_unit_check_run_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/check_file
TESTS += tests/unit/check_file
tests_unit_check_file_SOURCES = tests/unit/check_file.c tests/unit/unit.h
tests_unit_check_file_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/check_crl_lint
TESTS += tests/unit/check_crl_lint
tests_unit_check_crl_lint_SOURCES = tests/unit/check_crl_lint.c tests/unit/unit.h \
	tests/support/mint.c tests/support/mint.h
tests_unit_check_crl_lint_LDADD = $(unit_ldadd)
endif
