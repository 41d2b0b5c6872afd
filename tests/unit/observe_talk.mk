# unit tests of what connections, name servers and QUIC say
talk_sources = tests/support/talk_script.c tests/support/talk_script.h tests/support/sight_text.c \
	tests/support/sight_text.h tests/unit/text_has.h tests/unit/unit.h
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/observe_http
TESTS += tests/unit/observe_http
tests_unit_observe_http_SOURCES = tests/unit/observe_http.c $(talk_sources)
tests_unit_observe_http_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_unit_observe_http_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/observe_tls
TESTS += tests/unit/observe_tls
tests_unit_observe_tls_SOURCES = tests/unit/observe_tls.c tests/support/tls_talk.c tests/support/tls_talk.h \
	tests/support/mint.c tests/support/mint.h $(talk_sources)
tests_unit_observe_tls_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_unit_observe_tls_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/observe_quic
TESTS += tests/unit/observe_quic
tests_unit_observe_quic_SOURCES = tests/unit/observe_quic.c tests/unit/quic_vectors.h tests/support/tls_talk.c \
	tests/support/tls_talk.h tests/support/mint.c tests/support/mint.h $(talk_sources)
tests_unit_observe_quic_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_unit_observe_quic_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/observe_dns
TESTS += tests/unit/observe_dns
tests_unit_observe_dns_SOURCES = tests/unit/observe_dns.c $(talk_sources)
tests_unit_observe_dns_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_unit_observe_dns_LDADD = $(unit_ldadd)
endif
