# the traffic readers, and what caused a contact
libcore_la_SOURCES += \
	src/observe/contact.h \
	src/observe/correlate.h \
	src/observe/input.h \
	src/observe/reader.h \
	src/observe/sighting.c src/observe/sighting.h \
	src/observe/talk.h \
	src/observe/versions.c src/observe/versions.h
