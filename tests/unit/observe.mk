# unit tests of observe
packets_sources = tests/support/packets.c tests/support/packets_file.c tests/support/packets.h
