#include "observe/url_form.h"

#include <string.h>

#include "base/url.h"
#include "base/view.h"

char *url_plain(struct arena *a, const char *text)
{
	struct url u;
	const char *why;

	if (!url_read(a, view_of_text(text), &u, &why) || u.has_user || u.has_fragment)
		return arena_text(a, text);
	return arena_format(a, "%s://%s%s%s%s%s%s", u.scheme, u.host_is_v6 ? "[" : "", u.host,
		u.host_is_v6 ? "]" : "", u.port == (strcmp(u.scheme, "https") == 0 ? 443 : 80) || u.port == 0 ?
		"" : arena_format(a, ":%u", u.port), u.path,
		u.query == NULL ? "" : arena_format(a, "?%s", u.query));
}

bool url_same(struct arena *arena, const char *a, const char *b)
{
	return strcmp(a, b) == 0 || strcmp(url_plain(arena, a), url_plain(arena, b)) == 0;
}
