libcore_la_SOURCES += \
	src/doc/doc.h \
	src/doc/versions.c src/doc/versions.h \
	src/doc/writer.h
