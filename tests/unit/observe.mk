# unit tests of observe
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/observe_why_doc
TESTS += tests/unit/observe_why_doc
tests_unit_observe_why_doc_SOURCES = tests/unit/observe_why_doc.c tests/unit/why_scene.c tests/unit/why_scene.h \
	$(doc_render)
tests_unit_observe_why_doc_LDADD = $(unit_ldadd)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/observe_ct
TESTS += tests/unit/observe_ct
tests_unit_observe_ct_SOURCES = tests/unit/observe_ct.c tests/unit/unit.h
tests_unit_observe_ct_LDADD = $(unit_ldadd)
endif
packets_sources = tests/support/packets.c tests/support/packets_file.c tests/support/packets.h
# readers of logs
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/observe_logs
TESTS += tests/unit/observe_logs
tests_unit_observe_logs_SOURCES = tests/unit/observe_logs.c tests/unit/log_samples.h \
	tests/unit/sighting_text.h tests/unit/unit.h
tests_unit_observe_logs_LDADD = $(unit_ldadd)
endif
EXTRA_DIST += tests/logs
