#!/bin/sh
# The disk cache: what is told of it, limits, damage, and what must not be used.
. "${top_srcdir:-.}/tests/cli/tap.sh"
validate=$top_srcdir/tests/cli/validate.py

# valid NAME: the last output holds to its schema.
valid() {
	cp "$work/out" "$work/valid.json"
	command -v python3 >/dev/null 2>&1 || return 0
	"$validate" "$work/valid.json" >"$work/says" 2>&1
	code=$?
	[ "$code" -eq 77 ] || ok "$1" "$code" "$(cat "$work/says")"
}

run cache ls
expect 'a cache that was never written is empty' 0 '^0 entries'
run cache ls --json
expect 'the same as JSON' 0 '"entries": 0'
valid 'it holds to the schema'
run cache verify --cache "$work/none"
expect 'a named cache must be there' 5 '' 'none'
[ ! -e "$work/cache/lencr" ] && [ ! -e "$work/none" ]
ok 'looking makes nothing' $?

# shellcheck disable=SC2119 # the built-in world
start_world || { echo '1..0 # SKIP the test mode does not start'; exit 0; }
run check -q --via "$address" --trust "$root" good-ecdsa.test good-rsa.test short-lived.test
expect 'a check fills it' 0
run cache ls
expect 'ls shows CRLs' 0 '^crl .*http://ye1\.c\.lencr\.org/'
run cache ls --json
expect 'ls as JSON' 0 '"action": "ls"'
valid 'ls holds to the schema'
url=$(sed -n 's/.*"url": "\(http:[^"]*\.crl\)".*/\1/p' "$work/out" | head -n 1)
run cache ls --jsonl
expect 'ls as lines' 0 '"summary"'
valid 'ls as lines holds to the schema'
run cache show "$url"
expect 'show names the key that it verified under' 0 'issuer key +[0-9a-f]{64}'
run cache show --json "$url" http://nowhere.example/
expect 'show says what is not there' 1 '"issuer_key"' 'nowhere.example/ is not in the cache'
valid 'show holds to the schema'
run cache verify
expect 'verify finds all well' 0 'all digests agree'

run cache export "$work/exported"
expect 'export' 0 'files written'
name=$(printf '%s' "${url#http://}" | sed 's/\//_/g')
openssl crl -in "$work/exported/$name" -noout -lastupdate >"$work/says" 2>&1
ok "export writes $name, a CRL" $? "$(cat "$work/says")"
run cache export "$work/exported"
expect 'export never mixes into a folder' 2 '' 'not an empty folder'
run cache export --json "$work/exported2"
expect 'export as JSON' 0 '"exported"'
valid 'export holds to the schema'

# Damage is told, not used, and goes with the next tidying.
blob=$(find "$work/cache/lencr/blob" -type f | sort | head -n 1)
printf 'x' | dd of="$blob" bs=1 seek=30 conv=notrunc 2>/dev/null
run cache verify
expect 'verify finds damage' 1 'its body is damaged'
run cache verify --json
expect 'verify as JSON' 1 '"damaged": 1'
valid 'verify holds to the schema'
run check -q --via "$address" --trust "$root" good-ecdsa.test good-rsa.test short-lived.test
expect 'a damaged cache changes no verdict' 0
run cache verify
expect 'what was damaged was fetched again' 0 'all digests agree'
record=$(find "$work/cache/lencr/want" -type f | sort | head -n 1)
printf 'x' | dd of="$record" bs=1 seek=30 conv=notrunc 2>/dev/null
run cache verify --json
expect 'verify finds a damaged record' 1 '"problem"'
valid 'a damaged record holds to the schema'
run cache prune
expect 'prune removes it' 0 'removed'
run cache verify
expect 'then all is well' 0 'all digests agree'

# Limits: the least recently used go first.
keep=$(grep -l "^url: $url\$" "$work"/cache/lencr/want/*/*)
find "$work/cache/lencr/want" -type f -exec touch -d '40 days ago' {} +
touch "$keep"
run cache prune --max-age 30d
expect 'prune by age' 0 '^1 entries'
run cache ls
expect 'what was used stays' 0 "$url"
run cache prune --max-count 0
expect 'prune by count' 0 '^0 entries'
run cache prune --max-size 0
expect 'prune by size' 0 '^0 entries'
run check -q --via "$address" --trust "$root" good-ecdsa.test
run cache rm "$url" http://nowhere.example/
expect 'rm takes what is there and names what is not' 1 '' 'nowhere.example'
run cache rm
expect 'rm wants to know what' 2 '' '--all'
run cache rm --all
expect 'rm --all' 0 '^0 entries'
run cache rm --all --json
expect 'rm of nothing' 0 '"removed": 0'
valid 'rm holds to the schema'
[ -z "$(find "$work/cache/lencr/blob" -type f)" ]
ok 'no body is left' $?
run cache
expect 'cache alone' 2 '' 'ls, show, verify'
run cache ls more
expect 'ls with an operand' 2 '' 'takes no operands'
run cache frobnicate
expect 'an unknown action' 2 '' 'what is to be done'

# Another chain that names the same URLs, with keys of its own, came first.
sed 's/^seed .*/seed "another"/' "$top_srcdir/src/lab/builtin.world" >"$work/other.world"
here=$address
trust=$root
start_world "$work/other.world"
run check -q --via "$address" --trust "$root" good-ecdsa.test
expect 'the other chain is good with its own roots' 0 GOOD
run check --json --via "$here" --trust "$trust" --record "$work/anew" good-ecdsa.test
expect 'what it left in the cache does no harm' 0 '"good"'
cp "$work/out" "$work/first"
! grep -q '"fetch-\|forged' "$work/out"
ok 'and leaves no trace in the report' $? "$(grep '"fetch-\|forged' "$work/out")"
grep -q '^anew: yes' "$work"/anew/want/*/*
ok 'it was asked for anew' $?
run check --json --replay "$work/anew"
cmp -s "$work/out" "$work/first"
ok 'which a replay repeats' $?
run check --json --via "$here" --trust "$trust" good-ecdsa.test
expect 'afterwards the cache serves the right ones' 0 '"came_from": "(cache|revalidated)"'

# A cache that cannot be written: told once, verdict and status as ever.
rm -rf "$work/cache/lencr"
(
	ulimit -f 0
	"$lencr" check -q --via "$here" --trust "$trust" good-rsa.test 2>&1
) | cat >"$work/out"
grep -q GOOD "$work/out" && [ "$(grep -c 'cache' "$work/out")" -eq 1 ]
ok 'a full disk costs the cache alone and is told once' $? "$(cat "$work/out")"
finish
