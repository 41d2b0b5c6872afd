#!/bin/sh
# What is printed as JSON against the published schemas, by a validator that
# shares nothing with the tool.
here=${top_srcdir:-.}/tests/cli
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT INT TERM
report=${top_builddir:-.}/tests/unit/doc_check
count=0

# expect NAME STATUS FILE: what the validator says of FILE.
expect() {
	count=$((count + 1))
	"$here/validate.py" "$3" >"$work/says" 2>&1
	status=$?
	if [ "$status" -eq "$2" ]; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1: exit status $status"
		sed 's/^/# /' "$work/says"
	fi
}

"$here/validate.py" /dev/null >"$work/says" 2>&1
if [ $? -eq 77 ]; then
	sed 's/^/# /' "$work/says"
	echo "1..0 # SKIP python3-jsonschema is not installed"
	exit 0
fi

if [ -x "$report" ]; then
	"$report" json >"$work/json"
	"$report" jsonl >"$work/jsonl"
	expect 'a report of three targets is valid' 0 "$work/json"
	expect 'the same as lines is valid' 0 "$work/jsonl"

	sed 's/"verdict": "revoked"/"verdict": "fine"/' "$work/json" >"$work/bad"
	expect 'an unknown verdict is not' 1 "$work/bad"
	sed 's/"judged_at"/"judged_when"/' "$work/json" >"$work/bad"
	expect 'an unknown member is not' 1 "$work/bad"
	sed 's/"revoked"$/"no-such-word"/' "$work/json" >"$work/bad"
	expect 'an unknown word is not' 1 "$work/bad"
	sed 's/"serial": "00fa/"serial": "00FA/' "$work/json" >"$work/bad"
	expect 'a serial in capitals is not' 1 "$work/bad"
	sed 's/"best_path": 0/"best_path": 9/' "$work/json" >"$work/bad"
	expect 'a number that leads nowhere is not' 1 "$work/bad"
	sed 's/"good": 2,/"good": 3,/' "$work/json" >"$work/bad"
	expect 'a summary that does not add up is not' 1 "$work/bad"
	sed 's/"port": 443/"port": 443, "port": 443/' "$work/json" >"$work/bad"
	expect 'a key that stands twice is not' 1 "$work/bad"
	head -c 2000 "$work/json" >"$work/bad"
	expect 'half a document is not' 1 "$work/bad"
else
	echo '# built without cmocka: no report to validate'
fi
why=${top_builddir:-.}/tests/unit/observe_why_doc
if [ -x "$why" ]; then
	"$why" json >"$work/json"
	"$why" jsonl >"$work/jsonl"
	"$why" json 0 >"$work/none"
	expect 'a report of six contacts is valid' 0 "$work/json"
	expect 'the same contacts as lines are valid' 0 "$work/jsonl"
	expect 'a report of no contact is valid' 0 "$work/none"
	sed 's/"grade": "likely"/"grade": "certain"/' "$work/json" >"$work/bad"
	expect 'an unknown grade is not' 1 "$work/bad"
	sed 's/"grade": "likely"/"grade": "proven"/' "$work/json" >"$work/bad"
	expect 'a summary that counts other grades is not' 1 "$work/bad"
	sed 's/"as": 1/"as": 9/' "$work/json" >"$work/bad"
	expect 'a burst of a contact that is not there is not' 1 "$work/bad"
	sed 's/"suspicious": true/"suspicious": false/' "$work/json" >"$work/bad"
	expect 'a failed flag that is not suspicious is not' 1 "$work/bad"
	sed 's/11.482000Z/11.482Z/' "$work/json" >"$work/bad"
	expect 'a moment without microseconds is not' 1 "$work/bad"
fi
# The examples of the manual, and the good lines of the sample.
sed -n '/^{"/s/^{/{"schema":"lencr.event\/1",/p' "${top_srcdir:-.}/man/lencr-events.5" >"$work/events"
sed -n '2,11s/^{/{"schema":"lencr.event\/1",/p' "${top_srcdir:-.}/tests/logs/events.txt" >>"$work/events"
expect 'events of the manual and of the sample are valid' 0 "$work/events"
sed 's/"t":17/"time":17/' "$work/events" >"$work/bad"
expect 'an event without its time is not' 1 "$work/bad"
sed 's/"kind":"tcp"/"kind":"ipx"/' "$work/events" >"$work/bad"
expect 'an event of another kind is not' 1 "$work/bad"
printf '\377\n' >"$work/bad"
expect 'bytes that are not UTF-8 are not' 1 "$work/bad"
echo '{"schema": "lencr.check/2"}' >"$work/bad"
expect 'an unknown schema is not' 1 "$work/bad"
echo '{"schema": "lencr.demo/1", "tool": {"version": "1"}, "relaxed": [], "results": [{"site": "a",
	"expected": "good", "found": "revoked", "ok": false, "milliseconds": 3}],
	"summary": {"sites": 1, "ok": 0, "failed": 1}}' >"$work/demo"
expect 'a demo report is valid' 0 "$work/demo"
echo "1..$count"
