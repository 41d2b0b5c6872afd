# Reading the strings of a .def file; for findings.awk and evidence.awk.
function field(    text) {
	# one argument: adjacent string literals up to a comma or the closing bracket
	text = ""
	while (match(rest, /^[ \t\n]*"([^"\\]|\\.)*"/)) {
		piece = substr(rest, RSTART, RLENGTH)
		rest = substr(rest, RSTART + RLENGTH)
		sub(/^[ \t\n]*"/, "", piece); sub(/"$/, "", piece)
		gsub(/\\"/, "\"", piece)
		text = text piece
	}
	sub(/^[ \t\n]*,?/, "", rest)
	gsub(/\\\\/, "\\e", text)
	return text
}
function paragraph(text) {
	gsub(/^[.'\\]/, "\\\\\\&&", text)
	# mdoc wants each sentence on its own line
	gsub(/\. /, ".\n", text)
	gsub(/; /, ";\n", text)
	return text
}
