EXTRA_DIST += completions/generate.sh completions/lencr.bash completions/lencr.zsh completions/lencr.fish

# Where the shells look; DESTDIR and --prefix hold as everywhere.
install-data-local: install-completions
.PHONY: install-completions uninstall-completions completions
install-completions:
	$(MKDIR_P) '$(DESTDIR)$(datadir)/bash-completion/completions' '$(DESTDIR)$(datadir)/zsh/site-functions' \
		'$(DESTDIR)$(datadir)/fish/vendor_completions.d'
	$(INSTALL_DATA) $(srcdir)/completions/lencr.bash '$(DESTDIR)$(datadir)/bash-completion/completions/lencr'
	$(INSTALL_DATA) $(srcdir)/completions/lencr.zsh '$(DESTDIR)$(datadir)/zsh/site-functions/_lencr'
	$(INSTALL_DATA) $(srcdir)/completions/lencr.fish '$(DESTDIR)$(datadir)/fish/vendor_completions.d/lencr.fish'
uninstall-local: uninstall-completions
uninstall-completions:
	rm -f '$(DESTDIR)$(datadir)/bash-completion/completions/lencr' \
		'$(DESTDIR)$(datadir)/zsh/site-functions/_lencr' \
		'$(DESTDIR)$(datadir)/fish/vendor_completions.d/lencr.fish'

# Writes the completions anew, for those who change options.
completions: lencr
	for shell in bash zsh fish; do \
		LENCR=./lencr sh $(srcdir)/completions/generate.sh $$shell > completion.new && \
			mv completion.new $(srcdir)/completions/lencr.$$shell || exit 1; \
	done

# Compiled in, for `lencr self completions`.
EXTRA_DIST += completions/table.awk
CLEANFILES += src/cli/completions_table.c
nodist_lencr_SOURCES = src/cli/completions_table.c
src/cli/completions_table.c: completions/lencr.bash completions/lencr.zsh completions/lencr.fish \
		completions/table.awk
	$(AM_V_GEN)$(MKDIR_P) src/cli && $(AWK) -f $(srcdir)/completions/table.awk \
		$(srcdir)/completions/lencr.bash $(srcdir)/completions/lencr.zsh \
		$(srcdir)/completions/lencr.fish >$@.new && mv $@.new $@
