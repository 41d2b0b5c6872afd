#!/bin/sh
# Public suites of other people, through the command line: no wrong accept, nothing
# broken, and every refusal that a suite does not share is listed with its reason.
. "${top_srcdir:-.}/tests/cli/tap.sh"

if [ -d "$shared/suites/limbo" ] && command -v python3 >/dev/null 2>&1; then
	python3 "$top_srcdir/tests/cli/suites.py" "$lencr" "$shared/suites" \
		"$top_srcdir/tests/cli/suites-differences.txt" "$work"
	exit
fi
echo "# shared folder absent ($shared/suites): only the list is read"
rows=$(grep -cvE '^(#|$)' "$top_srcdir/tests/cli/suites-differences.txt")
ok 'the list of differences has rows' "$([ "$rows" -gt 0 ]; echo $?)"
while IFS='	' read -r case word reason; do
	case $case in '#'* | '') continue ;; esac
	grep -q "^$word	" "$work/words" 2>/dev/null || "$lencr" self findings >"$work/words"
	[ -n "$reason" ] && { [ "$word" = good ] || grep -q "^$word	" "$work/words"; }
	ok "$case: $word is a finding word or good, and has a reason" $?
done <"$top_srcdir/tests/cli/suites-differences.txt"
finish
