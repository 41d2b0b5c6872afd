libcore_la_SOURCES += \
	src/check/check.h \
	src/check/run.h \
	src/check/check_doc.h
