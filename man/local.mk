dist_man_MANS += man/lencr.1 man/lencr-cache.1 man/lencr-check.1 man/lencr-explain.1 man/lencr-hosts.1 man/lencr-serve.1 \
	man/lencr-crl.1 man/lencr-show.1 \
	man/lencr-bundle.5 man/lencr-events.5 man/lencr-report.5 man/lencr-world.5
nodist_man_MANS = man/lencr-findings.7
EXTRA_DIST += man/findings.awk
CLEANFILES += man/lencr-findings.7

man/lencr-findings.7: $(srcdir)/man/findings.awk $(srcdir)/src/base/finding.def
	@mkdir -p man
	$(AM_V_GEN)$(AWK) -f $(srcdir)/man/findings.awk $(srcdir)/src/base/finding.def > $@.new && mv $@.new $@

# The library.
dist_man_MANS += man/lencr.3
