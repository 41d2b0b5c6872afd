#!/bin/sh
# make check-long: what takes too long for make check. One line a part, a summary at the
# end; what fails leaves its log in long/ of the build folder.
#	LONG_PARTS     which parts (all): warnings sanitizers valgrind fuzz damage clients tidy
#	               cppcheck analyzer reproducible watch distcheck
#	FUZZ_SECONDS   of fuzzing a target (60)
set -u
top_srcdir=${top_srcdir:?run it by make check-long}
build=${top_builddir:?}
make=${MAKE:-make}
long=$build/long
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
mkdir -p "$long"
passed=0 failed='' absent=''

have() {
	command -v "$1" >/dev/null 2>&1
}

# other FOLDER [ARG...]: configures a build of its own; with variables from the caller.
other() {
	mkdir -p "$long/$1" && cd "$long/$1" || return 1
	shift
	[ -f Makefile ] || "$top_srcdir/configure" --quiet "$@"
}

# Both compilers, at the level at which the most is seen.
part_warnings() {
	for cc in gcc clang; do
		have "$cc" || { echo "$cc is not installed"; continue; }
		(CC=$cc other "warn-$cc" --enable-werror CFLAGS='-O2 -g' &&
			$make -s -j "$jobs" all && $make -s -j "$jobs" check TESTS=) || return 1
	done
}

part_sanitizers() {
	(other sanitizers --enable-sanitizers CFLAGS='-O1 -g' && $make -s -j "$jobs" check)
}

# Errors and definite leaks; children by fork are judged, other programs are not followed.
grind() {
	valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite \
		--errors-for-leak-kinds=definite --log-file="$long/valgrind/%p.log" "$@" >"$long/valgrind/out" 2>&1
}

ground() {
	name=$1 expected=$2
	shift 2
	status=0
	grind "$@" </dev/null || status=$?
	if [ "$status" -ne "$expected" ]; then
		echo "$name: ended with $status instead of $expected"
		tail -n 15 "$long/valgrind/out"
		bad=1
	fi
}

part_valgrind() {
	have valgrind || return 77
	$make -s -C "$build" -j "$jobs" check TESTS= || return 1
	rm -rf "$long/valgrind"
	mkdir -p "$long/valgrind"
	bad=''
	# Loopback peers wait for tools that are many times slower here.
	for test in "$build"/tests/unit/*; do
		if [ ! -f "$test" ] || [ ! -x "$test" ]; then continue; fi
		CMOCKA_MESSAGE_OUTPUT=TAP ground "${test##*/}" 0 "$("$build/libtool" --mode=execute echo "$test")"
	done
	lencr=$("$build/libtool" --mode=execute echo "${LENCR:?}")
	pem=$long/valgrind/leaf.pem
	room=$long/valgrind/room
	$make -s -C "$build" tests/bench/stage || return 1
	mkdir -p "$room"
	(cd "$room" && "$build/tests/bench/stage" http://crl.example/1.crl 3 50 5000) || return 1
	ground 'lencr --version' 0 "$lencr" --version
	ground 'lencr --help' 0 "$lencr" --help
	ground 'lencr with a slip' 2 "$lencr" chekc
	ground 'lencr self findings' 0 "$lencr" self findings
	for format in text json jsonl; do
		ground "lencr check, $format" 0 "$lencr" check --format "$format" -v --offline --no-cache --file \
			"$room/ec-leaf.pem" --trust "$room/ec.pem" --crl "$room/ec-5000.crl"
	done
	ground 'lencr check, several' 0 "$lencr" check --offline --no-cache --file "$room/ec-1.pem" \
		"$room/ec-2.pem" "$room/ec-3.pem" --trust "$room/ec.pem" --crl "$room/ec-50.crl.pem"
	ground 'lencr check, the wrong list' 4 "$lencr" check --offline --no-cache --file \
		"$room/ec-leaf.pem" --trust "$room/ec.pem" --crl "$room/rsa-50.crl"
	printf 'nothing\n' >"$pem"
	ground 'lencr check of nothing' 1 "$lencr" check --offline --no-cache --file "$pem"
	ground 'lencr demo' 0 "$lencr" demo
	find "$long/valgrind" -name '*.log' -size +0 | while read -r log; do
		sed -n '1,30p' "$log"
	done
	[ -z "$bad" ]
}

part_fuzz() {
	have clang || return 77
	$make -s -C "$build" fuzz
}

# Every bit of every object behind the good verdicts of tests/worlds/damage.world.
part_damage() {
	$make -s -C "$build" tests/support/world_damage && "$build/tests/support/world_damage" --all
}

# Every real client that is installed; the others are named.
part_clients() {
	lencr=$("$build/libtool" --mode=execute echo "${LENCR:?}")
	LENCR=$lencr LAB_CLIENTS=all sh "$top_srcdir/tests/lab/clients.sh" >"$long/clients.tap" 2>&1 || return 1
	cat "$long/clients.tap"
	! grep -q '^1\.\.0' "$long/clients.tap" || return 77
	# Comments and a plan alone are not enough.
	grep -q '^ok' "$long/clients.tap" && ! grep -q '^not ok' "$long/clients.tap"
}

sources() {
	find "$top_srcdir/src" -name '*.c' | sort
}

# The flags of the build, for tools that read the source.
flags() {
	printf '%s\n' "-std=c11 -D_POSIX_C_SOURCE=200809L -DLENCR_VERSION=\"0\" -I$top_srcdir/src -I$build/src
		-I$top_srcdir/include $(pkg-config --cflags libcrypto libssl libcurl jansson libidn2 libpcap zlib)"
}

# What is left out argues about style or wants functions of C11's Annex K, which no libc has.
part_tidy() {
	have clang-tidy || return 77
	checks='-*,clang-analyzer-*,bugprone-*,cert-*,misc-redundant-expression,misc-misplaced-const
		misc-static-assert,performance-*,readability-misleading-indentation,readability-redundant-declaration
		-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling
		-clang-analyzer-optin.performance.Padding,-bugprone-easily-swappable-parameters
		-bugprone-reserved-identifier,-cert-dcl37-c,-cert-dcl51-cpp,-cert-err33-c,-bugprone-narrowing-conversions
		-bugprone-assignment-in-if-condition,-bugprone-suspicious-include,-bugprone-branch-clone
		-bugprone-implicit-widening-of-multiplication-result,-bugprone-macro-parentheses
		-bugprone-sizeof-expression,-bugprone-suspicious-string-compare,-cert-err34-c
		-performance-no-int-to-ptr,-clang-analyzer-core.StackAddressEscape'
	checks=$(printf '%s' "$checks" | tr -s '\n\t ' ',')
	# shellcheck disable=SC2046 # lists of words
	sources | xargs -P "$jobs" -I '{}' clang-tidy '{}' --quiet --warnings-as-errors='*' --checks="$checks" \
		-- $(flags) >"$long/tidy.found" 2>/dev/null || {
		grep -E '(error|warning):' "$long/tidy.found" | sort -u
		return 1
	}
}

# 2.10 takes compound literals behind a "?" for broken, and an address for a use.
part_cppcheck() {
	have cppcheck || return 77
	# shellcheck disable=SC2046
	sources | cppcheck -q -j "$jobs" --std=c11 --enable=warning,portability,performance --inline-suppr \
		--error-exitcode=1 --suppress=missingInclude --suppress=normalCheckLevelMaxBranches \
		--suppress=internalAstError --suppress='uninitvar:*/lab/world.c' -D_POSIX_C_SOURCE=200809L '-DLENCR_VERSION="0"' \
		-I"$top_srcdir/src" -I"$build/src" --file-list=-
}

# gcc's own walk of all paths; knows C well enough since 12.
part_analyzer() {
	have gcc || return 77
	found=0
	for file in $(sources); do
		# shellcheck disable=SC2046
		gcc -fanalyzer -fsyntax-only -O1 -S -o /dev/null $(flags) "$file" 2>&1
	done >"$long/analyzer.found"
	grep -c 'Wanalyzer' "$long/analyzer.found" >/dev/null && found=1
	grep 'Wanalyzer' "$long/analyzer.found"
	[ "$found" -eq 0 ]
}

# Two builds in folders of different names give the same bytes, and no path of theirs is inside.
part_reproducible() {
	for folder in one another-one; do
		(SOURCE_DATE_EPOCH=1700000000 other "$folder" && $make -s -j "$jobs" lencr) || return 1
	done
	cmp "$long/one/lencr" "$long/another-one/lencr" || return 1
	! grep -aF -e "$long" -e "$top_srcdir" "$long/one/lencr"
}

# The process behind each of 1,000 fetches that are over at once.
part_watch() {
	$make -s -C "$build" check TESTS=tests/cli/watch.sh WATCH_FETCHES=1000 || return 1
	grep 'short fetches' "$build/tests/cli/watch.log" || return 77
}

part_distcheck() {
	$make -s -C "$build" -j "$jobs" distcheck
}

for part in ${LONG_PARTS:-warnings sanitizers valgrind fuzz damage clients tidy cppcheck analyzer \
	reproducible watch distcheck}; do
	status=0
	start=$(date +%s)
	"part_$part" >"$long/$part.log" 2>&1 || status=$?
	took=$(($(date +%s) - start))
	case $status in
	0) word=passed passed=$((passed + 1)) ;;
	77) word='not done: its tool is not installed' absent="$absent $part" ;;
	*) word="FAILED, see $long/$part.log" failed="$failed $part" ;;
	esac
	printf 'check-long: %-12s %s (%d s)\n' "$part" "$word" "$took"
	[ "$word" = passed ] || tail -n 25 "$long/$part.log"
done
printf 'check-long: %d passed; failed:%s; not done:%s\n' "$passed" "${failed:- none}" "${absent:- none}"
[ -z "$failed" ]
