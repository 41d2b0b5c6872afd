#!/bin/sh
# Inputs made to cost much: each ends within 2 s of its own time and 64 MB, and names the
# ceiling that it met.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"

need openssl python3
mkdir "$work/cases"
# Sanitizers and old machines may have more.
case $(sed -n 's/^HARDEN_CFLAGS = //p' "${top_builddir:-.}/Makefile" 2>/dev/null) in
*sanitize*) : "${CEILING_SECONDS:=30}" "${CEILING_MEGABYTES:=2000}" ;;
esac
PYTHONDONTWRITEBYTECODE=1 CEILING_SECONDS=${CEILING_SECONDS:-2} CEILING_MEGABYTES=${CEILING_MEGABYTES:-64} \
	python3 "$top_srcdir/tests/cli/ceilings.py" "$lencr" "$work/cases" 2>"$work/problem"
status=$?
[ $status -eq 0 ] || sed 's/^/# /' "$work/problem"
exit $status
