libcore_la_SOURCES += \
	src/io/anchors.c src/io/anchors.h \
	src/io/anchors_read.c src/io/anchors_read.h \
	src/io/cached.h \
	src/io/idn.c src/io/idn.h \
	src/io/net.h \
	src/io/ready.c src/io/ready.h \
	src/io/serve.h \
	src/io/split.c \
	src/io/store.h \
	src/io/versions.c src/io/versions.h
