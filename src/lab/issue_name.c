#include <arpa/inet.h>
#include <string.h>

#include "lab/issue.h"

static const struct { const char *type, *oid; unsigned tag; } attributes[] = {
	{ "C", "2.5.4.6", 0x13 }, { "O", "2.5.4.10", 0 }, { "OU", "2.5.4.11", 0 },
	{ "CN", "2.5.4.3", 0 }, { "L", "2.5.4.7", 0 }, { "ST", "2.5.4.8", 0 },
	{ "serialNumber", "2.5.4.5", 0x13 }, { "DC", "0.9.2342.19200300.100.1.25", 0x16 },
	{ "emailAddress", "1.2.840.113549.1.9.1", 0x16 },
};

static bool printable(const char *text)
{
	static const char others[] = " '()+,-./:=?";

	for (; *text != '\0'; text++)
		if (!((*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z') ||
		      (*text >= '0' && *text <= '9') || strchr(others, *text) != NULL))
			return false;
	return true;
}

static bool put_attribute(struct put *p, const char *type, const char *value)
{
	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
		unsigned tag = attributes[i].tag;
		size_t mark;

		if (strcmp(type, attributes[i].type) != 0)
			continue;
		if (strncmp(value, "utf8:", 5) == 0) {
			tag = 0x0c;
			value += 5;
		}
		if (tag == 0)
			tag = printable(value) ? 0x13 : 0x0c;
		mark = put_open(p, 0x30);
		put_oid(p, attributes[i].oid);
		put_text(p, tag, value);
		put_close(p, mark);
		return true;
	}
	return false;
}

/* The next TYPE=VALUE of *AT into the buffers; false: malformed. */
static bool take_attribute(const char **at, char type[32], char value[512])
{
	const char *text = *at;
	size_t size = 0, equal;

	text += strspn(text, " ");
	equal = strcspn(text, "=,");
	if (text[equal] != '=' || equal == 0 || equal >= 32)
		return false;
	memcpy(type, text, equal);
	type[equal] = '\0';
	for (text += equal + 1; *text != '\0' && *text != ','; text++) {
		if (*text == '\\' && (text[1] == ',' || text[1] == '\\'))
			text++;
		if (size >= 511)
			return false;
		value[size++] = *text;
	}
	value[size] = '\0';
	*at = text;
	return true;
}

bool name_put(struct put *p, const char *text)
{
	size_t mark = put_open(p, 0x30);
	char type[32], value[512];

	while (text[strspn(text, " ")] != '\0') {
		size_t set;

		if (!take_attribute(&text, type, value))
			return false;
		set = put_open(p, 0x31);
		if (!put_attribute(p, type, value))
			return false;
		put_close(p, set);
		if (*text == ',')
			text++;
	}
	put_close(p, mark);
	return true;
}

bool name_put_relative(struct put *p, unsigned tag, const char *text)
{
	char type[32], value[512];
	size_t mark = put_open(p, tag);

	if (!take_attribute(&text, type, value) || !put_attribute(p, type, value))
		return false;
	put_close(p, mark);
	return true;
}

void general_put_url(struct put *p, const char *url)
{
	put_text(p, 0x86, url);
}

void general_put_directory(struct put *p, struct view name)
{
	put_tlv(p, 0xa4, name);
}

size_t address_octets(const char *text, uint8_t out[16])
{
	if (inet_pton(AF_INET, text, out) == 1)
		return 4;
	return inet_pton(AF_INET6, text, out) == 1 ? 16 : 0;
}

void general_put_host(struct put *p, const char *text)
{
	uint8_t octets[16];
	size_t size = address_octets(text, octets);

	if (size != 0)
		put_tlv(p, 0x87, view_of(octets, size));
	else
		put_text(p, strchr(text, '@') != NULL ? 0x81 : 0x82, text);
}
