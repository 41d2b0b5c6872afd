# unit tests of io
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/io_anchors
TESTS += tests/unit/io_anchors
tests_unit_io_anchors_SOURCES = tests/unit/io_anchors.c tests/unit/unit.h
tests_unit_io_anchors_LDADD = $(unit_ldadd)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/io_store
TESTS += tests/unit/io_store
tests_unit_io_store_SOURCES = tests/unit/io_store.c tests/unit/unit.h
tests_unit_io_store_LDADD = $(unit_ldadd)
endif
