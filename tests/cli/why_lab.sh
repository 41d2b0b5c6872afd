#!/bin/sh
# lencr why on captures: the two of the project, and fresh ones of the test
# mode's sites visited by curl, OpenSSL and GnuTLS, with a known truth.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/record.sh"
here=$top_srcdir/tests/cli

# about WORD: the first contact of the JSON in $work/out, WORD an expression on it.
about() {
	python3 -c 'import json, sys
c = json.load(open(sys.argv[1]))["contacts"]
print(eval(sys.argv[2]))' "$work/out" "$1"
}

# says NAME EXPECTED EXPRESSION
says() {
	said=$(about "$3" 2>&1) || :
	ok "$1" "$(true_is [ "$said" = "$2" ])" "expected: $2
found: $said
$(head -c 3000 "$work/out")"
}

if ! command -v python3 >/dev/null 2>&1; then
	echo '1..0 # SKIP python3 is not installed'
	exit 0
fi

# --- captures of the project ------------------------------------------------------
captures=$shared/fixtures/captures
if [ -d "$captures" ]; then
	run why --json "$captures/tls12-tls13-crl.pcapng"
	expect 'a CRL that is a certificate of another CA: suspicious' 6
	says 'one contact' 1 'len(c)'
	says 'with the shard' 'shard-crl 42' '"%s %d" % (c[0]["object"]["kind"], c[0]["object"]["shard"])'
	says 'the connection whose certificate lists it: proven' 'proven shop.example.test' \
		'"%s %s" % (c[0]["grade"], c[0]["candidates"][0]["name"])'
	says 'by its certificate' 05c3cd613e30d8f16adf91b7584a2265b1a9 'c[0]["candidates"][0]["cert"]["serial"]'
	says 'with the URL as evidence' True '"cert-lists-url" in [e["id"] for e in c[0]["candidates"][0]["evidence"]]'
	says 'the later connection is no candidate' True 'all(k["dt"] >= 0 for k in c[0]["candidates"])'
	says 'what came is not what the URL stands for' mismatch 'c[0]["content"]["state"]'
	says 'as CryptoAPI names itself' True '"CryptoAPI" in c[0]["fetcher"]["name"]'

	# The other one has ports and hosts of a lab; the copy has those of lencr.org.
	python3 "$here/why_rewrite.py" "$captures/tls13-handshake-stall.pcapng" "$work/stall.pcapng" 8181=80 9443=443 \
		'127.0.0.21:8181=yr1.c.lencr.org' \
		'GET /42.crl HTTP/1.0\r\nHost: 127.0.0.21\r\n=GET / HTTP/1.0\r\nHost:   x2.c.lencr.org\r\n'
	run why --json "$work/stall.pcapng"
	says 'three fetches of two clients' 'Java Java openssl' '" ".join(k["fetcher"]["name"].split()[0] for k in c)'
	says 'all nested in a handshake: likely, never proven' 'likely likely likely' '" ".join(k["grade"] for k in c)'
	says 'with that evidence' True \
		'all("nested" in [e["id"] for e in k["candidates"][0]["evidence"]] for k in c)'
	says "Java's early ChangeCipherSpec is not taken for its Finished" '0.12 0.15' \
		'"%.2f %.2f" % (int(c[0]["candidates"][0]["dt"] * 100) / 100, int(c[1]["candidates"][0]["dt"] * 100) / 100)'

	# Every truncation ends well, and says that it is one.
	size=$(wc -c <"$captures/tls12-tls13-crl.pcapng")
	bad=''
	at=0
	while [ "$at" -lt "$size" ]; do
		head -c "$at" "$captures/tls12-tls13-crl.pcapng" >"$work/cut.pcapng"
		status=0
		"$lencr" why -q "$work/cut.pcapng" >"$work/out" 2>"$work/err" || status=$?
		case $status in 0 | 5 | 6) ;; *) bad="$bad $at:$status" ;; esac
		at=$((at + 97))
	done
	ok 'every truncation gives a result' "$(true_is [ -z "$bad" ])" "$bad"
else
	echo "# $captures is not there (LENCR_SHARED names the folder): the captures of the project were not tried"
fi

# --- genuine objects ---------------------------------------------------------------
genuine=$shared/fixtures
if [ -d "$genuine/leaves" ]; then
	der() {
		openssl x509 -in "$1" -outform DER | base64 | tr -d '\n'
	}
	leaf=$(der "$genuine/leaves/ye2-p256-classic-2026-09-badssl-revoked.pem")
	issuer=$(der "$genuine/letsencrypt/prod/int-ye2.pem")
	t=1795183331
	cat >"$work/story" <<-EVENTS
	{"t":$t.270,"kind":"tls","client":"10.0.0.21","server":"203.0.113.7","port":443,"name":"shop.example.org","version":"1.3"}
	{"t":$t.320,"kind":"tls","client":"10.0.0.21","server":"203.0.113.8","port":443,"name":"revoked.badssl.com","version":"1.2","hello":$t.320,"flight":$t.410,"cert_done":$t.410,"finished":$t.742,"data_known":true,"certs":[{"der":"$leaf"}]}
	{"t":$t.482,"kind":"http","client":"10.0.0.21","server":"192.0.2.80","port":80,"method":"GET","host":"ye2.i.lencr.org","uri":"/","version":"1.1","ua":"Microsoft-CryptoAPI/10.0","status":200,"answer":"$issuer","answer_whole":true}
	{"t":$t.582,"kind":"http","client":"10.0.0.21","server":"192.0.2.80","port":80,"method":"GET","host":"ye2.c.lencr.org","uri":"/74.crl","version":"1.1","ua":"Microsoft-CryptoAPI/10.0","status":200}
	EVENTS
	run why --json "$work/story"
	expect "a genuine certificate and its genuine issuer: nothing is suspicious" 0
	says 'what was fetched is verified' verified 'c[0]["content"]["state"]'
	says 'the list of its shard is proven' 'proven revoked.badssl.com' '"%s %s" % (c[1]["grade"], c[1]["candidates"][0]["name"])'
	says 'the issuer of the same burst is not better than likely' 'likely 2' '"%s %d" % (c[0]["grade"], c[0]["as"])'
	sed 's/"der":"[^"]*"/"key":"lost"/' "$work/story" >"$work/bare"
	run why --json "$work/bare"
	says 'without the certificate it is not proven' True 'all(k["grade"] != "proven" for k in c)'
	sed "s/\"answer\":\"....../&AAAA/" "$work/story" >"$work/damaged"
	run why --json "$work/damaged"
	expect 'a damaged issuer is suspicious' 6
else
	echo "# $genuine/leaves is not there (LENCR_SHARED names the folder): genuine objects were not tried"
fi

# --- a lab ---------------------------------------------------------------------------
visit() {
	curl -sk -o /dev/null --max-time 10 --connect-to "::127.0.0.1:$port" "$@"
}

# url_of SITE EXTENSION: the first URL there in its certificate.
url_of() {
	openssl x509 -in "$work/$1.pem" -noout -ext "$2" | sed -n 's/.*URI:\(http[^ ]*\).*/\1/p' | head -n 1
}

sites='good-ecdsa.test both-keys.test good-rsa.test tlsserver.test'
lab() {
	start_world --port 0 || return 1
	for site in $sites; do
		openssl s_client -connect "127.0.0.1:$port" -servername "$site" </dev/null 2>/dev/null |
			openssl x509 >"$work/$site.pem" 2>/dev/null
	done
	crl=$(url_of good-rsa.test crlDistributionPoints)
	issuer=$(url_of good-rsa.test authorityInfoAccess)
}

if ! command -v tcpdump >/dev/null 2>&1 && ! command -v tshark >/dev/null 2>&1; then
	echo '# neither tcpdump nor tshark is installed: nothing was recorded in the lab'
elif ! lab; then
	ok 'the test mode starts' 1 "$(cat "$work/serve.err")"
elif ! record "$work/lab12.pcap" "tcp port $port"; then
	echo "# the loopback interface cannot be recorded (root or CAP_NET_RAW is needed): $(tail -n 1 "$work/record.err")"
else
	# TLS 1.2: the certificates are there to be seen.
	visit --tls-max 1.2 https://good-ecdsa.test/
	visit --tls-max 1.2 https://both-keys.test/
	openssl s_client -connect "127.0.0.1:$port" -servername good-rsa.test -tls1_2 </dev/null >/dev/null 2>&1
	if command -v gnutls-cli >/dev/null 2>&1; then
		gnutls-cli --insecure --priority NORMAL:-VERS-TLS1.3 --sni-hostname tlsserver.test -p "$port" 127.0.0.1 \
			</dev/null >/dev/null 2>&1
	fi
	visit "$crl"
	visit "$issuer"
	recorded
	run why --json "$work/lab12.pcap"
	expect "the lab's lists are not Let's Encrypt's" 6
	says 'two contacts' "$crl $issuer" '" ".join(k["request"]["url"] for k in c)'
	says 'TLS 1.2, four sites: the one whose certificate lists it, proven' 'proven good-rsa.test' \
		'"%s %s" % (c[0]["grade"], c[0]["candidates"][0]["name"])'
	says "the lab's content is found out" True 'c[0]["content"]["state"] == "mismatch" and c[0]["suspicious"]'
	says 'fetched by curl' True '"curl" in c[0]["fetcher"]["name"]'
	run why --json --format html "$work/lab12.pcap"
	expect 'and drawn' 6 '<svg '

	# TLS 1.3: nothing can be proven, but known certificates make it likely.
	record "$work/lab13.pcap" "tcp port $port"
	for site in $sites; do visit --tlsv1.3 "https://$site/"; done
	visit "$crl"
	recorded
	run why --json "$work/lab13.pcap"
	says 'TLS 1.3: possible at the most' possible 'c[0]["grade"]'
	run why --json --certs "$work/good-rsa.test.pem" --certs "$work/good-ecdsa.test.pem" "$work/lab13.pcap"
	says 'with certificates given: likely' 'likely good-rsa.test' '"%s %s" % (c[0]["grade"], c[0]["candidates"][0]["name"])'

	# The real client of our own: it fetches all of a chain.
	record "$work/lencr.pcap" "tcp port $port"
	"$lencr" check --via "127.0.0.1:$port" --trust "$root" --no-cache good-rsa.test >"$work/check" 2>&1
	recorded
	run why --json "$work/lencr.pcap"
	says 'lencr check: the leaf'"'"'s list is caused by its site' True \
		'any(k["request"]["url"] == "'"$crl"'" and k["candidates"] and k["candidates"][0]["name"] == "good-rsa.test" for k in c)'
	says 'and everything it fetched is a contact' True 'len(c) >= 3 and all(k["grade"] != "unexplained" for k in c)'
fi
echo "1..$count"
