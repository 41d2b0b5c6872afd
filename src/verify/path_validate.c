#include "verify/path_pinned.h"

#include <stdarg.h>

#include "base/when.h"

const struct cert *scope_cert(const struct path_scope *s, size_t i)
{
	return graph_cert(s->graph, s->path->certs[i]);
}

const struct cert *scope_issuer(const struct path_scope *s, size_t i)
{
	return i + 1 < s->path->count ? scope_cert(s, i + 1) : NULL;
}

bool scope_is_anchor(const struct path_scope *s, size_t i)
{
	return i + 1 == s->path->count;
}

static void raise(struct path_scope *s, size_t i, enum word word, enum severity severity,
	const char *detail)
{
	struct findings *found = &s->path->findings;
	size_t before = found->count;
	struct finding *f;

	if (detail == NULL)
		f = findings_add(found, word, ABOUT_CERTIFICATE, s->path->certs[i], NULL);
	else
		f = findings_add(found, word, ABOUT_CERTIFICATE, s->path->certs[i], "%s", detail);
	/* What was a fault once does not become a note by being said again. */
	if (found->count > before || severity > f->severity)
		f->severity = severity;
}

void scope_raise(struct path_scope *s, size_t i, enum weight weight, enum word word,
	const char *format, ...)
{
	bool binds = weight == ALWAYS || s->webpki || (weight == LETTER && !s->notes);
	char *detail = NULL;
	va_list args;

	if (!binds && !s->notes)
		return;
	if (format != NULL) {
		va_start(args, format);
		detail = arena_vformat(s->path->findings.arena, format, args);
		va_end(args);
	}
	if (!binds)
		raise(s, i, word, SEVERITY_NOTE, detail);
	else if (weight == PUBLIC && !s->public_root)
		raise(s, i, word, SEVERITY_WARN, detail);
	else if (!scope_is_anchor(s, i) || s->path->count == 1 || s->strict_anchor)
		raise(s, i, word, SEVERITY_FAIL, detail);
	else
		raise(s, i, WORD_ANCHOR_ODDITY, SEVERITY_NOTE, arena_format(
			s->path->findings.arena, "%s%s%s", word_text(word),
			detail == NULL ? "" : ": ", detail == NULL ? "" : detail));
}

void scope_fail(struct path_scope *s, size_t i, enum word word, const char *format, ...)
{
	char *detail = NULL;
	va_list args;

	if (format != NULL) {
		va_start(args, format);
		detail = arena_vformat(s->path->findings.arena, format, args);
		va_end(args);
	}
	raise(s, i, word, SEVERITY_FAIL, detail);
}

static bool is_time_word(enum word word)
{
	return word == WORD_EXPIRED || word == WORD_NOT_YET_VALID || word == WORD_ANCHOR_EXPIRED;
}

static void conclude(struct path *path)
{
	bool time_failed = false, other_failed = false;

	for (size_t i = 0; i < path->findings.count; i++) {
		const struct finding *f = &path->findings.list[i];

		if (f->severity != SEVERITY_FAIL)
			continue;
		if (is_time_word(f->word))
			time_failed = true;
		else
			other_failed = true;
	}
	path->valid = !time_failed && !other_failed;
	path->only_times = time_failed && !other_failed;
	path->validated = true;
}

void path_validate(struct graph *graph, struct path *path, const struct policy *policy,
	const struct root_set *roots, int64_t at)
{
	struct path_scope s = { .graph = graph, .path = path, .policy = policy, .at = at };

	if (path->validated || !path->anchored)
		return;
	s.public_root = root_set_has(roots, scope_cert(&s, path->count - 1)->sha256);
	s.webpki = policy->profile == PROFILE_WEBPKI ||
		(policy->profile == PROFILE_AUTO && s.public_root);
	s.notes = policy->profile == PROFILE_AUTO && !s.webpki;
	s.strict_anchor = policy->profile == PROFILE_WEBPKI && !s.public_root;
	path->webpki_binding = s.webpki;
	if (s.webpki) {
		pinned_verify(&s, PINNED_WEBPKI, ALWAYS);
	} else if (!s.notes) {
		pinned_verify(&s, PINNED_RFC5280, ALWAYS);
	} else if (!pinned_quiet(&s, PINNED_WEBPKI)) {
		/* Signatures are dear: the usual path needs only the stricter look. */
		pinned_verify(&s, PINNED_RFC5280, ALWAYS);
		pinned_verify(&s, PINNED_WEBPKI, PROFILE);
	}
	rules_path_times(&s);
	rules_path_forms(&s);
	rules_path_names(&s);
	rules_path_constraints(&s);
	rules_webpki(&s);
	conclude(path);
}
