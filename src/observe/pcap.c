/* Classic capture files, by libpcap: any byte order, micro- and nanoseconds,
 * and the dialects that libpcap knows. */
#define _DEFAULT_SOURCE /* pcap.h wants u_int and its kin */
#include <pcap/pcap.h>
#include <string.h>

#include "base/str.h"
#include "observe/capture.h"

enum { HEAD_SIZE = 24, SNAP_AT = 16, LINK_AT = 20 };    /* of the file's header */

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

/* As the file's header has it: libpcap has numbers of its own for some. */
static unsigned link_of(const uint8_t head[HEAD_SIZE])
{
	const uint8_t *p = head + LINK_AT;

	/* 16 bits; above them stands how long the frames' checksums are */
	return head[0] == 0xa1 ? p[2] * 256u + p[3] : p[1] * 256u + p[0];
}

static int64_t time_of(const struct timeval *t)
{
	if (t->tv_sec > CAPTURE_TIME_MAX / SIGHT_SECOND || t->tv_sec < -CAPTURE_TIME_MAX / SIGHT_SECOND)
		return SIGHT_NEVER;
	return (int64_t)t->tv_sec * SIGHT_SECOND + (int64_t)t->tv_usec;
}

static void read_packets(struct reading *r, pcap_t *p, unsigned link)
{
	struct capture *c = capture_new(r);
	struct pcap_pkthdr *head;
	const u_char *data;
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

static void read_file(struct reading *r, FILE *file, unsigned link)
{
	char text[PCAP_ERRBUF_SIZE] = "";
	pcap_t *p = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_MICRO, text);

	if (p == NULL) {
		set_broken(r, text);
		fclose(file);
		return;
	}
	read_packets(r, p, link);
	pcap_close(p); /* and the stream with it */
}

static bool read_pcap(struct reading *r, struct err *e)
{
	struct view head = view_part(input_head_part(r->input, HEAD_SIZE), 0, HEAD_SIZE);
	uint8_t front[HEAD_SIZE];
	FILE *file;

	if (head.size < HEAD_SIZE || !likes_pcap(head, r->path)) {
		set_broken(r, "it does not begin with the header of a pcap file");
		return true;
	}
	/* It says to what size packets were cut, and libpcap cuts longer ones there; but some are longer,
	 * since the card put several together or the header was written for another capture. 0: as
	 * long as any. */
	memcpy(front, head.data, sizeof front);
	memset(front + SNAP_AT, 0, 4);
	file = input_stream(r->input, view_of(front, sizeof front), e);
	if (file == NULL)
		return false;
	read_file(r, file, link_of(front));
	return true;
}

const struct reader reader_pcap = { "pcap", "packet capture (pcap)", likes_pcap, read_pcap, false };
