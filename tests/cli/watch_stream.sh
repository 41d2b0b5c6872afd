#!/bin/sh
# lencr watch on what somebody else captures or logs: contacts as they come, without a right to anything; and every
# option of why and watch on the way. The streams are those of watch_stream.py; check-long takes more of them.
. "${top_srcdir:-.}/tests/cli/tap.sh"
here=$top_srcdir/tests/cli
for tool in python3 openssl; do
	if ! command -v $tool >/dev/null 2>&1; then
		echo "1..0 # SKIP $tool is not installed"
		exit
	fi
done
yr1_13=http://yr1.c.lencr.org/13.crl

# --- stories, side by side since most of them wait ---------------------------------
make_cert() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout "$work/$1.key" \
		-out "$work/$1.pem" -subj "/CN=$1" -addext "subjectAltName=DNS:$1" \
		-addext "crlDistributionPoints=URI:$2" 2>/dev/null
}
make_cert shop.example "$yr1_13"
make_cert other.example "$yr1_13"
mkdir "$work/certs"
cp "$work"/*.pem "$work/certs/"

# tell STORY ARG...
tell() {
	story=$1
	shift
	mkdir "$work/$story"
	(
		told=0
		python3 "$here/watch_stream.py" "$story" "$lencr" "$work/$story" "$@" >"$work/$story.out" 2>&1 || told=$?
		echo "$told" >"$work/$story.status"
	) &
	remember "$!"
}

# Those that look at the clock first.
for story in quiet busy held capturing compressed interrupted counted timed piped processes; do
	tell $story
done
tell cautious "$work/certs"

# --- what is said on the command line ------------------------------------------------
at=$(($(date +%s) + 3600)) # certificates made now are valid then
printf '%s\n' '{"t":'$at',"kind":"tls","client":"10.0.0.21:50001","server":"127.0.0.1:443","name":"shop.example","version":"1.3"}' \
	'{"t":'$at'.1,"kind":"http","client":"10.0.0.21:50002","server":"192.0.2.80:80","method":"GET","url":"'"$yr1_13"'","status":200}' \
	'{"t":'$((at + 60))',"kind":"http","client":"10.0.0.22:50003","server":"192.0.2.90:80","method":"GET","url":"http://crl.example.org/other.crl","status":200}' \
	>"$work/log"
# stream FILE ARG...: watch ARG... on it as standard input.
stream() {
	status=0
	from=$1
	shift
	"$lencr" watch "$@" <"$from" >"$work/out" 2>"$work/err" || status=$?
}
run watch - "$work/log"
expect 'one stream at a time' 2 '' 'one stream at a time'
run watch -i lo -
expect 'an interface or a stream' 2 '' '--interface: goes without -'
run watch --input eve
expect '--input without a stream' 2 '' '--input: says what a file is'
stream "$work/log" --input nonsense -
expect 'a format that there is not' 2 '' 'nonsense.*pcap pcapng zeek'
stream "$work/log" --input cryptnet -
expect 'a format of folders' 2 '' 'folders'
stream "$work/log" --confirm -
expect '--confirm without --yes' 2 '' '--confirm: goes with --yes'
stream "$work/log" --yes -
expect '--yes without --confirm' 2 '' '--yes: goes with --confirm'
run watch "$work/nothing-there"
expect 'a file that is not there' 5 '' 'nothing-there'
run watch "$work"
expect 'a folder' 5 '' 'is a directory'
run watch --write "$work/log" "$work/log"
expect 'what is read is not written' 2 '' '--write .*it is what is read'
ok 'nor emptied' "$(true_is [ "$(wc -l <"$work/log")" -eq 3 ])"

# --- the same log through both commands, with every option -------------------------------
# both NAME STATUS PATTERN ARG...
both() {
	name=$1 wanted=$2 pattern=$3
	shift 3
	run why "$@" "$work/log"
	expect "why: $name" "$wanted" "$pattern"
	run watch "$@" "$work/log"
	expect "watch FILE: $name" "$wanted" "$pattern"
	stream "$work/log" "$@" -
	expect "watch -: $name" "$wanted" "$pattern"
}
both 'a contact' 0 '^#1 .*'
both 'by time alone possible' 0 'POSSIBLE  shop\.example'
both '-q' 0 "^#1 .* $yr1_13 POSSIBLE shop\\.example" -q
both '--format json' 0 '"schema": *"lencr\.why/1"' --format json
both '--json' 0 '"format": *"events"' --json
both '--jsonl' 0 '^\{"schema":"lencr.why/1",.*"result":' --jsonl
both '--input' 0 '1 contact ' --input events
both '--input auto' 0 '1 contact ' --input auto
both 'another --input' 5 'no contact' --input pcap
both '--window' 0 'UNEXPLAINED' --window 50ms
both '--client' 0 'no contact' --client 10.0.0.22
both 'the right --client' 0 '1 contact ' --client 10.0.0.21
both '--all' 0 '2 contacts ' --all
both '--certs' 0 'LIKELY  shop\.example' --certs "$work/shop.example.pem"
both '--fail-on' 1 'POSSIBLE' --fail-on possible
both '--fail-on unexplained' 0 'POSSIBLE' --fail-on unexplained
both '--confirm of what is not public' 0 '1 contact ' --confirm --yes
serial=$(openssl x509 -in "$work/shop.example.pem" -noout -serial | sed 's/.*=//')
printf '[{"issuer_name":"C=US, O=Let'"'"'s Encrypt, CN=YR1","common_name":"shop.example","name_value":"shop.example","serial_number":"%s","not_before":"2026-11-01T00:00:00","not_after":"2027-01-30T00:00:00"}]\n' \
	"$serial" >"$work/ct.json"
both '--ct' 0 'ct|CT|transparency' -v --ct "$work/ct.json"

# --- with what it ends ------------------------------------------------------------------------
stream "$work/log" -q -
ok 'no right is needed, and no word is said of processes' "$(true_is [ ! -s "$work/err" ])" "$(cat "$work/err")"
stream /dev/null -
expect 'nothing at all is nothing that is known' 5 'no contact' 'not a capture or log that lencr knows'
printf 'nothing that anybody knows\n' >"$work/unknown"
stream "$work/unknown" -
expect 'nor is this' 5 'not recognised' '--input says what it is'
printf '\050\265\057\375\004\000\000\000 and so on' >"$work/zstd"
stream "$work/zstd" -
expect 'a compression that is not undone' 5 '' 'zstd'
stream "$work/log" --write /dev/full -
expect 'a full disk: status 7, and what was seen' 7 '1 contact' '--write /dev/full'
status=0
"$lencr" watch - <"$work/log" >/dev/full 2>"$work/err" || status=$?
expect 'an output that cannot be written' 7
printf 'old' >"$work/kept"
chmod 644 "$work/kept"
stream "$work/log" --write "$work/kept" -
expect '--write' 0 '1 contact'
ok 'keeps what was read, as it came' "$(cmp "$work/log" "$work/kept" >/dev/null; echo $?)"
ok 'for its owner alone' "$(true_is [ "$(stat -c %a "$work/kept")" = 600 ])" "$(stat -c %a "$work/kept")"
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null 2>&1; then
	status=0
	setpriv --reuid 65534 --regid 65534 --clear-groups "$lencr" watch - <"$work/log" >"$work/out" 2>"$work/err" || status=$?
	expect 'as nobody' 0 '1 contact'
fi

# --- years ----------------------------------------------------------------------------------------
day=$(LC_ALL=C date -u '+%b %e')
printf '%s 00:00:01 dnsmasq[7]: query[A] yr1.c.lencr.org from 10.0.0.21\n' "$day" >"$work/dnsmasq"
stream "$work/dnsmasq" --json -
expect 'a log without years is of this year' 0 "\"t\": *\"$(date -u +%Y-%m-%d)T00:00:01"

# --- the stories --------------------------------------------------------------------------------------
# heard STORY: what it came to.
heard() {
	tries=0
	until [ -s "$work/$1.status" ] || [ "$tries" -gt 1200 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	grep '^#' "$work/$1.out" || :
	ok "$2" "$(cat "$work/$1.status" 2>/dev/null || echo 1)" "$(cat "$work/$1.out")"
}
heard quiet 'a contact is told though nothing more comes'
heard busy 'and though times from 1970 to 2100 come'
heard held 'a stream that hesitates: nothing is told before its own clock has moved on'
heard capturing 'packets, with a clock that is set'
heard compressed 'gzip as it comes'
heard interrupted 'SIGINT: what has come is told, and kept; half a line is nothing'
heard counted '--count ends it while the stream goes on'
heard timed '--for, by real time'
heard piped 'a FIFO'
heard processes 'processes are those of the events'
heard cautious 'no better grade than why has for the whole log, where lines come when connections end'

# --- the same as why, and for days --------------------------------------------------------------------
captures=''
for file in "$shared"/fixtures/captures/*.pcapng; do
	[ ! -f "$file" ] || captures="$captures $file"
done
[ -n "$captures" ] || echo "# $shared/fixtures is not there: without its captures"
# shellcheck disable=SC2086 # words
tell same $captures "$top_srcdir"/tests/logs/*.txt "$top_srcdir"/tests/logs/*.xml
heard same 'all at once, the contacts are those of why, for every log and capture'
tell days "${WATCH_LINES:-100000}"
heard days 'days of it'
tell flood "${WATCH_FLOOD:-20000}"
heard flood 'more contacts than are remembered'

# --- a capture that was cut off, and one connection at a time ----------------------------------------------
for format in pcap pcapng; do
	made=$work/same/made.$format
	head -c $(($(wc -c <"$made") - 5)) "$made" >"$work/cut"
	stream "$work/cut" -
	expect "$format: a corrupt tail: what was read, and status 5" 5 "$yr1_13" 'the report has what came before'
done
for command in why watch; do
	run $command --json "$work/same/made.pcap"
	if grep -q '"connections_dropped"' "$work/out"; then ok "$command: no connection is dropped" 1 "$(cat "$work/out")"
	else ok "$command: no connection is dropped" 0; fi
	run $command --json --max-flows 1 "$work/same/made.pcap"
	expect "$command --max-flows 1: all but one are, and that is told" 0 '"connections_dropped": *1'
done
finish
