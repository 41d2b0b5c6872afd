libcore_la_SOURCES += \
	src/io/anchors.c src/io/anchors.h \
	src/io/anchors_read.c src/io/anchors_read.h \
	src/io/cached.h \
	src/io/net.h \
	src/io/ready.c src/io/ready.h \
	src/io/serve.h \
	src/io/split.c \
	src/io/store.h
