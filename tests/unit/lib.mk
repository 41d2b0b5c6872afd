if HAVE_CMOCKA
check_PROGRAMS += tests/unit/lib_check tests/unit/lib_memory
TESTS += tests/unit/lib_check tests/unit/lib_memory
tests_unit_lib_check_SOURCES = tests/unit/lib_check.c tests/unit/lib_room.h tests/unit/unit.h
tests_unit_lib_check_LDADD = $(unit_ldadd)
tests_unit_lib_memory_SOURCES = tests/unit/lib_memory.c tests/unit/lib_room.h tests/unit/unit.h
tests_unit_lib_memory_LDADD = $(unit_ldadd)
endif
