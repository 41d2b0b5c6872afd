# the traffic readers, and what caused a contact
libcore_la_SOURCES += \
	src/observe/cause_certs.c \
	src/observe/cause_evidence.c \
	src/observe/cause_fit.c \
	src/observe/cause_gather.c \
	src/observe/cause_grade.c \
	src/observe/cause_known.c \
	src/observe/cause_reasons.c \
	src/observe/contact.c src/observe/contact.h \
	src/observe/contact_flags.c \
	src/observe/contact_merge.c \
	src/observe/contact_object.c \
	src/observe/contact_pieces.c \
	src/observe/contact_series.c \
	src/observe/content.c src/observe/content.h \
	src/observe/correlate.c src/observe/correlate.h src/observe/correlate_parts.h \
	src/observe/fetcher.c src/observe/fetcher.h \
	src/observe/fetcher_table.c \
	src/observe/input.h \
	src/observe/keep.c \
	src/observe/keep_candidates.c \
	src/observe/keep_certs.c \
	src/observe/keep_names.c \
	src/observe/keep_process.c \
	src/observe/reader.h \
	src/observe/sighting.c src/observe/sighting.h \
	src/observe/talk.h \
	src/observe/url_form.c src/observe/url_form.h
