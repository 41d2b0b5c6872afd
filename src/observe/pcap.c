/* Classic capture files, by libpcap: any byte order, micro- and nanoseconds,
 * and the dialects that libpcap knows. */
#define _DEFAULT_SOURCE /* pcap.h wants u_int and its kin */
#include <pcap/pcap.h>
#include <string.h>

#include "base/str.h"
#include "observe/capture.h"

static bool likes_pcap(struct view head, const char *path)
{
	/* Microseconds, nanoseconds, Kuznetzov's and Navtel's dialects, each in both orders. */
	static const char magics[][5] = { "\xa1\xb2\xc3\xd4", "\xd4\xc3\xb2\xa1", "\xa1\xb2\x3c\x4d",
		"\x4d\x3c\xb2\xa1", "\xa1\xb2\xcd\x34", "\x34\xcd\xb2\xa1", "\xa1\xb2\x34\xcd", "\xcd\x34\xb2\xa1" };

	(void)path;
	for (size_t i = 0; head.size >= 4 && i < sizeof magics / sizeof *magics; i++)
		if (memcmp(head.data, magics[i], 4) == 0)
			return true;
	return false;
}

static void set_broken(struct reading *r, const char *text)
{
	const char *own = input_broken(r->input);

	/* What broke below libpcap tells more than that something ended there. */
	r->report->broken = str_safe_text(r->arena, own != NULL ? own : text);
}

/* libpcap's own numbers for links, where they differ from those of files. */
static unsigned link_of(pcap_t *p)
{
	int link = pcap_datalink(p);

	return link == DLT_RAW ? 101 : link < 0 ? 0xffffffff : (unsigned)link;
}

/* What files with pcapng's clocks give (libpcap reads those, too) may be anything. */
static int64_t time_of(const struct timeval *t)
{
	if (t->tv_sec > CAPTURE_TIME_MAX / SIGHT_SECOND || t->tv_sec < -CAPTURE_TIME_MAX / SIGHT_SECOND)
		return SIGHT_NEVER;
	return (int64_t)t->tv_sec * SIGHT_SECOND + (int64_t)t->tv_usec;
}

static void read_packets(struct reading *r, pcap_t *p)
{
	struct capture *c = capture_new(r);
	struct pcap_pkthdr *head;
	const u_char *data;
	unsigned link = link_of(p);
	int rc;

	while ((rc = pcap_next_ex(p, &head, &data)) == 1) {
		if (!capture_packet(c, link, view_of(data, head->caplen), head->len, time_of(&head->ts)))
			break;
	}
	if (rc == PCAP_ERROR)
		set_broken(r, pcap_geterr(p));
	else if (rc != 1 && input_broken(r->input) != NULL)
		set_broken(r, "");
	capture_end(c);
	capture_free(c);
}

static bool read_pcap(struct reading *r, struct err *e)
{
	char text[PCAP_ERRBUF_SIZE] = "";
	FILE *file = input_stream(r->input, e);
	pcap_t *p;

	if (file == NULL)
		return false;
	p = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_MICRO, text);
	if (p == NULL) {
		set_broken(r, text);
		fclose(file);
		return true;
	}
	read_packets(r, p);
	pcap_close(p); /* and the stream with it */
	return true;
}

const struct reader reader_pcap = { "pcap", "packet capture (pcap)", likes_pcap, read_pcap };
