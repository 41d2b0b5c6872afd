# unit tests of judging: evidence made at run time
if HAVE_CMOCKA
judge_rig = tests/support/mint.c tests/support/mint_ocsp.c tests/support/mint.h \
	tests/support/rig.c tests/support/rig.h tests/unit/unit.h
judge_tests = tests/unit/verify_crl tests/unit/verify_crl_join \
	tests/unit/verify_ocsp tests/unit/verify_judge tests/unit/verify_served

check_PROGRAMS += $(judge_tests)
TESTS += $(judge_tests)

tests_unit_verify_crl_SOURCES = tests/unit/verify_crl.c $(judge_rig)
tests_unit_verify_crl_LDADD = $(unit_ldadd)
tests_unit_verify_crl_join_SOURCES = tests/unit/verify_crl_join.c $(judge_rig)
tests_unit_verify_crl_join_LDADD = $(unit_ldadd)
tests_unit_verify_ocsp_SOURCES = tests/unit/verify_ocsp.c $(judge_rig)
tests_unit_verify_ocsp_LDADD = $(unit_ldadd)
tests_unit_verify_judge_SOURCES = tests/unit/verify_judge.c $(judge_rig)
tests_unit_verify_judge_LDADD = $(unit_ldadd)
tests_unit_verify_served_SOURCES = tests/unit/verify_served.c $(judge_rig)
tests_unit_verify_served_LDADD = $(unit_ldadd)
endif
