if HAVE_CMOCKA
check_PROGRAMS += tests/unit/known_explain tests/unit/known_explain_object
TESTS += tests/unit/known_explain tests/unit/known_explain_object
check_PROGRAMS += tests/unit/known_explain_error
TESTS += tests/unit/known_explain_error
tests_unit_known_explain_error_SOURCES = tests/unit/known_explain_error.c tests/unit/explained.h \
	tests/unit/unit.h
tests_unit_known_explain_error_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/known_explain_french
TESTS += tests/unit/known_explain_french
tests_unit_known_explain_french_SOURCES = tests/unit/known_explain_french.c tests/unit/explained.h \
	tests/unit/unit.h
tests_unit_known_explain_french_LDADD = $(unit_ldadd)
tests_unit_known_explain_SOURCES = tests/unit/known_explain.c tests/unit/explained.h tests/unit/unit.h
tests_unit_known_explain_LDADD = $(unit_ldadd)
tests_unit_known_explain_object_SOURCES = tests/unit/known_explain_object.c tests/unit/explained.h \
	tests/unit/unit.h
tests_unit_known_explain_object_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/known_catalog
TESTS += tests/unit/known_catalog
tests_unit_known_catalog_SOURCES = tests/unit/known_catalog.c tests/unit/unit.h
tests_unit_known_catalog_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/known_catalog_file
TESTS += tests/unit/known_catalog_file
tests_unit_known_catalog_file_SOURCES = tests/unit/known_catalog_file.c tests/unit/unit.h
tests_unit_known_catalog_file_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/known_lencr_url
TESTS += tests/unit/known_lencr_url
tests_unit_known_lencr_url_SOURCES = tests/unit/known_lencr_url.c tests/unit/unit.h
tests_unit_known_lencr_url_LDADD = $(unit_ldadd)
endif
