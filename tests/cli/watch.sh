#!/bin/sh
# lencr watch on the loopback of a network namespace of its own: contacts as they come, with the process
# behind each. WATCH_FETCHES (200): how many short fetches have to be told right; make check-long takes 1000.
. "${top_srcdir:-.}/tests/cli/tap.sh"
here=$top_srcdir/tests/cli

# watch ARG...: starts it; waits until it listens. $watcher is its process.
watch() {
	: >"$work/err"
	"$lencr" watch "$@" >"$work/out" 2>"$work/err" </dev/null &
	watcher=$!
	remember "$watcher"
	tries=0
	until grep -q 'watching' "$work/err" || [ "$tries" -gt 100 ]; do
		kill -0 "$watcher" 2>/dev/null || break
		tries=$((tries + 1))
		sleep 0.1
	done
}

# ended [SIGNAL]: sends it; the exit status of what was started is in $status.
ended() {
	[ -z "${1-}" ] || kill -"$1" "$watcher"
	status=0
	wait "$watcher" || status=$?
}

# stopped: what came is read, however busy the machine is; then it is told to end.
stopped() {
	sleep 1
	ended INT
}

# says NAME EXPECTED EXPRESSION: of the JSON (or JSON lines) in $work/out.
says() {
	said=$(python3 -c 'import json, sys
text = open(sys.argv[1]).read()
try:
    c = json.loads(text)["contacts"]
except ValueError:
    c = [json.loads(x) for x in text.splitlines()]
    c = [x["result"] for x in c if "result" in x]
print(eval(sys.argv[2]))' "$work/out" "$3" 2>&1)
	ok "$1" "$(true_is [ "$said" = "$2" ])" "expected: $2
found: $said
$(head -c 2000 "$work/out")"
}

valid() {
	output=$(python3 "$here/validate.py" "$work/out" 2>&1)
	result=$?
	ok "$1" "$([ $result -eq 0 ] || [ $result -eq 77 ]; echo $?)" "$output"
}

# The rest of this runs inside a network namespace: the same script again, which goes on counting.
inside=${LENCR_WATCH_NET-}

# --- what is said on the command line ------------------------------------------
for wrong in '--count 0' '--count -1' '--count many' '--count 1000000001' '--for 0s' '--for soon' '--for -5s' '--for 9999d' \
	'--window 8d' '--format html' '--format svg' '--fail-on likely' '--interface=' '--write=' '--confirm' '--yes'; do
	# shellcheck disable=SC2086
	[ -n "$inside" ] || { run watch $wrong; expect "a usage error: $wrong" 2; }
done
if [ -z "$inside" ]; then
	run watch "$work/monday.pcap"
	expect 'a file that is not there (watch_stream.sh has those that are)' 5 '' 'monday\.pcap'
fi

# --- without rights ---------------------------------------------------------------
no_rights() {
	expect 'without the right to it: status 5' 5 '' 'CAP_NET_RAW.*sudo.*setcap.*lencr why'
	ok 'and nothing else is said' "$(true_is [ "$(wc -l <"$work/err")" -eq 1 ])" "$(cat "$work/err")"
	ok 'and no file is made' "$(true_is [ ! -e "$work/none.pcap" ])"
}
chmod 755 "$work"
if [ "$(id -u)" -ne 0 ]; then
	if [ "$(uname)" = Linux ] && ! "$lencr" watch -q --for 1ms >/dev/null 2>&1; then
		run watch --write "$work/none.pcap"
		no_rights
	fi
	echo '# not the super-user: capturing was not tried'
	finish
	exit
elif command -v setpriv >/dev/null 2>&1 && [ -z "$inside" ]; then
	status=0
	setpriv --reuid 65534 --regid 65534 --clear-groups "$lencr" watch --write "$work/none.pcap" >"$work/out" \
		2>"$work/err" || status=$?
	no_rights
fi

# --- a network of our own -----------------------------------------------------------
for tool in unshare python3 curl; do
	if ! command -v $tool >/dev/null 2>&1; then
		echo "# $tool is not installed: capturing was not tried"
		finish
		exit
	fi
done
if [ -z "$inside" ]; then
	# shellcheck disable=SC2016 # its arguments are given behind it
	if ! unshare -n sh -c 'python3 "$1/watch_net.py" up && exec "$2" watch -q --for 1ms' sh "$here" "$lencr" \
		>/dev/null 2>&1; then
		echo '# no network namespace, or packets cannot be read in it: capturing was not tried'
		finish
		exit
	fi
	LENCR_WATCH_NET=$count unshare -n sh "$0"
	exit
fi
count=$inside
python3 "$here/watch_net.py" up

start_world --port 443 || exit 99
start_world --port 80 || exit 99
visit() {
	curl -sk -o /dev/null -o /dev/null --max-time 20 --resolve '*:80:127.0.0.1' --resolve '*:443:127.0.0.1' "$@"
}
list=$(openssl s_client -connect 127.0.0.1:443 -servername good-rsa.test </dev/null 2>/dev/null |
	openssl x509 -noout -ext crlDistributionPoints | sed -n 's/.*URI:\(http[^ ]*\).*/\1/p' | head -n 1)

# --- who, and why ---------------------------------------------------------------------
watch --jsonl --count 2
# In the background the number is that of curl itself.
visit_alone() {
	exec curl -sk -o /dev/null -o /dev/null --max-time 20 --resolve '*:80:127.0.0.1' --resolve '*:443:127.0.0.1' "$@"
}
visit_alone --tls-max 1.2 https://good-rsa.test/ "$list" &
first=$!
wait $first
visit_alone https://good-ecdsa.test/ http://yr1.c.lencr.org/ &
second=$!
wait $second
ended
ok 'a list of the test CA is suspicious: status 6' "$(true_is [ "$status" -eq 6 ])" "$status $(cat "$work/err")"
valid 'the lines hold to the schema'
says 'two contacts, and then it ends' 2 'len(c)'
says 'numbered as they are told' '[1, 2]' '[k["n"] for k in c]'
says 'the certificate that was seen lists it: proven' 'proven good-rsa.test' \
	'"%s %s" % (c[0]["grade"], c[0]["candidates"][0]["name"])'
says 'the process is told' "$first curl root" '"%d %s %s" % (c[0]["pid"], c[0]["process"], c[0]["user"])'
says 'and that of the connection' "$first curl" '"%d %s" % (c[0]["candidates"][0]["pid"], c[0]["candidates"][0]["process"])'
says 'which is the same' True '"same-process" in [e["id"] for e in c[0]["candidates"][0]["evidence"]]'
says 'with TLS 1.3 the same process makes it likely' "likely good-ecdsa.test $second" \
	'"%s %s %d" % (c[1]["grade"], c[1]["candidates"][0]["name"], c[1]["pid"])'
says 'another process speaks against' True \
	'"other-process" in [e["id"] for k in c[1]["candidates"] if k["name"] == "good-rsa.test" for e in k["evidence"]]'

# --- as they come ----------------------------------------------------------------------
watch
visit "$list"
tries=0
until grep -q '^#1 ' "$work/out" || [ "$tries" -gt 100 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
ok 'a contact is printed while it goes on' "$(true_is [ "$tries" -le 100 ])" "$(cat "$work/out")"
ok 'as a block, with the process' "$(grep -qE '^  process +curl \([0-9]+\), user root' "$work/out"; echo $?)" "$(cat "$work/out")"
if kill -0 "$watcher" 2>/dev/null; then ok 'and it does go on' 0; else ok 'and it does go on' 1; fi
rights=$(sed -n 's/^\(Uid\|CapEff\|CapPrm\|Seccomp\):[[:space:]]*\([0-9a-f]*\).*/\1 \2/p' "/proc/$watcher/status" | tr '\n' ' ')
case $rights in *'Seccomp 2'*) ok 'system calls are refused' 0 ;; *) echo "# no seccomp: $rights" ;; esac
case $rights in *'Uid 65534 '*'CapPrm 0000000000000000 CapEff 0000000000000000'*) ok 'no right is left to who reads packets' 0 ;;
*) ok 'no right is left to who reads packets' 1 "$rights" ;; esac
looker=$(cat "/proc/$watcher/task/$watcher/children" 2>/dev/null || :)
rights=$(sed -n 's/^CapEff:[[:space:]]*//p' "/proc/${looker%% *}/status" 2>/dev/null)
# Bits 2 (read and search), 19 (trace), 23 (nice).
ok 'three at the most to who looks into /proc' "$(true_is [ $((0x${rights:-ffff} & ~0x880004)) -eq 0 ])" "$rights"
visit "$list"
ended INT
ok 'SIGINT: status 130' "$(true_is [ "$status" -eq 130 ])" "$status"
expect 'what was not ripe is told all the same, and a summary' 130 '^2 contacts with lencr\.org by 1 machine'
ok 'with its second contact' "$(grep -q '^#2 ' "$work/out"; echo $?)" "$(cat "$work/out")"
sleep 0.2
if [ -n "$looker" ] && kill -0 "${looker%% *}" 2>/dev/null; then ok 'no process is left' 1; else ok 'no process is left' 0; fi

# --- whole documents ------------------------------------------------------------------
watch --json --for 1h
visit "$list"
ended TERM
ok 'SIGTERM: status 143' "$(true_is [ "$status" -eq 143 ])" "$status"
valid 'the document is whole'
says 'with the contact' 1 'len(c)'

# --- packets kept -----------------------------------------------------------------------
printf 'old' >"$work/kept.pcap"
chmod 644 "$work/kept.pcap"
watch --json --write "$work/kept.pcap"
visit --tls-max 1.2 https://good-rsa.test/ "$list"
stopped
says 'a contact' "['$list']" '[k["request"]["url"] for k in c]'
ok 'the file is for its owner alone' "$(true_is [ "$(stat -c %a "$work/kept.pcap")" = 600 ])" "$(stat -c %a "$work/kept.pcap")"
cp "$work/out" "$work/live.json"
run why --json "$work/kept.pcap"
says 'lencr why finds the same in it' "['$list proven good-rsa.test']" \
	'["%s %s %s" % (k["request"]["url"], k["grade"], k["candidates"][0]["name"]) for k in c]'
run watch --for 1s --write "$work/nowhere/kept.pcap"
expect 'a file that cannot be made' 7 '' '--write .*nowhere'
watch --for 5s --write /dev/full
visit "$list"
ended
expect 'a full disk: status 7, and what was seen' 7 'contact' '--write /dev/full'

# --- names that mean harm -----------------------------------------------------------------
for format in text json jsonl; do
	watch --format $format
	python3 "$here/watch_net.py" hostile 80
	stopped
	bytes=$(tr -d '\n\40-\176' <"$work/out" | wc -c)
	ok "$format: nothing of a hostile name reaches the terminal raw" "$(true_is [ "$bytes" -eq 0 ])" "$(head -c 600 "$work/out")"
	ok "$format: but it is told" "$(grep -q 'root' "$work/out"; echo $?)" "$(head -c 600 "$work/out")"
	[ $format = text ] || valid "$format: and valid"
done

# --- asking ------------------------------------------------------------------------------------
watch --json --for 6s --confirm --yes --allow-private 127.0.0.0/8
visit https://good-rsa.test/
visit "$list"
ended
says 'the server that was asked shows a certificate that lists it: likely' 'likely good-rsa.test confirmed' \
	'"%s %s %s" % (c[0]["grade"], c[0]["candidates"][0]["name"], c[0]["candidates"][0]["cert"]["source"])'
ok 'the report has whom was asked, once' "$(true_is [ "$(grep -c '"reach"' "$work/out")" -eq 1 ])" "$(tail -c 1500 "$work/out")"
valid 'and holds to the schema'
watch --json --for 6s --confirm --yes --allow-private 127.0.0.0/8
visit https://good-rsa.test/
visit "$list"
sleep 4.5
visit "$list"
ended
says 'the connection that asked is no candidate of what comes later' '1 1' \
	'"%d %d" % tuple(sum(x["name"] == "good-rsa.test" for x in k["candidates"]) for k in c)'
watch --json --for 4s --confirm --yes
visit https://good-rsa.test/
visit "$list"
ended
says 'a private address is not asked without leave' possible 'c[0]["grade"]'

# --- questions alone -------------------------------------------------------------------------
watch --json
asked=$(python3 "$here/watch_net.py" ask yr1.c.lencr.org)
stopped
says 'a name that does not exist' "yr1.c.lencr.org $asked True" \
	'"%s %d %s" % (c[0]["host"], c[0]["pid"], "dns-nxdomain" in [f["id"] for f in c[0]["flags"]])'

# --- --interface, --fail-on, no reader ----------------------------------------------------------
run watch -i nosuch0 --for 1s
expect 'an interface that is not there' 5 '' 'nosuch0.*ip link'
watch -i lo --fail-on possible --json
visit http://x1.c.lencr.org/nothing
stopped
says 'one interface' "['http://x1.c.lencr.org/nothing']" '[k["request"]["url"] for k in c]'
status=0
"$lencr" watch --for 1s >/dev/full 2>"$work/err" </dev/null || status=$?
expect 'an output that cannot be written' 7

# --- containers -----------------------------------------------------------------------------------
if command -v ip >/dev/null 2>&1; then
	for address in 10.9.0.1 fd09::1; do
		watch --jsonl
		contained=$(python3 "$here/watch_net.py" contained 8080 "$address" 2>&1)
		stopped
		says "a process in another network, over $address: its number, five times" \
			"['$contained', '$contained', '$contained', '$contained', '$contained']" '[str(k.get("pid")) for k in c]'
	done
else
	echo '# ip is not installed: no process in another network was tried'
fi

# --- bulk is no burden ---------------------------------------------------------------------------
watch --json
python3 "$here/watch_net.py" flood 8443 200
visit "$list"
stopped
says 'after 200 MiB of other traffic' 1 'len(c)'
if grep -qE '"(lost|clipped)"' "$work/out"; then ok 'nothing is lost' 1 "$(tail -c 1500 "$work/out")"; else ok 'nothing is lost' 0; fi

# --- many short fetches -------------------------------------------------------------------------
fetches=${WATCH_FETCHES:-200}
watch --jsonl --count "$fetches" --for 300s
got=$(python3 "$here/watch_net.py" fetch 80 "$fetches")
ended
told=$(python3 "$here/watch_net.py" judge "$work/out")
right=${told%% *}
wrong=${told#* }
wrong=${wrong%% *}
echo "# of $fetches short fetches, $got answered: process right, wrong, not known: $told"
ok '99 of 100 processes are right' "$(true_is [ $((right * 100)) -ge $((fetches * 99)) ])" "$told"
ok 'and none is wrong' "$(true_is [ "$wrong" -eq 0 ])" "$told"
finish
