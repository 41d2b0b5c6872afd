#include "io/dial.h"

#include <errno.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/memory.h"
#include "base/str.h"

#define CERT_LIST_MAX (1u << 20) /* largest handshake message */

static void dial_free(void *object)
{
	struct dial *d = object;

	SSL_free(d->ssl);
	if (d->talk != NULL)
		starttls_clear(d->talk);
	free(d->plain);
	free(d->out);
	free(d);
}

/* Where libcurl is sent. An address= stands for the name of the host, of
 * connect=, or of the via; the port is theirs. A zone is written as RFC 6874 says. */
static const char *connect_url(const struct transfer *t)
{
	const struct dial *d = t->dial;
	const char *host = t->address == NULL ? d->host : t->address, *zone = strchr(host, '%');
	unsigned port = t->port;

	if (t->address != NULL && t->net->has_via_tls)
		port = t->net->via_tls.port;
	else if (t->address != NULL && t->connect_port != 0)
		port = t->connect_port;
	if (zone != NULL)
		return arena_format(t->arena, "http://[%.*s%%25%s]:%u/", (int)(zone - host), host,
			zone + 1, port);
	return arena_format(t->arena, strchr(host, ':') != NULL ? "http://[%s]:%u/" : "http://%s:%u/",
		host, port);
}

void dial_start(struct transfer *t)
{
	struct dial *d;

	d = t->dial = mem_take(1, sizeof *d);
	arena_keep(t->arena, d, dial_free);
	d->alert_got = d->alert_sent = -1;
	d->fd = -1;
	if (!dial_read_target(t, d))
		return;
	t->deadline = net_clock_ms() + t->net->options.small_ms;
	transfer_open(t);
	curl_easy_setopt(t->easy, CURLOPT_URL, connect_url(t));
	curl_easy_setopt(t->easy, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(t->easy, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(t->easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
	transfer_go(t);
}

/* Only the server's kind of key narrows what is offered. In TLS 1.2 the cipher
 * names it too. */
static bool offer_key(SSL *ssl, const char *key)
{
	bool rsa;

	if (key == NULL)
		return true;
	rsa = strcmp(key, "rsa") == 0;
	return SSL_set1_sigalgs_list(ssl, rsa ? "RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:"
		"RSA+SHA256:RSA+SHA384:RSA+SHA512:RSA+SHA1" :
		"ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448") == 1 &&
		SSL_set_cipher_list(ssl, rsa ? "aRSA:@SECLEVEL=0" : "aECDSA:@SECLEVEL=0") == 1;
}

static bool prepare(struct transfer *t)
{
	struct dial *d = t->dial;
	struct net *n = t->net;
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());

	if (n->tls == NULL)
		n->tls = dial_context();
	d->ssl = n->tls == NULL ? NULL : SSL_new(n->tls);
	if (d->ssl == NULL || in == NULL || out == NULL) {
		BIO_free(in);
		BIO_free(out);
		return false;
	}
	SSL_set_bio(d->ssl, in, out);
	SSL_set_connect_state(d->ssl);
	dial_listen(d->ssl, t);
	SSL_set_max_cert_list(d->ssl, CERT_LIST_MAX);
	return offer_key(d->ssl, d->key) &&
		SSL_set_tlsext_status_type(d->ssl, TLSEXT_STATUSTYPE_ocsp) == 1 &&
		(d->sni == NULL || SSL_set_tlsext_host_name(d->ssl, d->sni) == 1);
}

void dial_connected(struct transfer *t, CURLcode code)
{
	struct dial *d = t->dial;
	curl_socket_t fd = CURL_SOCKET_BAD;

	if (code != CURLE_OK) {
		if (!transfer_end_unconnected(t, code))
			transfer_end(t, REACH_RESET, "connecting", "%s", t->curl_text);
		return;
	}
	ERR_clear_error();
	if (curl_easy_getinfo(t->easy, CURLINFO_ACTIVESOCKET, &fd) != CURLE_OK ||
		fd == CURL_SOCKET_BAD) {
		transfer_end(t, REACH_RESET, "connecting", "the connection was lost at once");
	} else if (!prepare(t)) {
		transfer_end(t, REACH_TLS_FAILED, "handshake", "libssl does not start: %s",
			ERR_reason_error_string(ERR_peek_error()));
	} else {
		d->fd = fd;
		t->state = TRANSFER_SHAKING;
		if (d->starttls != NULL)
			dial_talk_start(t);
	}
	ERR_clear_error();
}

struct curl_waitfd dial_waits_for(const struct transfer *t)
{
	return (struct curl_waitfd){
		.fd = t->dial->fd,
		.events = (short)(CURL_WAIT_POLLIN | (t->dial->out_size != 0 ? CURL_WAIT_POLLOUT : 0)),
	};
}

void dial_queue(struct dial *d, const void *bytes, size_t size)
{
	if (size == 0)
		return;
	d->out = mem_resize(d->out, d->out_size + size, 1);
	memcpy(d->out + d->out_size, bytes, size);
	d->out_size += size;
}

bool dial_flush(struct dial *d)
{
	ssize_t sent;

	while (d->out_size != 0) {
		sent = send(d->fd, d->out, d->out_size, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK;
		d->out_size -= (size_t)sent;
		memmove(d->out, d->out + sent, d->out_size);
	}
	return true;
}

/* What libssl wants to say goes to the socket as far as that takes it. */
static bool send_out(struct dial *d)
{
	BIO *out = SSL_get_wbio(d->ssl);
	size_t more = BIO_ctrl_pending(out);

	if (more != 0) {
		int got;

		d->out = mem_resize(d->out, d->out_size + more, 1);
		got = BIO_read(out, d->out + d->out_size, (int)more);
		d->out_size += got > 0 ? (size_t)got : 0;
	}
	return dial_flush(d);
}

int dial_receive(struct dial *d, uint8_t *bytes, size_t space)
{
	ssize_t got;

	do {
		got = recv(d->fd, bytes, space, 0);
	} while (got < 0 && errno == EINTR);
	if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return 0;
	if (got <= 0) {
		errno = got == 0 ? 0 : errno;
		return -1;
	}
	d->received += (size_t)got;
	return (int)got;
}

/* Bytes for libssl, as dial_receive says. */
static int receive(struct dial *d)
{
	uint8_t bytes[16384];
	int got = dial_receive(d, bytes, sizeof bytes);

	if (got <= 0)
		return got;
	for (int i = 0; i < got && d->hello_size < sizeof d->hello; i++)
		d->hello[d->hello_size++] = bytes[i];
	return BIO_write(SSL_get_rbio(d->ssl), bytes, got) == got ? got : -1;
}

/* A TLS record begins with its type (20 to 23) and 3 (RFC 8446 section 5.1). */
static bool speaks_tls(const struct dial *d)
{
	return d->hello_size == 0 || (d->hello[0] >= 20 && d->hello[0] <= 23 &&
		(d->hello_size == 1 || d->hello[1] == 3));
}

static void end_with_certificates(struct transfer *t, const char *alert)
{
	struct dial *d = t->dial;
	struct handshake_seen *seen = &d->seen;
	char *address = NULL;
	struct str text;

	seen->host = d->host;
	seen->port = t->port;
	seen->sni = d->sni;
	seen->starttls = d->starttls == NULL ? NULL : starttls_name(d->starttls);
	if (!t->proxied && curl_easy_getinfo(t->easy, CURLINFO_PRIMARY_IP, &address) == CURLE_OK)
		seen->address = address;
	seen->protocol = SSL_get_version(d->ssl);
	seen->cipher = SSL_get_cipher_name(d->ssl);
	seen->alert = alert;
	seen->unproven = !d->proven && seen->cert_count != 0;
	str_init(&text, t->want.max_bytes);
	handshake_text_put(&text, t->arena, seen);
	if (text.over) {
		transfer_end(t, REACH_TOO_BIG, "handshake", "presents more than the ceiling of %zu bytes",
			t->want.max_bytes);
	} else {
		t->outcome.body = blob_new(view_of(str_text(&text), text.size));
		transfer_end(t, REACH_OK, NULL, "%s", "");
	}
	str_clear(&text);
}

/* The handshake is over without success; WHY names the cause. */
static void end_failed(struct transfer *t, enum reach reach, const char *why)
{
	const struct dial *d = t->dial;
	/* libssl says decrypt_error when the server's signature is wrong */
	bool forged = d->signed_by_key && !d->proven && d->alert_sent == SSL_AD_DECRYPT_ERROR;

	if (forged)
		transfer_end(t, REACH_TLS_FAILED, "handshake",
			"the server cannot show that it holds the key of its certificate (%s)", why);
	else if (d->seen.certificate_came)
		end_with_certificates(t, why);
	else
		transfer_end(t, reach, "handshake", "%s", why);
}

/* Servers that greet in the clear want STARTTLS. */
static const char *plain_protocol(struct view first)
{
	static const struct { const char *begin, *hint; } rows[] = {
		{ "220", "; a mail or FTP server? --starttls smtp or ftp" },
		{ "* OK", "; an IMAP server? --starttls imap" },
		{ "+OK", "; a POP3 server? --starttls pop3" },
		{ "200 ", "; a news server? --starttls nntp" },
		{ "201 ", "; a news server? --starttls nntp" },
		{ "\"IMPLEMENTATION\"", "; a sieve server? --starttls sieve" },
		{ "HTTP/", "; plain HTTP: TLS is likely on another port" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (view_find(first, view_of_text(rows[i].begin)) == 0)
			return rows[i].hint;
	return "";
}

static void end_not_tls(struct transfer *t)
{
	const struct dial *d = t->dial;
	size_t size = d->hello_size < 40 ? d->hello_size : 40;
	struct view first = view_of(d->hello, size);

	for (size_t i = 0; i < size; i++)
		if (d->hello[i] == '\r' || d->hello[i] == '\n') {
			first.size = i;
			break;
		}
	/* made safe by transfer_end; a NUL would cut it, which does no harm */
	transfer_end(t, REACH_TLS_FAILED, "handshake", "%s \"%.*s\"%s", d->starttls != NULL ?
		"plaintext where TLS should begin after STARTTLS, refused:" : "not TLS: it answered",
		(int)first.size, (const char *)first.data,
		d->starttls != NULL ? "" : plain_protocol(first));
}

static void end_by_libssl(struct transfer *t)
{
	const struct dial *d = t->dial;
	unsigned long error = ERR_peek_error();
	const char *reason = ERR_reason_error_string(error);
	const char *text;

	if (d->alert_got >= 0)
		text = arena_format(t->arena, "the server sent the alert %s (%d)%s",
			SSL_alert_desc_string_long(d->alert_got), d->alert_got,
			d->alert_got == SSL_AD_PROTOCOL_VERSION ?
			": it speaks neither TLS 1.2 nor TLS 1.3" : "");
	else if (ERR_GET_REASON(error) == SSL_R_UNSUPPORTED_PROTOCOL)
		text = arena_format(t->arena, "the server chose a protocol before TLS 1.2 (%s)", reason);
	else
		text = arena_format(t->arena, "broken off: %s", reason == NULL ? "unknown" : reason);
	end_failed(t, REACH_TLS_FAILED, text);
}

static void end_closed(struct transfer *t, int error)
{
	const struct dial *d = t->dial;
	const char *text = arena_format(t->arena, "%s after %zu bytes of the server's answer",
		error == 0 ? "the server closed the connection" : strerror(error), d->received);

	end_failed(t, REACH_RESET, text);
}

static bool is_late(struct transfer *t, int64_t now)
{
	if (now < t->deadline)
		return false;
	end_failed(t, t->dial->received == 0 ? REACH_TIMED_OUT : REACH_TOO_SLOW,
		arena_format(t->arena, "%s within %g s", t->dial->received == 0 ?
			"connected, but no answer" : "the handshake did not end",
			t->net->options.small_ms / 1000.0));
	return true;
}

/* One step; false: nothing more can be done now, or it has ended. */
static bool step(struct transfer *t)
{
	struct dial *d = t->dial;
	int r, got;

	ERR_clear_error();
	r = SSL_do_handshake(d->ssl);
	if (r == 1) {
		d->proven = true;
		SSL_shutdown(d->ssl);
		(void)send_out(d);
		end_with_certificates(t, NULL);
		return false;
	}
	if (SSL_get_error(d->ssl, r) != SSL_ERROR_WANT_READ) {
		(void)send_out(d); /* our alert */
		end_by_libssl(t);
		return false;
	}
	if (!send_out(d)) {
		end_closed(t, errno);
		return false;
	}
	got = receive(d);
	if (got < 0)
		end_closed(t, errno);
	else if (got > 0 && !speaks_tls(d))
		end_not_tls(t);
	else if (d->received > DIAL_BYTES_MAX)
		end_failed(t, REACH_TOO_BIG, "the handshake is larger than 4 MiB");
	return got > 0 && t->state == TRANSFER_SHAKING;
}

void dial_turn(struct transfer *t, int64_t now)
{
	if (t->dial->talking && !dial_talk_turn(t, now))
		return;
	if (is_late(t, now))
		return;
	while (step(t))
		;
	ERR_clear_error();
}
