# unit tests of verify
if HAVE_CMOCKA
verify_tests = tests/unit/verify_policy tests/unit/verify_name_form tests/unit/verify_webpki \
	tests/unit/verify_graph tests/unit/verify_path tests/unit/verify_validate
check_PROGRAMS += $(verify_tests)
TESTS += $(verify_tests)
forge_sources = tests/support/forge.c tests/support/forge.h
hunt_sources = $(forge_sources) tests/support/hunt.c tests/support/hunt.h
tests_unit_verify_policy_SOURCES = tests/unit/verify_policy.c tests/unit/unit.h
tests_unit_verify_policy_LDADD = $(unit_ldadd)
tests_unit_verify_name_form_SOURCES = tests/unit/verify_name_form.c tests/unit/unit.h
tests_unit_verify_name_form_LDADD = $(unit_ldadd)
tests_unit_verify_webpki_SOURCES = tests/unit/verify_webpki.c tests/unit/unit.h $(forge_sources)
tests_unit_verify_webpki_LDADD = $(unit_ldadd) $(CRYPTO_LIBS)
tests_unit_verify_graph_SOURCES = tests/unit/verify_graph.c tests/unit/unit.h $(forge_sources)
tests_unit_verify_graph_LDADD = $(unit_ldadd) $(CRYPTO_LIBS)
tests_unit_verify_path_SOURCES = tests/unit/verify_path.c tests/unit/unit.h $(hunt_sources)
tests_unit_verify_path_LDADD = $(unit_ldadd) $(CRYPTO_LIBS)
tests_unit_verify_validate_SOURCES = tests/unit/verify_validate.c tests/unit/x509_support.h \
	tests/unit/unit.h $(hunt_sources)
tests_unit_verify_validate_CPPFLAGS = $(AM_CPPFLAGS) -D_XOPEN_SOURCE=700
tests_unit_verify_validate_LDADD = $(unit_ldadd) $(CRYPTO_LIBS)
check_PROGRAMS += tests/unit/verify_sct
TESTS += tests/unit/verify_sct
tests_unit_verify_sct_SOURCES = tests/unit/verify_sct.c tests/unit/unit.h
tests_unit_verify_sct_LDADD = $(unit_ldadd) $(CRYPTO_LIBS)
endif
