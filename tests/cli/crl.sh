#!/bin/sh
# lencr crl: lint, diff and sweep, against lists of the test mode and of openssl.
. "${top_srcdir:-.}/tests/cli/tap.sh"

valid() {
	python3 "$top_srcdir/tests/cli/validate.py" "$work/out" >"$work/says" 2>&1
	problem=$?
	[ "$problem" -ne 77 ] || problem=0
	ok "$1" "$problem" "$(cat "$work/says")"
}

run crl
expect 'no sub-command' 2 '' 'lint FILE'
run crl linnt x
expect 'a slip in it' 2 '' 'did you mean'
run crl diff one
expect 'diff of one list' 2 '' 'OLD NEW'
run crl sweep NOBODY
expect 'a CA that nobody knows' 2 '' '1..128'
run crl sweep 'http://a.test/{5..1}.crl'
expect 'a range the wrong way round' 2 '' '1..128'
run crl lint "$work/none.crl"
expect 'a file that is not there' 5 'none.crl'
printf '<html>\n' >"$work/page.crl"
run crl lint "$work/page.crl"
expect 'a page is no list' 1 'C01'
run crl lint --json "$work/page.crl"
expect 'the same as JSON' 1 '"result": "fail"'
valid 'its JSON holds to the schema'

start_world --root-out "$work/root.pem" || exit 1
fetch="--via $address --no-cache"
# shellcheck disable=SC2086 # two words each
run crl lint $fetch -v http://ye1.c.lencr.org/13.crl
expect 'a shard holds to its rules' 0 'OK .*0 fail'
grep -q 'holds *C14' "$work/out"
ok '-v shows the rules that hold' $?
# shellcheck disable=SC2086
run crl lint $fetch --json http://ye1.c.lencr.org/13.crl http://x1.c.lencr.org/
expect 'two lists as JSON' 0 '"rule": "C31"'
valid 'which holds to the schema'
# shellcheck disable=SC2086
run crl lint $fetch --at 2040-01-01T00:00:00Z http://ye1.c.lencr.org/13.crl
expect 'an old list fails' 1 'C09'
# shellcheck disable=SC2086
run crl sweep $fetch YE1
expect 'all shards of YE1' 0 '128 of 128 lists ok'
[ "$(grep -c ' ok ' "$work/out")" -ge 128 ]
ok 'a line a shard' $?
# shellcheck disable=SC2086
run crl sweep $fetch --json YE1
expect 'the same as JSON' 0 '"in_two_shards": \[\]'
valid 'which holds to the schema'
# shellcheck disable=SC2086
run crl sweep $fetch --jsonl 'http://ye1.c.lencr.org/{127..130}.crl'
expect 'missing shards' 1 '"state": ?"missing"'
valid 'as lines that hold to the schema'
# shellcheck disable=SC2086
run crl sweep $fetch 'ISRG Root X1'
expect 'a CA with one list' 0 '1 of 1 lists ok'
run crl sweep --via 127.0.0.1:1 --no-cache 'http://ye1.c.lencr.org/{1..2}.crl'
expect 'nobody answers' 5 '2 unreached'

# Lists by other hands.
if command -v openssl >/dev/null 2>&1; then
	ca=$work/ca
	mkdir "$ca"
	: >"$ca/index"
	echo 01 >"$ca/number"
	cat >"$ca/conf" <<-END
		[ca]
		default_ca = one
		[one]
		database = $ca/index
		crlnumber = $ca/number
		default_md = sha256
		crl_extensions = ext
		[ext]
		authorityKeyIdentifier = keyid
		[req]
		distinguished_name = dn
		[dn]
		[root]
		basicConstraints = critical,CA:TRUE
		subjectKeyIdentifier = hash
	END
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$ca/key" \
		-out "$ca/cert" -subj '/CN=Test CA' -days 30 -config "$ca/conf" -extensions root 2>"$work/err"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$ca/leafkey" \
		-out "$ca/leaf" -subj '/CN=leaf' -days 20 -config "$ca/conf" -CA "$ca/cert" -CAkey "$ca/key" \
		-set_serial 0x0a01 2>"$work/err" || :
	list() {
		printf '%s' "$2" >"$ca/index"
		openssl ca -config "$ca/conf" -gencrl -keyfile "$ca/key" -cert "$ca/cert" -out "$1" \
			-crl_lastupdate "$3" -crl_nextupdate "$4" 2>"$work/err"
	}
	now=$(date -u +%Y%m%d%H%M%SZ)
	later=$(date -u -d '+5 days' +%Y%m%d%H%M%SZ 2>/dev/null || echo "$now")
	before=$(date -u -d '-1 day' +%Y%m%d%H%M%SZ 2>/dev/null || echo "$now")
	end=330101000000Z
	tab=$(printf '\t')
	list "$ca/old.pem" "R$tab$end${tab}260101000000Z,superseded${tab}0A01${tab}unknown$tab/CN=a
R$tab$end${tab}260101000000Z${tab}0A02${tab}unknown$tab/CN=b
" "$before" "$later"
	list "$ca/new.pem" "R$tab$end${tab}260101000000Z,keyCompromise${tab}0A02${tab}unknown$tab/CN=b
R$tab$end${tab}260102000000Z${tab}0A03${tab}unknown$tab/CN=c
" "$now" "$later"
	run crl diff "$ca/old.pem" "$ca/new.pem"
	expect 'a later list of openssl: one added, one gone, one changed' 0 '1 added, 1 gone, 1 changed'
	grep -q 'removed *0a01' "$work/out"
	ok 'the serial that is gone is named' $?
	run crl diff --json "$ca/old.pem" "$ca/new.pem"
	expect 'the same as JSON' 0 '"reason-changed": 1'
	valid 'which holds to the schema'
	run crl diff "$ca/new.pem" "$ca/old.pem"
	expect 'the wrong way round' 1 'C15'
	run crl diff "$ca/new.pem" "$ca/new.pem"
	expect 'a list with itself' 0 'the same list'
	if [ -s "$ca/leaf" ]; then
		run crl diff "$ca/old.pem" "$ca/new.pem" "$ca/leaf"
		expect 'an entry that vanished before its certificate expired' 1 'vanished *0a01'
	fi
	run crl diff --json --issuer "$ca/cert" "$ca/old.pem" "$ca/new.pem"
	expect 'the signatures of both lists' 0 '"C11"'
	valid 'which holds to the schema, too'
	run crl diff --issuer "$work/root.pem" "$ca/old.pem" "$ca/new.pem"
	expect 'lists that somebody else signed' 1 'fail  C11'
	run crl lint --issuer "$ca/cert" "$ca/new.pem"
	expect 'a list of a private CA' 0 'signed by Test CA'
	run crl lint --issuer "$work/root.pem" "$ca/new.pem"
	expect 'certificates of others' 1 'C04'
	run show --find 0a03 --find 0x99 "$ca/new.pem"
	expect 'a serial in a list' 0 'listed *0a03'
	grep -q 'not listed *99' "$work/out"
	ok 'and one that is not' $?
	run show --json --find a03 "$ca/new.pem"
	expect 'the same as JSON' 0 '"count": 1'
	valid 'which holds to the schema'
fi
finish
