#!/bin/sh
# --ct-logs: timestamps by logs of our own, good ones, too (ct_logs.py makes them).
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"

need openssl python3
mkdir "$work/logs"
PYTHONDONTWRITEBYTECODE=1 python3 "$top_srcdir/tests/cli/ct_logs.py" "$lencr" "$work/logs"
