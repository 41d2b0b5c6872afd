#!/bin/sh
# One table of options, the same everywhere: --help, manual, completions, README.
. "${top_srcdir:-.}/tests/lint/lint.sh"

lencr=${LENCR:-lencr}
options=$("$lencr" self options | cut -f 1,2,3)

complaints=$(printf '%s\n' "$options" | while read -r command long letter; do
	help=$("$lencr" "$command" --help)
	printf '%s\n' "$help" | grep -qE -- "(^|[ ,])$long( |$)" || echo "$long: not in lencr $command --help"
	[ -z "$letter" ] || printf '%s\n' "$help" | grep -qE -- "(^| )$letter, $long" ||
		echo "$letter: not in lencr $command --help"
done)
verdict '--help shows every option' "$complaints"

# In mdoc --name is written "Fl -name".
complaints=$(printf '%s\n' "$options" | while read -r command long letter; do
	page=man/lencr-$command.1
	[ -f "$page" ] || page=man/lencr.1
	grep -qE "^\.(It )?.*Fl -${long#--}( |$)" "$page" || grep -qE "^\.Fl -${long#--}( |$)" "$page" ||
		echo "$long: not in $page"
	[ -z "$letter" ] || [ "$page" = man/lencr.1 ] || grep -qE "^\.It Fl ${letter#-} , Fl -${long#--}" "$page" ||
		echo "$letter: not in $page"
done)
verdict 'the manual has every option' "$complaints"

complaints=$(for page in check explain hosts show crl serve why watch; do
	grep -hoE '^\.It Fl (. , Fl )?-[a-z0-9-]+' "man/lencr-$page.1" | sed 's/.*Fl -/--/' | while read -r long; do
		printf '%s\n' "$options" | grep -qE "^$page	$long(	|$)" || echo "$long: in the manual of $page only"
	done
done)
verdict 'the manual has no option that is not there' "$complaints"

complaints=$(for shell in bash zsh fish; do
	file=completions/lencr.$shell
	LENCR=$lencr sh completions/generate.sh $shell | cmp -s - "$file" ||
		echo "$file: differs from what completions/generate.sh makes: run make completions"
done)
verdict 'the completions are those of the tables' "$complaints"

complaints=$(printf '%s\n' "$options" | awk '{ print $2 }' | sort -u | while read -r long; do
	grep -qF -- "\`$long" README.md || echo "$long: not in README's table"
done)
verdict 'README has every option' "$complaints"

if command -v bash >/dev/null 2>&1; then
	complaints=$(bash -n completions/lencr.bash 2>&1 || :)
	verdict 'bash can read its completion' "$complaints"
fi
finish
