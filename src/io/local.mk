libcore_la_SOURCES += \
	src/io/anchors.c src/io/anchors.h \
	src/io/anchors_read.c src/io/anchors_read.h \
	src/io/cached.c src/io/cached.h \
	src/io/file.c src/io/file.h \
	src/io/freshness.c src/io/freshness.h \
	src/io/idn.c src/io/idn.h \
	src/io/net.h \
	src/io/ready.c src/io/ready.h \
	src/io/serve.h \
	src/io/split.c \
	src/io/store.c src/io/store.h \
	src/io/store_disk.c src/io/store_disk.h \
	src/io/store_each.c \
	src/io/store_record.c src/io/store_record.h \
	src/io/versions.c src/io/versions.h
