#!/bin/sh
# What other tools were measured to get wrong, L1 to L23: a hierarchy like Let's Encrypt's
# by openssl, and the right verdict for each stimulus.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"
. "$top_srcdir/tests/support/hierarchy.sh"

need openssl python3
dir=$work/h
new_hierarchy "$dir" ec
: >"$work/log"
start_python "$dir" --log "$work/log"
via="--via http=$web --via tls=$tls"

# online VERDICT WORD NAME ARG...: through the servers.
online() {
	verdict=$1 word=$2 name=$3
	shift 3
	# shellcheck disable=SC2086 # words
	agree "$name" "$verdict" "$word" $via --trust "$dir/root.pem" "$@"
}

# by_hand VERDICT WORD NAME ARG...: with files alone.
by_hand() {
	verdict=$1 word=$2 name=$3
	shift 3
	agree "$name" "$verdict" "$word" --offline --trust "$dir/root.pem" --untrusted "$dir/inter.pem" "$@"
}

online good - 'L1: good leaf, right shard' good.test
online revoked revoked 'L2: revoked leaf' gone.test
by_hand undetermined crl-wrong-scope 'L3: the other shard by hand' --crl "$dir/2.crl" --crl "$dir/root.crl" "$dir/good.pem"
cp "$dir/www/inter.c.peer.test/1.crl" "$work/kept"
cp "$dir/2.crl" "$dir/www/inter.c.peer.test/1.crl"
online undetermined crl-wrong-scope 'L3: the other shard served' good.test
cp "$work/kept" "$dir/www/inter.c.peer.test/1.crl"
online good - 'L4: whole chain, no CRL asked of the root' --scope chain good.test
by_hand good - 'L4: the same by hand' --crl "$dir/1.crl" --crl "$dir/root.crl" "$dir/good.pem"
openssl crl -inform DER -in "$dir/1.crl" -out "$dir/www/inter.c.peer.test/1.crl"
online good - 'L5: PEM from the network' good.test
grep -q '"severity": "warn"' "$work/out"
ok 'L5: warned about' $?
cp "$work/kept" "$dir/www/inter.c.peer.test/1.crl"
by_hand revoked revoked 'L6: revoked by OCSP has its status' --ocsp "$dir/recalled.ocsp" --scope leaf "$dir/recalled.pem"
online revoked revoked 'L7: revoked on connecting' --scope leaf gone.test
list_last=$(date_at -864000) list_next=$(date_at -86400)
new_list "$dir" inter list_1 "$work/stale.crl"
list_last='' list_next=''
by_hand undetermined crl-stale 'L8, L10: stale' --crl "$work/stale.crl" --crl "$dir/root.crl" "$dir/good.pem"
python3 -c 'import sys
d = bytearray(open(sys.argv[1], "rb").read())
d[-1] ^= 1
open(sys.argv[2], "wb").write(d)' "$dir/1.crl" "$work/broken.crl"
by_hand suspicious crl-bad-signature 'L8, L10: broken signature' --crl "$work/broken.crl" --crl "$dir/root.crl" "$dir/good.pem"
by_hand good - 'L8: the same beside a sound one' --crl "$work/broken.crl" --crl "$dir/1.crl" --crl "$dir/root.crl" \
	"$dir/good.pem"
: >"$work/rows"
python3 -c 'import sys
for n in range(4000):
    print("R\t300101000000Z\t%s,superseded\t5B%06X\tunknown\t/CN=x" % (sys.argv[1], n))' \
	"$(date_at -9000 | cut -c3-)" >"$work/rows"
new_list "$dir" inter list_1 "$work/big.crl" "$(cat "$work/rows")"
size=$(wc -c <"$work/big.crl")
ok 'L8: a list of 4,000 entries was made' "$([ "$size" -gt 100000 ]; echo $?)" "$size"
by_hand good - 'L8: a list of 4,000 entries' --crl "$work/big.crl" --crl "$dir/root.crl" "$dir/good.pem"
by_hand undetermined crl-wrong-scope 'L9: revoked leaf, the other shard' --crl "$dir/1.crl" --crl "$dir/root.crl" \
	"$dir/gone.pem"
new_key ec "$work/forger.key"
mkdir "$work/forged"
cp -R "$dir/." "$work/forged"
cp "$work/forger.key" "$work/forged/inter.key"
openssl req -new -x509 -key "$work/forger.key" -subj '/CN=Peer Intermediate ec' -days 9 \
	-config "$dir/openssl.cnf" -extensions root -out "$work/forged/inter.pem"
sed "s|$dir|$work/forged|g" "$dir/openssl.cnf" >"$work/forged/openssl.cnf"
new_list "$work/forged" inter list_1 "$work/forged.crl" "$(revoked_row 5A01 keyCompromise -100)"
by_hand good - "L10: a stranger's list that revokes, beside a sound one" --crl "$work/forged.crl" --crl "$dir/1.crl" \
	--crl "$dir/root.crl" "$dir/good.pem"
run check --no-cache --offline --trust "$dir/root.pem" --untrusted "$dir/inter.pem" --crl "$work/forged.crl" \
	--crl "$dir/root.crl" "$dir/good.pem"
ok "L10: a stranger's list alone is never good nor revoked" "$([ "$status" -eq 4 ] || [ "$status" -eq 6 ]; echo $?)" \
	"$status: $(cat "$work/out")"
online good chain-incomplete 'L11: leaf alone, AIA followed' alone.test
online good - 'L12: the issuer found by AIA serves the OCSP step' --ocsp "$dir/stapled.ocsp" "$dir/stapled.pem"
online good - 'L13: a file of one leaf to the root' "$dir/good.pem"
by_hand good - 'L14: critical point is no false revocation' --method crl --crl "$dir/1.crl" --crl "$dir/root.crl" \
	"$dir/good.pem"
by_hand revoked revoked 'L15: soft does not soften a revocation' --revocation soft --crl "$dir/2.crl" "$dir/gone.pem"
new_hierarchy "$work/rsa" rsa
agree 'L16: RSA issuer, shard with a critical point' good - --offline --trust "$work/rsa/root.pem" \
	--untrusted "$work/rsa/inter.pem" --crl "$work/rsa/1.crl" --crl "$work/rsa/root.crl" "$work/rsa/good.pem"
openssl crl -inform DER -in "$dir/1.crl" -noout -text | grep -q 'ecdsa-with-SHA256'
ok 'L17: the list of L14 is signed by ECDSA with SHA-256' $?

# L18: two shards of one issuer live side by side in one cache.
for turn in first second; do
	for leaf in good:0 gone:3; do
		# shellcheck disable=SC2086 # words
		run check $via --cache "$work/shards" --trust "$dir/root.pem" "${leaf%:*}.test"
		expect "L18: ${leaf%:*}, $turn time, one cache" "${leaf#*:}"
	done
	[ $turn = second ] || cp "$work/log" "$work/log.first"
done
asked=$(($(grep -c '\.crl' "$work/log") - $(grep -c '\.crl' "$work/log.first")))
# Python's server sends no validator: with nothing to go by each list may be asked again.
ok 'L18: the second turn asked no more than the first' "$([ "$asked" -le 4 ]; echo $?)" "$asked"

online revoked revoked 'L19 to L22: status 3, not 0, on what is revoked' --jobs 1 gone.test
run check --offline --no-cache --trust "$dir/root.pem" --untrusted "$dir/inter.pem" --ocsp "$dir/recalled.ocsp" \
	--crl "$dir/root.crl" -q "$dir/recalled.pem"
expect 'L19: the same in quiet' 3 'REVOKED'
by_hand undetermined - 'L20: nothing fetched is said, not passed over' "$dir/gone.pem"
online revoked revoked 'L21: by the list alone, no root file asked for' --method crl gone.test
online good chain-incomplete 'L23: leaf alone, the chain to be served is written' --write-chain "$work/chain.pem" alone.test
openssl verify -CAfile "$dir/root.pem" -untrusted "$work/chain.pem" "$dir/alone.pem" >/dev/null 2>&1
ok 'L23: openssl takes the written chain' $?
ok 'L23: it has two certificates' "$([ "$(grep -c 'BEGIN CERT' "$work/chain.pem")" -eq 2 ]; echo $?)"

# A serial's text within another's, a root's serial on a list of its own children.
new_list "$dir" inter list_1 "$work/near.crl" "$(revoked_row 5A0100 superseded -100)" "$(revoked_row 015A01 superseded -100)" \
	"$(revoked_row 5A superseded -100)" "$(revoked_row 01 superseded -100)"
by_hand good - 'serials that hold this one are others' --crl "$work/near.crl" --crl "$dir/root.crl" "$dir/good.pem"
new_list "$dir" root list_root "$work/own.crl" "$(revoked_row 51 superseded -100)"
by_hand good - "the anchor's own serial on its list spoils nothing" --crl "$dir/1.crl" --crl "$work/own.crl" "$dir/good.pem"
new_list "$dir" root list_root "$work/ca.crl" "$(revoked_row 52 cACompromise -100)"
by_hand revoked ca-revoked 'a revoked intermediate' --crl "$dir/1.crl" --crl "$work/ca.crl" "$dir/good.pem"
printf 'extra' | cat "$dir/1.crl" - >"$work/more.crl"
by_hand undetermined crl-malformed 'bytes behind the list' --crl "$work/more.crl" --crl "$dir/root.crl" "$dir/good.pem"
head -c 100 "$dir/1.crl" >"$work/less.crl"
by_hand undetermined crl-malformed 'half a list' --crl "$work/less.crl" --crl "$dir/root.crl" "$dir/good.pem"
all_valid
finish
