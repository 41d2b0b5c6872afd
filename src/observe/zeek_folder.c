/* A folder of Zeek logs, as zeekctl and logrotate leave it: the logs of now,
 * rotated ones beside them or in folders by date. Connections and names come
 * first, then handshakes, then certificates and files, so that who listens knows by
 * the time what is worth keeping. x509.log has a certificate once for all
 * handshakes of a day or more: it is read over all files. */
#include <string.h>

#include "observe/log_folder.h"
#include "observe/zeek.h"

static unsigned rank_of(enum zeek_log log)
{
	static const unsigned ranks[ZEEK_LOG_COUNT] = { [ZEEK_DNS] = 1, [ZEEK_CONN] = 2, [ZEEK_HTTP] = 3,
		[ZEEK_SSL] = 4, [ZEEK_QUIC] = 4, [ZEEK_X509] = 5, [ZEEK_FILES] = 6, [ZEEK_OCSP] = 7 };

	return ranks[log];
}

/* The logs that matter, in the order in which they are read. */
static bool logs_of(struct arena *a, const char *path, struct log_file **out, size_t *count, struct err *e)
{
	size_t kept = 0;

	if (!log_folder_list(a, path, true, out, count, e))
		return false;
	for (size_t i = 0; i < *count; i++) {
		struct log_file f = (*out)[i];

		f.rank = f.folder ? 0 : rank_of(zeek_log_of_name(view_of_text(f.name)));
		if (f.rank != 0)
			(*out)[kept++] = f;
	}
	*count = kept;
	log_folder_sort(*out, kept);
	return true;
}

static bool file_is_zeek(const char *path)
{
	struct input *in = input_open(path, NULL);
	bool is = in != NULL && zeek_likes(input_head(in), path);

	input_free(in);
	return is;
}

/* An empty log at the begin of an hour says nothing: a few are looked at. */
static bool likes(struct arena *a, const char *path)
{
	struct log_file *files;
	size_t count;

	if (!logs_of(a, path, &files, &count, NULL))
		return false;
	for (size_t i = 0; i < count && i < 16; i++)
		if (file_is_zeek(files[i].path))
			return true;
	return false;
}

static bool read(struct arena *a, const char *path, unsigned first_number, const struct read_limits *limits,
	struct sight_sink *sink, const volatile int *stop, struct input_report **reports, size_t *count,
	struct err *e)
{
	struct log_reports done = { 0 };
	struct log_file *files;
	size_t file_count;
	bool good = logs_of(a, path, &files, &file_count, e);

	for (size_t i = 0; good && i < file_count && (stop == NULL || *stop == 0); i++)
		good = log_folder_read(a, &files[i], reader_zeek.name, zeek_read, first_number, limits, sink,
			stop, &done, e);
	*reports = done.all;
	*count = done.count;
	return good;
}

const struct folder_reader folder_zeek = { "zeek", "folder of Zeek logs", likes, read };
