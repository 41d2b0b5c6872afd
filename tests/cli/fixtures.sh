#!/bin/sh
# Real certificates of Let's Encrypt, judged offline at a time within their lifetime.
. "${top_srcdir:-.}/tests/cli/tap.sh"

if [ -d "$shared/fixtures/leaves" ] && command -v python3 >/dev/null 2>&1; then
	python3 "$top_srcdir/tests/cli/fixtures.py" "$lencr" "$shared/fixtures" "$work"
	result=$?
	exit $result
fi
echo "# shared folder absent ($shared/fixtures): only what needs no certificate"
printf 'nothing\n' >"$work/empty.pem"
for name in leaf.pem int-ye1.pem; do
	cp "$work/empty.pem" "$work/$name"
	run check --offline --no-cache --json "$work/$name"
	expect "$name without a certificate is invalid" 1 '"target-malformed"'
done
finish
