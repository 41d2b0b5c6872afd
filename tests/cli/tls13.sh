#!/bin/sh
# What TLS has besides a chain: staples of their own for each certificate (TLS 1.3, from
# gnutls-serv), and a server that asks for a certificate of the client (s_server).
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"
. "$top_srcdir/tests/support/hierarchy.sh"

need openssl python3
dir=$work/h
new_hierarchy "$dir" ec
start_python "$dir"
via="--via http=$web"

# listening PORT
listening() {
	tries=0
	until python3 -c 'import socket, sys
socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1).close()' "$1" 2>/dev/null || [ "$tries" -gt 100 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
}

# inter_answer STATUS-ROW OUT: what the root says of the intermediate.
inter_answer() {
	printf '%s\n' "$1" >"$dir/index.root"
	: >"$dir/index.root.attr"
	openssl ocsp -issuer "$dir/root.pem" -cert "$dir/inter.pem" -no_nonce -reqout "$dir/request.der" 2>>"$dir/log"
	openssl ocsp -index "$dir/index.root" -CA "$dir/root.pem" -rsigner "$dir/root.pem" -rkey "$dir/root.key" \
		-reqin "$dir/request.der" -respout "$2" -ndays 3 >>"$dir/log" 2>&1
}

# Under the links of the best path: which methods said what.
answers() {
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))["results"][0]
p = d["paths"][d.get("best_path", 0)]
print(d["verdict"], d["tls"]["protocol"], *[",".join(sorted({a["method"] + ":" + a["status"] for a in l["answers"]})) for l in p["links"]])' "$work/out"
}

if command -v gnutls-serv >/dev/null 2>&1; then
	inter_answer "$(printf 'V\t%s\t\t52\tunknown\t/CN=peer' "$(date_at 5184000 | cut -c3-)")" "$work/inter-good.ocsp"
	inter_answer "$(printf 'R\t%s\t%s,cACompromise\t52\tunknown\t/CN=peer' "$(date_at 5184000 | cut -c3-)" \
		"$(date_at -7200 | cut -c3-)")" "$work/inter-revoked.ocsp"
	# The CRL of the root is gone: only the staple can speak for the intermediate.
	rm "$dir/www/root.c.peer.test/root.crl"
	for inter in good revoked none; do
		one=$(free_port)
		set -- --quiet --echo --port "$one" --x509certfile "$dir/stapled.chain" --x509keyfile "$dir/leaf.key" \
			--priority NORMAL:-VERS-ALL:+VERS-TLS1.3 --ocsp-response "$dir/stapled.ocsp"
		# gnutls-serv does not serve a revocation unless told to, and then sends that alone.
		[ $inter != revoked ] || set -- "$@" --ignore-ocsp-response-errors
		[ $inter = none ] || set -- "$@" --ocsp-response "$work/inter-$inter.ocsp"
		gnutls-serv "$@" >"$work/gnutls.log" 2>&1 &
		remember $!
		listening "$one"
		# shellcheck disable=SC2086 # words
		run check --no-cache --json $via --via "tls=127.0.0.1:$one" --trust "$dir/root.pem" stapled.test
		case $inter in
		good)
			said=$(answers)
			ok 'TLS 1.3: a staple for each certificate, both good' \
				"$([ "$status" -eq 0 ] && [ "$said" = 'good TLSv1.3 ocsp:unreachable,staple:good crl:unreachable,staple:good' ]; echo $?)" "$status $said $(cat "$work/gnutls.log")"
			;;
		revoked)
			said=$(answers)
			ok 'TLS 1.3: the staple of the intermediate revokes it' \
				"$([ "$status" -eq 3 ] && [ "$said" = 'revoked TLSv1.3 ocsp:unreachable staple:revoked' ]; echo $?)" "$status $said $(cat "$work/gnutls.log")"
			;;
		none)
			expect 'TLS 1.3: without it the intermediate is not proven' 4
			;;
		esac
	done
	publish "$dir" root.c.peer.test "$dir/root.crl" root.crl
else
	echo '# gnutls-serv is not installed: no staples for each certificate'
fi

# asked PROTOCOL ARG...: a server that asks for a certificate of the client.
asked() {
	name=$1 wanted=$2
	shift 2
	one=$(free_port)
	openssl s_server -accept "127.0.0.1:$one" -cert "$dir/good.pem" -key "$dir/leaf.key" -cert_chain "$dir/inter.pem" \
		-CAfile "$dir/root.pem" -quiet "$@" >"$work/s_server.log" 2>&1 &
	remember $!
	listening "$one"
	# shellcheck disable=SC2086 # words
	run check --no-cache -v $via --via "tls=127.0.0.1:$one" --trust "$dir/root.pem" good.test
	expect "$name: noted, not answered" "$wanted" 'client-certificate-requested'
}
asked 'TLS 1.3, a client certificate wished for' 0 -tls1_3 -verify 1
asked 'TLS 1.3, a client certificate demanded' 0 -tls1_3 -Verify 1
asked 'TLS 1.2, a client certificate wished for' 0 -tls1_2 -verify 1
asked 'TLS 1.2, a client certificate demanded' 0 -tls1_2 -Verify 1
finish
