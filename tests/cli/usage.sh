#!/bin/sh
# What a person meets in the first minutes: help, slips of the pen, broken outputs.
. "${top_srcdir:-.}/tests/cli/tap.sh"

run --version
expect 'versions of the tool, its libraries and its facts' 0 '^lencr [0-9]'
for word in OpenSSL libcurl jansson libpcap 'catalog of 20'; do
	grep -q "$word" "$work/out"
	ok "--version names $word" $?
done
run --help
expect 'help of the tool' 0 'usage: lencr COMMAND'
for command in check explain hosts show crl serve demo self; do
	run $command --help
	expect "help of $command" 0 "usage: lencr $command"
done

run
expect 'no command' 2 '' 'a command is missing'
run chekc
expect 'a slip in the command' 2 '' 'did you mean .lencr check'
run example.org
expect 'a host in the place of the command' 2 '' 'lencr check example.org'
run check
expect 'no target' 2 '' 'what is to be checked'
run check --revokation soft host.test
expect 'a slip in an option' 2 '' 'did you mean --revocation'
run check --revocation maybe host.test
expect 'a value that there is not' 2 '' 'require\|offered\|soft\|off'
run check --at yesterday host.test
expect 'a time that is none' 2 '' 'is not a time'
run check --max-age 5 host.test
expect 'a span that is none' 2 '' 'is not a span'
run check --fail-on revokd host.test
expect 'a finding word that there is not' 2 '' 'lencr self findings'
run check --name
expect 'an option without its value' 2 '' 'needs a value'
run check --json=yes host.test
expect 'a value for a flag' 2 '' 'takes no value'
run check --via nowhere host.test
expect 'a --via without port' 2 '' 'HOST:PORT'
run check --trust "$work/none.pem" host.test
expect 'a trust file that is not there' 2 '' 'none.pem'
printf 'nothing\n' >"$work/empty.pem"
run check --trust "$work/empty.pem" host.test
expect 'a trust file without certificate' 2 '' 'empty.pem'
run check --crl "$work/none.crl" host.test
expect 'a CRL file that is not there' 2 '' 'none.crl'
run check --write-chain "$work/x" a.test b.test
expect '--write-chain with two targets' 2 '' 'exactly one target'
run check "@$work/none.txt"
expect 'a list that is not there' 2 '' 'none.txt'
run check --format yaml host.test
expect 'a format that there is not' 2 '' 'text'

run check --trust none "$work/none.pem"
expect 'a file that is not there is unreachable' 5 'UNREACHABLE'
run check --trust none 'not a host!'
expect 'what is neither host nor file is invalid' 1 'INVALID'
run check --trust none "$work/empty.pem"
expect 'a file that is no certificate is invalid' 1 'INVALID'
run check --trust none --json 'not a host!'
expect 'the same as JSON' 1 '"bad-target"'

# Output that cannot be written is never a silent success.
if [ -w /dev/full ]; then
	status=0
	"$lencr" --version >/dev/full 2>"$work/err" || status=$?
	ok '/dev/full: status 7' "$(true_is [ "$status" -eq 7 ])" "status $status"
	status=0
	"$lencr" check --json --trust none "$work/none.pem" >/dev/full 2>"$work/err" || status=$?
	ok '/dev/full with JSON: status 7' "$(true_is [ "$status" -eq 7 ])" "status $status"
	grep -q 'written' "$work/err"
	ok '/dev/full: says so' $?
fi
status=0
"$lencr" --version >&- 2>"$work/err" || status=$?
ok 'closed stdout: status 7' "$(true_is [ "$status" -eq 7 ])" "status $status"
status=0
"$lencr" check --trust none "$work/none.pem" >&- 2>"$work/err" || status=$?
ok 'closed stdout in check: status 7' "$(true_is [ "$status" -eq 7 ])" "status $status"

# Nothing from outside reaches the terminal raw.
esc=$(printf '\033')
run check --trust none "$(printf 'evil\033[31m.test')"
if grep -q "$esc" "$work/out" "$work/err"; then ok 'no escape sequence from a target' 1; else ok 'no escape sequence from a target' 0; fi

run self schema
expect 'names of the schemas' 0 'lencr.check/1'
run self schema lencr.check/1
expect 'a schema' 0 '"[$]schema"'
run self schema nothing
expect 'a schema that there is not' 2 '' 'lencr self schema'
run self findings
expect 'the finding words' 0 '^crl-wrong-scope	'
run self
expect 'self without a word' 2 '' 'what is to be shown'
finish
