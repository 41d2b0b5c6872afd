#!/bin/sh
# STARTTLS against real servers, those that this machine has: each is started here on a
# free port of the loopback address with a certificate of our own, and stopped again.
. "${top_srcdir:-.}/tests/cli/tap.sh"
. "$top_srcdir/tests/cli/agree.sh"

need openssl python3
PATH=$PATH:/usr/sbin:/sbin
for folder in /usr/lib/postgresql/*/bin; do
	[ ! -d "$folder" ] || PATH=$PATH:$folder
done
tried='' absent=''
chmod 755 "$work"

openssl req -x509 -newkey rsa:2048 -nodes -subj '/CN=STARTTLS root' -days 30 -keyout "$work/root.key" \
	-out "$work/root.pem" 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj '/CN=localhost' -keyout "$work/server.key" -out "$work/server.csr" 2>/dev/null
printf 'subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n' >"$work/ext"
openssl x509 -req -in "$work/server.csr" -CA "$work/root.pem" -CAkey "$work/root.key" -set_serial 77 -days 20 \
	-extfile "$work/ext" -out "$work/server.pem" 2>/dev/null
[ -s "$work/server.pem" ] || exit 99
wanted=$(openssl x509 -in "$work/server.pem" -outform DER | openssl dgst -sha256 | sed 's/.* //')

# reached NAME PROTOCOL PORT: waits until somebody listens, then checks over STARTTLS.
reached() {
	tries=0
	until python3 -c 'import socket, sys
socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1).close()' "$3" 2>/dev/null; do
		tries=$((tries + 1))
		if [ "$tries" -gt 100 ]; then
			ok "$1, $2" 1 "does not listen: $(tail -n 20 "$work/$1.log" 2>/dev/null)"
			return
		fi
		sleep 0.1
	done
	run check --no-cache --json --trust "$work/root.pem" --revocation off --starttls "$2" --connect "127.0.0.1:$3" localhost
	if [ "$status" -eq 0 ] && grep -q "\"sha256\": \"$wanted\"" "$work/out"; then
		ok "$1, $2: its certificate, GOOD" 0
	else
		ok "$1, $2: its certificate, GOOD" 1 "status $status: $(grep -E '"(verdict|word|detail)"' "$work/out") $(cat "$work/err")
log: $(tail -n 20 "$work/$1.log" 2>/dev/null)"
	fi
	case $tried in *" $1"*) ;; *) tried="$tried $1" ;; esac
}

# has NAME COMMAND: whether the server can be started here.
has() {
	if command -v "$2" >/dev/null 2>&1; then
		return 0
	fi
	absent="$absent $1"
	return 1
}

root_user() {
	[ "$(id -u)" -eq 0 ]
}

if has Exim exim4; then
	exim=$(free_port)
	mkdir -p "$work/exim"
	cp "$work/server.pem" "$work/server.key" "$work/exim/"
	cat >"$work/exim/conf" <<-CONF
		primary_hostname = localhost
		spool_directory = $work/exim
		log_file_path = $work/exim/%slog
		local_interfaces = <; [127.0.0.1]:$exim
		daemon_smtp_ports = $exim
		tls_advertise_hosts = *
		tls_certificate = $work/exim/server.pem
		tls_privatekey = $work/exim/server.key
		pid_file_path = $work/exim/pid
		acl_smtp_connect = accept
		begin acl
		accept:
		  accept
	CONF
	if root_user; then
		chmod 711 "$work"
		chown -R Debian-exim "$work/exim" 2>/dev/null
		chown root "$work/exim/conf"
	fi
	exim4 -C "$work/exim/conf" -bdf -oX "<; [127.0.0.1]:$exim" >"$work/Exim.log" 2>&1 &
	remember $!
	reached Exim smtp "$exim"
fi

if has Postfix postfix; then
	if root_user && id postfix >/dev/null 2>&1; then
		postfix=$(free_port)
		mkdir -p "$work/postfix/etc" "$work/postfix/spool" "$work/postfix/data"
		chown postfix "$work/postfix/data"
		cat >"$work/postfix/etc/main.cf" <<-CONF
			compatibility_level = 3.6
			queue_directory = $work/postfix/spool
			data_directory = $work/postfix/data
			myhostname = localhost
			inet_interfaces = 127.0.0.1
			inet_protocols = ipv4
			maillog_file = $work/Postfix.log
			maillog_file_prefixes = $work
			smtpd_tls_cert_file = $work/server.pem
			smtpd_tls_key_file = $work/server.key
			smtpd_tls_security_level = may
			alias_maps =
		CONF
		grep -v '^smtp ' /etc/postfix/master.cf >"$work/postfix/etc/master.cf"
		echo "127.0.0.1:$postfix inet n - n - - smtpd" >>"$work/postfix/etc/master.cf"
		postfix -c "$work/postfix/etc" start >"$work/Postfix.out" 2>&1
		reached Postfix smtp "$postfix"
		postfix -c "$work/postfix/etc" stop >>"$work/Postfix.out" 2>&1
	else
		absent="$absent Postfix(needs-root)"
	fi
fi

if has Dovecot dovecot; then
	if root_user; then
		imap=$(free_port)
		pop3=$(free_port)
		lmtp=$(free_port)
		sieve=$(free_port)
		protocols=imap
		listeners="service imap-login {
 inet_listener imap {
  port = $imap
 }
 inet_listener imaps {
  port = 0
 }
}"
		for pair in "pop3:pop3:$pop3" "sieve:managesieve:$sieve"; do
			long=${pair#*:}
			[ -e "/usr/share/dovecot/protocols.d/${long%:*}d.protocol" ] || continue
			protocols="$protocols ${pair%%:*}"
			listeners="$listeners
service ${long%:*}-login {
 inet_listener ${pair%%:*} {
  port = ${long#*:}
 }
 inet_listener ${pair%%:*}s {
  port = 0
 }
}"
		done
		if [ -e /usr/share/dovecot/protocols.d/lmtpd.protocol ]; then
			protocols="$protocols lmtp"
			listeners="$listeners
service lmtp {
 inet_listener lmtp {
  address = 127.0.0.1
  port = $lmtp
 }
}"
		fi
		cat >"$work/dovecot.conf" <<-CONF
			base_dir = $work/dovecot
			state_dir = $work/dovecot-state
			listen = 127.0.0.1
			protocols = $protocols
			log_path = $work/Dovecot.log
			ssl = yes
			ssl_cert = <$work/server.pem
			ssl_key = <$work/server.key
			mail_location = maildir:/nonexistent
			passdb {
			 driver = static
			 args = nopassword=y
			}
			userdb {
			 driver = static
			 args = uid=65534 gid=65534 home=/nonexistent
			}
			$listeners
		CONF
		dovecot -F -c "$work/dovecot.conf" >"$work/Dovecot.out" 2>&1 &
		remember $!
		reached Dovecot imap "$imap"
		case " $protocols " in *' pop3 '*) reached Dovecot pop3 "$pop3" ;; esac
		case " $protocols " in *' lmtp '*) reached Dovecot lmtp "$lmtp" ;; esac
		case " $protocols " in *' sieve '*) reached Dovecot sieve "$sieve" ;; esac
	else
		absent="$absent Dovecot(needs-root)"
	fi
fi

if has OpenLDAP slapd; then
	ldap=$(free_port)
	mkdir -p "$work/slapd"
	cat >"$work/slapd/conf" <<-CONF
		include /etc/ldap/schema/core.schema
		pidfile $work/slapd/pid
		modulepath /usr/lib/ldap
		TLSCACertificateFile $work/root.pem
		TLSCertificateFile $work/server.pem
		TLSCertificateKeyFile $work/server.key
		database ldif
		suffix "dc=test"
		directory $work/slapd
	CONF
	slapd -h "ldap://127.0.0.1:$ldap" -f "$work/slapd/conf" -d 0 >"$work/OpenLDAP.log" 2>&1 &
	remember $!
	reached OpenLDAP ldap "$ldap"
fi

if has vsftpd vsftpd; then
	if root_user; then
		ftp=$(free_port)
		mkdir -p "$work/ftp"
		chmod 555 "$work/ftp"
		cat >"$work/vsftpd.conf" <<-CONF
			listen=YES
			listen_address=127.0.0.1
			listen_port=$ftp
			background=NO
			anonymous_enable=YES
			anon_root=$work/ftp
			secure_chroot_dir=$work/ftp
			ssl_enable=YES
			allow_anon_ssl=YES
			ssl_ciphers=HIGH
			ssl_tlsv1=YES
			rsa_cert_file=$work/server.pem
			rsa_private_key_file=$work/server.key
			xferlog_enable=NO
			seccomp_sandbox=NO
		CONF
		vsftpd "$work/vsftpd.conf" >"$work/vsftpd.log" 2>&1 &
		remember $!
		reached vsftpd ftp "$ftp"
	else
		absent="$absent vsftpd(needs-root)"
	fi
fi

if has PostgreSQL postgres && command -v initdb >/dev/null 2>&1; then
	if ! root_user || { id postgres >/dev/null 2>&1 && command -v setpriv >/dev/null 2>&1; }; then
		sql=$(free_port)
		mkdir -p "$work/sql"
		cp "$work/server.pem" "$work/server.key" "$work/sql/"
		chmod 600 "$work/sql/server.key"
		as=''
		if root_user; then
			chown -R postgres "$work/sql"
			as="setpriv --reuid=postgres --regid=postgres --clear-groups"
		fi
		# shellcheck disable=SC2086 # words
		$as initdb -D "$work/sql/data" -A trust -N >"$work/PostgreSQL.log" 2>&1 &&
			$as cp "$work/sql/server.pem" "$work/sql/server.key" "$work/sql/data/" &&
			$as chmod 600 "$work/sql/data/server.key"
		# shellcheck disable=SC2086
		$as postgres -D "$work/sql/data" -p "$sql" -h 127.0.0.1 -k '' -c ssl=on -c ssl_cert_file=server.pem \
			-c ssl_key_file=server.key -c fsync=off >>"$work/PostgreSQL.log" 2>&1 &
		remember $!
		reached PostgreSQL postgres "$sql"
	else
		absent="$absent PostgreSQL(needs-setpriv)"
	fi
fi

if has Prosody prosody; then
	client=$(free_port)
	between=$(free_port)
	mkdir -p "$work/prosody"
	cp "$work/server.pem" "$work/server.key" "$work/prosody/"
	! root_user || chown -R prosody "$work/prosody" 2>/dev/null
	cat >"$work/prosody/conf.lua" <<-CONF
		daemonize = false
		pidfile = "$work/prosody/pid"
		data_path = "$work/prosody"
		interfaces = { "127.0.0.1" }
		c2s_ports = { $client }
		s2s_ports = { $between }
		modules_enabled = { "tls", "saslauth", "disco" }
		modules_disabled = { "http", "offline", "register" }
		c2s_require_encryption = true
		ssl = { certificate = "$work/prosody/server.pem"; key = "$work/prosody/server.key" }
		log = { info = "*console" }
		VirtualHost "localhost"
	CONF
	as=''
	! root_user || as="setpriv --reuid=prosody --regid=prosody --clear-groups"
	# shellcheck disable=SC2086
	HOME=$work/prosody $as prosody --config "$work/prosody/conf.lua" -F >"$work/Prosody.log" 2>&1 &
	remember $!
	reached Prosody xmpp "$client"
	reached Prosody xmpp-server "$between"
fi

echo "# real servers tried:${tried:- none}; absent:${absent:- none}"
if [ "$count" -eq 0 ]; then
	echo "1..0 # SKIP none of these servers is installed:$absent"
	exit 0
fi
finish
