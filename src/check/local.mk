libcore_la_SOURCES += \
	src/check/acquire.c \
	src/check/asks.c \
	src/check/check.c src/check/check.h \
	src/check/crl_diff.c src/check/crl_diff.h \
	src/check/crl_doc.c src/check/crl_doc.h \
	src/check/crl_doc_diff.c \
	src/check/crl_lint.c src/check/crl_lint.h \
	src/check/crl_lint_entries.c \
	src/check/crl_lint_extensions.c \
	src/check/crl_lint_outline.c \
	src/check/crl_lint_parts.h \
	src/check/crl_sweep.c src/check/crl_sweep.h \
	src/check/expand.c \
	src/check/gather.c \
	src/check/known.c \
	src/check/reach.c \
	src/check/show.c src/check/show.h src/check/show_parts.h \
	src/check/show_cert.c \
	src/check/show_crl.c \
	src/check/show_ocsp.c \
	src/check/run.c src/check/run.h \
	src/check/scts.c \
	src/check/shared.c src/check/shared.h \
	src/check/state.h \
	src/check/vouch.c \
	src/check/check_doc.c src/check/check_doc.h \
	src/check/check_doc_cause.c \
	src/check/check_doc_data.c \
	src/check/check_doc_line.c \
	src/check/check_doc_more.c \
	src/check/check_doc_open.c \
	src/check/check_doc_others.c \
	src/check/check_doc_parts.h \
	src/check/check_doc_paths.c \
	src/check/check_doc_remarks.c \
	src/check/check_doc_told.c \
	src/check/check_doc_tree.c \
	src/check/check_doc_words.c
