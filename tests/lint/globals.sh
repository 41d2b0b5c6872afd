#!/bin/sh
# No writable globals but those listed here with their reason.
. "${top_srcdir:-.}/tests/lint/lint.sh"

# stop_signal     set by the signal handler, read by loops (cli/main.c)
# landing_point   thread-local: where lack of memory lands (base/memory.c)
# catalog_in_use  which facts are looked up; set at most once, by cli (known/catalog.c)
# __sancov_gen    counters of the sanitizers, and the like
allowed='stop_signal|landing_point|catalog_in_use|__sancov.*|__asan.*|\.Lubsan.*|__odr_asan.*|__llvm.*|__gcov.*|__prof.*|__unnamed_[0-9]*'

# Constants that hold pointers lie in .data.rel.ro, which becomes read-only.
complaints=$(find "${top_builddir:-build}/src" -name '*.o' ! -path '*/.libs/*' 2>/dev/null | sort | while read -r object; do
	nm -f sysv "$object" 2>/dev/null | awk -F '|' -v file="${object##*/}" '
		$7 ~ /^[.](data|bss|tbss|tdata)/ && $7 !~ /^[.]data[.]rel[.]ro/ && $4 !~ /SECTION/ {
			gsub(/ /, "", $1); print $1 " " file }'
done | grep -vE "^($allowed)([.][0-9]+)? " || :)
verdict 'no writable globals' "$complaints"
finish
