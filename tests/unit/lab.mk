# unit tests of lab
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/lab_answer tests/unit/lab_ecdsa tests/unit/lab_issue \
	tests/unit/lab_put tests/unit/lab_world
TESTS += tests/unit/lab_answer tests/unit/lab_ecdsa tests/unit/lab_issue \
	tests/unit/lab_put tests/unit/lab_world
tests_unit_lab_answer_SOURCES = tests/unit/lab_answer.c tests/unit/unit.h
tests_unit_lab_answer_LDADD = $(unit_ldadd)
tests_unit_lab_ecdsa_SOURCES = tests/unit/lab_ecdsa.c tests/unit/unit.h
tests_unit_lab_ecdsa_LDADD = $(unit_ldadd)
tests_unit_lab_issue_SOURCES = tests/unit/lab_issue.c tests/unit/unit.h
tests_unit_lab_issue_LDADD = $(unit_ldadd)
tests_unit_lab_put_SOURCES = tests/unit/lab_put.c tests/unit/unit.h
tests_unit_lab_put_LDADD = $(unit_ldadd)
tests_unit_lab_world_SOURCES = tests/unit/lab_world.c tests/unit/unit.h
tests_unit_lab_world_LDADD = $(unit_ldadd)
endif
