bin_PROGRAMS += lencr
lencr_SOURCES = src/cli/main.c
lencr_LDADD = libcore.la
