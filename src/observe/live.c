#define _DEFAULT_SOURCE /* pcap.h wants u_int and its kin */
#include "observe/live.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/str.h"
#include "observe/capture.h"
#include "observe/live_filter.h"

#define ROOM (32 * 1024 * 1024)         /* for packets that wait to be read */
#define ROOM_LEAST (2 * 1024 * 1024)
#define SNAP_TALK 262144
#define SNAP_STARTS 192                 /* link, IPv6 and TCP with options */
#define WAIT_MS 20                      /* how long the kernel may collect TALK */

struct live {
	pcap_t *pcap;
	pcap_dumper_t *out;
	unsigned link;
	/* of one live_read: */
	live_packet *packet;
	void *context;
};

static bool refuse(struct err *e, pcap_t *p, const char *interface, int rc)
{
	const char *more = pcap_geterr(p);
	char safe[400];
	struct str s;

	str_init(&s, sizeof safe - 1);
	str_put_safe(&s, view_of_text(interface));
	snprintf(safe, sizeof safe, "%s", str_text(&s));
	str_clear(&s);
	if (rc == PCAP_ERROR_PERM_DENIED || rc == PCAP_ERROR_PROMISC_PERM_DENIED)
		return err_set(e, ERR_INPUT, "%s: packets cannot be read: the right to it (CAP_NET_RAW) is missing; "
			"use sudo, or give the right to the program with setcap (lencr-watch(1) says how), or let "
			"tcpdump record a file and run `lencr why` on it", safe);
	if (rc == PCAP_ERROR_NO_SUCH_DEVICE)
		return err_set(e, ERR_INPUT, "%s: there is no such interface; `ip link` lists them%s", safe,
			strcmp(interface, "any") == 0 ? " (this system cannot read all at once: name one)" : "");
	if (rc == PCAP_ERROR_IFACE_NOT_UP)
		return err_set(e, ERR_INPUT, "%s: the interface is down; `ip link set %s up` starts it", safe, safe);
	return err_set(e, ERR_INPUT, "%s: packets cannot be read: %s", safe,
		more[0] != '\0' ? more : pcap_statustostr(rc));
}

static bool filter(struct live *l, enum live_kind kind, struct err *e)
{
	struct bpf_program program;
	bool fine;

	if (!live_filter(kind, pcap_datalink(l->pcap), pcap_snapshot(l->pcap), &program))
		return err_set(e, ERR_INPUT, "packets of link type %d cannot be chosen from: `lencr why` on a capture "
			"may do", pcap_datalink(l->pcap));
	fine = pcap_setfilter(l->pcap, &program) == 0 || err_set(e, ERR_INPUT, "the kernel does not take the choice "
		"of packets: %s", pcap_geterr(l->pcap));
	free(program.bf_insns);
	return fine;
}

static int activate(struct live *l, enum live_kind kind, const char *interface, int room)
{
	char text[PCAP_ERRBUF_SIZE] = "";

	l->pcap = pcap_create(interface, text);
	if (l->pcap == NULL)
		return PCAP_ERROR;
	pcap_set_snaplen(l->pcap, kind == LIVE_TALK ? SNAP_TALK : SNAP_STARTS);
	pcap_set_promisc(l->pcap, 0);
	pcap_set_timeout(l->pcap, WAIT_MS);
	pcap_set_immediate_mode(l->pcap, kind == LIVE_STARTS);
	pcap_set_buffer_size(l->pcap, kind == LIVE_TALK ? room : ROOM_LEAST);
	return pcap_activate(l->pcap);
}

struct live *live_open(enum live_kind kind, const char *interface, struct err *e)
{
	struct live *l = mem_take(1, sizeof *l);
	char text[PCAP_ERRBUF_SIZE] = "";
	int rc;

	interface = interface == NULL ? "any" : interface;
	rc = activate(l, kind, interface, ROOM);
	if (rc == PCAP_ERROR && l->pcap != NULL) {
		pcap_close(l->pcap); /* it may have been too much memory */
		rc = activate(l, kind, interface, ROOM_LEAST);
	}
	if (l->pcap == NULL)
		err_set(e, ERR_INTERNAL, "libpcap does not start");
	else if (rc < 0)
		refuse(e, l->pcap, interface, rc);
	else if (pcap_setnonblock(l->pcap, 1, text) != 0)
		err_set(e, ERR_INPUT, "packets cannot be read: %s", text);
	else if (filter(l, kind, e)) {
		l->link = (unsigned)pcap_datalink(l->pcap);
		l->link = l->link == DLT_RAW ? 101 : l->link;
		return l;
	}
	live_close(l);
	return NULL;
}

int live_descriptor(const struct live *l)
{
	return pcap_get_selectable_fd(l->pcap);
}

static void take(u_char *context, const struct pcap_pkthdr *head, const u_char *bytes)
{
	struct live *l = (struct live *)(void *)context;

	if (l->out != NULL)
		pcap_dump((u_char *)l->out, head, bytes);
	l->packet(l->context, l->link, view_of(bytes, head->caplen), head->len,
		(int64_t)head->ts.tv_sec * SIGHT_SECOND + (int64_t)head->ts.tv_usec);
}

int live_read(struct live *l, int most, live_packet *packet, void *context, struct err *e)
{
	int got;

	l->packet = packet;
	l->context = context;
	got = pcap_dispatch(l->pcap, most, take, (u_char *)(void *)l);
	if (got >= 0)
		return got;
	err_set(e, ERR_INPUT, "packets cannot be read any more: %s", pcap_geterr(l->pcap));
	return -1;
}

uint64_t live_lost(struct live *l)
{
	struct pcap_stat s = { 0 };

	return pcap_stats(l->pcap, &s) == 0 ? (uint64_t)s.ps_drop + s.ps_ifdrop : 0;
}

bool live_write(struct live *l, int fd, struct err *e)
{
	FILE *f = fdopen(fd, "wb");

	if (f == NULL) {
		close(fd);
		return err_set(e, ERR_IO, "%s", strerror(errno));
	}
	l->out = pcap_dump_fopen(l->pcap, f);
	if (l->out != NULL)
		return true;
	err_set(e, ERR_IO, "%s", pcap_geterr(l->pcap));
	fclose(f);
	return false;
}

bool live_flush(struct live *l, struct err *e)
{
	if (l->out == NULL)
		return true;
	errno = 0;
	if (pcap_dump_flush(l->out) == 0 && !ferror(pcap_dump_file(l->out)))
		return true;
	return err_set(e, ERR_IO, "%s", strerror(errno == 0 ? EIO : errno));
}

void live_close(struct live *l)
{
	if (l == NULL)
		return;
	if (l->out != NULL)
		pcap_dump_close(l->out);
	if (l->pcap != NULL)
		pcap_close(l->pcap);
	free(l);
}
