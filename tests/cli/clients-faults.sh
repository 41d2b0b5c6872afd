#!/bin/sh
# Every fault of the test mode, as lencr-world(5) lists them, met by a check.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"

need python3
python3 "$top_srcdir/tests/cli/clients-faults.py" "$lencr" "$top_srcdir/man/lencr-world.5" "$work"
exit
