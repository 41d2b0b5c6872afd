#!/bin/sh
# Other people's clients against the test mode: what it serves is what they expect.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"

need openssl curl python3
clock=2026-11-21T12:00:00Z
start_world --root-out "$work/root.pem" -v || exit 99

# fetch URL OUT ARG...: by curl through the test mode; headers in $work/head.
fetch() {
	url=$1 out=$2
	shift 2
	curl -sS --max-time 20 --connect-to "::$address" -D "$work/head" -o "$out" -w '%{http_code}' "$@" "$url"
}

# header NAME: of the last answer.
header() {
	tr -d '\r' <"$work/head" | sed -n "s/^$1: //Ip" | head -n 1
}

code=$(fetch http://yr1.i.lencr.org/ "$work/yr1.der")
ok 'curl fetches an issuer' "$([ "$code" = 200 ]; echo $?)" "$code"
ok 'it is application/pkix-cert' "$([ "$(header Content-Type)" = application/pkix-cert ]; echo $?)" "$(cat "$work/head")"
openssl x509 -inform DER -in "$work/yr1.der" -out "$work/yr1.pem" 2>"$work/err"
ok 'openssl reads it' $? "$(cat "$work/err")"
fetch http://yr.i.lencr.org/ "$work/yr.der" >/dev/null
openssl x509 -inform DER -in "$work/yr.der" -out "$work/yr.pem"
output=$(openssl verify -CAfile "$work/root.pem" -untrusted "$work/yr.pem" "$work/yr1.pem" 2>&1)
ok 'openssl verifies it' $? "$output"

# leaf SITE: its certificate by openssl s_client, in $work/SITE.pem and .all
leaf() {
	openssl s_client -connect "$address" -servername "$1" -showcerts -CAfile "$work/root.pem" -verify_return_error \
		</dev/null >"$work/$1.all" 2>"$work/$1.err"
	result=$?
	openssl x509 -in "$work/$1.all" -out "$work/$1.pem" 2>/dev/null
	return $result
}

for site in good-rsa.test good-ecdsa.test old-ocsp.test; do
	leaf $site
	ok "openssl s_client connects to $site and verifies it" $? "$(tail -n 5 "$work/$site.err")"
	openssl x509 -in "$work/$site.pem" -noout -checkhost $site | grep -q 'does match'
	ok "it is $site by SNI" $?
done
leaf revoked-crl.test
ok 'openssl s_client takes a revoked leaf, as it asks nobody' $?
if command -v gnutls-cli >/dev/null 2>&1; then
	output=$(gnutls-cli --x509cafile="$work/root.pem" --sni-hostname=good-ecdsa.test --verify-hostname=good-ecdsa.test \
		-p "${address##*:}" "${address%:*}" </dev/null 2>&1)
	printf '%s\n' "$output" | grep -q 'certificate is trusted'
	ok 'gnutls-cli connects and trusts it' $? "$output"
else
	echo '# gnutls-cli is not installed'
fi

# The CRL of the right shard.
for site in good-ecdsa.test revoked-crl.test; do
	url=$(openssl x509 -in "$work/$site.pem" -noout -ext crlDistributionPoints | sed -n 's/.*URI:\(http.*\.crl\)$/\1/p')
	code=$(fetch "$url" "$work/$site.der")
	ok "curl fetches $url" "$([ "$code" = 200 ]; echo $?)" "$code"
	ok 'it is application/pkix-crl' "$([ "$(header Content-Type)" = application/pkix-crl ]; echo $?)" "$(header Content-Type)"
	openssl crl -inform DER -in "$work/$site.der" -out "$work/$site.crl" 2>"$work/err"
	ok 'openssl reads it' $? "$(cat "$work/err")"
	sed -n '/-BEGIN CERT/,/-END CERT/p' "$work/$site.all" >"$work/$site.chain"
	output=$(openssl verify -crl_check -CRLfile "$work/$site.crl" -CAfile "$work/root.pem" \
		-untrusted "$work/$site.chain" "$work/$site.pem" 2>&1)
	result=$?
	case $site in
	good*) ok "openssl verify -crl_check: $site is fine" "$result" "$output" ;;
	*)
		printf '%s\n' "$output" | grep -q 'error 23 ' && [ "$result" -ne 0 ]
		ok "openssl verify -crl_check: $site has error 23" $? "$output"
		;;
	esac
done
openssl verify -crl_check -CRLfile "$work/revoked-crl.test.crl" -CAfile "$work/root.pem" \
	-untrusted "$work/good-ecdsa.test.chain" "$work/good-ecdsa.test.pem" >"$work/out" 2>&1
ok 'openssl refuses the other shard' "$(grep -q 'error \(44\|3\) ' "$work/out"; echo $?)" "$(cat "$work/out")"

# Conditional requests.
fetch "$url" "$work/again.der" >/dev/null
etag=$(header ETag)
ok 'there is an ETag' "$([ -n "$etag" ]; echo $?)" "$(cat "$work/head")"
code=$(fetch "$url" "$work/none" -H "If-None-Match: $etag")
ok 'If-None-Match: 304' "$([ "$code" = 304 ] && [ ! -s "$work/none" ]; echo $?)" "$code"
code=$(fetch "$url" "$work/some" -H 'If-None-Match: "another"')
ok 'another ETag: 200 and the body' "$([ "$code" = 200 ] && cmp -s "$work/some" "$work/again.der"; echo $?)" "$code"
code=$(fetch http://yr1.i.lencr.org/ "$work/none" -I)
ok 'HEAD has no body' "$([ "$code" = 200 ] && [ "$(header Content-Length)" -gt 0 ]; echo $?)" "$(cat "$work/head")"
code=$(fetch http://nobody.i.lencr.org/ "$work/none")
ok 'an unknown host: 404' "$([ "$code" = 404 ]; echo $?)" "$code"

# OCSP of the old generation. openssl names the path itself; the host by header.
url=$(openssl x509 -in "$work/old-ocsp.test.pem" -noout -ocsp_uri)
host=${url#http://}
sed -n '/-BEGIN CERT/,/-END CERT/p' "$work/old-ocsp.test.all" | awk '/-BEGIN CERT/ { n++ } n == 2' >"$work/r10.pem"
output=$(openssl ocsp -issuer "$work/r10.pem" -cert "$work/old-ocsp.test.pem" -url "http://$address/" \
	-header "Host=${host%/}" -CAfile "$work/root.pem" -no_nonce 2>&1)
printf '%s\n' "$output" | grep -q 'Response verify OK' && printf '%s\n' "$output" | grep -q 'old-ocsp.test.pem: good'
ok 'openssl ocsp: verified and good' $? "$output"
leaf revoked-ocsp.test
output=$(openssl ocsp -issuer "$work/r10.pem" -cert "$work/revoked-ocsp.test.pem" -url "http://$address/" \
	-header "Host=${host%/}" -CAfile "$work/root.pem" -no_nonce 2>&1)
printf '%s\n' "$output" | grep -q 'Response verify OK' && printf '%s\n' "$output" | grep -q ': revoked'
ok 'openssl ocsp: verified and revoked' $? "$output"
openssl s_client -connect "$address" -servername must-staple.test -status -CAfile "$work/root.pem" \
	</dev/null >"$work/out" 2>&1
grep -q 'OCSP Response Status: successful' "$work/out"
ok 'openssl s_client gets a staple' $?

# Many at once.
several=''
for number in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	curl -sS --max-time 20 --connect-to "::$address" -o "$work/many.$number" http://yr1.i.lencr.org/ &
	several="$several $!"
done
failed=0
for pid in $several; do
	wait "$pid" || failed=$((failed + 1))
done
for number in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	cmp -s "$work/many.$number" "$work/yr1.der" || failed=$((failed + 1))
done
ok '20 clients at once get the same bytes' "$failed"

# Loopback only, one port.
if command -v ss >/dev/null 2>&1; then
	bound=$(ss -Hltn "sport = :${address##*:}" | awk '{ print $4 }')
	ok 'bound to the loopback address alone' "$([ "$bound" = "$address" ]; echo $?)" "$bound"
fi

# Signals.
for signal in TERM:143 INT:130; do
	mkdir -p "$work/tmp"
	: >"$work/ready"
	# A shell without job control starts its children with SIGINT ignored.
	TMPDIR=$work/tmp python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$lencr" serve --ready >"$work/ready" 2>"$work/err" &
	pid=$!
	remember $pid
	tries=0
	until grep -q '^ready' "$work/ready" || [ "$tries" -gt 100 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	kill -"${signal%:*}" $pid
	wait $pid
	result=$?
	ok "serve: SIG${signal%:*} gives ${signal#*:}" "$([ $result -eq "${signal#*:}" ]; echo $?)" "$result $(cat "$work/err")"
	left=$(ls "$work/tmp")
	ok 'nothing is left behind' "$([ -z "$left" ]; echo $?)" "$left"
done

# The same world at the same time has the same bytes.
kill "$server" && wait "$server" 2>/dev/null
for turn in 1 2; do
	start_world --clock $clock --root-out "$work/root.$turn"
	for url in http://yr1.i.lencr.org/ http://yr1.c.lencr.org/1.crl http://x1.c.lencr.org/ http://x1.i.lencr.org/; do
		fetch $url "$work/part" >/dev/null
		cat "$work/part"
	done >"$work/bytes.$turn"
	openssl s_client -connect "$address" -servername good-rsa.test -showcerts </dev/null 2>/dev/null |
		sed -n '/-BEGIN CERT/,/-END CERT/p' >>"$work/bytes.$turn"
	kill "$server"
	wait "$server" 2>/dev/null
done
ok 'two starts, the same bytes' "$(cmp -s "$work/bytes.1" "$work/bytes.2" && [ -s "$work/bytes.1" ]; echo $?)"
ok 'two starts, the same anchors' "$(cmp -s "$work/root.1" "$work/root.2"; echo $?)"
finish
