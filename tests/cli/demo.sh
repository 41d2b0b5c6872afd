#!/bin/sh
# The main job on the test mode: every site of the built-in world as expected.
. "${top_srcdir:-.}/tests/cli/tap.sh"

# A folder of its own: other tests make such files in the usual one meanwhile.
TMPDIR=$work/tmp
export TMPDIR
mkdir "$TMPDIR"
before=$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'lencr-roots-*' | wc -l)
run demo
expect 'lencr demo: every site as expected' 0 'sites as expected'
run demo -v
expect 'with -v the words behind the verdicts' 0 'crl-stale.test: crl-stale'
says=$(grep -c '^revoked-cross-sign.test: as served revoked: ca-revoked$' "$work/out")
ok 'and what is served' "$(true_is [ "$says" -eq 1 ])" "$(tail -30 "$work/out")"
run demo --json
expect 'lencr demo --json' 0 '"schema": "lencr.demo/1"'
cp "$work/out" "$work/demo.json"
if command -v python3 >/dev/null 2>&1; then
	output=$(python3 "$top_srcdir/tests/cli/validate.py" "$work/demo.json" 2>&1)
	ok 'its JSON holds to the schema' $? "$output"
fi
after=$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'lencr-roots-*' | wc -l)
ok 'nothing is left behind' "$(true_is [ "$before" -eq "$after" ])"
[ ! -e "$work/cache" ]
ok 'no cache is written' $?
finish
