/* peer: a server for one test: loopback, a free port, one thread, connections
 * one after the other or each in its own thread. */
#ifndef LENCR_TESTS_PEER_H
#define LENCR_TESTS_PEER_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct peer {
	int fd;
	unsigned port;
	char via[32];               /* 127.0.0.1:PORT */
	pthread_t thread;
	atomic_int stop, count, requests;
	atomic_int open;            /* connections whose thread still speaks */
	atomic_int asked, most_asked; /* requests read and not yet answered: peer_asked() */
	atomic_int go;              /* for a speaker that answers only when told: peer_wait() */
	/* Speaks on FD; the peer closes it. NTH counts from 0. */
	void (*speak)(struct peer *, int fd, int nth);
	const void *context;
	pthread_mutex_t lock;       /* of last: connections speak at the same time */
	char last[16384];           /* the last request read by peer_read_request */
};

struct peer_talk { struct peer *peer; int fd, nth; };

static inline void peer_sleep(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static inline void *peer_talk(void *context)
{
	struct peer_talk *talk = context;
	struct peer *p = talk->peer;
	sigset_t pipe_only;

	/* only here: in the thread under test it has to kill */
	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe_only, NULL);
	p->speak(p, talk->fd, talk->nth);
	close(talk->fd);
	atomic_fetch_sub(&p->open, 1);
	free(talk);
	return NULL;
}

static inline void *peer_run(void *context)
{
	struct peer *p = context;

	while (!atomic_load(&p->stop)) {
		struct pollfd poll_fd = { .fd = p->fd, .events = POLLIN };
		struct peer_talk *talk;
		pthread_t thread;

		if (poll(&poll_fd, 1, 20) != 1)
			continue;
		talk = malloc(sizeof *talk);
		*talk = (struct peer_talk){ p, accept(p->fd, NULL, NULL), 0 };
		talk->nth = atomic_fetch_add(&p->count, 1);
		atomic_fetch_add(&p->open, 1);
		if (pthread_create(&thread, NULL, peer_talk, talk) != 0)
			abort();
		pthread_detach(thread);
	}
	while (atomic_load(&p->open) != 0)
		peer_sleep(2);
	return NULL;
}

static inline struct peer *peer_start(void (*speak)(struct peer *, int, int),
	const void *context)
{
	struct peer *p = calloc(1, sizeof *p);
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof at;

	if (p == NULL)
		abort();
	pthread_mutex_init(&p->lock, NULL);
	p->speak = speak;
	p->context = context;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	p->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (p->fd < 0 || bind(p->fd, (struct sockaddr *)&at, sizeof at) != 0 ||
		listen(p->fd, 64) != 0 || getsockname(p->fd, (struct sockaddr *)&at, &size) != 0)
		abort();
	p->port = ntohs(at.sin_port);
	snprintf(p->via, sizeof p->via, "127.0.0.1:%u", p->port);
	if (pthread_create(&p->thread, NULL, peer_run, p) != 0)
		abort();
	return p;
}

static inline void peer_stop(struct peer *p)
{
	atomic_store(&p->stop, 1);
	pthread_join(p->thread, NULL);
	close(p->fd);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

/* Until the blank line and Content-Length bytes more. 0: the client is gone. */
static inline size_t peer_read_request(struct peer *p, int fd)
{
	char request[sizeof p->last];
	size_t size = 0, whole = 0;

	while (size < sizeof request - 1 && (whole == 0 || size < whole)) {
		ssize_t got = recv(fd, request + size, sizeof request - 1 - size, 0);
		const char *end, *length;

		if (got <= 0)
			return 0;
		size += (size_t)got;
		request[size] = '\0';
		end = strstr(request, "\r\n\r\n");
		if (end != NULL && whole == 0) {
			length = strstr(request, "Content-Length: ");
			whole = (size_t)(end - request) + 4 +
				(length == NULL ? 0 : (size_t)strtoul(length + 16, NULL, 10));
		}
	}
	pthread_mutex_lock(&p->lock);
	memcpy(p->last, request, size + 1);
	pthread_mutex_unlock(&p->lock);
	atomic_fetch_add(&p->requests, 1);
	return size;
}

/* Counts a request in (BY 1) before its answer is made and out (BY -1) before it is sent, so
 * that the count is never above what the client has under way, however late a thread runs. */
static inline void peer_asked(struct peer *p, int by)
{
	int now = atomic_fetch_add(&p->asked, by) + by;
	int most = atomic_load(&p->most_asked);

	while (now > most && !atomic_compare_exchange_weak(&p->most_asked, &most, now))
		;
}

/* Until the test sets GO. */
static inline void peer_wait(struct peer *p)
{
	while (!atomic_load(&p->go) && !atomic_load(&p->stop))
		peer_sleep(1);
}

static inline int peer_send(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size != 0) {
		ssize_t sent = send(fd, at, size, MSG_NOSIGNAL);

		if (sent <= 0)
			return 0;
		at += sent;
		size -= (size_t)sent;
	}
	return 1;
}

/* Waits until the client hangs up (or the test is over). */
static inline void peer_hold(struct peer *p, int fd)
{
	char byte;

	for (int i = 0; i < 500 && !atomic_load(&p->stop); i++) {
		struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

		if (poll(&poll_fd, 1, 20) == 1 && recv(fd, &byte, 1, 0) <= 0)
			return;
	}
}

/* close() then sends a reset. */
static inline void peer_reset(int fd)
{
	struct linger linger = { 1, 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

#endif
