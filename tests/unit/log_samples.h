/* The samples of tests/logs and how they are read in tests. */
#ifndef LENCR_TESTS_LOG_SAMPLES_H
#define LENCR_TESTS_LOG_SAMPLES_H

#include <stdlib.h>

#include "base/blob.h"
#include "observe/reader.h"
#include "sighting_text.h"

/* 2026-11-22T00:00:00Z: for times without a year. */
#define SAMPLES_NOW (INT64_C(1795305600) * SIGHT_SECOND)

static const struct sample { const char *file, *reader; } samples[] = {
	{ "events.txt", "events" }, { "eve.txt", "eve" },
	{ "zeek-conn.txt", "zeek" }, { "zeek-dns.txt", "zeek" }, { "zeek-http.txt", "zeek" },
	{ "zeek-ssl.txt", "zeek" }, { "zeek-ssl-old.txt", "zeek" }, { "zeek-x509.txt", "zeek" },
	{ "zeek-x509-old.txt", "zeek" }, { "zeek-quic.txt", "zeek" }, { "zeek-json.txt", "zeek" },
	{ "zeek-files.txt", "zeek" }, { "zeek-files-old.txt", "zeek" }, { "zeek-files-json.txt", "zeek" },
	{ "zeek-ocsp.txt", "zeek" }, { "zeek-ocsp-json.txt", "zeek" },
	{ "squid.txt", "squid" }, { "clf-combined.txt", "clf" }, { "w3c.txt", "w3c" }, { "har.txt", "har" },
	{ "dnsmasq.txt", "dns" }, { "unbound.txt", "dns" }, { "adguard.txt", "adguard" },
	{ "windows-capi2.xml", "windows" }, { "windows-sysmon.xml", "windows" },
};
#define SAMPLE_COUNT (sizeof samples / sizeof *samples)

struct text_sink { struct sight_sink sink; struct str text; size_t count; };

static inline void text_see(struct sight_sink *sink, const struct sighting *s)
{
	struct text_sink *t = (struct text_sink *)sink;

	t->count++;
	sighting_text(&t->text, s);
}

static inline const char *sample_path(struct arena *a, const char *file)
{
	const char *top = getenv("top_srcdir");

	return arena_format(a, "%s/tests/logs/%s", top == NULL ? "." : top, file);
}

static inline struct view sample_bytes(struct arena *a, const char *file)
{
	struct blob *b = blob_open(sample_path(a, file), (size_t)1 << 20, NULL);
	struct view bytes = blob_view(blob_keep(a, b));

	blob_drop(b);
	return bytes;
}

/* Reads BYTES by R; the sightings as text, the report in *REPORT. */
static inline char *log_read_text(struct arena *a, const struct reader *r, struct view bytes,
	struct input_report *report, size_t *count)
{
	struct text_sink sink = { .sink = { text_see } };
	struct read_limits limits = read_limits_default;
	struct input *in = input_of(bytes, "sample");
	struct err e = { 0 };
	char *text;

	limits.now = SAMPLES_NOW;
	str_init(&sink.text, (size_t)16 << 20);
	*report = (struct input_report){ .first = SIGHT_NEVER, .last = SIGHT_NEVER };
	if (!r->read(&(struct reading){ .arena = a, .input = in, .path = "sample", .limits = &limits,
		.sink = &sink.sink, .report = report }, &e))
		abort();
	text = arena_textn(a, str_text(&sink.text), sink.text.size);
	if (count != NULL)
		*count = sink.count;
	str_clear(&sink.text);
	input_free(in);
	return text;
}

#endif
