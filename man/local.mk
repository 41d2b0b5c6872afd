dist_man_MANS += man/lencr.1 man/lencr-cache.1 man/lencr-check.1 man/lencr-demo.1 man/lencr-explain.1 man/lencr-hosts.1 man/lencr-serve.1 \
	man/lencr-crl.1 man/lencr-self.1 man/lencr-show.1 man/lencr-watch.1 man/lencr-why.1 \
	man/lencr-bundle.5 man/lencr-events.5 man/lencr-report.5 man/lencr-world.5
nodist_man_MANS = man/lencr-evidence.7 man/lencr-findings.7
EXTRA_DIST += man/evidence.awk man/fields.awk man/findings.awk
CLEANFILES += man/lencr-evidence.7 man/lencr-findings.7

man/lencr-findings.7: $(srcdir)/man/fields.awk $(srcdir)/man/findings.awk $(srcdir)/src/base/finding.def
	@mkdir -p man
	$(AM_V_GEN)$(AWK) -f $(srcdir)/man/fields.awk -f $(srcdir)/man/findings.awk $(srcdir)/src/base/finding.def \
		> $@.new && mv $@.new $@

man/lencr-evidence.7: $(srcdir)/man/fields.awk $(srcdir)/man/evidence.awk $(srcdir)/src/base/why.def
	@mkdir -p man
	$(AM_V_GEN)$(AWK) -f $(srcdir)/man/fields.awk -f $(srcdir)/man/evidence.awk $(srcdir)/src/base/why.def \
		> $@.new && mv $@.new $@

# The library.
dist_man_MANS += man/lencr.3
