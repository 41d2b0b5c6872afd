#include <string.h>

#include "fuzz.h"
#include "lab/answer.h"

/* The text of a world; what it makes is looked at as far as it stays cheap. */
static void look(struct lab *lab)
{
	struct world *w = lab->world;
	struct arena *a = arena_new();
	struct serve_request q = { .method = "GET", .host = "a.c.lencr.org", .path = "/1.crl" };
	struct serve_reply reply;
	size_t count;

	for (size_t i = 0; i < w->keys.count; i++)
		if (w->keys.list[i]->kind != KEY_P256 && w->keys.list[i]->kind != KEY_ED25519)
			w->keys.list[i]->kind = KEY_ED25519; /* the others take their time */
	for (size_t i = 0; i < lab_site_count(lab) && i < 4; i++) {
		const struct lab_site *site = lab_site(lab, i);

		PROMISED(site->name != NULL && site->port <= 65535);
		PROMISED(lab_credentials(lab, site->name, &count) != NULL && count > 0);
	}
	lab_roots(lab, a);
	for (size_t i = 0; i < w->cas.count && i < 4; i++)
		for (size_t k = 0; k < w->cas.list[i]->crl->entry_count; k++)
			if (w->cas.list[i]->crl->entries[k].random > 10)
				w->cas.list[i]->crl->entries[k].random = 10;
	lab_answer(lab, a, &q, &reply);
	PROMISED(reply.status >= 100 && reply.status <= 599);
	arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = { ERR_NONE, "" };
	struct lab *lab = lab_new(view_of(data, size), "fuzz", WHEN_NONE, 1795230000, &err);

	PROMISED((lab == NULL) == (err.code != ERR_NONE));
	if (lab == NULL) {
		PROMISED(strncmp(err.text, "fuzz:", 5) == 0);
		return 0;
	}
	if (lab->world->certs.count <= 20 && lab->world->trust.count <= 8)
		look(lab);
	lab_free(lab);
	return 0;
}
