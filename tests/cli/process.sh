#!/bin/sh
# lencr among other processes: signals, outputs that fail, lists, sockets, the cache.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"

need openssl python3
start_world --root-out "$work/root.pem" -v || exit 99
mkdir -p "$work/tmp"
TMPDIR=$work/tmp
export TMPDIR

# interrupted SIGNAL STATUS ARG...: a check that gets SIGNAL in its second second; the
# handlers a shell without job control sets are put back.
interrupted() {
	signal=$1 wanted=$2
	shift 2
	rm -f "$work/begun"
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
open(sys.argv[1], "w").close()
os.execv(sys.argv[2], sys.argv[2:])' "$work/begun" "$lencr" check --via "$address" --trust "$work/root.pem" \
		--cache "$work/signal-cache" "$@" >"$work/out" 2>"$work/err" &
	pid=$!
	# On a busy machine Python takes its time.
	until [ -e "$work/begun" ]; do
		sleep 0.1
	done
	sleep 1.2
	kill -"$signal" $pid
	began=$(date +%s)
	wait $pid
	result=$?
	ok "SIG$signal, $1: exit status $wanted" "$([ $result -eq "$wanted" ]; echo $?)" \
		"$result $(cat "$work/out" "$work/err")"
	ok 'at once' "$([ $(($(date +%s) - began)) -le 3 ]; echo $?)"
	left=$(find "$work/tmp" "$work/signal-cache" -type f ! -name '*.lock' -newer "$work/mark" -name '*tmp*')
	ok 'no temporary file is left' "$([ -z "$left" ]; echo $?)" "$left"
}

: >"$work/mark"
printf '%s\n' good-rsa.test crl-silent.test >"$work/slow"
for pair in INT:130 TERM:143; do
	interrupted ${pair%:*} ${pair#*:} --json "@$work/slow"
	cp "$work/out" "$work/interrupted.$$.json"
	output=$(python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
first = d["results"][0]
assert first["target"]["input"] == "good-rsa.test" and first["verdict"] == "good", first["verdict"]
assert all(r["verdict"] != "good" for r in d["results"][1:]), d["results"][1]["verdict"]' "$work/out" 2>&1)
	ok 'the JSON is whole, and what was finished stands in it' $? "$output $(head -c 300 "$work/out")"
	output=$(python3 "$top_srcdir/tests/cli/validate.py" "$work/out" 2>&1)
	result=$?
	ok 'and holds to the schema' "$([ $result -eq 0 ] || [ $result -eq 77 ]; echo $?)" "$output"
	interrupted ${pair%:*} ${pair#*:} -q "@$work/slow"
	grep -q '^good-rsa.test.*GOOD' "$work/out"
	ok 'what was finished is printed' $? "$(cat "$work/out")"
	if grep -q 'crl-silent.test.*GOOD' "$work/out"; then ok 'what was not is not good' 1; else ok 'what was not is not good' 0; fi
	interrupted ${pair%:*} ${pair#*:} --jsonl "@$work/slow"
	output=$(python3 -c 'import json, sys
lines = [json.loads(x) for x in open(sys.argv[1])]
assert "summary" in lines[-1], lines[-1]
assert lines[0]["result"]["verdict"] == "good"' "$work/out" 2>&1)
	ok 'JSON lines are whole' $? "$output"
done

# Outputs.
status=0
"$lencr" check -q --no-cache --via "$address" --trust "$work/root.pem" good-rsa.test >/dev/full 2>"$work/err" || status=$?
ok 'a good verdict on a full disk is status 7' "$([ $status -eq 7 ]; echo $?)" "$status"
status=0
"$lencr" check -q --no-cache --via "$address" --trust "$work/root.pem" good-rsa.test >&- 2>"$work/err" || status=$?
ok 'a good verdict on a closed output is status 7' "$([ $status -eq 7 ]; echo $?)" "$status"
# By a link: what replaced the target by a file would only replace the link.
ln -s /dev/full "$work/full"
status=0
"$lencr" check --write-chain "$work/full" --no-cache --via "$address" --trust "$work/root.pem" good-rsa.test \
	>"$work/out" 2>"$work/err" || status=$?
ok '--write-chain to a full disk is status 7' "$([ $status -eq 7 ]; echo $?)" "$status"
ok 'and leaves the device what it was' "$([ -L "$work/full" ] && [ -c /dev/full ]; echo $?)"

# Files that may not be read.
cat "$work/root.pem" >"$work/secret.pem"
chmod 0 "$work/secret.pem"
if [ "$(id -u)" -ne 0 ]; then
	run check --offline --no-cache --trust none "$work/secret.pem"
	expect 'a file that may not be read' 5 'UNREACHABLE'
elif command -v setpriv >/dev/null 2>&1; then
	chmod 755 "$work"
	status=0
	setpriv --reuid 65534 --regid 65534 --clear-groups "$lencr" check --offline --no-cache --trust none \
		"$work/secret.pem" >"$work/out" 2>"$work/err" || status=$?
	expect 'a file that may not be read' 5 'UNREACHABLE'
fi
mkdir "$work/folder"
run check --offline --no-cache --trust none --file "$work/folder"
expect 'a folder is no file' 5 'UNREACHABLE'

# Lists: order, words, summary, the worst status.
cat >"$work/list" <<END
# a comment
good-rsa.test

not a host!
handshake-fails.test
good-ecdsa.test
END
# worst NAME STATUS LINE...: the exit status of a list.
worst() {
	name=$1 wanted=$2
	shift 2
	printf '%s\n' "$@" >"$work/lines"
	run check -q --no-cache --via "$address" --trust "$work/root.pem" "@$work/lines"
	expect "$name" "$wanted"
}
run check --no-cache --json --via "$address" --trust "$work/root.pem" "@$work/list"
expect 'a list with good, bad and unreachable lines' 1
output=$(python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
got = [(r["target"]["input"], r["verdict"]) for r in d["results"]]
assert got == [("good-rsa.test", "good"), ("not a host!", "invalid"), ("handshake-fails.test", "unreachable"),
               ("good-ecdsa.test", "good")], got
assert {k: v for k, v in d["summary"].items() if v} == {"good": 2, "invalid": 1, "unreachable": 1}, d["summary"]
assert d["results"][1]["reasons"] == ["bad-target"], d["results"][1]["reasons"]' "$work/out" 2>&1)
ok 'its results are in order, its summary right' $? "$output"
cp "$work/out" "$work/json/list.json"
worst 'revoked is worse than suspicious' 3 crl-forged.test revoked-crl.test good-rsa.test
worst 'suspicious is worse than invalid' 6 expired.test crl-forged.test good-rsa.test
worst 'invalid is worse than undetermined' 1 crl-missing.test expired.test handshake-fails.test
worst 'undetermined is worse than unreachable' 4 handshake-fails.test crl-missing.test good-rsa.test
worst 'unreachable is worse than good' 5 good-rsa.test handshake-fails.test
worst 'all good' 0 good-rsa.test good-ecdsa.test
cp "$work/root.pem" "$work/stdin.pem"
"$lencr" check -q --offline --no-cache --trust "$work/root.pem" - <"$work/stdin.pem" >"$work/out" 2>"$work/err"
status=$?
expect 'a certificate on stdin is judged' "$status" '^-  [A-Z]'
ok 'stdin: not unreachable' "$([ $status -ne 5 ] && [ $status -ne 2 ]; echo $?)" "$status $(cat "$work/out" "$work/err")"
"$lencr" check -q --offline --no-cache --trust none - </dev/null >"$work/out" 2>"$work/err"
status=$?
expect 'nothing on stdin is invalid' 1 'INVALID'

# Sockets.
openssl s_client -connect "$address" -servername good-rsa.test -showcerts </dev/null 2>/dev/null |
	sed -n '/-BEGIN CERT/,/-END CERT/p' >"$work/chain.pem"
if command -v strace >/dev/null 2>&1 && strace -o "$work/trace" true 2>/dev/null; then
	strace -f -o "$work/trace" -e trace=socket,connect "$lencr" check --offline --no-cache --trust "$work/root.pem" \
		"$work/chain.pem" good-rsa.test >"$work/out" 2>"$work/err"
	calls=$(grep -E '(socket|connect)\(' "$work/trace" | grep -v 'AF_UNIX\|AF_LOCAL')
	ok '--offline opens no socket' "$([ -z "$calls" ]; echo $?)" "$calls"
	for command in "show $work/root.pem" "crl lint $work/root.pem" "explain $work/root.pem" hosts 'cache ls'; do
		# shellcheck disable=SC2086
		strace -f -o "$work/trace" -e trace=socket,socketpair,connect "$lencr" $command >"$work/out" 2>"$work/err"
		calls=$(grep -E '(socket|socketpair|connect)\(' "$work/trace")
		ok "lencr ${command%% /*} makes nothing of the network's" "$([ -z "$calls" ]; echo $?)" "$calls"
	done
	strace -f -o "$work/trace" -e trace=connect "$lencr" check --no-cache --via "$address" --trust "$work/root.pem" \
		good-rsa.test >"$work/out" 2>"$work/err"
	calls=$(grep 'connect(' "$work/trace" | grep -v "htons(${address##*:}).*127.0.0.1\|AF_UNIX")
	ok '--via connects nowhere else' "$([ -z "$calls" ]; echo $?)" "$calls"
else
	echo '# strace is not installed or may not trace'
fi

# The cache, as the server sees it.
# asked: HTTP requests that the server saw.
asked() {
	grep -c 'http://' "$work/serve.err"
}
cached() {
	run check --cache "$work/kept" --via "$address" --trust "$work/root.pem" "$@" good-rsa.test
}
none=$(asked)
cached
expect 'first run' 0
first=$(asked)
ok 'it asks' "$([ "$first" -gt "$none" ]; echo $?)"
cached
expect 'second run' 0
second=$(asked)
ok 'it asks nothing' "$([ "$second" -eq "$first" ]; echo $?)" "$(tail -n $((second - first)) "$work/serve.err")"
cached --refresh
expect '--refresh' 0
third=$(asked)
ok 'it asks again' "$([ "$third" -gt "$second" ]; echo $?)"
run check --offline --cache "$work/kept" --trust "$work/root.pem" --name good-rsa.test "$work/chain.pem"
expect '--offline from the cache' 0 'GOOD'
ok 'it asks nothing' "$([ "$(asked)" -eq "$third" ]; echo $?)"
before=$(find "$work/kept" -type f -exec cksum {} + | sort)
run check --cache "$work/kept" --no-cache --via "$address" --trust "$work/root.pem" good-ecdsa.test
expect '--no-cache after --cache' 0
after=$(find "$work/kept" -type f -exec cksum {} + | sort)
ok 'it writes nothing' "$([ "$before" = "$after" ]; echo $?)"
rm -rf "$work/cache"
run check --no-cache --via "$address" --trust "$work/root.pem" good-ecdsa.test
ok '--no-cache makes no default cache' "$([ ! -e "$work/cache/lencr" ]; echo $?)"
several=''
for number in 1 2 3 4; do
	"$lencr" check --json --cache "$work/both" --via "$address" --trust "$work/root.pem" good-rsa.test good-ecdsa.test \
		revoked-crl.test >"$work/json/both.$number.json" 2>"$work/both.$number.err" &
	several="$several $!"
done
failed=0
for pid in $several; do
	wait "$pid"
	[ $? -eq 3 ] || failed=$((failed + 1))
done
ok 'four processes on one cache: right verdicts' $failed "$(cat "$work"/both.*.err)"
run check --offline --cache "$work/both" --trust "$work/root.pem" --name good-rsa.test "$work/chain.pem"
expect 'the cache that they left is whole' 0 'GOOD'
find "$work/both" -type f | while read -r file; do
	printf 'spoilt' | dd of="$file" bs=1 seek=40 conv=notrunc 2>/dev/null
done
run check --offline --cache "$work/both" --trust "$work/root.pem" --name good-rsa.test "$work/chain.pem"
expect 'a spoilt cache is no answer' 4 'UNDETERMINED'
run check --cache "$work/both" --via "$address" --trust "$work/root.pem" good-rsa.test
expect 'and is made good by asking' 0 'GOOD'
run check --cache /proc/nowhere --via "$address" --trust "$work/root.pem" good-rsa.test
expect 'a cache that cannot be made costs nothing but itself' 0 'GOOD'
reports=5
all_valid
left=$(find "$work/tmp" -type f)
ok 'no temporary file is left by anything' "$([ -z "$left" ]; echo $?)" "$left"
finish
