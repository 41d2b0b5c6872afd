# Every test speaks TAP; automake's driver adds them up.
TEST_LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
TEST_EXTENSIONS = .sh
SH_LOG_DRIVER = $(TEST_LOG_DRIVER)
LOG_DRIVER = $(TEST_LOG_DRIVER)
SH_LOG_COMPILER = $(SHELL)
AM_TESTS_ENVIRONMENT = \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	LENCR='$(abs_top_builddir)/lencr'; export LENCR; \
	LC_ALL=C.UTF-8; export LC_ALL; \
	LANGUAGE=; export LANGUAGE;

unit_ldadd = liblab.la libcore.la $(CMOCKA_LIBS)

include $(srcdir)/tests/unit/base.mk
include $(srcdir)/tests/unit/doc.mk
include $(srcdir)/tests/unit/x509.mk
include $(srcdir)/tests/unit/verify.mk
include $(srcdir)/tests/unit/verify_judge.mk
include $(srcdir)/tests/unit/known.mk
include $(srcdir)/tests/unit/check.mk
include $(srcdir)/tests/unit/io.mk
include $(srcdir)/tests/unit/lab.mk
include $(srcdir)/tests/unit/lib.mk
include $(srcdir)/tests/unit/observe.mk
include $(srcdir)/tests/unit/observe_talk.mk
include $(srcdir)/tests/unit/observe_logs.mk
include $(srcdir)/tests/support/local.mk
include $(srcdir)/tests/lint/local.mk
include $(srcdir)/tests/cli/local.mk
include $(srcdir)/tests/lab/local.mk
include $(srcdir)/tests/lib/local.mk
include $(srcdir)/tests/fuzz/local.mk
include $(srcdir)/tests/worlds/local.mk
include $(srcdir)/tests/bench/local.mk
