# unit tests of observe
if HAVE_CMOCKA
story_sources = tests/support/story.c tests/support/story.h tests/support/mint.c tests/support/mint.h \
	tests/unit/observe_stories.h tests/unit/unit.h
cause_tests = tests/unit/observe_cause tests/unit/observe_contact tests/unit/observe_content \
	tests/unit/observe_fetcher tests/unit/observe_bounds tests/unit/observe_burst
check_PROGRAMS += $(cause_tests)
TESTS += $(cause_tests)
tests_unit_observe_cause_SOURCES = tests/unit/observe_cause.c tests/unit/observe_told.h $(story_sources)
tests_unit_observe_cause_LDADD = $(unit_ldadd) $(CRYPTO_LIBS)
tests_unit_observe_contact_SOURCES = tests/unit/observe_contact.c $(story_sources)
tests_unit_observe_contact_LDADD = $(unit_ldadd) $(CRYPTO_LIBS)
tests_unit_observe_content_SOURCES = tests/unit/observe_content.c tests/unit/x509_support.h \
	tests/support/mint_ocsp.c $(story_sources)
tests_unit_observe_content_LDADD = $(unit_ldadd) $(CRYPTO_LIBS)
tests_unit_observe_fetcher_SOURCES = tests/unit/observe_fetcher.c $(story_sources)
tests_unit_observe_fetcher_LDADD = $(unit_ldadd) $(CRYPTO_LIBS)
tests_unit_observe_bounds_SOURCES = tests/unit/observe_bounds.c $(story_sources)
tests_unit_observe_bounds_LDADD = $(unit_ldadd) $(CRYPTO_LIBS)
tests_unit_observe_burst_SOURCES = tests/unit/observe_burst.c tests/unit/x509_support.h $(story_sources)
tests_unit_observe_burst_LDADD = $(unit_ldadd) $(CRYPTO_LIBS)
endif
