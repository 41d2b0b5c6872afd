#include "io/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/serve_conn.h"
#include "io/serve_tls.h"

#define CLIENTS_MAX 256
#define BACKLOG 128
#define PORT_TRIES 16

struct serve {
	struct serve_options options;
	struct serve_tls_context *tls;
	int listeners[2]; size_t listener_count;
	int wake[2];
	unsigned port;
	struct serve_conn *clients[CLIENTS_MAX]; size_t count;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool set_flags(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
		fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

/* --- opening ------------------------------------------------------------- */

static int listen_at(const struct sockaddr *address, socklen_t size)
{
	int fd = socket(address->sa_family, SOCK_STREAM, 0), on = 1, saved;

	if (fd < 0)
		return -1;
	if (address->sa_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 && set_flags(fd) &&
	    bind(fd, address, size) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

static int listen_v4(unsigned port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return listen_at((const struct sockaddr *)&a, sizeof a);
}

static int listen_v6(unsigned port)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port),
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };

	return listen_at((const struct sockaddr *)&a, sizeof a);
}

static unsigned port_of(int fd)
{
	struct sockaddr_in a = { 0 };
	socklen_t size = sizeof a;

	return getsockname(fd, (struct sockaddr *)&a, &size) == 0 ? ntohs(a.sin_port) : 0;
}

/* One port on both; where any will do, one that is free on both. */
static bool listen_both(struct serve *s, struct err *e)
{
	for (int i = 0; i < PORT_TRIES; i++) {
		int v4 = listen_v4(s->options.port), v6;

		if (v4 < 0)
			break;
		s->listeners[0] = v4;
		s->listener_count = 1;
		s->port = port_of(v4);
		v6 = s->options.v6 ? listen_v6(s->port) : -1;
		if (v6 >= 0)
			s->listeners[s->listener_count++] = v6;
		if (v6 >= 0 || !s->options.v6 || errno != EADDRINUSE)
			return true;
		close(v4);
		s->listener_count = 0;
		errno = EADDRINUSE;
		if (s->options.port != 0)
			break;
	}
	return err_set(e, ERR_IO, "127.0.0.1:%u: cannot listen: %s%s", s->options.port,
		strerror(errno), errno == EADDRINUSE ? "; choose another port, or 0 for any" : "");
}

struct serve *serve_open(const struct serve_options *o, struct err *e)
{
	struct serve *s = mem_take(1, sizeof *s);

	s->options = *o;
	s->wake[0] = s->wake[1] = -1;
	if (o->port > 65535) {
		err_set(e, ERR_USAGE, "%u is no port; ports go up to 65535", o->port);
	} else if (pipe(s->wake) != 0 || !set_flags(s->wake[0]) || !set_flags(s->wake[1])) {
		err_set(e, ERR_IO, "cannot make a pipe: %s", strerror(errno));
	} else if ((o->credentials == NULL ||
		    (s->tls = serve_tls_context_new(&s->options, e)) != NULL) && listen_both(s, e)) {
		return s;
	}
	serve_free(s);
	return NULL;
}

unsigned serve_port(const struct serve *s)
{
	return s->port;
}

void serve_free(struct serve *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->count; i++)
		serve_conn_free(s->clients[i]);
	for (size_t i = 0; i < s->listener_count; i++)
		close(s->listeners[i]);
	for (size_t i = 0; i < 2; i++)
		if (s->wake[i] >= 0)
			close(s->wake[i]);
	serve_tls_context_free(s->tls);
	free(s);
}

void serve_stop(struct serve *s)
{
	int saved = errno;
	/* A full pipe says stop already. */
	ssize_t ignored = write(s->wake[1], "", 1);

	(void)ignored;
	errno = saved;
}

/* --- serving ------------------------------------------------------------- */

static void drop_client(struct serve *s, size_t at)
{
	serve_conn_free(s->clients[at]);
	s->clients[at] = s->clients[--s->count];
}

/* Makes room by closing whoever has been still for longest. */
static void drop_stillest(struct serve *s)
{
	size_t worst = 0;

	for (size_t i = 1; i < s->count; i++)
		if (serve_conn_active(s->clients[i]) < serve_conn_active(s->clients[worst]))
			worst = i;
	if (s->count != 0)
		drop_client(s, worst);
}

static void accept_client(struct serve *s, int listener, int64_t now)
{
	int fd = accept(listener, NULL, NULL), on = 1;

	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE)
			drop_stillest(s);
		return;
	}
	if (!set_flags(fd)) {
		close(fd);
		return;
	}
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (s->count == CLIENTS_MAX)
		drop_stillest(s);
	s->clients[s->count++] = serve_conn_new(fd, &s->options, s->tls, now);
}

/* Fills POLLS: the wake pipe, the listeners, the clients. Returns the wait. */
static int64_t fill_polls(const struct serve *s, struct pollfd *polls)
{
	int64_t wake = INT64_MAX;

	polls[0] = (struct pollfd){ .fd = s->wake[0], .events = POLLIN };
	for (size_t i = 0; i < s->listener_count; i++)
		polls[1 + i] = (struct pollfd){ .fd = s->listeners[i], .events = POLLIN };
	for (size_t i = 0; i < s->count; i++)
		polls[1 + s->listener_count + i] = (struct pollfd){
			.fd = serve_conn_fd(s->clients[i]),
			.events = serve_conn_events(s->clients[i], &wake) };
	return wake;
}

static void serve_once(struct serve *s, const struct pollfd *polls, int64_t now)
{
	const struct pollfd *clients = polls + 1 + s->listener_count;

	/* Backwards: a client that goes is replaced by one that had its turn. */
	for (size_t i = s->count; i-- > 0;)
		if (!serve_conn_step(s->clients[i], clients[i].revents, now))
			drop_client(s, i);
	for (size_t i = 0; i < s->listener_count; i++)
		if (polls[1 + i].revents & POLLIN)
			accept_client(s, s->listeners[i], now);
}

bool serve_run(struct serve *s, struct err *e)
{
	for (;;) {
		struct pollfd polls[1 + 2 + CLIENTS_MAX];
		int64_t wake = fill_polls(s, polls), wait = wake == INT64_MAX ? -1 : wake - now_ms();
		int timeout = wake != INT64_MAX && wait < 0 ? 0 : wait > 60000 ? 60000 : (int)wait;
		char stop[16];

		if (poll(polls, (nfds_t)(1 + s->listener_count + s->count), timeout) < 0) {
			if (errno == EINTR)
				continue;
			return err_set(e, ERR_IO, "cannot wait for clients: %s", strerror(errno));
		}
		if (polls[0].revents != 0) {
			while (read(s->wake[0], stop, sizeof stop) > 0)
				continue;
			return true;
		}
		serve_once(s, polls, now_ms());
	}
}
