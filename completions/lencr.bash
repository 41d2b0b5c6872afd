# bash completion for lencr; made by completions/generate.sh
_lencr() {
	local cur prev command
	cur=${COMP_WORDS[COMP_CWORD]}
	prev=${COMP_WORDS[COMP_CWORD-1]}
	command=${COMP_WORDS[1]-}
	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "check explain why watch hosts cache serve demo show crl self --help --version" -- "$cur")
		return
	fi
	case $prev in
	--trust)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--untrusted)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--crl)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--ocsp)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--name)
		return
		;;
	--purpose)
		mapfile -t COMPREPLY < <(compgen -W "server client any" -- "$cur")
		return
		;;
	--profile)
		mapfile -t COMPREPLY < <(compgen -W "auto webpki rfc5280" -- "$cur")
		return
		;;
	--at)
		return
		;;
	--revocation)
		mapfile -t COMPREPLY < <(compgen -W "require offered soft off" -- "$cur")
		return
		;;
	--scope)
		mapfile -t COMPREPLY < <(compgen -W "chain leaf" -- "$cur")
		return
		;;
	--method)
		mapfile -t COMPREPLY < <(compgen -W "any crl ocsp both" -- "$cur")
		return
		;;
	--max-age)
		return
		;;
	--max-depth)
		return
		;;
	--policy)
		return
		;;
	--fail-on)
		mapfile -t COMPREPLY < <(compgen -W "warn $(lencr self findings 2>/dev/null | cut -f 1)" -- "$cur")
		return
		;;
	--warn-days)
		return
		;;
	--write-chain)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--pass-file)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--connect)
		return
		;;
	--sni)
		return
		;;
	--starttls)
		mapfile -t COMPREPLY < <(compgen -W "smtp lmtp imap pop3 ftp ldap xmpp xmpp-server postgres mysql nntp sieve irc" -- "$cur")
		return
		;;
	--key)
		mapfile -t COMPREPLY < <(compgen -W "any rsa ecdsa" -- "$cur")
		return
		;;
	--jobs|-j)
		return
		;;
	--resume)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--timeout)
		return
		;;
	--sandbox)
		mapfile -t COMPREPLY < <(compgen -W "auto require off" -- "$cur")
		return
		;;
	--cache)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--via)
		return
		;;
	--allow-private)
		return
		;;
	--allow-port)
		return
		;;
	--proxy)
		return
		;;
	--max-crl)
		return
		;;
	--record)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--replay)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--ct-logs)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--catalog)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--format)
		return
		;;
	--color)
		mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$cur")
		return
		;;
	--lang)
		return
		;;
	--serial)
		return
		;;
	--issuer)
		return
		;;
	--host)
		return
		;;
	--input)
		return
		;;
	--window)
		return
		;;
	--client)
		return
		;;
	--certs)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--ct)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--max-flows)
		return
		;;
	--interface|-i)
		return
		;;
	--for)
		return
		;;
	--count)
		return
		;;
	--write)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--max-size)
		return
		;;
	--max-count)
		return
		;;
	--port)
		return
		;;
	--fault)
		return
		;;
	--clock)
		return
		;;
	--root-out)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--find)
		return
		;;
	esac
	case $command in
	check)
		case $cur in
		-*) mapfile -t COMPREPLY < <(compgen -W "--trust --untrusted --crl --ocsp --name --purpose --profile --at --revocation --scope --method --max-age --max-depth --policy --explicit-policy --inhibit-any --inhibit-mapping --as-served --fail-on --warn-days --write-chain --host --file --pass-file --connect --sni --starttls --ipv4 -4 --ipv6 -6 --all-addresses --key --jobs -j --resume --timeout --sandbox --offline --no-fetch --refresh --cache --no-cache --via --allow-private --allow-port --allow-https --proxy --max-crl --ocsp-nonce --record --redact --replay --ct-logs --catalog --format --json --jsonl --verbose -v --quiet -q --color --lang --help -h --version -V" -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -f -A hostname -- "$cur") ;;
		esac
		;;
	explain)
		case $cur in
		-*) mapfile -t COMPREPLY < <(compgen -W "--at --serial --issuer --host --catalog --format --json --jsonl --verbose -v --quiet -q --color --lang --help -h --version -V" -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -f -W "$(lencr self findings 2>/dev/null | cut -f 1)" -- "$cur") ;;
		esac
		;;
	why)
		case $cur in
		-*) mapfile -t COMPREPLY < <(compgen -W "--allow-private --proxy --input --window --client --all --certs --ct --confirm --yes --fail-on --max-flows --format --json --jsonl --verbose -v --quiet -q --color --lang --help -h --version -V" -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
		esac
		;;
	watch)
		case $cur in
		-*) mapfile -t COMPREPLY < <(compgen -W "--allow-private --proxy --input --window --client --all --certs --ct --confirm --yes --fail-on --max-flows --interface -i --for --count --write --format --json --jsonl --verbose -v --quiet -q --color --lang --help -h --version -V" -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
		esac
		;;
	hosts)
		case $cur in
		-*) mapfile -t COMPREPLY < <(compgen -W "--needed --all --format --catalog --json --jsonl --lang --help -h --version -V" -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
		esac
		;;
	cache)
		case $cur in
		-*) mapfile -t COMPREPLY < <(compgen -W "--cache --max-size --max-count --max-age --all --format --json --jsonl --color --lang --help -h --version -V" -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -f -W "ls show verify prune rm export" -- "$cur") ;;
		esac
		;;
	serve)
		case $cur in
		-*) mapfile -t COMPREPLY < <(compgen -W "--port --fault --clock --root-out --ready --verbose -v --quiet -q --lang --help -h --version -V" -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
		esac
		;;
	demo)
		case $cur in
		-*) mapfile -t COMPREPLY < <(compgen -W "--format --json --jsonl --verbose -v --quiet -q --color --lang --help -h --version -V" -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
		esac
		;;
	show)
		case $cur in
		-*) mapfile -t COMPREPLY < <(compgen -W "--at --offline --refresh --cache --no-cache --via --allow-private --allow-port --allow-https --proxy --max-crl --find --issuer --ct-logs --format --json --jsonl --verbose -v --quiet -q --color --lang --help -h --version -V" -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
		esac
		;;
	crl)
		case $cur in
		-*) mapfile -t COMPREPLY < <(compgen -W "--at --offline --refresh --cache --no-cache --via --allow-private --allow-port --allow-https --proxy --max-crl --find --issuer --format --json --jsonl --verbose -v --quiet -q --color --lang --help -h --version -V" -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -f -W "lint diff sweep" -- "$cur") ;;
		esac
		;;
	self)
		case $cur in
		-*) mapfile -t COMPREPLY < <(compgen -W "--lang --help -h --version -V" -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -f -W "schema completions options findings" -- "$cur") ;;
		esac
		;;
	esac
}
complete -o filenames -F _lencr lencr
