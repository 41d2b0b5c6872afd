/* Error texts and numbers that people paste, and words of findings. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/why.h"
#include "known/explain_errors.h"
#include "known/explain_parts.h"

#define NUMBER_MAX 12 /* digits */
#define HRESULT_WIN32 0x80070000

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* NEEDLE as whole words in TEXT, any case. */
static bool said(const char *text, const char *needle)
{
	size_t size = strlen(needle);

	for (const char *at = text; strlen(at) >= size; at++) {
		size_t same = 0;

		while (same < size && str_lower(at[same]) == str_lower(needle[same]))
			same++;
		if (same == size && (at == text || !letter(at[-1]) || !letter(needle[0])) &&
		    !letter(at[size]))
			return true;
	}
	return false;
}

/* A number as people write it: 0x80092013, 80092013, -2146885613, 12057. */
static uint32_t number_of(const char *word, size_t size)
{
	bool negative = word[0] == '-', hex = false;
	uint64_t value = 0;
	size_t at = negative ? 1 : 0;

	if (size - at > 2 && word[at] == '0' && (word[at + 1] == 'x' || word[at + 1] == 'X')) {
		hex = true;
		at += 2;
	} else if (!negative && size == 8 && strncmp(word, "80", 2) == 0)
		hex = true;
	if (hex && size - at > 1 && str_lower(word[size - 1]) == 'l')
		size--;         /* as Python and C write it */
	if (at == size || size - at > NUMBER_MAX)
		return 0;
	for (; at < size; at++) {
		char c = str_lower(word[at]);
		unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0') :
			hex && c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 99;

		if (digit == 99)
			return 0;
		value = value * (hex ? 16 : 10) + digit;
	}
	if (value > UINT32_MAX)
		return 0;
	return negative ? (uint32_t)(0 - value) : (uint32_t)value;
}

static bool in_domain(const struct error_row *row, uint32_t number, bool negative)
{
	switch (row->domain) {
	case DOMAIN_WIN:
		return number == (uint32_t)row->number;
	case DOMAIN_INET:
		return number == (uint32_t)row->number || number == HRESULT_WIN32 + (uint32_t)row->number;
	case DOMAIN_NSS:
	case DOMAIN_APPLE:
		return negative && number == (uint32_t)row->number;
	default:
		return false;
	}
}

static const struct error_row *row_of_number(const char *text)
{
	size_t count;
	const struct error_row *rows = error_rows(&count);
	/* In a line with a URL a small number is rather a size. */
	bool small = strstr(text, "://") == NULL;

	while (*text != '\0') {
		size_t size;
		uint32_t number;

		text += strcspn(text, "-0123456789");
		size = text[0] == '-' ? 1 : 0;
		while (letter(text[size]))
			size++;
		number = size == 0 ? 0 : number_of(text, size);
		for (size_t i = 0; number != 0 && i < count; i++)
			if (in_domain(&rows[i], number, text[0] == '-') && (small || number > 0xffff))
				return &rows[i];
		/* Over the whole word: what begins inside one is no number. */
		text += size == 0 ? (*text != '\0') : size;
	}
	return NULL;
}

/* Small numbers count behind the words by which OpenSSL and others announce them, and
 * behind weak ones only where something follows. */
static const struct { const char *words, *behind; enum error_domain domain; } announced[] = {
	{ "error:num=", "", DOMAIN_SSL }, { "return code: ", "", DOMAIN_SSL },
	{ "verify error ", "", DOMAIN_SSL }, { "verify error:", "", DOMAIN_SSL },
	{ "X509_V_ERR ", "", DOMAIN_SSL }, { "error ", " at ", DOMAIN_SSL },
	{ "alert number ", "", DOMAIN_ALERT }, { "net_error -", "", DOMAIN_NET },
	{ "NSURLErrorDomain Code=-", "", DOMAIN_NSURL }, { "NSURLErrorDomain error -", "", DOMAIN_NSURL },
};

static const struct error_row *row_of_domain(enum error_domain domain, long number)
{
	size_t count;
	const struct error_row *rows = error_rows(&count);

	for (size_t i = 0; number != 0 && i < count; i++)
		if (rows[i].domain == domain && labs(rows[i].number) == number)
			return &rows[i];
	return NULL;
}

static const struct error_row *row_of_announced(const char *text)
{
	for (size_t k = 0; k < sizeof announced / sizeof *announced; k++) {
		const char *at = text;

		while ((at = strstr(at, announced[k].words)) != NULL) {
			const struct error_row *row;
			long number = 0;

			at += strlen(announced[k].words);
			for (size_t digits = strspn(at, "0123456789"); digits > 0 && digits <= 4; digits--)
				number = number * 10 + (*at++ - '0');
			row = row_of_domain(announced[k].domain, number);
			if (row != NULL && str_starts(at, announced[k].behind))
				return row;
		}
	}
	return NULL;
}

/* The longest text tells most. */
static const struct error_row *row_of_text(const char *text, bool generic)
{
	size_t count;
	const struct error_row *rows = error_rows(&count), *best = NULL;

	for (size_t i = 0; i < count; i++)
		if ((rows[i].domain == DOMAIN_GENERIC) == generic && (best == NULL ||
		    strlen(rows[i].text) > strlen(best->text)) && said(text, rows[i].text))
			best = &rows[i];
	return best;
}

static void put_what(struct explained *e, const struct error_row *row)
{
	const char *number = NULL;

	if (row->domain == DOMAIN_WIN)
		number = arena_format(e->arena, "0x%08lx", (unsigned long)row->number);
	else if (row->number != 0)
		number = arena_format(e->arena, "%ld", row->number);
	if (number == NULL)
		explained_what(e, "an error of %1$s: %2$s", row->whose, row->text);
	else
		explained_what(e, "an error of %1$s: %2$s (%3$s)", row->whose, row->text, number);
}

/* One text of Go's is for both ends of the validity. */
static enum error_meaning meaning_of(const struct error_row *row, const char *text)
{
	return row->meaning == MEANS_EXPIRED && said(row->text, "or is not yet valid") &&
		said(text, "is before") ? MEANS_EARLY : row->meaning;
}

bool explain_error(struct explained *e, const char *text)
{
	const struct error_row *found = row_of_text(text, false);

	if (found == NULL)
		found = row_of_announced(text);
	if (found == NULL)
		found = row_of_number(text);
	if (found == NULL)
		found = row_of_text(text, true);
	if (found == NULL)
		return false;
	e->kind = "error";
	put_what(e, found);
	e->meaning = tell(e, error_meaning(meaning_of(found, text)));
	e->remedy = tell(e, error_way(found->way));
	if (found->meaning == MEANS_NO_ANSWER)
		explained_note(e, "The certificate need not be of Let's Encrypt; `lencr check HOST` fetches "
			"the lists of a site and tells which one cannot be had from here, and why.");
	return true;
}

/* The words of `lencr why`. */
static bool explain_why_word(struct explained *e, const char *text)
{
	static const char *const flags[] = { N_("%s (a note of lencr why)"), N_("%s (a warning of lencr why)"),
		N_("%s (a failure of lencr why)") };
	enum evidence_word evidence;
	enum flag_word flag;

	if (flag_from_text(text, &flag)) {
		const struct flag_info *info = flag_info(flag);

		explained_titled(e, flags[info->severity], tell(e, info->title));
		e->meaning = tell(e, info->explanation);
		e->remedy = tell(e, info->remedy);
		explained_fact(e, "severity", "%s", severity_word(info->severity));
	} else if (evidence_from_text(text, &evidence)) {
		const struct evidence_info *info = evidence_info(evidence);

		explained_titled(e, info->points < 0 ? N_("%s (evidence against a cause in lencr why)") :
			N_("%s (evidence about a cause in lencr why)"), tell(e, info->title));
		e->meaning = tell(e, info->explanation);
		explained_fact(e, "points", "%+d, which order candidates of one grade and never make a grade",
			info->points);
	} else {
		return false;
	}
	e->kind = "finding";
	return true;
}

bool explain_word(struct explained *e, const char *text)
{
	static const char *const formats[] = { N_("%s (a note of lencr)"), N_("%s (a warning of lencr)"),
		N_("%s (a failure of lencr)") };
	const struct word_info *info;
	enum word word;
	char *lower = arena_text(e->arena, text);

	for (char *c = lower; *c != '\0'; c++)
		*c = str_lower(*c);
	if (!word_from_text(lower, &word))
		return explain_why_word(e, lower);
	info = word_info(word);
	e->kind = "finding";
	explained_titled(e, formats[info->severity], tell(e, info->title));
	e->meaning = tell(e, info->explanation);
	e->remedy = tell(e, info->remedy);
	e->reference = tell(e, info->reference);
	explained_fact(e, "severity", "%s", severity_word(info->severity));
	return true;
}
