# The texts for translation in C sources, finding.def and why.def, as a PO template:
#   LC_ALL=C awk -f extract.awk FILE...
# Which argument of which function is a text stands in the table below; strings
# that stand side by side are one, and each branch of a ?: is a text of its own.
BEGIN {
	split("N_:1 tell:2 tell_format:2 explained_what:2 explained_state:3 explained_odd:4 " \
		"explained_note:2 explained_fact:2 explained_fact:3 explained_imitation:3 " \
		"explained_foreign:2 tongue_text:3 tongue_format:3 tongue_count:3 tongue_count:4 refuse:3 " \
		"remark:4 FINDING:4 FINDING:5 FINDING:6 FINDING:7 " \
		"EVIDENCE:4 EVIDENCE:5 WHY_FLAG:4 WHY_FLAG:5 WHY_FLAG:6", rows, " ")
	for (i in rows)
		wanted[rows[i]] = 1
	plural["tongue_count:4"] = 1
}

function emit(text, key) {
	if (text !~ /[A-Za-z]/ || text ~ /^%[0-9$.]*l*[a-z]$/)
		return
	# References are the same in every language.
	if (key == "FINDING:7" && text ~ /^(RFC|BR) [0-9.]+( section [0-9A-Z.]+( [(][a-z][)]([(][0-9][)])?)?)?$/)
		return
	if (key in plural) {
		many[last] = text
		return
	}
	last = text
	if (!(text in place)) {
		order[++count] = text
		place[text] = file ":" string_line
	}
}

function flush_string(    key) {
	if (!in_string)
		return
	in_string = 0
	key = call[depth] ":" arg[depth]
	if (depth > 0 && (key in wanted))
		emit(string, key)
}

# Comments become blanks, so that what is left is strings, words and signs.
function scan(text,    at, size, c, rest, word) {
	size = length(text)
	for (at = 1; at <= size;) {
		c = substr(text, at, 1)
		if (c == "\n") {
			line++
			at++
		} else if (c == " " || c == "\t" || c == "\\")
			at++
		else if (substr(text, at, 2) == "/*") {
			rest = substr(text, at + 2)
			word = substr(rest, 1, index(rest, "*/") + 1)
			line += gsub(/\n/, "\n", word)
			at += 2 + length(word)
		} else if (c == "\"") {
			rest = substr(text, at, 4096)
			match(rest, /^"([^"\\]|\\.)*"/)
			if (!in_string) {
				string = ""
				string_line = line
			}
			in_string = 1
			string = string substr(rest, 2, RLENGTH - 2)
			at += RLENGTH
		} else if (c == "'") {
			match(substr(text, at, 20), /^'([^'\\]|\\.)*'/)
			at += RLENGTH
		} else if (match(substr(text, at, 100), /^[A-Za-z_][A-Za-z_0-9]*/)) {
			flush_string()
			name = substr(text, at, RLENGTH)
			at += RLENGTH
			continue
		} else {
			flush_string()
			if (c == "(" || c == "{" || c == "[") {
				call[++depth] = c == "(" ? name : ""
				arg[depth] = 1
			} else if ((c == ")" || c == "}" || c == "]") && depth > 0)
				depth--
			else if (c == ",")
				arg[depth]++
			at++
		}
		if (c != " " && c != "\t" && c != "\n")
			name = ""
	}
}

function finish_file() {
	depth = 0
	line = 1
	in_string = 0
	scan(whole)
	whole = ""
}

FNR == 1 && NR > 1 { finish_file() }
FNR == 1 {
	file = FILENAME
	sub(/^.*\/src\//, "src/", file)
}
# Of the preprocessor's lines only those of macros may hold texts.
/^[ \t]*#/ {
	if (!sub(/^[ \t]*#[ \t]*define[ \t]/, ""))
		$0 = ""
}
{ whole = whole $0 "\n" }
END {
	finish_file()
	print "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n" \
		"\"Content-Transfer-Encoding: 8bit\\n\"\n\"Plural-Forms: nplurals=2; plural=(n > 1);\\n\"\n"
	for (i = 1; i <= count; i++) {
		print "#: " place[order[i]]
		if (order[i] ~ /%([0-9]+[$])?[-0 #+]*[0-9]*([.][0-9]+)?(z|l|ll)?[dusxcX]/)
			print "#, c-format"
		print "msgid \"" order[i] "\""
		if (order[i] in many)
			print "msgid_plural \"" many[order[i]] "\"\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n"
		else
			print "msgstr \"\"\n"
	}
}
