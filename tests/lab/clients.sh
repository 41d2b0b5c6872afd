#!/bin/sh
# Real clients with a known truth: each visits a site of the test mode, fetches what that
# site's certificate names (by itself, or by hand as people do), and is recorded on the
# wire; `lencr why` has to find the site. In a network namespace of its own, where
# lencr.org is here.
#	LAB_CLIENTS   which of them (the quick ones; "all")
. "${top_srcdir:-.}/tests/cli/tap.sh"
lab=$top_srcdir/tests/lab

quick='openssl openssl-ocsp curl together'
slow='gnutls ocsptool wget urllib requests dirmngr nginx apache java java-ocsp'
together='good-rsa good-ecdsa tlsserver both-keys'
clients=${LAB_CLIENTS:-$quick}
[ "$clients" != all ] || clients="$quick $slow"

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

# --- the namespace --------------------------------------------------------------------
if [ "${LAB_INSIDE-}" != yes ]; then
	for tool in python3 openssl curl unshare ip mount; do
		command -v "$tool" >/dev/null 2>&1 || skip_all "$tool is not installed"
	done
	command -v tcpdump >/dev/null 2>&1 || command -v tshark >/dev/null 2>&1 ||
		skip_all 'neither tcpdump nor tshark is installed'
	way='-nm'
	[ "$(id -u)" -eq 0 ] || way='-rnm'
	# shellcheck disable=SC2016 # for the shell inside
	unshare "$way" sh -c 'ip link set lo up && mount --bind /dev/null /etc/hosts' 2>/dev/null ||
		skip_all 'no network namespace may be made here'
	LAB_INSIDE=yes
	export LAB_INSIDE top_srcdir
	unshare "$way" sh "$0" "$@"
	exit
fi

ip link set lo up
{
	echo '127.0.0.1 localhost'
	for label in x1 x2 yr ye yr1 yr2 ye1 ye2 r10 r11 r12 r13 e5 e6 e7 e8; do
		for kind in c i o; do echo "127.0.0.1 $label.$kind.lencr.org"; done
	done
	for site in $together old-ocsp must-staple; do echo "127.0.0.1 $site.test"; done
} >"$work/hosts"
mount --bind "$work/hosts" /etc/hosts || exit 99

# One for lists and answers, one for the sites, of one world.
clock=$(date -u +%Y-%m-%dT%H:%M:%SZ)
start_world --port 80 --clock "$clock" --root-out "$work/root.pem" || exit 99
start_world --port 443 --clock "$clock" || exit 99

for name in $together old-ocsp; do
	site=$name.test
	openssl s_client -connect "$site:443" -servername "$site" -tls1_2 -showcerts </dev/null 2>/dev/null >"$work/$site.all"
	openssl x509 -in "$work/$site.all" -out "$work/$site.pem" 2>/dev/null
	sed -n '/-BEGIN CERT/,/-END CERT/p' "$work/$site.all" | awk '/-BEGIN CERT/ { n++ } n == 2' >"$work/$site.issuer.pem"
done
# list_of SITE: the URL of the list that its certificate names.
list_of() {
	openssl x509 -in "$work/$1.pem" -noout -ext crlDistributionPoints | sed -n 's/.*URI:\(http[^ ]*\).*/\1/p'
}
list=$(list_of good-rsa.test)
service=$(openssl x509 -in "$work/old-ocsp.test.pem" -noout -ocsp_uri)

# --- recording -----------------------------------------------------------------------
. "$top_srcdir/tests/cli/record.sh"
record "$work/wire.pcap" tcp || skip_all "the loopback interface cannot be recorded: $(tail -n 1 "$work/record.err")"
recorded

# truth NAME GRADES FETCHER [SITE]: runs lab_NAME while recording; every contact has to be
# caused by SITE ("@FILE": by the one that the file has for its URL), with one of GRADES where it names one certificate, by what looks like FETCHER.
truth() {
	record "$work/wire.pcap" tcp || { ok "$1 is recorded" 1 "$(cat "$work/record.err")"; return; }
	"lab_$1" >"$work/said" 2>&1
	recorded
	output=$(python3 "$lab/truth.py" "$lencr" "$work/wire.pcap" "$work" "$2" "$3" "${4:-good-rsa.test}" 2>&1)
	ok "$1: caused by ${4:-good-rsa.test}, $2; nothing proven without certificates" $? "$output
$(tail -n 5 "$work/said")"
}

# A visit whose certificate is in clear.
visit() {
	openssl s_client -connect "$1:443" -servername "$1" -tls1_2 -CAfile "$work/root.pem" </dev/null
}

# --- clients --------------------------------------------------------------------------
lab_openssl_12() {
	openssl s_client -connect good-rsa.test:443 -servername good-rsa.test -tls1_2 -crl_download -crl_check \
		-CAfile "$work/root.pem" </dev/null
}
lab_openssl_13() {
	openssl s_client -connect good-rsa.test:443 -servername good-rsa.test -tls1_3 -crl_download -crl_check \
		-CAfile "$work/root.pem" </dev/null
}
# At the same time, from one address.
lab_together() {
	: >"$work/sites"
	several=''
	for name in $together; do
		printf '%s %s\n' "$(list_of "$name.test")" "$name.test" >>"$work/sites"
	done
	for name in $together; do
		openssl s_client -connect "$name.test:443" -servername "$name.test" -tls1_2 -crl_download -crl_check \
			-CAfile "$work/root.pem" </dev/null &
		several="$several $!"
	done
	for one in $several; do wait "$one"; done
}
ask_openssl() {
	visit old-ocsp.test
	openssl ocsp -issuer "$work/old-ocsp.test.issuer.pem" -cert "$work/old-ocsp.test.pem" -url "$service" \
		-CAfile "$work/root.pem" "$@"
}
lab_openssl_ocsp() { ask_openssl; }
lab_openssl_ocsp_no_nonce() { ask_openssl -no_nonce; }
lab_curl_status() { curl -sS --cacert "$work/root.pem" --tls-max 1.2 --cert-status https://must-staple.test/ -o /dev/null; }
lab_curl() {
	curl -sS --cacert "$work/root.pem" --tls-max 1.2 https://good-rsa.test/ -o /dev/null
	curl -sS "$list" -o /dev/null
}
lab_gnutls() {
	gnutls-cli --ocsp --x509cafile "$work/root.pem" --priority NORMAL:-VERS-TLS1.3 -p 443 old-ocsp.test </dev/null
}
ask_ocsptool() {
	visit old-ocsp.test
	ocsptool --ask="$service" --load-cert "$work/old-ocsp.test.pem" --load-issuer "$work/old-ocsp.test.issuer.pem" "$@"
}
lab_ocsptool() { ask_ocsptool; }
lab_ocsptool_nonce() { ask_ocsptool --nonce; }
lab_wget() { visit good-rsa.test && wget -q -O /dev/null "$list"; }
lab_urllib() { visit good-rsa.test && "$python" -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()' "$list"; }
lab_requests() { visit good-rsa.test && "$python" -c 'import sys, requests; requests.get(sys.argv[1])' "$list"; }
lab_dirmngr() {
	mkdir -p "$work/dirmngr" && chmod 700 "$work/dirmngr"
	visit good-rsa.test
	printf 'LOADCRL --url %s\nBYE\n' "$list" | timeout 20 dirmngr --server --standard-resolver --homedir "$work/dirmngr"
}

# A server with a certificate of its own, that asks the OCSP service named there; visited by
# a machine of another address. $1: the server's address.
own_certificate() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/ca.key" -out "$work/ca.pem" -days 9 -subj '/CN=Lab CA'
	openssl req -newkey rsa:2048 -nodes -keyout "$work/own.key" -out "$work/own.csr" -subj '/CN=own.test'
	printf 'subjectAltName=DNS:own.test\nauthorityInfoAccess=OCSP;URI:%s\nauthorityKeyIdentifier=keyid\n' "$service" >"$work/own.ext"
	openssl x509 -req -in "$work/own.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -days 9 -extfile "$work/own.ext" \
		-set_serial "0x0603aabbccddeeff0011" -out "$work/own.pem"
	cat "$work/own.pem" "$work/ca.pem" >"$work/own.chain"
}
visit_own() {
	curl -sSk --cert-status --interface 127.0.0.77 --tls-max 1.2 --connect-to "::$1:443" https://own.test/ -o /dev/null
	sleep 0.5
}
lab_nginx() {
	mkdir -p "$work/nginx"
	# The worker is another user's.
	chmod 755 "$work"
	cat >"$work/nginx/conf" <<-CONF
	pid $work/nginx/pid; error_log $work/nginx/log; user root; events {}
	http { access_log off; client_body_temp_path $work/nginx/a; proxy_temp_path $work/nginx/b;
	fastcgi_temp_path $work/nginx/c; uwsgi_temp_path $work/nginx/d; scgi_temp_path $work/nginx/e;
	server { listen 127.0.0.9:443 ssl; ssl_certificate $work/own.chain; ssl_certificate_key $work/own.key;
	ssl_stapling on; ssl_trusted_certificate $work/ca.pem; } }
	CONF
	nginx -c "$work/nginx/conf" -e "$work/nginx/log" && visit_own 127.0.0.9
	nginx -c "$work/nginx/conf" -e "$work/nginx/log" -s stop
}
lab_apache() {
	mkdir -p "$work/apache"
	chmod 755 "$work" "$work/apache"
	modules=/usr/lib/apache2/modules
	cat >"$work/apache/conf" <<-CONF
	ServerRoot $work/apache
	ServerName own.test
	PidFile $work/apache/pid
	ErrorLog $work/apache/log
	DefaultRuntimeDir $work/apache
	LoadModule mpm_event_module $modules/mod_mpm_event.so
	LoadModule authz_core_module $modules/mod_authz_core.so
	LoadModule socache_shmcb_module $modules/mod_socache_shmcb.so
	LoadModule ssl_module $modules/mod_ssl.so
	User nobody
	Listen 127.0.0.10:443
	SSLStaplingCache shmcb:$work/apache/staple(32768)
	<VirtualHost *:443>
	SSLEngine on
	SSLCertificateFile $work/own.chain
	SSLCertificateKeyFile $work/own.key
	SSLUseStapling on
	</VirtualHost>
	CONF
	apache2 -f "$work/apache/conf" -k start && sleep 1 && visit_own 127.0.0.10
	apache2 -f "$work/apache/conf" -k stop
	sleep 1
}

java_ready() {
	command -v java >/dev/null 2>&1 && command -v javac >/dev/null 2>&1 || return 1
	cat >"$work/Visit.java" <<-JAVA
	public class Visit {
	    public static void main(String[] a) throws Exception {
	        new java.net.URL(a[0]).openConnection().getInputStream().close();
	    }
	}
	JAVA
	(cd "$work" && javac Visit.java && keytool -importcert -noprompt -alias root -file root.pem -keystore trust.p12 \
		-storepass changeit) >"$work/javac" 2>&1
	echo 'ocsp.enable=true' >"$work/java.security"
}
visit_java() {
	url=$1
	shift
	java -cp "$work" "-Djavax.net.ssl.trustStore=$work/trust.p12" -Djavax.net.ssl.trustStorePassword=changeit \
		-Dcom.sun.net.ssl.checkRevocation=true "$@" Visit "$url"
}
lab_java_12() { visit_java https://good-rsa.test/ -Djdk.tls.client.protocols=TLSv1.2 -Dcom.sun.security.enableCRLDP=true; }
lab_java_13() { visit_java https://good-rsa.test/ -Djdk.tls.client.protocols=TLSv1.3 -Dcom.sun.security.enableCRLDP=true; }
# The list of the root, for the certificate above; OCSP for the site's.
lab_java_ocsp() {
	visit_java https://old-ocsp.test/ -Djdk.tls.client.protocols=TLSv1.2 -Dcom.sun.security.enableCRLDP=true \
		"-Djava.security.properties=$work/java.security"
}
lab_java_ocsp_post() {
	visit_java https://old-ocsp.test/ -Djdk.tls.client.protocols=TLSv1.2 -Dcom.sun.security.enableCRLDP=true \
		"-Djava.security.properties=$work/java.security" -Dcom.sun.security.ocsp.useget=false
}

# --- who is here ------------------------------------------------------------------------
absent() {
	ok "$1 # SKIP not installed" 0
}

has() {
	command -v "$1" >/dev/null 2>&1
}

for client in $clients; do
	case $client in
	openssl)
		truth openssl_12 proven '^openssl'
		truth openssl_13 likely '^openssl'
		;;
	together) truth together proven '^openssl' "@$work/sites" ;;
	openssl-ocsp)
		truth openssl_ocsp proven '^openssl ocsp$' old-ocsp.test
		truth openssl_ocsp_no_nonce proven '^openssl ocsp$' old-ocsp.test
		;;
	curl)
		truth curl_status none '' must-staple.test
		truth curl proven '^curl'
		;;
	gnutls)
		if has gnutls-cli; then truth gnutls proven gnutls-cli old-ocsp.test; else absent gnutls; fi
		;;
	ocsptool)
		if has ocsptool; then
			truth ocsptool proven "^GnuTLS' ocsptool$" old-ocsp.test
			truth ocsptool_nonce proven ocsptool old-ocsp.test
		else
			absent ocsptool
		fi
		;;
	wget)
		if has wget; then truth wget proven '^Wget'; else absent wget; fi
		;;
	urllib | requests)
		python=''
		for one in python3 /usr/bin/python3; do
			"$one" -c "import $client" 2>/dev/null && python=$one && break
		done
		if [ -n "$python" ]; then truth "$client" proven "^Python's $client"; else absent "$client"; fi
		;;
	dirmngr)
		if has dirmngr; then truth dirmngr proven dirmngr; else absent dirmngr; fi
		;;
	nginx | apache)
		own_certificate >"$work/own.log" 2>&1
		program=$client
		[ "$client" != apache ] || program=apache2
		if has "$program"; then truth "$client" possible ', for stapling$' own.test; else absent "$client"; fi
		;;
	java)
		if java_ready; then
			truth java_12 proven '^Java'
			truth java_13 likely '^Java'
		else
			absent 'java (a JDK)'
		fi
		;;
	java-ocsp)
		if java_ready; then
			truth java_ocsp proven '^Java' old-ocsp.test
			truth java_ocsp_post proven '^Java' old-ocsp.test
		else
			absent 'java (a JDK)'
		fi
		;;
	*) ok "$client is a client of the lab" 1 'it is not' ;;
	esac
done
finish
