#include "cli/confine.h"

#include <stdlib.h>
#include <string.h>

#include "cli/inputs.h"

/* The folder that PATH lies in. */
static const char *folder_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return ".";
	return slash == path ? "/" : arena_textn(a, path, (size_t)(slash - path));
}

/* Lists of folders are divided by colons, as OpenSSL has it. */
static void put_list(struct settings *s, struct texts *reads, const char *list)
{
	while (list != NULL && *list != '\0') {
		size_t size = strcspn(list, ":");

		texts_put(reads, s->arena, arena_textn(s->arena, list, size));
		list += size + (list[size] == ':');
	}
}

/* Trust stores are looked into when a path needs it, file targets one by one;
 * plug-ins of resolvers and of OpenSSL are loaded when they are needed. */
static void put_reads(struct settings *s, const struct target_list *targets, struct texts *reads)
{
	/* The resolver's, often links: WSL keeps resolv.conf under /mnt. */
	static const char *const fixed[] = { "/etc/ssl/certs", "/etc/resolv.conf", "/etc/hosts",
		"/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf" };
	static const char *const lists[] = { "SSL_CERT_DIR", "SSL_CERT_FILE", "LD_LIBRARY_PATH",
		"OPENSSL_CONF", "OPENSSL_MODULES", "HOSTALIASES" };

	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		texts_put(reads, s->arena, fixed[i]);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		put_list(s, reads, getenv(lists[i]));
	for (size_t i = 0; i < s->trust.count; i++)
		texts_put(reads, s->arena, s->trust.list[i]);
	for (size_t i = 0; i < targets->count; i++)
		if (targets->list[i].kind == TARGET_FILE && targets->list[i].path != NULL)
			texts_put(reads, s->arena, targets->list[i].path);
	if (s->replay != NULL)
		texts_put(reads, s->arena, s->replay);
}

bool confine(struct settings *s, const struct target_list *targets, const char **in_force,
	struct err *e)
{
	const char *cache = s->replay != NULL || s->no_cache ? NULL : cache_directory(s);
	struct texts reads = { 0 }, writes = { 0 };
	struct sandbox_options options = { .network = s->replay == NULL && !s->policy.offline };

	put_reads(s, targets, &reads);
	if (cache != NULL)
		texts_put(&writes, s->arena, cache);
	if (s->record != NULL)
		texts_put(&writes, s->arena, s->record);
	if (s->write_chain != NULL) {
		texts_put(&writes, s->arena, folder_of(s->arena, s->write_chain));
		/* A link is written through, wherever it leads. */
		texts_put(&writes, s->arena, s->write_chain);
	}
	options.reads = reads.list;
	options.read_count = reads.count;
	options.writes = writes.list;
	options.write_count = writes.count;
	return sandbox_enter(s->sandbox, &options, in_force, e);
}
