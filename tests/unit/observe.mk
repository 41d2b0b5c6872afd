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
talk_double = tests/support/talk_double.c tests/support/talk_double.h
if HAVE_CMOCKA
capture_tests = tests/unit/observe_flow tests/unit/observe_flow_limits tests/unit/observe_frame tests/unit/observe_capture
check_PROGRAMS += $(capture_tests) tests/unit/observe_input tests/unit/observe_reader tests/unit/observe_sighting tests/unit/observe_stream \
	tests/unit/observe_stream_clock
TESTS += $(capture_tests) tests/unit/observe_input tests/unit/observe_reader tests/unit/observe_sighting tests/unit/observe_stream \
	tests/unit/observe_stream_clock
capture_cppflags = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
capture_ldadd = $(unit_ldadd) $(ZLIB_LIBS)
capture_room = tests/unit/capture_room.h tests/unit/unit.h $(packets_sources) $(talk_double)
tests_unit_observe_flow_SOURCES = tests/unit/observe_flow.c $(capture_room)
tests_unit_observe_flow_CPPFLAGS = $(capture_cppflags)
tests_unit_observe_flow_LDADD = $(capture_ldadd)
tests_unit_observe_flow_limits_SOURCES = tests/unit/observe_flow_limits.c $(capture_room)
tests_unit_observe_flow_limits_CPPFLAGS = $(capture_cppflags)
tests_unit_observe_flow_limits_LDADD = $(capture_ldadd)
tests_unit_observe_frame_SOURCES = tests/unit/observe_frame.c $(capture_room)
tests_unit_observe_frame_CPPFLAGS = $(capture_cppflags)
tests_unit_observe_frame_LDADD = $(capture_ldadd)
tests_unit_observe_capture_SOURCES = tests/unit/observe_capture.c $(capture_room)
tests_unit_observe_capture_CPPFLAGS = $(capture_cppflags) -D_XOPEN_SOURCE=700
tests_unit_observe_capture_LDADD = $(capture_ldadd)
tests_unit_observe_input_SOURCES = tests/unit/observe_input.c $(packets_sources) tests/unit/unit.h
tests_unit_observe_input_CPPFLAGS = $(capture_cppflags)
tests_unit_observe_input_LDADD = $(capture_ldadd)
tests_unit_observe_reader_SOURCES = tests/unit/observe_reader.c $(capture_room)
tests_unit_observe_reader_CPPFLAGS = $(capture_cppflags) -D_XOPEN_SOURCE=700
tests_unit_observe_reader_LDADD = $(capture_ldadd)
tests_unit_observe_stream_SOURCES = tests/unit/observe_stream.c $(capture_room)
tests_unit_observe_stream_CPPFLAGS = $(capture_cppflags)
tests_unit_observe_stream_LDADD = $(capture_ldadd)
tests_unit_observe_stream_clock_SOURCES = tests/unit/observe_stream_clock.c tests/unit/unit.h
tests_unit_observe_stream_clock_LDADD = $(unit_ldadd)
tests_unit_observe_sighting_SOURCES = tests/unit/observe_sighting.c tests/unit/unit.h
tests_unit_observe_sighting_LDADD = $(unit_ldadd)
story_sources = tests/support/story.c tests/support/story.h tests/support/mint.c tests/support/mint.h \
	tests/unit/observe_stories.h tests/unit/unit.h
cause_tests = tests/unit/observe_cause tests/unit/observe_contact tests/unit/observe_content \
	tests/unit/observe_fetcher tests/unit/observe_bounds tests/unit/observe_burst \
	tests/unit/observe_neighbours tests/unit/observe_claims
check_PROGRAMS += $(cause_tests)
TESTS += $(cause_tests)
tests_unit_observe_cause_SOURCES = tests/unit/observe_cause.c tests/unit/observe_told.h \
	tests/unit/observe_told_logs.h $(story_sources)
tests_unit_observe_cause_LDADD = $(unit_ldadd) $(CRYPTO_LIBS)
tests_unit_observe_claims_SOURCES = tests/unit/observe_claims.c $(story_sources)
tests_unit_observe_claims_LDADD = $(unit_ldadd) $(CRYPTO_LIBS)
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
tests_unit_observe_neighbours_SOURCES = tests/unit/observe_neighbours.c tests/support/neighbours.c \
	tests/support/neighbours.h tests/support/neighbours_packets.c tests/support/neighbours_packets.h \
	$(packets_sources) $(story_sources)
tests_unit_observe_neighbours_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_unit_observe_neighbours_LDADD = $(unit_ldadd) $(CRYPTO_LIBS) $(ZLIB_LIBS)
cause_tests += tests/unit/observe_live
tests_unit_observe_live_SOURCES = tests/unit/observe_live.c $(story_sources)
tests_unit_observe_live_LDADD = $(unit_ldadd) $(CRYPTO_LIBS)
capture_tests += tests/unit/observe_flow_tick
tests_unit_observe_flow_tick_SOURCES = tests/unit/observe_flow_tick.c $(capture_room)
tests_unit_observe_flow_tick_CPPFLAGS = $(capture_cppflags)
tests_unit_observe_flow_tick_LDADD = $(capture_ldadd)
live_tests = tests/unit/observe_live_filter
check_PROGRAMS += $(live_tests)
TESTS += $(live_tests)
tests_unit_observe_live_filter_SOURCES = tests/unit/observe_live_filter.c $(packets_sources) tests/unit/unit.h
tests_unit_observe_live_filter_CPPFLAGS = $(capture_cppflags)
tests_unit_observe_live_filter_LDADD = $(unit_ldadd) $(ZLIB_LIBS) $(PCAP_LIBS)
owner_tests = tests/unit/observe_sock_diag tests/unit/observe_owner_proc \
	tests/unit/observe_owner_net
check_PROGRAMS += $(owner_tests)
TESTS += $(owner_tests)
tests_unit_observe_sock_diag_SOURCES = tests/unit/observe_sock_diag.c tests/unit/unit.h
tests_unit_observe_sock_diag_LDADD = $(unit_ldadd)
tests_unit_observe_owner_net_SOURCES = tests/unit/observe_owner_net.c tests/unit/unit.h
tests_unit_observe_owner_net_CPPFLAGS = $(AM_CPPFLAGS) -D_XOPEN_SOURCE=700
tests_unit_observe_owner_net_LDADD = $(unit_ldadd)
tests_unit_observe_owner_proc_SOURCES = tests/unit/observe_owner_proc.c tests/unit/unit.h
tests_unit_observe_owner_proc_CPPFLAGS = $(AM_CPPFLAGS) -D_XOPEN_SOURCE=700
tests_unit_observe_owner_proc_LDADD = $(unit_ldadd)
endif
unread_sources = tests/support/unread_pair.c tests/support/unread_pair.h tests/support/unread_traffic.c \
	tests/support/unread_traffic.h tests/support/unread_lines.c tests/support/unread_lines.h
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/observe_unread
TESTS += tests/unit/observe_unread
tests_unit_observe_unread_SOURCES = tests/unit/observe_unread.c $(unread_sources) $(story_sources)
tests_unit_observe_unread_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_unit_observe_unread_LDADD = $(unit_ldadd) $(CRYPTO_LIBS)
endif
