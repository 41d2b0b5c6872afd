#!/bin/sh
# Shell scripts and manual pages by the tools made for them.
# SC2319: "ok NAME $?" after a condition means just that condition.
. "${top_srcdir:-.}/tests/lint/lint.sh"

if command -v shellcheck >/dev/null 2>&1; then
	complaints=$(find quickstart .ci/run tests completions -name '*.sh' -o -name quickstart -o -path .ci/run |
		sort | xargs shellcheck -x -e SC1091,SC2319 -f gcc 2>&1 || :)
	verdict 'shellcheck has no complaint' "$complaints"
else
	echo '# shellcheck is not installed'
fi
if command -v mandoc >/dev/null 2>&1; then
	complaints=$(find man -name '*.[1-8]' | sort | xargs -r mandoc -T lint -W warning 2>&1 |
		grep -v 'referenced manual not found' || :)
	verdict 'mandoc has no complaint' "$complaints"
else
	echo '# mandoc is not installed'
fi
verdict 'the scripts were looked at' ''
finish
