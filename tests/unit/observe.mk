# unit tests of observe
packets_sources = tests/support/packets.c tests/support/packets_file.c tests/support/packets.h
talk_double = tests/support/talk_double.c tests/support/talk_double.h
if HAVE_CMOCKA
capture_tests = tests/unit/observe_flow tests/unit/observe_flow_limits tests/unit/observe_frame tests/unit/observe_capture
check_PROGRAMS += $(capture_tests) tests/unit/observe_input tests/unit/observe_reader tests/unit/observe_sighting
TESTS += $(capture_tests) tests/unit/observe_input tests/unit/observe_reader tests/unit/observe_sighting
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
tests_unit_observe_sighting_SOURCES = tests/unit/observe_sighting.c tests/unit/unit.h
tests_unit_observe_sighting_LDADD = $(unit_ldadd)
endif
