#!/bin/sh
# Every rule of judging evidence has its proof, and the proofs are there: tests/worlds/COVERAGE.
. "${top_srcdir:-.}/tests/lint/lint.sh"

table=tests/worlds/COVERAGE

# WORLD/SITE VERDICT, a line each.
sites=$(for world in src/lab/builtin.world tests/worlds/*.world; do
	name=${world##*/}
	awk -v world="${name%.world}" '
		/^[a-z]/ { site = $1 == "site" ? $2 : "" }
		$1 == "expect" && site != "" { print world "/" site, $2 }' "$world"
done)

complaints=$(printf '%s\n' "$sites" | awk -v table="$table" '
	{ verdict[$1] = $2 }
	END {
		while ((getline line < table) > 0) {
			if (line !~ /^\t(good|bad) /)
				continue
			split(line, part, /[ \t]+/)
			if (!(part[3] in verdict))
				print part[3] ": no such site expects anything"
			else if ((verdict[part[3]] == "good") != (part[2] == "good"))
				print part[3] ": expects " verdict[part[3]] ", cited as " part[2]
		}
	}')
verdict 'every site that is cited is there and expects what it is cited for' "$complaints"

complaints=$(sed -n 's/^	test \([^:]*\): /\1	/p' "$table" | while IFS='	' read -r file text; do
	path=$(find tests -name "$file" -type f | head -n 1)
	[ -n "$path" ] || { echo "$file: no such file"; continue; }
	grep -qF -- "$text" "$path" || echo "$file does not have: $text"
done)
verdict 'every test that is cited is there' "$complaints"

complaints=$(awk -F '\t' '
	/^[A-Z]/ { if (row != "" && !proofs) print row ": no proof"; row = $1; proofs = 0; if ($2 == "") print row ": no text" }
	/^\t/ { proofs++; if ($2 !~ /^(good|bad|test) ./) print "not a proof: " $2 }
	END { if (!proofs) print row ": no proof" }' "$table")
verdict 'every row has a proof' "$complaints"

wanted() {
	i=1
	while [ $i -le 27 ]; do echo "E$i"; i=$((i + 1)); done
	i=1
	while [ $i -le 11 ]; do echo "R$i"; i=$((i + 1)); done
	for status in good revoked stale unknown unreachable no-source not-applicable not-checked; do
		echo "S-$status"
	done
}
complaints=$(for row in $(wanted); do
	grep -q "^$row	" "$table" || echo "$row is missing"
done)
verdict 'every known failure, rule and status has a row' "$complaints"

# Refusing everything would pass all else.
count_good=$(sed -n 's/^	good //p' "$table" | sort -u | wc -l)
verdict 'thirty sites and more must come out good' "$([ "$count_good" -ge 30 ] || echo "only $count_good")"
finish
