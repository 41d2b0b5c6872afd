#!/bin/sh
# Captures of every kind: links, tunnels, fragments, orders, dialects of files, and what is
# said in them: as their maker knows it, as we see it, and as tshark does.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"
need python3 openssl
mkdir "$work/captures"
python3 "$top_srcdir/tests/cli/taps.py" "${top_builddir:-$top_srcdir/build}/tests/support/sightings" "$work/captures"
