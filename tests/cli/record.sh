# Sourced after tap.sh: packets of the loopback interface into a file, by tcpdump or tshark.
# Nothing between record and recorded is missed, however busy the machine is: datagrams of
# our own say when the recording has begun and what it has to hold before it ends.
# shellcheck shell=sh disable=SC2154

# recording_has WORD: sends WORD until the file has it, at most for a minute.
recording_has() {
	tries=0
	until grep -aqs "recording: $1" "$recording"; do
		[ "$tries" -lt 300 ] && kill -0 "$recorder" 2>/dev/null || return 1
		tries=$((tries + 1))
		python3 -c 'import socket, sys
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(sys.argv[1].encode(), ("127.0.0.1", 9))' "recording: $1"
		sleep 0.2
	done
}

# record FILE FILTER: begins. 1 where neither program may: $work/record.err says why.
record() {
	recording=$1
	rm -f "$recording"
	user=''
	# Nobody else could write into the folder of the test.
	[ "$(id -u)" -ne 0 ] || user='-Z root'
	for program in tcpdump tshark; do
		command -v "$program" >/dev/null 2>&1 || continue
		# shellcheck disable=SC2086 # an option and its value
		case $program in
		tcpdump) tcpdump -i lo $user -U --immediate-mode -w "$1" "($2) or udp port 9" 2>"$work/record.err" & ;;
		tshark) tshark -q -i lo -w "$1" -f "($2) or udp port 9" 2>"$work/record.err" & ;;
		esac
		recorder=$!
		remember "$recorder"
		recording_has begin && return 0
		kill "$recorder" 2>/dev/null
	done
	return 1
}

recorded() {
	recording_has end
	kill -INT "$recorder" 2>/dev/null
	wait "$recorder" 2>/dev/null
}
