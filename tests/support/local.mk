# Programs that tests and people run by hand; none is installed.
check_PROGRAMS += tests/support/verify_case
tests_support_verify_case_SOURCES = tests/support/verify_case.c
tests_support_verify_case_LDADD = liblab.la libcore.la
EXTRA_DIST += tests/support/verify_case.json tests/support/evidence_case.json
# What the readers see in captures and logs, for looking and for comparing with other tools.
check_PROGRAMS += tests/support/sightings
tests_support_sightings_SOURCES = tests/support/sightings.c tests/support/sight_text.c tests/support/sight_text.h
tests_support_sightings_LDADD = libcore.la
