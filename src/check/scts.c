/* The SCTs of the leaf, wherever they came from, against the log list. */
#include "check/state.h"
#include "verify/rules_sct.h"

/* The signer of the leaf on the first path that has one. */
static const struct cert *signer(const struct check *c)
{
	for (size_t i = 0; i < c->paths->count; i++)
		if (c->paths->list[i]->count > 1)
			return graph_cert(c->facts.graph, c->paths->list[i]->certs[1]);
	return NULL;
}

/* The list in a staple that came with the leaf. */
static struct view stapled(const struct check *c, const struct cert *leaf)
{
	for (size_t i = 0; i < c->evidence.count; i++) {
		const struct evidence *e = c->evidence.list[i];

		if (e->origin != BROUGHT_PRESENTED || e->ocsp == NULL)
			continue;
		for (size_t k = 0; k < e->ocsp->single_count; k++)
			if (e->ocsp->singles[k].scts.size != 0 &&
			    serial_equal(e->ocsp->singles[k].id.serial, leaf->serial))
				return e->ocsp->singles[k].scts;
	}
	return (struct view){ 0 };
}

void scts_note(struct check *c)
{
	const struct cert *leaf;

	if (c->inputs->logs == NULL || c->facts.leaf == NO_CERT)
		return;
	leaf = graph_cert(c->facts.graph, c->facts.leaf);
	rules_sct(&c->found, leaf, c->facts.leaf, signer(c), stapled(c, leaf),
		c->handshake == NULL ? (struct view){ 0 } : c->handshake->sct_list, c->inputs->logs,
		c->facts.at);
}
