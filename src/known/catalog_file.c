#include "known/catalog_file.h"

#include <stddef.h>
#include <string.h>

#include "base/digest.h"
#include "base/str.h"
#include "base/when.h"
#include "x509/crl.h"

#define TEXT_MOST 300
#define DER_MOST 4096
#define LAST_REASON 10 /* RFC 5280 section 5.3.1; 7 is not used */

struct reading {
	struct arena *arena;
	struct err *err;
	size_t line;
	const char *date;
	bool headed;
	struct catalog_cert *rows; size_t count, space;
};

/* --- values --------------------------------------------------------------------
 * Each reads TEXT into a member and returns NULL, or says what it should be. */

typedef const char *(*read_value)(struct reading *, const char *text, void *to, size_t size);

static const char *read_text(struct reading *r, const char *text, void *to, size_t size)
{
	const char **out = to;

	(void)size;
	*out = text[0] == '\0' ? NULL : text;
	(void)r;
	return strlen(text) <= TEXT_MOST && str_is_safe(view_of_text(text)) ? NULL :
		"a text of at most 300 bytes without control characters";
}

static const char *read_needed(struct reading *r, const char *text, void *to, size_t size)
{
	return text[0] == '\0' ? "a text; it is empty" : read_text(r, text, to, size);
}

static bool is_made_of(const char *text, const char *letters, size_t most)
{
	size_t size = strlen(text);

	return size <= most && strspn(text, letters) == size;
}

static const char *read_host(struct reading *r, const char *text, void *to, size_t size)
{
	if (text[0] != '\0' && (!is_made_of(text, "abcdefghijklmnopqrstuvwxyz0123456789-.", 253) ||
		text[0] == '.' || strstr(text, "..") != NULL))
		return "a host name in small letters";
	return read_text(r, text, to, size);
}

static const char *read_label(struct reading *r, const char *text, void *to, size_t size)
{
	if (!is_made_of(text, "abcdefghijklmnopqrstuvwxyz0123456789-", 63))
		return "a label of small letters, digits and hyphens";
	return read_text(r, text, to, size);
}

static const char *read_serial(struct reading *r, const char *text, void *to, size_t size)
{
	size_t digits = strlen(text);

	if (digits == 0 || digits % 2 != 0 || !is_made_of(text, "0123456789abcdef", 42))
		return "a serial: an even number of small hex digits, at most 42";
	return read_text(r, text, to, size);
}

/* "2026-07-08" or "2026-05" */
static const char *read_since(struct reading *r, const char *text, void *to, size_t size)
{
	size_t digits = strlen(text);
	int64_t at;

	if (text[0] != '\0' && ((digits != 7 && digits != 10) || !when_read(arena_format(r->arena,
		"%s%sT00:00:00Z", text, digits == 7 ? "-01" : ""), &at)))
		return "a day or a month, as in 2026-05-13 or 2026-05";
	return read_text(r, text, to, size);
}

static const char *read_bytes(struct reading *r, const char *text, void *to, size_t size)
{
	struct view v;

	if (strlen(text) != size * 2 || !is_made_of(text, "0123456789abcdef", size * 2) ||
	    !view_from_hex(r->arena, text, size, &v) || v.size != size)
		return arena_format(r->arena, "%zu small hex digits", size * 2);
	memcpy(to, v.data, size);
	return NULL;
}

static const char *read_der(struct reading *r, const char *text, void *to, size_t size)
{
	struct view *out = to;

	(void)size;
	return text[0] != '\0' && is_made_of(text, "0123456789abcdef", DER_MOST * 2) &&
		view_from_hex(r->arena, text, DER_MOST, out) ? NULL :
		"DER in small hex digits, at most 4096 bytes";
}

/* Seconds since 1970; far enough for any certificate. */
static const char *read_time(struct reading *r, const char *text, void *to, size_t size)
{
	int64_t *out = to;
	unsigned long n;

	(void)r, (void)size;
	if (!str_number(text, 253402300799UL, &n))
		return "seconds since 1970";
	*out = (int64_t)n;
	return NULL;
}

static const char *read_maybe_time(struct reading *r, const char *text, void *to, size_t size)
{
	int64_t *out = to;

	*out = WHEN_NONE;
	return text[0] == '\0' ? NULL : read_time(r, text, to, size);
}

static const char *read_reason(struct reading *r, const char *text, void *to, size_t size)
{
	int *out = to;
	unsigned long n = 0;

	(void)r, (void)size;
	if (text[0] != '\0' && (!str_number(text, LAST_REASON, &n) || n == 7))
		return "a reason code of RFC 5280, 0 to 10 without 7";
	*out = (int)n;
	return NULL;
}

static const char *read_flag(struct reading *r, const char *text, void *to, size_t size)
{
	bool *out = to;

	(void)r, (void)size;
	*out = text[0] != '\0';
	return text[0] == '\0' || strcmp(text, "1") == 0 ? NULL : "1 or nothing";
}

static bool find_word(const char *const *words, size_t count, const char *text, int *out)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], text) == 0) {
			*out = (int)i;
			return true;
		}
	return false;
}

static const char *read_role(struct reading *r, const char *text, void *to, size_t size)
{
	static const char *const words[] = { "root", "intermediate", "cross", "ocsp_signer" };
	enum ca_role *out = to;
	int n;

	(void)r, (void)size;
	if (!find_word(words, sizeof words / sizeof *words, text, &n))
		return "root, intermediate, cross or ocsp_signer";
	*out = (enum ca_role)n;
	return NULL;
}

static const char *read_status(struct reading *r, const char *text, void *to, size_t size)
{
	static const char *const words[] = { "active", "backup", "retired", "expired", "revoked",
		"other" };
	enum ca_status *out = to;
	int n;

	(void)r, (void)size;
	if (!find_word(words, sizeof words / sizeof *words, text, &n))
		return "active, backup, retired, expired, revoked or other";
	*out = (enum ca_status)n;
	return NULL;
}

/* --- rows ---------------------------------------------------------------------- */

#define COLUMN(member, kind, read) { #member ":" kind, read, offsetof(struct catalog_cert, member), \
	sizeof ((struct catalog_cert *)0)->member }
static const struct column { const char *head; read_value read; size_t at, size; } columns[] = {
	COLUMN(id, "text", read_needed), COLUMN(ca, "text", read_needed),
	COLUMN(environment, "text", read_needed), COLUMN(generation, "text", read_text),
	COLUMN(role, "enum:CA_", read_role), COLUMN(status, "enum:CA_", read_status),
	COLUMN(status_word, "text", read_needed), COLUMN(status_since, "text", read_since),
	COLUMN(subject, "text", read_needed), COLUMN(issuer, "text", read_needed),
	COLUMN(serial, "text", read_serial), COLUMN(sha256, "bytes", read_bytes),
	COLUMN(spki_sha256, "bytes", read_bytes), COLUMN(name_sha1, "bytes", read_bytes),
	COLUMN(key_sha1, "bytes", read_bytes), COLUMN(name_sha256, "bytes", read_bytes),
	COLUMN(key_sha256, "bytes", read_bytes), COLUMN(not_before, "time", read_time),
	COLUMN(not_after, "time", read_time), COLUMN(revoked_at, "time", read_maybe_time),
	COLUMN(revoked_reason, "number", read_reason), COLUMN(replaced_by, "text", read_text),
	COLUMN(label, "text", read_label), COLUMN(aia_host, "text", read_host),
	COLUMN(crl_host, "text", read_host), COLUMN(ocsp_host, "text", read_host),
	COLUMN(shards, "bool", read_flag), COLUMN(subject_der, "view", read_der),
	COLUMN(spki_der, "view", read_der),
};
#define COLUMNS (sizeof columns / sizeof *columns)

static bool complain(struct reading *r, const char *what)
{
	return err_set(r->err, ERR_USAGE, "line %zu: %s", r->line, what);
}

/* Cuts LINE at its tabs. */
static size_t split(char *line, char *fields[COLUMNS])
{
	size_t count = 0;

	for (char *at = line; at != NULL; count++) {
		char *tab = strchr(at, '\t');

		if (tab != NULL)
			*tab = '\0';
		if (count < COLUMNS)
			fields[count] = at;
		at = tab == NULL ? NULL : tab + 1;
	}
	return count;
}

static bool read_head(struct reading *r, char *fields[COLUMNS], size_t count)
{
	for (size_t i = 0; i < COLUMNS && i < count; i++)
		if (strcmp(fields[i], columns[i].head) != 0)
			return complain(r, arena_format(r->arena, "column %zu is '%.60s' instead of "
				"'%s': no catalog, or one of another version of lencr", i + 1,
				str_safe_text(r->arena, fields[i]), columns[i].head));
	if (count != COLUMNS)
		return complain(r, arena_format(r->arena, "%zu columns are named, this version has %zu",
			count, COLUMNS));
	r->headed = true;
	return true;
}

static void put_row(struct reading *r, const struct catalog_cert *row)
{
	struct catalog_cert *slot = arena_more(r->arena, &r->rows, r->count, &r->space, sizeof *slot);

	*slot = *row;
	r->count++;
}

static bool has_id(const struct reading *r, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(r->rows[i].id, id) == 0)
			return true;
	return false;
}

/* What one certificate's facts must be among themselves. */
static const char *contradiction(const struct reading *r, const struct catalog_cert *c)
{
	uint8_t sha1[20], sha256[32];

	digest_sha256(c->spki_der, sha256);
	if (memcmp(sha256, c->spki_sha256, 32) != 0)
		return "spki_sha256 is not the digest of spki_der";
	digest_sha1(c->subject_der, sha1);
	if (memcmp(sha1, c->name_sha1, 20) != 0)
		return "name_sha1 is not the digest of subject_der";
	digest_sha256(c->subject_der, sha256);
	if (memcmp(sha256, c->name_sha256, 32) != 0)
		return "name_sha256 is not the digest of subject_der";
	if (c->not_after < c->not_before)
		return "not_after is before not_before";
	if ((c->status == CA_REVOKED) != (c->revoked_at != WHEN_NONE))
		return "the status revoked and a time in revoked_at go together";
	if (c->revoked_at != WHEN_NONE && c->revoked_at < c->not_before)
		return "revoked_at is before not_before";
	if (has_id(r, r->count, c->id))
		return "the id stands in an earlier line, too";
	for (size_t i = 0; i < r->count; i++)
		if (memcmp(r->rows[i].sha256, c->sha256, 32) == 0)
			return "the certificate stands in an earlier line, too";
	return NULL;
}

static bool read_row(struct reading *r, char *fields[COLUMNS], size_t count)
{
	struct catalog_cert row = { .id = NULL };
	const char *wrong;

	if (count != COLUMNS)
		return complain(r, arena_format(r->arena, "%zu fields instead of %zu", count, COLUMNS));
	for (size_t i = 0; i < COLUMNS; i++) {
		wrong = columns[i].read(r, fields[i], (char *)&row + columns[i].at, columns[i].size);
		if (wrong != NULL)
			return complain(r, arena_format(r->arena, "%.*s should be %s",
				(int)strcspn(columns[i].head, ":"), columns[i].head, wrong));
	}
	wrong = contradiction(r, &row);
	if (wrong != NULL)
		return complain(r, wrong);
	if (r->count == CATALOG_ROWS_MAX)
		return complain(r, "more certificates than the 4096 allowed");
	put_row(r, &row);
	return true;
}

static bool read_date(struct reading *r, const char *text)
{
	int64_t at;

	if (r->date != NULL)
		return complain(r, "a second date");
	if (strlen(text) != 10 || !when_read(arena_format(r->arena, "%sT00:00:00Z", text), &at))
		return complain(r, "the date should be as in 2026-11-21");
	r->date = text;
	return true;
}

static bool read_line(struct reading *r, char *line)
{
	char *fields[COLUMNS] = { 0 };
	size_t count;

	if (strncmp(line, "#date\t", 6) == 0)
		return read_date(r, line + 6);
	if (line[0] == '#' || line[0] == '\0')
		return true;
	count = split(line, fields);
	return r->headed ? read_row(r, fields, count) : read_head(r, fields, count);
}

static bool read_lines(struct reading *r, struct view text)
{
	if (text.size > CATALOG_FILE_MAX)
		return err_set(r->err, ERR_USAGE, "larger than the 16 MiB allowed");
	if (text.size > 0 && memchr(text.data, 0, text.size) != NULL)
		return err_set(r->err, ERR_USAGE, "no text: it holds a NUL");
	while (text.size > 0) {
		size_t size = view_find(text, view_of_text("\n"));

		r->line++;
		if (size == SIZE_MAX)
			return complain(r, "the last line does not end: the file was cut off");
		if (!read_line(r, arena_textn(r->arena, (const char *)text.data, size)))
			return false;
		text = view_part(text, size + 1, SIZE_MAX);
	}
	if (r->date == NULL)
		return err_set(r->err, ERR_USAGE, "no line '#date<TAB>YYYY-MM-DD': this is no catalog");
	if (r->count == 0)
		return err_set(r->err, ERR_USAGE, "no certificate in it: this is no catalog");
	return true;
}

/* --- joining -------------------------------------------------------------------- */

/* What a certificate says of itself: about this no two catalogs differ. */
static bool is_same_cert(const struct catalog_cert *a, const struct catalog_cert *b)
{
	return strcmp(a->serial, b->serial) == 0 && view_equal(a->subject_der, b->subject_der) &&
		view_equal(a->spki_der, b->spki_der) && a->not_before == b->not_before &&
		a->not_after == b->not_after;
}

/* Whatever speaks against the certificate in OTHER holds for C, too: the earlier
 * date, the worse reason. */
static void keep_revocation(struct catalog_cert *c, const struct catalog_cert *other)
{
	if (other->revoked_at == WHEN_NONE)
		return;
	if (c->revoked_at != WHEN_NONE && c->revoked_at <= other->revoked_at) {
		if (crl_is_compromise(other->revoked_reason))
			c->revoked_reason = other->revoked_reason;
		return;
	}
	c->status = CA_REVOKED;
	c->status_word = other->status_word;
	c->status_since = other->status_since;
	if (c->revoked_at == WHEN_NONE || !crl_is_compromise(c->revoked_reason))
		c->revoked_reason = other->revoked_reason;
	c->revoked_at = other->revoked_at;
	if (c->replaced_by == NULL)
		c->replaced_by = other->replaced_by;
}

static bool join_builtin(struct reading *r)
{
	const struct catalog *old = catalog_builtin();
	bool newer = strcmp(r->date, old->date) >= 0;
	size_t own = r->count;

	for (size_t i = 0; i < old->count; i++) {
		struct catalog_cert row = old->certs[i], *mine = NULL;

		for (size_t k = 0; k < own && mine == NULL; k++)
			if (memcmp(r->rows[k].sha256, row.sha256, 32) == 0)
				mine = &r->rows[k];
		if (mine == NULL) {
			if (has_id(r, own, row.id))
				return err_set(r->err, ERR_USAGE, "%s: the id is that of another "
					"certificate", row.id);
			put_row(r, &row);
			continue;
		}
		if (!is_same_cert(mine, &row))
			return err_set(r->err, ERR_USAGE, "%s: serial, names, key or times are others than "
				"those of the certificate with this sha256",
				str_safe_text(r->arena, mine->id));
		row.shards = mine->shards = row.shards || mine->shards;
		keep_revocation(newer ? mine : &row, newer ? &row : mine);
		if (!newer)
			*mine = row;
	}
	if (!newer)
		r->date = old->date;
	return true;
}

/* The best known certificate of a key comes first: look-ups take the first. */
static int rank(const struct catalog_cert *c)
{
	int place = strcmp(c->environment, "production") == 0 ? 0 :
		strcmp(c->environment, "external") == 0 ? 1 : 2;

	return place * 4 + (int)c->role;
}

static void sort_rows(struct reading *r)
{
	struct catalog_cert *sorted = arena_array(r->arena, r->count, sizeof *sorted);
	size_t count = 0;

	/* Stable, which qsort is not. */
	for (int k = 0; k < 3 * 4; k++)
		for (size_t i = 0; i < r->count; i++)
			if (rank(&r->rows[i]) == k)
				sorted[count++] = r->rows[i];
	r->rows = sorted;
}

bool catalog_file_read(struct arena *a, struct view text, struct catalog *out, struct err *e)
{
	struct reading r = { .arena = a, .err = e };

	*out = (struct catalog){ 0 };
	if (!read_lines(&r, text) || !join_builtin(&r))
		return false;
	sort_rows(&r);
	*out = (struct catalog){ r.date, r.rows, r.count };
	return true;
}
