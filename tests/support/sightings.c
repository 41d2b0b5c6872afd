/* Prints what the readers see in files, a line for each sighting. */
#include <inttypes.h>
#include <stdio.h>

#include "observe/reader.h"
#include "sight_text.h"

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct input_report *reports = NULL;
	struct sight_text t;
	struct err err = { 0 };
	size_t count = 0;
	bool fine;

	sight_text_init(&t);
	fine = read_paths(a, (const char *const *)(argv + 1), (size_t)(argc - 1), NULL, &read_limits_default, &t.sink,
		NULL, &reports, &count, &err);
	fputs(str_text(&t.out), stdout);
	for (size_t i = 0; i < count; i++)
		printf("# %s: %s, %" PRIu64 " packets, %" PRIu64 " malformed, %" PRIu64 " gaps, %" PRIu64
			" octets dropped, %s; %s\n", reports[i].name, reports[i].format, reports[i].packets,
			reports[i].malformed, reports[i].gaps, reports[i].bytes_dropped,
			reports[i].broken == NULL ? "whole" : reports[i].broken,
			reports[i].note == NULL ? "" : reports[i].note);
	if (!fine)
		fprintf(stderr, "%s\n", err.text);
	str_clear(&t.out);
	arena_free(a);
	return fine ? 0 : 1;
}
