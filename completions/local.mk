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
		LENCR=./lencr sh $(srcdir)/completions/generate.sh $$shell > $(srcdir)/completions/lencr.$$shell || exit 1; \
	done
