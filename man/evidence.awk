# why.def to lencr-evidence(7): the evidence of `lencr why`, and the flags of contacts.
BEGIN {
	print ".\\\" made from src/base/why.def"
	print ".Dd November 28, 2026\n.Dt LENCR-EVIDENCE 7\n.Os\n.Sh NAME\n.Nm lencr-evidence"
	print ".Nd what speaks for and against a cause, and what is odd about a contact"
	print ".Sh DESCRIPTION"
	print ".Xr lencr-why 1\ngives a stable word to each piece of evidence and to each flag, in JSON and with"
	print ".Fl v ;\n.Xr lencr-explain 1\nexplains them, too."
	print ".Ss Evidence"
	print "Points put the candidates of one grade in order, and do nothing else: the grade\nfollows from what kind"
	print "of evidence there is.\nSome evidence is given with other points than the usual ones below, the time"
	print ".Pq Cm before\nabove all."
	print ".Bl -tag -width Ds"
}
/^(EVIDENCE|WHY_FLAG)\(/ { open = 1; row = "" }
open { row = row $0 "\n" }
open && /"\)$/ {
	open = 0
	rest = row
	flag = rest ~ /^WHY_FLAG/
	if (flag && !flags++) {
		print ".El\n.Ss Flags"
		print "A flag that fails makes the contact suspicious."
		print ".Bl -tag -width Ds"
	}
	sub(/^[A-Z_]*\([A-Z0-9_]*,/, "", rest)
	word = field()
	sub(/^[ \t\n]*/, "", rest)
	match(rest, /^[-A-Z0-9]+/)
	kind = tolower(substr(rest, RSTART, RLENGTH))
	rest = substr(rest, RLENGTH + 1)
	sub(/^[ \t\n]*,/, "", rest)
	title = field(); explanation = field(); remedy = flag ? field() : ""
	print ".It " word " Pq " (flag ? kind : kind == "1" || kind == "-1" ? kind " point" : kind " points")
	print paragraph(title) "."
	print paragraph(explanation)
	if (remedy != "") print ".Em Remedy :\n" paragraph(remedy)
}
END { print ".El\n.Sh SEE ALSO\n.Xr lencr-explain 1 ,\n.Xr lencr-why 1 ,\n.Xr lencr-events 5" }
