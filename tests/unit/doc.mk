# unit tests of doc
if HAVE_CMOCKA
doc_tests = tests/unit/doc_text tests/unit/doc_json tests/unit/doc_schema tests/unit/doc_check
check_PROGRAMS += $(doc_tests)
TESTS += $(doc_tests)
doc_render = tests/unit/doc_render.c tests/unit/doc_render.h tests/unit/unit.h
tests_unit_doc_text_SOURCES = tests/unit/doc_text.c $(doc_render)
tests_unit_doc_text_LDADD = $(unit_ldadd)
tests_unit_doc_json_SOURCES = tests/unit/doc_json.c $(doc_render)
tests_unit_doc_json_LDADD = $(unit_ldadd) $(JANSSON_LIBS)
tests_unit_doc_schema_SOURCES = tests/unit/doc_schema.c tests/unit/unit.h
tests_unit_doc_schema_LDADD = $(unit_ldadd) $(JANSSON_LIBS)
tests_unit_doc_check_SOURCES = tests/unit/doc_check.c $(doc_render)
EXTRA_DIST += tests/unit/doc_golden.txt
tests_unit_doc_check_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/doc_log_list
TESTS += tests/unit/doc_log_list
tests_unit_doc_log_list_SOURCES = tests/unit/doc_log_list.c tests/unit/unit.h
tests_unit_doc_log_list_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/doc_json_in
TESTS += tests/unit/doc_json_in
tests_unit_doc_json_in_SOURCES = tests/unit/doc_json_in.c tests/unit/unit.h
tests_unit_doc_json_in_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/doc_json_skim
TESTS += tests/unit/doc_json_skim
tests_unit_doc_json_skim_SOURCES = tests/unit/doc_json_skim.c tests/unit/unit.h
tests_unit_doc_json_skim_LDADD = $(unit_ldadd)
endif
