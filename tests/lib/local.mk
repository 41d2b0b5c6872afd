TESTS += tests/lib/install.sh
EXTRA_DIST += tests/lib/install.sh doc/example.c
