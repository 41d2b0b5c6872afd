/* http_keep: which bodies are worth their memory.
 *
 * Those that somebody could verify: fetched from hosts of Let's Encrypt (today's
 * and those of its story), of a content type or file name of public-key
 * infrastructure, or small ones that begin like DER. */
#ifndef LENCR_OBSERVE_HTTP_KEEP_H
#define LENCR_OBSERVE_HTTP_KEEP_H

#include "observe/http_head.h"

enum http_keep { KEEP_NOT, KEEP_IF_DER, KEEP_ALL };

/* TARGET and HOST of the request may be unknown. LENGTH: UINT64_MAX not known.
 * SMALL: up to which length the first octets decide. */
enum http_keep http_keep_answer(struct view host, struct view target, const struct http_head *answer,
	uint64_t length, uint64_t small);
enum http_keep http_keep_request(const struct http_head *request, uint64_t length, uint64_t small);
/* Whether content begins like DER: -1 no, 0 too few octets to tell, 1 yes. LENGTH as above. */
int http_begins_der(struct view content, uint64_t length);
/* lencr.org, letsencrypt.org, identrust.com and what is below them; a port is cut off. */
bool http_keep_host(struct view host);

#endif
