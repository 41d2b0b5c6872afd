#include "fuzz.h"

#include "base/view.h"
#include "observe/input.h"

/* All of an input by one way of taking it; how many octets there were. */
static size_t take_all(struct view v, int way)
{
	struct input *in = input_of(v, "fuzz");
	struct view got, head = input_head(in);
	size_t total = 0;

	PROMISED(head.size <= INPUT_HEAD);
	if (way == 0) {
		while ((got = input_take(in, 4096)).size != 0)
			total += got.size;
	} else if (way == 1) {
		while (input_line(in, &got))
			PROMISED(got.size <= INPUT_LINE_MAX && (got.size == 0 || got.data != NULL));
		total = (size_t)input_bytes(in);
	} else {
		char room[3000];

		for (size_t n; (n = input_read(in, room, sizeof room)) != 0; total += n)
			PROMISED(n <= sizeof room);
	}
	PROMISED(total == input_bytes(in));
	PROMISED(input_take(in, 1).size == 0);
	input_free(in);
	return total;
}

/* Plain or gzip, the octets are the same however they are taken. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t total = take_all(view_of(data, size), 0);

	for (int way = 1; way < 3; way++)
		PROMISED(take_all(view_of(data, size), way) == total);
	return 0;
}
