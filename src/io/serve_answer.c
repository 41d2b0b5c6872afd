#include "io/serve_answer.h"

#include "io/serve_http.h"

#define HEAD_MAX ((size_t)1 << 20)
#define ENDLESS UINT64_MAX
#define TEBIBYTE ((uint64_t)1 << 40)

static void begin(struct serve_answer *a, struct view body, uint64_t left)
{
	a->open = true;
	a->head_at = a->body_at = 0;
	a->body = body;
	a->left = left;
	if (a->head.text == NULL)
		str_init(&a->head, HEAD_MAX);
}

/* How much comes, and how much is said to come. */
static void lengths(const struct serve_reply *r, struct view *body, uint64_t *left, uint64_t *said)
{
	*body = r->body;
	*left = *said = r->body.size;
	if (r->play == PLAY_TRUNCATE) {
		*said = *left == 0 ? 1 : *left;
		*left /= 2;
	} else if (r->play == PLAY_LIE_LENGTH) {
		*said += TEBIBYTE;
	} else if (r->play == PLAY_ENDLESS) {
		if (body->size == 0)
			*body = view_of_text("endless ");
		*left = ENDLESS;
		*said = SERVE_NO_LENGTH;
	}
}

bool serve_answer_begin(struct serve_answer *a, const struct serve_reply *r, bool head_only,
	bool keep)
{
	struct view body;
	uint64_t left, said;

	lengths(r, &body, &left, &said);
	keep = keep && r->play != PLAY_TRUNCATE && r->play != PLAY_LIE_LENGTH &&
		r->play != PLAY_ENDLESS;
	if (!serve_http_has_body(r->status))
		said = SERVE_NO_LENGTH;
	begin(a, body, head_only || !serve_http_has_body(r->status) ? 0 : left);
	serve_http_head(&a->head, r, said, keep);
	return keep;
}

void serve_answer_garbage(struct serve_answer *a, bool endless)
{
	static const char garbage[] = "\x07 lencr plays garbage \r\n\r\n\x80\x81\xfe\xff";
	struct view body = view_of(garbage, sizeof garbage - 1);

	begin(a, body, endless ? ENDLESS : body.size);
}

void serve_answer_continue(struct serve_answer *a)
{
	begin(a, (struct view){ 0 }, 0);
	str_put(&a->head, "HTTP/1.1 100 Continue\r\n\r\n");
}

struct view serve_answer_piece(const struct serve_answer *a, size_t most)
{
	struct view body;

	if (a->head_at < a->head.size)
		return view_part(view_of(a->head.text, a->head.size), a->head_at, most);
	body = view_part(a->body, a->body_at, most);
	return a->left < body.size ? view_part(body, 0, (size_t)a->left) : body;
}

void serve_answer_sent(struct serve_answer *a, size_t size)
{
	if (a->head_at < a->head.size) {
		a->head_at += size;
		return;
	}
	a->body_at += size;
	if (a->body_at == a->body.size)
		a->body_at = 0;
	if (a->left != ENDLESS)
		a->left -= size;
}

bool serve_answer_is_sent(const struct serve_answer *a)
{
	return a->head_at == a->head.size && a->left == 0;
}

void serve_answer_clear(struct serve_answer *a)
{
	arena_free(a->arena);
	str_clear(&a->head);
	*a = (struct serve_answer){ 0 };
}
