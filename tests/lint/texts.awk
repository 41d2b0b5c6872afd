# A translation against what there is to translate: awk -f texts.awk lencr.pot LANG.po
# Complains of messages without a translation, fuzzy or no longer used ones, and
# of formats whose conversions are not those of the English.

function quoted(line) {
	sub(/^[^"]*"/, "", line)
	sub(/"[ \t]*$/, "", line)
	return line
}

# "1:s 2:u": the conversions by the number of their argument.
function conversions(text,    rest, next_one, n, list, seen, i, most, out, item, where) {
	rest = text
	gsub(/%%/, "", rest)
	next_one = 0
	most = 0
	split("", seen)
	while (match(rest, /%([0-9]+[$])?[-0 #+]*[0-9]*([.][0-9]+)?(zu|llu|lu|lx|ld|[a-zA-Z])/)) {
		item = substr(rest, RSTART + 1, RLENGTH - 1)
		rest = substr(rest, RSTART + RLENGTH)
		where = index(item, "$")
		n = where > 0 ? substr(item, 1, where - 1) + 0 : ++next_one
		if (where > 0)
			item = substr(item, where + 1)
		# Width and precision are for the translator to choose.
		sub(/^[-0 #+]*[0-9]*([.][0-9]+)?/, "", item)
		if (n in seen && seen[n] != item)
			item = "contradictory"
		seen[n] = item
		if (n > most)
			most = n
	}
	out = ""
	for (i = 1; i <= most; i++)
		out = out " " i ":" ((i in seen) ? seen[i] : "left-out")
	return out
}

function say(what, text) {
	print what ": \"" substr(text, 1, 70) "\""
}

function compare(text,    english) {
	english = id
	if (text == "") {
		say("not translated", id)
		return
	}
	if (conversions(text) != conversions(english))
		say("other conversions than the English", id)
}

function end_message(    i) {
	if (id == "")
		return
	if (reading == 1)
		used[id] = many
	else {
		if (fuzzy)
			say("fuzzy", id)
		else if (!(id in used))
			say("no longer in the sources", id)
		else if (used[id] != many)
			say("another plural than in the sources", id)
		else if (many == "")
			compare(texts[0])
		else
			for (i = 0; i < (forms > 0 ? forms : 1); i++)
				compare(texts[i])
		done[id] = 1
	}
	id = ""; many = ""; fuzzy = 0; forms = 0; part = ""
	split("", texts)
}

FNR == 1 { end_message(); reading++ }
/^[ \t]*$/ { end_message(); next }
/^#,.*fuzzy/ { fuzzy = 1; next }
/^#~/ { if (reading == 2 && $0 ~ /^#~ msgid /) say("obsolete", quoted($0)); next }
/^#/ { next }
/^msgid_plural / { part = "many"; many = quoted($0); next }
/^msgid / { end_message(); part = "id"; id = quoted($0); next }
/^msgstr\[/ { forms++; part = "text"; texts[forms - 1] = quoted($0); next }
/^msgstr / { part = "text"; texts[0] = quoted($0); next }
/^"/ {
	if (part == "id")
		id = id quoted($0)
	else if (part == "many")
		many = many quoted($0)
	else if (part == "text")
		texts[forms > 0 ? forms - 1 : 0] = texts[forms > 0 ? forms - 1 : 0] quoted($0)
}
END {
	end_message()
	for (text in used)
		if (!(text in done))
			say("missing", text)
}
