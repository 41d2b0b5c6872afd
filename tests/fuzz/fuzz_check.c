#include "base/when.h"
#include "check/check_doc.h"
#include "fuzz.h"

#define NOW INT64_C(1795228736)

/* A file as a target, the same bytes as the answer to everything it makes the
 * check ask for, anchors among them: so every phase gets its share. Then the
 * report of it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct blob *body = blob_new(view_of(data, size));
	struct target target = { .input = "f", .kind = TARGET_FILE, .path = "f", .body = body };
	struct report_info info = { .schema = "lencr.check/1", .version = "0", .openssl = "0",
		.curl = "0", .sandbox = "off" };
	struct policy policy;
	struct check *check;
	const struct want *want;
	const struct judgement *j;
	size_t fetches = 0;

	policy_init(&policy);
	check = check_new(a, &target, &policy, NULL, NOW);
	while ((want = check_next(check)) != NULL) {
		struct outcome outcome = { .body = blob_hold(body), .asked_at = NOW,
			.answered_at = NOW };

		fetches += want->kind == WANT_ANCHOR ? 0 : 1;
		check_supply(check, want->id, &outcome);
		outcome_clear(&outcome);
	}
	PROMISED(check_finished(check));
	PROMISED(fetches <= policy.most.fetches);
	j = check_judgement(check);
	PROMISED(j != NULL && (j->verdict == VERDICT_GOOD || j->reason_count > 0));
	while (check_vouch(check) != NULL)
		continue;
	check_doc_item(doc_new(a), check, &info, NULL, 0);
	arena_free(a);
	blob_drop(body);
	return 0;
}
