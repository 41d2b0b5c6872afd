#!/bin/sh
# No writable globals but those listed here with their reason.
. "${top_srcdir:-.}/tests/lint/lint.sh"

# stop_signal     set by the signal handler, read by loops (cli/main.c)
# landing_point   thread-local: where lack of memory lands (base/memory.c)
# __sancov_gen    counters of the sanitizers, and the like
allowed='stop_signal|landing_point|__sancov.*|__asan.*|\.Lubsan.*|__odr_asan.*|__llvm.*|__gcov.*|__prof.*'

complaints=$(find "${top_builddir:-build}/src" -name '*.o' ! -path '*/.libs/*' 2>/dev/null | sort | while read -r object; do
	nm "$object" 2>/dev/null | awk -v file="${object##*/}" '$2 ~ /^[bBdDsSC]$/ { print $3 " " file }'
done | grep -vE "^($allowed)(\.[0-9]+)? " || :)
verdict 'no writable globals' "$complaints"
finish
