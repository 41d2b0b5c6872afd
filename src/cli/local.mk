bin_PROGRAMS += lencr
lencr_SOURCES = \
	src/cli/cache_doc.c src/cli/cache_doc.h \
	src/cli/cmd_cache.c \
	src/cli/cmd_check.c \
	src/cli/cmd_crl.c \
	src/cli/cmd_demo.c \
	src/cli/cmd_explain.c \
	src/cli/cmd_hosts.c \
	src/cli/cmd_self.c \
	src/cli/cmd_serve.c \
	src/cli/cmd_show.c \
	src/cli/cmd_watch.c \
	src/cli/cmd_why.c \
	src/cli/command.h \
	src/cli/completions_table.h \
	src/cli/confine.c src/cli/confine.h \
	src/cli/crl_pattern.c src/cli/crl_pattern.h \
	src/cli/ct_logs.c src/cli/ct_logs.h \
	src/cli/fetch.c src/cli/fetch.h \
	src/cli/help.c \
	src/cli/inputs.c src/cli/inputs.h \
	src/cli/main.c \
	src/cli/opt.c src/cli/opt.h \
	src/cli/options.c \
	src/cli/options_set_bundle.c \
	src/cli/options_set.c src/cli/options_set.h \
	src/cli/options_set_crl.c \
	src/cli/options_set_explain.c \
	src/cli/options_set_watch.c \
	src/cli/options_set_why.c \
	src/cli/recording.c src/cli/recording.h \
	src/cli/replay.c src/cli/replay.h \
	src/cli/options_set_doors.c \
	src/cli/serve_bundle.c src/cli/serve_bundle.h \
	src/cli/settings.c src/cli/settings.h \
	src/cli/target_file.c src/cli/target_file.h \
	src/cli/target_hint.c src/cli/target_hint.h \
	src/cli/targets.c src/cli/targets.h \
	src/cli/term.c src/cli/term.h \
	src/cli/testmode.c src/cli/testmode.h \
	src/cli/tongue.c src/cli/tongue.h \
	src/cli/traffic.c src/cli/traffic.h \
	src/cli/watch_run.c src/cli/watch_run.h \
	src/cli/watch_stream.c src/cli/watch_stream.h \
	src/cli/watch_tell.c src/cli/watch_tell.h \
	src/cli/why_certs.c src/cli/why_certs.h \
	src/cli/why_confirm.c src/cli/why_confirm.h \
	src/cli/write_chain.c src/cli/write_chain.h
lencr_LDADD = liblab.la libowner.la libsandbox.la libcore.la
