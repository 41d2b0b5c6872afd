if HAVE_CMOCKA
x509_tests = tests/unit/x509_cert tests/unit/x509_cert_ext tests/unit/x509_crl tests/unit/x509_crl_form \
	tests/unit/x509_der tests/unit/x509_ocsp tests/unit/x509_pem tests/unit/x509_sig
check_PROGRAMS += $(x509_tests)
TESTS += $(x509_tests)
x509_cppflags = $(AM_CPPFLAGS) -D_XOPEN_SOURCE=700
tests_unit_x509_cert_SOURCES = tests/unit/x509_cert.c tests/unit/x509_support.h tests/unit/unit.h
tests_unit_x509_cert_CPPFLAGS = $(x509_cppflags)
tests_unit_x509_cert_LDADD = $(unit_ldadd)
tests_unit_x509_cert_ext_SOURCES = tests/unit/x509_cert_ext.c tests/unit/unit.h
tests_unit_x509_cert_ext_LDADD = $(unit_ldadd)
tests_unit_x509_crl_SOURCES = tests/unit/x509_crl.c tests/unit/x509_support.h tests/unit/unit.h
tests_unit_x509_crl_CPPFLAGS = $(x509_cppflags)
tests_unit_x509_crl_LDADD = $(unit_ldadd)
tests_unit_x509_crl_form_SOURCES = tests/unit/x509_crl_form.c tests/unit/unit.h
tests_unit_x509_crl_form_LDADD = $(unit_ldadd)
tests_unit_x509_der_SOURCES = tests/unit/x509_der.c tests/unit/unit.h
tests_unit_x509_der_LDADD = $(unit_ldadd)
tests_unit_x509_ocsp_SOURCES = tests/unit/x509_ocsp.c tests/unit/x509_support.h tests/unit/unit.h
tests_unit_x509_ocsp_CPPFLAGS = $(x509_cppflags)
tests_unit_x509_ocsp_LDADD = $(unit_ldadd)
tests_unit_x509_pem_SOURCES = tests/unit/x509_pem.c tests/unit/unit.h
tests_unit_x509_pem_LDADD = $(unit_ldadd)
tests_unit_x509_sig_SOURCES = tests/unit/x509_sig.c tests/unit/unit.h
tests_unit_x509_sig_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/x509_pkcs12
TESTS += tests/unit/x509_pkcs12
tests_unit_x509_pkcs12_SOURCES = tests/unit/x509_pkcs12.c tests/unit/tls_site.h tests/unit/unit.h
tests_unit_x509_pkcs12_LDADD = $(unit_ldadd)
endif
