#include "io/serve_tls.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/memory.h"
#include "base/str.h"

#define KINDS 4 /* types of keys on one name: RSA, ECDSA, EdDSA … */
#define CHAIN_MAX 64

struct serve_tls_context { SSL_CTX *ssl; const struct serve_options *options; };

/* What goes with one of the certificates, in our own copy. */
struct extras { X509 *leaf; int key_type; struct bytes { uint8_t *data; size_t size; } staple,
	scts; };

struct serve_tls {
	struct serve_tls_context *context;
	SSL *ssl;
	BIO *in, *out;  /* owned by ssl */
	bool greeted, open, over;
	char name[256];
	enum serve_play play;
	struct extras extras[KINDS]; size_t extra_count;
};

static struct bytes copy_of(struct view v)
{
	return (struct bytes){ v.size == 0 ? NULL : mem_copy(v.data, v.size), v.size };
}

/* --- the ClientHello ---------------------------------------------------- */

/* RFC 6066 section 3: a list of names, of which host_name is the only kind. */
static void read_sni(SSL *ssl, char out[256])
{
	const unsigned char *p;
	size_t size, name;

	*out = '\0';
	if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &p, &size) != 1 || size < 5 ||
	    p[2] != TLSEXT_NAMETYPE_host_name)
		return;
	name = (size_t)p[3] << 8 | p[4];
	if (name == 0 || name > size - 5 || name > 255 || memchr(p + 5, 0, name) != NULL)
		return;
	for (size_t i = 0; i < name; i++)
		out[i] = str_lower((char)p[5 + i]);
	out[name] = '\0';
}

static X509 *read_certificate(struct view der)
{
	const unsigned char *p = der.data;

	return der.size > LONG_MAX ? NULL : d2i_X509(NULL, &p, (long)der.size);
}

static bool has_key_type(const struct serve_tls *t, int type)
{
	for (size_t i = 0; i < t->extra_count; i++)
		if (t->extras[i].key_type == type)
			return true;
	return false;
}

static void use_credential(struct serve_tls *t, const struct serve_credential *c)
{
	X509 *leaf;
	struct extras *extras;

	if (c->chain_count == 0 || c->key == NULL || t->extra_count == KINDS ||
	    has_key_type(t, EVP_PKEY_get_base_id(c->key)))
		return;
	leaf = read_certificate(c->chain[0]);
	if (leaf == NULL || SSL_use_certificate(t->ssl, leaf) != 1 ||
	    SSL_use_PrivateKey(t->ssl, c->key) != 1) {
		X509_free(leaf);
		return;
	}
	for (size_t i = 1; i < c->chain_count && i < CHAIN_MAX; i++) {
		X509 *next = read_certificate(c->chain[i]);

		if (next != NULL && SSL_add0_chain_cert(t->ssl, next) != 1)
			X509_free(next);
	}
	extras = &t->extras[t->extra_count++];
	extras->leaf = leaf;
	extras->key_type = EVP_PKEY_get_base_id(c->key);
	extras->staple = copy_of(c->staples == NULL ? (struct view){ 0 } : c->staples[0]);
	extras->scts = copy_of(c->sct_list);
}

static void limit_versions(SSL *ssl, const struct serve_credential *c)
{
	SSL_set_min_proto_version(ssl, c->min_tls == 13 ? TLS1_3_VERSION : TLS1_2_VERSION);
	if (c->max_tls == 12)
		SSL_set_max_proto_version(ssl, TLS1_2_VERSION);
}

static int on_client_hello(SSL *ssl, int *alert, void *unused)
{
	struct serve_tls *t = SSL_get_app_data(ssl);
	const struct serve_options *o = t->context->options;
	const struct serve_credential *c;
	size_t count = 0;

	(void)unused;
	if (t->greeted)
		return SSL_CLIENT_HELLO_SUCCESS; /* the second one, after a HelloRetryRequest */
	t->greeted = true;
	read_sni(ssl, t->name);
	c = o->credentials(o->context, t->name, &count);
	if (o->seen != NULL)
		o->seen(o->context, &(struct serve_seen){ .tls = true, .method = "TLS",
			.host = t->name, .path = "",
			.play = c == NULL || count == 0 ? PLAY_NORMAL : c->play });
	*alert = SSL_AD_UNRECOGNIZED_NAME;
	if (c == NULL || count == 0)
		return SSL_CLIENT_HELLO_ERROR;
	t->play = c->play;
	*alert = SSL_AD_HANDSHAKE_FAILURE;
	if (t->play == PLAY_ALERT)
		return SSL_CLIENT_HELLO_ERROR;
	limit_versions(ssl, c);
	for (size_t i = 0; i < count; i++)
		use_credential(t, &c[i]);
	/* libssl suspends the handshake; the connection does the rest. */
	return t->play == PLAY_SILENT || t->play == PLAY_RESET || t->play == PLAY_GARBAGE ||
		t->play == PLAY_ENDLESS ? SSL_CLIENT_HELLO_RETRY : SSL_CLIENT_HELLO_SUCCESS;
}

/* --- staple and SCT list ------------------------------------------------- */

static const struct extras *extras_of(const struct serve_tls *t, const X509 *leaf)
{
	for (size_t i = 0; i < t->extra_count; i++)
		if (t->extras[i].leaf == leaf)
			return &t->extras[i];
	return NULL;
}

static int on_status(SSL *ssl, void *unused)
{
	struct serve_tls *t = SSL_get_app_data(ssl);
	const struct extras *x = extras_of(t, SSL_get_certificate(ssl));
	unsigned char *copy;

	(void)unused;
	if (x == NULL || x->staple.size == 0 || x->staple.size > INT_MAX)
		return SSL_TLSEXT_ERR_NOACK;
	copy = OPENSSL_memdup(x->staple.data, x->staple.size);
	/* libssl frees the copy. */
	if (copy == NULL || SSL_set_tlsext_status_ocsp_resp(ssl, copy, (int)x->staple.size) != 1)
		return SSL_TLSEXT_ERR_NOACK;
	return SSL_TLSEXT_ERR_OK;
}

static int add_scts(SSL *ssl, unsigned int type, unsigned int where, const unsigned char **out,
	size_t *size, X509 *cert, size_t index, int *alert, void *unused)
{
	const struct serve_tls *t = SSL_get_app_data(ssl);
	const struct extras *x = extras_of(t, SSL_get_certificate(ssl));

	(void)type;
	(void)where;
	(void)cert;
	(void)alert;
	(void)unused;
	if (x == NULL || x->scts.size == 0 || index != 0)
		return 0;
	*out = x->scts.data;
	*size = x->scts.size;
	return 1;
}

static int ignore_scts(SSL *ssl, unsigned int type, unsigned int where, const unsigned char *in,
	size_t size, X509 *cert, size_t index, int *alert, void *unused)
{
	(void)ssl;
	(void)type;
	(void)where;
	(void)in;
	(void)size;
	(void)cert;
	(void)index;
	(void)alert;
	(void)unused;
	return 1;
}

/* --- the context --------------------------------------------------------- */

struct serve_tls_context *serve_tls_context_new(const struct serve_options *o, struct err *e)
{
	struct serve_tls_context *c = mem_take(1, sizeof *c);
	SSL_CTX *ssl = SSL_CTX_new(TLS_server_method());

	c->ssl = ssl;
	c->options = o;
	if (ssl == NULL || SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION) != 1 ||
	    SSL_CTX_add_custom_ext(ssl, TLSEXT_TYPE_signed_certificate_timestamp,
		    SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_CERTIFICATE,
		    add_scts, NULL, NULL, ignore_scts, NULL) != 1) {
		serve_tls_context_free(c);
		err_set(e, ERR_INTERNAL, "libssl cannot make a TLS server");
		return NULL;
	}
	/* Weak keys and signatures are what the test mode is there to show. */
	SSL_CTX_set_security_level(ssl, 0);
	SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_options(ssl, SSL_OP_NO_TICKET);
	SSL_CTX_set_num_tickets(ssl, 0);
	/* The chain goes out as it is given, never completed. */
	SSL_CTX_set_mode(ssl, SSL_MODE_NO_AUTO_CHAIN);
	SSL_CTX_set_client_hello_cb(ssl, on_client_hello, NULL);
	SSL_CTX_set_tlsext_status_cb(ssl, on_status);
	return c;
}

void serve_tls_context_free(struct serve_tls_context *c)
{
	if (c == NULL)
		return;
	SSL_CTX_free(c->ssl);
	free(c);
}

/* --- one connection ------------------------------------------------------ */

struct serve_tls *serve_tls_new(struct serve_tls_context *c)
{
	struct serve_tls *t = mem_take(1, sizeof *t);

	t->context = c;
	t->ssl = SSL_new(c->ssl);
	t->in = BIO_new(BIO_s_mem());
	t->out = BIO_new(BIO_s_mem());
	if (t->ssl == NULL || t->in == NULL || t->out == NULL)
		mem_out();
	SSL_set_bio(t->ssl, t->in, t->out);
	SSL_set_app_data(t->ssl, t);
	SSL_set_accept_state(t->ssl);
	return t;
}

void serve_tls_free(struct serve_tls *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->extra_count; i++) {
		X509_free(t->extras[i].leaf);
		free(t->extras[i].staple.data);
		free(t->extras[i].scts.data);
	}
	SSL_free(t->ssl);
	free(t);
}

enum serve_tls_state serve_tls_step(struct serve_tls *t)
{
	int result, why;

	if (t->over)
		return SERVE_TLS_CLOSED;
	if (t->open)
		return SERVE_TLS_OPEN;
	ERR_clear_error();
	result = SSL_do_handshake(t->ssl);
	if (result == 1) {
		t->open = true;
		return SERVE_TLS_OPEN;
	}
	why = SSL_get_error(t->ssl, result);
	ERR_clear_error();
	if (why == SSL_ERROR_WANT_CLIENT_HELLO_CB)
		return SERVE_TLS_FAULT;
	if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE)
		return t->play == PLAY_TRUNCATE || t->play == PLAY_LIE_LENGTH ? SERVE_TLS_FAULT :
			SERVE_TLS_SHAKING;
	t->over = true;
	return SERVE_TLS_CLOSED;
}

void serve_tls_feed(struct serve_tls *t, struct view v)
{
	/* A memory BIO takes everything or there is no memory. */
	if (v.size != 0 && v.size <= INT_MAX && BIO_write(t->in, v.data, (int)v.size) != (int)v.size)
		mem_out();
}

size_t serve_tls_drain(struct serve_tls *t, uint8_t *out, size_t size)
{
	int got = BIO_read(t->out, out, size > INT_MAX ? INT_MAX : (int)size);

	return got <= 0 ? 0 : (size_t)got;
}

size_t serve_tls_read(struct serve_tls *t, uint8_t *out, size_t size)
{
	size_t got = 0;
	int result, why;

	if (!t->open || t->over || size == 0)
		return 0;
	ERR_clear_error();
	result = SSL_read_ex(t->ssl, out, size, &got);
	if (result == 1)
		return got;
	why = SSL_get_error(t->ssl, result);
	ERR_clear_error();
	if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE)
		t->over = true;
	return 0;
}

bool serve_tls_write(struct serve_tls *t, struct view v)
{
	size_t put;

	if (!t->open || t->over)
		return false;
	ERR_clear_error();
	if (SSL_write_ex(t->ssl, v.data, v.size, &put) == 1 && put == v.size)
		return true;
	ERR_clear_error();
	t->over = true;
	return false;
}

void serve_tls_close(struct serve_tls *t)
{
	if (t->open && !t->over)
		(void)SSL_shutdown(t->ssl);
	t->over = true;
	ERR_clear_error();
}

enum serve_play serve_tls_play(const struct serve_tls *t)
{
	return t->play;
}

const char *serve_tls_name(const struct serve_tls *t)
{
	return t->name;
}
