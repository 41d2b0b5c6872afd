# Sourced after tap.sh: one check seen three ways that must agree, and the tests that
# need more than one answer of a report.
# shellcheck shell=sh disable=SC2154,SC2034
mkdir -p "$work/json"
reports=0

# need TOOL...: the test is left out where one is missing.
need() {
	for tool in "$@"; do
		command -v "$tool" >/dev/null 2>&1 && continue
		echo "1..0 # SKIP $tool is not installed"
		exit 0
	done
}

# start_python DIR ARG...: Python's servers of a hierarchy's folder; sets web and tls.
start_python() {
	: >"$1/ready"
	python3 "$top_srcdir/tests/cli/independent.py" "$@" >"$1/ready" 2>"$1/python.log" &
	remember $!
	tries=0
	until grep -q ready "$1/ready" || [ "$tries" -gt 100 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	web=127.0.0.1:$(cut -d' ' -f2 "$1/ready")
	tls=127.0.0.1:$(cut -d' ' -f3 "$1/ready")
}

# member NAME FILE: the first value of that member in a printed JSON document.
member() {
	sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" "$2" | head -n 1
}

# agree NAME VERDICT WORD ARG...: the first line of the text, the JSON, and the exit
# status of both say VERDICT; the finding WORD is there (- for none asked).
agree() {
	name=$1
	verdict=$2
	word=$3
	shift 3
	case $verdict in
	good) wanted=0 ;;
	invalid) wanted=1 ;;
	revoked) wanted=3 ;;
	undetermined) wanted=4 ;;
	unreachable) wanted=5 ;;
	suspicious) wanted=6 ;;
	*) wanted=99 ;;
	esac
	problem=''
	run check --no-cache "$@"
	[ "$status" -eq "$wanted" ] || problem="text: exit status $status"
	said=$(sed -n '1s/.*  \([A-Z][A-Z]*\)\( .*\)\{0,1\}$/\1/p' "$work/out" | tr '[:upper:]' '[:lower:]')
	[ "$said" = "$verdict" ] || problem="$problem; text says '$said'"
	text=$(head -c 1200 "$work/out" "$work/err")
	reports=$((reports + 1))
	run check --no-cache --json "$@"
	cp "$work/out" "$work/json/$reports.json"
	[ "$status" -eq "$wanted" ] || problem="$problem; JSON: exit status $status"
	said=$(member verdict "$work/out")
	[ "$said" = "$verdict" ] || problem="$problem; JSON says '$said'"
	if [ "$word" != - ] && ! grep -q "\"$word\"" "$work/out"; then
		problem="$problem; no word $word"
	fi
	ok "$name: $verdict" "$([ -z "$problem" ]; echo $?)" "$problem
$text"
}

# all_valid: every report of agree holds to its schema.
all_valid() {
	output=$(python3 "$top_srcdir/tests/cli/validate.py" "$work"/json/*.json 2>&1)
	result=$?
	if [ "$result" -eq 77 ]; then
		echo '# python3-jsonschema is not installed: reports not validated'
		result=0
	fi
	ok "$reports reports hold to the schema" "$result" "$output"
}

# free_port: a port of the loopback address that nobody has right now.
free_port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# listening PORT: waits until somebody accepts there.
listening() {
	python3 -c 'import socket, sys, time
for _ in range(100):
    try:
        socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1).close()
        sys.exit(0)
    except OSError:
        time.sleep(0.05)
sys.exit(1)' "$1"
}
