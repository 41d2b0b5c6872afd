/* The language of worlds: what is refused and how, faults, shards, clocks. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/blob.h"
#include "lab/issue.h"
#include "lab/lab.h"
#include "lab/reader.h"

#define CLOCK INT64_C(1795230000)

/* Each text must be refused with a message that has the second text in it. */
static const struct { const char *text, *message; } wrong[] = {
	{ "nonsense\n", "w:1: \"nonsense\" begins no line" },
	{ "\n  by X\n", "w:2: an indented line without a block" },
	{ "ca A\n  by B\n", "w:2: there is no CA \"B\"" },
	{ "ca A\n  colour red\n", "w:2: a CA has no \"colour\"" },
	{ "ca A\nca A\n", "w:2: there is already a certificate \"A\"" },
	{ "ca A\n  key rsa123\n", "w:2: not a kind of key: \"rsa123\"" },
	{ "ca A\n  valid yesterday..+1d\n", "w:2: not a time: \"yesterday\"" },
	{ "ca A\n  valid +1d\n", "w:2: valid needs: FROM..TO" },
	{ "ca A\n  subject \"C=US\n", "w:2: a quote that does not end" },
	{ "ca A\n  subject \"XX=US\"\n", "w:1: not a name: \"XX=US\"" },
	{ "ca A\nclock now\n", "w:2: clock must stand before the first block" },
	{ "trust A\n", "w:1: there is no certificate \"A\"" },
	{ "ca A\nleaf b.test\n  by A\n  shard 3\n", "w:2: shard 3: the issuer has no such list" },
	{ "ca A\ncrl A/5\n", "w:2: A has 0 shards" },
	{ "crl x\n", "w:1: the list \"x\" needs: of CA" },
	{ "ca A\ncrl A\n  entry Z\n", "w:3: there is no certificate \"Z\"" },
	{ "site a.test\n", "w:1: the site serves nothing" },
	{ "site a.test\n  expect splendid\n", "w:2: no such word of a finding: \"splendid\"" },
	{ "site a.test\n  names a.test\n  staple good\n", "w:3: nobody answers" },
	{ "ca A\nsite a.test\n  by A\n  staple brilliant\n", "w:4: nothing to staple is called" },
	{ "ca A\nfault strange A\n", "w:2: no such fault: \"strange\"" },
	{ "ca A\nfault missing B\n", "w:2: fault missing: there is no \"B\"" },
	{ "ca A\nfault alert A\n", "w:2: fault alert cannot befall \"A\"" },
	{ "ca A\nfault status A\n", "w:2: fault status needs a value" },
	{ "ca A\nfault status=abc A\n", "w:2: fault status needs a number" },
	{ "ca A\nfault missing=3 A\n", "w:2: fault missing has no value" },
	{ "ca A\n  eku 1.x\n", "w:1: not an object identifier" },
	{ "ca \x01\n", "w:1: a control character" },
	{ "ca \xff\n", "w:1: not UTF-8" },
	{ "ocsp x\n", "w:1: the answer \"x\" needs: of CERTIFICATE" },
};

static void messages(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct err err = { ERR_NONE, "" };
		struct lab *lab = lab_new(view_of_text(wrong[i].text), "w", WHEN_NONE, CLOCK, &err);

		assert_null(lab);
		if (strstr(err.text, wrong[i].message) == NULL)
			fail_msg("%s: said \"%s\"", wrong[i].text, err.text);
	}
}

static struct world *read_world(struct arena *a, const char *text, int64_t at)
{
	struct err err = { ERR_NONE, "" };
	struct world *w = world_read(a, view_of_text(text), "w", at, CLOCK, &err);

	if (w == NULL)
		fail_msg("%s", err.text);
	return w;
}

static void clocks(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_true(read_world(a, "clock now\n", WHEN_NONE)->clock == CLOCK);
	assert_true(read_world(a, "", WHEN_NONE)->clock == CLOCK);
	assert_true(read_world(a, "clock @5\n", WHEN_NONE)->clock == 5);
	assert_true(read_world(a, "clock @5\n", 7)->clock == 7);
	assert_true(read_world(a, "clock 1970-01-02\nca A\n valid -1d for 2d\n", WHEN_NONE)
		->cas.list[0]->first->not_after == 2 * WHEN_DAY - 1);
	arena_free(a);
}

static void shard_rule(void **state)
{
	struct arena *a = arena_new();
	struct world *w = read_world(a, "ca R\nca I\n by R\nca S\n by R\n shards 7\n"
		"leaf a.test\n by I\n shard 13\nleaf b.test\n by I\n shard 128\n"
		"leaf c.test\n by S\n shard 7\n", WHEN_NONE);
	struct wcert *c;
	struct view serial;

	(void)state;
	c = world_find_cert(w, "a.test");
	serial = cert_serial_of(w, c);
	assert_int_equal(serial.size, 18);
	assert_true(serial.data[0] == 5 || serial.data[0] == 6);
	assert_int_equal((serial.data[17] & 0x7f) + 1, 13);
	assert_int_equal(world_shard(c->issuer, serial), 13);
	serial = cert_serial_of(w, world_find_cert(w, "b.test"));
	assert_int_equal((serial.data[17] & 0x7f) + 1, 128);
	c = world_find_cert(w, "c.test");
	assert_int_equal(world_shard(c->issuer, cert_serial_of(w, c)), 7);
	assert_int_equal(world_shard(world_find_ca(w, "R"), serial), 0);
	arena_free(a);
}

static void keys_differ(void **state)
{
	struct arena *a = arena_new();
	struct world *w = read_world(a, "ca A\n key rsa4096\nca B\n key rsa4096\nca C\n key rsa4096\n"
		"ca D\n key of A\nleaf e\n by D\n key of A\n", WHEN_NONE);
	unsigned pairs[3];

	(void)state;
	for (size_t i = 0; i < 3; i++)
		pairs[i] = w->cas.list[i]->key->pair;
	assert_true(pairs[0] != pairs[1] && pairs[1] != pairs[2] && pairs[0] != pairs[2]);
	assert_ptr_equal(world_find_ca(w, "D")->key, world_find_ca(w, "A")->key);
	assert_ptr_equal(world_find_cert(w, "e")->key, world_find_ca(w, "A")->key);
	arena_free(a);
}

static void fault_options(void **state)
{
	static const char *const right[] = {
		"missing", "missing=crl:YR1/13", "status=503", "status=503=YR1", "stale=ocsp",
		"redirect=http://a.test/?b=c", "redirect=http://a.test/?b=c=aia:X1",
		"silent=good-rsa.test", "empty=staple:must-staple.test", "alert", "age=100=crl",
		"reach=unresolved=crl:X1",
	};
	static const char *const bad[] = {
		"", "nothing", "missing=", "missing=crl:", "missing=crl:YR1/x", "status", "status=99",
		"status=crl:YR1", "reach=ok", "missing=crl:YR1=3", "alert=crl", "missing=sites",
	};
	struct err err = { ERR_NONE, "" };
	struct lab *lab = lab_new(lab_builtin(), "builtin", WHEN_NONE, CLOCK, &err);

	(void)state;
	assert_non_null(lab);
	for (size_t i = 0; i < sizeof right / sizeof *right; i++)
		if (!lab_add_fault(lab, right[i], &err))
			fail_msg("%s: %s", right[i], err.text);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (lab_add_fault(lab, bad[i], &err))
			fail_msg("taken: %s", bad[i]);
	lab_free(lab);
	for (const char *const *name = lab_fault_names(); *name != NULL; name++)
		assert_non_null(lab_fault_text(*name));
	assert_null(lab_fault_text("nothing"));
}

static void sites(void **state)
{
	struct err err = { ERR_NONE, "" };
	struct lab *lab = lab_new(view_of_text("ca R\nsite a.test\n by R\n port 8443\n"
		" note \"a # b\" # comment\n check --revocation soft\n check -v\n"
		" expect good chain-incomplete expired\n expect-served revoked\n refuse revoked\n"
		" dead 127.0.0.2 127.0.0.3\n"), "w", WHEN_NONE, CLOCK, &err);
	const struct lab_site *s;

	(void)state;
	assert_non_null(lab);
	assert_int_equal(lab_site_count(lab), 1);
	s = lab_site(lab, 0);
	assert_string_equal(s->name, "a.test");
	assert_int_equal(s->port, 8443);
	assert_string_equal(s->note, "a # b");
	assert_int_equal(s->option_count, 3);
	assert_string_equal(s->options[2], "-v");
	assert_string_equal(s->expect, "good");
	assert_string_equal(s->expect_served, "revoked");
	assert_int_equal(s->expect_word_count, 2);
	assert_int_equal(s->refuse_word_count, 1);
	assert_int_equal(s->dead_address_count, 2);
	lab_free(lab);
}

/* --- the manual ------------------------------------------------------------- */

static bool word_end(char c)
{
	return c == '\0' || c == ' ' || c == '\n';
}

static bool says(const char *manual, const char *word)
{
	size_t size = strlen(word);

	for (const char *at = manual; (at = strstr(at, word)) != NULL; at += size)
		if (at[-1] == ' ' && word_end(at[size]))
			return true;
	return false;
}

static void manual_has_block(const char *manual, const struct block *b)
{
	for (size_t i = 0; i < b->count; i++)
		if (!says(manual, b->properties[i].word))
			fail_msg("lencr-world(5) lacks %s of a %s", b->properties[i].word, b->word);
}

/* Every setting and fault is described, and the example is a world. */
static void manual(void **state)
{
	const char *top = getenv("top_srcdir");
	struct arena *a = arena_new();
	struct err err = { ERR_NONE, "" };
	struct blob *b = blob_open(arena_format(a, "%s/man/lencr-world.5", top ? top : "."),
		(size_t)1 << 20, &err);
	struct view v = blob_view(b);
	char *text, *example, *end;
	struct lab *lab;

	(void)state;
	if (b == NULL)
		fail_msg("%s", err.text);
	text = arena_textn(a, (const char *)v.data, v.size);
	manual_has_block(text, &block_ca);
	manual_has_block(text, &block_cert);
	manual_has_block(text, &block_crl);
	manual_has_block(text, &block_ocsp);
	manual_has_block(text, &block_site);
	for (const char *const *name = lab_fault_names(); *name != NULL; name++)
		if (!says(text, *name))
			fail_msg("lencr-world(5) lacks the fault %s", *name);
	example = strstr(text, ".Bd -literal -offset indent\n");
	assert_non_null(example);
	example = strchr(example, '\n') + 1;
	end = strstr(example, ".Ed\n");
	assert_non_null(end);
	lab = lab_new(view_of(example, (size_t)(end - example)), "example", WHEN_NONE, CLOCK, &err);
	if (lab == NULL)
		fail_msg("%s", err.text);
	lab_free(lab);
	blob_drop(b);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages),
		cmocka_unit_test(clocks),
		cmocka_unit_test(shard_rule),
		cmocka_unit_test(keys_differ),
		cmocka_unit_test(fault_options),
		cmocka_unit_test(sites),
		cmocka_unit_test(manual),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
