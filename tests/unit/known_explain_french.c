/* Explanations in French: whole, and the data still in English. */
#include <stdio.h>

#include "explained.h"

#include "base/blob.h"
#include "base/why.h"
#include "base/words.h"
#include "doc/language.h"
#include "known/catalog.h"
#include "known/explain_errors.h"
#include "known/hosts.h"

static struct arena *arena;
static struct tongue french;

/* Words that English sentences cannot do without, and French ones do not have. */
static bool english_word(const char *word)
{
	static const char *const words[] = { "the", "of", "is", "and", "that", "which", "with", "not",
		"was", "were", "this", "has", "have", "are", "for", "to", "its", "it", "by", "from", "been",
		"can", "cannot", "does", "whose", "their", "there", "who", "what", "no", "be", "as", "in" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

/* Letters alone make words: what hangs together with other signs is a name, an
 * option, a URL; in backquotes stand commands. */
static void is_french(const char *text, const char *thing)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	size_t size = strlen(text);
	const char *bracket = size > 0 && text[size - 1] == ']' ? strrchr(text, '[') : NULL;
	char *own = arena_textn(arena, text, bracket == NULL ? size : (size_t)(bracket - text));

	for (const char *at = own; *at != '\0';) {
		size_t word = strspn(at, letters);

		if (*at == '`' && strchr(at + 1, '`') != NULL) {
			at = strchr(at + 1, '`') + 1;
			continue;
		}
		if (word == 0) {
			at++;
			continue;
		}
		if ((at == own || strchr(" (", at[-1]) != NULL) && (at[word] == '\0' ||
		    strchr(" ,.;:)", at[word]) != NULL) && english_word(arena_textn(arena, at, word))) {
			print_message("# %s: \"%.*s\" in: %s\n", thing, (int)word, at, text);
			fail();
		}
		at += word;
	}
}

static const char *line_text(const struct line *l)
{
	const char *text = "";

	for (const struct span *s = l->first; s != NULL; s = s->next)
		text = arena_format(arena, "%s%s", text, s->text);
	return text;
}

/* The page but its first line, which holds the thing; an error's own text is as the
 * program that it is of has it. */
static void page_french(const struct doc *d, const char *thing)
{
	bool error = strcmp(said(d, "kind"), "error") == 0;
	size_t count = 0;

	assert_non_null(strstr(line_text(d->first->line), strcmp(said(d, "outcome"), "explained") == 0 ?
		"expliqu\xc3\xa9" : strcmp(said(d, "outcome"), "foreign") == 0 ? "\xc3\xa9tranger" :
		"imitation"));
	for (const struct part *part = d->first->next; part != NULL; part = part->next) {
		is_french(part->line->label, thing);
		if (!error || count > 0)
			is_french(line_text(part->line), thing);
		count++;
	}
	assert_true(count >= 1);
}

static void same_data(const struct node *a, const struct node *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->count, b->count);
	assert_true((a->key == NULL) == (b->key == NULL));
	if (a->key != NULL)
		assert_string_equal(a->key, b->key);
	if (a->kind == NODE_TEXT)
		assert_string_equal(a->text, b->text);
	assert_int_equal(a->number, b->number);
	for (a = a->first, b = b->first; a != NULL && b != NULL; a = a->next, b = b->next)
		same_data(a, b);
}

static void thing_at(const char *text, int64_t at)
{
	struct explain_options options = { .at = at, .host = NULL };
	struct doc *english = doc_new(arena), *d = doc_new(arena);

	explain_text(english, view_of_text(text), &options);
	options.tongue = french;
	explain_text(d, view_of_text(text), &options);
	page_french(d, text);
	same_data(english->data, d->data);
}

static void thing(const char *text)
{
	static const int64_t times[] = { 1546300800, 1704067200, 1740787200, 1748736000, 1780272000, NOW,
		1900000000 };

	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		thing_at(text, times[i]);
}

static void hosts_and_urls(void **state)
{
	static const char *const forms[] = { "http://%s.i.lencr.org/", "http://%s.c.lencr.org/",
		"http://%s.c.lencr.org/128.crl", "https://%s.c.lencr.org:8443/007.CRL?x#y", "%s.c.lencr.org",
		"%s.o.lencr.org", "http://%s.o.lencr.org/x", "%s.c.lencr.org./129.crl",
		"http://u@%s.c.lencr.org/%%31.crl", "ftp://%s.i.lencr.org/x", "%s" };
	static const char *const labels[] = { "ye1", "yr3", "r3", "e7", "x1", "ye", "stg-ye1", "stg-x1",
		"yz9", "whatever" };

	(void)state;
	for (size_t l = 0; l < sizeof labels / sizeof *labels; l++)
		for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
			const char *at = strstr(forms[i], "%s");

			thing(arena_format(arena, "%.*s%s%s", (int)(at - forms[i]), forms[i], labels[l], at + 2));
		}
}

static void other_things(void **state)
{
	static const char *const things[] = {
		"http://prod.c.lencr.org/20506757847264211/126.crl", "http://prod.c.lencr.org/1/1.crl",
		"prod.c.lencr.org", "lencr.org", "www.lencr.org", "x.y.lencr.org", "*.c.lencr.org",
		"ocsp.int-x3.letsencrypt.org", "cert.int-x1.letsencrypt.org", "crl.root-x1.letsencrypt.org",
		"ocsp.root-x1.letsencrypt.org", "cert.root-x1.letsencrypt.org", "cps.letsencrypt.org",
		"cert.stg-int-x1.letsencrypt.org", "cert.stg-root-x1.letsencrypt.org",
		"isrg.trustid.ocsp.identrust.com", "http://apps.identrust.com/roots/dstrootcax3.p7c",
		"crl.identrust.com", "acme-v02.api.letsencrypt.org", "acme-staging-v02.api.letsencrypt.org",
		"valid.ye.test-certs.letsencrypt.org", "valid.x1.staging-test-certs.letsencrypt.org",
		"letsencrypt.org", "community.letsencrypt.org",
		"x1.c.lencr.org.evil.test", "x1.c.lencr.org.lan", "http://x1%2ec.lencr.org/",
		"1encr.org", "r3.o.lencr.com", "lencr.com", "x1.c.lncr.org",
		"lenccr.org", "r3.o.lencr.org.edgesuite.net", "http://x1.c.lencr.org@evil.test/",
		"http://x1.c.lencr.org\\@evil.test/", "http://example.org/lencr.org/", "example.org",
		"http://[::1", "http://[g]/", "http:///", "http://a b", "http://a\xc3\xa9/", "http://a:0/",
		"http://a]b/", "://", "GET / HTTP/1.1", "nothing at all", "",
		"103621DE9CD5414CC2538780B4B75751", "C:\\CryptnetUrlCache\\Content\\103621DE9CD5414CC2538780B4B75751",
		"02835C6072261A584AE38D197B622594_103621DE9CD5414CC2538780B4B75751",
		"103621DE9CD5414CC2538780B4B75751_02835C6072261A584AE38D197B622594.bin",
		"103621DE9CD5414CC2538780B4B75751.bin", "CryptnetUrlCache/MetaData/00112233445566778899aabbccddeeff",
		"052c2a857e6a6c388b3c7caf7249db50357f", "0349cac261de48da54f81c5c20c750d356b0",
		"fa49cac261de48da54f81c5c20c750d356b0", "7749cac261de48da54f81c5c20c750d356b0",
		"603326111351959935795716818064585253019276", "7f2ab707b5bdd93c9fd48b7c6029db33",
		"aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE", "00112233445566778899aabbccddeeff",
		"00112233445566778899aabbccddeeff00112233", "0011223344556677", "YE1", "ISRG Root X1",
		"ISRG Root OCSP X1", "YR9", "DST Root CA X3", "CN=E1,O=Let's Encrypt,C=US",
		"http://r3.o.lencr.org/MFgwVqADAgEAME8wTTBLMAkGBSsOAwIaBQAEFEjayaD7K9MtT%2FDeaNL1Z7c1%2BbPEBBQULrMX"
		"t1hWy65QCUDmH6%2BdixTCxgISBKX89wJrmK3LIUVLVeFRKYPH",
		"http://r10.o.lencr.org//x/MFMwUTBPME0wSzAJBgUrDgMCGgUABBRI2smg%252byvTLU%252fw3mjS9We3NfmzxAQU"
		"FC6zF7dYVsuuUAlA5h%252bvnYsUwsYCEgNJysJh3kjaVPgcXCDHUNNWsA",
		"MFMwUTBPME0wSzAJBgUrDgMCGgUABBRI2smg-yvTLU_w3mjS9We3NfmzxAQUFC6zF7dYVsuuUAlA5h-vnYsUwsYCEgNJys!",
		"http://isrg.trustid.ocsp.identrust.com/MFQwUjBQME4wTDAJBgUrDgMCGgUABBRv9GhNQxLSSGKBnMArPUcsHYovpg"
		"QUxKexpHsscfrb4UuQdf%2FEFWCFiRACEAoBQUIAAAFThXNqC4Xspwg%3D",
		"/MFMwUTBPME0wSzAJBgUrDgMCGgUABBR%2B5mrncpqz%2FPiiIGRsFqEtYHEIXQQUqEpqYwR93brm0Tm3pkVl7%2FOo7KECEgO",
		"30533051304f304d304b300906052b0e03021a05000414000000000000000000000000000000000000000004140000000000"
		"0000000000000000000000000000000212030000000000000000000000000000000000",
	};

	(void)state;
	for (size_t i = 0; i < sizeof things / sizeof *things; i++)
		thing(things[i]);
	thing_at(arena_format(arena, "%*s", (int)EXPLAIN_LINE_MAX + 1, "x"), NOW);
	for (size_t i = 0; i < catalog_count(); i++) {
		thing_at(catalog_at(i)->serial, NOW);
		thing_at(catalog_at(i)->ca, NOW);
		thing_at(view_hex(arena, view_of(catalog_at(i)->sha256, 32)), NOW);
		thing_at(view_hex(arena, view_of(catalog_at(i)->name_sha1, 20)), NOW);
		thing_at(view_hex(arena, view_of(catalog_at(i)->key_sha256, 32)), NOW);
		thing_at(arena_format(arena, "%s %s", view_hex(arena, view_of(catalog_at(i)->name_sha1, 20)),
			view_hex(arena, view_of(catalog_at(i)->key_sha1, 20))), NOW);
	}
}

/* Each text has a French of its own, so that no line stays English for want of one. */
static void translated(const char *text)
{
	assert_string_not_equal(tongue_text(&french, arena, text), text);
}

static void errors_and_words(void **state)
{
	size_t count;
	const struct error_row *rows = error_rows(&count);

	(void)state;
	for (size_t i = 0; i < count; i++)
		thing_at(rows[i].text, NOW);
	for (int w = 0; w < WORD_COUNT; w++) {
		const struct word_info *info = word_info((enum word)w);

		thing_at(info->word, NOW);
		translated(info->title);
		translated(info->explanation);
		translated(info->remedy);
	}
}

static void words_of_why(void **state)
{
	(void)state;
	for (int w = 0; w < EVIDENCE_COUNT; w++) {
		const struct evidence_info *info = evidence_info((enum evidence_word)w);

		thing_at(info->word, NOW);
		translated(info->title);
		translated(info->explanation);
	}
	for (int w = 0; w < FLAG_COUNT; w++) {
		const struct flag_info *info = flag_info((enum flag_word)w);

		thing_at(info->word, NOW);
		translated(info->title);
		translated(info->explanation);
		translated(info->remedy);
	}
}

static void serials(void **state)
{
	static const struct { const char *serial, *issuer; } rows[] = {
		{ "052c2a857e6a6c388b3c7caf7249db50357f", "YE1" }, { "0349cac261de48da54f81c5c20c750d356b0", "R3" },
		{ "05", "ISRG Root X1" }, { "fa", "stg-ye1" }, { "05", NULL }, { "05", "yz9" },
	};
	struct explain_options options = { .at = NOW, .tongue = french };
	enum explain_outcome o;
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct doc *d = doc_new(arena);

		assert_true(explain_serial(d, rows[i].serial, rows[i].issuer, &options, &o, &e));
		page_french(d, rows[i].serial);
	}
}

static void object_french(struct view der, const char *name)
{
	static const int64_t times[] = { 1600000000, 1741400000, 1741900000, 1748736000, NOW };

	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		struct explain_options options = { .at = times[i] };
		struct doc *english = doc_new(arena), *d = doc_new(arena);

		explain_object(english, name, der, &options);
		options.tongue = french;
		explain_object(d, name, der, &options);
		page_french(d, name);
		same_data(english->data, d->data);
	}
}

static void objects(void **state)
{
	static const char *const files[] = { "fixtures/leaves/r3-precert-2023-06-15-cps-mismatch.pem",
		"fixtures/leaves/r3-rsa-2021-25san.pem", "fixtures/leaves/e6-p256-2025-02-no-crldp.pem",
		"fixtures/leaves/r10-rsa-2025-05-ocsp-and-crldp.pem", "fixtures/leaves/x3-rsa-2020.pem",
		"fixtures/leaves/staging-fakex1-2016-classic.pem", "fixtures/letsencrypt/prod/cross-int-e5-by-x1.pem",
		"fixtures/crls/r3-105-2025-03-05-empty.pem", "fixtures/ocsp/r3-good-2022-03.der" };

	(void)state;
	object_french(view_of("\x30\x03\x02\x01\x00", 5), "none");
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct blob *b = blob_open(shared_path(arena, files[i]), EXPLAIN_FILE_MAX, NULL);
		struct explain_file f;

		if (b == NULL) {
			printf("# shared folder absent: %s\n", files[i]);
			continue;
		}
		explain_file_read(arena, blob_view(blob_keep(arena, b)), &f);
		blob_drop(b);
		for (size_t k = 0; k < f.count; k++) {
			uint8_t *damaged = arena_copy(arena, f.objects[k].data, f.objects[k].size);

			object_french(f.objects[k], files[i]);
			damaged[f.objects[k].size - 1] ^= 1;
			object_french(view_of(damaged, f.objects[k].size), files[i]);
		}
	}
}

static void other_files(void **state)
{
	static const struct { const char *bytes; size_t size; } files[] = { { "", 0 },
		{ "<!DOCTYPE html><html>", 21 }, { "\x00\xff", 2 }, { "\x30\x80\xff", 3 } };
	struct explain_options options = { .at = NOW, .tongue = french };
	struct explain_file f;

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct doc *d = doc_new(arena);

		explain_file_read(arena, view_of(files[i].bytes, files[i].size), &f);
		assert_non_null(f.what);
		assert_int_equal(explain_other_file(d, "file", f.what, &options), EXPLAIN_FOREIGN);
		page_french(d, "file");
	}
}

static void host_lists(void **state)
{
	struct host_row *rows;
	size_t count = hosts_list(arena, true, &rows);

	(void)state;
	for (size_t i = 0; hosts_formats()[i] != NULL; i++) {
		struct str english, out;

		str_init(&english, 1000000);
		str_init(&out, 1000000);
		assert_true(hosts_write(&english, hosts_formats()[i], rows, count, arena, NULL));
		assert_true(hosts_write(&out, hosts_formats()[i], rows, count, arena, &french));
		assert_non_null(strstr(str_text(&out), "sans pr\xc3\xa9""avis"));
		for (const char *at = str_text(&out); *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n') {
			char *line = arena_textn(arena, at, strcspn(at, "\n"));

			/* Lines of configuration are the same. */
			if (line[0] != '#')
				assert_non_null(strstr(str_text(&english), line));
			else if (strstr(line, "lencr.org") == NULL)
				is_french(line, hosts_formats()[i]);
		}
		str_clear(&english);
		str_clear(&out);
	}
}

static void names_of_languages(void **state)
{
	static const char *const names[] = { "fr", "FR", "fr_FR", "fr_CA.UTF-8", "fr-BE", "fr@euro" };
	static const char *const english[] = { "en", "en_GB.UTF-8", "C", "C.UTF-8", "POSIX" };
	static const char *const none[] = { "", "f", "fra", "tlh", "french", "_", "de_DE" };
	const struct language *l;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_true(language_find(names[i], &l));
		assert_string_equal(language_name(l), "fr");
	}
	for (size_t i = 0; i < sizeof english / sizeof *english; i++) {
		assert_true(language_find(english[i], &l));
		assert_null(l);
		assert_string_equal(language_name(l), "en");
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(language_find(none[i], &l));
}

static void plurals_and_letters(void **state)
{
	static const char *const counted[] = { "0 jour", "1 jour", "2 jours" };
	struct tongue ascii = french;

	(void)state;
	for (unsigned long n = 0; n < 3; n++)
		assert_string_equal(tongue_count(&french, arena, "%lu day", "%lu days", n, n), counted[n]);
	assert_string_equal(tongue_count(NULL, arena, "%lu day", "%lu days", 0, 0UL), "0 days");
	ascii.ascii = true;
	assert_string_equal(tongue_text(&ascii, arena, "January"), "janvier");
	assert_string_equal(tongue_text(&ascii, arena, "August"), "aout");
	assert_string_equal(tongue_text(&french, arena, "no such text"), "no such text");
	assert_string_equal(date_in(arena, 1754438400, &french), "6 ao\xc3\xbbt 2025");
	assert_string_equal(date_in(arena, 1754006400, &french), "1er ao\xc3\xbbt 2025");
	assert_string_equal(date_in(arena, 1754006400, NULL), "2025-08-01");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts_and_urls), cmocka_unit_test(other_things),
		cmocka_unit_test(errors_and_words), cmocka_unit_test(words_of_why), cmocka_unit_test(serials),
		cmocka_unit_test(objects), cmocka_unit_test(other_files), cmocka_unit_test(host_lists),
		cmocka_unit_test(names_of_languages), cmocka_unit_test(plurals_and_letters),
	};
	int failed;

	arena = arena_new();
	if (!language_find("fr", &french.language) || french.language == NULL)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
