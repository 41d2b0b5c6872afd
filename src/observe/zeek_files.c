/* Zeek's files.log and ocsp.log. A file has an identifier, by which http.log and
 * the older layouts of ssl.log and x509.log speak of it. Digests and ocsp.log are
 * there where policy scripts that write them are loaded. */
#include "base/when.h"
#include "observe/zeek.h"

static bool is_certificate(struct view type)
{
	return log_starts(type, "application/x-x509-") || view_is_text(type, "application/pkix-cert");
}

/* Of what came over HTTP whatever can be a list, an answer or a certificate: these
 * have no marks by which Zeek would know them all. */
bool zeek_file_counts(const struct zeek_row *row)
{
	static const char *const starts[] = { "application/ocsp-", "application/pkix-", "application/x-x509-",
		"application/x-pkcs7-", "application/pkcs7-", "application/octet-stream", "application/x-pem" };
	struct view source = row->values[ZEEK_SOURCE], type = row->values[ZEEK_FILE_TYPE];

	if (view_is_text(source, "SSL"))
		return is_certificate(type);
	if (!view_is_text(source, "HTTP"))
		return false;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (log_starts(type, starts[i]))
			return true;
	return type.size == 0;
}

/* Nothing of it is missing, as far as the row says. */
static bool is_whole(struct zeek_row *row)
{
	uint64_t seen = zeek_number(row, ZEEK_SEEN, INT64_MAX, UINT64_MAX);
	uint64_t total = zeek_number(row, ZEEK_TOTAL, INT64_MAX, seen);
	bool late = false;

	zeek_bool(row, ZEEK_TIMED_OUT, &late);
	return seen != UINT64_MAX && total == seen && zeek_number(row, ZEEK_MISSING, INT64_MAX, 0) == 0 &&
		zeek_number(row, ZEEK_OVERFLOW, INT64_MAX, 0) == 0 && !late;
}

static struct view digest_of(struct zeek_row *row, enum zeek_field f, size_t size)
{
	struct view v = log_hex(row->run, row->values[f]);

	return v.size == size ? v : view_of(NULL, 0);
}

bool zeek_files_see(struct zeek_row *row)
{
	struct sight_file f;
	struct sight_cert c;
	struct sighting s;

	if (!zeek_file_counts(row))
		return true;
	sight_file_init(&f);
	f.key = zeek_text(row, ZEEK_FUID);
	if (is_whole(row)) {
		f.sha256 = digest_of(row, ZEEK_SHA256, 32);
		f.sha1 = digest_of(row, ZEEK_SHA1, 20);
	}
	f.size = (int64_t)zeek_number(row, ZEEK_SEEN, INT64_MAX, UINT64_MAX);
	f.type = zeek_text(row, ZEEK_FILE_TYPE);
	sighting_init(&s, SIGHT_FILE);
	s.at = zeek_time(row, ZEEK_TS);
	if (s.at == SIGHT_NEVER || f.key.size == 0)
		return false;
	if (view_is_text(row->values[ZEEK_SOURCE], "HTTP")) {
		s.file = &f;
		log_see(row->run, &s);
	} else if (f.sha256.size != 0) {
		/* Handshakes of the older layout refer to the file. */
		sight_cert_init(&c);
		c.key = f.key;
		c.fingerprint = f.sha256;
		s.kind = SIGHT_CERT;
		s.cert = &c;
		log_see(row->run, &s);
	}
	return true;
}

static int64_t date_of(struct zeek_row *row, enum zeek_field f)
{
	int64_t t = zeek_time(row, f);

	return t == SIGHT_NEVER ? WHEN_NONE : t / SIGHT_SECOND;
}

static enum said said_of(struct view word)
{
	return view_is_text(word, "good") ? SAID_GOOD : view_is_text(word, "revoked") ? SAID_REVOKED :
		view_is_text(word, "unknown") ? SAID_UNKNOWN : SAID_NOTHING;
}

bool zeek_ocsp_see(struct zeek_row *row)
{
	struct sight_status status = { .name_hash = log_hex(row->run, row->values[ZEEK_NAME_HASH]),
		.key_hash = log_hex(row->run, row->values[ZEEK_KEY_HASH]),
		.serial = log_serial(row->run, row->values[ZEEK_STATUS_SERIAL]),
		.said = said_of(zeek_text(row, ZEEK_CERT_STATUS)), .revoked_at = date_of(row, ZEEK_REVOKED),
		.this_update = date_of(row, ZEEK_THIS_UPDATE), .next_update = date_of(row, ZEEK_NEXT_UPDATE),
		.reason = zeek_text(row, ZEEK_REASON) };
	struct sight_file f;
	struct sighting s;

	sight_file_init(&f);
	f.key = zeek_text(row, ZEEK_ID);
	f.status = &status;
	sighting_init(&s, SIGHT_FILE);
	s.file = &f;
	s.at = zeek_time(row, ZEEK_TS);
	if (s.at == SIGHT_NEVER || f.key.size == 0 || row->values[ZEEK_CERT_STATUS].size == 0)
		return false;
	/* Negative serials, and what Zeek itself could not read. */
	if (status.name_hash.size != 0 && status.key_hash.size != 0 && status.serial.size != 0)
		log_see(row->run, &s);
	return true;
}
