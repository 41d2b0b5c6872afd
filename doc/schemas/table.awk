# The schemas as a C table (src/doc/schemas_table.h): awk -f table.awk *.json
BEGIN {
	print "#include \"doc/schemas_table.h\"\n"
}
FNR == 1 {
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\.json$/, "", name)
	sub(/-[0-9]+$/, "/&", name)
	sub(/\/-/, "/", name)
	names[++count] = name
	printf("%sstatic const char text_%d[] =\n", (count > 1) ? ";\n\n" : "", count)
}
{
	gsub(/["\\]/, "\\\\&")
	print "\t\"" $0 "\\n\""
}
END {
	print ";\n\nconst struct schema_row schema_rows[] = {"
	for (i = 1; i <= count; i++)
		printf "\t{ \"%s\", text_%d },\n", names[i], i
	print "};\n\nconst char *const schema_row_names[] = {"
	for (i = 1; i <= count; i++)
		printf "\t\"%s\",\n", names[i]
	print "\t0,\n};\n\nconst unsigned schema_row_count = sizeof schema_rows / sizeof *schema_rows;"
}
