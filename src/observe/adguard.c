/* AdGuard Home's querylog.json: one JSON object a line, with the answer as a DNS
 * message in base64. */
#include <string.h>

#include "doc/json_skim.h"
#include "observe/log_parts.h"
#include "observe/log_time.h"

#define MESSAGE_MAX ((size_t)65535)
#define RECORD_MAX 256

static unsigned two(struct view m, size_t at)
{
	return (unsigned)(m.data[at] << 8 | m.data[at + 1]);
}

/* Past the name at AT, which may end in a pointer; SIZE_MAX: it does not end. */
static size_t name_end(struct view m, size_t at)
{
	while (at < m.size) {
		unsigned length = m.data[at];

		if (length == 0)
			return at + 1;
		if (length >= 0xc0)
			return at + 2;
		if (length > 63)
			return SIZE_MAX;
		at += length + 1;
	}
	return SIZE_MAX;
}

/* RFC 1035 section 4: addresses of the answer section, and the rcode. What is
 * cut off is left out. */
static void message_take(struct view m, struct sight_dns *d, struct log_answers *answers)
{
	size_t at = 12;
	unsigned questions, records;

	if (m.size < 12)
		return;
	d->rcode = m.data[3] & 15;
	questions = two(m, 4);
	records = two(m, 6);
	for (unsigned i = 0; i < questions && i < RECORD_MAX; i++) {
		at = name_end(m, at);
		if (at > m.size || m.size - at < 4)
			return;
		at += 4;
	}
	for (unsigned i = 0; i < records && i < RECORD_MAX; i++) {
		unsigned type, length;

		at = name_end(m, at);
		if (at > m.size || m.size - at < 10)
			return;
		type = two(m, at);
		length = two(m, at + 8);
		at += 10;
		if (m.size - at < length)
			return;
		if (((type == 1 && length == 4) || (type == 28 && length == 16)) &&
		    d->address_count < LOG_LIST_MAX) {
			endpoint_of(&answers->addresses[d->address_count++], m.data + at, length, 0);
			d->addresses = answers->addresses;
		}
		at += length;
	}
}

enum { TIME, CLIENT, NAME, TYPE, ANSWER, RESULT, KEY_COUNT };
static const char *const keys[KEY_COUNT] = { [TIME] = "T", [CLIENT] = "IP", [NAME] = "QH", [TYPE] = "QT",
	[ANSWER] = "Answer", [RESULT] = "Result" };

/* A line that nobody blocked, as far as its bytes tell it: the sink may leave it unread. */
static bool glance_at(const struct json_skim *skim, struct log_run *run)
{
	struct view values[KEY_COUNT], time, answer;
	struct log_answers answers;
	struct sight_dns d;
	struct glance g;

	if (run->again == NULL || !json_skim_read(skim, run->line, values))
		return false;
	glance_init(&g, GLANCE_QUESTION);
	sight_dns_init(&d);
	time = json_skim_text(values[TIME]);
	answer = json_skim_text(values[ANSWER]);
	g.name = log_name(json_skim_text(values[NAME]));
	if (!log_time_iso(&time, &g.at, NULL) || time.size != 0 || g.name.size == 0 ||
	    !endpoint_read(json_skim_text(values[CLIENT]), &g.client) ||
	    (values[ANSWER].data != NULL && answer.data == NULL) || log_has(values[RESULT], "true") ||
	    (values[TYPE].data != NULL && json_skim_text(values[TYPE]).data == NULL))
		return false;
	g.type = log_dns_type(json_skim_text(values[TYPE]));
	message_take(log_base64(run, answer, MESSAGE_MAX), &d, &answers);
	g.failed = d.rcode > 0;
	g.addresses = d.addresses;
	g.address_count = d.address_count;
	return log_glance(run, &g);
}

static bool line_see(struct log_run *run, const struct json_at *at)
{
	const struct json_at *result = json_in_member(at, "Result");
	struct view time = json_in_member_text(at, "T"), client = json_in_member_text(at, "IP");
	struct log_answers answers;
	struct sight_dns d;
	struct sighting s;
	int64_t elapsed;
	bool filtered = false;

	sighting_init(&s, SIGHT_DNS);
	sight_dns_init(&d);
	s.dns = &d;
	d.name = log_name(json_in_member_text(at, "QH"));
	if (d.name.size == 0 || !log_time_iso(&time, &s.at, NULL) || time.size != 0)
		return false;
	if (!endpoint_read(client, &s.client))
		s.client_name = log_known(client);
	d.type = log_dns_type(json_in_member_text(at, "QT"));
	json_in_member_bool(result, "IsFiltered", &filtered);
	d.blocked = filtered;
	message_take(log_base64(run, json_in_member_text(at, "Answer"), MESSAGE_MAX), &d, &answers);
	/* Nanoseconds. */
	if (d.rcode >= 0 && json_in_member_whole(at, "Elapsed", &elapsed) && elapsed >= 0 &&
	    elapsed < INT64_C(3600000000000))
		d.answered_at = s.at + elapsed / 1000;
	log_see(run, &s);
	return true;
}

static void line_read(struct log_run *run)
{
	struct json_in *in = json_in_read(run->line, &json_in_line_limits, NULL);

	if (in == NULL || !line_see(run, json_in_root(in)))
		log_malformed(run);
	json_in_free(in);
}

static void line_again(struct log_run *run, void *state)
{
	(void)state;
	line_read(run);
}

static bool read_adguard(struct reading *r, struct err *e)
{
	struct json_skim skim;
	struct log_run run;

	(void)e;
	log_begin(&run, r);
	log_rereads(&run, line_again, NULL, 0);
	json_skim_init(&skim, keys, KEY_COUNT);
	while (log_next(&run))
		if (!glance_at(&skim, &run))
			line_read(&run);
	log_end(&run);
	return true;
}

static bool is_query(struct view line)
{
	return log_starts(line, "{") && log_has(line, "\"T\":") && log_has(line, "\"QH\":") &&
		log_has(line, "\"QT\":");
}

static bool likes_adguard(struct view head, const char *path)
{
	(void)path;
	return log_head_has(head, is_query);
}

const struct reader reader_adguard = { "adguard", "query log of AdGuard Home", likes_adguard, read_adguard, false };
