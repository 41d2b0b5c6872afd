#include "verify/public_suffix.h"

#include "base/str.h"
#include "verify/name_form.h"

static const struct { const char *country, *levels; } table[] = {
	{ "ar", "com edu net org" },
	{ "at", "ac co or" },
	{ "au", "asn com edu id net org" },
	{ "br", "com edu eco ind net org" },
	{ "cn", "ac com edu net org" },
	{ "co", "com edu net nom org" },
	{ "cr", "ac co or" },
	{ "eg", "com edu net org" },
	{ "hk", "com edu idv net org" },
	{ "id", "ac biz co my or sch web" },
	{ "il", "ac co net org" },
	{ "in", "ac co edu firm gen ind net org" },
	{ "jp", "ac ad co ed gr lg ne or" },
	{ "ke", "ac co me ne or sc" },
	{ "kr", "ac co ne or pe re" },
	{ "mx", "com edu net org" },
	{ "my", "com edu name net org" },
	{ "ng", "com edu name net org" },
	{ "nz", "ac co geek gen kiwi maori net org school" },
	{ "pe", "com edu net nom org" },
	{ "ph", "com edu net org" },
	{ "pk", "biz com edu net org" },
	{ "pl", "biz com edu info net org" },
	{ "pt", "com edu org" },
	{ "ru", "ac com edu net org" },
	{ "sa", "com edu med net org pub" },
	{ "sg", "com edu net org per" },
	{ "th", "ac co in net or" },
	{ "tr", "av bbs bel biz com dr edu gen info k12 name net org tel web" },
	{ "tw", "club com ebiz edu game idv net org" },
	{ "ua", "com edu in net org" },
	{ "uk", "ac co ltd me net nhs org plc police sch" },
	{ "ve", "co com edu info net org web" },
	{ "vn", "ac biz com edu health info int name net org pro" },
	{ "za", "ac co edu law net nom org school web" },
};

static bool has_word(const char *words, struct view word)
{
	while (*words != '\0') {
		size_t size = 0;

		while (words[size] != '\0' && words[size] != ' ')
			size++;
		if (name_form_same(view_of(words, size), word))
			return true;
		words += size;
		if (*words == ' ')
			words++;
	}
	return false;
}

bool public_suffix_has(struct view name)
{
	struct view country = name_form_parent(name);

	if (country.size == 0)
		return false;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (name_form_same(view_of_text(table[i].country), country))
			return has_word(table[i].levels,
				view_part(name, 0, name.size - country.size - 1));
	return false;
}
