/* The words of contact.h. */
#include "observe/contact.h"

const char *grade_word(enum grade g)
{
	static const char *const words[] = { "unexplained", "possible", "likely", "proven" };

	return words[g];
}

const char *content_word(enum content_state s)
{
	static const char *const words[] = { "not-captured", "partial", "none", "unchecked", "verified",
		"mismatch" };

	return words[s];
}
