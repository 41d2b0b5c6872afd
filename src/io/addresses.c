#define _DEFAULT_SOURCE /* NI_MAXHOST */
#include "io/addresses.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/memory.h"
#include "io/via.h"

#define LOOK_MS 100     /* how often the stop flag is looked at */

bool address_zone_is_fine(const char *zone)
{
	size_t size = strlen(zone);

	return size > 0 && size <= ADDRESSES_ZONE_MOST && strspn(zone, "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~") == size;
}

/* --- looking up ----------------------------------------------------------- */

struct lookup {
	char *name;
	int family;
	struct addrinfo *found; /* or NULL */
	bool done;
};

/* Whoever lets go last of HOLDERS frees it, so that a thread that nobody waits
 * for any more has its memory until it ends. */
struct pool {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t holders;         /* threads, and who waits */
	struct lookup *lookups;
	size_t count, next;
	size_t done;
	int64_t done_ms;        /* when the last one was */
	bool closed;            /* nobody waits: begin no more */
};

static void pool_drop(struct pool *p)
{
	size_t left;

	pthread_mutex_lock(&p->lock);
	left = --p->holders;
	pthread_mutex_unlock(&p->lock);
	if (left != 0)
		return;
	for (size_t i = 0; i < p->count; i++) {
		if (p->lookups[i].found != NULL)
			freeaddrinfo(p->lookups[i].found);
		free(p->lookups[i].name);
	}
	free(p->lookups);
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

static void *look_up(void *context)
{
	struct pool *p = context;

	pthread_mutex_lock(&p->lock);
	while (!p->closed && p->next < p->count) {
		struct lookup *l = &p->lookups[p->next++];
		struct addrinfo hints = { .ai_family = l->family, .ai_socktype = SOCK_STREAM };
		struct addrinfo *found = NULL;

		pthread_mutex_unlock(&p->lock);
		if (getaddrinfo(l->name, NULL, &hints, &found) != 0)
			found = NULL;
		pthread_mutex_lock(&p->lock);
		l->found = found;
		l->done = true;
		p->done++;
		p->done_ms = net_clock_ms();
		pthread_cond_broadcast(&p->changed);
	}
	pthread_mutex_unlock(&p->lock);
	pool_drop(p);
	return NULL;
}

/* Signals are for the thread that waits. */
static size_t start_threads(struct pool *p, unsigned wanted)
{
	sigset_t all, before;
	size_t started = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	for (unsigned i = 0; i < wanted && i < p->count; i++) {
		pthread_t thread;

		pthread_mutex_lock(&p->lock);
		p->holders++;
		pthread_mutex_unlock(&p->lock);
		if (pthread_create(&thread, NULL, look_up, p) != 0) {
			pool_drop(p);
			break;
		}
		pthread_detach(thread);
		started++;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

/* Until all are done, or none was for so long that the threads must hang. */
static void wait_for_all(struct pool *p, int wait_ms, const volatile int *stop)
{
	pthread_mutex_lock(&p->lock);
	p->done_ms = net_clock_ms();
	while (p->done < p->count && net_clock_ms() - p->done_ms < wait_ms &&
	       (stop == NULL || *stop == 0)) {
		struct timespec until;

		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += LOOK_MS * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		pthread_cond_timedwait(&p->changed, &p->lock, &until);
	}
	p->closed = true;
	pthread_mutex_unlock(&p->lock);
}

/* --- what is found --------------------------------------------------------- */

struct found { int family; unsigned char octets[16]; char text[NI_MAXHOST]; };

static int compare_found(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->family != y->family)
		return x->family == AF_INET ? -1 : 1;
	return memcmp(x->octets, y->octets, sizeof x->octets);
}

static bool read_found(const struct addrinfo *at, struct found *out)
{
	*out = (struct found){ .family = at->ai_family };
	if (at->ai_family == AF_INET) {
		struct sockaddr_in v4;

		memcpy(&v4, at->ai_addr, sizeof v4);
		memcpy(out->octets, &v4.sin_addr, 4);
	} else if (at->ai_family == AF_INET6) {
		struct sockaddr_in6 v6;

		memcpy(&v6, at->ai_addr, sizeof v6);
		memcpy(out->octets, &v6.sin6_addr, 16);
	} else {
		return false;
	}
	/* With the zone of link-local addresses. */
	return getnameinfo(at->ai_addr, at->ai_addrlen, out->text, sizeof out->text, NULL, 0,
		NI_NUMERICHOST) == 0;
}

static void take_found(struct arena *a, const struct addrinfo *list, struct addresses *out)
{
	struct found *all = mem_take(ADDRESSES_MOST, sizeof *all);
	size_t count = 0;

	for (; list != NULL; list = list->ai_next) {
		struct found one;
		bool known = !read_found(list, &one);

		for (size_t i = 0; i < count && !known; i++)
			known = compare_found(&all[i], &one) == 0;
		if (known)
			continue;
		if (count == ADDRESSES_MOST) {
			out->cut = true;
			break;
		}
		all[count++] = one;
	}
	qsort(all, count, sizeof *all, compare_found);
	out->list = arena_array(a, count, sizeof *out->list);
	for (size_t i = 0; i < count; i++)
		out->list[i] = arena_text(a, all[i].text);
	out->count = count;
	free(all);
}

static void put_one(struct arena *a, struct addresses *out, const char *address)
{
	out->list = arena_array(a, 1, sizeof *out->list);
	out->list[0] = address;
	out->count = 1;
}

/* --- what is looked up ------------------------------------------------------ */

/* The host of HOST:PORT or [V6]:PORT. */
static char *host_of(struct arena *a, const char *place)
{
	const char *colon = strrchr(place, ':');
	size_t size = colon == NULL ? strlen(place) : (size_t)(colon - place);

	if (place[0] == '[' && size >= 2)
		return arena_textn(a, place + 1, size - 2);
	return arena_textn(a, place, size);
}

/* The name of a via; NULL: OUT has its addresses. */
static const char *name_of_via(struct arena *a, const char *text, struct addresses *out)
{
	const char *name;
	struct via v;

	if (!via_read(text, "tls", &v, NULL))
		return NULL;
	out->list = arena_array(a, v.address_count, sizeof *out->list);
	for (size_t i = 0; i < v.address_count; i++) {
		char address[INET6_ADDRSTRLEN];

		inet_ntop(v.addresses[i].family, v.addresses[i].bytes, address, sizeof address);
		out->list[out->count++] = arena_text(a, address);
	}
	name = v.is_name ? host_of(a, text) : NULL;
	via_clear(&v);
	return name;
}

/* The name to be looked up; NULL: OUT says what there is. */
static const char *name_of(struct arena *a, const struct net_options *net, const char *host,
	const char *connect, struct addresses *out)
{
	unsigned char octets[16];

	if (net->offline || host == NULL)
		return NULL;
	if (net->via_tls != NULL)
		return name_of_via(a, net->via_tls, out);
	if (connect != NULL)
		host = host_of(a, connect);
	if (inet_pton(AF_INET, host, octets) != 1 && inet_pton(AF_INET6, host, octets) != 1)
		return host;
	put_one(a, out, host);
	return NULL;
}

void addresses_find(struct arena *a, const struct net_options *net, const char *const *hosts,
	size_t count, const char *connect, unsigned threads, int wait_ms, const volatile int *stop,
	struct addresses *out)
{
	struct pool *p = mem_take(1, sizeof *p);
	size_t *whose = arena_array(a, count, sizeof *whose);

	p->holders = 1;
	p->lookups = mem_take(count, sizeof *p->lookups);
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->changed, NULL);
	for (size_t i = 0; i < count; i++) {
		const char *name;

		out[i] = (struct addresses){ 0 };
		name = name_of(a, net, hosts[i], connect, &out[i]);
		if (name == NULL)
			continue;
		whose[p->count] = i;
		p->lookups[p->count++] = (struct lookup){ .name = mem_text(name), .family = net->only_v4 ?
			AF_INET : net->only_v6 ? AF_INET6 : AF_UNSPEC };
	}
	if (start_threads(p, threads == 0 ? 1 : threads) != 0)
		wait_for_all(p, wait_ms, stop);
	pthread_mutex_lock(&p->lock);
	for (size_t i = 0; i < p->count; i++)
		take_found(a, p->lookups[i].found, &out[whose[i]]);
	pthread_mutex_unlock(&p->lock);
	pool_drop(p);
}
