#!/bin/sh
# Each header compiles alone, is guarded, and begins with what it is for.
. "${top_srcdir:-.}/tests/lint/lint.sh"

cc=${CC:-cc}
cflags=$(pkg-config --cflags libcurl libcrypto libssl jansson libidn2 libpcap zlib 2>/dev/null)
complaints=$(find src include -name '*.h' 2>/dev/null | sort | while read -r header; do
	# shellcheck disable=SC2086 # a list of words
	printf '#include "%s"\n' "$header" |
		$cc -std=c11 -D_POSIX_C_SOURCE=200809L -I. -Isrc -Iinclude $cflags -Wall -Wextra -Werror -fsyntax-only -x c - \
			>/dev/null 2>&1 || echo "$header: does not compile alone"
done)
verdict 'each header compiles alone' "$complaints"

complaints=$(find src include -name '*.h' 2>/dev/null | sort | while read -r header; do
	head -n 1 "$header" | grep -q '^/\*' || echo "$header: does not begin with what it is for"
done)
verdict 'each header begins with its manual' "$complaints"
finish
