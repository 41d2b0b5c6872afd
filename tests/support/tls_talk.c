#include "tls_talk.h"

#include <stdlib.h>
#include <string.h>

#include "mint.h"

#define MUST(condition) ((condition) ? (void)0 : abort())

struct tls_room {
	struct arena *arena;
	X509 *leaf, *ca, *client;
	SSL_CTX *server_ctx;        /* of the latest talk: sessions belong to it */
	SSL_CTX *client_ctx;
};

struct tls_room *tls_room_new(void)
{
	struct tls_room *r = calloc(1, sizeof *r);

	MUST(r != NULL);
	r->arena = arena_new();
	r->ca = mint_cert(r->arena, &(struct mint_cert){ .subject = "CA",
		.ext = "[ext]\nbasicConstraints=critical,CA:TRUE\n" });
	r->leaf = mint_cert(r->arena, &(struct mint_cert){ .subject = "leaf.example", .issuer = "CA", .serial = "77AA",
		.ext = "[ext]\ncrlDistributionPoints=URI:http://yr1.c.lencr.org/43.crl\n" });
	r->client = mint_cert(r->arena, &(struct mint_cert){ .subject = "client", .issuer = "CA", .serial = "99BB" });
	r->server_ctx = SSL_CTX_new(TLS_server_method());
	r->client_ctx = SSL_CTX_new(TLS_client_method());
	MUST(r->server_ctx != NULL && r->client_ctx != NULL);
	MUST(SSL_CTX_use_certificate(r->server_ctx, r->leaf) == 1 &&
		SSL_CTX_use_PrivateKey(r->server_ctx, mint_key("leaf.example")) == 1 &&
		SSL_CTX_add1_chain_cert(r->server_ctx, r->ca) == 1);
	MUST(SSL_CTX_use_certificate(r->client_ctx, r->client) == 1 &&
		SSL_CTX_use_PrivateKey(r->client_ctx, mint_key("client")) == 1);
	MUST(SSL_CTX_set_session_id_context(r->server_ctx, (const unsigned char *)"x", 1) == 1);
	SSL_CTX_set_security_level(r->server_ctx, 0);
	SSL_CTX_set_security_level(r->client_ctx, 0);
	return r;
}

void tls_room_free(struct tls_room *r)
{
	SSL_CTX_free(r->server_ctx);
	SSL_CTX_free(r->client_ctx);
	arena_free(r->arena);
	free(r);
}

struct view tls_room_cert(struct tls_room *r, unsigned which)
{
	return mint_der(r->arena, which == 0 ? r->leaf : which == 1 ? r->ca : r->client);
}

static int give_staple(SSL *ssl, void *text)
{
	size_t size = text == NULL ? 0 : strlen(text);
	unsigned char *copy;

	if (text == NULL)
		return SSL_TLSEXT_ERR_NOACK;
	copy = OPENSSL_malloc(size);
	MUST(copy != NULL);
	memcpy(copy, text, size);
	SSL_set_tlsext_status_ocsp_resp(ssl, copy, (int)size);
	return SSL_TLSEXT_ERR_OK;
}

static int choose_alpn(SSL *ssl, const unsigned char **out, unsigned char *size, const unsigned char *offered,
	unsigned offered_size, void *context)
{
	(void)ssl, (void)context;
	return SSL_select_next_proto((unsigned char **)(uintptr_t)out, size, (const unsigned char *)"\x08http/1.1", 9,
		offered, offered_size) == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

static int trust_all(X509_STORE_CTX *ctx, void *context)
{
	(void)ctx, (void)context;
	return 1;
}

static SSL *make(struct tls_room *r, const struct tls_talk *t, bool server)
{
	SSL_CTX *ctx = server ? r->server_ctx : r->client_ctx;
	SSL *ssl;

	SSL_CTX_set_cert_verify_callback(ctx, server || !t->distrust ? trust_all : NULL, NULL);
	SSL_CTX_set_alpn_select_cb(ctx, server && t->alpn ? choose_alpn : NULL, NULL);
	if (server) {
		SSL_CTX_set_tlsext_status_cb(ctx, give_staple);
		SSL_CTX_set_tlsext_status_arg(ctx, (void *)(uintptr_t)t->staple);
	}
	ssl = SSL_new(ctx);
	MUST(ssl != NULL);
	MUST(SSL_set_min_proto_version(ssl, t->version) == 1 && SSL_set_max_proto_version(ssl, t->version) == 1);
	SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
	if (t->no_tickets)
		SSL_set_options(ssl, SSL_OP_NO_TICKET);
	if (server) {
		SSL_set_accept_state(ssl);
		if (t->client_cert)
			SSL_set_verify(ssl, SSL_VERIFY_PEER, NULL);
		if (t->retry)
			MUST(SSL_set1_groups_list(ssl, "P-384") == 1);
		return ssl;
	}
	SSL_set_connect_state(ssl);
	if (t->no_cert)
		SSL_certs_clear(ssl);
	SSL_set_verify(ssl, SSL_VERIFY_PEER, NULL);
	if (t->sni != NULL)
		MUST(SSL_set_tlsext_host_name(ssl, t->sni) == 1);
	if (t->alpn)
		MUST(SSL_set_alpn_protos(ssl, (const unsigned char *)"\x02h2\x08http/1.1", 12) == 0);
	if (t->staple != NULL)
		SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp);
	if (t->retry)
		MUST(SSL_set1_groups_list(ssl, "X25519:P-384") == 1);
	else if (t->small)
		MUST(SSL_set1_groups_list(ssl, "X25519") == 1);
	if (t->session != NULL)
		MUST(SSL_set_session(ssl, t->session) == 1);
	return ssl;
}

/* What FROM has written goes to TO and into the script. */
static bool move(struct talk_script *s, struct tls_talk *t, SSL *from, SSL *to, bool from_server)
{
	char *data;
	long size = BIO_get_mem_data(SSL_get_wbio(from), &data);

	if (size <= 0)
		return false;
	t->at += 10;
	script_say(s, from_server, t->at, view_of(data, (size_t)size));
	MUST(BIO_write(SSL_get_rbio(to), data, (int)size) == (int)size);
	MUST(BIO_reset(SSL_get_wbio(from)) == 1);
	return true;
}

void tls_talk_record(struct tls_room *r, struct talk_script *s, struct tls_talk *t)
{
	SSL *client = make(r, t, false), *server = make(r, t, true);
	char buffer[100];

	for (unsigned i = 0; i < 20; i++) {
		bool moved;

		SSL_do_handshake(client);
		moved = move(s, t, client, server, false);
		SSL_do_handshake(server);
		if (!move(s, t, server, client, true) && !moved)
			break;
	}
	if (!t->distrust)
		MUST(SSL_is_init_finished(client) && SSL_is_init_finished(server));
	if (!t->distrust && !t->quiet) {
		MUST(SSL_write(client, "what is your answer to this?", 28) == 28);
		move(s, t, client, server, false);
		MUST(SSL_read(server, buffer, sizeof buffer) == 28);
		MUST(SSL_write(server, "it is a long and good answer", 28) == 28);
		move(s, t, server, client, true);
		MUST(SSL_read(client, buffer, sizeof buffer) == 28);
	}
	SSL_SESSION_free(t->session);
	t->session = SSL_get1_session(client);
	/* else the sessions count as broken off */
	SSL_set_shutdown(client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_set_shutdown(server, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_free(client);
	SSL_free(server);
}
