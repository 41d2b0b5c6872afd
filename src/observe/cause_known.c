/* Certificates that the candidate did not show: of earlier handshakes with the
 * same server, and those that the analyst gave (--certs, --ct, --confirm). */
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "observe/correlate_run.h"

static int by_key(const void *a, const void *b)
{
	const struct name_ref *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->extra < y->extra ? -1 : x->extra > y->extra;
}

static uint64_t name_key(const char *name)
{
	return hash_bytes(2, name, strlen(name));
}

static uint64_t task_key(const char *task)
{
	return hash_bytes(12, task, strlen(task));
}

void causes_index_names(struct run *r)
{
	const struct correlate *k = r->k;
	size_t count = 0;

	for (size_t i = 0; i < k->extra_count; i++)
		count += k->extras[i].cert->name_count + (k->extras[i].task == NULL ? 0u : 1u);
	r->names = arena_array(r->a, count + 1, sizeof *r->names);
	for (size_t i = 0; i < k->extra_count; i++) {
		for (size_t n = 0; n < k->extras[i].cert->name_count; n++)
			r->names[r->name_count++] = (struct name_ref){ name_key(k->extras[i].cert->names[n]), i };
		if (k->extras[i].task != NULL)
			r->names[r->name_count++] = (struct name_ref){ task_key(k->extras[i].task), i };
	}
	if (r->name_count != 0)
		qsort(r->names, r->name_count, sizeof *r->names, by_key);
}

static size_t first_of(const struct run *r, uint64_t key)
{
	size_t low = 0, high = r->name_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->names[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool for_name(const struct known_cert *c, const char *name)
{
	for (size_t i = 0; i < c->name_count; i++)
		if (strcmp(c->names[i], name) == 0)
			return true;
	return false;
}

/* What the given certificates for one name say. */
struct known { const struct known_extra *fits, *other; bool later; };

static bool belongs(enum fit f)
{
	return f == FIT_URL || f == FIT_SERIAL || f == FIT_CERTID;
}

static void look_up(struct run *r, const struct making *m, const char *name, struct known *out)
{
	uint64_t key = name_key(name);
	int64_t at = m->at / SECOND;

	for (size_t i = first_of(r, key); i < r->name_count && r->names[i].key == key; i++) {
		const struct known_extra *e = &r->k->extras[r->names[i].extra];
		enum fit fit;

		if (!for_name(e->cert, name))
			continue;
		if (e->cert->not_before != WHEN_NONE && e->cert->not_before > at) {
			out->later = true;
			continue;
		}
		if (e->cert->not_after != WHEN_NONE && e->cert->not_after < at)
			continue;
		fit = cert_fit(r, m, e->cert, true);
		if (belongs(fit) && out->fits == NULL)
			out->fits = e;
		else if (fit_excludes(fit) && out->other == NULL)
			out->other = e;
	}
}

static void weigh_given(struct run *r, const struct making *m, struct verdict *v)
{
	const char *dot = v->name == NULL ? NULL : strchr(v->name, '.');
	struct known known = { 0 };

	if (v->name == NULL || r->name_count == 0)
		return;
	look_up(r, m, v->name, &known);
	if (dot != NULL)
		look_up(r, m, arena_format(r->scratch, "*%s", dot), &known);
	if (known.fits != NULL) {
		const char *source = known.fits->source;
		enum evidence_word word = strcmp(source, "ct") == 0 ? EVIDENCE_CT_FITS :
			strcmp(source, "confirmed") == 0 ? EVIDENCE_CONFIRMED :
			strcmp(source, "log") == 0 ? EVIDENCE_RECORDED_FITS : EVIDENCE_GIVEN_FITS;

		cause_add_plain(r, v, word);
		v->matches = v->lists = true;
		v->cert = known.fits->cert;
		v->cert_source = source;
	} else if (known.other != NULL) {
		cause_add_plain(r, v, EVIDENCE_KNOWN_OTHER);
	} else if (known.later) {
		cause_add_plain(r, v, EVIDENCE_RENEWED);
	}
}

/* "CN=shop.example,O=…" is of a certificate with the subject "shop.example", as Windows has it. */
static bool has_subject(const struct known_cert *c, const char *subject)
{
	size_t size = strlen(subject);

	if (for_name(c, subject))
		return true;
	for (const char *at = c->subject; at != NULL; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, "CN=", 3) == 0 && strncmp(at + 3, subject, size) == 0 &&
		    (at[3 + size] == '\0' || at[3 + size] == ','))
			return true;
	}
	return false;
}

const struct known_cert *cert_of_task(const struct run *r, const struct task *t)
{
	uint64_t key = task_key(t->id);
	const struct known_cert *found = NULL;

	for (size_t i = first_of(r, key); i < r->name_count && r->names[i].key == key; i++) {
		const struct known_extra *e = &r->k->extras[r->names[i].extra];

		if (e->task == NULL || strcmp(e->task, t->id) != 0 || !has_subject(e->cert, t->subject))
			continue;
		if (found != NULL && found != e->cert)
			return NULL;
		found = e->cert;
	}
	return found;
}

void cause_weigh_known(struct run *r, struct making *m, struct verdict *v)
{
	const struct known_cert *earlier = v->inbound ? NULL : server_cert_before(r->k, v->cand);
	enum fit fit;

	earlier = earlier == NULL ? NULL : cert_of_digest(r->k, earlier);
	fit = earlier == NULL ? FIT_UNKNOWN : cert_fit(r, m, earlier, true);

	if (belongs(fit)) {
		cause_add_plain(r, v, EVIDENCE_EARLIER_CERT);
		v->matches = v->lists = true;
		v->cert = earlier;
		v->cert_source = "earlier-connection";
	} else if (fit_excludes(fit)) {
		cause_add_plain(r, v, EVIDENCE_EARLIER_OTHER);
		v->cert = earlier;
		v->cert_source = "earlier-connection";
	} else if (fit == FIT_CA) {
		cause_add_plain(r, v, EVIDENCE_CA_FITS);
	}
	if (!v->matches)
		weigh_given(r, m, v);
}
