libcore_la_SOURCES += \
	src/doc/doc.h \
	src/doc/writer.h
