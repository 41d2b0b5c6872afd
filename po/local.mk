# Translations: po/LANG.po is the source of each, compiled in as a table. A new
# language is a new file and a name in this list.
translations = fr
po_files = $(translations:%=$(srcdir)/po/%.po)
EXTRA_DIST += $(translations:%=po/%.po) po/extract.awk po/table.awk

src/doc/language_table.c: $(po_files) $(srcdir)/po/table.awk
	$(AM_V_GEN)$(MKDIR_P) src/doc && \
	LC_ALL=C $(AWK) -f $(srcdir)/po/table.awk $(po_files) >$@.new && mv $@.new $@

nodist_libcore_la_SOURCES += src/doc/language_table.c
CLEANFILES += src/doc/language_table.c po/lencr.pot

# What there is to translate; and every translation brought up to it, which needs
# GNU gettext's msgmerge.
translated_sources = $(srcdir)/src/base/finding.def $(srcdir)/src/base/why.def $(srcdir)/src/base/url.c \
	$(srcdir)/src/known/*.c
po/lencr.pot: FORCE
	@$(MKDIR_P) po
	$(AM_V_GEN)LC_ALL=C $(AWK) -f $(srcdir)/po/extract.awk $(translated_sources) >$@
update-po: po/lencr.pot
	for file in $(po_files); do \
		msgmerge --quiet --update --backup=none --no-wrap --add-location=file --previous $$file po/lencr.pot || exit 1; \
	done
.PHONY: FORCE update-po
