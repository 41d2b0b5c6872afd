#include "x509/name.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "base/str.h"
#include "x509/der.h"
#include "x509/oid.h"

struct view general_name_uri(struct view name)
{
	struct tlv t;

	der_only(name, GENERAL_URI, &t);
	return t.content;
}

struct view general_name_directory(struct view name)
{
	struct tlv t, inner;

	if (!der_only(name, GENERAL_DIRECTORY, &t) || !der_only(t.content, DER_SEQUENCE, &inner))
		return (struct view){ 0 };
	return inner.whole;
}

bool general_name_equal(struct view a, struct view b)
{
	if (a.size == 0 || b.size == 0 || a.data[0] != b.data[0])
		return false;
	if (a.data[0] == GENERAL_DIRECTORY)
		return name_equal(general_name_directory(a), general_name_directory(b));
	return view_equal(a, b);
}

static char *address_text(struct arena *a, struct view v)
{
	char text[INET6_ADDRSTRLEN];

	if (v.size == 4 && inet_ntop(AF_INET, v.data, text, sizeof text) != NULL)
		return arena_text(a, text);
	if (v.size == 16 && inet_ntop(AF_INET6, v.data, text, sizeof text) != NULL)
		return arena_text(a, text);
	return arena_format(a, "(an address of %zu octets: %s)", v.size,
		view_hex(a, view_part(v, 0, 64)));
}

static char *other_text(struct arena *a, struct view content)
{
	struct der d = der_of(content);
	struct tlv type;

	if (!der_take(&d, DER_OID, &type))
		return arena_text(a, "(a malformed otherName)");
	return arena_format(a, "otherName %s", oid_text(a, type.content));
}

char *general_name_text(struct arena *a, struct view name)
{
	struct der d = der_of(name);
	struct tlv t;

	if (!der_next(&d, &t) || !der_empty(&d))
		return arena_text(a, "(a malformed name)");
	switch (t.tag) {
	case GENERAL_EMAIL:
	case GENERAL_DNS:
	case GENERAL_URI:
		return str_safe(a, t.content);
	case GENERAL_IP:
		return address_text(a, t.content);
	case GENERAL_DIRECTORY:
		return name_text(a, general_name_directory(name));
	case GENERAL_OTHER:
		return other_text(a, t.content);
	case GENERAL_REGISTERED:
		return arena_format(a, "registeredID %s", oid_text(a, t.content));
	case GENERAL_X400:
		return arena_text(a, "x400Address");
	case GENERAL_EDI:
		return arena_text(a, "ediPartyName");
	default:
		return arena_text(a, "(an unknown kind of name)");
	}
}

bool general_name_ok(const struct tlv *t)
{
	struct der d;
	struct tlv inner;

	switch (t->tag) {
	case GENERAL_DIRECTORY:
		return der_only(t->content, DER_SEQUENCE, &inner) && name_ok(inner.whole);
	case GENERAL_OTHER:
		d = der_of(t->content);
		return der_take(&d, DER_OID, &inner) && oid_ok(inner.content) &&
			der_take(&d, 0xa0, &inner) && der_empty(&d);
	case GENERAL_REGISTERED:
		return oid_ok(t->content);
	case GENERAL_EMAIL:
	case GENERAL_DNS:
	case GENERAL_URI:
	case GENERAL_IP:
	case GENERAL_X400:
	case GENERAL_EDI:
		return true;
	default:
		return false;
	}
}

bool general_names_ok(struct view content, size_t max, size_t *count)
{
	struct der d = der_of(content);
	struct tlv t;

	for (*count = 0; !der_empty(&d); ++*count)
		if (*count == max || !der_next(&d, &t) || !general_name_ok(&t))
			return false;
	return *count != 0;
}

bool general_names_read(struct arena *a, struct view content, size_t max, struct view **out,
	size_t *count)
{
	struct der d = der_of(content);
	struct tlv t;
	size_t found;

	*out = NULL;
	*count = 0;
	if (!general_names_ok(content, max, &found))
		return false;
	*out = arena_array(a, found, sizeof **out);
	while (der_next(&d, &t))
		(*out)[(*count)++] = t.whole;
	return true;
}
