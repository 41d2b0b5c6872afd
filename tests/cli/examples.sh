#!/bin/sh
# The examples of README, of the manual and of --help are run, and README's outputs compared.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"

need python3 curl
# shellcheck disable=SC2119 # the built-in world
start_world || exit 99
case $lencr in
/*) tool=$lencr ;;
*/*) tool=$(cd "$(dirname "$lencr")" && pwd)/${lencr##*/} ;;
*) tool=$(command -v "$lencr") ;;
esac
case $top_srcdir in
/*) top=$top_srcdir ;;
*) top=$(cd "$top_srcdir" && pwd) ;;
esac
mkdir "$work/table"
python3 "$top/tests/cli/examples.py" "$tool" "$top" "$work/table" "$address" "$root" "$shared"
