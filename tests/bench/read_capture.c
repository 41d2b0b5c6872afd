/* read_capture: what it costs to read a capture and put its connections in order,
 * without what is made of them: each is given up after as many bytes as told.
 *
 *	read_capture FILE [BYTES] */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "talk_double.h"

int main(int argc, char **argv)
{
	static struct heard h;
	struct arena *a = arena_new();
	struct input_report *reports;
	struct timespec from, to;
	struct rusage usage;
	struct err e = { 0 };
	size_t count;
	const char *path = argc > 1 ? argv[1] : "-";

	heard_init(&h);
	h.keep_nothing = true;
	h.enough = argc > 2 ? strtoul(argv[2], NULL, 10) : 8192;
	clock_gettime(CLOCK_MONOTONIC, &from);
	if (!read_paths(a, &path, 1, NULL, &read_limits_default, &h.sink, NULL, &reports, &count, &e) || count != 1) {
		fprintf(stderr, "read_capture: %s\n", e.text);
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	getrusage(RUSAGE_SELF, &usage);
	printf("%llu packets, %llu connections, %llu gaps, %llu malformed, %llu bytes fed, broken %s\n",
		(unsigned long long)reports->packets, (unsigned long long)reports->flows,
		(unsigned long long)reports->gaps, (unsigned long long)reports->malformed,
		(unsigned long long)h.bytes, reports->broken == NULL ? "no" : reports->broken);
	printf("%.3f s, %ld kB\n", (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9,
		usage.ru_maxrss);
	arena_free(a);
	return 0;
}
