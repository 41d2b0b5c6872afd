#include "x509/name.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/str.h"
#include "x509/der.h"
#include "x509/oid.h"

#define NAME_MAX_BYTES ((size_t)1 << 20) /* libcrypto's own ceiling */

static X509_NAME *name_open(struct view v)
{
	const unsigned char *p = v.data;
	X509_NAME *name;
	struct tlv t;

	if (v.size > NAME_MAX_BYTES || !der_only(v, DER_SEQUENCE, &t))
		return NULL;
	ERR_set_mark();
	name = d2i_X509_NAME(NULL, &p, (long)v.size);
	ERR_pop_to_mark();
	if (name != NULL && p != v.data + v.size) {
		X509_NAME_free(name);
		name = NULL;
	}
	return name;
}

bool name_ok(struct view v)
{
	X509_NAME *name = name_open(v);

	X509_NAME_free(name);
	return name != NULL;
}

bool name_equal(struct view a, struct view b)
{
	X509_NAME *x = name_open(a), *y = NULL;
	bool equal = false;

	if (x != NULL && view_equal(a, b))
		equal = true;
	else if (x != NULL)
		y = name_open(b);
	if (y != NULL)
		equal = X509_NAME_cmp(x, y) == 0;
	X509_NAME_free(x);
	X509_NAME_free(y);
	return equal;
}

/* RFC 4514 section 2.4 on top of text that is safe already; a backslash in
 * the value has become two there, which is its escaped form. */
static void put_escaped(struct str *s, const char *safe)
{
	size_t size = strlen(safe);

	for (size_t i = 0; i < size; i++) {
		bool edge = (i == 0 && (safe[i] == ' ' || safe[i] == '#')) ||
			(i == size - 1 && safe[i] == ' ');

		if (edge || strchr(",+\"<>;=", safe[i]) != NULL)
			str_put_char(s, '\\');
		str_put_char(s, safe[i]);
	}
}

/* The value as UTF-8 whatever its string type; raw bytes where it is none. */
char *name_value_text(struct arena *a, const ASN1_STRING *value)
{
	unsigned char *utf8 = NULL;
	int size;
	char *text;

	ERR_set_mark();
	size = ASN1_STRING_to_UTF8(&utf8, value);
	ERR_pop_to_mark();
	if (size < 0)
		return str_safe(a, view_of(ASN1_STRING_get0_data(value),
			(size_t)ASN1_STRING_length(value)));
	text = str_safe(a, view_of(utf8, (size_t)size));
	OPENSSL_free(utf8);
	return text;
}

static void put_type(struct str *s, const ASN1_OBJECT *type, struct arena *a)
{
	int nid = OBJ_obj2nid(type);

	if (nid != NID_undef)
		str_put(s, OBJ_nid2sn(nid));
	else
		str_put(s, oid_text(a, view_of(OBJ_get0_data(type), OBJ_length(type))));
}

char *name_text_of(struct arena *a, const X509_NAME *name)
{
	int count = X509_NAME_entry_count(name), set = -1;
	struct str s;
	char *text;

	str_init(&s, SIZE_MAX / 4);
	for (int i = count - 1; i >= 0; i--) {
		const X509_NAME_ENTRY *e = X509_NAME_get_entry(name, i);

		if (i != count - 1)
			str_put(&s, X509_NAME_ENTRY_set(e) == set ? "+" : ",");
		set = X509_NAME_ENTRY_set(e);
		put_type(&s, X509_NAME_ENTRY_get_object(e), a);
		str_put_char(&s, '=');
		put_escaped(&s, name_value_text(a, X509_NAME_ENTRY_get_data(e)));
	}
	text = arena_textn(a, str_text(&s), s.size);
	str_clear(&s);
	return text;
}

char *name_text(struct arena *a, struct view v)
{
	X509_NAME *name = name_open(v);
	char *text;

	if (name == NULL)
		return arena_text(a, "(a malformed name)");
	text = name_text_of(a, name);
	X509_NAME_free(name);
	return text;
}

/* Tag and length of a TLV into AT; returns how many octets they are. */
static size_t put_head(uint8_t *at, uint8_t tag, size_t length)
{
	size_t octets = 0;

	at[0] = tag;
	if (length < 0x80) {
		at[1] = (uint8_t)length;
		return 2;
	}
	for (size_t rest = length; rest != 0; rest >>= 8)
		octets++;
	at[1] = (uint8_t)(0x80 | octets);
	for (size_t i = 0; i < octets; i++)
		at[2 + i] = (uint8_t)(length >> 8 * (octets - 1 - i));
	return 2 + octets;
}

bool name_append(struct arena *a, struct view base, struct view rdn, struct view *out)
{
	uint8_t *bytes, inner[2 + sizeof(size_t)];
	size_t at, head;
	struct tlv t;

	*out = (struct view){ 0 };
	if (base.size > NAME_MAX_BYTES || rdn.size > NAME_MAX_BYTES || rdn.size == 0 ||
	    !der_only(base, DER_SEQUENCE, &t))
		return false;
	head = put_head(inner, DER_SET, rdn.size);
	bytes = arena_take(a, t.content.size + rdn.size + 2 * sizeof inner);
	at = put_head(bytes, DER_SEQUENCE, t.content.size + head + rdn.size);
	if (t.content.size != 0)
		memcpy(bytes + at, t.content.data, t.content.size);
	at += t.content.size;
	memcpy(bytes + at, inner, head);
	memcpy(bytes + at + head, rdn.data, rdn.size);
	at += head + rdn.size;
	if (!name_ok(view_of(bytes, at)))
		return false;
	*out = view_of(bytes, at);
	return true;
}
