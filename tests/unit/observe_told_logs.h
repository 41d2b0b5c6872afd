/* The stories of observe_told.h that logs tell, and what all of them begin with. */
#ifndef LENCR_TESTS_OBSERVE_TOLD_LOGS_H
#define LENCR_TESTS_OBSERVE_TOLD_LOGS_H

#include "observe_stories.h"

#include "base/digest.h"

static struct sight_cert *cert_13(struct story *s)
{
	return story_bytes(s->a, story_cert(s->a, "yr1", SERIAL_13, URL_13, NULL));
}

static void fetch_13(struct story *s, int64_t at)
{
	story_dns(s, at, CLIENT, "yr1.c.lencr.org", LENCR);
	story_http(s, at + 20, CLIENT, LENCR, URL_13);
}

/* A handshake as a log tells of it: without the times of its parts. */
static void logged(struct story *s, int64_t at, const char *name, const struct sight_cert *cert)
{
	struct sight_tls *t = story_tls(s, at, CLIENT, "203.0.113.7", name, 0x0303, 0, cert);

	t->cert_at = t->flight_at = SIGHT_NEVER;
}

static void serial_in_log(struct story *s)
{
	logged(s, 1000, "shop.example", story_facts(s->a, "yr1", SERIAL_13));
	logged(s, 900, "www.example", story_facts(s->a, "yr1", SERIAL_25));
	fetch_13(s, 1100);
}

/* Zeek writes a certificate once, hours before, under its fingerprint. */
static void serial_in_log_hours_before(struct story *s)
{
	static const char key[] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
	struct sight_cert *full = story_facts(s->a, "yr1", SERIAL_13), *ref = story_bytes(s->a,
		(struct view){ 0 });
	struct sighting *one;

	full->key = ref->key = view_of_text(key);
	story_connect(s, 0, CLIENT, "203.0.113.1", 22, true);
	one = story_last(s);
	one->kind = SIGHT_CERT;
	one->connect = NULL;
	one->cert = full;
	logged(s, 9000000, "shop.example", ref);
	story_last(s)->input = 3;
	fetch_13(s, 9000100);
}

/* A POST, as a log tells of it, and what another log says of its answer. */
static void post_ocsp(struct story *s, const struct sight_cert *cert)
{
	struct sight_http *h;

	logged(s, 1000, "shop.example", cert);
	h = story_http(s, 1100, CLIENT, LENCR, "http://r10.o.lencr.org/");
	h->method = view_of_text("POST");
	h->answer_file = view_of_text("FAnswer");
}

static void certid_by_answer(struct story *s)
{
	post_ocsp(s, story_facts(s->a, "r10", SERIAL_13));
	story_status(s, 1103, "FAnswer", "r10", SERIAL_13);
}

static void certid_by_answer_of_another(struct story *s)
{
	post_ocsp(s, story_facts(s->a, "r10", SERIAL_25));
	story_status(s, 1103, "FAnswer", "r10", SERIAL_13);
}

static void answer_about_two(struct story *s)
{
	certid_by_answer(s);
	story_status(s, 1103, "FAnswer", "r10", SERIAL_25);
}

/* Names of a certificate in the log of handshakes, its serial in that of certificates. */
static void serial_apart_from_names(struct story *s)
{
	struct sight_cert *names = story_bytes(s->a, (struct view){ 0 }), *full = story_facts(s->a, "yr1", SERIAL_13);
	struct sighting *one;

	names->key = full->key = view_of_text("FCertificate123456");
	names->issuer = full->issuer;
	names->subject = full->subject;
	logged(s, 1000, "shop.example", names);
	fetch_13(s, 1100);
	story_connect(s, 1001, CLIENT, "203.0.113.1", 22, true);
	one = story_last(s);
	one->kind = SIGHT_CERT;
	one->connect = NULL;
	one->cert = full;
}

/* Of a file a log says no more than its digest, and the analyst has that certificate. */
static void digest_of_given(struct story *s)
{
	struct view der = story_cert(s->a, "yr1", SERIAL_13, URL_13, NULL);
	struct sight_cert *ref = story_bytes(s->a, (struct view){ 0 }), *file = story_bytes(s->a, (struct view){ 0 });
	uint8_t *sha256 = arena_take(s->a, 32);
	struct sighting *one;

	digest_sha256(der, sha256);
	ref->key = file->key = view_of_text("FCertificate123456");
	file->fingerprint = view_of(sha256, 32);
	story_know(s, story_bytes(s->a, der), "given");
	logged(s, 1000, "shop.example", ref);
	story_tls(s, 1010, CLIENT, "203.0.113.8", "www.example", 0x0304, 50, NULL);
	fetch_13(s, 1100);
	story_connect(s, 1001, CLIENT, "203.0.113.1", 22, true);
	one = story_last(s);
	one->kind = SIGHT_CERT;
	one->connect = NULL;
	one->cert = file;
}

#endif
