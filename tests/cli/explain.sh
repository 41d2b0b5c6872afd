#!/bin/sh
# lencr explain and lencr hosts: statuses, inputs, JSON, no socket, quick.
. "${top_srcdir:-.}/tests/cli/tap.sh"

validate() {
	"$top_srcdir/tests/cli/validate.py" "$1" >"$work/says" 2>&1
	case $? in
	0) ok "$2" 0 ;;
	77) ok "$2 # SKIP python3-jsonschema is not installed" 0 ;;
	*) ok "$2" 1 "$(cat "$work/says")" ;;
	esac
}

request='http://r3.o.lencr.org/MFMwUTBPME0wSzAJBgUrDgMCGgUABBRI2smg%2ByvTLU%2Fw3mjS9We3NfmzxAQUFC6zF7dYVsuuUAlA5h%2BvnYsUwsYCEgNJysJh3kjaVPgcXCDHUNNWsA%3D%3D'

run explain http://ye2.c.lencr.org/25.crl
expect 'a shard' 0 'shard 25 of 128, of YE2'
run explain "$request"
expect 'a request' 0 '0349cac261de48da54f81c5c20c750d356b0'
run explain --at 2024-01-01T00:00:00Z "$request"
expect 'at the time of the event it was normal' 0 'normal at the time of the event'
run explain example.org
expect 'a stranger' 1 'foreign'
run explain x1.c.lencr.org.evil.test
expect 'an imitation' 6 'look-alike'
run explain x1.c.lencr.org example.org lencr.0rg
expect 'the worst counts' 6 'imitation'
run explain -q ye1.i.lencr.org example.org
expect 'quiet, and the worst counts' 1 'CA certificate of YE1'
run explain --host yr1.c.lencr.org 'GET /13.crl HTTP/1.1'
expect 'a request line with its host' 0 'shard 13 of 128, of YR1'
run explain crl-wrong-scope
expect 'a finding word' 0 'RFC 5280'
run explain issuer-sent
expect 'a word of evidence' 0 'evidence against a cause'
run explain DNS-Blocked
expect 'a word of a flag, in any case' 0 'a warning of lencr why'
run explain --json issuer-sent before dns-blocked look-alike
expect 'words of why as JSON' 0 '"kind": "finding"'
validate "$work/out" 'which validates'
run explain 0x80092013
expect 'an error number' 0 'WinHTTP'
run explain --serial 064c2126fb8df57c7a65848c4ffa30990118 --issuer YE2
expect 'a serial' 0 'ye2.c.lencr.org/25.crl'
run explain --serial xyz
expect 'a serial that is none' 2 '' 'not a serial'
run explain --serial 05 --issuer 'no such'
expect 'an issuer that is none' 2 '' 'no CA'
run explain --issuer YE2
expect '--issuer alone' 2 '' 'goes with --serial'
run explain --host a/b x
expect 'a host that is none' 2 '' 'not a host name'

printf 'http://ye2.c.lencr.org/25.crl\r\n\n  \n%s\nx1.i.lencr.org' "$request" >"$work/lines"
run explain "$work/lines"
expect 'a file of lines' 0 'CA certificate of ISRG Root X1'
status=0
"$lencr" explain -q <"$work/lines" >"$work/out" 2>"$work/err" || status=$?
expect 'the same from standard input' 0 'OCSP request'
[ "$(grep -c explained "$work/out")" -eq 3 ]
ok 'three things, not the blank lines' $?
status=0
printf '%s' "$request" | sed 's|.*/||; s/%2B/+/g; s|%2F|/|g; s/%3D/=/g' | base64 -d >"$work/request.der"
"$lencr" explain - <"$work/request.der" >"$work/out" 2>"$work/err" || status=$?
expect 'an object from standard input' 0 '0349cac261de48da54f81c5c20c750d356b0'
run explain "$work/request.der"
expect 'the same as a file' 0 '0349cac261de48da54f81c5c20c750d356b0'
printf '<!DOCTYPE html><html>' >"$work/page"
run explain "$work/page"
expect 'a file of something else' 1 'HTML'
printf 'd\000\000\000\001\377' >"$work/103621DE9CD5414CC2538780B4B75751"
run explain "$work/103621DE9CD5414CC2538780B4B75751"
expect 'a file of the cache of Windows' 0 'http://x1.c.lencr.org/'
head -c 300000 /dev/zero | tr '\0' a >"$work/long"
run explain "$work/long"
expect 'a line without end' 1 'too long'

run explain --json "$request" x1.c.lencr.org.evil.test example.org crl-wrong-scope 12057 YE1 "$work/request.der"
expect 'JSON' 6 '"schema": "lencr.explain/1"'
validate "$work/out" 'JSON is as its schema says'
run explain --jsonl "$request" "$(printf 'a\033[1mb.test')" ye1.c.lencr.org
expect 'JSON lines' 1 '"result"'
validate "$work/out" 'JSON lines are as the schema says'
"$lencr" explain --json --at @1795219200 "$request" >"$work/one"
"$lencr" explain --json --at @1795219200 "$request" >"$work/two"
cmp -s "$work/one" "$work/two"
ok 'the same thing gives the same bytes' $?

# Errors are printed as negative numbers, which are no options.
run explain -2146885613
expect 'a negative number' 0 'CRYPT_E_REVOCATION_OFFLINE'

# French, without any French locale, in every locale; the data in English.
things="$request ye2.c.lencr.org/25.crl crl-wrong-scope issuer-sent dns-blocked 0x80092013 x1.c.lencr.org.evil.test example.org"
# shellcheck disable=SC2086
"$lencr" explain --at @1795219200 --json $things >"$work/english"
for locale in C C.UTF-8 POSIX fr_FR.ISO-8859-1 ''; do
	# shellcheck disable=SC2086
	LC_ALL=$locale LANGUAGE=fr "$lencr" explain --at @1795219200 --json $things >"$work/french"
	cmp -s "$work/english" "$work/french"
	ok "JSON is English byte for byte (LC_ALL=$locale)" $?
done
french() {
	name=$1
	pattern=$2
	shift 2
	status=0
	env -i "$@" "$lencr" explain ye2.c.lencr.org/25.crl >"$work/out" 2>"$work/err" || status=$?
	expect "$name" 0 "$pattern"
}
french 'LANGUAGE alone' 'liste de révocation, fragment 25 sur 128' LANGUAGE=fr
french 'LANGUAGE in the locale C' 'liste de révocation, fragment 25 sur 128' LANGUAGE=fr LC_ALL=C
french 'LANGUAGE as a list' 'liste de révocation, fragment 25 sur 128' LANGUAGE=tlh:fr:en LANG=C.UTF-8
french 'LC_MESSAGES' 'liste de révocation, fragment 25 sur 128' LC_MESSAGES=fr_CA.UTF-8 LANG=en_GB.UTF-8
french 'LANG' 'liste de révocation, fragment 25 sur 128' LANG=fr_FR.UTF-8
french 'another charset' 'liste de revocation, fragment 25 sur 128' LANG=fr_FR.ISO-8859-1
french 'English before French' 'revocation list, shard 25 of 128' LANGUAGE=en:fr LANG=fr_FR.UTF-8
french 'LC_ALL before LANG' 'revocation list, shard 25 of 128' LC_ALL=C.UTF-8 LANG=fr_FR.UTF-8
french 'nothing set' 'revocation list, shard 25 of 128'
grep -q '[^ -~]' "$work/out"
ok 'which is ASCII' $((1 - $?))
LC_ALL=C.UTF-8; export LC_ALL
run explain --lang fr x1.c.lencr.org.evil.test
expect '--lang' 6 'une imitation'
run explain --lang fr issuer-sent dns-blocked
expect 'evidence in French' 0 'indice contre une cause'
expect 'a flag in French' 0 'avertissement de lencr why'
run explain --lang tlh ye2.c.lencr.org/25.crl
expect 'a language that there is not' 0 'revocation list' 'there are: en, fr'
run hosts --lang fr
expect 'hosts in French' 0 'sans préavis'
grep -v '^#' "$work/out" >"$work/names"
run hosts
grep -v '^#' "$work/out" | cmp -s - "$work/names"
ok 'with the same names' $?
run self findings --lang fr
expect 'a command of English alone says so' 0 'bad-target' 'in English only'
run self findings --lang en
expect 'and does not when asked for English' 0 'bad-target'
[ ! -s "$work/err" ]
ok 'nothing on standard error' $?

run hosts
expect 'hosts' 0 'yr1\.c\.lencr\.org:80'
grep -q 'r3\.o\.' "$work/out"
ok 'retired hosts are not needed' $((1 - $?))
run hosts --all
expect 'all hosts' 0 'r3\.o\.lencr\.org'
grep -q '^ocsp\.int-x3\.letsencrypt\.org:80' "$work/out"
ok 'those before lencr.org, too' $?
for format in squid pihole nftables; do
	run hosts --format $format
	expect "hosts for $format" 0 'c.*lencr.*org'
	grep -q 'change at every renewal' "$work/out"
	ok "$format warns" $?
done
run hosts --format bind
expect 'a format that there is not' 2 '' 'nftables'
run hosts x
expect 'an operand' 2 '' 'no operands'
for option in --json --jsonl; do
	run hosts --all $option
	expect "hosts $option" 0 'lencr.hosts/1'
	validate "$work/out" "hosts $option is as its schema says"
done
# One spelling of a serial, however it was written.
for serial in faa6275dc258431d9766ec3045ef24ac 00faa6275dc258431d9766ec3045ef24ac; do
	run explain --serial $serial
	expect "$serial is that of a CA" 0 'the serial of a CA certificate: Root YR cross-sign of 2025'
	expect "$serial is written as in certificates" 0 'serial  *00faa6275dc258431d9766ec3045ef24ac'
	expect "$serial: so is what stands in its place" 0 'one with serial 00f24b6d17'
done

finish
