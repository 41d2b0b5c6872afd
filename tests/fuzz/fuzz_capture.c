#include "fuzz.h"

#include "observe/capture.h"
#include "talk_double.h"

/* A capture as it comes; pcapng and pcap are told apart by their first octets, and
 * what is neither is read as both. Small limits, so that they are met. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct read_limits limits = { .max_flows = 4, .flow_bytes = 2000, .body_bytes = 4000,
		.total_bytes = 8000 };
	static const struct reader *const readers[] = { &reader_pcap, &reader_pcapng };

	for (int i = 0; i < 2; i++) {
		static struct heard heard;
		struct arena *a = arena_new();
		struct input *in = input_of(view_of(data, size), "fuzz");
		struct input_report report = { .first = SIGHT_NEVER, .last = SIGHT_NEVER };
		struct reading r = { .arena = a, .input = in, .path = "fuzz", .limits = &limits,
			.sink = &heard.sink, .report = &report };
		struct err e = { 0 };

		heard_init(&heard);
		heard.keep_nothing = true;
		heard.enough = 3000;
		PROMISED(readers[i]->read(&r, &e));
		PROMISED(heard.live == 0);
		PROMISED(report.malformed <= report.packets && report.clipped <= report.packets);
		PROMISED(report.flows_dropped <= report.flows);
		PROMISED(report.packets <= size);
		PROMISED((report.first == SIGHT_NEVER) == (report.last == SIGHT_NEVER) && report.first <= report.last);
		input_free(in);
		arena_free(a);
	}
	return 0;
}
