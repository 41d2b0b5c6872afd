#include "lib/edge.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

static enum lencr_code code_of(enum err_code code)
{
	switch (code) {
	case ERR_USAGE:
		return LENCR_USAGE;
	case ERR_INPUT:
		return LENCR_INPUT;
	case ERR_IO:
		return LENCR_IO;
	case ERR_NONE:
	case ERR_INTERNAL:
		break;
	}
	return LENCR_INTERNAL;
}

enum lencr_code edge_say(struct lencr_error *e, enum lencr_code code, const char *text)
{
	const size_t head = offsetof(struct lencr_error, text);

	/* Whoever forgot _init has no size worth believing. */
	if (e == NULL || e->size <= head || e->size > sizeof *e)
		return code;
	e->code = code;
	snprintf(e->text, e->size - head < sizeof e->text ? e->size - head : sizeof e->text, "%s", text);
	return code;
}

enum lencr_code edge_run(bool (*work)(void *job, struct err *), void *job, struct lencr_error *e)
{
	jmp_buf landing, *before = mem_land(&landing);
	struct err err = { 0 };
	enum lencr_code code = LENCR_OK;

	/* Nothing that changes after setjmp is read after a landing. */
	if (setjmp(landing) != 0) {
		mem_land(before);
		return edge_say(e, LENCR_NOMEM, "out of memory");
	}
	if (!work(job, &err))
		code = code_of(err.code);
	mem_land(before);
	return edge_say(e, code, err.text);
}

enum lencr_code edge_check(struct lencr_check *c, bool (*work)(void *job, struct err *), void *job,
	struct lencr_error *e)
{
	enum lencr_code code;

	if (c == NULL)
		return edge_say(e, LENCR_USAGE, "no check was given");
	if (c->broken)
		return edge_say(e, LENCR_NOMEM, "the check ran out of memory before");
	code = edge_run(work, job, e);
	c->broken = code == LENCR_NOMEM;
	return code;
}

bool edge_read(void *ours, size_t size, size_t least, const void *theirs, const char *name,
	struct err *err)
{
	const unsigned char *bytes = theirs;
	size_t given;

	if (theirs == NULL)
		return true;
	memcpy(&given, theirs, sizeof given);
	if (given < least)
		return err_set(err, ERR_USAGE, "struct %s was not prepared by %s_init()", name, name);
	for (size_t i = size; i < given; i++)
		if (bytes[i] != 0)
			return err_set(err, ERR_USAGE, "struct %s holds what liblencr %s does not know; "
				"a later one is needed", name, LENCR_VERSION);
	memcpy(ours, theirs, given < size ? given : size);
	return true;
}

bool edge_choice(const char *name, int n, int count, struct err *err)
{
	return (n >= 0 && n < count) || err_set(err, ERR_USAGE, "%s: there is no value %d", name, n);
}

void lencr_error_init(struct lencr_error *e)
{
	memset(e, 0, sizeof *e);
	e->size = sizeof *e;
}
