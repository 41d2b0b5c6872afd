/* read_log: what it costs at least to look through a log: its lines are read with
 * getline(), and those that can matter taken apart: JSON by jansson, other lines at
 * their blanks or tabs. Nothing is made of them.
 *
 *	read_log FILE [WORD...]
 *
 * Lines that have none of the WORDs are passed over; without WORDs none is. */
#define _POSIX_C_SOURCE 200809L
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool matters(const char *line, char **words, int count)
{
	for (int i = 0; i < count; i++)
		if (strstr(line, words[i]) != NULL)
			return true;
	return count == 0;
}

static size_t take_apart(char *line)
{
	size_t count = 0;

	for (char *rest = NULL, *word = strtok_r(line, " \t\n", &rest); word != NULL;
	     word = strtok_r(NULL, " \t\n", &rest))
		count++;
	return count;
}

int main(int argc, char **argv)
{
	FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
	size_t space = 0, lines = 0, taken = 0, parts = 0;
	char *line = NULL;
	ssize_t size;

	if (file == NULL) {
		fputs("usage: read_log FILE [WORD...]\n", stderr);
		return 2;
	}
	while ((size = getline(&line, &space, file)) >= 0) {
		lines++;
		if (!matters(line, argv + 2, argc - 2))
			continue;
		taken++;
		if (line[0] == '{') {
			json_t *root = json_loadb(line, (size_t)size, 0, NULL);

			parts += json_object_size(root);
			json_decref(root);
		} else {
			parts += take_apart(line);
		}
	}
	printf("%zu lines, %zu taken apart, %zu parts\n", lines, taken, parts);
	free(line);
	return fclose(file) == 0 ? 0 : 1;
}
