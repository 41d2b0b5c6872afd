#!/bin/sh
# Certificates, lists and responses that others made: octet by octet (forged.py), and by
# GnuTLS's certtool. None that is wrong may come out good, and each names its cause.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"

need openssl python3
mkdir "$work/cases"
PYTHONDONTWRITEBYTECODE=1 python3 "$top_srcdir/tests/cli/forged.py" "$lencr" "$work/cases" >"$work/table" 2>"$work/problem"
ok 'the table of forged objects is gone through' $? "$(tail -n 3 "$work/problem")"
count=$((count + $(grep -cE '^(not )?ok ' "$work/table")))
sed -E 's/^((not )?ok) [0-9]+ /\1 /; /^1\.\./d' "$work/table"
[ "$count" -gt 400 ]
ok 'all of it' $?

if command -v certtool >/dev/null 2>&1; then
	cd "$work" || exit 99
	# certs NAME ISSUER LINE...: a certificate by certtool; without issuer self-signed.
	certs() {
		name=$1 issuer=$2
		shift 2
		printf '%s\n' "$@" >"$name.in"
		certtool --generate-privkey --key-type ecdsa --curve secp256r1 --outfile "$name.key" 2>/dev/null
		if [ -z "$issuer" ]; then
			certtool --generate-self-signed --load-privkey "$name.key" --template "$name.in" --outfile "$name.pem" 2>"$name.err"
		else
			certtool --generate-certificate --load-privkey "$name.key" --load-ca-certificate "$issuer.pem" \
				--load-ca-privkey "$issuer.key" --template "$name.in" --outfile "$name.pem" 2>"$name.err"
		fi
	}
	# list FILE CA LINE [CERTIFICATE]
	list() {
		printf '%s\n' 'crl_number = 7' "$3" >"$1.in"
		revoked=''
		[ -z "${4-}" ] || revoked="--load-certificate $4.pem"
		# shellcheck disable=SC2086 # two words or none
		certtool --generate-crl --load-ca-privkey "$2.key" --load-ca-certificate "$2.pem" $revoked \
			--template "$1.in" --outfile "$1" 2>"$1.err"
	}
	certs gca '' 'cn = GnuTLS CA' ca cert_signing_key crl_signing_key 'expiration_days = 100' 'serial = 1'
	certs gother '' 'cn = GnuTLS CA' ca cert_signing_key crl_signing_key 'expiration_days = 100' 'serial = 1'
	certs gmute '' 'cn = GnuTLS mute' ca cert_signing_key 'expiration_days = 100' 'serial = 1'
	certs gleaf gca 'cn = leaf' 'dns_name = leaf.test' tls_www_server signing_key 'expiration_days = 50' 'serial = 77'
	certs gmleaf gmute 'cn = leaf' 'dns_name = leaf.test' tls_www_server signing_key 'expiration_days = 50' 'serial = 77'
	certs gold gca 'cn = old' 'dns_name = leaf.test' tls_www_server signing_key 'serial = 78' \
		'activation_date = "2020-01-01 00:00:00"' 'expiration_date = "2021-01-01 00:00:00"'
	# certtool writes an empty list of entries where RFC 5280 wants none: each has one.
	list good.crl gca 'crl_next_update = 5' gold
	list empty.crl gca 'crl_next_update = 5'
	list gone.crl gca 'crl_next_update = 5' gleaf
	list other.crl gother 'crl_next_update = 5' gold
	list mute.crl gmute 'crl_next_update = 5' gold
	printf '%s\n' 'crl_number = 8' 'crl_this_update_date = "2020-01-01 00:00:00"' \
		'crl_next_update_date = "2020-02-01 00:00:00"' >stale.in
	certtool --generate-crl --load-ca-privkey gca.key --load-ca-certificate gca.pem --load-certificate gold.pem \
		--template stale.in --outfile stale.crl 2>stale.err
	# by VERDICT WORD NAME CRL LEAF [CA]
	by() {
		agree "certtool: $3" "$1" "$2" --offline --no-cache --trust "${6:-gca}.pem" --crl "$4" --name leaf.test "$5.pem"
	}
	if [ -s good.crl ] && [ -s gone.crl ]; then
		by good - 'good' good.crl gleaf
		by revoked revoked 'revoked' gone.crl gleaf
		by undetermined crl-malformed 'an empty list of entries' empty.crl gleaf
		by undetermined crl-bad-signature 'a list by another CA of the same name' other.crl gleaf
		by undetermined crl-wrong-issuer "another CA's list" mute.crl gleaf
		by revoked expired 'expired and revoked' good.crl gold
		[ ! -s mute.crl ] || by undetermined crl-issuer-may-not-sign 'a CA that may not sign lists' mute.crl gmleaf gmute
		[ ! -s stale.crl ] || by undetermined crl-stale 'a list of 2020' stale.crl gleaf
	else
		echo "# certtool makes no lists here: $(head -n 1 good.crl.err)"
	fi
else
	echo '# certtool is not installed: nothing of GnuTLS'"'"'s'
fi
finish
