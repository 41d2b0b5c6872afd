#include "known/hosts.h"

#include <stdlib.h>
#include <string.h>

#include "doc/glyph.h"
#include "known/catalog.h"

static const char warning[] = "Shards and issuing CAs change at every renewal, without warning: allow "
	"all of *.c.lencr.org and *.i.lencr.org on TCP port 80 where names with * can be given. The "
	"files are signed; http is meant.";

const char *host_need_word(enum host_need n)
{
	static const char *const words[] = { "needed", "retired", "staging" };

	return words[n];
}

static enum host_need need_of(const struct catalog_cert *c, bool ocsp)
{
	if (strcmp(c->environment, "staging") == 0)
		return HOST_STAGING;
	if (ocsp || c->status == CA_RETIRED || c->status == CA_EXPIRED || c->status == CA_REVOKED)
		return HOST_RETIRED;
	return HOST_NEEDED;
}

struct list { struct arena *arena; struct host_row *rows; size_t count, space; };

static void add(struct list *l, const struct catalog_cert *c, const char *host, const char *serves)
{
	bool ocsp = strcmp(serves, "ocsp") == 0;
	struct host_row *r;

	if (host == NULL)
		return;
	r = arena_more(l->arena, &l->rows, l->count, &l->space, sizeof *r);
	*r = (struct host_row){ .host = host, .serves = serves, .environment = c->environment,
		.need = need_of(c, ocsp), .reason = arena_format(l->arena, "%s: %s", c->ca, ocsp ?
		"OCSP ended 2025-08-06" : catalog_state(l->arena, c)) };
	l->count++;
}

/* Named by certificates before lencr.org, or of the cross-signs by IdenTrust. */
static void add_older(struct list *l)
{
	static const struct host_row older[] = {
		{ "apps.identrust.com", "issuer", "external", HOST_RETIRED, "DST Root CA X3: expired 2021-09-30" },
		{ "crl.identrust.com", "crl", "external", HOST_RETIRED, "DST Root CA X3: expired 2021-09-30" },
		{ "isrg.trustid.ocsp.identrust.com", "ocsp", "external", HOST_RETIRED,
		  "DST Root CA X3: expired 2021-09-30" },
		{ "cert.int-x1.letsencrypt.org", "issuer", "production", HOST_RETIRED, "X1: expired 2020-06-04" },
		{ "ocsp.int-x1.letsencrypt.org", "ocsp", "production", HOST_RETIRED, "X1: expired 2020-06-04" },
		{ "cert.int-x3.letsencrypt.org", "issuer", "production", HOST_RETIRED, "X3: expired 2021-10-06" },
		{ "ocsp.int-x3.letsencrypt.org", "ocsp", "production", HOST_RETIRED, "X3: expired 2021-10-06" },
		{ "cert.root-x1.letsencrypt.org", "issuer", "production", HOST_RETIRED,
		  "ISRG Root X1: x1.i.lencr.org since 2020" },
		{ "crl.root-x1.letsencrypt.org", "crl", "production", HOST_RETIRED,
		  "ISRG Root X1: x1.c.lencr.org since 2020" },
		{ "ocsp.root-x1.letsencrypt.org", "ocsp", "production", HOST_RETIRED,
		  "ISRG Root X1: OCSP for intermediates, ended" },
	};

	for (size_t i = 0; i < sizeof older / sizeof *older; i++) {
		struct host_row *r = arena_more(l->arena, &l->rows, l->count, &l->space, sizeof *r);

		*r = older[i];
		l->count++;
	}
}

static int by_need(const void *a, const void *b)
{
	const struct host_row *x = a, *y = b;

	return x->need != y->need ? (int)x->need - (int)y->need : strcmp(x->host, y->host);
}

size_t hosts_list(struct arena *arena, bool all, struct host_row **out)
{
	struct list l = { .arena = arena };
	size_t count = 0;

	for (size_t i = 0; i < catalog_count(); i++) {
		const struct catalog_cert *c = catalog_at(i);

		/* One certificate of a CA, the best known, stands for it. */
		if (c->label == NULL || catalog_by_label(c->label) != c)
			continue;
		add(&l, c, c->aia_host, "issuer");
		add(&l, c, c->crl_host, "crl");
		add(&l, c, c->ocsp_host, "ocsp");
	}
	add_older(&l);
	if (l.count != 0)
		qsort(l.rows, l.count, sizeof *l.rows, by_need);
	while (count < l.count && (all || l.rows[count].need == HOST_NEEDED))
		count++;
	*out = l.rows;
	return count;
}

#define COMMENT_COLUMNS 88u

struct list_out { struct str *out; struct arena *arena; const struct tongue *tongue; };

/* A comment, wrapped at blanks; WORDS have been told. */
static void comment(struct list_out *l, const char *words)
{
	unsigned columns = 1;

	str_put_char(l->out, '#');
	while (*words != '\0') {
		size_t size = strcspn(words, " ");
		unsigned width = glyph_width(words, size);

		if (columns > 1 && columns + 1 + width > COMMENT_COLUMNS) {
			str_put(l->out, "\n#");
			columns = 1;
		}
		str_put_char(l->out, ' ');
		str_put_view(l->out, view_of(words, size));
		columns += 1 + width;
		words += size;
		words += strspn(words, " ");
	}
	str_put_char(l->out, '\n');
}

static const char *told(struct list_out *l, const char *text)
{
	return tongue_text(l->tongue, l->arena, text);
}

static void put_warning(struct list_out *l)
{
	comment(l, tongue_format(l->tongue, l->arena, "Hosts of Let's Encrypt as of %s, by lencr hosts. "
		"TCP port 80, http.", catalog_date()));
	comment(l, told(l, N_("Shards and issuing CAs change at every renewal, without warning: where "
		"names with * can be given, allow all of *.c.lencr.org and *.i.lencr.org instead.")));
}

static void put_heading(struct list_out *l, const struct host_row *rows, size_t i)
{
	static const char *const texts[] = { N_("needed"),
		N_("retired: named by expired certificates only"),
		N_("staging: test certificates, for those who try ACME clients") };

	if (i == 0 || rows[i].need != rows[i - 1].need)
		comment(l, told(l, texts[rows[i].need]));
}

static void plain(struct list_out *l, const struct host_row *rows, size_t count)
{
	put_warning(l);
	for (size_t i = 0; i < count; i++) {
		put_heading(l, rows, i);
		str_put_format(l->out, "%s:80\n", rows[i].host);
	}
}

/* Below the two domains that cover all CAs to come. */
static bool covered(const char *host)
{
	const char *dot = strchr(host, '.');

	return dot != NULL && (strcmp(dot, ".c.lencr.org") == 0 || strcmp(dot, ".i.lencr.org") == 0);
}

static void squid(struct list_out *l, const struct host_row *rows, size_t count)
{
	put_warning(l);
	comment(l, told(l, N_("A leading dot is every name below: this line alone covers CAs to come.")));
	str_put(l->out, "acl lencr dstdomain .c.lencr.org .i.lencr.org\n");
	for (size_t i = 0; i < count; i++) {
		put_heading(l, rows, i);
		/* Squid refuses a name beside the domain that covers it. */
		str_put_format(l->out, "%sacl lencr dstdomain %s\n", covered(rows[i].host) ? "#" : "",
			rows[i].host);
	}
	str_put(l->out, "acl lencr_http port 80\nhttp_access allow lencr lencr_http\n");
}

static void pihole(struct list_out *l, const struct host_row *rows, size_t count)
{
	put_warning(l);
	comment(l, tongue_format(l->tongue, l->arena, "As regular expressions: %1$s and %2$s",
		"(\\.|^)c\\.lencr\\.org$", "(\\.|^)i\\.lencr\\.org$"));
	for (size_t i = 0; i < count; i++) {
		put_heading(l, rows, i);
		str_put_format(l->out, "%s\n", rows[i].host);
	}
}

/* Sets of nftables hold addresses; dnsmasq puts them in as names are asked. */
static void nftables(struct list_out *l, const struct host_row *rows, size_t count)
{
	put_warning(l);
	comment(l, told(l, N_("Sets hold addresses, and these hosts share changing ones with others: let "
		"dnsmasq (2.87 or later) fill the sets. In its configuration:")));
	str_put(l->out,
		"#   nftset=/c.lencr.org/i.lencr.org/4#inet#lencr#lencr4,6#inet#lencr#lencr6\n"
		"table inet lencr {\n"
		"\tset lencr4 { type ipv4_addr; flags timeout; timeout 1h; }\n"
		"\tset lencr6 { type ipv6_addr; flags timeout; timeout 1h; }\n"
		"\tchain output {\n"
		"\t\ttype filter hook output priority filter; policy accept;\n"
		"\t\tip daddr @lencr4 tcp dport 80 accept\n"
		"\t\tip6 daddr @lencr6 tcp dport 80 accept\n"
		"\t}\n}\n");
	for (size_t i = 0; i < count; i++) {
		put_heading(l, rows, i);
		str_put_format(l->out, "#   %s\n", rows[i].host);
	}
}

static const char *const names[] = { "plain", "squid", "pihole", "nftables", NULL };

const char *const *hosts_formats(void)
{
	return names;
}

bool hosts_write(struct str *out, const char *format, const struct host_row *rows, size_t count,
	struct arena *arena, const struct tongue *tongue)
{
	static void (*const writers[])(struct list_out *, const struct host_row *, size_t) = {
		plain, squid, pihole, nftables,
	};
	struct list_out l = { .out = out, .arena = arena, .tongue = tongue };

	for (size_t i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], format) == 0) {
			writers[i](&l, rows, count);
			return true;
		}
	return false;
}

void hosts_doc_head(struct doc *d, const char *version)
{
	struct node *root = doc_data(d), *tool;

	node_text(root, "schema", "lencr.hosts/1");
	tool = node_object(root, "tool");
	node_text(tool, "version", version);
	node_text(tool, "catalog", catalog_date());
	node_array(root, "relaxed");
}

void hosts_doc_item(struct doc *d, const struct host_row *r)
{
	struct node *root = doc_data(d);

	node_text(root, "host", r->host);
	node_number(root, "port", 80);
	node_text(root, "protocol", "http");
	node_text(root, "serves", r->serves);
	node_text(root, "environment", r->environment);
	node_text(root, "need", host_need_word(r->need));
	node_text(root, "reason", r->reason);
}

void hosts_doc_tail(struct doc *d, const struct host_row *rows, size_t count)
{
	struct node *summary = node_object(doc_data(d), "summary");
	size_t counts[3] = { 0 };

	for (size_t i = 0; i < count; i++)
		counts[rows[i].need]++;
	for (unsigned i = 0; i < 3; i++)
		node_number(summary, host_need_word((enum host_need)i), (int64_t)counts[i]);
	node_text(summary, "warning", warning);
}
