# Sourced by the CLI tests: TAP, temporary folder, servers that are stopped.
# shellcheck shell=sh
lencr=${LENCR:-lencr}
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck disable=SC2034 # for the tests that source this
shared=${LENCR_SHARED:-$top_srcdir/../shared}
count=0
work=$(mktemp -d "${TMPDIR:-/tmp}/lencr-test.XXXXXX") || exit 99
started=''

# Nothing of the user's is read or written.
XDG_CACHE_HOME=$work/cache
HOME=$work
unset LANGUAGE LC_MESSAGES SSL_CERT_DIR SSL_CERT_FILE http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_COLOR COLUMNS
export XDG_CACHE_HOME HOME

clean_up() {
	for pid in $started; do
		kill "$pid" 2>/dev/null
	done
	for pid in $started; do
		wait "$pid" 2>/dev/null
	done
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

# remember PID: it is stopped at the end.
remember() {
	started="$started $1"
}

# ok NAME CONDITION-STATUS [DETAIL]
ok() {
	count=$((count + 1))
	if [ "$2" -eq 0 ]; then
		printf 'ok %d - %s\n' "$count" "$1"
	else
		printf 'not ok %d - %s\n' "$count" "$1"
		[ -z "${3-}" ] || printf '%s\n' "$3" | head -n 40 | sed 's/^/# /'
	fi
}

# true_is COMMAND...: prints 0 when it is true, 1 otherwise.
true_is() {
	if "$@"; then echo 0; else echo 1; fi
}

# run ARG...: runs the tool; sets status, $work/out and $work/err.
run() {
	status=0
	"$lencr" "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
}

# expect NAME STATUS [PATTERN-OUT [PATTERN-ERR]]: checks the last run.
expect() {
	problem=''
	[ "$status" -eq "$2" ] || problem="exit status $status instead of $2"
	if [ -n "${3-}" ] && ! grep -qE -- "$3" "$work/out"; then
		problem="$problem; stdout lacks /$3/"
	fi
	if [ -n "${4-}" ] && ! grep -qE -- "$4" "$work/err"; then
		problem="$problem; stderr lacks /$4/"
	fi
	if [ -z "$problem" ]; then
		ok "$1" 0
	else
		ok "$1" 1 "$problem
stdout: $(head -c 1500 "$work/out")
stderr: $(head -c 1500 "$work/err")"
	fi
}

# start_world [ARG...]: starts `lencr serve --ready ARG...`; sets address, port, root, server.
start_world() {
	: >"$work/ready"
	"$lencr" serve --ready "$@" >"$work/ready" 2>"$work/serve.err" &
	server=$!
	remember "$server"
	tries=0
	until grep -q '^ready ' "$work/ready"; do
		tries=$((tries + 1))
		if [ "$tries" -gt 100 ] || ! kill -0 "$server" 2>/dev/null; then
			printf '# serve did not start: %s\n' "$(cat "$work/serve.err")"
			return 1
		fi
		sleep 0.1
	done
	address=$(sed -n 's/^ready \([^ ]*\) .*/\1/p' "$work/ready")
	# shellcheck disable=SC2034 # for the tests
	port=${address##*:}
	# shellcheck disable=SC2034
	root=$(sed -n 's/.* root=//p' "$work/ready")
}

finish() {
	printf '1..%d\n' "$count"
}
