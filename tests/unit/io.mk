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
check_PROGRAMS += tests/unit/io_guard
TESTS += tests/unit/io_guard
tests_unit_io_guard_SOURCES = tests/unit/io_guard.c tests/unit/unit.h
tests_unit_io_guard_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/io_net
TESTS += tests/unit/io_net
tests_unit_io_net_SOURCES = tests/unit/io_net.c tests/unit/peer.h tests/unit/unit.h
tests_unit_io_net_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/io_net_flow
TESTS += tests/unit/io_net_flow
tests_unit_io_net_flow_SOURCES = tests/unit/io_net_flow.c tests/unit/peer.h tests/unit/unit.h
tests_unit_io_net_flow_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/io_dial
TESTS += tests/unit/io_dial
tests_unit_io_dial_SOURCES = tests/unit/io_dial.c tests/unit/peer.h tests/unit/tls_site.h \
	tests/unit/unit.h
tests_unit_io_dial_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/io_net_names
TESTS += tests/unit/io_net_names
tests_unit_io_net_names_SOURCES = tests/unit/io_net_names.c tests/unit/peer.h tests/unit/unit.h
tests_unit_io_net_names_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/io_starttls
TESTS += tests/unit/io_starttls
tests_unit_io_starttls_SOURCES = tests/unit/io_starttls.c tests/unit/peer.h tests/unit/tls_site.h \
	tests/unit/unit.h
tests_unit_io_starttls_LDADD = $(unit_ldadd)
endif
