# Puts the words of finding.def in the place of "@finding-words@".
# awk -f words.awk finding.def schema.json.in >schema.json
FNR == NR {
	if (/^FINDING\(/) {
		split($0, part, "\"")
		words = words (words == "" ? "" : ",\n        ") "\"" part[2] "\""
	}
	next
}
{
	at = index($0, "\"@finding-words@\"")
	if (at > 0)
		$0 = substr($0, 1, at - 1) "\n        " words "\n      " substr($0, at + 17)
	print
}
