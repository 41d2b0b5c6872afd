#include "fuzz.h"

#include <string.h>

#include "io/serve_http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct serve_parsed p;

	switch (serve_http_read(a, view_of(data, size), &p)) {
	case SERVE_WHOLE:
		PROMISED(p.size <= size && p.size > 0);
		PROMISED(p.request.method != NULL && p.request.path[0] == '/');
		PROMISED(strpbrk(p.request.path, "\r\n ") == NULL);
		PROMISED(p.request.body.size <= SERVE_BODY_MAX && p.request.body.size < p.size);
		break;
	case SERVE_MORE:
		PROMISED(size <= 16 + SERVE_HEAD_MAX + SERVE_BODY_MAX);
		break;
	case SERVE_BAD:
		PROMISED(p.status >= 400 && p.status < 600);
		break;
	}
	arena_free(a);
	return 0;
}
