/* A server of io/serve in a thread, and plain sockets to speak to it. */
#ifndef LENCR_TESTS_SERVE_ROOM_H
#define LENCR_TESTS_SERVE_ROOM_H

#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "io/serve.h"

struct room { struct serve *serve; pthread_t thread; bool stopped; };

static inline void *room_run(void *serve)
{
	return serve_run(serve, NULL) ? serve : NULL;
}

static inline int room_open(void **state, const struct serve_options *o)
{
	struct room *r = calloc(1, sizeof *r);
	struct err e;

	err_clear(&e);
	r->serve = serve_open(o, &e);
	*state = r;
	if (r->serve == NULL) {
		fprintf(stderr, "# %s\n", e.text);
		return -1;
	}
	return pthread_create(&r->thread, NULL, room_run, r->serve);
}

static inline int64_t room_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* How long stopping took, in milliseconds; -1: it did not end well. */
static inline int64_t room_stop(struct room *r)
{
	int64_t begin = room_ms();
	void *result = NULL;

	if (r->stopped)
		return 0;
	serve_stop(r->serve);
	r->stopped = true;
	if (pthread_join(r->thread, &result) != 0 || result == NULL)
		return -1;
	return room_ms() - begin;
}

static inline int room_close(void **state)
{
	struct room *r = *state;
	int64_t took = room_stop(r);

	serve_free(r->serve);
	free(r);
	return took < 0;
}

static inline int room_connect(const struct room *r)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)serve_port(r->serve)) };
	struct timeval limit = { 5, 0 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	return fd;
}

static inline void room_send(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

/* Everything until the server closes or SIZE - 1 bytes; -1 in *ENDED: a reset. */
static inline size_t room_receive(int fd, char *out, size_t size, int *ended)
{
	size_t at = 0;
	ssize_t got = 0;

	while (at < size - 1 && (got = recv(fd, out + at, size - 1 - at, 0)) > 0)
		at += (size_t)got;
	out[at] = '\0';
	*ended = (int)got;
	return at;
}

#endif
