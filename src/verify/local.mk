libcore_la_SOURCES += \
	src/verify/policy.c src/verify/policy.h \
	src/verify/finding.c src/verify/finding.h \
	src/verify/evidence.c src/verify/evidence.h \
	src/verify/graph.c src/verify/graph.h \
	src/verify/path.c src/verify/path.h \
	src/verify/path_validate.c src/verify/path_scope.h \
	src/verify/path_pinned.c src/verify/path_pinned.h \
	src/verify/path_errors.c src/verify/path_errors.h \
	src/verify/name_form.c src/verify/name_form.h \
	src/verify/rules_path.c \
	src/verify/rules_sct.c src/verify/rules_sct.h \
	src/verify/rules_path_constraints.c \
	src/verify/rules_webpki.c src/verify/rules_webpki.h \
	src/verify/rules_webpki_leaf.c \
	src/verify/rules_webpki_names.c \
	src/verify/rules_webpki_ca.c \
	src/verify/public_suffix.c src/verify/public_suffix.h \
	src/verify/judge.h

libcore_la_SOURCES += \
	src/verify/judge.c \
	src/verify/judge_parts.h src/verify/judge_rank.c src/verify/judge_served.c \
	src/verify/judge_path.c src/verify/judge_reasons.c \
	src/verify/status.h src/verify/status.c \
	src/verify/pair.h src/verify/pair.c \
	src/verify/link.c src/verify/link_parts.h src/verify/link_gather.c src/verify/link_say.c \
	src/verify/link_sources.c \
	src/verify/rules_crl.h src/verify/rules_crl.c src/verify/rules_crl_scope.c \
	src/verify/rules_crl_signer.c src/verify/rules_crl_join.c \
	src/verify/rules_ocsp.h src/verify/rules_ocsp.c src/verify/rules_ocsp_signer.c
