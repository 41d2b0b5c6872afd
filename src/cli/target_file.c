#include "cli/target_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/str.h"
#include "cli/command.h"
#include "x509/pem.h"
#include "x509/pkcs12.h"

#define MOST_FILE_BYTES ((size_t)64 * 1024 * 1024)
#define MOST_PASSWORD_BYTES 1024
#define MOST_CERTS 1000
#define MOST_PEM_BYTES ((size_t)32 * 1024 * 1024)

struct blob *stdin_read(struct err *e)
{
	return blob_read(STDIN_FILENO, "standard input", MOST_FILE_BYTES, &stop_signal, e);
}

bool password_read(struct settings *s, struct err *e)
{
	struct blob *b;
	struct view text;
	size_t end;

	if (s->pass_file == NULL)
		return true;
	b = blob_open(s->pass_file, MOST_FILE_BYTES, e);
	if (b == NULL) {
		e->code = ERR_USAGE;
		return err_wrap(e, "--pass-file");
	}
	text = blob_view(b);
	end = view_find(text, view_of_text("\n"));
	text = view_part(text, 0, end);
	if (text.size > 0 && text.data[text.size - 1] == '\r')
		text.size--;
	if (text.size > MOST_PASSWORD_BYTES || view_find(text, view_of("", 1)) != SIZE_MAX) {
		blob_drop(b);
		return err_set(e, ERR_USAGE, "--pass-file: the first line of %s is no password (over %d "
			"bytes, or with NUL)", str_safe_text(s->arena, s->pass_file), MOST_PASSWORD_BYTES);
	}
	s->password = arena_textn(s->arena, (const char *)text.data, text.size);
	blob_drop(b);
	return true;
}

/* One line from the terminal without echo; NULL: nobody is there, or no line. */
static const char *ask_password(struct settings *s, const char *path)
{
	struct termios before, silent;
	char line[MOST_PASSWORD_BYTES + 2];
	ssize_t got;

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO) || tcgetattr(STDIN_FILENO, &before) != 0)
		return NULL;
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	fprintf(stderr, "password of %s: ", str_safe_text(s->arena, path));
	fflush(stderr);
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) != 0)
		return NULL;
	got = read(STDIN_FILENO, line, sizeof line - 1);
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	fputc('\n', stderr);
	if (got <= 0)
		return NULL;
	line[got] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	return arena_text(s->arena, line);
}

static struct blob *as_pem(struct arena *a, const struct view *certs, size_t count)
{
	struct str text;
	struct blob *b;

	str_init(&text, MOST_PEM_BYTES);
	for (size_t i = 0; i < count; i++)
		str_put_format(&text, "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n",
			view_base64(a, certs[i]));
	b = blob_new(view_of(str_text(&text), text.size));
	str_clear(&text);
	return b;
}

static void open_store(struct target *t, struct settings *s, struct arena *a, struct view body)
{
	struct err e = { 0 };
	struct view *certs;
	size_t count;
	enum pkcs12_end end = pkcs12_read(a, body, s->password, MOST_CERTS, &certs, &count, &e);

	if (end == PKCS12_WRONG_PASSWORD && s->password == NULL) {
		s->password = ask_password(s, t->path);
		if (s->password != NULL)
			end = pkcs12_read(a, body, s->password, MOST_CERTS, &certs, &count, &e);
	}
	t->body = NULL;
	if (end == PKCS12_READ) {
		struct blob *b = as_pem(a, certs, count);

		t->body = blob_keep(a, b);
		blob_drop(b);
	} else if (end == PKCS12_WRONG_PASSWORD) {
		t->problem = arena_format(a, "%s: the PKCS#12 key store has %s", str_safe_text(a, t->path),
			s->password != NULL ? "another password; correct the one that was given" :
			"a password; give it with --pass-file FILE");
	} else {
		t->kind = TARGET_BAD;
		t->problem = arena_format(a, "%s: %s", str_safe_text(a, t->path), e.text);
	}
}

void target_open(struct target *t, struct settings *s, struct arena *a)
{
	struct err e = { 0 };
	struct blob *body;

	if (t->kind != TARGET_FILE || t->body != NULL || t->problem != NULL)
		return;
	body = strcmp(t->path, "-") == 0 ? stdin_read(&e) :
		blob_open(t->path, MOST_FILE_BYTES, &e);
	if (body == NULL) {
		t->problem = str_safe_text(a, e.text);
		return;
	}
	t->body = blob_keep(a, body);
	if (content_kind_of(blob_view(body)) == CONTENT_PKCS12)
		open_store(t, s, a, blob_view(body));
	blob_drop(body);
}
