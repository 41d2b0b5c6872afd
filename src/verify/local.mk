libcore_la_SOURCES += \
	src/verify/policy.c src/verify/policy.h \
	src/verify/finding.c src/verify/finding.h \
	src/verify/evidence.c src/verify/evidence.h \
	src/verify/graph.h \
	src/verify/path.h \
	src/verify/judge.h
