# Real clients with a known truth. "make check" has the quick ones, "make check-long" all.
TESTS += tests/lab/clients.sh
EXTRA_DIST += tests/lab/clients.sh
EXTRA_DIST += tests/lab/truth.py
