#!/bin/sh
# generate.sh SHELL: the completion of SHELL (bash, zsh, fish) on stdout, from
# the tool's own tables. `make completions` writes the files that are committed;
# a test compares them with what this prints.
set -eu
shell=${1:?usage: generate.sh bash|zsh|fish}
lencr=${LENCR:-lencr}

"$lencr" self options | awk -F '\t' -v shell="$shell" -v quote="'" '
function file_like(argument) { return argument ~ /FILE|DIR/ }
function fixed(argument) { return argument ~ /^[a-z0-9-]+([|][a-z0-9-]+)+$/ }
# The words that a command begins its operands with.
function words_of(command) {
	if (command == "self") return "schema completions options findings"
	if (command == "cache") return "ls show verify prune rm export"
	if (command == "crl") return "lint diff sweep"
	return ""
}
{
	if (!($1 in seen)) { seen[$1] = 1; commands[++count] = $1 }
	options[$1] = options[$1] " " $2 ($3 == "" ? "" : " " $3)
	row[++rows] = $0
}
function bash(    i, part, values, line, key) {
	print "# bash completion for lencr; made by completions/generate.sh"
	print "_lencr() {\n\tlocal cur prev command\n\tcur=${COMP_WORDS[COMP_CWORD]}\n\tprev=${COMP_WORDS[COMP_CWORD-1]}\n\tcommand=${COMP_WORDS[1]-}"
	line = ""
	for (i = 1; i <= count; i++) line = line (i > 1 ? " " : "") commands[i]
	print "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\tmapfile -t COMPREPLY < <(compgen -W \"" line " --help --version\" -- \"$cur\")\n\t\treturn\n\tfi"
	print "\tcase $prev in"
	for (i = 1; i <= rows; i++) {
		split(row[i], part, "\t")
		key = part[2]
		if (part[4] == "" || key in done) continue
		done[key] = 1
		if (part[3] != "") key = key "|" part[3]
		values = part[4]
		if (fixed(values)) {
			gsub(/[|]/, " ", values)
			print "\t" key ")\n\t\tmapfile -t COMPREPLY < <(compgen -W \"" values "\" -- \"$cur\")\n\t\treturn\n\t\t;;"
		} else if (part[2] == "--fail-on") {
			print "\t" key ")\n\t\tmapfile -t COMPREPLY < <(compgen -W \"warn $(lencr self findings 2>/dev/null | cut -f 1)\" -- \"$cur\")\n\t\treturn\n\t\t;;"
		} else if (file_like(values)) {
			print "\t" key ")\n\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n\t\treturn\n\t\t;;"
		} else
			print "\t" key ")\n\t\treturn\n\t\t;;"
	}
	print "\tesac\n\tcase $command in"
	for (i = 1; i <= count; i++)
		print "\t" commands[i] ")\n\t\tcase $cur in\n\t\t-*) mapfile -t COMPREPLY < <(compgen -W \"" substr(options[commands[i]], 2) "\" -- \"$cur\") ;;\n\t\t*) mapfile -t COMPREPLY < <(compgen -f" (commands[i] == "check" ? " -A hostname" : commands[i] == "explain" ? " -W \"$(lencr self findings 2>/dev/null | cut -f 1)\"" : words_of(commands[i]) != "" ? " -W \"" words_of(commands[i]) "\"" : "") " -- \"$cur\") ;;\n\t\tesac\n\t\t;;"
	print "\tesac\n}\ncomplete -o filenames -F _lencr lencr"
}
function clean(text) { gsub(quote, quote "\\" quote quote, text); return text }
function zsh(    i, j, part, text, action, spec) {
	print "#compdef lencr\n# zsh completion for lencr; made by completions/generate.sh"
	print "local -a subcommands\nsubcommands=("
	for (i = 1; i <= count; i++) print "\t" commands[i]
	print ")\nif (( CURRENT == 2 )); then\n\t_describe command subcommands\n\treturn\nfi\nlocal command=$words[2]\nshift words\n(( CURRENT-- ))\ncase $command in"
	for (i = 1; i <= count; i++) {
		print commands[i] ")\n\t_arguments -s \\"
		for (j = 1; j <= rows; j++) {
			split(row[j], part, "\t")
			if (part[1] != commands[i]) continue
			text = clean(part[5]); gsub(/\[/, "\\[", text); gsub(/\]/, "\\]", text); gsub(/:/, "\\:", text)
			action = ""
			if (part[4] != "") {
				spec = part[4]
				if (fixed(spec)) { gsub(/[|]/, " ", spec); action = ":value:(" spec ")" }
				else if (part[2] == "--fail-on") action = ":word:(warn ${(f)\"$(lencr self findings 2>/dev/null | cut -f 1)\"})"
				else if (file_like(spec)) action = ":file:_files"
				else action = ":value: "
			}
			print "\t\t" quote "*" part[2] "[" text "]" action quote " \\"
			if (part[3] != "") print "\t\t" quote "*" part[3] "[" text "]" action quote " \\"
		}
		if (words_of(commands[i]) != "") print "\t\t" quote "1: :(" words_of(commands[i]) ")" quote " \\"
		print "\t\t" quote "*: :" (commands[i] == "check" ? "{_alternative \"files:file:_files\" \"hosts:host:_hosts\"}" : commands[i] == "serve" ? "_files -g \"*.world(-.) *(-/)\"" : "_files") quote "\n\t;;"
	}
	print "esac"
}
function fish(    i, j, part, spec, line) {
	print "# fish completion for lencr; made by completions/generate.sh"
	line = ""
	for (i = 1; i <= count; i++) line = line (i > 1 ? " " : "") commands[i]
	print "complete -c lencr -n __fish_use_subcommand -f -a " quote line quote
	print "complete -c lencr -n __fish_use_subcommand -l help -d " quote "show help" quote
	print "complete -c lencr -n __fish_use_subcommand -l version -d " quote "show versions" quote
	for (i = 1; i <= count; i++)
		if (words_of(commands[i]) != "") print "complete -c lencr -n " quote "__fish_seen_subcommand_from " commands[i] quote " -a " quote words_of(commands[i]) quote
	print "complete -c lencr -n " quote "__fish_seen_subcommand_from serve" quote " -k -a " quote "(__fish_complete_suffix .world)" quote
	for (j = 1; j <= rows; j++) {
		split(row[j], part, "\t")
		spec = part[4]
		line = "complete -c lencr -n " quote "__fish_seen_subcommand_from " part[1] quote " -l " substr(part[2], 3)
		if (part[3] != "") line = line " -s " substr(part[3], 2)
		if (spec != "") {
			if (fixed(spec)) { gsub(/[|]/, " ", spec); line = line " -x -a " quote spec quote }
			else if (part[2] == "--fail-on") line = line " -x -a " quote "warn (lencr self findings | cut -f 1)" quote
			else if (file_like(spec)) line = line " -r -F"
			else line = line " -x"
		}
		print line " -d " quote clean(part[5]) quote
	}
}
END { if (shell == "bash") bash(); else if (shell == "zsh") zsh(); else fish() }'
