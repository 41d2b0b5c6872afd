libcore_la_SOURCES += \
	src/lab/lab.h
