#include "observe/sock_diag.h"

#include <string.h>

enum { HEAD = 16, IDENTITY = 48, QUESTION = 8 + IDENTITY, ANSWER = 4 + IDENTITY + 20 };
enum { TYPE_ERROR = 2, TYPE_BY_FAMILY = 20, FLAG_REQUEST = 1 };
/* As Linux numbers them, wherever this is built. */
enum { FAMILY_IPV4 = 2, FAMILY_IPV6 = 10, ERROR_NO_ENTRY = 2 };

/* Of struct inet_diag_sockid. */
enum { AT_PORT_HERE = 0, AT_PORT_THERE = 2, AT_HERE = 4, AT_THERE = 20, AT_COOKIE = 40 };

static void put16(uint8_t *out, uint16_t n) { memcpy(out, &n, sizeof n); }
static void put32(uint8_t *out, uint32_t n) { memcpy(out, &n, sizeof n); }

static uint16_t get16(const uint8_t *p)
{
	uint16_t n;

	memcpy(&n, p, sizeof n);
	return n;
}

static uint32_t get32(const uint8_t *p)
{
	uint32_t n;

	memcpy(&n, p, sizeof n);
	return n;
}

static void put_port(uint8_t *out, unsigned port)
{
	out[0] = (uint8_t)(port >> 8);
	out[1] = (uint8_t)port;
}

/* Of UDP the kernel wants the two ends the other way round, "for historical reasons"
 * (its udp_diag.c); it answers the right way round. */
static void put_identity(uint8_t out[IDENTITY], const struct endpoint *here, const struct endpoint *there)
{
	put_port(out + AT_PORT_HERE, here->port);
	put_port(out + AT_PORT_THERE, there->port);
	memcpy(out + AT_HERE, here->address, here->size);
	memcpy(out + AT_THERE, there->address, there->size);
	memset(out + AT_COOKIE, 0xff, 8);   /* any */
}

bool sock_diag_ask(bool udp, const struct endpoint *here, const struct endpoint *there, uint32_t number,
	uint8_t out[SOCK_DIAG_QUESTION])
{
	if (here->size != there->size || (here->size != 4 && here->size != 16) || here->port == 0 || there->port == 0)
		return false;
	memset(out, 0, SOCK_DIAG_QUESTION);
	put32(out, HEAD + QUESTION);
	put16(out + 4, TYPE_BY_FAMILY);
	put16(out + 6, FLAG_REQUEST);
	put32(out + 8, number);
	out[HEAD] = here->size == 4 ? FAMILY_IPV4 : FAMILY_IPV6;
	out[HEAD + 1] = udp ? 17 : 6;
	put32(out + HEAD + 4, 0xffffffff);  /* in any state */
	put_identity(out + HEAD + 8, udp ? there : here, udp ? here : there);
	return true;
}

/* An IPv4 connection of an IPv6 socket is told of with mapped addresses. */
static bool is_end(const uint8_t *address, const uint8_t *port, unsigned family, const struct endpoint *e)
{
	struct endpoint told;

	endpoint_of(&told, address, family == FAMILY_IPV4 ? 4 : 16, (unsigned)(port[0] << 8 | port[1]));
	return endpoint_equal(&told, e);
}

static enum sock_diag_answer read_answer(const uint8_t *p, const struct endpoint *here, const struct endpoint *there,
	struct sock_owner *out)
{
	const uint8_t *identity = p + 4, *rest = identity + IDENTITY;

	if ((p[0] != FAMILY_IPV4 && p[0] != FAMILY_IPV6) ||
	    !is_end(identity + AT_HERE, identity + AT_PORT_HERE, p[0], here) ||
	    !is_end(identity + AT_THERE, identity + AT_PORT_THERE, p[0], there))
		return SOCK_DIAG_OTHER;
	out->uid = get32(rest + 12);
	out->inode = get32(rest + 16);
	/* In TIME_WAIT nobody has it any more, and the user is told as 0. */
	return out->inode == 0 ? SOCK_DIAG_NONE : SOCK_DIAG_FOUND;
}

static enum sock_diag_answer read_error(const uint8_t *p, struct sock_owner *out)
{
	int32_t code = (int32_t)get32(p);

	if (code == -ERROR_NO_ENTRY)
		return SOCK_DIAG_NONE;
	out->error = code < 0 && code > -4096 ? -code : 0;
	return SOCK_DIAG_REFUSED;
}

enum sock_diag_answer sock_diag_read(struct view v, const struct endpoint *here,
	const struct endpoint *there, uint32_t number, struct sock_owner *out)
{
	memset(out, 0, sizeof *out);
	while (v.size >= HEAD) {
		uint32_t size = get32(v.data);
		enum sock_diag_answer answer = SOCK_DIAG_OTHER;

		if (size < HEAD || size > v.size)
			break;
		if (get32(v.data + 8) == number && get16(v.data + 4) == TYPE_BY_FAMILY && size >= HEAD + ANSWER)
			answer = read_answer(v.data + HEAD, here, there, out);
		else if (get32(v.data + 8) == number && get16(v.data + 4) == TYPE_ERROR && size >= HEAD + 4)
			answer = read_error(v.data + HEAD, out);
		if (answer != SOCK_DIAG_OTHER)
			return answer;
		v = view_part(v, (size + 3u) & ~(size_t)3, v.size);
	}
	return SOCK_DIAG_OTHER;
}
