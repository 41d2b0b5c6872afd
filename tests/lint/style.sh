#!/bin/sh
# Sizes, banned functions, unfinished marks, words that say nothing.
. "${top_srcdir:-.}/tests/lint/lint.sh"

sources=$(find src include tests -name '*.[ch]' 2>/dev/null | sort)

exempt=tests/lint/exempt
complaints=$(for file in $sources; do
	lines=$(wc -l <"$file")
	if [ "$lines" -gt 500 ] && ! grep -q "^file $file " $exempt; then
		echo "$file: $lines lines (500 allowed)"
	fi
done)
verdict 'no file over 500 lines' "$complaints"

# A function begins at a "{" in column one and ends at a "}" there.
# shellcheck disable=SC2086 # a list of names
complaints=$(awk '
	/^[a-zA-Z_].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
	/^\{/ { begin = FNR }
	/^\}/ && begin > 0 {
		if (FNR - begin - 1 > 60) print FILENAME " " name " " FNR - begin - 1
		begin = 0
	}' $sources | while read -r file name lines; do
	grep -q "^function $file $name " $exempt || echo "$file: $name has $lines lines (60 allowed)"
done)
verdict 'no function over 60 lines' "$complaints"

# shellcheck disable=SC2086
complaints=$(awk '{ line = $0; gsub(/\t/, "        ", line); if (length(line) > 120) print FILENAME ":" FNR ": " length(line) " columns" }' $sources |
	head -n 20)
verdict 'no line over 120 columns' "$complaints"

complaints=$(grep -rnE '\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|alloca|strncpy|system|popen|tmpnam|mktemp|gmtime|localtime|rand|srand)\(' src include 2>/dev/null || :)
verdict 'no banned function' "$complaints"

complaints=$(grep -rnE '\b(TODO|FIXME|XXX|HACK)\b' src include tests man README.md HACKING.md 2>/dev/null | grep -v '^tests/lint/style.sh' || :)
verdict 'no unfinished marks' "$complaints"

complaints=$(find src -name '*manager*' -o -name '*handler*' -o -name '*helper*' -o -name '*util*' -o -name '*common*')
verdict 'no file named after nothing' "$complaints"

# shellcheck disable=SC2086
complaints=$(grep -nE ' +$|	+$' $sources || :)
verdict 'no white space at line ends' "$complaints"
finish
