#!/bin/sh
# What is seen in captures: facts of the shared ones, and other people's programs on
# loopback, seen by us as tshark sees them.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"
. "$top_srcdir/tests/cli/record.sh"

sightings=${top_builddir:-$top_srcdir/build}/tests/support/sightings
captures=$shared/fixtures/captures
need python3

# field LINE NAME: a time of a line
field() {
	printf '%s\n' "$1" | sed -n "s/.* $2=\([0-9]*\).*/\1/p"
}

# before A B: whether both are known and in that order
before() {
	[ -n "$1" ] && [ -n "$2" ] && [ "$1" -le "$2" ]
}

if [ -d "$captures" ]; then
	"$sightings" "$captures/tls12-tls13-crl.pcapng" >"$work/crl" 2>&1
	grep -q '^tls .* sni="shop.example.test" .*version=0303 not-resumed established .*cert=[^ ]*(05c3cd613e30d8f16adf91b7584a2265b1a9)' "$work/crl"
	ok 'TLS 1.2: the certificate of the fixture' $? "$(cat "$work/crl")"
	grep -q '^http .*url="http://r10.c.lencr.org/42.crl" .*agent="Microsoft-CryptoAPI/10.0" .*answer=443:[^ ]* answer-size=443 whole' "$work/crl"
	ok 'the CRL fetch of the fixture, with its body' $? "$(cat "$work/crl")"
	[ "$(grep -c '^tls .*version=0304.*' "$work/crl")" -eq 1 ] && ! grep '^tls .*version=0304' "$work/crl" | grep -q 'cert='
	ok 'TLS 1.3: no certificate' $? "$(cat "$work/crl")"

	"$sightings" "$captures/tls13-handshake-stall.pcapng" >"$work/stall" 2>&1
	java=$(grep '^tls ' "$work/stall" | head -n 1)
	openssl=$(grep '^tls ' "$work/stall" | tail -n 1)
	root=$(grep '^http .*root.crl.*Java' "$work/stall")
	shard=$(grep '^http .*42.crl.*Java' "$work/stall")
	other=$(grep '^http .*42.crl.*agent=""' "$work/stall")
	before "$(field "$java" flight)" "$(field "$root" at)" && before "$(field "$shard" "done")" "$(field "$java" finished)"
	ok 'Java: both fetches lie between flight and Finished, the early ChangeCipherSpec is none' $? "$(cat "$work/stall")"
	before "$(field "$openssl" flight)" "$(field "$other" at)" &&
		before "$(field "$other" "done")" "$(field "$openssl" finished)"
	ok 'OpenSSL: the fetch lies between flight and Finished' $? "$(cat "$work/stall")"
else
	echo "# shared folder absent: $captures"
fi

if ! command -v tshark >/dev/null; then
	echo '# tshark is not installed: nothing to compare with'
else
	for capture in "$captures"/*.pcapng; do
		[ -f "$capture" ] || continue
		output=$("$top_srcdir/tests/cli/sightings.py" "$sightings" "$capture" -d tcp.port==8181,http -d tcp.port==9443,tls 2>&1)
		ok "as tshark sees it: ${capture##*/}" $? "$output"
	done
fi

# Clients and servers of OpenSSL, GnuTLS and curl, where packets can be captured.
live=$work/live.pcapng
if ! command -v tshark >/dev/null || ! command -v openssl >/dev/null; then
	echo '# tshark or openssl is not installed: no live comparison'
	finish
	exit
fi
start_world -v || exit 99
web=$port
secure=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 9 \
	-subj /CN=lab.example -set_serial 0x77aabbccdd >/dev/null 2>&1
openssl s_server -quiet -www -accept "127.0.0.1:$secure" -cert "$work/cert.pem" -key "$work/key.pem" -verify 1 \
	>/dev/null 2>&1 &
remember $!
if ! record "$live" "tcp port $secure or tcp port $web"; then
	echo "# loopback cannot be captured here, no live comparison: $(tail -n 1 "$work/record.err")"
	finish
	exit
fi
# talk COMMAND...: a request by that client
talk() {
	{ printf 'GET / HTTP/1.0\r\n\r\n'; sleep 0.3; } | timeout 10 "$@" >/dev/null 2>&1
}
talk openssl s_client -tls1_2 -connect "127.0.0.1:$secure" -servername one.example -sess_out "$work/session"
talk openssl s_client -tls1_2 -connect "127.0.0.1:$secure" -servername one.example -sess_in "$work/session"
talk openssl s_client -tls1_2 -connect "127.0.0.1:$secure" -servername two.example -cert "$work/cert.pem" -key "$work/key.pem"
talk openssl s_client -tls1_3 -connect "127.0.0.1:$secure" -servername three.example
if command -v gnutls-cli >/dev/null; then
	talk gnutls-cli --insecure --priority 'NORMAL:-VERS-TLS1.3' --sni-hostname four.example -p "$secure" 127.0.0.1
fi
if command -v curl >/dev/null; then
	curl -s --connect-to "::$address" http://yr1.i.lencr.org/ http://yr1.c.lencr.org/13.crl -o /dev/null -o /dev/null
	curl -s -x "http://$address" http://yr.i.lencr.org/ -o /dev/null
fi
recorded
output=$("$top_srcdir/tests/cli/sightings.py" "$sightings" "$live" -d "tcp.port==$secure,tls" -d "tcp.port==$web,http" 2>&1)
ok 'live clients: as tshark sees them' $? "$output"
"$sightings" "$live" >"$work/seen"
grep -q '^tls .*sni="one.example".*version=0303 not-resumed established .*(77aabbccdd)' "$work/seen"
ok 'a full handshake of TLS 1.2' $? "$(cat "$work/seen")"
grep -q '^tls .*sni="one.example".*version=0303 resumed established ' "$work/seen"
ok 'a resumed one' $? "$(cat "$work/seen")"
grep -q '^tls .*sni="two.example".*client-asked .*client-cert=[^ ]*(77aabbccdd)' "$work/seen"
ok "a client's certificate" $? "$(cat "$work/seen")"
grep -q '^tls .*sni="three.example".*version=0304 not-resumed established data-known ' "$work/seen"
ok 'TLS 1.3' $? "$(cat "$work/seen")"
finish
