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
	src/verify/rules_path_constraints.c \
	src/verify/rules_webpki.c src/verify/rules_webpki.h \
	src/verify/rules_webpki_leaf.c \
	src/verify/rules_webpki_names.c \
	src/verify/rules_webpki_ca.c \
	src/verify/public_suffix.c src/verify/public_suffix.h \
	src/verify/judge.h
