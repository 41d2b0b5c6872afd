# Every world of this folder, over the lab in memory.
check_PROGRAMS += tests/support/world_run
TESTS += tests/support/world_run
tests_support_world_run_SOURCES = tests/support/world_run.c tests/support/world_run.h \
	tests/support/world_trial.c tests/support/world_options.c tests/support/world_dump.c
tests_support_world_run_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_support_world_run_LDADD = liblab.la libcore.la

# Every byte behind a good verdict damaged once.
check_PROGRAMS += tests/support/world_damage
TESTS += tests/support/world_damage
tests_support_world_damage_SOURCES = tests/support/world_damage.c tests/support/world_run.h \
	tests/support/world_trial.c tests/support/world_options.c
tests_support_world_damage_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_support_world_damage_LDADD = liblab.la libcore.la
EXTRA_DIST += tests/worlds
