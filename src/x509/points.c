#include "x509/points.h"

#include "base/str.h"
#include "x509/der.h"

bool point_name_read(struct arena *a, struct view content, struct view **names, size_t *count,
	struct view *relative)
{
	struct der d = der_of(content);
	struct tlv t;

	*names = NULL;
	*count = 0;
	*relative = (struct view){ 0 };
	if (der_take(&d, 0xa0, &t))
		return der_empty(&d) && general_names_read(a, t.content, POINTS_MAX_NAMES, names, count);
	if (!der_take(&d, 0xa1, &t) || !der_empty(&d) || t.content.size == 0)
		return false;
	d = der_of(t.content);
	*relative = t.content;
	while (!der_empty(&d))
		if (!der_take(&d, DER_SEQUENCE, &t))
			return false;
	return true;
}

void names_read_urls(struct arena *a, const struct view *names, size_t count, char ***urls,
	size_t *url_count)
{
	*url_count = 0;
	*urls = arena_array(a, count, sizeof **urls);
	for (size_t i = 0; i < count; i++)
		if (names[i].data[0] == GENERAL_URI)
			(*urls)[(*url_count)++] = str_safe(a, general_name_uri(names[i]));
}

static bool point_read(struct arena *a, struct view content, struct dist_point *p)
{
	struct der d = der_of(content);
	struct tlv t;

	if (der_take(&d, 0xa0, &t) &&
	    !point_name_read(a, t.content, &p->names, &p->name_count, &p->relative))
		return false;
	if (der_take(&d, 0x81, &t)) {
		p->has_reasons = true;
		if (!der_read_flags(t.content, &p->reasons))
			return false;
	}
	if (der_take(&d, 0xa2, &t) &&
	    !general_names_read(a, t.content, POINTS_MAX_NAMES, &p->crl_issuers,
		&p->crl_issuer_count))
		return false;
	names_read_urls(a, p->names, p->name_count, &p->urls, &p->url_count);
	return der_empty(&d) &&
		(p->name_count != 0 || p->relative.size != 0 || p->crl_issuer_count != 0);
}

bool points_read(struct arena *a, struct view value, struct dist_point **out, size_t *count)
{
	struct tlv seq, t;
	struct der d;
	size_t space = 0;

	*out = NULL;
	*count = 0;
	if (!der_only(value, DER_SEQUENCE, &seq) || seq.content.size == 0)
		return false;
	d = der_of(seq.content);
	while (!der_empty(&d)) {
		struct dist_point *p;

		if (*count == POINTS_MAX || !der_take(&d, DER_SEQUENCE, &t))
			return false;
		p = arena_more(a, out, *count, &space, sizeof *p);
		if (!point_read(a, t.content, p))
			return false;
		(*count)++;
	}
	return true;
}
