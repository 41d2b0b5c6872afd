# Sourced by the lints: TAP in a few lines. A lint collects what it dislikes
# and says "ok" only when there is nothing.
# shellcheck shell=sh
count=0

# verdict NAME COMPLAINTS: one test; complaints are shown as TAP comments.
verdict() {
	count=$((count + 1))
	if [ -z "$2" ]; then
		printf 'ok %d - %s\n' "$count" "$1"
	else
		printf 'not ok %d - %s\n' "$count" "$1"
		printf '%s\n' "$2" | sed 's/^/# /'
	fi
}

finish() {
	printf '1..%d\n' "$count"
}

cd "${top_srcdir:-.}" || exit 99
