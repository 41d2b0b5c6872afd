libcore_la_SOURCES += \
	src/lib/host.c src/lib/host.h
