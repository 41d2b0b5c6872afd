#!/bin/sh
# The library as others meet it: installed, found by pkg-config alone, built
# with their compilers, run against the test mode.
. "${top_srcdir:-.}/tests/cli/tap.sh"

build=${top_builddir:-.}
stage=$work/stage
setting() {
	sed -n "s/^$1 = //p" "$build/Makefile" | head -n 1
}
cc=$(setting CC)
flags=$(setting HARDEN_CFLAGS)
case $flags in
*sanitize*) ;;
*) flags='-O1 -g' ;;
esac

output=$(MAKEFLAGS='' ${MAKE:-make} -C "$build" install-libLTLIBRARIES install-includeHEADERS \
	install-pkgconfigDATA DESTDIR="$stage" 2>&1)
ok 'library, header and lencr.pc are installed' $? "$output"
[ "$(find "$stage" -name '*.h' | wc -l)" -eq 1 ]
ok 'one header alone' $?
so=$(find "$stage" -name liblencr.so)
PKG_CONFIG_PATH=$(dirname "$so")/pkgconfig
PKG_CONFIG_SYSROOT_DIR=$stage
LD_LIBRARY_PATH=$(dirname "$so")
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR LD_LIBRARY_PATH
ok 'lencr.pc knows the version' \
	"$(true_is [ "$(pkg-config --modversion lencr)" = "$(setting PACKAGE_VERSION)" ])"

# What is shown, what is listed and what the header declares are the same.
nm -D --defined-only "$so" | awk '$2 != "A" && $3 !~ /^(__|_init$|_fini$|_edata$|_end$)/ { sub(/@.*/, "", $3); print $3 }' |
	sort >"$work/shown"
sort "$top_srcdir/src/lib/lencr.sym" >"$work/listed"
grep -E '^[a-z].*\blencr_[a-z_]+\(' "$top_srcdir/include/lencr.h" |
	grep -oE 'lencr_[a-z_]+\(' | tr -d '(' | sort -u >"$work/declared"
output=$(diff "$work/listed" "$work/shown")
ok 'only what is listed is shown' $? "$output"
output=$(diff "$work/declared" "$work/listed")
ok 'all that is declared is listed' $? "$output"
if [ -d "$top_srcdir/debian" ]; then
	sed -n 's/^ \(lencr_[a-z_]*\)@.*/\1/p' "$top_srcdir/debian/liblencr0.symbols" | sort >"$work/packaged"
	output=$(diff "$work/listed" "$work/packaged")
	ok 'the package lists the same' $? "$output"
fi
sed -n 's/^\.Fn \(lencr_[a-z_]*\).*/\1/p' "$top_srcdir/man/lencr.3" | sort -u | diff "$work/listed" - >"$work/manual"
ok 'lencr.3 names the same' $? "$(cat "$work/manual")"
[ "$(readelf -d "$so" | sed -n 's/.*SONAME.*\[\(.*\)\]/\1/p')" = liblencr.so.0 ]
ok 'its soname is liblencr.so.0' $?

mkdir "$work/outside"
cp "$top_srcdir/doc/example.c" "$work/outside/"
sed -n '/^ \*	#include <lencr.h>/,/^ \*	}/s/^ \*	\{0,1\}//p' "$top_srcdir/include/lencr.h" >"$work/outside/essay.c"
cd "$work/outside" || exit 99
for name in example essay; do
	# shellcheck disable=SC2046,SC2086 # lists of words
	output=$($cc -std=c99 -Wall -Wextra -pedantic -Werror $flags -o $name $name.c \
		$(pkg-config --cflags --libs lencr) 2>&1)
	ok "$name.c builds outside the tree" $? "$output"
done
if command -v g++ >/dev/null 2>&1; then
	printf '#include <lencr.h>\nint main() { lencr_options o; lencr_options_init(&o); return lencr_version()[0] == 0; }\n' >plus.cc
	# shellcheck disable=SC2046,SC2086
	output=$(g++ -std=c++11 -Wall -Wextra -pedantic -Werror $flags -o plus plus.cc $(pkg-config --cflags --libs lencr) 2>&1 &&
		./plus)
	ok 'the header is C++, too' $? "$output"
	# shellcheck disable=SC2046,SC2086
	output=$(g++ -x c++ -std=c++11 -Wall -Wextra -pedantic -Werror $flags -o example_plus example.c \
		$(pkg-config --cflags --libs lencr) 2>&1)
	ok 'example.c is C++, too' $? "$output"
else
	echo '# g++ is not installed'
fi

watched=''
case $flags in
*sanitize*) ;;
*)
	if command -v valgrind >/dev/null 2>&1; then
		watched='valgrind -q --leak-check=full --errors-for-leak-kinds=definite,indirect --error-exitcode=99'
	fi ;;
esac

# example NAME STATUS PATTERN ARG...
example() {
	name=$1 expected=$2 pattern=$3
	shift 3
	status=0
	# shellcheck disable=SC2086
	$watched ./example "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	expect "$name" "$expected" "$pattern"
}

start_world --root-out "$work/roots.pem" || exit 99
at=$(date +%s)
"$lencr" check -q --no-cache --via "$address" --trust "$root" --write-chain chain.pem good-ecdsa.test >/dev/null
[ -s chain.pem ]
ok 'there is a chain to check' $?
example 'a site of the test mode' 0 '^verdict: good' -t "$root" -v "$address" good-ecdsa.test
example 'a site whose certificate is revoked' 3 '^revoked: ' -t "$root" -v "$address" revoked-crl.test
example 'a file, offline, nothing known: not good' 4 '^no-revocation-answer: ' -o -t "$root" chain.pem
example 'a file, with fetching' 0 '^verdict: good' -c cache -t "$root" -v "$address" -n good-ecdsa.test chain.pem
kill "$server"
example 'the same, offline, from the cache' 0 '^verdict: good' -o -c cache -t "$root" -a "$at" chain.pem
example 'nobody answers' 5 '^target-unreachable: ' -t "$root" -v "$address" good-ecdsa.test
example 'a trust store that is not there' 7 '' -t /nonexistent chain.pem
ok 'it says which' "$(true_is grep -q /nonexistent "$work/err")"
status=0
./essay 'a b' >"$work/out" 2>"$work/err" || status=$?
expect 'the program of the header answers, too' 7 '' 'a b'
cd / || exit 99
finish
