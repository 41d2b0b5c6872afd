#!/bin/sh
# Make public-roots.tsv: SHA-256 of every root of the Mozilla set as Debian ships it.
# For maintainers: data/make-public-roots.sh >data/public-roots.tsv
set -eu
where=${1:-/usr/share/ca-certificates/mozilla}
version=$(dpkg-query -W -f '${Version}' ca-certificates)
printf '# The Mozilla root set of the Debian package ca-certificates %s\n' "$version"
printf '# Made by data/make-public-roots.sh; do not edit.\n'
printf 'sha256:bytes\tname:comment\n'
for file in "$where"/*.crt; do
	print=$(openssl x509 -in "$file" -noout -fingerprint -sha256)
	name=$(basename "$file" .crt)
	printf '%s\t%s\n' "$(printf '%s' "${print#*=}" | tr -d : | tr A-F a-f)" "$name"
done | LC_ALL=C sort
