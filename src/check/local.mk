libcore_la_SOURCES += \
	src/check/acquire.c \
	src/check/asks.c \
	src/check/check.c src/check/check.h \
	src/check/expand.c \
	src/check/gather.c \
	src/check/known.c \
	src/check/reach.c \
	src/check/run.c src/check/run.h \
	src/check/shared.c src/check/shared.h \
	src/check/state.h \
	src/check/vouch.c \
	src/check/check_doc.h
