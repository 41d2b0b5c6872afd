#include "lab/fault.h"

#include <string.h>

#include "base/str.h"

#define ON_HTTP (ON_AIA | ON_CRL | ON_OCSP)

/* One row a fault, for the table and for the list of names. */
#define FAULTS(F) \
	F("missing", FAULT_MISSING, ON_HTTP, NO_VALUE, "HTTP 404") \
	F("status", FAULT_STATUS, ON_HTTP, VALUE_NUMBER, "that HTTP status") \
	F("silent", FAULT_SILENT, ON_HTTP | ON_SITE, NO_VALUE, "connects and never answers") \
	F("slow", FAULT_SLOW, ON_HTTP | ON_SITE, NO_VALUE, "answers a few bytes a second") \
	F("reset", FAULT_RESET, ON_HTTP | ON_SITE, NO_VALUE, "resets the connection") \
	F("truncate", FAULT_TRUNCATE, ON_HTTP | ON_SITE, NO_VALUE, \
		"closes after half of the announced bytes") \
	F("endless", FAULT_ENDLESS, ON_HTTP, NO_VALUE, "a body without end") \
	F("lie-length", FAULT_LIE_LENGTH, ON_HTTP, NO_VALUE, "announces far more than comes") \
	F("garbage", FAULT_GARBAGE, ON_HTTP | ON_SITE, NO_VALUE, "bytes that are not HTTP or TLS") \
	F("alert", FAULT_ALERT, ON_SITE, NO_VALUE, "refuses the handshake") \
	F("reach", FAULT_REACH, ON_HTTP | ON_SITE, VALUE_TEXT, \
		"fails with that reach word (unresolved, refused ...) in memory, resets on a socket") \
	F("html", FAULT_HTML, ON_HTTP, NO_VALUE, "an HTML page with status 200") \
	F("noise", FAULT_NOISE, ON_HTTP, NO_VALUE, "a body of arbitrary bytes") \
	F("pem", FAULT_PEM, ON_AIA | ON_CRL, NO_VALUE, "PEM where DER is due") \
	F("pkcs7", FAULT_PKCS7, ON_AIA, NO_VALUE, "a certs-only PKCS#7") \
	F("empty", FAULT_EMPTY, ON_HTTP | ON_STAPLE, NO_VALUE, "a body of no bytes") \
	F("big", FAULT_BIG, ON_HTTP, NO_VALUE, \
		"a CRL of 100,000 entries; other bodies over their ceiling") \
	F("trailing", FAULT_TRAILING, ON_HTTP | ON_STAPLE, NO_VALUE, "bytes behind the DER") \
	F("cut", FAULT_CUT, ON_HTTP | ON_STAPLE, NO_VALUE, "the body's last bytes left out") \
	F("redirect", FAULT_REDIRECT, ON_HTTP, VALUE_TEXT, "redirects to that URL") \
	F("redirect-loop", FAULT_REDIRECT_LOOP, ON_HTTP, NO_VALUE, "redirects to itself") \
	F("gzip", FAULT_GZIP, ON_HTTP, NO_VALUE, "a Content-Encoding") \
	F("wrong-type", FAULT_WRONG_TYPE, ON_HTTP, NO_VALUE, "Content-Type text/plain") \
	F("not-modified", FAULT_NOT_MODIFIED, ON_HTTP, NO_VALUE, "HTTP 304, always") \
	F("age", FAULT_AGE, ON_HTTP, VALUE_NUMBER, "an Age header of so many seconds") \
	F("clock", FAULT_CLOCK, ON_HTTP, VALUE_NUMBER, "a Date so many seconds in the future") \
	F("wrong-shard", FAULT_WRONG_SHARD, ON_CRL, NO_VALUE, "the next shard's CRL") \
	F("bad-signature", FAULT_BAD_SIGNATURE, ON_CRL | ON_OCSP | ON_AIA | ON_STAPLE, NO_VALUE, \
		"one bit of the signature changed") \
	F("stale", FAULT_STALE, ON_CRL | ON_OCSP | ON_STAPLE, NO_VALUE, "past its next update") \
	F("future", FAULT_FUTURE, ON_CRL | ON_OCSP | ON_STAPLE, NO_VALUE, "from tomorrow") \
	F("other-ca", FAULT_OTHER_CA, ON_HTTP, NO_VALUE, "another CA's object") \
	F("try-later", FAULT_TRY_LATER, ON_OCSP | ON_STAPLE, NO_VALUE, "OCSP tryLater") \
	F("unauthorized", FAULT_UNAUTHORIZED, ON_OCSP | ON_STAPLE, NO_VALUE, "OCSP unauthorized") \
	F("internal-error", FAULT_INTERNAL_ERROR, ON_OCSP | ON_STAPLE, NO_VALUE, "OCSP internalError")

#define AS_ROW(name, kind, classes, value, text) { name, kind, classes, value, text },
#define AS_NAME(name, kind, classes, value, text) name,
static const struct fault_row rows[] = { FAULTS(AS_ROW) };
static const char *const names[] = { FAULTS(AS_NAME) NULL };

const char *const *lab_fault_names(void)
{
	return names;
}

const char *lab_fault_text(const char *name)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].text;
	return NULL;
}

static const struct fault_row *find_row(const char *name, size_t size)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strlen(rows[i].name) == size && memcmp(rows[i].name, name, size) == 0)
			return &rows[i];
	return NULL;
}

static bool set_value(struct wfault *f, const char *value, struct err *err)
{
	unsigned long number;
	enum reach reach;

	f->value = value;
	if (f->row->value == VALUE_NUMBER) {
		if (!str_number(value, f->row->kind == FAULT_STATUS ? 599 : 1000000000, &number) ||
		    (f->row->kind == FAULT_STATUS && number < 100))
			return err_set(err, ERR_USAGE, "fault %s needs a number", f->row->name);
		f->number = (unsigned)number;
	}
	if (f->row->kind == FAULT_REACH) {
		if (!reach_from_word(value, &reach) || reach == REACH_OK)
			return err_set(err, ERR_USAGE, "fault reach needs a word such as "
				"unresolved, refused, timed-out");
		f->number = (unsigned)reach;
	}
	return true;
}

bool fault_read(struct arena *a, struct wfault *out, const char *text, struct err *err)
{
	size_t size = strcspn(text, "=");

	out->row = find_row(text, size);
	if (out->row == NULL)
		return err_set(err, ERR_USAGE, "no such fault: \"%s\" (lencr-world(5) lists them)",
			str_safe(a, view_of(text, size)));
	if (out->row->value == NO_VALUE && text[size] != '\0')
		return err_set(err, ERR_USAGE, "fault %s has no value", out->row->name);
	if (out->row->value != NO_VALUE && text[size] == '\0')
		return err_set(err, ERR_USAGE, "fault %s needs a value", out->row->name);
	return out->row->value == NO_VALUE || set_value(out, arena_text(a, text + size + 1), err);
}

static bool resolve_crl(const struct world *w, struct wfault *out, const char *name)
{
	const char *slash = strrchr(name, '/');
	unsigned long shard;
	char ca[256];

	out->ca = world_find_ca(w, name);
	if (out->ca != NULL)
		return true;
	for (size_t i = 0; i < w->crls.count; i++)
		if (w->crls.list[i]->name != NULL && strcmp(w->crls.list[i]->name, name) == 0) {
			out->list = w->crls.list[i];
			return true;
		}
	if (slash == NULL || (size_t)(slash - name) >= sizeof ca ||
	    !str_number(slash + 1, WORLD_MAX_SHARDS, &shard))
		return false;
	memcpy(ca, name, (size_t)(slash - name));
	ca[slash - name] = '\0';
	out->ca = world_find_ca(w, ca);
	out->shard = (unsigned)shard;
	return out->ca != NULL;
}

static bool resolve_name(const struct world *w, struct wfault *out)
{
	static const struct { const char *word; unsigned classes; } kinds[] = {
		{ "aia", ON_AIA }, { "crl", ON_CRL }, { "ocsp", ON_OCSP }, { "sites", ON_SITE },
		{ "staples", ON_STAPLE },
	};
	const char *name = out->object, *colon = strchr(name, ':');

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strcmp(name, kinds[i].word) == 0) {
			out->classes = kinds[i].classes;
			return true;
		}
		if (colon == NULL || strlen(kinds[i].word) != (size_t)(colon - name) ||
		    strncmp(name, kinds[i].word, (size_t)(colon - name)) != 0)
			continue;
		out->classes = kinds[i].classes;
		if (kinds[i].classes == ON_CRL)
			return resolve_crl(w, out, colon + 1);
		out->ca = world_find_ca(w, colon + 1);
		return out->ca != NULL;
	}
	if (strncmp(name, "staple:", 7) == 0) {
		out->classes = ON_STAPLE;
		out->site = world_find_site(w, name + 7);
		return out->site != NULL;
	}
	out->classes = ON_HTTP;
	out->ca = world_find_ca(w, name);
	if (out->ca != NULL)
		return true;
	out->classes = ON_SITE;
	out->site = world_find_site(w, name);
	return out->site != NULL;
}

bool fault_resolve(const struct world *w, struct wfault *out, struct err *err)
{
	if (out->object == NULL) {
		/* Without an object: every fetched thing; sites only where nothing else can. */
		out->classes = (out->row->classes & ON_HTTP) != 0 ? out->row->classes & ON_HTTP :
			out->row->classes;
		return true;
	}
	if (!resolve_name(w, out))
		return err_set(err, ERR_USAGE, "fault %s: there is no \"%s\" in this world "
			"(CA, aia:CA, crl:CA, crl:CA/13, ocsp:CA, staple:SITE, SITE, aia, crl, ocsp, "
			"sites)", out->row->name, str_safe_text(w->arena, out->object));
	out->classes &= out->row->classes;
	return out->classes != 0 || err_set(err, ERR_USAGE, "fault %s cannot befall \"%s\"",
		out->row->name, str_safe_text(w->arena, out->object));
}

bool fault_read_option(struct arena *a, const struct world *w, struct wfault *out,
	const char *text, struct err *err)
{
	size_t size = strcspn(text, "=");
	const struct fault_row *row = find_row(text, size);
	const char *last = strrchr(text, '=');
	struct wfault tried = { 0 };

	memset(out, 0, sizeof *out);
	if (row == NULL || last == NULL || (row->value != NO_VALUE && last == text + size))
		return fault_read(a, out, text, err) && fault_resolve(w, out, err);
	if (row->value == NO_VALUE) {
		out->row = row;
		out->object = arena_text(a, text + size + 1);
		return fault_resolve(w, out, err);
	}
	/* A value may hold '=' itself: what follows the last one counts when it is an object. */
	tried.row = row;
	tried.object = last + 1;
	if (!resolve_name(w, &tried))
		return fault_read(a, out, text, err) && fault_resolve(w, out, err);
	out->object = arena_text(a, last + 1);
	return fault_read(a, out, arena_textn(a, text, (size_t)(last - text)), err) &&
		fault_resolve(w, out, err);
}

static bool befalls(const struct wfault *f, const struct fault_object *o)
{
	return (f->classes & o->class) != 0 && (f->ca == NULL || f->ca == o->ca) &&
		(f->shard == 0 || f->shard == o->shard) && (f->list == NULL || f->list == o->list) &&
		(f->site == NULL || f->site == o->site);
}

const struct wfault *fault_find(const struct world *w, const struct fault_object *o,
	enum fault_kind kind)
{
	for (size_t i = w->faults.count; i > 0; i--)
		if (w->faults.list[i - 1]->row->kind == kind && befalls(w->faults.list[i - 1], o))
			return w->faults.list[i - 1];
	return NULL;
}
