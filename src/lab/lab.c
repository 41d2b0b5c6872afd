#include "lab/lab.h"

#include <string.h>

#include "lab/answer.h"
#include "lab/builtin.h"

struct lab *lab_new(struct view text, const char *name, int64_t at, int64_t now, struct err *err)
{
	struct arena *a = arena_new();
	struct lab *lab = arena_take(a, sizeof *lab);

	lab->arena = a;
	lab->world = world_read(a, text, name, at, now, err);
	if (lab->world != NULL)
		return lab;
	arena_free(a);
	return NULL;
}

void lab_free(struct lab *lab)
{
	if (lab != NULL)
		arena_free(lab->arena);
}

struct view lab_builtin(void)
{
	return view_of(builtin_world, builtin_world_size);
}

int64_t lab_clock(const struct lab *lab)
{
	return lab->world->clock;
}

bool lab_add_fault(struct lab *lab, const char *fault, struct err *err)
{
	struct world *w = lab->world;
	struct wfault read, **slot;

	if (w->faults.count >= WORLD_MAX_ITEMS)
		return err_set(err, ERR_USAGE, "too many faults");
	if (!fault_read_option(lab->arena, w, &read, fault, err))
		return false;
	slot = arena_more(lab->arena, &w->faults.list, w->faults.count, &w->faults.space,
		sizeof *slot);
	*slot = arena_copy(lab->arena, &read, sizeof read);
	w->faults.count++;
	return true;
}

struct view lab_roots(struct lab *lab, struct arena *a)
{
	struct world *w = lab->world;
	struct put p = { 0 };

	for (size_t i = 0; i < w->trust.count; i++)
		pem_put(&p, a, "CERTIFICATE", issue_cert(w, w->anchors[i]));
	return put_take(&p, a);
}

size_t lab_site_count(const struct lab *lab)
{
	return lab->world->sites.count;
}

const struct lab_site *lab_site(const struct lab *lab, size_t index)
{
	return &lab->world->sites.list[index]->site;
}

const struct serve_credential *lab_credentials(struct lab *lab, const char *name, size_t *count)
{
	struct wsite *s = site_find(lab->world, name == NULL ? "" : name);

	*count = s == NULL ? 0 : s->serve_count;
	return s == NULL ? NULL : site_credentials(lab->world, s);
}

void lab_answer(struct lab *lab, struct arena *a, const struct serve_request *request,
	struct serve_reply *reply)
{
	enum reach ignored;

	memset(reply, 0, sizeof *reply);
	answer_make(lab->world, a, request, reply, &ignored);
}
