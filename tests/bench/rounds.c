/* rounds: commands measured in turns, so that a busy machine harms all alike.
 *
 *	rounds SECONDS MOST <TABLE
 *
 * Each line of TABLE is LABEL, a tab, the exit status expected and, behind
 * another tab, a command (words at spaces, no quoting, no shell). All commands run once,
 * then again and again, until SECONDS are over or MOST rounds are done (three
 * at least). Written: medians of CPU time (user and system, with children waited for)
 * and wall time in ms, peak resident MiB, and the ratio of the CPU times to the first line's.
 * A command that ends otherwise than expected is an error: what failed has no speed. */
#define _DEFAULT_SOURCE /* wait4: what one child used */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROWS 24
#define WORDS 48
#define ROUNDS 101
#define LEAST 3

extern char **environ;

struct row {
	char line[4096];
	char *label, *words[WORDS];
	int expected;
	double cpu[ROUNDS], wall[ROUNDS];
	long peak;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double ms(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static int split(struct row *r)
{
	char *at = r->line + strcspn(r->line, "\t");
	size_t count = 0;

	r->line[strcspn(r->line, "\n")] = '\0';
	r->label = r->line;
	if (*at != '\t')
		return 0;
	*at++ = '\0';
	r->expected = (int)strtol(at, &at, 10);
	while (count + 1 < WORDS) {
		at += strspn(at, "\t ");
		if (*at == '\0')
			break;
		r->words[count++] = at;
		at += strcspn(at, " ");
		if (*at != '\0')
			*at++ = '\0';
	}
	return count > 0;
}

static int run(struct row *r, int round, posix_spawn_file_actions_t *quiet)
{
	struct rusage used;
	double start = now();
	pid_t pid;
	int status;

	if (posix_spawnp(&pid, r->words[0], quiet, NULL, r->words, environ) != 0 ||
	    wait4(pid, &status, 0, &used) != pid)
		return 0;
	r->wall[round] = now() - start;
	r->cpu[round] = ms(used.ru_utime) + ms(used.ru_stime);
	if (used.ru_maxrss > r->peak)
		r->peak = used.ru_maxrss;
	return WIFEXITED(status) && WEXITSTATUS(status) == r->expected;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double median(double *list, int count)
{
	qsort(list, (size_t)count, sizeof *list, by_size);
	return list[count / 2];
}

static int measure(struct row *rows, int count, double seconds, int most)
{
	posix_spawn_file_actions_t quiet;
	double until = now() + seconds * 1e3;
	int round = 0;

	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
	for (; round < most && (round < LEAST || now() < until); round++)
		for (int i = 0; i < count; i++)
			if (!run(&rows[i], round, &quiet)) {
				fprintf(stderr, "rounds: %s: did not end with %d\n", rows[i].label,
					rows[i].expected);
				return 0;
			}
	posix_spawn_file_actions_destroy(&quiet);
	return round;
}

int main(int argc, char **argv)
{
	static const char *const rule = "--------------------------------------------------";
	struct row *rows = calloc(ROWS, sizeof *rows);
	int count = 0, rounds, most = argc == 3 ? (int)strtol(argv[2], NULL, 10) : 0;
	double first = 0;

	if (rows == NULL || most < 1) {
		fputs("usage: rounds SECONDS MOST <TABLE\n", stderr);
		return 2;
	}
	while (count < ROWS && fgets(rows[count].line, sizeof rows[count].line, stdin) != NULL)
		count += split(&rows[count]);
	rounds = measure(rows, count, strtod(argv[1], NULL), most > ROUNDS ? ROUNDS : most);
	if (rounds == 0)
		return 1;
	printf("| %-50s | CPU ms | wall ms | peak MiB | ratio |\n", "");
	printf("|-%s-|-------:|--------:|---------:|------:|\n", rule);
	for (int i = 0; i < count; i++) {
		double cpu = median(rows[i].cpu, rounds);

		first = i == 0 ? cpu : first;
		printf("| %-50s | %6.1f | %7.1f | %8.1f | %5.2f |\n", rows[i].label, cpu,
			median(rows[i].wall, rounds), (double)rows[i].peak / 1024, cpu / first);
	}
	printf("\n%d rounds.\n\n", rounds);
	free(rows);
	return 0;
}
