#!/bin/sh
# lencr why on what sensors say of bodies: files.log and ocsp.log of Zeek, fileinfo
# of Suricata. The same traffic as a capture and through the logs gives the same
# contacts, and no log gives a better grade than the capture.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"
here=$top_srcdir/tests/cli

need python3
need openssl

# A certificate with the issuer's name as Let's Encrypt writes it.
r3=$(awk -F '\t' '$1 == "prod/int-r3" { for (i = 2; i <= NF; i++) if ($i ~ /^[0-9a-f]+$/ && length($i) == 64) { print $i; exit } }' \
	"$top_srcdir/data/catalog.tsv")
printf '[req]\nstring_mask = default\ndistinguished_name = name\n[name]\n' >"$work/conf"
openssl req -config "$work/conf" -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -keyout "$work/ca.key" \
	-out "$work/ca.pem" -subj "/C=US/O=Let's Encrypt/CN=R3" 2>"$work/err" &&
	openssl req -config "$work/conf" -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/key" \
		-out "$work/csr" -subj /CN=shop.example.test 2>>"$work/err" &&
	openssl x509 -req -in "$work/csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -days 9 -outform DER -out "$work/cert" \
		-set_serial 0x04a5fcf7026b98adcb21454b55e1512983c7 2>>"$work/err" &&
	python3 "$here/why_files.py" make "$work/cert" "$r3" "$work/traffic" 2>>"$work/err"
ok 'the traffic is made' $? "$(cat "$work/err")"
traffic=$work/traffic

# says NAME EXPECTED EXPRESSION: on the contacts C of the JSON in $work/out
says() {
	said=$(python3 -c 'import json, sys
c = json.load(open(sys.argv[1]))["contacts"]
print(eval(sys.argv[2]))' "$work/out" "$3" 2>&1) || :
	ok "$1" "$(true_is [ "$said" = "$2" ])" "expected: $2
found: $said
$(head -c 3000 "$work/out")"
}

run why --json "$traffic/capture.pcap"
expect 'the capture' 0
says 'two contacts, the question is proven' 'proven 04a5fcf7026b98adcb21454b55e1512983c7' \
	'"%s %s" % (c[0]["grade"], c[0]["object"]["serial"])'
says 'no log said anything' 0 'len([k for k in c if "claimed" in k["content"] or "claimed" in k["object"]])'
cp "$work/out" "$work/capture.json"

# same NAME: the report in $work/out against the capture's
same() {
	output=$(python3 "$here/why_files.py" compare "$work/capture.json" "$work/out" 2>&1)
	ok "$1: the capture's contacts, no better explained, nothing looked into" $? "$output"
}

for kind in tsv tsv-rotated tsv-json old old-rotated old-json all.json; do
	run why --json "$traffic/$kind"
	expect "$kind" 0
	same "$kind"
	says "$kind: the answer says which certificate the POST was about" \
		'04a5fcf7026b98adcb21454b55e1512983c7 True proven shop.example.test' \
		'"%s %s %s %s" % (c[0]["object"]["serial"], c[0]["object"]["claimed"], c[0]["grade"], c[0]["candidates"][0]["name"])'
	says "$kind: by its digest the issuer's certificate" "Let's Encrypt R3 False" \
		'"%s %s" % (c[1]["content"]["claimed"]["is"], c[1]["content"]["claimed"]["other"])'
done
if "$here/validate.py" "$work/out" >"$work/says" 2>&1; then said=0; else said=$?; fi
if [ "$said" -eq 77 ]; then
	echo '# python3-jsonschema is not installed: the report was not validated'
else
	ok 'the report is valid' "$said" "$(cat "$work/says")"
fi
run why "$traffic/old/ocsp.log" "$traffic/old/x509.log" "$traffic/old/files.log" "$traffic/old/ssl.log" "$traffic/old/http.log"
expect 'the logs one by one, in the worst order' 0 'PROVEN  shop\.example\.test'
ok 'the page says whose word it is' "$(tr -s ' \n' '  ' <"$work/out" | grep -q "its SHA-256 is that of a certificate of Let's Encrypt R3 in the catalog, by the log's word alone"; echo $?)" "$(cat "$work/out")"

mkdir "$work/bare"
cp "$traffic/tsv/http.log" "$traffic/tsv/ssl.log" "$traffic/tsv/x509.log" "$work/bare"
run why --json "$work/bare"
says 'without ocsp.log nobody knows which certificate it was about' 'False possible' \
	'"%s %s" % ("serial" in c[0]["object"], c[0]["grade"])'

run why "$traffic/revoked"
expect 'revoked' 0 'answer-revoked'
ok 'since when, why and who says so' "$(tr -s ' \n' '  ' <"$work/out" | grep -q "is revoked since 2024-02-29T23:00:00Z, superseded, by the log's word"; echo $?)" "$(cat "$work/out")"
run why --json "$traffic/two"
says 'an answer about two certificates names neither' 'False an OCSP answer about several certificates' \
	'"%s %s" % ("serial" in c[0]["object"], c[0]["content"]["claimed"]["text"])'

for kind in eve.json eve.json.gz; do
	run why --json "$traffic/$kind"
	expect "$kind" 0
	same "$kind"
	says "$kind: by its digest the issuer's certificate" "Let's Encrypt R3 False 1306" \
		'"%s %s %d" % (c[1]["content"]["claimed"]["is"], c[1]["content"]["claimed"]["other"], c[1]["content"]["claimed"]["bytes"])'
done
sed "s/$r3/$(awk -F '\t' '$1 == "prod/int-e1" { for (i = 2; i <= NF; i++) if ($i ~ /^[0-9a-f]+$/ && length($i) == 64) { print $i; exit } }' \
	"$top_srcdir/data/catalog.tsv")/" "$traffic/eve.json" >"$work/other.json"
run why "$work/other.json"
expect "another CA's certificate by its digest: a warning, not suspicious" 0 'claimed-other'
finish
