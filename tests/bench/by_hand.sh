#!/bin/sh
# by_hand.sh ADDRESS HOST ROOTS DIR [kept]: what people do without lencr for one site of
# the test mode: the chain by `openssl s_client`, the CRLs that it names by curl, `openssl
# crl` and `openssl verify -crl_check_all`. kept: CRLs that lie in DIR are not fetched again.
set -eu
address=$1 host=$2 roots=$3 dir=$4 kept=${5-}
mkdir -p "$dir"
cd "$dir"
openssl s_client -connect "$address" -servername "$host" -showcerts </dev/null 2>/dev/null |
	awk '/BEGIN CERT/ { n++ } /BEGIN CERT/, /END CERT/ { print > ("cert" n ".pem") }'
if [ -z "$kept" ] || [ ! -s lists.pem ]; then
	: >lists.pem
	for cert in cert*.pem; do
		url=$(openssl x509 -in "$cert" -noout -ext crlDistributionPoints | sed -n 's/.*URI://p')
		curl -s -f --connect-to "::$address" -o list.crl "$url"
		openssl crl -inform DER -in list.crl >>lists.pem
	done
fi
cat cert[2-9].pem >between.pem
openssl verify -CApath "$roots" -CRLfile lists.pem -crl_check_all -untrusted between.pem cert1.pem
