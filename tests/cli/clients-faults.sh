#!/bin/sh
# Every fault of the test mode, as lencr-world(5) lists them, met by a check.
. "${top_srcdir:-.}/tests/cli/tap.sh"

if ! command -v python3 >/dev/null 2>&1; then
	echo '1..0 # SKIP python3 is not installed'
	exit 0
fi
python3 "$top_srcdir/tests/cli/clients-faults.py" "$lencr" "$top_srcdir/man/lencr-world.5" "$work"
exit
