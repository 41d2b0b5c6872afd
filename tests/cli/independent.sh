#!/bin/sh
# A hierarchy that openssl made, behind servers that other people wrote: nginx, Python's,
# openssl's, GnuTLS's. Every verdict as text, JSON and exit status.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"
. "$top_srcdir/tests/support/hierarchy.sh"

need openssl python3

# start_responder DIR: openssl's OCSP responder; sets ocsp_port.
start_responder() {
	ocsp_port=$(free_port)
	: >"$1/responder.log"
	openssl ocsp -port "$ocsp_port" -index "$1/index" -CA "$1/inter.pem" -rsigner "$1/signer.pem" \
		-rkey "$1/signer.key" -nmin 600 >"$1/responder.log" 2>&1 &
	remember $!
	# Not by connecting: this responder spins on a connection that asks nothing.
	tries=0
	until grep -q ACCEPT "$1/responder.log" || [ "$tries" -gt 100 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
}

# write_nginx DIR HTTP-PORT TLS-PORT
write_nginx() {
	cat <<END
daemon off;
master_process off;
pid $1/nginx.pid;
error_log $1/nginx.log;
events { worker_connections 64; }
http {
	access_log off;
	client_body_temp_path $1/t1; proxy_temp_path $1/t2; fastcgi_temp_path $1/t3;
	uwsgi_temp_path $1/t4; scgi_temp_path $1/t5;
	default_type application/octet-stream;
	server {
		listen 127.0.0.1:$2;
		root $1/www/\$host;
		index index;
		location / { if (\$host ~ "\.o\.") { proxy_pass http://127.0.0.1:$ocsp_port; } }
	}
END
	for leaf in good gone expired alone answered recalled stapled mute; do
		cat <<END
	server {
		listen 127.0.0.1:$3 ssl;
		server_name $leaf.test;
		ssl_certificate $1/$leaf.chain;
		ssl_certificate_key $1/leaf.key;
END
		if [ $leaf = stapled ] || [ $leaf = recalled ]; then
			printf '\t\tssl_stapling on;\n\t\tssl_stapling_file %s;\n' "$1/$leaf.ocsp"
		fi
		printf '\t}\n'
	done
	echo '}'
}

# start_nginx DIR: sets web and tls.
start_nginx() {
	web=$(free_port)
	tls=$(free_port)
	write_nginx "$1" "$web" "$tls" >"$1/nginx.conf"
	mkdir -p "$1/logs"
	nginx -p "$1" -c "$1/nginx.conf" 2>>"$1/nginx.log" &
	remember $!
	listening "$tls" || sed 's/^/# /' "$1/nginx.log"
	web=127.0.0.1:$web
	tls=127.0.0.1:$tls
}

# verdicts SERVER DIR STAPLES(yes|no): all leaves through $web and $tls.
verdicts() {
	set -- "$1" "$2" "$3" --via "http=$web" --via "tls=$tls" --trust "$2/root.pem"
	server=$1
	dir=$2
	staples=$3
	shift 3
	agree "$server: good, by its shard" good - "$@" good.test
	grep -q '"bytes"' "$work/out" && grep -q 'inter.c.peer.test/1.crl' "$work/out"
	ok "$server: its shard was fetched" $?
	agree "$server: revoked, by the other shard" revoked revoked "$@" gone.test
	grep -q 'key-compromise\|keyCompromise' "$work/out"
	ok "$server: the reason is told" $?
	agree "$server: expired" invalid expired "$@" expired.test
	agree "$server: leaf alone" good chain-incomplete "$@" alone.test
	agree "$server: leaf alone, as served" invalid - --as-served "$@" alone.test
	agree "$server: answered by OCSP" good - "$@" answered.test
	agree "$server: revoked by OCSP" revoked revoked "$@" recalled.test
	agree "$server: no source" undetermined no-source "$@" mute.test
	agree "$server: no source, offered" good - --revocation offered "$@" mute.test
	agree "$server: another name" invalid name-mismatch --name good.test "$@" gone.test
	agree "$server: a root that is not trusted" invalid untrusted --via "http=$web" --via "tls=$tls" \
		--trust none good.test
	if [ "$staples" = yes ]; then
		agree "$server: must-staple with its staple" good - "$@" stapled.test
	else
		agree "$server: must-staple without" invalid staple-missing "$@" stapled.test
	fi
}

# single SERVER VERDICT WORD ARG...: one server on $tls for one leaf.
single() {
	server=$1 verdict=$2 word=$3
	shift 3
	agree "$server" "$verdict" "$word" --via "http=$web" --via "tls=127.0.0.1:$one" --trust "$dir/root.pem" "$@"
}

# other_servers DIR: openssl s_server and gnutls-serv, each with its staple.
other_servers() {
	dir=$1
	for leaf in stapled recalled gone; do
		one=$(free_port)
		set -- -accept "127.0.0.1:$one" -cert "$dir/$leaf.pem" -key "$dir/leaf.key" -CAfile "$dir/inter.pem" \
			-cert_chain "$dir/inter.pem" -quiet
		[ ! -e "$dir/$leaf.ocsp" ] || set -- "$@" -status_file "$dir/$leaf.ocsp"
		openssl s_server "$@" >"$dir/s_server.log" 2>&1 &
		remember $!
		listening "$one"
		case $leaf in
		stapled) single 's_server: must-staple with its staple' good - stapled.test ;;
		recalled) single 's_server: revoked by its own staple' revoked revoked recalled.test ;;
		gone) single 's_server: revoked by its shard' revoked revoked gone.test ;;
		esac
	done
	if ! command -v gnutls-serv >/dev/null 2>&1; then
		echo '# gnutls-serv is not installed'
		return
	fi
	for leaf in stapled good; do
		one=$(free_port)
		set -- --quiet --echo --port "$one" --x509certfile "$dir/$leaf.chain" --x509keyfile "$dir/leaf.key"
		[ $leaf = good ] || set -- "$@" --ocsp-response "$dir/$leaf.ocsp"
		gnutls-serv "$@" >"$dir/gnutls.log" 2>&1 &
		remember $!
		listening "$one"
		single "gnutls-serv: $leaf" good - $leaf.test
	done
}

for kind in ec rsa; do
	dir=$work/$kind
	new_hierarchy "$dir" $kind
	openssl verify -CAfile "$dir/root.pem" -untrusted "$dir/inter.pem" "$dir/good.pem" >/dev/null 2>&1
	ok "$kind: openssl takes its own hierarchy" $?
	start_responder "$dir"
	start_python "$dir" --ocsp "$ocsp_port"
	verdicts "$kind, python" "$dir" no
	if [ $kind = ec ]; then
		other_servers "$dir"
	fi
	if command -v nginx >/dev/null 2>&1; then
		start_nginx "$dir"
		verdicts "$kind, nginx" "$dir" yes
	else
		echo '# nginx is not installed'
	fi
done
all_valid
finish
