#!/bin/sh
# lencr show: every kind of object, as text and as JSON.
. "${top_srcdir:-.}/tests/cli/tap.sh"

valid() {
	python3 "$top_srcdir/tests/cli/validate.py" "$work/out" >"$work/says" 2>&1
	problem=$?
	[ "$problem" -ne 77 ] || problem=0
	ok "$1" "$problem" "$(cat "$work/says")"
}

run show
expect 'nothing to show' 2 '' 'Name a file'
run show "$work/none"
expect 'a file that is not there' 5 'none'
run show --json "$work/none"
expect 'the same as JSON' 5 '"reach": "not-found"'
valid 'which holds to the schema'
printf 'nothing\n' >"$work/text"
run show "$work/text"
expect 'a text is nothing to show' 1 'nothing that can be shown'
printf '%s\n' '-----BEGIN CERTIFICATE-----' 'MIIB' '-----END CERTIFICATE-----' >"$work/bad.pem"
run show --json "$work/bad.pem"
expect 'a certificate that is cut' 1 '"problem"'
valid 'whose JSON holds to the schema'
run show --find xyz "$work/text"
expect 'a serial that is none' 2 '' 'not a serial'
run show --ct-logs "$work/text" "$work/text"
expect 'a log list that is none' 2 '' 'ct-logs'

start_world --root-out "$work/root.pem" || exit 1
fetch="--via $address --no-cache"
run show "$work/root.pem"
expect 'several certificates in PEM' 0 'TEST ISRG Root X2'
run show --json "$work/root.pem"
expect 'as JSON' 0 '"kind": "certificate"'
valid 'which holds to the schema'
# shellcheck disable=SC2086 # two words each
run show $fetch http://ye1.i.lencr.org/ http://ye1.c.lencr.org/7.crl
expect 'a certificate and a list by URL' 0 'certificate revocation list'
# shellcheck disable=SC2086
run show $fetch --jsonl http://ye1.i.lencr.org/ http://ye1.c.lencr.org/7.crl
expect 'as JSON lines' 0 '"kind": ?"crl"'
valid 'which hold to the schema'
# shellcheck disable=SC2086
run show $fetch --json http://ye1.c.lencr.org/999.crl
expect 'a URL that is not there' 5 '"reach": "bad-status"'
valid 'whose JSON holds to the schema'
run show --no-cache http://127.0.0.1:9/x.crl
expect 'the guard holds for URLs by hand' 5 'url-refused'

if command -v openssl >/dev/null 2>&1; then
	esc=$(printf '\033')
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/key" \
		-utf8 -out "$work/evil.pem" -subj "/CN=evil${esc}[31m" -days 2 2>"$work/err"
	run show "$work/evil.pem"
	expect 'a name with an escape sequence' 0 'evil'
	if grep -q "$esc" "$work/out"; then ok 'it does not reach the terminal' 1; else ok 'it does not reach the terminal' 0; fi
	openssl crl2pkcs7 -nocrl -certfile "$work/root.pem" -outform DER -out "$work/bundle.p7b" 2>"$work/err"
	run show --json "$work/bundle.p7b"
	expect 'a PKCS#7 bundle' 0 '"kind": "pkcs7"'
	valid 'whose JSON holds to the schema'
	openssl ocsp -issuer "$work/evil.pem" -cert "$work/evil.pem" -reqout "$work/ask.der" 2>"$work/err"
	run show --json "$work/ask.der"
	expect 'an OCSP request' 0 '"kind": "ocsp-request"'
	valid 'whose JSON holds to the schema'
	cat "$work/key" "$work/evil.pem" >"$work/both.pem"
	run show --json "$work/both.pem"
	expect 'a key is only named' 0 '"kind": "private-key"'
	valid 'whose JSON holds to the schema'
fi

# Genuine objects, where they are at hand.
if [ -d "$shared/fixtures" ]; then
	run show --json "$shared"/fixtures/leaves/*.pem "$shared"/fixtures/ocsp/*.der "$shared"/fixtures/crls/*.pem
	expect 'genuine certificates, responses and lists' 0 '"profile": "shortlived"'
	valid 'their JSON holds to the schema'
	! grep -q '"severity": "warn"' "$work/out"
	ok 'no genuine leaf breaks a rule of its profile' $?
else
	echo '# shared folder absent: no genuine objects'
fi
finish
