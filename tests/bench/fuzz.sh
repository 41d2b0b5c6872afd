#!/bin/sh
# make fuzz: each fuzz target for a while. In a build of --enable-fuzzing they run under
# libFuzzer from their seeds; another build makes such a one below itself, with clang.
#	FUZZ_SECONDS (60) a target; FUZZ_TARGETS (all), names without fuzz_
set -eu
top_srcdir=${top_srcdir:?run it by make fuzz}
build=${top_builddir:?}
make=${MAKE:-make}
seconds=${FUZZ_SECONDS:-60}
mk=$top_srcdir/tests/fuzz/local.mk
targets=${FUZZ_TARGETS:-$(sed -n 's|^	tests/fuzz/fuzz_\([a-z0-9_]*\).*|\1|p' "$mk")}

if ! grep -q 'fuzzer-no-link' "$build/Makefile"; then
	command -v clang >/dev/null 2>&1 || { echo 'fuzz: clang is not installed' >&2; exit 77; }
	build=$build/long/fuzz
	mkdir -p "$build"
	[ -f "$build/Makefile" ] || (cd "$build" && CC=clang "$top_srcdir/configure" --quiet --enable-fuzzing CFLAGS='-O1 -g')
fi
# shellcheck disable=SC2046,SC2086 # lists of words
$make -s -C "$build" tests/fuzz/write_seeds $(printf 'tests/fuzz/fuzz_%s ' $targets)

broken=''
for name in $targets; do
	room=$build/fuzz-room/$name
	mkdir -p "$room/seeds" "$room/found"
	(cd "$room/seeds" && FUZZ_SEEDS_OF=$name top_srcdir=$top_srcdir "$build/tests/fuzz/write_seeds" >/dev/null)
	if (cd "$room" && "$build/tests/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 \
		-verbosity=0 -print_final_stats=1 found seeds) >"$room/log" 2>&1; then
		printf 'fuzz %-12s %s runs, nothing found\n' "$name" \
			"$(sed -n 's/^stat::number_of_executed_units: *//p' "$room/log")"
	else
		printf 'fuzz %-12s BROKEN, see %s\n' "$name" "$room/log"
		tail -n 20 "$room/log"
		broken="$broken $name"
	fi
done
[ -z "$broken" ] || { echo "fuzz: broken:$broken" >&2; exit 1; }
