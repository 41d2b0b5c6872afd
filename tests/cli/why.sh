#!/bin/sh
# lencr why from end to end: logs, known certificates, --confirm, broken and
# endless inputs, formats. Captures of a lab are in why_lab.sh.
. "${top_srcdir:-.}/tests/cli/tap.sh"
here=$top_srcdir/tests/cli
now=$(($(date +%s) + 3600)) # certificates made now are valid then
yr1_13=http://yr1.c.lencr.org/13.crl

# visit AGO NAME PORT [CLIENT]: a TLS 1.3 handshake that many seconds ago.
visit() {
	printf '{"t":%s,"kind":"tls","client":"%s","server":"127.0.0.1","port":%s,"name":"%s","version":"TLS 1.3"}\n' \
		"$((now - $1)).0" "${4:-10.0.0.5}" "$3" "$2"
}

# fetch AGO URL [CLIENT]: half a second later than that.
fetch() {
	printf '{"t":%s,"kind":"http","client":"%s","server":"192.0.2.1","port":80,"method":"GET","url":"%s","status":200}\n' \
		"$((now - $1)).5" "${3:-10.0.0.5}" "$2"
}

# wait_for FILE
wait_for() {
	tries=0
	until [ -s "$1" ] || [ "$tries" -gt 100 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
}

# --- what is said on the command line -------------------------------------------
run why
expect 'an input is missing' 2 '' 'a capture, log or folder is missing'
run why --input nonsense "$work/x"
expect 'an unknown format of inputs' 2 '' 'nonsense'
run why --format png x
expect 'an unknown format' 2 '' 'html, svg'
run why --window 8d x
expect 'a window that is too long' 2 '' "'8d'.*30s"
run why --client host.example x
expect 'a client that is no address' 2 '' 'not an IPv4 or IPv6 address'
run why --fail-on likely x
expect 'a grade that nothing fails on' 2 '' 'fail-on'
run why --yes x
expect '--yes alone' 2 '' 'goes with --confirm'
echo >"$work/empty"
run why --certs "$work/empty" x
expect '--certs without a certificate' 2 '' 'no certificate in it'
run why --ct "$work/empty" x
expect '--ct without an entry' 2 '' 'no JSON that can be read'
run why "$work/nothing-there"
expect 'a file that is not there' 5 '' 'nothing-there'

# --- grades ------------------------------------------------------------------------
visit 100 shop.example.test 443 >"$work/log"
fetch 100 "$yr1_13" >>"$work/log"
run why "$work/log"
expect 'time alone: possible' 0 'POSSIBLE  shop\.example\.test \(127\.0\.0\.1:443\)  0\.50 s earlier' ''
run why -q "$work/log"
expect 'one line a contact' 0 "^#1 .* 10\\.0\\.0\\.5 $yr1_13 POSSIBLE shop\\.example\\.test, 0\\.50 s earlier\$"
ok 'and no other line' "$(true_is [ "$(wc -l <"$work/out")" -eq 1 ])" "$(cat "$work/out")"
run why --fail-on possible "$work/log"
expect 'that can fail' 1 'POSSIBLE'
run why --fail-on unexplained "$work/log"
expect 'or not' 0 'POSSIBLE'
run why --window 100ms --fail-on unexplained "$work/log"
expect 'outside the window: unexplained' 1 'UNEXPLAINED'
run why --client 10.0.0.6 "$work/log"
expect 'another machine' 0 'no contact with lencr\.org'
run why --client 10.0.0.5 --client 10.0.0.6 "$work/log"
expect 'one of two machines' 0 '1 contact '

# A certificate that lists the URL, and one that does not.
make_cert() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout "$work/$1.key" \
		-out "$work/$1.pem" -subj "/CN=$1" -addext "subjectAltName=DNS:$1" \
		-addext "crlDistributionPoints=URI:$2" 2>/dev/null
}
make_cert shop.example.test "$yr1_13"
make_cert other.example.test http://yr1.c.lencr.org/14.crl
mkdir "$work/certs"
cp "$work/shop.example.test.pem" "$work/other.example.test.pem" "$work/certs"
echo 'no certificate' >"$work/certs/README"
run why --certs "$work/shop.example.test.pem" "$work/log"
expect 'a given certificate that lists the URL: likely' 0 'LIKELY  shop\.example\.test'
run why --certs "$work/certs" "$work/log"
expect 'a folder of certificates' 0 'LIKELY  shop\.example\.test'
printf '[{"issuer_name":"C=US, O=Let'"'"'s Encrypt, CN=YR1","common_name":"shop.example.test","name_value":"shop.example.test","serial_number":"06ed041e68894803a4235faed4ce54e55e8c","not_before":"%s","not_after":"%s"}]' \
	"$(date -u -d @$((now - 86400)) +%Y-%m-%dT%H:%M:%S)" "$(date -u -d @$((now + 86400)) +%Y-%m-%dT%H:%M:%S)" >"$work/ct.json"
run why --ct "$work/ct.json" "$work/log"
expect 'a serial of the CT records that belongs to the shard: likely' 0 'LIKELY  shop\.example\.test'
run why --json --ct "$work/ct.json" "$work/log"
expect 'with its evidence' 0 '"id": "ct-fits"'
sed 's/5e8c"/5e8d"/' "$work/ct.json" >"$work/ct2.json"
run why --ct "$work/ct2.json" "$work/log"
expect 'a serial of another shard is not' 0 '(POSSIBLE|UNEXPLAINED)'

# --- formats ---------------------------------------------------------------------
i=0
while [ "$i" -lt 12 ]; do
	visit $((2000 - 100 * i)) "site-$((i % 3)).example.test" 443 "10.0.0.$((i % 2))"
	fetch $((2000 - 100 * i)) "http://yr1.c.lencr.org/$((i + 1)).crl" "10.0.0.$((i % 2))"
	i=$((i + 1))
done >"$work/many"
run why "$work/many"
expect 'many contacts have a summary by machine and site' 0 '^  machine +contacts'
ok 'with the sites' "$(true_is grep -qE '^  site-1\.example\.test +4' "$work/out")" "$(cat "$work/out")"
for format in json jsonl; do
	run why --format $format "$work/many"
	if "$here/validate.py" "$work/out" >"$work/says" 2>&1; then said=0; else said=$?; fi
	case $said in
	77) echo "# python3-jsonschema is not installed: $format was not validated" ;;
	*) ok "$format is valid" "$said" "$(cat "$work/says")" ;;
	esac
done
ok 'a line a contact and one for the summary' "$(true_is [ "$(wc -l <"$work/out")" -eq 13 ])"
run why --format svg "$work/many"
expect 'a picture alone' 0 '^<svg '
ok 'that is XML' "$(python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$work/out" 2>"$work/says"; echo $?)" "$(cat "$work/says")"
run why --format html "$work/many"
expect 'a page' 0 '<article id="contact-12">'
status=0
"$lencr" why "$work/many" >/dev/full 2>"$work/err" || status=$?
: >"$work/out"
expect 'a full disk is no success' 7 '' 'annot'

# Two handshakes lie around one fetch, and one has the certificate: that the other
# shares the gap must not stand beside its certificate as if it shared that.
cat >"$work/around" <<-EVENTS
{"t":$((now - 100)).0,"kind":"tls","client":"10.0.0.5","server":"192.0.2.7","port":443,"name":"shop.example.test","version":"1.2","hello":$((now - 100)).0,"flight":$((now - 100)).1,"finished":$((now - 99)).0,"certs":[{"issuer":"CN=YR1,O=Let's Encrypt,C=US","serial":"06ed041e68894803a4235faed4ce54e55e8c"}]}
{"t":$((now - 100)).0,"kind":"tls","client":"10.0.0.5","server":"192.0.2.8","port":443,"name":"www.example.test","version":"1.3","hello":$((now - 100)).0,"flight":$((now - 100)).1,"finished":$((now - 99)).0}
{"t":$((now - 100)).5,"kind":"http","client":"10.0.0.5","server":"192.0.2.1","port":80,"method":"GET","url":"$yr1_13","status":200,"answered":$((now - 100)).6,"done":$((now - 100)).7}
EVENTS
run why -v "$work/around"
expect 'two handshakes around a fetch, one has the certificate' 0 'LIKELY  shop\.example\.test'
ok 'others have the gap, not the certificate' "$(sed -n '/LIKELY/,/others/p' "$work/out" >"$work/first"
	grep -q serial-shard "$work/first" && ! grep -q shared-proof "$work/first"; echo $?)" "$(cat "$work/out")"
sed 's/,"certs":.*/}/' "$work/around" >"$work/hidden"
run why -v "$work/hidden"
expect 'without it they share what there is' 0 'shared-proof'

# --- a folder of Zeek, rotated -----------------------------------------------------
# The certificate was logged once, hours before, in a file of another folder; the
# handshake that names it stands in a compressed one, its connection in a third.
tsv() {
	printf '#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t%s\n#fields\t%s\n' "$1" "$2" |
		sed 's/ /	/g; s/#separator	/#separator /'
	shift 2
	for row in "$@"; do printf '%s\n' "$row" | tr ';' '\t'; done
}
print=5f0e1d2c3b4a59687786958493a2b1c0d0e1f20314253647586970819293a4b5
z=$work/zeek
mkdir -p "$z/2026-11-20"
ends='id.orig_h id.orig_p id.resp_h id.resp_p'
tsv x509 'ts fingerprint certificate.version certificate.serial certificate.subject certificate.issuer certificate.not_valid_before certificate.not_valid_after san.dns' \
	"$((now - 20000)).0;$print;3;06ED041E68894803A4235FAED4CE54E55E8C;CN=shop.example.test;CN=YR1,O=Let's Encrypt,C=US;$((now - 90000)).0;$((now + 900000)).0;shop.example.test" |
	gzip -c >"$z/2026-11-20/x509.10:00:00-11:00:00.log.gz"
tsv ssl "ts uid $ends version server_name resumed established cert_chain_fps" \
	"$((now - 100)).0;CaA;10.0.0.5;50001;192.0.2.7;443;TLSv12;shop.example.test;F;T;$print" \
	"$((now - 100)).1;CaB;10.0.0.5;50002;192.0.2.8;443;TLSv13;www.example.test;F;T;-" |
	gzip -c >"$z/ssl.2026-11-21-01-00-00.log.gz"
tsv conn "ts uid $ends proto duration conn_state history" \
	"$((now - 100)).0;CaA;10.0.0.5;50001;192.0.2.7;443;tcp;5.0;SF;ShADadFf" \
	"$((now - 100)).5;CaC;10.0.0.5;50003;192.0.2.1;80;tcp;1.0;SF;ShADadFf" >"$z/conn.log"
tsv http "ts uid $ends method host uri version user_agent status_code" \
	"$((now - 100)).5;CaC;10.0.0.5;50003;192.0.2.1;80;GET;yr1.c.lencr.org;/13.crl;1.1;-;200" >"$z/http.log"
: >"$z/x509.log"
tsv weird 'ts uid name' "$((now - 100)).5;CaC;nothing" >"$z/weird.log"
run why -v "$z"
expect 'a rotated folder: one contact, and its certificate from the day before' 0 'LIKELY  shop\.example\.test'
ok 'by its serial' "$(true_is grep -q serial-shard "$work/out")" "$(cat "$work/out")"
ok 'connection and request are one' "$(true_is grep -q '^1 contact ' "$work/out")" "$(cat "$work/out")"
cp "$work/out" "$work/whole"
run why -v "$z/2026-11-20"/*.gz "$z/http.log" "$z/conn.log" "$z"/ssl*.gz
expect 'the same files one by one, certificates first' 0 'LIKELY  shop\.example\.test'
mv "$z/2026-11-20" "$work/elsewhere"
run why -v "$z"
expect 'without the certificate: possible' 0 'POSSIBLE'
mv "$work/elsewhere" "$z/2026-11-20"
head -c 60 "$z/ssl.2026-11-21-01-00-00.log.gz" >"$z/ssl.2026-11-21-02-00-00.log.gz"
run why "$z"
expect 'a cut file of the folder: the rest counts, and 5' 5 'LIKELY' 'ssl\.2026-11-21-02-00-00\.log\.gz: '

# --- inputs ----------------------------------------------------------------------
status=0
"$lencr" why - <"$work/log" >"$work/out" 2>"$work/err" || status=$?
expect 'standard input' 0 '1 contact '
gzip -c "$work/log" >"$work/log.gz"
run why "$work/log.gz"
expect 'compressed' 0 '1 contact '
head -c $(($(wc -c <"$work/log.gz") - 9)) "$work/log.gz" >"$work/cut.gz"
run why "$work/cut.gz"
expect 'a corrupt tail: the result so far, and 5' 5 'read ' 'the report has what came before'
run why "$work/log" "$work/nothing-there"
expect 'a second file that is not there: the result of the first, and 5' 5 '1 contact ' 'nothing-there'
mkdir "$work/folder"
cp "$work/log" "$work/folder/a.jsonl"
printf 'nothing of the kind\n' >"$work/folder/b.txt"
run why "$work/folder"
expect 'a folder; what nobody knows is said' 5 '1 contact ' 'b\.txt: not a capture or log that lencr knows; '
ln -s loop "$work/folder/loop"
run why "$work/folder"
expect 'and why one cannot be opened' 5 '1 contact ' 'loop: not a capture or log that lencr knows \(.*loop: .*\); '
rm "$work/folder/loop"
seq 1 100 >"$work/folder/b.txt"
for format in zeek eve squid dns; do
	run why --input "$format" "$work/folder/b.txt"
	[ "$format" = dns ] && continue # other programs write into such logs, too
	expect "$format: a file taken for what it is not does not say that there was no contact" 5 'could be read' \
		'most of its lines are not such as this format has'
done

# A pipe that does not end: SIGINT prints what there is.
mkfifo "$work/pipe"
"$lencr" why - <"$work/pipe" >"$work/out" 2>"$work/err" &
why=$!
remember "$why"
exec 9>"$work/pipe"
cat "$work/log" >&9
sleep 0.5
kill -INT "$why"
visit 1 late.example.test 443 >&9
exec 9>&-
status=0
wait "$why" || status=$?
expect 'a signal: what was read, and 130' 130 'stopped +a signal ended the reading'

# What lasts shows on a terminal how far it is, and takes that away again.
cat >"$work/screen.py" <<-'PYTHON'
import os, pty, sys, time
line = b'{"t":1795183331.5,"kind":"tls","client":"10.0.0.1","server":"203.0.113.7","name":"a.example.test"}\n'
feed, out = os.pipe(), b""
pid, screen = pty.fork()
if pid == 0:
    os.dup2(feed[0], 0)
    os.close(feed[1])
    os.execv(sys.argv[1], [sys.argv[1], "why", "-"])
os.close(feed[0])
for turn in range(3):
    os.write(feed[1], 300 * line)
    time.sleep(0.7)
os.close(feed[1])
try:
    while True:
        out += os.read(screen, 65536)
except OSError:
    pass
shown, cleared = out.find(b"\r\x1b[Kreading: "), out.rfind(b"\r\x1b[K")
sys.exit(0 if 0 <= shown < cleared and b"no contact" in out[cleared:] else 1)
PYTHON
ok 'a progress line on a terminal, gone at the end' "$(python3 "$work/screen.py" "$lencr" >"$work/says" 2>&1; echo $?)" "$(cat "$work/says")"

# --- --confirm ---------------------------------------------------------------------
if command -v python3 >/dev/null 2>&1; then
	python3 "$here/why_server.py" tls "$work/shop.example.test.pem" "$work/shop.example.test.key" "$work/port" "$work/server.log" 2>"$work/server.err" &
	remember $!
	python3 "$here/why_server.py" proxy "$work/proxyport" "$work/proxy.log" 2>"$work/proxy.err" &
	remember $!
	wait_for "$work/port"
	wait_for "$work/proxyport"
	port=$(cat "$work/port")
	visit 100 shop.example.test "$port" >"$work/log"
	fetch 100 "$yr1_13" >>"$work/log"

	run why --confirm "$work/log"
	expect 'without a terminal and --yes nobody is asked' 2 '' "127\\.0\\.0\\.1:$port as shop\\.example\\.test"
	run why --confirm --yes "$work/log"
	expect 'a private address is not either' 0 'asked +shop\.example\.test .*: (sinkholed|address-refused)' 'Whoever runs them can see that'
	ok 'indeed not' "$(true_is [ ! -e "$work/server.log" ])" "$(cat "$work/server.log" 2>/dev/null)"

	run why --confirm --yes --allow-private 127.0.0.1 --json "$work/log"
	expect 'a server that shows a certificate with the URL: likely' 0 '"grade": "likely"'
	ok 'with its evidence' "$(true_is grep -q '"id": "confirmed"' "$work/out")" "$(cat "$work/out")"
	ok 'and what was relaxed' "$(true_is grep -q '"allow-private=127.0.0.1"' "$work/out")"
	wait_for "$work/server.log"
	ok 'one connection, with the name, no data, no client certificate' \
		"$(true_is [ "$(sed 's/ at=.*//' "$work/server.log")" = 'name=shop.example.test data=0 certificate=no' ])" "$(cat "$work/server.log" "$work/server.err")"

	sed "s/$((now - 100))/$((now - 90000))/" "$work/log" >"$work/yesterday"
	run why --confirm --yes --allow-private 127.0.0.1 "$work/yesterday"
	expect 'a certificate that is newer than the fetch tells nothing' 0 'The known certificate for this name is newer'

	# Seven servers: five at most, one a second.
	rm -f "$work/server.log"
	for name in a b c d e f g; do visit 100 "$name.example.test" "$port"; done >"$work/seven"
	fetch 100 "$yr1_13" >>"$work/seven"
	run why --confirm --yes --allow-private 127.0.0.1 "$work/seven"
	expect 'seven candidates' 0 'asked ' 'connects to [1-5] server'
	sleep 0.3
	ok 'one handshake a second, two a server where the first does not fit' "$(awk -F at= '{ if (NR > 1 && $2 - last < 0.9) bad = 1; last = $2 } END { exit bad || NR != 10 }' "$work/server.log"; echo $?)" "$(cat "$work/server.log")"
	ok 'five servers at most' "$(true_is [ "$(sed 's/^name=\([^ ]*\) .*/\1/' "$work/server.log" | sort -u | wc -l)" -eq 5 ])" "$(cat "$work/server.log")"

	# A server with a certificate of either kind; that with RSA is behind the fetch.
	openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout "$work/rsa.key" -out "$work/rsa.pem" \
		-subj "/CN=both.example.test" -addext "subjectAltName=DNS:both.example.test" \
		-addext "crlDistributionPoints=URI:$yr1_13" 2>/dev/null
	make_cert both.example.test http://yr1.c.lencr.org/14.crl
	python3 "$here/why_server.py" tls "$work/both.example.test.pem" "$work/both.example.test.key" "$work/bothport" \
		"$work/both.log" "$work/rsa.pem" "$work/rsa.key" 2>>"$work/server.err" &
	remember $!
	wait_for "$work/bothport"
	visit 100 both.example.test "$(cat "$work/bothport")" >"$work/both"
	fetch 100 "$yr1_13" >>"$work/both"
	run why --confirm --yes --allow-private 127.0.0.1 "$work/both"
	expect 'a certificate with another kind of key is asked for, too' 0 'LIKELY  both\.example\.test'
	ok 'and it is said which was' "$(true_is grep -q 'asked .*for RSA only: shows' "$work/out")" "$(cat "$work/out")"
	run why --confirm --yes --allow-private 127.0.0.1 --json "$work/both"
	ok 'also in JSON' "$(true_is [ "$(grep -c '"offer": "rsa"' "$work/out")" -eq 1 ])" "$(cat "$work/out")"

	run why --confirm --yes --allow-private 127.0.0.1 --proxy "http://127.0.0.1:$(cat "$work/proxyport")" "$work/log"
	expect 'through a proxy' 0 'LIKELY'
	ok 'that was asked for the address, not for the name' "$(true_is grep -q "^CONNECT 127.0.0.1:$port " "$work/proxy.log")" "$(cat "$work/proxy.log" "$work/err")"

	if command -v strace >/dev/null 2>&1 && strace -o /dev/null true 2>/dev/null; then
		strace -f -e trace=socket,connect -o "$work/trace" "$lencr" why --allow-private 127.0.0.1 "$work/log" >/dev/null 2>&1
		ok 'no socket without --confirm' "$(true_is [ "$(grep -c '(' "$work/trace")" -eq 0 ])" "$(cat "$work/trace")"
		strace -f -e trace=socket,connect -o "$work/trace" "$lencr" why --confirm --yes --allow-private 127.0.0.1 "$work/log" >/dev/null 2>&1
		ok 'and that look sees one where there is one' "$(true_is grep -q "sin_port=htons($port)" "$work/trace")" "$(cat "$work/trace")"
		ok 'no name is looked up' "$(true_is [ "$(grep -c 'htons(53)' "$work/trace")" -eq 0 ])" "$(cat "$work/trace")"
	else
		echo '# strace is not there or may not: that no socket is opened was not seen'
	fi
else
	echo '# python3 is not installed: --confirm was not tried'
fi
echo "1..$count"
