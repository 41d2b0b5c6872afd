#include "observe/owner_net.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/steady.h"
#include "observe/owner_proc.h"

#define LIST_TEXT (64 * 1024)   /* octets of a list of addresses that are read */

struct owner_net {
	int64_t pid;            /* of a process in it, when it was looked up */
	char id[32];            /* "net:[4026531840]" */
	struct endpoint addresses[OWNER_NET_ADDRESSES]; size_t count;
};

struct owner_nets {
	int root;
	char own[32];
	bool listed; int64_t listed_us;
	struct owner_net *all; size_t count;
	int64_t *pids; size_t pid_count, pid_space;
	char *text;
};

/* --- one row of a table -------------------------------------------------------------- */

/* The field that begins at *AT; *AT goes to the one after it. */
static struct view next_field(struct view line, size_t *at)
{
	size_t from = *at, to;

	while (from < line.size && line.data[from] == ' ')
		from++;
	for (to = from; to < line.size && line.data[to] != ' '; to++)
		;
	*at = to;
	return view_part(line, from, to - from);
}

static bool read_number(struct view v, unsigned base, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < v.size; i++) {
		int digit = view_hex_digit(v.data[i]);

		if (digit < 0 || (unsigned)digit >= base || *out > UINT64_MAX / 32)
			return false;
		*out = *out * base + (unsigned)digit;
	}
	return v.size != 0;
}

/* "0100007F:0050": 32 bits at a time in the order of the machine, the port as a number. */
static bool read_end(struct view v, struct endpoint *out)
{
	uint8_t address[16];
	size_t digits = v.size < 5 ? 0 : v.size - 5;
	uint64_t n;

	if ((digits != 8 && digits != 32) || v.data[digits] != ':')
		return false;
	for (size_t i = 0; i < digits; i += 8) {
		uint32_t word;

		if (!read_number(view_part(v, i, 8), 16, &n))
			return false;
		word = (uint32_t)n;
		memcpy(address + i / 2, &word, sizeof word);
	}
	if (!read_number(view_part(v, digits + 1, 4), 16, &n))
		return false;
	endpoint_of(out, address, digits / 2, (unsigned)n);
	return true;
}

/* "sl: local remote state queues timer retransmits uid timeout inode …" */
static bool read_row(struct view line, const struct endpoint *here, const struct endpoint *there,
	struct sock_owner *out)
{
	enum { LOCAL = 1, REMOTE, UID = 7, INODE = 9, FIELDS };
	struct view fields[FIELDS];
	struct endpoint local, remote;
	uint64_t uid, inode;
	size_t at = 0;

	for (size_t i = 0; i < FIELDS; i++)
		fields[i] = next_field(line, &at);
	if (!read_end(fields[LOCAL], &local) || !read_end(fields[REMOTE], &remote) ||
	    !endpoint_equal(&local, here) || !endpoint_equal(&remote, there) ||
	    !read_number(fields[UID], 10, &uid) || !read_number(fields[INODE], 10, &inode))
		return false;
	*out = (struct sock_owner){ .uid = (uint32_t)uid, .inode = (uint32_t)inode };
	return inode != 0;
}

/* From *AT on, and *AT behind it. False: there is no whole line any more. */
static bool next_line(struct view text, size_t *at, struct view *out)
{
	const uint8_t *end = *at >= text.size ? NULL : memchr(text.data + *at, '\n', text.size - *at);

	if (end == NULL)
		return false;
	*out = view_part(text, *at, (size_t)(end - text.data) - *at);
	*at += out->size + 1;
	return true;
}

bool owner_net_row(struct view text, const struct endpoint *here, const struct endpoint *there,
	struct sock_owner *out)
{
	struct view line;
	size_t at = 0;

	while (next_line(text, &at, &line))
		if (read_row(line, here, there, out))
			return true;
	return false;
}

/* --- files ----------------------------------------------------------------------------- */

static size_t link_text(int root, const char *path, char *out, size_t space)
{
	ssize_t got = readlinkat(root, path, out, space - 1);

	got = got < 0 ? 0 : got;
	out[got] = '\0';
	return (size_t)got;
}

/* What the file of process PID has, up to SPACE octets; into the text that the next call writes over. */
static struct view read_text(struct owner_nets *k, int64_t pid, const char *name, size_t space)
{
	char path[64];
	size_t size = 0;
	ssize_t got = 1;
	int fd;

	snprintf(path, sizeof path, "%lld/net/%s", (long long)pid, name);
	fd = openat(k->root, path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && got > 0 && size < space) {
		got = read(fd, k->text + size, space - size);
		size += got > 0 ? (size_t)got : 0;
	}
	if (fd >= 0)
		close(fd);
	return view_of(k->text, size);
}

/* --- which namespaces there are ------------------------------------------------------------ */

/* A loopback address is one of every namespace. */
static void add_address(struct owner_net *net, const struct endpoint *e)
{
	static const uint8_t loopback[16] = { [15] = 1 };

	if (net->count == OWNER_NET_ADDRESSES || (e->size == 4 && e->address[0] == 127) ||
	    (e->size == 16 && memcmp(e->address, loopback, 16) == 0))
		return;
	for (size_t i = 0; i < net->count; i++)
		if (endpoint_same_address(&net->addresses[i], e))
			return;
	net->addresses[net->count++] = *e;
}

/* A line "|-- 10.0.0.2", and below it "/32 host LOCAL". */
static void read_addresses_4(struct owner_net *net, struct view text)
{
	struct endpoint last = { .size = 0 };
	struct view line, word;
	size_t at = 0, in;

	while (next_line(text, &at, &line)) {
		in = 0;
		word = next_field(line, &in);
		if (view_is_text(word, "|--"))
			endpoint_read(next_field(line, &in), &last);
		else if (last.size == 4 && view_is_text(word, "/32") && view_is_text(next_field(line, &in), "host") &&
			view_is_text(next_field(line, &in), "LOCAL"))
			add_address(net, &last);
	}
}

/* 32 hex digits and more. */
static void read_addresses_6(struct owner_net *net, struct view text)
{
	struct view line;
	size_t at = 0;

	while (next_line(text, &at, &line)) {
		uint8_t address[16];
		struct endpoint e;
		size_t i;

		for (i = 0; i < 16 && line.size > 32; i++) {
			int high = view_hex_digit(line.data[2 * i]), low = view_hex_digit(line.data[2 * i + 1]);

			if (high < 0 || low < 0)
				break;
			address[i] = (uint8_t)(high << 4 | low);
		}
		if (i != 16)
			continue;
		endpoint_of(&e, address, 16, 0);
		add_address(net, &e);
	}
}

static void add_process(struct owner_nets *k, int64_t pid)
{
	struct owner_net *net = &k->all[k->count];
	char path[32];

	snprintf(path, sizeof path, "%lld/ns/net", (long long)pid);
	if (link_text(k->root, path, net->id, sizeof net->id) == 0 || strcmp(net->id, k->own) == 0)
		return;
	for (size_t i = 0; i < k->count; i++)
		if (strcmp(k->all[i].id, net->id) == 0)
			return;
	net->pid = pid;
	net->count = 0;
	read_addresses_4(net, read_text(k, pid, "fib_trie", LIST_TEXT));
	read_addresses_6(net, read_text(k, pid, "if_inet6", LIST_TEXT));
	k->count++;
}

static void list_nets(struct owner_nets *k, int64_t now_us)
{
	int64_t began = steady_us();

	if (k->listed && now_us >= k->listed_us && now_us - k->listed_us < OWNER_NET_SPAN_MS * 1000)
		return;
	k->listed = true;
	k->listed_us = now_us;
	k->count = 0;
	owner_list_processes(k->root, &k->pids, &k->pid_count, &k->pid_space);
	/* The youngest first: of an older namespace some process mostly was seen at an earlier turn. */
	for (size_t i = k->pid_count; i > 0 && k->count < OWNER_NET_MOST; i--) {
		if (steady_us() - began > OWNER_SPAN_MS * 1000)
			break;
		add_process(k, k->pids[i - 1]);
	}
}

/* --- finding ---------------------------------------------------------------------------------- */

/* The process may have gone, and its number be another's. */
static bool still_there(const struct owner_nets *k, const struct owner_net *net)
{
	char path[32], id[sizeof net->id];

	snprintf(path, sizeof path, "%lld/ns/net", (long long)net->pid);
	return link_text(k->root, path, id, sizeof id) != 0 && strcmp(id, net->id) == 0;
}

static bool find_in(struct owner_nets *k, const struct owner_net *net, bool udp, const struct endpoint *here,
	const struct endpoint *there, struct sock_owner *out)
{
	bool has = false;

	for (size_t i = 0; i < net->count && !has; i++)
		has = endpoint_same_address(&net->addresses[i], here);
	if (!has || !still_there(k, net))
		return false;
	/* An IPv6 socket may speak IPv4. */
	return (here->size == 4 && owner_net_row(read_text(k, net->pid, udp ? "udp" : "tcp", OWNER_NET_TABLE),
		here, there, out)) ||
		owner_net_row(read_text(k, net->pid, udp ? "udp6" : "tcp6", OWNER_NET_TABLE), here, there, out);
}

static bool find_known(struct owner_nets *k, bool udp, const struct endpoint *here, const struct endpoint *there,
	struct sock_owner *out)
{
	for (size_t i = 0; i < k->count; i++)
		if (find_in(k, &k->all[i], udp, here, there, out))
			return true;
	return false;
}

bool owner_nets_find(struct owner_nets *k, bool udp, const struct endpoint *here, const struct endpoint *there,
	int64_t now_us, struct sock_owner *out)
{
	if (find_known(k, udp, here, there, out))
		return true;
	list_nets(k, now_us);
	return k->listed_us == now_us && find_known(k, udp, here, there, out);
}

struct owner_nets *owner_nets_new(const char *root)
{
	int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct owner_nets *k;

	if (fd < 0)
		return NULL;
	k = mem_take(1, sizeof *k);
	k->root = fd;
	/* One more than is kept, for what is looked at. */
	k->all = mem_take(OWNER_NET_MOST + 1, sizeof *k->all);
	k->text = mem_take(1, OWNER_NET_TABLE);
	link_text(fd, "self/ns/net", k->own, sizeof k->own);
	return k;
}

void owner_nets_free(struct owner_nets *k)
{
	if (k == NULL)
		return;
	close(k->root);
	free(k->pids);
	free(k->all);
	free(k->text);
	free(k);
}
