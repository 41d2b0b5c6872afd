libcore_la_SOURCES += \
	src/known/ca.h \
	src/known/catalog.c src/known/catalog.h \
	src/known/catalog_file.c src/known/catalog_file.h \
	src/known/conform.c src/known/conform.h \
	src/known/conform_content.c \
	src/known/conform_form.c \
	src/known/conform_parts.h \
	src/known/explain.c src/known/explain.h src/known/explain_parts.h \
	src/known/explain_ca.c \
	src/known/explain_cache_name.c \
	src/known/explain_doc.c \
	src/known/explain_error.c src/known/explain_errors.h \
	src/known/explain_error_rows.c \
	src/known/explain_object.c \
	src/known/explain_ocsp.c \
	src/known/explain_older.c \
	src/known/explain_serial.c \
	src/known/explain_service.c \
	src/known/explain_tell.c \
	src/known/explain_url.c \
	src/known/hosts.c src/known/hosts.h \
	src/known/lencr_url.c src/known/lencr_url.h \
	src/known/lookalike.c \
	src/known/md5.c src/known/md5.h \
	src/known/object.c src/known/object.h \
	src/known/rulings.c src/known/rulings.h \
	src/known/spelling.c src/known/spelling.h \
	src/known/url_writing.c

# The tables of data/ as C, made in the build tree.
nodist_libcore_la_SOURCES += src/known/catalog_rows.h src/known/root_rows.h
BUILT_SOURCES += src/known/catalog_rows.h src/known/root_rows.h
CLEANFILES += src/known/catalog_rows.h src/known/root_rows.h
EXTRA_DIST += data/catalog.tsv data/public-roots.tsv data/tsv2c.awk data/make-catalog.py \
	data/make-public-roots.sh

src/known/catalog_rows.h: $(srcdir)/data/catalog.tsv $(srcdir)/data/tsv2c.awk
	$(AM_V_GEN)$(MKDIR_P) src/known && \
	$(AWK) -v type='struct catalog_cert' -v name=catalog_rows -f $(srcdir)/data/tsv2c.awk \
		$(srcdir)/data/catalog.tsv >$@.tmp && mv $@.tmp $@

src/known/root_rows.h: $(srcdir)/data/public-roots.tsv $(srcdir)/data/tsv2c.awk
	$(AM_V_GEN)$(MKDIR_P) src/known && \
	$(AWK) -v type=uint8_t -v name=root_rows -v bounds='[32]' -v bare=1 \
		-f $(srcdir)/data/tsv2c.awk $(srcdir)/data/public-roots.tsv >$@.tmp && mv $@.tmp $@

# BUILT_SOURCES serves only "make all" and its like; this serves single targets.
src/known/catalog.lo: src/known/catalog_rows.h src/known/root_rows.h
