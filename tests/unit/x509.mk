if HAVE_CMOCKA
x509_tests = tests/unit/x509_cert
check_PROGRAMS += $(x509_tests)
TESTS += $(x509_tests)
tests_unit_x509_cert_SOURCES = tests/unit/x509_cert.c tests/unit/x509_support.h tests/unit/unit.h
tests_unit_x509_cert_CPPFLAGS = $(AM_CPPFLAGS) -D_XOPEN_SOURCE=700
tests_unit_x509_cert_LDADD = $(unit_ldadd)
endif
