# Schemas of what --json prints: installed, and compiled in. A schema that
# holds words of findings is made from its .in, so that it is never behind.
schemasdir = $(pkgdatadir)/schemas
dist_schemas_DATA = doc/schemas/lencr.cache-1.json doc/schemas/lencr.crl-1.json \
	doc/schemas/lencr.demo-1.json doc/schemas/lencr.event-1.json doc/schemas/lencr.explain-1.json \
	doc/schemas/lencr.hosts-1.json doc/schemas/lencr.show-1.json \
	doc/schemas/lencr.why-1.json
nodist_schemas_DATA = doc/schemas/lencr.check-1.json
EXTRA_DIST += doc/schemas/lencr.check-1.json.in doc/schemas/words.awk doc/schemas/table.awk
CLEANFILES += doc/schemas/lencr.check-1.json src/doc/schemas_table.c

doc/schemas/lencr.check-1.json: doc/schemas/lencr.check-1.json.in src/base/finding.def \
		doc/schemas/words.awk
	$(AM_V_GEN)$(MKDIR_P) doc/schemas && $(AWK) -f $(srcdir)/doc/schemas/words.awk \
		$(srcdir)/src/base/finding.def $(srcdir)/doc/schemas/lencr.check-1.json.in >$@.new && \
		mv $@.new $@

src/doc/schemas_table.c: $(dist_schemas_DATA) $(nodist_schemas_DATA) doc/schemas/table.awk
	$(AM_V_GEN)$(MKDIR_P) src/doc && $(AWK) -f $(srcdir)/doc/schemas/table.awk \
		$(filter %.json,$^) >$@.new && mv $@.new $@

nodist_libcore_la_SOURCES += src/doc/schemas_table.c
