# The library's own sources are part of the convenience library, so that tests
# reach their insides; liblencr.so is all of that without the lab, and shows
# only what lencr.sym lists.
libcore_la_SOURCES += \
	src/lib/ask.c \
	src/lib/edge.c src/lib/edge.h \
	src/lib/fetch.c \
	src/lib/host.c src/lib/host.h \
	src/lib/new.c \
	src/lib/options.c \
	src/lib/result.c \
	src/lib/word.c

lib_LTLIBRARIES += liblencr.la
liblencr_la_SOURCES =
liblencr_la_LIBADD = libcore.la
# current:revision:age, see "The library" in HACKING.md.
liblencr_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 -no-undefined \
	-export-symbols $(srcdir)/src/lib/lencr.sym
liblencr_la_DEPENDENCIES = libcore.la $(srcdir)/src/lib/lencr.sym
EXTRA_DIST += src/lib/lencr.sym
include_HEADERS = include/lencr.h

pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = lencr.pc
