#!/bin/sh
# make bench: speed as ratios against peers in the same run. Figures, not tests: nothing
# here fails because something is slow. Tables are Markdown; each is one run in turns.
# BENCH_SECONDS: how long each of the about ten tables may take (12).
set -eu
LC_ALL=C
export LC_ALL
top_srcdir=${top_srcdir:?run it by make bench}
bin=${top_builddir:?}/tests/bench
lencr=${LENCR:?}
seconds=${BENCH_SECONDS:-12}
work=$(mktemp -d "${TMPDIR:-/tmp}/lencr-bench.XXXXXX")
server=''

clean_up() {
	[ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || :
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM
XDG_CACHE_HOME=$work/cache HOME=$work
unset SSL_CERT_DIR SSL_CERT_FILE http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
export XDG_CACHE_HOME HOME
cd "$work"

# row LABEL STATUS COMMAND...: one line of the next table, when the command is there.
row() {
	label=$1 status=$2
	shift 2
	command -v "$1" >/dev/null 2>&1 || return 0
	printf '%s\t%s\t%s\n' "$label" "$status" "$*" >>table
}

# table TITLE: measures the rows so far.
table() {
	printf '### %s\n\n' "$1"
	"$bin/rounds" "$seconds" "${2:-101}" <table
	: >table
}

lists() {
	issuer=$1 digest=$2 size=$3
	args="check -q --offline --no-cache --file $issuer-leaf.pem --trust $issuer.pem"
	row "hash the file ($digest)" 0 "$bin/read_crl" hash "$digest" "$issuer-$size.crl"
	row 'lencr, in process (parse, verify, look up)' 1 \
		"$bin/read_crl" list "$issuer.pem" "$issuer-$size.crl" 03aabbccddeeff00112233445566778899aa
	# shellcheck disable=SC2086 # a list of words
	row 'lencr check (a whole verdict)' 0 "$lencr" $args --crl "$issuer-$size.crl"
	row 'openssl crl -verify' 0 \
		openssl crl -inform DER -in "$issuer-$size.crl" -verify -CAfile "$issuer.pem" -noout
	[ "$size" -gt 100000 ] || # builds objects, as above, and sorts them
		row 'openssl verify -crl_check' 0 openssl verify -CAfile "$issuer.pem" -crl_check \
			-CRLfile "$issuer-$size.crl.pem" "$issuer-leaf.pem"
	[ "$size" -gt 10000 ] || # quadratic
		row 'certtool --verify-crl' 0 certtool --verify-crl \
			--load-ca-certificate "$issuer.pem" --infile "$issuer-$size.crl.pem"
	table "$issuer issuer, $size entries"
}

machine() {
	model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
	printf '%s\n\n' "$(date -u +%Y-%m-%d), $(uname -sm), $(getconf _NPROCESSORS_ONLN) processors ${model:-unknown}"
	"$lencr" --version | sed 's/^/- /'
	openssl version | sed 's/^/- peer: /'
	for tool in certtool curl; do
		! command -v $tool >/dev/null 2>&1 || $tool --version | sed 's/^/- peer: /;q'
	done
	printf '\nCPU is user and system time of the process and its children; the ratio is that to the first row.\n\n'
}

start_up() {
	row 'openssl version' 0 openssl version
	row 'lencr --version' 0 "$lencr" --version
	row 'curl --version' 0 curl --version
	row 'start of a program with the same libraries' 0 "$bin/read_crl" start
	table 'Start'
	row 'openssl verify -crl_check (one root file)' 0 openssl verify -CAfile ec.pem -crl_check \
		-CRLfile ec-1000.crl.pem ec-leaf.pem
	row 'lencr check (one root file)' 0 "$lencr" check -q --offline --no-cache --file ec-leaf.pem \
		--trust ec.pem --crl ec-1000.crl
	table 'One small file, offline: chain, CRL of 1000 entries'
	[ -d /etc/ssl/certs ] && [ -f /etc/ssl/certs/ca-certificates.crt ] || return 0
	# Nothing there issued it: the look-up alone is measured, and that it finds nothing.
	row 'openssl verify -CAfile bundle (loads all)' 2 openssl verify -no-CApath -no-CAstore \
		-CAfile /etc/ssl/certs/ca-certificates.crt ec-leaf.pem
	row 'openssl verify -CApath (hashed)' 2 openssl verify -no-CAfile -no-CAstore \
		-CApath /etc/ssl/certs ec-leaf.pem
	row 'lencr check (hashed, system store)' 1 "$lencr" check -q --offline --no-cache --file ec-leaf.pem
	table 'Anchors of the system, issuer unknown'
}

site() {
	"$lencr" serve --ready >ready 2>serve.err &
	server=$!
	tries=0
	until grep -q '^ready ' ready; do
		tries=$((tries + 1))
		if [ "$tries" -gt 100 ] || ! kill -0 "$server"; then
			cat serve.err >&2
			return 1
		fi
		sleep 0.1
	done
	address=$(sed -n 's/^ready \([^ ]*\) .*/\1/p' ready)
	roots=$(sed -n 's/.* root=//p' ready)
	host=good-ecdsa.test
	mkdir -p hashed
	find "$roots" -type f | while read -r root; do
		cp "$root" "hashed/$(openssl x509 -in "$root" -noout -subject_hash).0"
	done
	row 'lencr check, lists in the cache' 0 "$lencr" check -q --via "$address" --trust "$roots" "$host"
	row 'lencr check, nothing cached' 0 "$lencr" check -q --no-cache --via "$address" --trust "$roots" "$host"
	row 'openssl and curl by hand, lists kept' 0 \
		sh "$top_srcdir/tests/bench/by_hand.sh" "$address" "$host" "$work/hashed" "$work/kept" kept
	row 'openssl and curl by hand, lists fetched' 0 \
		sh "$top_srcdir/tests/bench/by_hand.sh" "$address" "$host" "$work/hashed" "$work/fetched"
	table 'A site of the test mode: handshake, chain, three CRLs'
}

batch() {
	find . -name 'ec-[0-9]*.pem' ! -name '*.crl*' | sort >targets
	cat >each.sh <<-'EACH'
	status=0
	while read -r file; do "$@" "$file" || status=$?; done <targets
	exit "$status"
	EACH
	# --quiet writes a line a target; all share one CA and one CRL of 100,000 entries.
	row 'lencr check, one process' 0 "$lencr" check -q --offline --no-cache --file --trust ec.pem \
		--crl ec-100000.crl @targets
	row 'lencr check, a process a target' 0 sh each.sh "$lencr" check -q --offline --no-cache --file \
		--trust ec.pem --crl ec-100000.crl
	row 'openssl verify -crl_check, one process' 0 xargs -a targets openssl verify -CAfile ec.pem \
		-crl_check -CRLfile ec-100000.crl.pem
	table '200 certificates of one CA, CRL of 100,000 entries' 5
}

# WORDS of read_log: what the reader of that format takes apart, too.
logs() {
	types='"event_type":"dns" "event_type":"http" "event_type":"tls" "event_type":"quic" "event_type":"flow"'
	for format in eve zeek-json zeek events squid clf dnsmasq unbound; do
		"$bin/make_log" "$format" "${BENCH_LOG_MB:-64}" >"$format.log"
		case $format in
		eve) words=$types ;;
		dnsmasq) words='query[ reply' ;;
		unbound) words='info:' ;;
		*) words='' ;;
		esac
		row 'a loop that reads the lines and takes apart what can matter' 0 "$bin/read_log" "$format.log" "$words"
		row 'lencr why' 0 "$lencr" why -q "$format.log"
		table "Log: $format, ${BENCH_LOG_MB:-64} MiB" 5
		rm -f "$format.log"
	done
}

# One pass each, with what is asked of both: streams, hosts, requests, names, serials.
captures() {
	command -v tshark >/dev/null 2>&1 || return 0
	"$bin/make_capture" "${BENCH_CAPTURE_MB:-128}" >mixed.pcap
	row 'lencr why' 6 "$lencr" why -q mixed.pcap
	row 'tshark' 0 tshark -n -r mixed.pcap -T fields -e frame.time_epoch -e tcp.stream -e ip.src -e ip.dst \
		-e http.request.method -e http.host -e http.request.uri -e http.user_agent -e http.response.code \
		-e tls.handshake.type -e tls.handshake.extensions_server_name -e x509af.serialNumber \
		-e ocsp.serialNumber -e dns.qry.name -e dns.a
	table "Capture, mixed, ${BENCH_CAPTURE_MB:-128} MiB" 3
	rm -f mixed.pcap
}

: >table
machine
"$bin/stage" http://crl.example/1.crl 200 1000 10000 100000 1000000
for size in 1000 10000 100000 1000000; do
	lists ec SHA384 "$size"
	[ "$size" -ne 1000000 ] || lists rsa SHA256 "$size"
done
start_up
site
batch
logs
captures
