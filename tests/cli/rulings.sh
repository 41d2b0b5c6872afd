#!/bin/sh
# The numbered rules of lencr crl lint, crl diff and show: each holds where it should, and
# is broken by one change.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"

need openssl python3
mkdir "$work/cases"
PYTHONDONTWRITEBYTECODE=1 python3 "$top_srcdir/tests/cli/rulings.py" "$lencr" "$work/cases" 2>"$work/problem"
status=$?
[ $status -eq 0 ] || sed 's/^/# /' "$work/problem"
exit $status
