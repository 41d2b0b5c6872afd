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

# What a world refuses, and what COVERAGE says of itself, raises nothing.
raised=$(find tests -name '*.world' -exec sed '/^[[:space:]]*refuse /d; s/#.*//' {} +
	sed '/^[[:space:]]*refuse /d' src/lab/builtin.world
	find tests \( -name '*.c' -o -name '*.sh' -o -name '*.py' \) ! -path 'tests/lint/*' -exec cat {} +)
complaints=$(for word in $words; do
	id=WORD_$(printf '%s' "$word" | tr 'a-z-' 'A-Z_')
	printf '%s\n' "$raised" | grep -qE "(^|[^A-Za-z0-9_-])($id|$word)([^A-Za-z0-9_-]|\$)" ||
		echo "$word: no test raises it"
done)
verdict 'every word is raised by a test' "$complaints"

complaints=$(for word in $words; do
	[ "$("${LENCR:-lencr}" explain "$word" 2>/dev/null | wc -l)" -ge 3 ] || echo "$word: lencr explain does not explain it"
done)
verdict 'lencr explain explains every word' "$complaints"

schema=$("${LENCR:-lencr}" self schema lencr.check/1 2>/dev/null)
complaints=$(for word in $words; do
	printf '%s\n' "$schema" | grep -qF "\"$word\"" || echo "$word: not in the schema"
done)
verdict 'every word is in the schema of reports' "$complaints"

manual=${top_builddir:-.}/man/lencr-findings.7
complaints=$(for word in $words; do
	grep -qE "^\.It (Cm |Li )?$word( |\$)" "$manual" 2>/dev/null || echo "$word: not in lencr-findings(7)"
done)
verdict 'every word is in lencr-findings(7)' "$complaints"
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

manual=${top_builddir:-.}/man/lencr-evidence.7
complaints=$(for word in $(printf '%s\n' "$why" | awk '{ print $3 }'); do
	[ "$("${LENCR:-lencr}" explain "$word" 2>/dev/null | wc -l)" -ge 3 ] || echo "$word: lencr explain does not explain it"
	grep -qE "^\.It $word( |\$)" "$manual" 2>/dev/null || echo "$word: not in lencr-evidence(7)"
done)
verdict 'every word of why is explained, and in lencr-evidence(7)' "$complaints"
finish
