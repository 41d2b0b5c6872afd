# The built tool against its own test mode, real peers and people's slips.
TESTS += tests/cli/demo.sh tests/cli/explain.sh tests/cli/schema.sh tests/cli/usage.sh
EXTRA_DIST += tests/cli/demo.sh tests/cli/explain.sh tests/cli/schema.sh tests/cli/tap.sh tests/cli/usage.sh \
	tests/cli/validate.py
TESTS += tests/cli/lab_openssl.sh
EXTRA_DIST += tests/cli/lab_openssl.sh

# Other people's certificates, servers and clients.
TESTS += tests/cli/clients.sh tests/cli/clients-faults.sh tests/cli/fixtures.sh \
	tests/cli/independent.sh \
	tests/cli/process.sh tests/cli/stimuli.sh tests/cli/suites.sh
EXTRA_DIST += tests/cli/agree.sh tests/cli/clients-faults.py tests/cli/clients-faults.sh \
	tests/cli/clients.sh tests/cli/fixtures.py \
	tests/cli/fixtures.sh tests/cli/independent.py tests/cli/independent.sh \
	tests/cli/process.sh tests/cli/stimuli.sh \
	tests/cli/suites-differences.txt tests/cli/suites.py tests/cli/suites.sh \
	tests/support/hierarchy.sh

TESTS += tests/cli/replay.sh
EXTRA_DIST += tests/cli/replay.sh
