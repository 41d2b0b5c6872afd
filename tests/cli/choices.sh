#!/bin/sh
# Each option that changes the judgement or the report, tried on the built-in world.
. "${top_srcdir:-.}/tests/cli/tap.sh"

# shellcheck disable=SC2119 # no argument is meant
start_world || exit 99
check() {
	run check --no-cache --via "$address" --trust "$root" "$@"
}

check --write-chain "$work/chain.pem" revoked-cross-sign.test
expect '--write-chain: the verdict stays' 0 'GOOD'
number=$(grep -c BEGIN "$work/chain.pem")
ok '--write-chain: leaf, intermediate and cross-sign, no anchor' "$(true_is [ "$number" -eq 3 ])" "$number certificates"
check --offline --revocation off "$work/chain.pem"
expect '--write-chain: what was written is whole by itself' 0 'GOOD'
check --as-served revoked-cross-sign.test
expect '--as-served: what is served alone is revoked' 3 'REVOKED'
check --as-served --revocation off "$work/chain.pem"
expect '--as-served: the written chain is good' 0 'GOOD'
rm -f "$work/chain.pem"
check --write-chain "$work/chain.pem" unknown-root.test
expect '--write-chain without a path writes nothing' 1 'INVALID' 'no chain was written'
[ ! -e "$work/chain.pem" ]
ok '--write-chain without a path leaves no file' $?
check --write-chain "$work/no/such/chain.pem" good-rsa.test
expect '--write-chain into nowhere' 7 'GOOD' 'cannot be written'

check --fail-on presented-ca-revoked,chain-incomplete revoked-cross-sign.test
expect '--fail-on a word that is there' 1 'GOOD'
check --fail-on chain-incomplete revoked-cross-sign.test
expect '--fail-on a word that is not there' 0 'GOOD'
check --fail-on warn revoked-cross-sign.test
expect '--fail-on warn' 1 'GOOD'
check --json --fail-on presented-ca-revoked revoked-cross-sign.test
expect '--fail-on in JSON: failed_on, the verdict stays' 1 '"failed_on"'
check --fail-on warn revoked-crl.test
expect '--fail-on does not soften' 3 'REVOKED'

check --warn-days 80 -v good-rsa.test
expect '--warn-days: a warning' 0 'expires-soon'
check --warn-days 10 -v good-rsa.test
if grep -q expires-soon "$work/out"; then ok '--warn-days: none' 1; else ok '--warn-days: none' 0; fi
check --warn-days 80 --fail-on expires-soon good-rsa.test
expect '--warn-days with --fail-on' 1 'GOOD'

check --revocation soft crl-missing.test
expect '--revocation soft' 0 'GOOD'
check --revocation soft revoked-crl.test
expect '--revocation soft does not soften a revocation' 3 'REVOKED'
check --revocation off crl-missing.test
expect '--revocation off' 0 'GOOD'
check --revocation offered private.test
expect '--revocation offered' 0 'GOOD'
check --revocation offered crl-missing.test
expect '--revocation offered does not excuse a source that fails' 4 'UNDETERMINED'
check --scope leaf revoked-intermediate.test
first=$status
check revoked-intermediate.test
ok '--scope leaf does not ask about intermediates' "$(true_is [ "$first" -eq 0 ])" "status $first"
expect '--scope chain does' 3 'REVOKED'
check --method ocsp --scope leaf old-ocsp.test
expect '--method ocsp' 0 'GOOD'
check --method ocsp --scope leaf good-rsa.test
expect '--method ocsp without a responder' 4 'UNDETERMINED'
check --method both --scope leaf staple-against-crl.test
expect '--method both' 3 'REVOKED'
check --max-age 1s good-rsa.test
expect '--max-age: older evidence does not prove good' 4 'UNDETERMINED'
check --max-age 400d good-rsa.test
expect '--max-age: younger evidence does' 0 'GOOD'
check --max-depth 0 good-rsa.test
expect '--max-depth' 1 'INVALID'
check --name other.test good-rsa.test
expect '--name another' 1 'name'
check --name good-rsa.test wrong-name.test
expect '--name does not make a certificate carry it' 1 'name'
check --name other.test revoked-staple.test
expect 'a revocation at hand weighs more than a wrong name' 3 'REVOKED'
check --purpose client good-rsa.test
expect '--purpose client' 1 'purpose'
check --profile webpki weak-key.test
expect '--profile webpki' 1 'INVALID'
check --at @0 good-rsa.test
expect '--at in the past' 1 '1970-01-01'
check --key rsa --json both-keys.test
expect '--key rsa' 0 '"type": "RSA"'
check --no-fetch good-rsa.test
expect '--no-fetch says what would be fetched, and what for' 4 '^  http://yr1.c.lencr.org/[0-9]+.crl  CRL for good-rsa.test'
check --no-fetch -v good-rsa.test
expect '--no-fetch lists what would be fetched' 4 'c.lencr.org'
check --connect localhost:9 --sni good-rsa.test --name good-rsa.test whatever.test
expect '--sni and --name beside --via' 0 'GOOD'
run check --no-cache --trust "$root" --connect "127.0.0.1:$port" good-rsa.test
expect '--connect: the target there, its URLs not' 4 'UNDETERMINED'
check -4 good-rsa.test
expect '-4' 0 'GOOD'
run check --no-cache --trust "$root" --no-fetch -6 --name good-rsa.test --sni good-rsa.test "127.0.0.1:$port"
expect '-6 is about names, not about an address that was written' 4 'UNDETERMINED'
run check --no-cache --trust "$root" --no-fetch -6 --connect "127.0.0.1:$port" good-rsa.test
expect 'nor about one in --connect' 4 'UNDETERMINED'

# The page.
for width in 40 60 100 200 1000; do
	COLUMNS=$width "$lencr" check --no-cache --via "$address" --trust "$root" good-rsa.test >"$work/out" 2>&1
	limit=$width
	[ "$limit" -ge 60 ] || limit=60
	[ "$limit" -le 200 ] || limit=200
	widest=$(awk '{ if (length($0) > widest) widest = length($0) } END { print widest }' "$work/out")
	ok "width $width: no line is over $limit columns" "$(true_is [ "$widest" -le "$limit" ])" "$widest columns"
done
LC_ALL=C "$lencr" check --no-cache --via "$address" --trust "$root" good-rsa.test >"$work/out" 2>&1
if LC_ALL=C grep -q '[^ -~]' "$work/out"; then ok 'ASCII in the C locale' 1; else ok 'ASCII in the C locale' 0; fi
esc=$(printf '\033')
check --color always good-rsa.test
grep -q "$esc" "$work/out"
ok '--color always colours a pipe' $?
check good-rsa.test
if grep -q "$esc" "$work/out"; then ok 'a pipe is not coloured' 1; else ok 'a pipe is not coloured' 0; fi
check -q good-rsa.test expired.test
lines=$(wc -l <"$work/out")
ok '-q: one line a target' "$(true_is [ "$lines" -le 3 ])" "$lines lines"
# Where there are no pseudo-terminals (a bare chroot) there is nothing to look at.
if script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
	script -qec "'$lencr' check --no-cache --via $address --trust '$root' good-rsa.test" /dev/null >"$work/out" 2>&1 </dev/null
	grep -q "$esc" "$work/out"
	ok 'a terminal is coloured' $?
	NO_COLOR=1 script -qec "'$lencr' check --no-cache --via $address --trust '$root' good-rsa.test" /dev/null >"$work/out" 2>&1 </dev/null
	if grep -q "$esc\\[[0-9;]*m" "$work/out"; then ok 'NO_COLOR is honoured' 1; else ok 'NO_COLOR is honoured' 0; fi
fi

# Text, JSON and exit status say the same on every site.
wrong=''
for site in good-rsa expired revoked-crl crl-missing crl-forged handshake-fails leaf-only private; do
	check --json "$site.test"
	json=$(sed -n 's/^ *"verdict": "\([a-z]*\)",*$/\1/p' "$work/out" | head -n 1)
	first=$status
	check -q "$site.test"
	text=$(sed -n '1s/^[^ ]*  *\([A-Z]*\).*/\1/p' "$work/out" | tr '[:upper:]' '[:lower:]')
	case $json in
	good) want=0 ;; invalid) want=1 ;; revoked) want=3 ;; undetermined) want=4 ;;
	unreachable) want=5 ;; suspicious) want=6 ;; *) want=99 ;;
	esac
	[ "$json" = "$text" ] && [ "$first" -eq "$want" ] && [ "$status" -eq "$want" ] ||
		wrong="$wrong $site: json $json, text $text, status $first and $status;"
done
ok 'text, JSON and exit status agree' "$(true_is [ -z "$wrong" ])" "$wrong"
finish
