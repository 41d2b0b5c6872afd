/* The certificates of CAPI2's event 90, X509Objects: those of a chain with their
 * details. The form is that of logs which others published, not measured on a machine:
 * Certificate elements with fileRef (SHA-1 of the certificate and ".cer"), names as
 * elements of attribute types, SerialNumber with the first octet first, dates in UTC,
 * DNSName below SubjectAltName, BasicConstraints with cA. Neither list nor service
 * URLs were among the extensions there, though the certificates have them; hence the
 * pointers count as not known. CRLs and OCSP responses beside them are passed over. */
#include <string.h>

#include "base/str.h"
#include "base/when.h"
#include "observe/log_time.h"
#include "observe/windows.h"
#include "observe/xml_pull.h"

#define NAMES_MAX 100
#define NAME_TEXT_MAX 1024

/* One <Certificate> while it is read. */
struct reading_cert {
	struct log_run *run;
	struct sight_cert c;
	struct view names[NAMES_MAX];
	struct str issuer, subject;
};

static struct view plain(struct log_run *run, struct view v)
{
	return memchr(v.data, '&', v.size) == NULL ? v : xml_plain(log_room(run), v);
}

/* "CN=shop.example,O=A\\, B": commas inside values have a backslash before them. */
static void name_put(struct str *s, struct view type, struct view value)
{
	if (s->size != 0)
		str_put_char(s, ',');
	str_put_view(s, type);
	str_put_char(s, '=');
	for (size_t i = 0; i < value.size; i++) {
		if (memchr(",+\\", value.data[i], 3) != NULL)
			str_put_char(s, '\\');
		str_put_char(s, (char)value.data[i]);
	}
}

static int64_t date_of(struct view text)
{
	int64_t t;

	return log_time_iso(&text, &t, NULL) && text.size == 0 ? t / SIGHT_SECOND : WHEN_NONE;
}

/* The element that is open at DEPTH from the innermost, 0 itself. */
static bool inside(const struct xml *x, size_t depth, const char *name)
{
	return x->depth > depth && view_is_text(x->open[x->depth - 1 - depth], name);
}

static void text_take(struct reading_cert *r, const struct xml *x)
{
	struct view v = x->plain ? x->content : plain(r->run, x->content);

	v = log_trim(v);
	if (inside(x, 1, "Subject") && inside(x, 2, "Certificate"))
		name_put(&r->subject, x->open[x->depth - 1], v);
	else if (inside(x, 1, "Issuer") && inside(x, 2, "Certificate"))
		name_put(&r->issuer, x->open[x->depth - 1], v);
	else if (inside(x, 0, "SerialNumber") && inside(x, 1, "Certificate"))
		r->c.serial = log_serial(r->run, v);
	else if (inside(x, 0, "NotBefore") && inside(x, 1, "Certificate"))
		r->c.not_before = date_of(v);
	else if (inside(x, 0, "NotAfter") && inside(x, 1, "Certificate"))
		r->c.not_after = date_of(v);
	else if (inside(x, 0, "DNSName") && inside(x, 1, "SubjectAltName") && r->c.name_count < NAMES_MAX)
		r->names[r->c.name_count++] = v;
}

static void cert_begin(struct reading_cert *r, const struct xml *x)
{
	struct view file = xml_attribute(x, "fileRef");

	sight_cert_init(&r->c);
	str_init(&r->issuer, NAME_TEXT_MAX);
	str_init(&r->subject, NAME_TEXT_MAX);
	if (!log_ends(file, ".cer"))
		return;
	r->c.fingerprint = log_hex(r->run, view_part(file, 0, file.size - 4));
	if (r->c.fingerprint.size == 20)
		r->c.key = view_part(file, 0, file.size - 4);
	else
		r->c.fingerprint = view_of(NULL, 0);
}

static void cert_end(struct reading_cert *r, struct sighting *s)
{
	r->c.issuer = view_of_text(str_text(&r->issuer));
	r->c.subject = view_of_text(str_text(&r->subject));
	r->c.names = r->names;
	s->cert = &r->c;
	if (r->c.serial.size != 0)
		log_see(r->run, s);
	str_clear(&r->issuer);
	str_clear(&r->subject);
}

bool windows_certs_see(struct log_run *run, struct view event, struct sighting *s)
{
	struct reading_cert r = { .run = run };
	size_t begun = 0;   /* at which depth; 0: none is */
	enum xml_token t;
	struct xml x;

	xml_begin(&x, event);
	while ((t = xml_next(&x)) == XML_OPEN || t == XML_CLOSE || t == XML_TEXT) {
		if (t == XML_OPEN && begun == 0 && inside(&x, 0, "Certificate") && inside(&x, 1, "X509Objects")) {
			begun = x.depth;
			cert_begin(&r, &x);
		} else if (t == XML_TEXT && begun != 0) {
			text_take(&r, &x);
		} else if (t == XML_CLOSE && begun != 0 && x.depth == begun) {
			cert_end(&r, s);
			begun = 0;
		}
	}
	if (begun != 0) {
		str_clear(&r.issuer);
		str_clear(&r.subject);
	}
	return t == XML_END;
}
