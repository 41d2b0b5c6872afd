# Fuzz targets: one file fuzz_NAME.c each, with LLVMFuzzerTestOneInput().
#
# Under --enable-fuzzing (CC=clang) they are linked with libFuzzer:
#	make check TESTS=, seeds by tests/fuzz/write_seeds (its first lines say how),
#	tests/fuzz/fuzz_cert -max_total_time=60 FOLDER_OF_SEEDS
# Otherwise they are linked with replay.c, which runs the seeds of NAME in
# seeds.txt (and cut and damaged forms of the small ones) under "make check";
# given files or folders it runs those: tests/fuzz/fuzz_cert crash-1234
#
# To add a target: write fuzz_NAME.c, put its name into fuzz_targets, repeat
# the three lines of its neighbours below, and give it rows in seeds.txt.
fuzz_targets = \
	tests/fuzz/fuzz_anchors \
	tests/fuzz/fuzz_catalog \
	tests/fuzz/fuzz_capture \
	tests/fuzz/fuzz_cert \
	tests/fuzz/fuzz_check \
	tests/fuzz/fuzz_correlate \
	tests/fuzz/fuzz_crl \
	tests/fuzz/fuzz_ct \
	tests/fuzz/fuzz_cryptnet \
	tests/fuzz/fuzz_der \
	tests/fuzz/fuzz_dns \
	tests/fuzz/fuzz_explain \
	tests/fuzz/fuzz_flow \
	tests/fuzz/fuzz_frame \
	tests/fuzz/fuzz_handshake \
	tests/fuzz/fuzz_http \
	tests/fuzz/fuzz_input \
	tests/fuzz/fuzz_json_in \
	tests/fuzz/fuzz_json_skim \
	tests/fuzz/fuzz_log_json \
	tests/fuzz/fuzz_log_text \
	tests/fuzz/fuzz_log_windows \
	tests/fuzz/fuzz_log_zeek \
	tests/fuzz/fuzz_manifest \
	tests/fuzz/fuzz_ocsp \
	tests/fuzz/fuzz_pem \
	tests/fuzz/fuzz_quic \
	tests/fuzz/fuzz_record \
	tests/fuzz/fuzz_request \
	tests/fuzz/fuzz_resume \
	tests/fuzz/fuzz_sct \
	tests/fuzz/fuzz_sock_diag \
	tests/fuzz/fuzz_talk \
	tests/fuzz/fuzz_tls \
	tests/fuzz/fuzz_unread \
	tests/fuzz/fuzz_world

if FUZZING
fuzz_driver =
fuzz_ldflags = $(AM_LDFLAGS) -fsanitize=fuzzer
else
fuzz_driver = tests/fuzz/replay.c
fuzz_ldflags = $(AM_LDFLAGS)
TESTS += $(fuzz_targets)
endif
check_PROGRAMS += $(fuzz_targets) tests/fuzz/write_seeds
EXTRA_DIST += tests/fuzz/seeds.txt

tests_fuzz_write_seeds_SOURCES = tests/fuzz/write_seeds.c tests/fuzz/replay.c tests/fuzz/fuzz.h
tests_fuzz_write_seeds_LDADD = liblab.la libcore.la

tests_fuzz_fuzz_anchors_SOURCES = tests/fuzz/fuzz_anchors.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_anchors_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_anchors_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_catalog_SOURCES = tests/fuzz/fuzz_catalog.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_catalog_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_catalog_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_cert_SOURCES = tests/fuzz/fuzz_cert.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_cert_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_cert_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_check_SOURCES = tests/fuzz/fuzz_check.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_check_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_check_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_correlate_SOURCES = tests/fuzz/fuzz_correlate.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_correlate_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_correlate_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_crl_SOURCES = tests/fuzz/fuzz_crl.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_crl_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_crl_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_ct_SOURCES = tests/fuzz/fuzz_ct.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_ct_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_ct_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_der_SOURCES = tests/fuzz/fuzz_der.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_der_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_der_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_explain_SOURCES = tests/fuzz/fuzz_explain.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_explain_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_explain_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_handshake_SOURCES = tests/fuzz/fuzz_handshake.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_handshake_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_handshake_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_ocsp_SOURCES = tests/fuzz/fuzz_ocsp.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_ocsp_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_ocsp_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_pem_SOURCES = tests/fuzz/fuzz_pem.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_pem_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_pem_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_manifest_SOURCES = tests/fuzz/fuzz_manifest.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_manifest_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_manifest_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_record_SOURCES = tests/fuzz/fuzz_record.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_record_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_record_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_request_SOURCES = tests/fuzz/fuzz_request.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_request_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_request_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_resume_SOURCES = tests/fuzz/fuzz_resume.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_resume_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_resume_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_sct_SOURCES = tests/fuzz/fuzz_sct.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_sct_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_sct_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_sock_diag_SOURCES = tests/fuzz/fuzz_sock_diag.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_sock_diag_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_sock_diag_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_world_SOURCES = tests/fuzz/fuzz_world.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_world_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_world_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_dns_SOURCES = tests/fuzz/fuzz_dns.c tests/fuzz/fuzz_talk.h tests/fuzz/fuzz.h \
	tests/support/sight_text.c tests/support/sight_text.h $(fuzz_driver)
tests_fuzz_fuzz_dns_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_fuzz_fuzz_dns_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_dns_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_http_SOURCES = tests/fuzz/fuzz_http.c tests/fuzz/fuzz_talk.h tests/fuzz/fuzz.h \
	tests/support/sight_text.c tests/support/sight_text.h $(fuzz_driver)
tests_fuzz_fuzz_http_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_fuzz_fuzz_http_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_http_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_quic_SOURCES = tests/fuzz/fuzz_quic.c tests/fuzz/fuzz_talk.h tests/fuzz/fuzz.h \
	tests/support/sight_text.c tests/support/sight_text.h $(fuzz_driver)
tests_fuzz_fuzz_quic_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_fuzz_fuzz_quic_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_quic_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_talk_SOURCES = tests/fuzz/fuzz_talk.c tests/fuzz/fuzz_talk.h tests/fuzz/fuzz.h \
	tests/support/sight_text.c tests/support/sight_text.h $(fuzz_driver)
tests_fuzz_fuzz_talk_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_fuzz_fuzz_talk_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_talk_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_tls_SOURCES = tests/fuzz/fuzz_tls.c tests/fuzz/fuzz_talk.h tests/fuzz/fuzz.h \
	tests/support/sight_text.c tests/support/sight_text.h $(fuzz_driver)
tests_fuzz_fuzz_tls_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_fuzz_fuzz_tls_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_tls_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_capture_SOURCES = tests/fuzz/fuzz_capture.c tests/fuzz/fuzz.h $(fuzz_driver) $(talk_double)
tests_fuzz_fuzz_capture_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_fuzz_fuzz_capture_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_capture_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_flow_SOURCES = tests/fuzz/fuzz_flow.c tests/fuzz/fuzz.h $(fuzz_driver) $(talk_double)
tests_fuzz_fuzz_flow_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_fuzz_fuzz_flow_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_flow_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_frame_SOURCES = tests/fuzz/fuzz_frame.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_frame_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_frame_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_input_SOURCES = tests/fuzz/fuzz_input.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_input_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_input_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_cryptnet_SOURCES = tests/fuzz/fuzz_cryptnet.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_cryptnet_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_cryptnet_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_json_in_SOURCES = tests/fuzz/fuzz_json_in.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_json_in_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_json_in_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_json_skim_SOURCES = tests/fuzz/fuzz_json_skim.c tests/fuzz/fuzz.h $(fuzz_driver)
tests_fuzz_fuzz_json_skim_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_json_skim_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_log_json_SOURCES = tests/fuzz/fuzz_log_json.c tests/fuzz/fuzz_log.h tests/fuzz/fuzz.h \
	tests/support/sight_text.c tests/support/sight_text.h $(fuzz_driver)
tests_fuzz_fuzz_log_json_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_fuzz_fuzz_log_json_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_log_json_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_log_text_SOURCES = tests/fuzz/fuzz_log_text.c tests/fuzz/fuzz_log.h tests/fuzz/fuzz.h \
	tests/support/sight_text.c tests/support/sight_text.h $(fuzz_driver)
tests_fuzz_fuzz_log_text_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_fuzz_fuzz_log_text_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_log_text_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_log_windows_SOURCES = tests/fuzz/fuzz_log_windows.c tests/fuzz/fuzz_log.h tests/fuzz/fuzz.h \
	tests/support/sight_text.c tests/support/sight_text.h $(fuzz_driver)
tests_fuzz_fuzz_log_windows_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_fuzz_fuzz_log_windows_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_log_windows_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_log_zeek_SOURCES = tests/fuzz/fuzz_log_zeek.c tests/fuzz/fuzz_log.h tests/fuzz/fuzz.h \
	tests/support/sight_text.c tests/support/sight_text.h $(fuzz_driver)
tests_fuzz_fuzz_log_zeek_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_fuzz_fuzz_log_zeek_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_log_zeek_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_unread_SOURCES = tests/fuzz/fuzz_unread.c tests/fuzz/fuzz.h tests/support/unread_pair.c \
	tests/support/unread_pair.h $(fuzz_driver)
tests_fuzz_fuzz_unread_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_fuzz_fuzz_unread_LDADD = liblab.la libcore.la
tests_fuzz_fuzz_unread_LDFLAGS = $(fuzz_ldflags)
