#compdef lencr
# zsh completion for lencr; made by completions/generate.sh
local -a subcommands
subcommands=(
	check
	explain
	why
	watch
	hosts
	cache
	serve
	demo
	show
	crl
	self
)
if (( CURRENT == 2 )); then
	_describe command subcommands
	return
fi
local command=$words[2]
shift words
(( CURRENT-- ))
case $command in
check)
	_arguments -s \
		'*--trust[trust anchors; named ones replace the system'\''s]:file:_files' \
		'*--untrusted[more certificates that may be issuers]:file:_files' \
		'*--crl[CRLs given by hand, judged like fetched ones]:file:_files' \
		'*--ocsp[OCSP responses given by hand]:file:_files' \
		'*--name[host name, IP address or e-mail address that the certificate must carry]:value: ' \
		'*--purpose[what the certificate is to be used for (server)]:value:(server client any)' \
		'*--profile[how strict (auto\: webpki under public roots)]:value:(auto webpki rfc5280)' \
		'*--at[judge or explain as of that time\: RFC 3339 or @epoch (now)]:value: ' \
		'*--revocation[what a missing revocation answer means (require)]:value:(require offered soft off)' \
		'*--scope[whose revocation is asked (chain)]:value:(chain leaf)' \
		'*--method[which sources of revocation are asked (any)]:value:(any crl ocsp both)' \
		'*--max-age[older evidence does not prove good]:value: ' \
		'*--max-depth[most certificates between leaf and anchor (8)]:value: ' \
		'*--policy[an acceptable certificate policy (RFC 5280 6.1.1)]:value: ' \
		'*--explicit-policy[a valid policy is required]' \
		'*--inhibit-any[anyPolicy is not accepted]' \
		'*--inhibit-mapping[policy mapping is not accepted]' \
		'*--as-served[judge only what the server sends or the file holds]' \
		'*--fail-on[exit 1 when these findings are there though the verdict is good]:word:(warn ${(f)"$(lencr self findings 2>/dev/null | cut -f 1)"})' \
		'*--warn-days[warn when fewer days are left (a third of the lifetime)]:value: ' \
		'*--write-chain[write the chain as it should be served]:file:_files' \
		'*--host[targets are hosts, also where a file has that name]' \
		'*--file[targets are files]' \
		'*--pass-file[password of PKCS#12 files\: the first line of FILE]:file:_files' \
		'*--connect[connect there instead of to the target]:value: ' \
		'*--sni[server name to ask for in TLS]:value: ' \
		'*--starttls[begin in plaintext as that protocol does; its port is the default]:value:(smtp lmtp imap pop3 ftp ldap xmpp xmpp-server postgres mysql nntp sieve irc)' \
		'*--ipv4[IPv4 only]' \
		'*-4[IPv4 only]' \
		'*--ipv6[IPv6 only]' \
		'*-6[IPv6 only]' \
		'*--all-addresses[every address of a name, each a result of its own]' \
		'*--key[which kind of certificate to ask the server for (any)]:value:(any rsa ecdsa)' \
		'*--jobs[targets in flight (8)]:value: ' \
		'*-j[targets in flight (8)]:value: ' \
		'*--resume[note finished targets there, and leave out those that are]:file:_files' \
		'*--timeout[limit for a whole target (120s)]:value: ' \
		'*--sandbox[whether the process locks itself in before it connects (auto)]:value:(auto require off)' \
		'*--offline[open no socket; cache and files only]' \
		'*--no-fetch[follow no URL; list what would be fetched]' \
		'*--refresh[ask again whatever the cache holds]' \
		'*--cache[cache directory ($XDG_CACHE_HOME/lencr)]:file:_files' \
		'*--no-cache[neither read nor write a cache]' \
		'*--via[send every fetch and connection there instead]:value: ' \
		'*--allow-private[addresses besides public ones that are connected to for URLs and --confirm]:value: ' \
		'*--allow-port[a port that URLs in certificates may have besides 80]:value: ' \
		'*--allow-https[https URLs in certificates, too]' \
		'*--proxy[fetch through this proxy, or the environment'\''s]:value: ' \
		'*--max-crl[largest CRL that is fetched (128M)]:value: ' \
		'*--ocsp-nonce[send a nonce with OCSP requests]' \
		'*--record[keep everything received, the anchors, options and time there]:file:_files' \
		'*--redact[leave out of record and report what identifies you]' \
		'*--replay[judge what --record kept; no target, no network, the same JSON]:file:_files' \
		'*--ct-logs[log list (v3 JSON) to verify SCTs with]:file:_files' \
		'*--catalog[newer facts of Let'\''s Encrypt'\''s CAs than the built-in ones]:file:_files' \
		'*--format[text, json, jsonl or html (text)]:value: ' \
		'*--json[the same as --format json]' \
		'*--jsonl[the same as --format jsonl]' \
		'*--verbose[more\: all paths, evidence and times]' \
		'*-v[more\: all paths, evidence and times]' \
		'*--quiet[less\: one line a target, no progress]' \
		'*-q[less\: one line a target, no progress]' \
		'*--color[colours (auto\: on a terminal, unless NO_COLOR is set)]:value:(auto always never)' \
		'*--lang[language of text\: en or fr (LANGUAGE, else the locale'\''s); JSON is English]:value: ' \
		'*--help[show this and end]' \
		'*-h[show this and end]' \
		'*--version[show versions and the date of the catalog, and end]' \
		'*-V[show versions and the date of the catalog, and end]' \
		'*: :{_alternative "files:file:_files" "hosts:host:_hosts"}'
	;;
explain)
	_arguments -s \
		'*--at[judge or explain as of that time\: RFC 3339 or @epoch (now)]:value: ' \
		'*--serial[the serial of a certificate, and the CRL shard that follows]:value: ' \
		'*--issuer[the CA that issued the serial, as in YE1]:value: ' \
		'*--host[the host of request lines and paths that do not tell it]:value: ' \
		'*--catalog[newer facts of Let'\''s Encrypt'\''s CAs than the built-in ones]:file:_files' \
		'*--format[text, json, jsonl or html (text)]:value: ' \
		'*--json[the same as --format json]' \
		'*--jsonl[the same as --format jsonl]' \
		'*--verbose[more\: all paths, evidence and times]' \
		'*-v[more\: all paths, evidence and times]' \
		'*--quiet[less\: one line a target, no progress]' \
		'*-q[less\: one line a target, no progress]' \
		'*--color[colours (auto\: on a terminal, unless NO_COLOR is set)]:value:(auto always never)' \
		'*--lang[language of text\: en or fr (LANGUAGE, else the locale'\''s); JSON is English]:value: ' \
		'*--help[show this and end]' \
		'*-h[show this and end]' \
		'*--version[show versions and the date of the catalog, and end]' \
		'*-V[show versions and the date of the catalog, and end]' \
		'*: :_files'
	;;
why)
	_arguments -s \
		'*--allow-private[addresses besides public ones that are connected to for URLs and --confirm]:value: ' \
		'*--proxy[fetch through this proxy, or the environment'\''s]:value: ' \
		'*--input[what the input is\: pcap, zeek, eve, events ... (found out by its content)]:value: ' \
		'*--window[how long before a contact its cause may lie (30s)]:value: ' \
		'*--client[only the contacts of this machine]:value: ' \
		'*--all[also fetches of CRLs, OCSP and issuers of other CAs]' \
		'*--certs[certificates that you know, to match contacts with]:file:_files' \
		'*--ct[certificates from CT\: JSON of crt.sh or Cert Spotter]:file:_files' \
		'*--confirm[ask up to 5 candidate servers for their certificates]' \
		'*--yes[with --confirm\: do not ask whether to connect]' \
		'*--fail-on[exit 1 when a contact has no better grade]:value:(possible unexplained)' \
		'*--max-flows[connections followed at a time (65536)]:value: ' \
		'*--format[text, json, jsonl, html (with a picture) or svg (text)]:value: ' \
		'*--json[the same as --format json]' \
		'*--jsonl[the same as --format jsonl]' \
		'*--verbose[more\: all paths, evidence and times]' \
		'*-v[more\: all paths, evidence and times]' \
		'*--quiet[less\: one line a target, no progress]' \
		'*-q[less\: one line a target, no progress]' \
		'*--color[colours (auto\: on a terminal, unless NO_COLOR is set)]:value:(auto always never)' \
		'*--lang[language of text\: en or fr (LANGUAGE, else the locale'\''s); JSON is English]:value: ' \
		'*--help[show this and end]' \
		'*-h[show this and end]' \
		'*--version[show versions and the date of the catalog, and end]' \
		'*-V[show versions and the date of the catalog, and end]' \
		'*: :_files'
	;;
watch)
	_arguments -s \
		'*--allow-private[addresses besides public ones that are connected to for URLs and --confirm]:value: ' \
		'*--proxy[fetch through this proxy, or the environment'\''s]:value: ' \
		'*--input[what the input is\: pcap, zeek, eve, events ... (found out by its content)]:value: ' \
		'*--window[how long before a contact its cause may lie (30s)]:value: ' \
		'*--client[only the contacts of this machine]:value: ' \
		'*--all[also fetches of CRLs, OCSP and issuers of other CAs]' \
		'*--certs[certificates that you know, to match contacts with]:file:_files' \
		'*--ct[certificates from CT\: JSON of crt.sh or Cert Spotter]:file:_files' \
		'*--confirm[ask up to 5 candidate servers for their certificates]' \
		'*--yes[with --confirm\: do not ask whether to connect]' \
		'*--fail-on[exit 1 when a contact has no better grade]:value:(possible unexplained)' \
		'*--max-flows[connections followed at a time (65536)]:value: ' \
		'*--interface[only this interface (all, with the loopback)]:value: ' \
		'*-i[only this interface (all, with the loopback)]:value: ' \
		'*--for[end after that time (at a signal)]:value: ' \
		'*--count[end after that many contacts]:value: ' \
		'*--write[keep there what was read, for lencr why]:file:_files' \
		'*--format[text, json or jsonl (text)]:value: ' \
		'*--json[the same as --format json]' \
		'*--jsonl[the same as --format jsonl]' \
		'*--verbose[more\: all paths, evidence and times]' \
		'*-v[more\: all paths, evidence and times]' \
		'*--quiet[less\: one line a target, no progress]' \
		'*-q[less\: one line a target, no progress]' \
		'*--color[colours (auto\: on a terminal, unless NO_COLOR is set)]:value:(auto always never)' \
		'*--lang[language of text\: en or fr (LANGUAGE, else the locale'\''s); JSON is English]:value: ' \
		'*--help[show this and end]' \
		'*-h[show this and end]' \
		'*--version[show versions and the date of the catalog, and end]' \
		'*-V[show versions and the date of the catalog, and end]' \
		'*: :_files'
	;;
hosts)
	_arguments -s \
		'*--needed[only the hosts that are needed today (this is the default)]' \
		'*--all[also retired hosts and those of the staging environment]' \
		'*--format[plain, squid, pihole, nftables, json or jsonl (plain)]:value: ' \
		'*--catalog[newer facts of Let'\''s Encrypt'\''s CAs than the built-in ones]:file:_files' \
		'*--json[the same as --format json]' \
		'*--jsonl[the same as --format jsonl]' \
		'*--lang[language of text\: en or fr (LANGUAGE, else the locale'\''s); JSON is English]:value: ' \
		'*--help[show this and end]' \
		'*-h[show this and end]' \
		'*--version[show versions and the date of the catalog, and end]' \
		'*-V[show versions and the date of the catalog, and end]' \
		'*: :_files'
	;;
cache)
	_arguments -s \
		'*--cache[cache directory ($XDG_CACHE_HOME/lencr)]:file:_files' \
		'*--max-size[prune\: how much may stay (512M)]:value: ' \
		'*--max-count[prune\: how many objects may stay]:value: ' \
		'*--max-age[prune\: what was not used for longer goes]:value: ' \
		'*--all[rm\: everything]' \
		'*--format[text, json, jsonl or html (text)]:value: ' \
		'*--json[the same as --format json]' \
		'*--jsonl[the same as --format jsonl]' \
		'*--color[colours (auto\: on a terminal, unless NO_COLOR is set)]:value:(auto always never)' \
		'*--lang[language of text\: en or fr (LANGUAGE, else the locale'\''s); JSON is English]:value: ' \
		'*--help[show this and end]' \
		'*-h[show this and end]' \
		'*--version[show versions and the date of the catalog, and end]' \
		'*-V[show versions and the date of the catalog, and end]' \
		'1: :(ls show verify prune rm export)' \
		'*: :_files'
	;;
serve)
	_arguments -s \
		'*--port[port on the loopback address (a free one)]:value: ' \
		'*--fault[put a fault on an object; lencr-world(5) lists both]:value: ' \
		'*--clock[the world'\''s clock (the world'\''s own)]:value: ' \
		'*--root-out[write the world'\''s trust anchors there]:file:_files' \
		'*--ready[print one line for scripts when ready]' \
		'*--verbose[more\: all paths, evidence and times]' \
		'*-v[more\: all paths, evidence and times]' \
		'*--quiet[less\: one line a target, no progress]' \
		'*-q[less\: one line a target, no progress]' \
		'*--lang[language of text\: en or fr (LANGUAGE, else the locale'\''s); JSON is English]:value: ' \
		'*--help[show this and end]' \
		'*-h[show this and end]' \
		'*--version[show versions and the date of the catalog, and end]' \
		'*-V[show versions and the date of the catalog, and end]' \
		'*: :_files -g "*.world(-.) *(-/)"'
	;;
demo)
	_arguments -s \
		'*--format[text, json, jsonl or html (text)]:value: ' \
		'*--json[the same as --format json]' \
		'*--jsonl[the same as --format jsonl]' \
		'*--verbose[more\: all paths, evidence and times]' \
		'*-v[more\: all paths, evidence and times]' \
		'*--quiet[less\: one line a target, no progress]' \
		'*-q[less\: one line a target, no progress]' \
		'*--color[colours (auto\: on a terminal, unless NO_COLOR is set)]:value:(auto always never)' \
		'*--lang[language of text\: en or fr (LANGUAGE, else the locale'\''s); JSON is English]:value: ' \
		'*--help[show this and end]' \
		'*-h[show this and end]' \
		'*--version[show versions and the date of the catalog, and end]' \
		'*-V[show versions and the date of the catalog, and end]' \
		'*: :_files'
	;;
show)
	_arguments -s \
		'*--at[judge or explain as of that time\: RFC 3339 or @epoch (now)]:value: ' \
		'*--offline[open no socket; cache and files only]' \
		'*--refresh[ask again whatever the cache holds]' \
		'*--cache[cache directory ($XDG_CACHE_HOME/lencr)]:file:_files' \
		'*--no-cache[neither read nor write a cache]' \
		'*--via[send every fetch and connection there instead]:value: ' \
		'*--allow-private[addresses besides public ones that are connected to for URLs and --confirm]:value: ' \
		'*--allow-port[a port that URLs in certificates may have besides 80]:value: ' \
		'*--allow-https[https URLs in certificates, too]' \
		'*--proxy[fetch through this proxy, or the environment'\''s]:value: ' \
		'*--max-crl[largest CRL that is fetched (128M)]:value: ' \
		'*--find[say where that serial is listed; in hex digits]:value: ' \
		'*--issuer[certificates of issuers, for signatures]:file:_files' \
		'*--ct-logs[log list (v3 JSON) to verify SCTs with]:file:_files' \
		'*--format[text, json, jsonl or html (text)]:value: ' \
		'*--json[the same as --format json]' \
		'*--jsonl[the same as --format jsonl]' \
		'*--verbose[more\: all paths, evidence and times]' \
		'*-v[more\: all paths, evidence and times]' \
		'*--quiet[less\: one line a target, no progress]' \
		'*-q[less\: one line a target, no progress]' \
		'*--color[colours (auto\: on a terminal, unless NO_COLOR is set)]:value:(auto always never)' \
		'*--lang[language of text\: en or fr (LANGUAGE, else the locale'\''s); JSON is English]:value: ' \
		'*--help[show this and end]' \
		'*-h[show this and end]' \
		'*--version[show versions and the date of the catalog, and end]' \
		'*-V[show versions and the date of the catalog, and end]' \
		'*: :_files'
	;;
crl)
	_arguments -s \
		'*--at[judge or explain as of that time\: RFC 3339 or @epoch (now)]:value: ' \
		'*--offline[open no socket; cache and files only]' \
		'*--refresh[ask again whatever the cache holds]' \
		'*--cache[cache directory ($XDG_CACHE_HOME/lencr)]:file:_files' \
		'*--no-cache[neither read nor write a cache]' \
		'*--via[send every fetch and connection there instead]:value: ' \
		'*--allow-private[addresses besides public ones that are connected to for URLs and --confirm]:value: ' \
		'*--allow-port[a port that URLs in certificates may have besides 80]:value: ' \
		'*--allow-https[https URLs in certificates, too]' \
		'*--proxy[fetch through this proxy, or the environment'\''s]:value: ' \
		'*--max-crl[largest CRL that is fetched (128M)]:value: ' \
		'*--find[say where that serial is listed; in hex digits]:value: ' \
		'*--issuer[certificates of issuers, for signatures]:file:_files' \
		'*--format[text, json, jsonl or html (text)]:value: ' \
		'*--json[the same as --format json]' \
		'*--jsonl[the same as --format jsonl]' \
		'*--verbose[more\: all paths, evidence and times]' \
		'*-v[more\: all paths, evidence and times]' \
		'*--quiet[less\: one line a target, no progress]' \
		'*-q[less\: one line a target, no progress]' \
		'*--color[colours (auto\: on a terminal, unless NO_COLOR is set)]:value:(auto always never)' \
		'*--lang[language of text\: en or fr (LANGUAGE, else the locale'\''s); JSON is English]:value: ' \
		'*--help[show this and end]' \
		'*-h[show this and end]' \
		'*--version[show versions and the date of the catalog, and end]' \
		'*-V[show versions and the date of the catalog, and end]' \
		'1: :(lint diff sweep)' \
		'*: :_files'
	;;
self)
	_arguments -s \
		'*--lang[language of text\: en or fr (LANGUAGE, else the locale'\''s); JSON is English]:value: ' \
		'*--help[show this and end]' \
		'*-h[show this and end]' \
		'*--version[show versions and the date of the catalog, and end]' \
		'*-V[show versions and the date of the catalog, and end]' \
		'1: :(schema completions options findings)' \
		'*: :_files'
	;;
esac
