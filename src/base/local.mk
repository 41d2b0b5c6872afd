libcore_la_SOURCES += \
	src/base/aead.c src/base/aead.h \
	src/base/arena.c src/base/arena.h \
	src/base/blob.c src/base/blob.h \
	src/base/digest.c src/base/digest.h \
	src/base/err.c src/base/err.h \
	src/base/finding.def \
	src/base/memory.c src/base/memory.h \
	src/base/source.c src/base/source.h \
	src/base/str.c src/base/str.h \
	src/base/url.c src/base/url.h \
	src/base/view.c src/base/view.h \
	src/base/when.c src/base/when.h \
	src/base/why.c src/base/why.def src/base/why.h \
	src/base/words.c src/base/words.h
