libcore_la_SOURCES += \
	src/io/net.h \
	src/io/anchors.h \
	src/io/store.h \
	src/io/cached.h
