# Figures, never tests: make bench. Long checks: make check-long, make fuzz.
bench_programs = tests/bench/stage tests/bench/read_crl tests/bench/rounds tests/bench/make_capture tests/bench/read_capture \
	tests/bench/make_log tests/bench/read_log
EXTRA_PROGRAMS += $(bench_programs)
CLEANFILES += $(bench_programs)
EXTRA_DIST += tests/bench/bench.sh tests/bench/by_hand.sh tests/bench/check_long.sh tests/bench/fuzz.sh tests/bench/hostile.py \
	doc/benchmarks.md

tests_bench_stage_SOURCES = tests/bench/stage.c
tests_bench_stage_LDADD = liblab.la libcore.la
tests_bench_read_crl_SOURCES = tests/bench/read_crl.c
tests_bench_read_crl_LDADD = liblab.la libcore.la
tests_bench_rounds_SOURCES = tests/bench/rounds.c
tests_bench_make_capture_SOURCES = tests/bench/make_capture.c $(packets_sources)
tests_bench_make_capture_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_bench_make_capture_LDADD = libcore.la $(ZLIB_LIBS)
tests_bench_read_capture_SOURCES = tests/bench/read_capture.c $(talk_double)
tests_bench_read_capture_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_bench_read_capture_LDADD = libcore.la
tests_bench_make_log_SOURCES = tests/bench/make_log.c
tests_bench_make_log_LDADD =
tests_bench_read_log_SOURCES = tests/bench/read_log.c
tests_bench_read_log_LDADD = $(JANSSON_LIBS)

bench_environment = top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
	LENCR='$(abs_top_builddir)/lencr' MAKE='$(MAKE)'

.PHONY: bench check-long fuzz
bench: lencr $(bench_programs)
	@$(bench_environment) $(SHELL) $(srcdir)/tests/bench/bench.sh

# Settings: FUZZ_SECONDS (60 a target), LONG_PARTS (words of check_long.sh).
check-long: all
	@$(bench_environment) $(SHELL) $(srcdir)/tests/bench/check_long.sh

fuzz: all
	@$(bench_environment) $(SHELL) $(srcdir)/tests/bench/fuzz.sh
