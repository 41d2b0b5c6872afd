if HAVE_CMOCKA
check_PROGRAMS += tests/unit/known_catalog
TESTS += tests/unit/known_catalog
tests_unit_known_catalog_SOURCES = tests/unit/known_catalog.c tests/unit/unit.h
tests_unit_known_catalog_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/known_lencr_url
TESTS += tests/unit/known_lencr_url
tests_unit_known_lencr_url_SOURCES = tests/unit/known_lencr_url.c tests/unit/unit.h
tests_unit_known_lencr_url_LDADD = $(unit_ldadd)
endif
