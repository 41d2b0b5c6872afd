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
