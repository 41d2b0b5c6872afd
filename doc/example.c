/* example: checks a host or a file with liblencr and says what to do about it.
 *
 *	cc -o example example.c $(pkg-config --cflags --libs lencr)
 *	./example example.org
 *	./example -c cache cert.pem      fetches, and remembers what has verified
 *	./example -o -c cache cert.pem   opens no socket
 *
 * -t FILE: trust anchors instead of the system's; -v HOST:PORT: send all
 * there (`lencr serve` offers sites to try); -a SECONDS: judge as of that time. */
#define _POSIX_C_SOURCE 200809L /* getopt, also under -std=c11 */
#include <lencr.h>
#include <stdlib.h>
#include <unistd.h>

#define MOST_BYTES (1 << 20)

struct asked {
	struct lencr_options how;
	struct lencr_fetch_options where;
	const char *trust;
	const char *target;
};

static int read_arguments(int argc, char **argv, struct asked *a)
{
	int option;

	lencr_options_init(&a->how);
	lencr_fetch_options_init(&a->where);
	while ((option = getopt(argc, argv, "a:c:n:ot:v:")) != -1) {
		if (option == 'a')
			a->how.at = strtoll(optarg, NULL, 10);
		else if (option == 'c')
			a->where.cache = optarg;
		else if (option == 'n')
			a->how.name = optarg;
		else if (option == 'o')
			a->where.offline = 1;
		else if (option == 't')
			a->trust = optarg;
		else if (option == 'v')
			a->where.via_http = a->where.via_tls = optarg;
		else
			return 0;
	}
	if (a->trust != NULL) {
		a->where.trust = &a->trust;
		a->where.trust_count = 1;
	}
	a->target = argv[optind];
	return optind + 1 == argc;
}

/* A file that is there is a file, everything else is a host. */
static enum lencr_code open_target(const struct asked *a, struct lencr_check **check,
	struct lencr_error *error)
{
	FILE *file = fopen(a->target, "rb");
	enum lencr_code code = LENCR_NOMEM;
	char *bytes;

	if (file == NULL)
		return lencr_check_new_host(check, a->target, &a->how, error);
	bytes = (char *)malloc(MOST_BYTES); /* builds as C++, too */
	if (bytes != NULL)
		code = lencr_check_new_bytes(check, a->target, bytes,
			fread(bytes, 1, MOST_BYTES, file), &a->how, error);
	free(bytes);
	fclose(file);
	return code;
}

static void show(const struct lencr_check *check)
{
	const struct lencr_finding *f;

	printf("verdict: %s\n", lencr_verdict_word(lencr_check_verdict(check)));
	for (size_t i = 0; (f = lencr_check_finding(check, i)) != NULL; i++) {
		if (f->severity == LENCR_NOTE)
			continue;
		printf("%s: %s%s%s\n", f->word, f->title, f->detail != NULL ? ": " : "",
			f->detail != NULL ? f->detail : "");
		printf("  do: %s\n", f->remedy);
	}
}

int main(int argc, char **argv)
{
	static struct asked asked; /* all zero, in C and in C++ */
	struct lencr_error error;
	struct lencr_fetch *fetch = NULL;
	struct lencr_check *check = NULL;
	int status = 7;

	lencr_error_init(&error);
	if (!read_arguments(argc, argv, &asked)) {
		fprintf(stderr, "usage: %s [-o] [-a AT] [-c CACHE] [-n NAME] [-t TRUST] [-v VIA] TARGET\n",
			argv[0]);
		return 2;
	}
	if (open_target(&asked, &check, &error) == LENCR_OK &&
	    lencr_fetch_new(&fetch, &asked.where, &error) == LENCR_OK &&
	    lencr_check_run(check, fetch, &error) == LENCR_OK) {
		show(check);
		status = lencr_verdict_status(lencr_check_verdict(check));
	} else {
		fprintf(stderr, "%s\n", error.text);
	}
	lencr_check_free(check);
	lencr_fetch_free(fetch);
	return status;
}
