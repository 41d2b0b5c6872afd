libcore_la_SOURCES += \
	src/io/addresses.c src/io/addresses.h \
	src/io/anchors.c src/io/anchors.h \
	src/io/anchors_read.c src/io/anchors_read.h \
	src/io/bundle.c src/io/bundle.h \
	src/io/cached.c src/io/cached.h \
	src/io/dial.c src/io/dial.h \
	src/io/dial_listen.c \
	src/io/dial_talk.c \
	src/io/dial_target.c \
	src/io/file.c src/io/file.h \
	src/io/freshness.c src/io/freshness.h \
	src/io/guard.c src/io/guard.h \
	src/io/guard_address.c \
	src/io/handshake_text.c src/io/handshake_text.h \
	src/io/http.c src/io/http.h \
	src/io/http_answer.c \
	src/io/idn.c src/io/idn.h \
	src/io/loop.c src/io/loop.h \
	src/io/manifest.c src/io/manifest.h \
	src/io/net.c src/io/net.h \
	src/io/privilege.c src/io/privilege.h \
	src/io/ready.c src/io/ready.h \
	src/io/record.c src/io/record.h \
	src/io/redact.c src/io/redact.h \
	src/io/resume.c src/io/resume.h \
	src/io/serve.c src/io/serve.h \
	src/io/serve_answer.c src/io/serve_answer.h \
	src/io/serve_conn.c src/io/serve_conn.h \
	src/io/serve_http.c src/io/serve_http.h \
	src/io/serve_tls.c src/io/serve_tls.h \
	src/io/split.c \
	src/io/starttls.c src/io/starttls.h \
	src/io/starttls_binary.c \
	src/io/steady.c src/io/steady.h \
	src/io/store.c src/io/store.h \
	src/io/store_disk.c src/io/store_disk.h \
	src/io/store_each.c \
	src/io/store_record.c src/io/store_record.h \
	src/io/transfer.c src/io/transfer.h \
	src/io/versions.c src/io/versions.h \
	src/io/via.c src/io/via.h

# Of its own, so that the library does not ask for libseccomp.
noinst_LTLIBRARIES += libsandbox.la
libsandbox_la_SOURCES = src/io/sandbox.c src/io/sandbox.h
libsandbox_la_CPPFLAGS = $(AM_CPPFLAGS) $(SANDBOX_CPPFLAGS) $(SECCOMP_CFLAGS)
libsandbox_la_LIBADD = $(SECCOMP_LIBS)
