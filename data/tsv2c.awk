# tsv2c: a table of tab-separated values as a C array, for inclusion.
#
# awk -v type='struct x' -v name=NAME -f tsv2c.awk table.tsv
# makes "static const struct x NAME[] = {…};". With -v bare=1 the first column
# is the element itself, not a member of a struct; -v bounds='[32]' then follows.
#
# The first line that is no comment names the columns as MEMBER:KIND[:PREFIX]:
#   text     a string, NULL when empty       number   0 when empty
#   bytes    an array of octets from hex     time     seconds, WHEN_NONE when empty
#   view     a struct view of such octets    bool     true when not empty
#   enum     PREFIX and the word in capitals comment  left out
# The line "#date<TAB>DATE" becomes NAME_date.

function octets(hex,    i, out) {
	out = ""
	for (i = 1; i < length(hex); i += 2)
		out = out "0x" substr(hex, i, 2) ","
	return out
}

function quoted(text) {
	gsub(/\\/, "\\\\", text)
	gsub(/"/, "\\\"", text)
	return "\"" text "\""
}

function value(kind, prefix, text) {
	if (kind == "text") return text == "" ? "NULL" : quoted(text)
	if (kind == "bytes") return "{" octets(text) "}"
	if (kind == "view") return "{(const uint8_t[]){" octets(text) "}," (length(text) / 2) "}"
	if (kind == "enum") return prefix toupper(text)
	if (kind == "number") return text == "" ? "0" : text
	if (kind == "time") return text == "" ? "WHEN_NONE" : "INT64_C(" text ")"
	if (kind == "bool") return text == "" ? "false" : "true"
	print "tsv2c: unknown kind " kind > "/dev/stderr"
	exit failed = 1
}

BEGIN { FS = "\t"; print "/* Made by tsv2c.awk; do not edit. */" }
$1 == "#date" { printf "static const char %s_date[] = %s;\n", name, quoted($2); next }
/^#/ { next }
!columns {
	columns = NF
	for (i = 1; i <= NF; i++) {
		split($i, part, ":")
		member[i] = part[1]; kinds[i] = part[2]; prefixes[i] = part[3]
	}
	printf "static const %s %s[]%s = {\n", type, name, bounds
	next
}
NF != columns {
	print FILENAME ":" NR ": " NF " columns, not " columns > "/dev/stderr"
	exit failed = 1
}
bare { print value(kinds[1], prefixes[1], $1) ","; next }
{
	printf "{"
	for (i = 1; i <= NF; i++)
		if (kinds[i] != "comment")
			printf ".%s=%s,", member[i], value(kinds[i], prefixes[i], $i)
	print "},"
}
END { if (!failed) print "};" }
