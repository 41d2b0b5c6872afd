libcore_la_SOURCES += \
	src/known/catalog.h
