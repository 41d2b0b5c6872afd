#include "observe/fetcher.h"

#include <string.h>

#include "base/str.h"

/* --- header names --------------------------------------------------------------- */

/* The next name of a list with commas; false at its end. */
static bool next_name(const char **at, struct view *out)
{
	size_t size = strcspn(*at, ",");

	if (**at == '\0')
		return false;
	*out = view_of(*at, size);
	*at += size + ((*at)[size] == ',');
	return true;
}

static bool name_same(struct view a, struct view b)
{
	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++)
		if (str_lower((char)a.data[i]) != str_lower((char)b.data[i]))
			return false;
	return true;
}

static bool list_has(const char *list, struct view name)
{
	struct view v;

	while (next_name(&list, &v))
		if (name_same(v, name))
			return true;
	return false;
}

/* Whether the names that both lists have stand in the same order in both. */
static bool in_order(const char *seen, const char *usual)
{
	struct view v, u;
	const char *rest = usual;

	while (next_name(&seen, &v)) {
		const char *at = rest;
		bool found = false;

		if (!list_has(usual, v))
			continue;
		while (!found && next_name(&at, &u))
			found = name_same(u, v);
		if (!found)
			return false;
		rest = at;
	}
	return true;
}

static bool host_with_port(struct arena *a, const char *block)
{
	const char *line;
	size_t size;
	char *text;

	if (block == NULL)
		return false;
	text = arena_format(a, "\n%s", block);
	for (char *c = text; *c != '\0'; c++)
		*c = str_lower(*c);
	line = strstr(text, "\nhost:");
	if (line == NULL)
		return false;
	line += 6;
	size = strcspn(line, "\r\n");
	return memchr(line, ':', size) != NULL;
}

/* --- rows -------------------------------------------------------------------------- */

static bool wants(int what, bool known, bool is)
{
	return what == 0 || (known && is == (what > 0));
}

/* What is not known does not fit a row that asks for it, the User-Agent alone apart. */
static bool row_fits(struct arena *a, const struct fetcher_row *r, const struct fetch_facts *f)
{
	if ((r->kinds & f->kind) == 0)
		return false;
	if (r->agent != NULL && (f->user_agent == NULL || (r->agent[0] == '\0' ? f->user_agent[0] != '\0' :
	    !str_starts(f->user_agent, r->agent))))
		return false;
	if (r->method != NULL && f->method != NULL && strcmp(r->method, f->method) != 0)
		return false;
	if (r->version != 0 && f->version != 0 && r->version != f->version)
		return false;
	/* Without a User-Agent the rest has to be known: absence alone tells little. */
	if (r->agent != NULL && r->agent[0] == '\0' && (f->method == NULL || f->version == 0))
		return false;
	if (r->headers != NULL && (f->header_names == NULL || !str_same(f->header_names, r->headers)))
		return false;
	if (r->has != NULL && (f->header_names == NULL || !list_has(f->header_names, view_of_text(r->has))))
		return false;
	if (r->host_port && !host_with_port(a, f->headers))
		return false;
	return wants(r->explicit_version, f->form.known, f->form.explicit_version) &&
		wants(r->no_null, f->form.known, f->form.no_null) &&
		wants(r->nonce, f->form.known, f->form.nonce);
}

static void reason(struct fetcher *out, const char *text)
{
	if (out->reason_count < sizeof out->reasons / sizeof *out->reasons)
		out->reasons[out->reason_count++] = text;
}

static void put_reasons(struct arena *a, const struct fetcher_row *r, const struct fetch_facts *f,
	struct fetcher *out)
{
	if (r->agent != NULL)
		reason(out, r->agent[0] == '\0' ? "no User-Agent" : "the User-Agent");
	if (r->method != NULL && f->method != NULL && f->version != 0)
		reason(out, arena_format(a, "%s with HTTP/%u.%u", f->method, f->version / 10, f->version % 10));
	if (r->headers != NULL || r->has != NULL)
		reason(out, "the header fields");
	else if (r->usual != NULL && f->header_names != NULL && in_order(f->header_names, r->usual))
		reason(out, "the order of the header fields");
	if (r->host_port)
		reason(out, "the port in the Host field");
	if (r->explicit_version > 0)
		reason(out, "the version written out in the OCSP request");
	if (r->no_null > 0)
		reason(out, "the missing NULL in the OCSP request");
	if (r->nonce > 0)
		reason(out, "the nonce in the OCSP request");
}

/* An agent that is in the table, with a request that is not like its requests. */
static const struct fetcher_row *row_of_agent(const struct fetch_facts *f)
{
	size_t count;
	const struct fetcher_row *rows = fetcher_rows(&count);

	for (size_t i = 0; f->user_agent != NULL && i < count; i++)
		if (rows[i].agent != NULL && rows[i].agent[0] != '\0' && !rows[i].no_verifier &&
		    !str_starts(rows[i].agent, "Mozilla/") && str_starts(f->user_agent, rows[i].agent))
			return &rows[i];
	return NULL;
}

static void judge_form(struct arena *a, const struct fetcher_row *r, const struct fetch_facts *f,
	struct fetcher *out)
{
	if (r->usual != NULL && f->header_names != NULL && !in_order(f->header_names, r->usual)) {
		out->differs = true;
		out->differs_why = arena_format(a, "The User-Agent is that of %s, whose header fields come in "
			"another order", r->name);
	} else if (f->form.known && str_starts(f->user_agent, "Microsoft-CryptoAPI/") &&
	    (f->form.explicit_version || f->form.no_null)) {
		out->differs = true;
		out->differs_why = "The User-Agent is that of Windows, whose OCSP requests are encoded "
			"otherwise";
	}
}

void fetcher_name(struct arena *a, const struct fetch_facts *f, struct fetcher *out)
{
	size_t count;
	const struct fetcher_row *rows = fetcher_rows(&count), *named = row_of_agent(f);

	*out = (struct fetcher){ 0 };
	for (size_t i = 0; i < count; i++) {
		if (!row_fits(a, &rows[i], f))
			continue;
		out->name = rows[i].name;
		out->mark = rows[i].mark;
		out->no_grease = rows[i].no_grease;
		out->fetches_for_others = rows[i].for_others;
		out->no_verifier = rows[i].no_verifier;
		put_reasons(a, &rows[i], f, out);
		if (named != NULL)
			judge_form(a, &rows[i], f, out);
		return;
	}
	if (named != NULL && (f->method != NULL || f->version != 0)) {
		out->differs = true;
		out->differs_why = arena_format(a, "The User-Agent is that of %s, which does not ask so (%s, "
			"HTTP/%u.%u)", named->name, f->method == NULL ? "method unknown" : f->method,
			f->version / 10, f->version % 10);
	}
}
