/* C12 to C14 and C16 to C20: extensions of the list. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "check/crl_lint_parts.h"
#include "x509/name.h"
#include "x509/oid.h"

#define NUMBER_OCTETS 20
#define NANO 1000000000u

static void say_aki(struct lint *l)
{
	const struct extension *e = lint_extension(l, lint_oid_aki);
	struct view id;

	rulings_say(l->r, "C12", e != NULL, SEVERITY_FAIL, "it is missing");
	if (e != NULL)
		rulings_say(l->r, "C12", key_id_read(e->value, &id) && id.size != 0, SEVERITY_FAIL,
			"it has no keyIdentifier");
}

/* NUMBER of at most eight octets. */
static bool small_number(struct view number, uint64_t *out)
{
	*out = 0;
	if (number.size > 8 || number.size == 0)
		return false;
	for (size_t i = 0; i < number.size; i++)
		*out = *out << 8 | number.data[i];
	return true;
}

static void say_number(struct lint *l)
{
	const struct extension *e = lint_extension(l, lint_oid_number);
	struct tlv t = { 0 };
	uint64_t value;
	bool form;

	rulings_say(l->r, "C13", e != NULL, SEVERITY_FAIL, "it is missing");
	if (e == NULL)
		return;
	form = der_only(e->value, DER_INTEGER, &t) && der_integer_ok(t.content);
	rulings_say(l->r, "C13", form, SEVERITY_FAIL, "it is no INTEGER in DER");
	rulings_say(l->r, "C13", !e->critical, SEVERITY_FAIL, "it is critical");
	if (!form)
		return;
	rulings_say(l->r, "C13", t.content.data[0] < 0x80, SEVERITY_FAIL, "it is negative");
	rulings_say(l->r, "C13", t.content.size <= NUMBER_OCTETS, SEVERITY_FAIL, "it has %zu octets",
		t.content.size);
	if (!l->lencr || l->kind != CRL_KIND_USER || l->this_update == WHEN_NONE)
		return;
	rulings_say(l->r, "C14", small_number(t.content, &value) && l->this_update >= 0 &&
		value / NANO == (uint64_t)l->this_update, SEVERITY_WARN,
		"number %s is not of thisUpdate %s", view_hex(l->arena, t.content),
		when_text(l->arena, l->this_update));
}

/* C18: PATH of the URL and the URI are compared byte for byte. */
static void say_point(struct lint *l, const struct crl_idp *idp)
{
	bool one = idp->name_count == 1 && l->point != NULL, url = l->in->url != NULL;

	if (l->kind == CRL_KIND_CA) {
		rulings_say(l->r, "C19", !idp->has_point, SEVERITY_WARN, "it names %s",
			l->point == NULL ? "one" : l->point);
		return;
	}
	if (l->kind != CRL_KIND_USER && !idp->has_point)
		return;
	rulings_say(l->r, "C18", one && str_starts(l->point, "http://"), l->lencr ? SEVERITY_FAIL :
		SEVERITY_WARN, one ? "its URI %s is not http" : "its point is not exactly one URI%s",
		one ? l->point : "");
	if (one && url)
		rulings_say(l->r, "C18", strcmp(l->point, str_safe_text(l->arena, l->in->url)) == 0,
			SEVERITY_FAIL, "it was fetched from another URL than its %s", l->point);
	if (!url)
		rulings_note(l->r, "C18", "from a file: there is no URL to compare with");
}

static void say_idp(struct lint *l)
{
	const struct extension *e = lint_extension(l, lint_oid_idp);
	const struct crl_idp *idp = &l->out->crl.idp;

	if (e == NULL) {
		rulings_break(l->r, "C16", SEVERITY_NOTE, "it is missing: a list of everything");
		if (l->lencr && l->known != NULL && l->known->shards)
			rulings_break(l->r, "C16", SEVERITY_FAIL, "this CA splits its list in shards");
		return;
	}
	rulings_say(l->r, "C16", e->critical, SEVERITY_FAIL, "it is not critical");
	if (!l->out->decoded)
		return;
	rulings_say(l->r, "C17", idp->only_user || idp->only_ca, l->lencr ? SEVERITY_FAIL :
		SEVERITY_NOTE, "neither for users nor for CAs alone");
	rulings_say(l->r, "C17", !idp->only_attribute, SEVERITY_FAIL, "for attribute certificates");
	rulings_say(l->r, "C17", !idp->has_reasons, l->lencr ? SEVERITY_FAIL : SEVERITY_WARN,
		"for some reasons only");
	rulings_say(l->r, "C17", !idp->indirect, l->lencr ? SEVERITY_FAIL : SEVERITY_WARN,
		"an indirect list");
	say_point(l, idp);
}

static void say_others(struct lint *l)
{
	static const struct { const struct view *oid; const char *name; } never[] = {
		{ &lint_oid_delta, "deltaCRLIndicator" }, { &lint_oid_freshest, "freshestCRL" },
		{ &lint_oid_aia, "authorityInfoAccess" },
	};

	rulings_hold(l->r, "C20");
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		rulings_say(l->r, "C20", lint_extension(l, *never[i].oid) == NULL, SEVERITY_WARN,
			"it has a %s", never[i].name);
	for (size_t i = 0; i < l->extension_count; i++) {
		const struct extension *e = &l->extensions[i];
		bool ours = view_equal(e->oid, lint_oid_aki) || view_equal(e->oid, lint_oid_number) ||
			view_equal(e->oid, lint_oid_idp) || view_equal(e->oid, lint_oid_delta) ||
			view_equal(e->oid, lint_oid_freshest);

		rulings_say(l->r, "C20", ours || !e->critical, SEVERITY_FAIL,
			"the critical extension %s is not known", oid_text(l->arena, e->oid));
		rulings_say(l->r, "C20", !e->again, SEVERITY_FAIL, "the extension %s is there twice",
			oid_text(l->arena, e->oid));
	}
}

void lint_extensions(struct lint *l)
{
	say_aki(l);
	say_number(l);
	say_idp(l);
	say_others(l);
}
