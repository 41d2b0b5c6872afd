/* settings: everything that the command line said, once it has been read.
 * Filled by cli/opt.h from the option table; read by the commands. Texts
 * point into argv or into the arena of the run. */
#ifndef LENCR_CLI_SETTINGS_H
#define LENCR_CLI_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/words.h"
#include "doc/language.h"
#include "io/net.h"
#include "io/sandbox.h"
#include "observe/sighting.h"
#include "verify/policy.h"

/* A list of texts that grows in the arena. */
struct texts { const char **list; size_t count, space; };

/* An option as it was given. */
struct opt;
struct given_option { const struct opt *opt; const char *value; };

enum target_guess { GUESS_EITHER, GUESS_HOST, GUESS_FILE };
enum colour_choice { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

struct settings {
	struct arena *arena;
	struct policy policy;
	struct texts operands;          /* targets and other words that are no options */

	struct given_option *given; size_t given_count, given_space;

	/* report */
	const char *format;             /* a name of writer_formats() … */
	bool format_given;              /* … and whether it was asked for */
	int level;                      /* -1 (-q), 0, 1 (-v), 2 (-vv) */
	enum colour_choice colour;
	const char *lang;               /* as given, or NULL */
	struct tongue tongue;           /* what came of it: see cli/tongue.h */

	/* check */
	struct texts trust, untrusted, crls, ocsps, policies;
	const char *name;
	bool at_given; int64_t at;
	enum target_guess guess;
	struct texts files_here, folders_here; /* for hints, see cli/target_hint.h */
	const char *connect, *sni, *key;
	const char *starttls;           /* a name of io/starttls.h, or NULL */
	const char *pass_file, *password; /* of PKCS#12 key stores; password NULL: none given */
	bool fail_on_warn;
	enum word *fail_on; size_t fail_on_count, fail_on_space;
	const char *write_chain;
	bool all_addresses;
	unsigned jobs;
	const char *resume;             /* file of finished targets, or NULL */
	int64_t timeout_ms;
	enum sandbox_wish sandbox;

	/* fetching */
	struct net_options net;
	bool refresh, no_cache;
	const char *cache_dir;
	struct cidr *cidrs; size_t cidr_count, cidr_space;
	unsigned *ports; size_t port_count, port_space;
	struct texts relaxed;           /* what was relaxed, for the report */

	/* bundles and the cache */
	const char *record, *replay;
	bool redact, all;
	bool max_size_given; uint64_t max_size;
	bool max_count_given; unsigned long max_count;
	int64_t max_age_ms;             /* 0: not given */

	/* show, crl */
	struct view *finds; size_t find_count, find_space; /* INTEGER contents */
	struct texts issuers;
	const char *ct_logs;
	struct blob *ct_logs_body;      /* its bytes, owned by the arena */

	/* serve */
	unsigned port;
	struct texts faults;
	bool clock_given; int64_t clock;
	const char *root_out;
	bool ready;

	const char *catalog;            /* newer facts than the built-in ones, or NULL … */
	struct blob *catalog_body;      /* … and their bytes, owned by the arena */

	/* explain and hosts */
	const char *serial, *issuer, *of_host;
	bool all_hosts;

	/* why */
	const char *reader;             /* --input: a name of observe/reader.h, or NULL */
	int64_t window_ms;
	struct endpoint *clients; size_t client_count, client_space;
	struct texts certs, cts;
	bool confirm, yes, all_cas;
	int fail_grade;                 /* contacts of this grade or a lower one fail; -1: none does */
	size_t max_flows;               /* 0: as read_limits_default has it */

	/* watch */
	const char *interface;          /* NULL: all */
	int64_t for_ms;                 /* 0: until a signal comes */
	unsigned long contact_count;    /* 0: no limit */
	const char *write;              /* file for the packets, or NULL */

	bool help, version;
};

void settings_init(struct settings *, struct arena *);
void texts_put(struct texts *, struct arena *, const char *);

#endif
