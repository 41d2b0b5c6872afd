/* The end that looks: for each first packet the socket, and then the process. */
#define _GNU_SOURCE /* SOCK_CLOEXEC, fgetpwent */
#include "observe/owner_parts.h"

#ifdef __linux__

#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/privilege.h"
#include "io/sandbox.h"
#include "io/steady.h"
#include "observe/frame.h"
#include "observe/frame_parts.h"
#include "observe/owner_net.h"

#define NETLINK_SOCK_DIAG 4
#define BATCH 64            /* sockets that one look into /proc is for */
#define SEEN 1024           /* connections remembered, so that repeated packets ask nothing */
#define SOCKETS 256         /* of which the process is known … */
#define SOCKET_LIFE (5 * SIGHT_SECOND)  /* … for so long */
#define USERS 64
#define NETLINK_WAIT_US 50000
#define SPAN_US 1000000     /* in which … */
#define HURRY_US 200000     /* … so much of a processor is taken before others */
#define REST_SPANS 10       /* in which that is over, once it was too much */

struct known_socket { uint32_t inode; int64_t at, pid; bool denied; char name[OWNER_NAME]; };
struct known_user { bool used; uint32_t uid; char name[OWNER_NAME]; };
/* A fact whose process is still to be found; INODE 0: there is none to find. */
struct waiting_fact { struct owner_fact fact; uint32_t inode; };

struct looker {
	int out, netlink;
	uint32_t number;
	struct fragments *fragments;
	struct owner_search *search;
	struct owner_nets *nets;
	uint64_t seen[SEEN];
	struct known_socket sockets[SOCKETS];
	struct known_user users[USERS]; unsigned user_next;
	struct waiting_fact waiting[BATCH]; size_t count;
	uint64_t lost;
	int64_t span_at, busy_us;
	unsigned rest; bool hurried;
};

/* --- being quick ------------------------------------------------------------------
 * On a busy machine a process that wakes up waits for its turn, some milliseconds: as long as a short
 * fetch takes, and then its socket is gone. So this one goes before others, where that is allowed;
 * but only while it takes little, since a flood of packets must not keep the machine from its work.
 * Measured, two processors, load 5: without it 92 of 100 short fetches on loopback, with it all. */

static void hurry(struct looker *k, bool yes)
{
	struct sched_param p = { .sched_priority = yes ? sched_get_priority_min(SCHED_FIFO) : 0 };

	if (sched_setscheduler(0, yes ? SCHED_FIFO | SCHED_RESET_ON_FORK : SCHED_OTHER, &p) == 0)
		k->hurried = yes;
}

static void was_busy(struct looker *k, int64_t began, int64_t ended)
{
	k->busy_us += ended - began;
	if (k->busy_us > HURRY_US && k->hurried) {
		hurry(k, false);
		k->rest = REST_SPANS;
	}
	if (ended - k->span_at < SPAN_US)
		return;
	k->span_at = ended;
	k->busy_us = 0;
	if (k->rest > 0 && --k->rest == 0)
		hurry(k, true);
}

/* --- users ---------------------------------------------------------------------- */

/* From the file alone: a directory service would be asked over the network. */
static void read_user(uint32_t uid, char out[OWNER_NAME])
{
	FILE *f = fopen("/etc/passwd", "re");
	const struct passwd *p;

	snprintf(out, OWNER_NAME, "%u", uid);
	while (f != NULL && (p = fgetpwent(f)) != NULL)
		if (p->pw_uid == uid) {
			snprintf(out, OWNER_NAME, "%s", p->pw_name);
			break;
		}
	if (f != NULL)
		fclose(f);
}

static const char *user_of(struct looker *k, uint32_t uid)
{
	struct known_user *u;

	for (size_t i = 0; i < USERS; i++)
		if (k->users[i].used && k->users[i].uid == uid)
			return k->users[i].name;
	u = &k->users[k->user_next++ % USERS];
	u->used = true;
	u->uid = uid;
	read_user(uid, u->name);
	return u->name;
}

/* --- sockets -------------------------------------------------------------------- */

static bool socket_of(struct looker *k, bool udp, const struct endpoint *here, const struct endpoint *there,
	struct sock_owner *out)
{
	uint8_t question[SOCK_DIAG_QUESTION], answer[4096];

	if (!sock_diag_ask(udp, here, there, ++k->number, question) ||
	    send(k->netlink, question, sizeof question, 0) != (ssize_t)sizeof question)
		return false;
	/* What is not the answer is one to an older question. */
	for (unsigned tries = 0; tries < 16; tries++) {
		ssize_t got = recv(k->netlink, answer, sizeof answer, 0);
		enum sock_diag_answer a;

		if (got <= 0)
			return false;
		a = sock_diag_read(view_of(answer, (size_t)got), here, there, k->number, out);
		if (a != SOCK_DIAG_OTHER)
			return a == SOCK_DIAG_FOUND;
	}
	return false;
}

/* --- facts ---------------------------------------------------------------------- */

static void tell(struct looker *k, struct owner_fact *f)
{
	f->lost = k->lost;
	if (send(k->out, f, sizeof *f, MSG_NOSIGNAL) != (ssize_t)sizeof *f)
		k->lost++;
}

static bool take_known(struct looker *k, struct waiting_fact *w)
{
	const struct known_socket *s = &k->sockets[w->inode % SOCKETS];

	if (w->inode == 0 || s->inode != w->inode || w->fact.at - s->at > SOCKET_LIFE || w->fact.at < s->at)
		return false;
	w->fact.pid = s->pid;
	w->fact.denied = s->denied;
	memcpy(w->fact.name, s->name, sizeof s->name);
	return true;
}

static void resolve(struct looker *k)
{
	struct owner_wanted wanted[BATCH];
	size_t count = 0;

	for (size_t i = 0; i < k->count; i++)
		if (k->waiting[i].inode != 0 && !take_known(k, &k->waiting[i]))
			wanted[count++] = (struct owner_wanted){ .inode = k->waiting[i].inode, .pid = -1 };
	if (count != 0)
		owner_search_run(k->search, wanted, count);
	for (size_t i = 0, n = 0; i < k->count; i++) {
		struct waiting_fact *w = &k->waiting[i];

		if (n < count && w->inode == wanted[n].inode) {
			struct known_socket *s = &k->sockets[w->inode % SOCKETS];

			w->fact.pid = wanted[n].pid;
			w->fact.denied = wanted[n].pid < 0;
			memcpy(w->fact.name, wanted[n].name, OWNER_NAME);
			*s = (struct known_socket){ .inode = w->inode, .at = w->fact.at, .pid = w->fact.pid,
				.denied = w->fact.denied };
			memcpy(s->name, w->fact.name, OWNER_NAME);
			n++;
		}
		tell(k, &w->fact);
	}
	k->count = 0;
}

/* --- packets -------------------------------------------------------------------- */

static uint64_t hash(uint64_t h, const void *data, size_t size)
{
	const uint8_t *p = data;

	for (size_t i = 0; i < size; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	return h;
}

/* The same packet again: sent anew, or seen on another interface. A question over UDP has no
 * number by which it could be told, but is of the socket that was found a moment ago. */
static bool seen_before(struct looker *k, const struct owner_fact *f, const uint8_t sequence[4])
{
	uint64_t h = hash(UINT64_C(0xcbf29ce484222325), &f->client.port, sizeof f->client.port), *slot;

	h = hash(h, f->client.address, f->client.size);
	h = hash(h, &f->server.port, sizeof f->server.port);
	h = hash(h, f->server.address, f->server.size);
	h = hash(h, sequence, 4) | 1;
	slot = &k->seen[(h >> 20) % SEEN];
	if (*slot == h)
		return true;
	*slot = h;
	return false;
}

static void take_packet(void *context, unsigned link, struct view bytes, uint64_t wire, int64_t at)
{
	struct looker *k = context;
	struct waiting_fact *w = &k->waiting[k->count];
	struct sock_owner owner;
	struct frame frame;
	bool udp;

	if (wire > 0xffffff || frame_read(k->fragments, link, bytes, (size_t)wire, at, &frame) != FRAME_IP)
		return;
	udp = frame.protocol == PROTOCOL_UDP;
	if ((!udp && frame.protocol != PROTOCOL_TCP) || frame.body.size < 8 || (!udp && frame.body.size < 14))
		return;
	*w = (struct waiting_fact){ .fact.at = at, .fact.pid = -1 };
	endpoint_of(&w->fact.client, frame.from, frame.address_size, frame_get16(frame.body.data));
	endpoint_of(&w->fact.server, frame.to, frame.address_size, frame_get16(frame.body.data + 2));
	if (!udp && seen_before(k, &w->fact, frame.body.data + 4))
		return;
	if (socket_of(k, udp, &w->fact.client, &w->fact.server, &owner) ||
	    owner_nets_find(k->nets, udp, &w->fact.client, &w->fact.server, steady_us(), &owner)) {
		w->inode = owner.inode;
		snprintf(w->fact.user, OWNER_NAME, "%s", user_of(k, owner.uid));
	}
	if (++k->count == BATCH)
		resolve(k);
}

static bool look(struct looker *k)
{
	struct timeval wait = { 0, NETLINK_WAIT_US };

	k->netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	k->search = owner_search_new("/proc");
	k->nets = owner_nets_new("/proc");
	k->fragments = fragments_new();
	return k->netlink >= 0 && k->search != NULL && k->nets != NULL &&
		setsockopt(k->netlink, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) == 0;
}

void owner_serve(struct live *starts, int out)
{
	struct looker *k = mem_take(1, sizeof *k);
	/* Landlock keeps a process from looking at those outside of it. */
	const struct sandbox_options options = { .seccomp_only = true };
	struct pollfd fds[2] = { { .fd = live_descriptor(starts), .events = POLLIN }, { .fd = out } };
	const char *in_force;
	struct err ignored = { 0 };

	k->out = out;
	if (!look(k))
		return;
	privilege_keep(PRIVILEGE_LOOK);
	sandbox_enter(SANDBOX_AUTO, &options, &in_force, &ignored);
	hurry(k, true);
	for (;;) {
		int64_t began;

		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			break;
		began = steady_us();
		if ((fds[1].revents & (POLLHUP | POLLERR)) != 0 ||
		    live_read(starts, BATCH, take_packet, k, &ignored) < 0)
			break;
		if (k->count != 0)
			resolve(k);
		was_busy(k, began, steady_us());
	}
}

#else

void owner_serve(struct live *starts, int out) { (void)starts; (void)out; }

#endif
