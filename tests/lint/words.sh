#!/bin/sh
# Every finding word is whole, is raised by a test, and stands in the manual.
. "${top_srcdir:-.}/tests/lint/lint.sh"

words=$(sed -n 's/^FINDING([A-Z0-9_]*, "\([a-z0-9-]*\)".*/\1/p' src/base/finding.def)

complaints=$(printf '%s\n' "$words" | sort | uniq -d)
verdict 'no word stands twice' "$complaints"

complaints=$("${LENCR:-lencr}" self findings | awk -F '\t' '$3 == "" || $4 == "" || $5 == "" || $6 == "" {
	print $1 ": title, explanation, remedy or reference is empty" }')
verdict 'every word is explained' "$complaints"

complaints=$(for word in $words; do
	id=WORD_$(printf '%s' "$word" | tr 'a-z-' 'A-Z_')
	grep -rqE "\\b$id\\b" src --include='*.c' || echo "$word: raised nowhere"
done)
verdict 'every word is raised somewhere' "$complaints"

complaints=$(for word in $words; do
	id=WORD_$(printf '%s' "$word" | tr 'a-z-' 'A-Z_')
	grep -rqE "\\b($id|$word)\\b" tests --include='*.c' --include='*.sh' --include='*.world' --include='*.py' src/lab ||
		echo "$word: no test raises it"
done)
verdict 'every word is raised by a test' "$complaints"

if [ -f man/lencr-findings.7 ]; then
	complaints=$(for word in $words; do
		grep -qF ".It $word" man/lencr-findings.7 || echo "$word: not in lencr-findings(7)"
	done)
	verdict 'every word is in lencr-findings(7)' "$complaints"
fi
# The same of the words of lencr why.
why=$(sed -n 's/^\(EVIDENCE\|WHY_FLAG\)(\([A-Z0-9_]*\), "\([a-z0-9-]*\)".*/\1 \2 \3/p' src/base/why.def)

complaints=$( (printf '%s\n' "$why" | awk '{ print $3 }'; printf '%s\n' "$words") | sort | uniq -d)
verdict 'no word of why stands twice, or is a finding' "$complaints"

complaints=$(printf '%s\n' "$why" | while read -r kind id word; do
	grep -rqE "\\b${kind#WHY_}_$id\\b" src --include='*.c' || echo "$word: raised nowhere"
	grep -rqE "\"$word\"" tests --include='*.c' --include='*.h' --include='*.sh' --include='*.py' ||
		echo "$word: no test raises it"
done)
verdict 'every word of why is raised, also by a test' "$complaints"
finish
