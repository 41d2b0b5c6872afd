# Sourced after tap.sh: a hierarchy in the shape of Let's Encrypt's, made by the openssl
# command line alone. Nothing in it was issued or signed by lencr.
# shellcheck shell=sh

# date_at SECONDS: that far from now, as openssl ca wants it.
date_at() {
	date -u -d "@$(($(date +%s) + $1))" +%Y%m%d%H%M%SZ
}

# new_key KIND FILE
new_key() {
	case $1 in
	ec) openssl ecparam -name prime256v1 -genkey -noout -out "$2" ;;
	*) openssl genrsa -out "$2" 2048 2>/dev/null ;;
	esac
}

# write_config DIR: all the extension sections.
write_config() {
	cat >"$1/openssl.cnf" <<END
[ca]
default_ca = any
[any]
database = $1/index
serial = $1/serial
crlnumber = $1/crlnumber
default_md = sha256
policy = policy
unique_subject = no
new_certs_dir = $1/new
[policy]
commonName = supplied
[req]
distinguished_name = policy
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[inter]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,digitalSignature,keyCertSign,cRLSign
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
authorityInfoAccess = caIssuers;URI:http://root.i.peer.test/
crlDistributionPoints = URI:http://root.c.peer.test/root.crl
[ocsp_signer]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[list_root]
authorityKeyIdentifier = keyid
[list_1]
authorityKeyIdentifier = keyid
issuingDistributionPoint = critical,@point_1
[list_2]
authorityKeyIdentifier = keyid
issuingDistributionPoint = critical,@point_2
[point_1]
fullname = URI:http://inter.c.peer.test/1.crl
onlyuser = TRUE
[point_2]
fullname = URI:http://inter.c.peer.test/2.crl
onlyuser = TRUE
END
}

# leaf_section KIND SHARD NAME: the extensions of a leaf.
leaf_section() {
	cat <<END
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
certificatePolicies = 2.23.140.1.2.1
subjectAltName = DNS:$3
END
	case $1 in
	crl) echo "crlDistributionPoints = URI:http://inter.c.peer.test/$2.crl
authorityInfoAccess = caIssuers;URI:http://inter.i.peer.test/" ;;
	ocsp) echo 'authorityInfoAccess = caIssuers;URI:http://inter.i.peer.test/,OCSP;URI:http://inter.o.peer.test' ;;
	staple) echo 'authorityInfoAccess = caIssuers;URI:http://inter.i.peer.test/,OCSP;URI:http://inter.o.peer.test
tlsfeature = status_request' ;;
	plain) : ;;
	esac
}

# new_leaf DIR NAME KIND SHARD SERIAL [START END]: NAME.test; times in seconds from now.
new_leaf() {
	leaf_section "$3" "$4" "$2.test" >"$1/$2.ext"
	openssl req -new -key "$1/leaf.key" -subj "/CN=$2.test" -config "$1/openssl.cnf" -out "$1/$2.csr"
	printf '%s\n' "$5" >"$1/serial"
	openssl ca -batch -notext -config "$1/openssl.cnf" -cert "$1/inter.pem" -keyfile "$1/inter.key" \
		-in "$1/$2.csr" -out "$1/$2.pem" -extfile "$1/$2.ext" \
		-startdate "$(date_at "${6:--86400}")" -enddate "$(date_at "${7:-5184000}")" \
		2>>"$1/log" || cat "$1/log"
	cat "$1/$2.pem" "$1/inter.pem" >"$1/$2.chain"
}

# new_list DIR CA SECTION OUT ROW...: a DER list of CA with the rows of an index; with
# $list_last and $list_next from and until those times.
new_list() {
	list_dir=$1 list_ca=$2 list_section=$3 list_out=$4
	shift 4
	: >"$list_dir/index.list"
	for row in "$@"; do
		printf '%s\n' "$row" >>"$list_dir/index.list"
	done
	sed "s|^database = .*|database = $list_dir/index.list|" "$list_dir/openssl.cnf" >"$list_dir/list.cnf"
	: >"$list_dir/index.list.attr"
	openssl ca -gencrl -config "$list_dir/list.cnf" -cert "$list_dir/$list_ca.pem" \
		-keyfile "$list_dir/$list_ca.key" -crlexts "$list_section" \
		-crl_lastupdate "${list_last:-$(date_at -600)}" -crl_nextupdate "${list_next:-$(date_at 700000)}" \
		-out "$list_dir/list.pem" 2>>"$list_dir/log" || cat "$list_dir/log"
	openssl crl -in "$list_dir/list.pem" -outform DER -out "$list_out"
}

# revoked_row SERIAL REASON SECONDS: a row of a revoked certificate.
revoked_row() {
	printf 'R\t%s\t%s,%s\t%s\tunknown\t/CN=peer' "$(date_at 5184000 | cut -c3-)" \
		"$(date_at "$3" | cut -c3-)" "$2" "$1"
}

# publish DIR HOST FILE [PATH]: under that URL; PATH defaults to the host's front page.
publish() {
	mkdir -p "$1/www/$2"
	cp "$3" "$1/www/$2/${4:-index}"
}

# new_hierarchy DIR KIND(ec|rsa): root, intermediate, leaves, lists and responses.
new_hierarchy() {
	mkdir -p "$1/new" "$1/www"
	: >"$1/index"
	: >"$1/index.attr"
	echo 1000 >"$1/crlnumber"
	write_config "$1"
	for key in root inter; do
		new_key "$2" "$1/$key.key"
	done
	for key in leaf signer; do
		new_key ec "$1/$key.key"
	done
	openssl req -new -x509 -key "$1/root.key" -subj "/CN=Peer Root $2" -days 3650 -config "$1/openssl.cnf" \
		-extensions root -set_serial 0x51 -out "$1/root.pem"
	openssl req -new -key "$1/inter.key" -subj "/CN=Peer Intermediate $2" -config "$1/openssl.cnf" |
		openssl x509 -req -CA "$1/root.pem" -CAkey "$1/root.key" -days 1000 -set_serial 0x52 \
			-extfile "$1/openssl.cnf" -extensions inter -out "$1/inter.pem" 2>>"$1/log"
	openssl req -new -key "$1/signer.key" -subj '/CN=Peer Responder' -config "$1/openssl.cnf" |
		openssl x509 -req -CA "$1/inter.pem" -CAkey "$1/inter.key" -days 30 -set_serial 0x53 \
			-extfile "$1/openssl.cnf" -extensions ocsp_signer -out "$1/signer.pem" 2>>"$1/log"

	new_leaf "$1" good crl 1 5A01
	new_leaf "$1" gone crl 2 5A02
	new_leaf "$1" expired crl 1 5A03 -8640000 -86400
	new_leaf "$1" alone crl 1 5A04
	new_leaf "$1" answered ocsp - 5A05
	new_leaf "$1" recalled ocsp - 5A06
	new_leaf "$1" stapled staple - 5A07
	new_leaf "$1" mute plain - 5A08
	cp "$1/alone.pem" "$1/alone.chain"
	sed -i '/\t5A06\t/{s/^V\t\([^\t]*\)\t/R\t\1\t'"$(date_at -7200 | cut -c3-),keyCompromise"'/}' "$1/index"

	new_list "$1" root list_root "$1/root.crl"
	new_list "$1" inter list_1 "$1/1.crl" "$(revoked_row 5AF1 superseded -4000)"
	new_list "$1" inter list_2 "$1/2.crl" "$(revoked_row 5A02 keyCompromise -7200)"
	openssl x509 -in "$1/root.pem" -outform DER -out "$1/root.der"
	openssl x509 -in "$1/inter.pem" -outform DER -out "$1/inter.der"
	publish "$1" root.i.peer.test "$1/root.der"
	publish "$1" inter.i.peer.test "$1/inter.der"
	publish "$1" root.c.peer.test "$1/root.crl" root.crl
	publish "$1" inter.c.peer.test "$1/1.crl" 1.crl
	publish "$1" inter.c.peer.test "$1/2.crl" 2.crl
	for leaf in stapled recalled; do
		ocsp_answer "$1" "$leaf"
	done
}

# ocsp_answer DIR LEAF: DIR/LEAF.ocsp, from the index, signed by the responder.
ocsp_answer() {
	openssl ocsp -issuer "$1/inter.pem" -cert "$1/$2.pem" -no_nonce -reqout "$1/request.der" 2>>"$1/log"
	openssl ocsp -index "$1/index" -CA "$1/inter.pem" -rsigner "$1/signer.pem" -rkey "$1/signer.key" \
		-reqin "$1/request.der" -respout "$1/$2.ocsp" -ndays 3 >>"$1/log" 2>&1
}
