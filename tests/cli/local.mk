# The built tool against its own test mode, real peers and people's slips.
TESTS += tests/cli/demo.sh tests/cli/schema.sh tests/cli/usage.sh
EXTRA_DIST += tests/cli/demo.sh tests/cli/schema.sh tests/cli/tap.sh tests/cli/usage.sh \
	tests/cli/validate.py
TESTS += tests/cli/lab_openssl.sh
EXTRA_DIST += tests/cli/lab_openssl.sh
