# The built tool against its own test mode, real peers and people's slips.
# One line a test, in the order of the alphabet, so that additions do not meet.
cli_tests =
cli_tests += tests/cli/browser.sh
cli_tests += tests/cli/cache.sh
cli_tests += tests/cli/ceilings.sh
cli_tests += tests/cli/choices.sh
cli_tests += tests/cli/clients.sh
cli_tests += tests/cli/clients-faults.sh
cli_tests += tests/cli/contract.sh
cli_tests += tests/cli/crl.sh
cli_tests += tests/cli/ct_logs.sh
cli_tests += tests/cli/demo.sh
cli_tests += tests/cli/doors.sh
cli_tests += tests/cli/examples.sh
cli_tests += tests/cli/explain.sh
cli_tests += tests/cli/fixtures.sh
cli_tests += tests/cli/forged.sh
cli_tests += tests/cli/independent.sh
cli_tests += tests/cli/lab_openssl.sh
cli_tests += tests/cli/process.sh
cli_tests += tests/cli/remembered.sh
cli_tests += tests/cli/replay.sh
cli_tests += tests/cli/rulings.sh
cli_tests += tests/cli/schema.sh
cli_tests += tests/cli/show.sh
cli_tests += tests/cli/spellings.sh
cli_tests += tests/cli/starttls.sh
cli_tests += tests/cli/sightings.sh
cli_tests += tests/cli/stimuli.sh
cli_tests += tests/cli/suites.sh
cli_tests += tests/cli/taps.sh
cli_tests += tests/cli/tls13.sh
cli_tests += tests/cli/usage.sh
cli_tests += tests/cli/watch.sh
cli_tests += tests/cli/watch_stream.sh
cli_tests += tests/cli/why.sh
cli_tests += tests/cli/why_files.sh
cli_tests += tests/cli/why_lab.sh
TESTS += $(cli_tests)
EXTRA_DIST += $(cli_tests)

# What they share.
EXTRA_DIST += tests/cli/agree.sh
EXTRA_DIST += tests/cli/ceilings.py
EXTRA_DIST += tests/cli/browser_attacks.py
EXTRA_DIST += tests/cli/browser_dom.py
EXTRA_DIST += tests/cli/browser_png.py
EXTRA_DIST += tests/cli/clients-faults.py
EXTRA_DIST += tests/cli/ct_logs.py
EXTRA_DIST += tests/cli/examples.py
EXTRA_DIST += tests/cli/examples_monday.py
EXTRA_DIST += tests/cli/fixtures.py
EXTRA_DIST += tests/cli/forged.py
EXTRA_DIST += tests/cli/independent.py
EXTRA_DIST += tests/cli/rulings.py
EXTRA_DIST += tests/cli/sightings.py
EXTRA_DIST += tests/cli/suites-differences.txt
EXTRA_DIST += tests/cli/suites.py
EXTRA_DIST += tests/cli/record.sh
EXTRA_DIST += tests/cli/tap.sh
EXTRA_DIST += tests/cli/spellings.py
EXTRA_DIST += tests/cli/taps.py
EXTRA_DIST += tests/cli/validate.py
EXTRA_DIST += tests/support/taps.py
EXTRA_DIST += tests/support/taps_talks.py
EXTRA_DIST += tests/support/forge.py
EXTRA_DIST += tests/support/forged_cases.py
EXTRA_DIST += tests/support/forged_paths.py
EXTRA_DIST += tests/cli/watch_net.py
EXTRA_DIST += tests/cli/watch_stream.py
EXTRA_DIST += tests/cli/why_files.py
EXTRA_DIST += tests/cli/why_rewrite.py
EXTRA_DIST += tests/cli/why_server.py
EXTRA_DIST += tests/support/hierarchy.sh

# In a real browser; .ci/run installs one. Part of "make check" where one is there.
.PHONY: check-browser
check-browser:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS=tests/cli/browser.sh
