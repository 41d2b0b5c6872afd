#!/bin/sh
# A recorded run prints the same when it is replayed, whatever happened in it,
# wherever it is replayed, and without a socket.
. "${top_srcdir:-.}/tests/cli/tap.sh"

# same NAME: the last replay's output is that of the recorded run.
same() {
	cmp -s "$work/recorded" "$work/out"
	ok "$1" $? "$(diff "$work/recorded" "$work/out" | head -n 20)"
}

# shellcheck disable=SC2119 # the built-in world
start_world || { echo '1..0 # SKIP the test mode does not start'; exit 0; }
"$lencr" serve --port 0 >"$work/sites" 2>/dev/null &
lister=$!
remember "$lister"
tries=0
until grep -q '^Stop with' "$work/sites" 2>/dev/null || [ "$tries" -gt 100 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
kill "$lister"
sed -n 's/^lencr check --via [^ ]* --trust [^ ]* *\([^#]*\).*/\1/p' "$work/sites" >"$work/list"

# Every site of the built-in world: refusals, time-outs, 404, forgeries, all. Those
# that are silent keep waiting, so they are recorded side by side.
number=0
recorders=''
while read -r line; do
	number=$((number + 1))
	# shellcheck disable=SC2086 # options and a name
	(
		"$lencr" check --json --no-cache --timeout 4s --via "$address" --trust "$root" --record "$work/b$number" $line \
			>"$work/b$number.json" 2>/dev/null </dev/null
		echo $? >"$work/b$number.status"
	) &
	recorders="$recorders $!"
	[ $((number % 8)) -ne 0 ] || sleep 0.3
done <"$work/list"
for recorder in $recorders; do
	wait "$recorder"
done
number=0
failed=''
while read -r line; do
	number=$((number + 1))
	before=$(cat "$work/b$number.status")
	TZ=Pacific/Auckland LC_ALL=C.UTF-8 "$lencr" check --json --replay "$work/b$number" >"$work/out" 2>/dev/null </dev/null
	after=$?
	{ [ "$before" -eq "$after" ] && [ -s "$work/out" ] && cmp -s "$work/b$number.json" "$work/out"; } ||
		failed="$failed
$line: $before, $after"
done <"$work/list"
[ "$number" -gt 30 ] && [ -z "$failed" ]
ok "the replay of every site of the built-in world ($number) is the recorded report" $? "$failed"

# Several targets at once, through a cache that is warm the second time.
hosts='good-ecdsa.test crl-missing.test revoked-crl.test good-rsa.test good-ecdsa.test'
for turn in cold warm; do
	# shellcheck disable=SC2086 # a list
	run check --jsonl --via "$address" --trust "$root" --record "$work/$turn" $hosts 'not a host!' "$work/none.pem"
	expect "recorded with a $turn cache" 3
	cp "$work/out" "$work/recorded"
	run check --jsonl --replay "$work/$turn"
	expect "replayed with a $turn cache" 3
	same "the same lines ($turn)"
	run check --json --replay "$work/$turn"
	expect "another format of it ($turn)" 3 '"lencr.check/1"'
done
grep -q '^from: cache' "$work"/warm/want/*/*
ok 'the origin of what the cache gave is kept' $?

# The bundle behind a server: other tools see what was seen.
run check --json --no-cache --via "$address" --trust "$root" --record "$work/served" good-ecdsa.test crl-missing.test
"$lencr" serve "$work/served" >"$work/lines" 2>&1 &
remember $!
tries=0
until grep -q '^Stop with' "$work/lines" || [ "$tries" -gt 100 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
grep -q 'TLS is not served' "$work/lines"
ok 'serve says that it cannot play TLS' $? "$(cat "$work/lines")"
line=$(sed -n 's/^lencr \(.*\)   # good-ecdsa.test$/\1/p' "$work/lines")
# shellcheck disable=SC2086 # options and a name
run $line
expect 'its line for a handshake is ready to be used' 0 'GOOD'
line=$(sed -n 's/^lencr \(.*\)   # crl-missing.test$/\1/p' "$work/lines")
# shellcheck disable=SC2086 # options and a name
run $line
expect 'a recorded 404 is a 404' 4 'HTTP status 404'
run serve "$work/served" --fault crl-silent
expect 'faults are for worlds' 2 '' 'not with a bundle'

# Failures.
run check --json --no-cache --trust "$root" --via 127.0.0.1:1 --record "$work/refused" good-ecdsa.test
expect 'a refused connection is recorded' 5
cp "$work/out" "$work/recorded"
run check --json --replay "$work/refused"
expect 'a refused connection is replayed' 5 '"refused"'
same 'the same report of it'
run check --json --no-cache --via "$address" --trust "$root" --timeout 700ms --record "$work/late" crl-silent.test good-rsa.test
cp "$work/out" "$work/recorded"
before=$status
grep -q '^stopped: yes' "$work/late/manifest"
ok 'a target that ran out of time is marked' $?
run check --json --replay "$work/late"
expect 'a target that ran out of time is replayed' "$before" '"interrupted"'
same 'the same report of it'

# Options and files given by hand.
cp "$root" "$work/own roots.pem"
cat "$work"/cold/blob/*/* >/dev/null
run check --json --no-cache --via "$address" --trust "$work/own roots.pem" --revocation soft --untrusted "$root" \
	--fail-on warn --at 2027-06-01T00:00:00Z --record "$work/options" leaf-only.test
cp "$work/out" "$work/recorded"
before=$status
rm "$work/own roots.pem"
run check --json --replay "$work/options"
expect 'options and files come from the bundle' "$before" '2027-06-01'
same 'the same report with them'
[ "$(wc -c <"$work/recorded")" -gt 500 ]
ok 'the report is a report' $?

# No socket of any kind, in another place.
if command -v strace >/dev/null 2>&1 && strace -e trace=none true 2>/dev/null; then
	(cd / && TZ=Asia/Kolkata LC_ALL=C strace -f -e trace=%network -o "$work/trace" \
		"$lencr" check --jsonl --replay "$work/cold" >"$work/out")
	! grep -qE '^[0-9 ]*(socket|connect|sendto)' "$work/trace"
	ok 'a replay makes no socket' $? "$(head -n 5 "$work/trace")"
else
	echo '# no strace here: the test of sockets is left out'
fi

# What a replay may be told. Without a format it is the JSON.
run check --json --replay "$work/cold"
cp "$work/out" "$work/recorded"
run check --replay "$work/cold"
expect 'a replay without a format' 3 '"lencr.check/1"'
same 'is the JSON of the recorded run'
run check --replay "$work/cold" -v --color never --lang en
same 'also with options of text'
run check --replay "$work/cold" --jsonl --format json
same 'of two formats the last holds'
run check --replay "$work/cold" --format text -v --color never
expect 'a replay as text, more of it' 3 'evidence'
run check --replay "$work/cold" good-rsa.test
expect 'a replay takes no target' 2 '' 'names its targets'
run check --replay "$work/cold" --revocation soft
expect 'a replay takes no judging option' 2 '' '--revocation cannot be'
run check --replay "$work/cold" --via 127.0.0.1:1
expect 'a replay takes no option of fetching' 2 '' '--via cannot be'
run check --record "$work/cold" good-rsa.test
expect 'a bundle is never written over' 2 '' 'is not empty'
run check --redact good-rsa.test
expect '--redact alone' 2 '' 'goes with --record'
run check --replay "$work/nothing"
expect 'a bundle that is not there' 5 '' 'nothing'
mkdir "$work/empty"
run check --replay "$work/empty"
expect 'a folder that is no bundle' 5 '' 'empty: is no store'
run check --offline --trust none --no-cache --record "$work/empty" "$work/none.pem"
expect 'an empty folder is taken' 5
run check --replay "$work/empty"
expect 'and is a bundle then' 5 '"unreachable"'

# Damage: every kind of file, and edits that heal their own check sum.
damaged() {
	run check --json --replay "$work/hurt"
	expect "$1" 5 '' "$2"
	[ ! -s "$work/out" ]
	ok "$1: nothing is printed" $?
	rm -rf "$work/hurt"
	cp -R "$work/cold" "$work/hurt"
}
cp -R "$work/cold" "$work/hurt"
blob=$(find "$work/hurt/blob" -type f | sort | head -n 1)
printf 'xyzzy' | dd of="$blob" bs=1 seek=20 conv=notrunc 2>/dev/null
damaged 'a damaged body' 'want/../[0-9a-f]*: its body'
rm "$blob"
damaged 'an absent body' 'want/../[0-9a-f]*: its body'
record=$(find "$work/hurt/want" -type f | sort | head -n 1)
printf 'xyzzy' | dd of="$record" bs=1 seek=20 conv=notrunc 2>/dev/null
damaged 'a damaged record' "want/../${record##*/}"
rm "$record"
damaged 'an absent record' "want/../${record##*/}"
record=$(grep -l '^status: 404' "$work"/hurt/want/*/* | head -n 1)
sed -i -e 's/^status: 404/status: 410/' -e '/^sum: /d' "$record"
printf 'sum: %s\n' "$(sha256sum <"$record" | cut -d ' ' -f 1)" >>"$record"
damaged 'an edited record with a sum that agrees' "want/../${record##*/}: is another record"
sed -i 's/^at: ./at: 2/' "$work/hurt/manifest"
damaged 'an edited manifest' 'manifest: its check sum'
rm "$work/hurt/manifest"
damaged 'an absent manifest' 'manifest: is absent'
run check --json --no-cache --trust "$root" --via 127.0.0.1:1 --record "$work/other" other.test
stray=$(find "$work/other/want" -type f | sort | head -n 1)
mkdir -p "$work/hurt/want/$(basename "$(dirname "$stray")")"
cp "$stray" "$work/hurt/want/$(basename "$(dirname "$stray")")/"
damaged 'a record that was put there later' 'not in the manifest'

run check --json --no-cache --proxy http://me:secret@127.0.0.1:1 --trust "$root" --record "$work/proxied" other.test
! grep -rqF secret "$work/proxied" "$work/out"
ok 'the password of a proxy is in no report and no bundle' $? "$(grep -rF secret "$work/proxied" "$work/out")"
grep -q 'proxy=http://\*\*\*@127.0.0.1:1' "$work/out"
ok 'but that there was one' $?

# Redacted: nothing of the user's, and still the same bytes.
mkdir "$work/private-folder"
cp "$root" "$work/private-folder/my-roots.pem"
run check --json --via "$address" --trust "$work/private-folder/my-roots.pem" --redact --record "$work/redacted" \
	good-ecdsa.test crl-missing.test "$work/private-folder/my-roots.pem" "$work/private-folder/none.pem"
before=$status
cp "$work/out" "$work/recorded"
run check --json --replay "$work/redacted"
expect 'a redacted bundle is replayed' "$before" 'file-'
same 'the same report of it'
machine=$(uname -n)
# A short name may stand in any base64 by chance.
[ ${#machine} -gt 5 ] || machine=$work/private-folder
for text in private-folder my-roots "$work" 127.0.0.1 "$machine"; do
	! grep -rqF -e "$text" "$work/redacted" "$work/recorded"
	ok "a redacted bundle does not tell $text" $? "$(grep -rF -e "$text" "$work/redacted" "$work/recorded" | head -n 5)"
done
finish
