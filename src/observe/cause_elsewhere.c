/* OCSP requests about a certificate that was presented, but on no connection of the
 * machine that asks: servers that staple ask from whatever address leads there, and
 * a client may have another address, too. That certificate is meant, exactly; who
 * wanted to know is another question, so that nothing here is better than possible. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "observe/correlate_run.h"

#define TAKEN 3     /* latest connections of that kind */

static uint64_t serial_key(const uint8_t *serial, size_t size)
{
	while (size > 1 && *serial == 0) {
		serial++;
		size--;
	}
	return hash_bytes(11, serial, size);
}

static bool asks(const struct making *m)
{
	return m->kind == OBJECT_OCSP && m->object->serial != NULL && m->c->at != SIGHT_NEVER;
}

void causes_index_shown(struct run *r)
{
	bool any = false;

	for (size_t i = 0; i < r->count && !any; i++)
		any = asks(r->all[i]);
	if (!any)
		return;
	r->shown = mem_take(r->ref_count + 1, sizeof *r->shown);
	for (size_t i = 0; i < r->ref_count; i++) {
		const struct cand *c = r->refs[i].cand;
		const struct known_cert *leaf = c->cert_count == 0 ? NULL : cert_of_digest(r->k, c->certs[0]);

		/* A connection stands in the index twice, once for either side. */
		if (r->refs[i].inbound || leaf == NULL || leaf->serial_size == 0)
			continue;
		r->shown[r->shown_count++] = (struct cand_ref){ serial_key(leaf->serial, leaf->serial_size), c->at, c,
			false };
	}
	cand_refs_sort(r->shown, r->shown_count);
}

static uint64_t key_of(struct run *r, const struct making *m)
{
	struct view serial;

	return view_from_hex(r->scratch, m->object->serial, 64, &serial) && serial.size != 0 ?
		serial_key(serial.data, serial.size) : 0;
}

/* The end of those with KEY that began by AT. */
static size_t last_shown(const struct run *r, uint64_t key, int64_t at)
{
	return cand_refs_after(r->shown, r->shown_count, key, at);
}

static bool is_meant(struct run *r, const struct making *m, const struct cand *c)
{
	return cert_fit(r, m, c->certs[0], true) == FIT_CERTID;
}

/* A connection of the machine itself shows it: nothing is to be looked for elsewhere. */
static bool own_has_it(struct run *r, const struct making *m)
{
	for (size_t i = 0; i < m->verdict_count; i++) {
		const struct cand *c = m->verdicts[i].cand;

		for (size_t n = 0; c != NULL && n < c->cert_count; n++)
			if (cert_fit(r, m, c->certs[n], n == 0) == FIT_CERTID)
				return true;
		if (c != NULL && c->client_cert != NULL && cert_fit(r, m, c->client_cert, true) == FIT_CERTID)
			return true;
	}
	return false;
}

void causes_gather_elsewhere(struct run *r, struct making *m, size_t most)
{
	uint64_t key = asks(m) ? key_of(r, m) : 0;
	size_t taken = 0;

	if (key == 0 || r->shown_count == 0 || own_has_it(r, m))
		return;
	for (size_t i = last_shown(r, key, m->at); i > 0 && taken < TAKEN && m->verdict_count < most; i--) {
		const struct cand_ref *ref = &r->shown[i - 1];

		if (ref->key != key || m->at - ref->at > r->k->o.window)
			break;
		if (is_meant(r, m, ref->cand)) {
			m->verdicts[m->verdict_count++] = (struct verdict){ .cand = ref->cand, .elsewhere = true };
			taken++;
		}
	}
	m->shown_elsewhere = taken != 0;
	/* Longer ago, or later. */
	for (size_t i = last_shown(r, key, INT64_MAX); i > 0 && taken == 0 && r->shown[i - 1].key == key; i--)
		if (is_meant(r, m, r->shown[i - 1].cand)) {
			m->shown_once = r->shown[i - 1].cand;
			break;
		}
}

static const char *ends(struct arena *a, const struct cand *c)
{
	char server[64], client[64];

	endpoint_text(&c->server, true, server);
	endpoint_text(&c->client, false, client);
	return arena_format(a, "%s to %s", server[0] == '\0' ? "a server" : server,
		client[0] == '\0' ? "a client" : client);
}

void cause_weigh_elsewhere(struct run *r, const struct making *m, struct verdict *v)
{
	v->cert = cert_of_digest(r->k, v->cand->certs[0]);
	v->cert_source = v->cert->seen ? "capture" : v->cert->source;
	cause_add(r, v, EVIDENCE_CERTID_ELSEWHERE, evidence_info(EVIDENCE_CERTID_ELSEWHERE)->points,
		arena_format(r->scratch, "%s exactly the certificate that was presented by %s, neither of which is the "
		"address that asks", m->c->object.claimed ? "The OCSP answer is, by a log's word, about" :
		"The OCSP request asks about", ends(r->scratch, v->cand)));
}

const char *reason_elsewhere(struct run *r, const struct making *m)
{
	const struct cand *c = m->shown_once;
	int64_t gap;

	if (m->shown_elsewhere)
		return "the certificate is known, but not who asked: its server may fetch from another of its "
			"addresses, as for stapling, its visitor may have another address, or somebody checks the "
			"certificate by hand";
	if (c == NULL)
		return NULL;
	gap = (m->at > c->at ? m->at - c->at : c->at - m->at) / SECOND;
	return arena_format(r->a, "the certificate that is asked about was presented by %s%s%s%s, %lld s %s: its "
		"server may ask for stapling, from any of its addresses", ends(r->a, c), c->name == NULL ? "" : " (",
		c->name == NULL ? "" : c->name, c->name == NULL ? "" : ")", (long long)gap, c->at > m->at ? "later" :
		"before");
}
