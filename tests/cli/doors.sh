#!/bin/sh
# Every address of a name, lists that go on, the sandbox, newer facts.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"

need python3
start_world --root-out "$work/root.pem" || exit 99
both=127.0.0.1:$port,127.0.0.2:$port

# doc FILE EXPRESSION: true when the expression holds of the document d.
doc() {
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
assert eval(sys.argv[2]), json.dumps(d)[:1500]' "$1" "$2" 2>&1
}

holds() {
	output=$(doc "$work/out" "$2")
	ok "$1" $? "$output"
}

check() {
	run check --no-cache --trust "$work/root.pem" "$@"
}

# --- every address ---------------------------------------------------------------
check --via "$both" --all-addresses two-addresses.test good-rsa.test
expect '--all-addresses: a dead one counts' 5 '^two-addresses.test:443 \(127.0.0.1\)  GOOD'
grep -q '^two-addresses.test:443 (127.0.0.2)  UNREACHABLE' "$work/out" &&
	grep -q '^good-rsa.test:443 (127.0.0.2)  UNREACHABLE' "$work/out" &&
	grep -q '^4 targets: 2 good, 2 unreachable' "$work/out"
ok 'each address has its own result, and says which it is' $? "$(cat "$work/out")"
check --via "$both" --all-addresses --json good-rsa.test
holds 'JSON: the address of each, also of the dead one' \
	'[(r["target"]["address"], r["verdict"]) for r in d["results"]] == [("127.0.0.1", "good"), ("127.0.0.2", "unreachable")]'
output=$(python3 "$top_srcdir/tests/cli/validate.py" "$work/out" 2>&1)
result=$?
ok 'and the schema holds' "$([ $result -eq 0 ] || [ $result -eq 77 ]; echo $?)" "$output"
check --via "$both" good-rsa.test
expect 'without it one address that answers is enough' 0 'GOOD'

run check --no-cache --trust "$work/root.pem" --via "$both" --all-addresses --record "$work/bundle" --json good-rsa.test
cp "$work/out" "$work/recorded"
run check --replay "$work/bundle" --json
ok 'a recorded run of all addresses is replayed' "$(true_is cmp -s "$work/recorded" "$work/out")" \
	"$(diff "$work/recorded" "$work/out" | head -n 20)"

# One fetch for all: the server sees each URL once.
"$lencr" serve --ready -v >"$work/ready2" 2>"$work/serve2.err" &
remember $!
tries=0
until grep -q '^ready ' "$work/ready2" || [ "$tries" -gt 100 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
second=$(sed -n 's/^ready \([^ ]*\) .*/\1/p' "$work/ready2")
run check --no-cache --trust "$(sed -n 's/.* root=//p' "$work/ready2")" --via http="$second" \
	--via tls=127.0.0.1:"$port" --connect localhost:"$port" --all-addresses -4 good-rsa.test good-ecdsa.test
expect '--all-addresses, --connect, -4' 0 '^good-ecdsa.test:443 \(127.0.0.1\)  GOOD'
twice=$(grep -oE 'http://[^ ]+' "$work/serve2.err" | sort | uniq -d)
ok 'what several need is fetched once' "$([ -s "$work/serve2.err" ] && [ -z "$twice" ]; echo $?)" "$twice"

# A machine without /etc/hosts (a folder made by debootstrap) does not know the name.
if getent ahosts localhost >/dev/null 2>&1; then
	check --all-addresses --connect "localhost:$port" -4 --via http="$address" good-rsa.test
	expect '--connect: its addresses, its port' 0 '^good-rsa.test:443 \(127.0.0.1\)  GOOD'
else
	echo '# localhost is no name here: --connect with a name is left out'
fi
check --all-addresses --connect 127.0.0.3:"$port" -q good-rsa.test
expect '--connect: a dead address is named with its port' 5 "127.0.0.3 port $port"
check --all-addresses --timeout 20s nowhere.invalid
expect 'a name without address stays one target' 5 '^nowhere.invalid:443  UNREACHABLE'
check --all-addresses --offline good-rsa.test
expect 'offline nothing is looked up' 5 '^good-rsa.test:443  UNREACHABLE'
check --all-addresses --proxy http://127.0.0.1:9 good-rsa.test
expect 'not with a proxy' 2 '' 'the proxy chooses'
check --all-addresses --write-chain "$work/chain" good-rsa.test
expect 'not with --write-chain' 2 '' 'several of one'
if [ -e /proc/net/if_inet6 ] && grep -q '^0*1 .* lo$' /proc/net/if_inet6; then
	check --json '[::1%lo]:1' '::1%25lo'
	holds 'an IPv6 address with a zone, as typed and as in URLs' \
		'[r["target"]["address"] for r in d["results"]] == ["::1%lo", "::1%lo"] and {e["reach"] for r in d["results"] for e in r["evidence"]} == {"refused"}'
else
	echo '# no IPv6 on loopback: zones are not tried'
fi
check '[fe80::1%a b]' 'fe80::1%' '192.0.2.1%lo'
expect 'a zone that cannot be, or of IPv4, is no target' 1 '3 targets: 3 invalid'

# --- lists that go on ---------------------------------------------------------------
cat >"$work/list" <<-'LIST'
	good-rsa.test
	# a comment
	revoked-crl.test
	neither host nor file
	good-rsa.test
	expired.test
LIST
listed() {
	run check --no-cache --trust "$work/root.pem" --via "$address" --resume "$work/done" "$@"
}
listed --jsonl "@$work/list"
expect '--resume: the first run does all' 3
cp "$work/out" "$work/whole"
printf '%s\n' 'lencr-resume 1' 'good: good-rsa.test' 'revoked: revoked-crl.test' 'invalid: neither host nor file' \
	'good: good-rsa.test' 'invalid: expired.test' >"$work/wanted"
ok 'each target is noted, in order' "$(true_is cmp -s "$work/wanted" "$work/done")" "$(cat "$work/done")"
listed -q --jsonl "@$work/list"
expect 'the second has nothing to do' 0
ok 'but its summary' "$(true_is [ "$(wc -l <"$work/out")" -eq 1 ])" "$(cat "$work/out")"
head -c 45 "$work/wanted" >"$work/done"
listed -q "@$work/list"
expect 'a line that was cut off counts as absent' 3 '^revoked-crl.test:443  REVOKED'
ok 'what is finished is left out, once for each line' "$(true_is [ "$(grep -c . "$work/out")" -eq 4 ])" "$(cat "$work/out")"
ok 'and the rest is noted' "$(true_is cmp -s "$work/wanted" "$work/done")" "$(cat "$work/done")"
cp "$work/list" "$work/done"
listed "@$work/list"
expect 'a file that is something else is refused' 2 '' 'no file of --resume'
ok 'and left as it is' "$(true_is cmp -s "$work/list" "$work/done")"
rm -f "$work/done"
run check --no-cache --trust "$work/root.pem" --via "$both" --resume "$work/done" -q --all-addresses good-rsa.test
printf '%s\n' 'lencr-resume 1' 'good: good-rsa.test%09127.0.0.1' 'unreachable: good-rsa.test%09127.0.0.2' >"$work/wanted"
ok 'with --all-addresses each address is noted' "$(true_is cmp -s "$work/wanted" "$work/done")" "$(cat "$work/done")"
listed --resume /dev/full good-rsa.test
expect 'what is no file is refused' 2 '' 'no regular file'

# Killed again and again, the lines of all runs together are those of one.
python3 - "$lencr" "$address" "$work" >"$work/killing" 2>&1 <<-'KILLING'
	import json, random, subprocess, sys, time
	lencr, address, work = sys.argv[1:]
	names = ["good-rsa.test", "revoked-crl.test", "good-ecdsa.test", "expired.test", "crl-missing.test"] * 24
	open(work + "/many", "w").write("\n".join(names) + "\n")
	open(work + "/seen", "w").close()
	random.seed(7)
	runs = killed = 0
	while True:
	    runs += 1
	    with open(work + "/seen", "ab") as out:
	        p = subprocess.Popen([lencr, "check", "--jsonl", "--no-cache", "-j2", "--trust", work + "/root.pem", "--via", address,
	                              "--resume", work + "/many.done", "@" + work + "/many"], stdout=out, stderr=subprocess.DEVNULL)
	        try:
	            p.wait(timeout=None if runs > 40 else random.uniform(0.02, 0.12))
	            break
	        except subprocess.TimeoutExpired:
	            p.kill()
	            p.wait()
	            killed += 1
	    # What a kill left of a last line ends there.
	    data = open(work + "/seen", "rb").read()
	    if data and not data.endswith(b"\n"):
	        open(work + "/seen", "wb").write(data[:data.rfind(b"\n") + 1])
	seen = {}
	for line in open(work + "/seen"):
	    d = json.loads(line)
	    if "result" in d:
	        name = d["result"]["target"]["input"]
	        seen[name] = seen.get(name, 0) + 1
	print(runs, "runs,", killed, "killed,", sum(seen.values()), "results for", len(names), "targets")
	assert killed > 0, "nothing was killed"
	assert all(seen[n] >= 24 for n in set(names)), seen
	assert sum(seen.values()) <= len(names) + killed * 2, seen
	assert open(work + "/many.done").read().count("\n") == len(names) + 1
KILLING
ok 'killed again and again, every target is reported' $? "$(cat "$work/killing")"
sed 's/^/# /' "$work/killing"

# On a terminal: how many, how fast, how long still; nothing without one, or with -q.
python3 - "$lencr" "$address" "$work" >"$work/drawing" 2>&1 <<-'DRAWING'
	import os, pty, re, subprocess, sys
	lencr, address, work = sys.argv[1:]
	slow = ["good-rsa.test", "good-ecdsa.test", "crl-silent.test", "revoked-crl.test"]
	def drawn(*more):
	    ours, theirs = pty.openpty()
	    p = subprocess.Popen([lencr, "check", "--jsonl", "--no-cache", "-j4", "--trust", work + "/root.pem", "--via", address,
	                          "--timeout", "3s", *more, *slow], stdout=subprocess.PIPE, stderr=theirs)
	    os.close(theirs)
	    out = p.communicate()[0]
	    seen = b""
	    try:
	        while chunk := os.read(ours, 65536):
	            seen += chunk
	    except OSError:
	        pass
	    assert out.count(b'"result"') == 4, out
	    return seen.decode()
	seen = drawn()
	lines = seen.split("\r\033[K")
	assert any(re.match(r"\[#{18}\.{6}\] 3 of 4, \d+ s, [0-9.]+/(s|min), \d+ s left, ", line) for line in lines), lines
	assert lines[-1] == "", lines[-1]
	assert drawn("-q") == ""
DRAWING
ok 'progress: count, rate, remaining time; gone at the end' $? "$(cat "$work/drawing")"

# --- the sandbox --------------------------------------------------------------------
check --via "$address" --json --sandbox off good-rsa.test
holds '--sandbox off' 'd["tool"]["sandbox"] == "off"'
check --via "$address" --json good-rsa.test
holds '--sandbox auto says what it has' 'd["tool"]["sandbox"] in ("off", "landlock", "seccomp", "landlock+seccomp")'
echo "# in force by default: $(member sandbox "$work/out")"
check --via "$address" --json --sandbox require good-rsa.test
if [ "$status" -eq 0 ]; then
	holds '--sandbox require has both' 'd["tool"]["sandbox"] == "landlock+seccomp"'
else
	expect '--sandbox require fails and says why' "$([ "$status" -eq 2 ] && echo 2 || echo 7)" '' '--sandbox require: .*(kernel|built without)'
	ok 'and checks nothing' "$(true_is [ ! -s "$work/out" ])"
fi
# Nothing that a check may do is kept from it.
mkdir -p "$work/a home/links" "$work/a home/out"
cp "$work/root.pem" "$work/a home/root.pem"
hash=$(openssl x509 -in "$work/root.pem" -noout -hash 2>/dev/null || echo none)
ln -s "../root.pem" "$work/a home/links/root.pem"
[ "$hash" = none ] || ln -s root.pem "$work/a home/links/$hash.0"
run check --sandbox auto --cache "$work/boxed" --via "$address" --trust "$work/a home/links" --json \
	--record "$work/boxed bundle" --write-chain "$work/a home/out/chain.pem" good-rsa.test
expect 'cache, bundle, chain and a trust store of links in the sandbox' 0
[ -s "$work/a home/out/chain.pem" ] && [ -s "$work/boxed bundle/manifest" ] && [ -n "$(find "$work/boxed" -type f)" ]
ok 'all were written' $? "$(find "$work/boxed" "$work/a home")"
run cache verify --cache "$work/boxed"
expect 'the cache is whole' 0
cp "$work/out" "$work/verify"
run check --sandbox auto --offline --cache "$work/boxed" --trust "$work/a home/root.pem" "$work/a home/out/chain.pem" "$work/a home/root.pem"
expect 'files and cache, offline' 1 '^.*/chain.pem  GOOD'
cd "$work/a home/out" || exit 99
run check --sandbox auto --no-cache --via "$address" --trust ../root.pem --write-chain again.pem chain.pem
expect 'names relative to the current folder' 0
cd "$OLDPWD" || exit 99
ok 'the chain is written there' "$(true_is cmp -s "$work/a home/out/chain.pem" "$work/a home/out/again.pem")"
mkdir "$work/live"
: >"$work/a home/archived.pem"
ln -s "../a home/archived.pem" "$work/live/chain.pem"
check --via "$address" --sandbox auto --write-chain "$work/live/chain.pem" good-rsa.test
expect 'a chain is written through a link that leads elsewhere' 0
[ -L "$work/live/chain.pem" ] && grep -q BEGIN "$work/a home/archived.pem"
ok 'the link stays, the file is written' $? "$(ls -l "$work/live" "$work/a home"; cat "$work/err")"
run check --replay "$work/boxed bundle" --sandbox auto -q --format text
expect 'a replay in the sandbox' 0 'GOOD'
run check --no-cache --sandbox auto -j 16 --via "$address" --trust "$work/root.pem" --connect "localhost:$port" -q "@$work/many"
expect 'many at a time, with names to look up' 3
if grep -qE 'UNREACHABLE' "$work/out"; then ok 'all reached' 1 "$(grep UNREACHABLE "$work/out")"; else ok 'all reached' 0; fi
# The resolver's files may be links to where nothing else is read: WSL has resolv.conf in /mnt.
cat >"$work/elsewhere.sh" <<'ELSEWHERE'
mount -t tmpfs none /mnt && mkdir /mnt/etc /mnt/wsl && cp -a /etc/. /mnt/etc/ && rm -f /mnt/etc/resolv.conf &&
	echo 'nameserver 127.0.0.1' >/mnt/wsl/resolv.conf && ln -s /mnt/wsl/resolv.conf /mnt/etc/resolv.conf &&
	mount --bind /mnt/etc /etc || exit 77
exec strace -f -e trace=open,openat -o "$1" "$2" check --no-cache --trust "$3" --timeout 5s nobody.example
ELSEWHERE
result=0
unshare -m sh "$work/elsewhere.sh" "$work/trace" "$lencr" "$work/root.pem" >"$work/out" 2>"$work/err" || result=$?
if [ $result -ne 5 ]; then
	echo '# no unshare, mount or strace here: a resolv.conf elsewhere was not tried'
else
	grep resolv.conf "$work/trace" | grep -qv 'EACCES' && ! grep 'resolv.conf.*EACCES' "$work/trace"
	ok 'a resolv.conf that is a link to elsewhere is read in the sandbox' $? "$(grep resolv "$work/trace")"
fi

# --- newer facts ----------------------------------------------------------------------
facts=$top_srcdir/data/catalog.tsv
sed 's/^#date.*/#date	2026-12-24/' "$facts" >"$work/newer.tsv"
run check --catalog "$work/newer.tsv" --version
expect '--catalog: the date of the facts in --version' 0 '^catalog of 2026-12-24'
check --via "$address" --catalog "$work/newer.tsv" --json --record "$work/with facts" good-rsa.test
holds 'and in the report' 'd["tool"]["catalog"] == "2026-12-24"'
cp "$work/out" "$work/recorded"
rm "$work/newer.tsv"
run check --replay "$work/with facts" --json
ok 'the bundle has the facts' "$(true_is cmp -s "$work/recorded" "$work/out")" "$(diff "$work/recorded" "$work/out"; cat "$work/err")"
if command -v openssl >/dev/null 2>&1; then
	openssl ecparam -name prime256v1 -genkey -noout 2>/dev/null | openssl ec -pubout -outform DER -out "$work/log.key" 2>/dev/null
	python3 -c 'import base64, hashlib, json, sys
key = open(sys.argv[1], "rb").read()
log = {"description": "A log", "log_id": base64.b64encode(hashlib.sha256(key).digest()).decode(), "key": base64.b64encode(key).decode(),
       "url": "https://log.test/", "mmd": 86400, "state": {"usable": {"timestamp": "2024-01-01T00:00:00Z"}}}
json.dump({"version": "1", "operators": [{"name": "Nobody", "logs": [log], "tiled_logs": []}]}, open(sys.argv[2], "w"))' \
		"$work/log.key" "$work/logs.json"
	check --via "$address" --ct-logs "$work/logs.json" --json --record "$work/with logs" good-rsa.test
	cp "$work/out" "$work/recorded"
	rm "$work/logs.json"
	run check --replay "$work/with logs" --json
	ok 'the bundle has the log list' "$([ -s "$work/out" ] && cmp -s "$work/recorded" "$work/out"; echo $?)" "$(cat "$work/err")"
fi
awk -F '\t' -v OFS='\t' '/^#date/ { $2 = "2026-12-24" }
	$1 == "prod/int-ye1" { $6 = $7 = "revoked"; $8 = "2026-12-01"; $20 = 1796083200; $21 = 1 }
	$1 == "prod/int-ye3" { $6 = $7 = "active" } { print }' "$facts" >"$work/revoked.tsv"
run explain --at 2026-12-20T00:00:00Z --catalog "$work/revoked.tsv" YE1
expect 'explain: a revocation that is news' 0 'revoked 2026-12-01'
run hosts --catalog "$work/revoked.tsv" --json
expect 'hosts: the date' 0 '"catalog": "2026-12-24"'
if [ -d "$shared/fixtures/letsencrypt" ]; then
	real=$shared/fixtures/letsencrypt
	ye1=$real/prod/int-ye1.pem
	root=$real/prod/root-ye.pem
	run check --offline --no-cache --at 2026-12-20T00:00:00Z --purpose any --profile rfc5280 --trust "$root" "$ye1"
	expect 'a real CA certificate, by the built-in facts' 4 'UNDETERMINED'
	run check --offline --no-cache --at 2026-12-20T00:00:00Z --purpose any --profile rfc5280 --trust "$root" \
		--catalog "$work/revoked.tsv" "$ye1"
	expect 'by facts that revoke it' 3 'REVOKED'
	# The other way round nothing is taken back.
	awk -F '\t' -v OFS='\t' '/^#date/ { $2 = "2026-12-24" }
		/^revoked\// { $6 = $7 = "active"; $8 = $20 = $21 = "" } { print }' "$facts" >"$work/absolved.tsv"
	run check --offline --no-cache --at 2026-12-20T00:00:00Z --purpose any --profile rfc5280 --trust "$real/prod/root-x1.pem" \
		--catalog "$work/absolved.tsv" "$real/revoked/cross-root-yr-by-x1-2025.pem"
	expect 'facts that absolve are not heard' 3 'REVOKED'
	run check --offline --no-cache --at 2026-12-20T00:00:00Z --purpose any --profile rfc5280 --trust none \
		--catalog "$work/revoked.tsv" "$root"
	expect 'and none is an anchor' 1 'INVALID'
else
	echo "# shared folder absent ($shared): no real certificates"
fi
printf 'good-rsa.test\n' >"$work/no.tsv"
run explain --catalog "$work/no.tsv" YE1
expect 'a file that is no catalog' 2 '' 'no.tsv: line 1: column 1 .*no catalog'
head -c 5000 "$facts" >"$work/cut.tsv"
run hosts --catalog "$work/cut.tsv"
expect 'a catalog that was cut off' 2 '' 'cut off'
run hosts --catalog "$work/none.tsv"
expect 'a catalog that is not there' 2 '' 'none.tsv'
finish
