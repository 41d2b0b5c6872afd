# finding.def to lencr-findings(7): each word, what it means, what to do, its source.
BEGIN {
	print ".\\\" made from src/base/finding.def"
	print ".Dd November 21, 2026\n.Dt LENCR-FINDINGS 7\n.Os\n.Sh NAME\n.Nm lencr-findings"
	print ".Nd what lencr may find, word by word\n.Sh DESCRIPTION"
	print "Each finding of a report has a stable word, one for each cause.\nThe words are part of the"
	print "contract: they stand in JSON and are taken by\n.Fl -fail-on ."
	print "Severities are those a finding usually has; beside the verdict good there are\nnotes and warnings only."
	print ".Bl -tag -width Ds"
}
/^FINDING\(/ { open = 1; row = "" }
open { row = row $0 "\n" }
open && /\)$/ && row ~ /"\)\n$/ {
	open = 0
	rest = row
	sub(/^FINDING\([A-Z0-9_]*,/, "", rest)
	word = field()
	sub(/^[ \t\n]*/, "", rest)
	match(rest, /^[A-Z]+/); severity = tolower(substr(rest, RSTART, RLENGTH))
	rest = substr(rest, RLENGTH + 1); sub(/^[ \t\n]*,/, "", rest)
	title = field(); explanation = field(); remedy = field(); reference = field()
	print ".It " word " Pq " severity
	print paragraph(title) "."
	print paragraph(explanation)
	if (remedy != "") print ".Em Remedy :\n" paragraph(remedy)
	if (reference != "") print "Source: " reference "."
}
END { print ".El\n.Sh SEE ALSO\n.Xr lencr 1 ,\n.Xr lencr-check 1 ,\n.Xr lencr-report 5" }
