TESTS += tests/lint/layers.sh tests/lint/style.sh tests/lint/headers.sh tests/lint/globals.sh \
	tests/lint/options.sh tests/lint/scripts.sh tests/lint/words.sh tests/lint/coverage.sh \
	tests/lint/texts.sh
EXTRA_DIST += tests/lint/lint.sh tests/lint/layers.sh tests/lint/style.sh tests/lint/headers.sh \
	tests/lint/globals.sh tests/lint/options.sh tests/lint/scripts.sh tests/lint/words.sh \
	tests/lint/coverage.sh tests/lint/texts.sh tests/lint/texts.awk tests/lint/exempt
