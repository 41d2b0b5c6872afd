# unit tests of io
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/io_anchors
TESTS += tests/unit/io_anchors
tests_unit_io_anchors_SOURCES = tests/unit/io_anchors.c tests/unit/unit.h
tests_unit_io_anchors_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/io_cached
TESTS += tests/unit/io_cached
tests_unit_io_cached_SOURCES = tests/unit/io_cached.c tests/unit/response_head.h tests/unit/unit.h
tests_unit_io_cached_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/io_freshness
TESTS += tests/unit/io_freshness
tests_unit_io_freshness_SOURCES = tests/unit/io_freshness.c tests/unit/response_head.h tests/unit/unit.h
tests_unit_io_freshness_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/io_serve
TESTS += tests/unit/io_serve
tests_unit_io_serve_SOURCES = tests/unit/io_serve.c tests/unit/serve_room.h tests/unit/unit.h
tests_unit_io_serve_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/io_serve_tls
TESTS += tests/unit/io_serve_tls
tests_unit_io_serve_tls_SOURCES = tests/unit/io_serve_tls.c tests/unit/serve_room.h tests/unit/unit.h
tests_unit_io_serve_tls_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/io_store
TESTS += tests/unit/io_store
tests_unit_io_store_SOURCES = tests/unit/io_store.c tests/unit/store_room.h tests/unit/unit.h
tests_unit_io_store_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/io_store_life
TESTS += tests/unit/io_store_life
tests_unit_io_store_life_SOURCES = tests/unit/io_store_life.c tests/unit/store_room.h tests/unit/unit.h
tests_unit_io_store_life_LDADD = $(unit_ldadd)
endif
