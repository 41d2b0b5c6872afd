#!/bin/sh
# Sentences of the contract that a script relies on, one by one.
. "${top_srcdir:-.}/tests/cli/tap.sh"

# shellcheck disable=SC2119 # the built-in world
start_world || { echo '1..0 # SKIP the test mode does not start'; exit 0; }

# A choice is one word of the list.
while read -r option value; do
	run check --offline --trust none "$option" "$value" good-rsa.test
	expect "$option $value is no choice" 2 '' "'[^']*' is not one of"
done <<END
--starttls smtp|lmtp
--revocation soft|off
--purpose server|client|any
--sandbox auto|require
--color |
END
run check --offline --trust none --key '' good-rsa.test
expect '--key without a word is no choice' 2 '' 'is not one of'

# OIDs that cannot be encoded.
for oid in 1.40 0.40.1 1.100 0.99.1 3.1 2; do
	run check --offline --trust none --policy "$oid" good-rsa.test
	expect "--policy $oid" 2 '' 'is not an OID'
done
for oid in 1.39 0.9 2.999.1 2.40 1.3.6.1; do
	run check --offline --trust none --policy "$oid" good-rsa.test
	expect "--policy $oid is one" 5
done
run check --write-chain= good-rsa.test
expect '--write-chain without a name' 2 '' 'an empty name of a file'
run serve --root-out=
expect '--root-out without a name' 2 '' 'an empty name of a file'

# One clear error for an output that cannot be written.
failing() {
	status=0
	"$lencr" "$@" >/dev/full 2>"$work/err" </dev/null || status=$?
	: >"$work/out"
	expect "lencr $1: a full disk behind stdout" 7 '' 'No space left on device'
	ok "lencr $1 says so once" "$(true_is test "$(wc -l <"$work/err")" -eq 1)" "$(cat "$work/err")"
}
if [ -c /dev/full ]; then
	for format in text json jsonl html; do
		failing check --format $format --no-cache --via "$address" --trust "$root" good-rsa.test
	done
	failing show "$root"
	failing crl lint "$root"
	failing cache ls --json
	failing hosts
	failing hosts --json
	failing self options
	failing explain crl-stale
	failing --help
	failing --version
	failing serve
	failing serve --ready
fi

# Lists: what an editor puts before and between the lines.
list() {
	printf '%b' "$1" >"$work/list"
	run check -q --no-cache --via "$address" --trust "$root" "@$work/list"
}
list '\0357\0273\0277# a comment\r\ngood-rsa.test\r\n'
expect 'a mark before a comment in a list' 0 '^good-rsa.test:443  GOOD'
ok 'is no target' "$(true_is test "$(wc -l <"$work/out")" -eq 1)" "$(cat "$work/out")"
list "\0357\0273\0277$root\n"
expect 'a mark before the name of a file' 1 '^/[^ ]*  INVALID.*purpose'
list 'good-rsa.test\0000evil.test\n'
expect 'a NUL in a line is no end of a name' 1 'INVALID.*NUL octet'
list '\0377\0376g\0000o\0000'
expect 'a list in UTF-16' 2 '' 'is in UTF-16; save it as UTF-8'
list '\0376\0377\0000g\0000o'
expect 'a list in UTF-16, the other way round' 2 '' 'is in UTF-16; save it as UTF-8'

# What the report calls relaxed is what was in force.
relaxed() {
	name=$1 wanted=$2
	shift 2
	run check --json --offline --trust none "$@" good-rsa.test
	got=$(tr -d ' \n' <"$work/out" | sed 's/.*"relaxed":\[\([^]]*\)\].*/\1/')
	ok "$name" "$(true_is test "$got" = "$wanted")" "$got"
}
relaxed 'of --via given twice the last' '"via=b:2"' --via a:1 --via b:2
relaxed 'of --via for both kinds the last' '"via=c:3"' --via http=a:1 --via tls=b:2 --via c:3
relaxed '--via for one kind leaves the other' '"via=a:1","via=http=b:2"' --via a:1 --via http=b:2
relaxed '--via for each kind' '"via=tls=c:1","via=http=b:2"' --via http=a:1 --via tls=c:1 --via http=b:2
relaxed 'of --proxy the last' '"proxy=b:2"' --proxy a:1 --proxy b:2
relaxed 'lists add up, each once' '"allow-port=81","allow-port=82","allow-https"' --allow-port 81 --allow-port 82 \
	--allow-port 82 --allow-https --allow-https
relaxed 'ports that begin alike' '"allow-port=8","allow-port=80"' --allow-port 8 --allow-port 80 --allow-port 8 --allow-port 80

# What the cache says it holds, it holds.
run check -q --via "$address" --trust "$root" good-rsa.test
run cache show http://nowhere.test/
expect 'cache show of what there is not' 1 '^0 entries shown' 'is not in the cache'
mkdir "$work/taken"
: >"$work/taken/file"
run cache export "$work/taken"
expect 'cache export to where something is' 2 '^nothing was written' 'is not an empty folder'
ok 'nor is the cache called empty' "$(true_is test "$(grep -c '0 entries' "$work/out")" -eq 0)" "$(cat "$work/out")"

# Signals: what is finished is printed, and what is not makes no claim.
cat >"$work/stop.py" <<'END'
"""stop.py SIGNAL STATUS COMMAND...: sends SIGNAL once COMMAND has waited a while; its
stdin stays open, and where it connects to for @ADDRESS nobody answers."""
import signal, socket, subprocess, sys, time

silent = socket.socket()
silent.bind(("127.0.0.1", 0))
silent.listen(50)
place = "127.0.0.1:%d" % silent.getsockname()[1]
words = [place if word == "@ADDRESS" else word for word in sys.argv[3:]]
child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
time.sleep(1)
began = time.time()
child.send_signal(getattr(signal, sys.argv[1]))
out = child.stdout.read().decode()
status, took = child.wait(), time.time() - began
print(out)
sys.exit("status %d instead of %s" % (status, sys.argv[2]) if status != int(sys.argv[2]) else
         "it took %.1f s" % took if took > 5 else 0)
END
stopped() {
	name=$1 pattern=$2 signal=$3 wanted=$4
	shift 4
	timeout 30 python3 "$work/stop.py" "$signal" "$wanted" "$lencr" "$@" >"$work/out" 2>"$work/err"
	ok "$signal, $name: status $wanted at once" $? "$(cat "$work/err" "$work/out")"
	ok "$signal, $name: says what was not done" "$(true_is grep -q "$pattern" "$work/out")" "$(cat "$work/out")"
	ok "$signal, $name: no claim" "$(true_is test "$(grep -c 'GOOD\|INVALID\|malformed' "$work/out")" -eq 0)" "$(cat "$work/out")"
}
if command -v python3 >/dev/null 2>&1; then
	for pair in INT:130 TERM:143; do
		stopped 'a certificate on stdin' 'UNREACHABLE.*interrupted' "SIG${pair%:*}" "${pair#*:}" \
			check -q --offline --trust none -
		stopped 'show of stdin' 'interrupted' "SIG${pair%:*}" "${pair#*:}" show -
		stopped 'a sweep' 'interrupted, 128 of 128 lists were not fetched' "SIG${pair%:*}" "${pair#*:}" \
			crl sweep --no-cache --via @ADDRESS YE1
		stopped 'the demo' 'sites as expected; interrupted, [1-9][0-9]* of [1-9][0-9]* sites were not checked' \
			"SIG${pair%:*}" "${pair#*:}" demo
	done

	# Proxies that are there and refuse: what to ask for.
	cat >"$work/proxy.py" <<'END'
"""proxy.py STATUS: answers every request with it; prints its port."""
import http.server, sys


class Proxy(http.server.BaseHTTPRequestHandler):
    def refuse(self):
        self.send_response(int(sys.argv[1]))
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_CONNECT = refuse

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
print(server.server_port, flush=True)
server.serve_forever()
END
	proxied() {
		: >"$work/proxy.port"
		python3 "$work/proxy.py" "$1" >"$work/proxy.port" 2>/dev/null &
		remember $!
		tries=0
		until [ -s "$work/proxy.port" ] || [ "$tries" -gt 100 ]; do
			tries=$((tries + 1))
			sleep 0.1
		done
		run check --no-cache --trust "$root" --proxy "http://127.0.0.1:$(cat "$work/proxy.port")" "$2"
		tr '\n' ' ' <"$work/out" | sed 's/  */ /g' >"$work/joined"
		mv "$work/joined" "$work/out"
	}
	proxied 403 good-rsa.test
	expect 'a proxy that refuses a host' 5 'refuses the connection: HTTP status 403.*CONNECT\) to good-rsa.test port 443'
	proxied 407 good-rsa.test
	expect 'a proxy that wants a password' 5 'wants a password .407.*--proxy http://NAME:PASSWORD@HOST:PORT'
	run check --json --no-cache --via "$address" --trust "$root" --write-chain "$work/chain.pem" leaf-only.test
	sed '/END/q' "$work/chain.pem" >"$work/leaf.pem"
	proxied 403 "$work/leaf.pem"
	expect 'a proxy that refuses URLs' 1 'HTTP status 403.*fix Let the proxy pass HTTP to \*.c.lencr.org and \*.i.lencr.org'
	run check --no-cache --trust "$root" --proxy http://127.0.0.1:1 good-rsa.test
	expect 'a proxy that is not there' 5 'See whether the proxy that --proxy names listens'
else
	echo '# no python3 here: the tests of signals and proxies are left out'
fi

finish
