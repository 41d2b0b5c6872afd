#!/bin/sh
# The test mode as OpenSSL's own programs see it: handshakes, issuer
# certificates, CRLs and OCSP answers of the built-in world.
. "${top_srcdir:-.}/tests/cli/tap.sh"

if ! command -v openssl >/dev/null || ! command -v curl >/dev/null; then
	echo '1..0 # SKIP needs openssl and curl'
	exit 0
fi
start_world --root-out "$work/root.pem" || exit 99

# shake SITE: its chain in $work/SITE.pem, openssl's words in $work/shake.
shake() {
	openssl s_client -connect "$address" -servername "$1" -showcerts -status \
		-CAfile "$work/root.pem" -verify_hostname "$1" </dev/null >"$work/shake" 2>&1
	sed -n '/-----BEGIN CERT/,/-----END CERT/p' "$work/shake" >"$work/$1.pem"
}
fetch() {
	curl -sf --connect-to "::$address" -o "$2" "$1"
}

for site in good-rsa.test good-ecdsa.test short-lived.test; do
	shake "$site"
	grep -q 'Verify return code: 0 (ok)' "$work/shake"
	ok "openssl trusts $site" $? "$(cat "$work/shake")"
done
shake must-staple.test
grep -q 'Cert Status: good' "$work/shake"
ok 'openssl reads the staple' $? "$(cat "$work/shake")"

# The CRL that a leaf names, with the chain as served.
for site in good-rsa.test revoked-crl.test; do
	shake "$site"
	url=$(openssl x509 -in "$work/$site.pem" -noout -ext crlDistributionPoints |
		sed -n 's/.*URI:\(.*\)/\1/p')
	fetch "$url" "$work/crl" && openssl crl -inform DER -in "$work/crl" -out "$work/crl.pem"
	openssl verify -crl_check -CRLfile "$work/crl.pem" -CAfile "$work/root.pem" \
		-untrusted "$work/$site.pem" "$work/$site.pem" >"$work/verify" 2>&1
	case $site in
	good*) grep -q ': OK' "$work/verify" ;;
	*) grep -q 'certificate revoked' "$work/verify" ;;
	esac
	ok "openssl and the CRL of $site" $? "$(cat "$work/verify")"
done

fetch http://r10.i.lencr.org/ "$work/r10.der" &&
	openssl x509 -inform DER -in "$work/r10.der" -out "$work/r10.pem"
ok 'one DER certificate at the AIA host' $?
for pair in old-ocsp.test:good revoked-ocsp.test:revoked; do
	site=${pair%:*}
	shake "$site"
	openssl ocsp -issuer "$work/r10.pem" -cert "$work/$site.pem" -no_nonce \
		-url "http://$address/" -header Host=r10.o.lencr.org -CAfile "$work/root.pem" \
		>"$work/ocsp" 2>&1
	grep -q 'Response verify OK' "$work/ocsp" && grep -q ": ${pair#*:}" "$work/ocsp"
	ok "openssl asks OCSP about $site" $? "$(cat "$work/ocsp")"
done
finish
