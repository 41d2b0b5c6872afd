# unit tests of the readers of logs
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/observe_logs
TESTS += tests/unit/observe_logs
tests_unit_observe_logs_SOURCES = tests/unit/observe_logs.c tests/unit/log_samples.h \
	tests/unit/sighting_text.h tests/unit/unit.h
tests_unit_observe_logs_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/observe_log_folders
TESTS += tests/unit/observe_log_folders
tests_unit_observe_log_folders_SOURCES = tests/unit/observe_log_folders.c tests/unit/log_samples.h \
	tests/unit/sighting_text.h tests/unit/unit.h
tests_unit_observe_log_folders_LDADD = $(unit_ldadd) $(ZLIB_LIBS)
check_PROGRAMS += tests/unit/observe_log_parts
TESTS += tests/unit/observe_log_parts
tests_unit_observe_log_parts_SOURCES = tests/unit/observe_log_parts.c tests/unit/unit.h
tests_unit_observe_log_parts_LDADD = $(unit_ldadd)
endif
EXTRA_DIST += tests/logs
