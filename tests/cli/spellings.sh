#!/bin/sh
# A thousand serials in every spelling of an OCSP request, and the lists of real leaves.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"
need python3 openssl
python3 "$top_srcdir/tests/cli/spellings.py" "$lencr" "$shared"
