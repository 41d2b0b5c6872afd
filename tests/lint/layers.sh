#!/bin/sh
# Who includes whom, against src/LAYERS.
# shellcheck disable=SC2016 # awk programs
. "${top_srcdir:-.}/tests/lint/lint.sh"

complaints=$(find src -name '*.[ch]' | sort | xargs awk '
	BEGIN {
		while ((getline line < "src/LAYERS") > 0) {
			if (line ~ /^#/ || line == "") continue
			colon = index(line, ":")
			key = substr(line, 1, colon - 1)
			rest = " " substr(line, colon + 1) " "
			if (key ~ /^</) { system_of[substr(key, 2)] = rest } else { allowed[key] = rest }
		}
	}
	FNR == 1 { split(FILENAME, part, "/"); layer = part[2] }
	/^[ \t]*#[ \t]*include[ \t]*"/ {
		split($0, quoted, "\"")
		if (quoted[2] == "config.h" || quoted[2] ~ /^lencr/) next
		if (index(quoted[2], "/") == 0) { print FILENAME ":" FNR ": include without its layer: " quoted[2]; next }
		split(quoted[2], to, "/")
		if (to[1] != layer && index(allowed[layer], " " to[1] " ") == 0)
			print FILENAME ":" FNR ": " layer " may not include " to[1] " (" quoted[2] ")"
	}
	/^[ \t]*#[ \t]*include[ \t]*</ {
		split($0, open, "<"); split(open[2], name, ">")
		for (s in system_of)
			if (index(name[1] ">", s) == 1 && index(system_of[s], " " layer " ") == 0)
				print FILENAME ":" FNR ": " layer " may not include <" name[1] ">"
	}')
verdict 'each layer includes only what src/LAYERS allows' "$complaints"

# The environment, clocks and printing have their places.
complaints=$(grep -nE '\b(getenv|secure_getenv|setlocale)\(' -r src --include='*.[ch]' | grep -v '^src/cli/' || :)
verdict 'no environment below cli' "$complaints"
complaints=$(grep -nE '\b(time|gettimeofday|clock_gettime)\(' -r src --include='*.[ch]' |
	grep -vE '^src/(cli|io)/|^[^:]*:[0-9]+:[ \t]*(/?\*|//)' || :)
verdict 'no clock below cli and io' "$complaints"
complaints=$(grep -nE '\b(printf|puts|putchar|fputs|vprintf|perror|fprintf)\(' -r src --include='*.c' |
	grep -vE '^src/(cli|doc)/' || :)
verdict 'no printing below cli and doc' "$complaints"
finish
