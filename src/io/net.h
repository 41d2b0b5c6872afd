/* net: the source that really goes out: HTTP by libcurl's multi interface,
 * TLS handshakes by libssl on sockets that libcurl connected. Guarded: see
 * io/guard.h. The only reader of a clock beside cli.
 *
 * net_new calls curl_global_init (unless offline), which is not thread-safe before libcurl
 * 7.84 and never undone here: make the first one before starting threads.
 * A net belongs to one thread at a time; the look-ups of names run in threads
 * of libcurl's own. Nothing blocks but next(), and that no longer than it was
 * told. Anchors are not its business (NOT_FOUND): see io/anchors.h.
 *
 * A via goes before a proxy and before connect= of a tls:// URL; address= picks
 * one address of whichever of them holds, or of the host (io/addresses.h).
 * With the proxy "env", TLS targets go by http_proxy or all_proxy (libcurl
 * knows these connections as http); https_proxy is not looked at. Behind a
 * proxy the addresses of hosts are not ours to judge: outcomes then have none. */
#ifndef LENCR_IO_NET_H
#define LENCR_IO_NET_H

#include "base/source.h"

struct cidr { uint8_t address[16]; unsigned bits; bool v6; };
/* "10.0.0.0/8", "fd00::/8", a single address; false: malformed. */
bool cidr_read(const char *, struct cidr *out);

struct net_options {
	const char *via_http, *via_tls;   /* HOST:PORT or ADDR:PORT,ADDR:PORT; NULL: none */
	const struct cidr *allow_private; size_t allow_private_count;
	const unsigned *allow_ports; size_t allow_port_count;
	bool allow_https;
	const char *proxy;                /* URL, "env", or NULL: none whatever the environment says */
	bool only_v4, only_v6;
	bool offline;                     /* answers every want with REACH_OFFLINE */
	const char *user_agent;
	int connect_ms, small_ms, crl_ms; /* 5000, 15000, 60000 */
	unsigned slow_bytes; int slow_ms; /* 100 bytes a second for 5000 ms */
	int retry_ms;                     /* pause before the second try: 1000; < 0: no second try */
	unsigned most_open;               /* transfers at a time: 8 */
	unsigned most_open_host;          /* to one host: 4 */
	/* Called now and then with bytes received of all open transfers; may be NULL. */
	void (*progress)(void *, uint64_t got, uint64_t expected);
	void *progress_context;
};
void net_options_init(struct net_options *);
/* Answers GET, POST, TLS. NULL with *err. */
struct source *net_new(const struct net_options *, struct err *);

/* Whether an address of 4 or 16 octets is one that would be connected to for a
 * URL from a certificate (io/guard.h), for those who connect by address. False:
 * *WHY says it in a few words (safe text, in the arena). */
struct arena;
bool net_address_allowed(const struct net_options *, struct arena *, struct view address, const char **why);

/* The two clocks, for those above who may not read one: monotonic, in
 * milliseconds; and the wall clock in seconds, as cached_options takes it. */
int64_t net_clock_ms(void);
int64_t net_clock(void *unused);

#endif
