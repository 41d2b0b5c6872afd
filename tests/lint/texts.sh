#!/bin/sh
# Translations: every text of the sources has one, with the same conversions.
. "${top_srcdir:-.}/tests/lint/lint.sh"

awk=${AWK:-awk}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

LC_ALL=C "$awk" -f po/extract.awk src/base/finding.def src/base/why.def src/base/url.c src/known/*.c >"$work/lencr.pot"
complaints=$([ "$(grep -c '^msgid ' "$work/lencr.pot")" -gt 900 ] || echo 'po/extract.awk finds too few')
verdict 'the texts are found in the sources' "$complaints"

# The names by which po/extract.awk knows a text are there in the sources.
complaints=$(grep -oE '[A-Za-z_]+:[0-9]' po/extract.awk | sed 's/:.*//' | sort -u | while read -r name; do
	grep -rqE "(^|[^A-Za-z_])$name\\(" src || echo "po/extract.awk: there is no $name"
done)
verdict 'what is looked for is there' "$complaints"

for file in po/*.po; do
	complaints=$(LC_ALL=C "$awk" -f tests/lint/texts.awk "$work/lencr.pot" "$file")
	verdict "$file has every text, none fuzzy, none too many, with the same conversions" "$complaints"
	if command -v msgfmt >/dev/null 2>&1; then
		verdict "gettext's msgfmt accepts $file" "$(msgfmt -c -o /dev/null "$file" 2>&1)"
	fi
	complaints=$(grep -qE "^translations = .*\\b$(basename "$file" .po)\\b" po/local.mk ||
		echo 'not in the list of po/local.mk')
	verdict "$file is compiled in" "$complaints"
done

# French puts a space that does not break before : ; ? ! and inside of guillemets.
complaints=$(sed -n 's/^msgstr\(\[[0-9]\]\)* "\(.*\)"$/\2/p' po/fr.po |
	grep -E ' [:;?!»]|« |[[:alpha:])][;?!]( |$)|[[:alpha:]]: |\\"' || :)
verdict 'the French is spaced as French is' "$complaints"
finish
