#!/bin/sh
# The picture and page of `lencr why --format html` in a real browser: whole,
# drawn, the same without a network, and unharmed by hostile names. What is
# looked at stays in $LENCR_SCREENSHOTS, if that is set.
. "${top_srcdir:-.}/tests/cli/tap.sh"

browser=''
for name in chromium chromium-browser google-chrome; do
	if command -v "$name" >/dev/null 2>&1; then
		browser=$name
		break
	fi
done
report=${top_builddir:-.}/tests/unit/observe_why_doc
if [ -z "$browser" ]; then
	echo '1..0 # SKIP Chromium is not installed: nobody looked at the pages (install chromium, then make check-browser)'
	exit 0
fi
if ! command -v python3 >/dev/null 2>&1; then
	echo '1..0 # SKIP python3 is not installed'
	exit 0
fi

# browse OUT ARG...: headless, with nothing of the user's, without a way out.
browse() {
	out=$1
	shift
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$work/profile" \
		--host-resolver-rules='MAP * ~NOTFOUND' --enable-logging=stderr "$@" >"$out" 2>"$work/browser.err"
}

# look NAME FILE EXPECTED-ARTICLES: the page as the browser understood it.
look() {
	status=0
	browse "$work/dom" --dump-dom "file://$2" || status=$?
	ok "$1: the browser opens it" "$status" "$(tail -n 5 "$work/browser.err")"
	said=$(python3 "$top_srcdir/tests/cli/browser_dom.py" "$work/dom" "$3" 2>&1) && problem=0 || problem=1
	ok "$1: nothing but text came out of the names, nothing leads out" "$problem" "$said"
	refused=$(grep -E 'CONSOLE.*(Refused|blocked|rror)' "$work/browser.err" || :)
	ok "$1: the browser had nothing to refuse" "$([ -z "$refused" ]; echo $?)" "$refused"
}

# shoot NAME FILE WIDTH HEIGHT [ARG...]: what it looks like.
shoot() {
	name=$1 file=$2 width=$3 height=$4
	shift 4
	rm -f "$work/$name.png"
	browse /dev/null --window-size="$width,$height" --screenshot="$work/$name.png" "$@" "file://$file" || :
	said=$(python3 "$top_srcdir/tests/cli/browser_png.py" "$work/$name.png" "$width" "$height" 2>&1) && problem=0 || problem=1
	ok "$name: drawn" "$problem" "$said"
	[ -z "${LENCR_SCREENSHOTS-}" ] || cp "$work/$name.png" "$LENCR_SCREENSHOTS/"
}

if [ -x "$report" ]; then
	"$report" html >"$work/six.html"
	"$report" html 120 >"$work/many.html"
	"$report" svg >"$work/six.svg"
	look 'six contacts' "$work/six.html" 6
	look '720 contacts' "$work/many.html" 720
	shoot light "$work/six.html" 1120 1800 --blink-settings=preferredColorScheme=1
	shoot dark "$work/six.html" 1120 1800 --blink-settings=preferredColorScheme=0
	shoot narrow "$work/six.html" 500 1600
	shoot many "$work/many.html" 1120 1800
	shoot picture "$work/six.svg" 1100 900
	ok 'dark is darker than light' "$(python3 "$top_srcdir/tests/cli/browser_png.py" --darker "$work/dark.png" "$work/light.png" >&2; echo $?)"
else
	echo '# built without cmocka: no contacts made by hand to look at'
fi

# The same from a log whose every name is an attack.
python3 "$top_srcdir/tests/cli/browser_attacks.py" >"$work/attacks.jsonl"
status=0
"$lencr" why --format html --input events "$work/attacks.jsonl" >"$work/attacks.html" 2>"$work/err" || status=$?
ok 'a log of attacks gives a page' "$(case $status in 0 | 6) echo 0 ;; *) echo 1 ;; esac)" "$(cat "$work/err")"
look 'a log of attacks' "$work/attacks.html" -
shoot attacks "$work/attacks.html" 1120 1800
echo "1..$count"
