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
for command in check explain hosts show crl cache serve demo self; do
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
printf '# nothing yet\n\n' >"$work/nobody.txt"
run check "@$work/nobody.txt"
expect 'a list without a target is no success' 2 '' 'nobody.txt: the list names no target'
run check --trust none --offline -q "$(printf 'b\303\274cher.test')"
expect 'an international name: its A-label first' 5 '^xn--bcher-kva.test:443 \(b'
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

# Slips in the name of a host or file: the thing, the cause, the next step.
slip() {
	name=$1 status_wanted=$2 out=$3 err=$4
	shift 4
	run check --trust none --timeout 10s "$@"
	tr '\n' ' ' <"$work/out" | sed 's/  */ /g' >"$work/joined"
	mv "$work/joined" "$work/out"
	expect "$name" "$status_wanted" "$out" "$err"
}
cp "$work/empty.pem" "$work/my-certificate.pem"
cd "$work" || exit 99
slip 'a word for a port' 1 "'good.test:https' is no host with a port.*fix Write good.test or good.test:443" '' good.test:https
slip 'a port out of range' 1 'number from 1 to 65535' '' good.test:70000
slip 'an http URL' 1 'fix For the TLS server there write https://good.test/' '' http://good.test
slip 'a scheme that there is not' 1 'scheme htps.*fix Write https://good.test/' '' htps://good.test
slip 'a final slash' 5 'fix If a host was meant, write good.test ' '' good.test/
slip 'a URL without its colon' 5 'fix If a host was meant, write good.test ' '' https//good.test
slip 'a user at a host' 1 'fix Write good.test' '' user@good.test
slip 'a wildcard' 1 'fix Name one of them, as in www.good.test' '' '*.good.test'
slip 'a comma in a name' 1 "',' stands in no name" '' a.test,b.test
slip 'nothing at all' 1 'it is empty' '' ''
slip 'a folder' 5 'is a directory.*fix Name a file in that directory' '' "$work"
slip 'a slip in the name of a file' 5 'No such file.*fix Did you mean my-certificate.pem' '' my-certifcate.pem
slip 'the same with its folder' 5 'fix Did you mean [^ ]*/my-certificate.pem' '' "$work/my-certificate.pen"
slip 'a folder that there is not' 5 'fix There is no directory /none either' '' /none/x.pem
slip 'a slip that makes a host of a file' 5 'UNREACHABLE' 'but a file my-certificate.pem: was that meant' my-certificate.pme
slip 'a name that nobody knows' 5 'fix Check the spelling of good.invalid' '' good.invalid
printf '\376\355\376\355\0\0\0\2\0\0\0\1' >store.jks
slip 'a Java key store' 1 'is a Java key store.*fix Turn it into PKCS#12: keytool -importkeystore' '' store.jks
: >nothing.pem
slip 'an empty file' 1 'the file is empty.*fix Look at how the file is written' '' nothing.pem
slip 'this folder' 5 'is a directory.*fix Name a file in that directory' '' .
mkdir certs.invalid
slip 'a folder that could be a host' 5 'UNREACHABLE' 'but a directory certs.invalid .name the files in it.: was that meant' certs.invalid
printf '\037\213\010\0' >zipped.pem
slip 'a compressed file' 1 'neither PEM nor DER.*fix It is compressed: gunzip it first' '' zipped.pem
printf '\377\376-\0-\0' >wide.pem
slip 'UTF-16, as PowerShell writes' 1 'fix It is UTF-16 text: iconv -f UTF-16' '' wide.pem
echo MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBa >bare.pem
slip 'base64 without its lines' 1 'fix It looks like base64 without BEGIN and END lines' '' bare.pem
printf '<!DOCTYPE html><html></html>\n' >page.pem
slip 'an HTML page' 1 'is an HTML page.*fix Look at the page' '' page.pem
printf -- '-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n' >key.pem
slip 'a key' 1 'without a certificate.*fix Look at the BEGIN lines' '' key.pem
cd "$OLDPWD" || exit 99
run check --purpose sever host.test
expect 'a slip in a value' 2 '' 'did you mean server'
for proxy in ftp://host.test http:// 'http://[::1' 'name:password@' //host.test; do
	run check --trust none --proxy "$proxy" host.test
	expect "no proxy: $proxy" 2 '' "not 'env' and no proxy"
done
for proxy in env host.test host.test:3128 socks5h://name:password@host.test 'http://[::1]:3128' https://host.test/; do
	run check --trust none --offline --proxy "$proxy" host.test
	expect "a proxy: $proxy" 5 'UNREACHABLE'
done
run check --starttls stmp host.test
expect 'a slip in a protocol' 2 '' 'did you mean smtp'
run check --fail-on crl-stal host.test
expect 'a slip in a finding word' 2 '' 'did you mean crl-stale'
SSL_CERT_DIR=$work/none SSL_CERT_FILE=$work/none run check host.test
expect 'no trust store' 2 '' 'none.*name a file or directory'
status=0
"$lencr" check --trust none --timeout 10s /dev/stdin <"$work/empty.pem" >"$work/out" 2>"$work/err" || status=$?
expect '/dev/stdin is read' 1 'the file is'
mkfifo "$work/pipe"
run check --trust none "$work/pipe"
expect 'a FIFO is not waited for' 5 'is not a regular file'
echo 'nothing here.pem' >"$work/one.list"
cat "$work/one.list" >"$work/pipe" &
run check --trust none "@$work/pipe"
expect 'a list may come from a FIFO' 5 '^nothing here.pem  UNREACHABLE'
wait $!
# As shells name <(command).
status=0
sed '' "$work/one.list" | "$lencr" check --trust none @/dev/stdin >"$work/out" 2>"$work/err" || status=$?
expect 'or from a descriptor' 5 '^nothing here.pem  UNREACHABLE'
for option in trust untrusted crl ocsp pass-file catalog; do
	sed '' "$work/empty.pem" | "$lencr" check --trust none "--$option" /dev/fd/0 host.test >"$work/out" 2>"$work/err"
	if grep -q 'regular' "$work/err"; then ok "--$option reads a descriptor" 1 "$(cat "$work/err")"; else ok "--$option reads a descriptor" 0; fi
done

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
for shell in bash zsh fish; do
	run self completions $shell
	ok "the completion of $shell is that of the sources" "$(true_is cmp -s "$work/out" "$top_srcdir/completions/lencr.$shell")"
done
run self completions tcsh
expect 'a shell that there is not' 2 '' 'bash, zsh or fish'
run self
expect 'self without a word' 2 '' 'what is to be shown'
finish
