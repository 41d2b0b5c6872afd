#include "cli/testmode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "base/when.h"
#include "cli/term.h"

#define MOST_WORLD_BYTES ((size_t)4 * 1024 * 1024)

static void answer(void *context, struct arena *a, const struct serve_request *request,
	struct serve_reply *reply)
{
	lab_answer(context, a, request, reply);
}

static const struct serve_credential *credentials(void *context, const char *name, size_t *count)
{
	return lab_credentials(context, name, count);
}

static bool read_world(struct settings *s, const char *world, struct testmode *t, struct err *e)
{
	int64_t at = s->clock_given ? s->clock : WHEN_NONE;
	struct blob *b = NULL;

	if (world != NULL) {
		b = blob_open(world, MOST_WORLD_BYTES, e);
		if (b == NULL)
			return err_wrap(e, "world");
	}
	t->lab = lab_new(b == NULL ? lab_builtin() : blob_view(b),
		world == NULL ? "built-in world" : str_safe_text(s->arena, world), at, term_now(NULL), e);
	blob_drop(b);
	if (t->lab == NULL)
		return false;
	for (size_t i = 0; i < s->faults.count; i++)
		if (!lab_add_fault(t->lab, s->faults.list[i], e))
			return err_wrap(e, "--fault");
	return true;
}

static bool write_text(FILE *file, struct view text)
{
	bool fine = file != NULL && fwrite(text.data, 1, text.size, file) == text.size;

	if (file != NULL && fclose(file) != 0)
		fine = false;
	return fine;
}

bool roots_write(struct settings *s, struct view pem, char **path, bool *temporary, struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	int fd;

	if (s->root_out != NULL) {
		*path = arena_text(s->arena, s->root_out);
		fd = open(s->root_out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	} else {
		*path = arena_format(s->arena, "%s/lencr-roots-XXXXXX",
			tmp != NULL && tmp[0] == '/' ? tmp : "/tmp");
		fd = mkstemp(*path);
		*temporary = fd >= 0;
	}
	if (fd < 0 || !write_text(fdopen(fd, "w"), pem))
		return err_set(e, ERR_IO, "%s: cannot be written: %s",
			str_safe_text(s->arena, *path), strerror(errno));
	return true;
}

bool testmode_open(struct settings *s, const char *world,
	void (*seen)(void *, const struct serve_seen *), struct testmode *out, struct err *e)
{
	struct serve_options options = {
		.port = s->port, .answer = answer, .credentials = credentials, .seen = seen,
	};

	*out = (struct testmode){ 0 };
	if (!read_world(s, world, out, e)) {
		testmode_close(out);
		return false;
	}
	options.context = out->lab;
	out->server = serve_open(&options, e);
	if (out->server == NULL || !roots_write(s, lab_roots(out->lab, s->arena),
		&out->root_path, &out->root_temporary, e)) {
		testmode_close(out);
		return false;
	}
	snprintf(out->via, sizeof out->via, "127.0.0.1:%u", serve_port(out->server));
	return true;
}

void testmode_close(struct testmode *t)
{
	if (t->root_temporary)
		unlink(t->root_path);
	serve_free(t->server);
	lab_free(t->lab);
	*t = (struct testmode){ 0 };
}
