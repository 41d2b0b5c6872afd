# po/*.po as a C table (src/doc/language_table.h): LC_ALL=C awk -f table.awk fr.po ...
# Fuzzy, obsolete and untranslated messages are left out: their English stays.

# The text of a PO string without its quotes; escapes stay, C has the same.
function quoted(line) {
	sub(/^[^"]*"/, "", line)
	sub(/"[ \t]*$/, "", line)
	return line
}

# A key whose order is that of the octets of the text.
function octets(text) {
	gsub(/\\n/, "\n", text)
	gsub(/\\t/, "\t", text)
	gsub(/\\"/, "\"", text)
	gsub(/\\\\/, "\\", text)
	return text
}

function finish_message(    i) {
	if (id == "" && seen && !fuzzy)
		header = texts[0]
	else if (id != "" && !fuzzy && texts[0] != "") {
		count++
		ids[count] = id
		keys[count] = octets(id)
		plural[count] = forms
		for (i = 0; i < (forms > 0 ? forms : 1); i++)
			message[count, i] = texts[i]
	}
	id = ""; seen = 0; fuzzy = 0; forms = 0; part = ""
	split("", texts)
}

function swap(a, b,    i, most, t) {
	t = ids[a]; ids[a] = ids[b]; ids[b] = t
	t = keys[a]; keys[a] = keys[b]; keys[b] = t
	most = plural[a] > plural[b] ? plural[a] : plural[b]
	t = plural[a]; plural[a] = plural[b]; plural[b] = t
	for (i = 0; i < (most > 0 ? most : 1); i++) {
		t = message[a, i]; message[a, i] = message[b, i]; message[b, i] = t
	}
}

function sift(from, to,    child) {
	while ((child = 2 * from) <= to) {
		if (child < to && keys[child] < keys[child + 1])
			child++
		if (keys[from] >= keys[child])
			return
		swap(from, child)
		from = child
	}
}

function sort_messages(    i) {
	for (i = int(count / 2); i >= 1; i--)
		sift(i, count)
	for (i = count; i > 1; i--) {
		swap(1, i)
		sift(1, i - 1)
	}
}

# "Plural-Forms: nplurals=2; plural=(n > 1);" as a C function, of harmless letters only.
function put_plural(    nplurals, rule) {
	nplurals = 2
	rule = "n != 1"
	if (match(header, /nplurals=[0-9]+/))
		nplurals = substr(header, RSTART + 9, RLENGTH - 9)
	if (match(header, /plural=[^;\\]+/))
		rule = substr(header, RSTART + 7, RLENGTH - 7)
	if (rule !~ /^[n0-9 ()<>=!&|?:%]+$/) {
		print "table.awk: " name ": a rule of plurals that is none: " rule > "/dev/stderr"
		failed = 1
		exit 1
	}
	printf "static unsigned long plural_%s(unsigned long n)\n{\n\treturn (unsigned long)(%s);\n}\n\n",
		name, rule
	return nplurals
}

function put_language(    i, k, nplurals) {
	finish_message()
	sort_messages()
	nplurals = put_plural()
	for (i = 1; i <= count; i++)
		if (plural[i] > 0) {
			printf "static const char *const forms_%s_%d[] = {\n", name, i
			for (k = 0; k < nplurals; k++)
				printf "\t\"%s\",\n", message[i, k]
			print "};\n"
		}
	printf "static const struct message messages_%s[] = {\n", name
	for (i = 1; i <= count; i++)
		if (plural[i] > 0)
			printf "\t{ \"%s\", 0, forms_%s_%d },\n", ids[i], name, i
		else
			printf "\t{ \"%s\",\n\t\t\"%s\", 0 },\n", ids[i], message[i, 0]
	print "};\n"
	languages = languages sprintf("\t{ \"%s\", plural_%s, %d, messages_%s, %d },\n", name, name,
		nplurals, name, count)
	names = names sprintf("\t\"%s\",\n", name)
	count = 0
	header = ""
}

BEGIN { print "#include \"doc/language_table.h\"\n" }
FNR == 1 {
	if (name != "")
		put_language()
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\.po$/, "", name)
	count = 0
	header = ""
}
/^[ \t]*$/ { finish_message(); next }
/^#,.*fuzzy/ { fuzzy = 1; next }
/^#/ { next }
/^msgid_plural / { part = "plural"; next }
/^msgid / { if (seen) finish_message(); part = "id"; id = quoted($0); seen = 1; next }
/^msgstr\[/ {
	forms++
	part = "text"
	texts[forms - 1] = quoted($0)
	next
}
/^msgstr / { part = "text"; texts[0] = quoted($0); next }
/^"/ {
	if (part == "id")
		id = id quoted($0)
	else if (part == "text")
		texts[forms > 0 ? forms - 1 : 0] = texts[forms > 0 ? forms - 1 : 0] quoted($0)
}
END {
	if (failed)
		exit 1
	if (name != "")
		put_language()
	print "const struct language language_table[] = {\n" languages "};\n"
	print "const size_t language_table_count = sizeof language_table / sizeof *language_table;\n"
	print "const char *const language_table_names[] = {\n\t\"en\",\n" names "\t0,\n};"
}
