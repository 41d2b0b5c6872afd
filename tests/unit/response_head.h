/* Response header fields as a test writes them: "Name: value\n" each. */
#ifndef LENCR_TESTS_RESPONSE_HEAD_H
#define LENCR_TESTS_RESPONSE_HEAD_H

#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/source.h"

static inline void read_head(struct http_head *h, const char *text)
{
	while (text != NULL && *text != '\0') {
		size_t size = strcspn(text, "\n");
		const char *colon = strchr(text, ':');
		char *line = mem_take(size + 1, 1);

		memcpy(line, text, size);
		line[colon - text] = '\0';
		h->fields = mem_resize(h->fields, h->count + 1, sizeof *h->fields);
		h->fields[h->count++] = (struct http_field){ mem_text(line),
			mem_text(line + (colon - text) + 2) };
		free(line);
		text += size + 1;
	}
}

#endif
