# cli tests
TESTS += tests/cli/schema.sh
EXTRA_DIST += tests/cli/schema.sh tests/cli/validate.py
