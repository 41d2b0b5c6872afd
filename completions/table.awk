# The completions as C texts (src/cli/completions_table.h): awk -f table.awk lencr.bash ...
BEGIN {
	print "#include \"cli/completions_table.h\"\n"
}
FNR == 1 {
	name = FILENAME
	sub(/.*\./, "", name)
	names[++count] = name
	printf("%sstatic const char *const lines_%d[] = {\n", (count > 1) ? "\t0,\n};\n\n" : "", count)
}
{
	gsub(/["\\]/, "\\\\&")
	gsub(/\t/, "\\t")
	print "\t\"" $0 "\","
}
END {
	print "\t0,\n};\n\nconst struct completion_row completion_rows[] = {"
	for (i = 1; i <= count; i++)
		printf "\t{ \"%s\", lines_%d },\n", names[i], i
	print "\t{ 0, 0 },\n};"
}
