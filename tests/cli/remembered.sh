#!/bin/sh
# What the cache remembers, against servers that change their mind: good and then revoked,
# revoked and then good, another CA under the same URL, 304 for ever, and the same twice.
. "${top_srcdir:-.}/tests/cli/tap.sh"

# world FILE SEED LINE...: one root, one CA, one site, at the same URLs whatever the seed.
world() {
	file=$1 seed=$2
	shift 2
	cat >"$file" <<-END
		clock 2026-11-21T03:00:00Z
		seed $seed
		trust ROOT
		ca ROOT
		 subject "O=Test, CN=Test Root $seed"
		 role private
		 crl-url http://pki.lencr.test/root.crl
		 valid -1000d..+3000d
		ca I
		 subject "O=Test, CN=Test Issuing"
		 by ROOT
		 domain pki.test
		 valid -500d..+1000d
		site site.test
		 by I
		 shard 7
		 valid -10d for 60d
	END
	for line in "$@"; do printf '%s\n' "$line" >>"$file"; done
}

# stage FILE TIME [ARG...]: that world is served, at that time.
stage() {
	[ -z "${server-}" ] || { kill "$server" && wait "$server" 2>/dev/null; }
	file=$1 time=$2
	shift 2
	start_world --clock "$time" --root-out "$work/root.pem" "$@" "$file" || exit 1
}

# asked NAME STATUS WORD ARG...: the site, with the cache.
asked() {
	name=$1 expected=$2 word=$3
	shift 3
	run check --json --via "$address" --trust "$work/root.pem" --cache "$work/kept" --at "$time" "$@" site.test
	expect "$name" "$expected" "\"$word\""
}

mkdir -m 700 "$work/kept"
world "$work/good.world" one
world "$work/gone.world" one ' revoked -1h keyCompromise'
world "$work/other.world" two
t0=2026-11-21T03:00:00Z t1=2026-11-21T03:05:00Z t2=2026-11-21T06:00:00Z t3=2026-11-21T09:00:00Z t4=2026-12-20T03:00:00Z

stage "$work/good.world" $t0
asked 'good, and remembered' 0 good
asked 'the same once more' 0 good
stage "$work/gone.world" $t1
asked 'revoked since' 3 revoked --refresh
asked 'and then for good' 3 revoked
asked 'twice the same' 3 revoked
stage "$work/good.world" $t2
asked 'the list no longer has the entry' 3 crl-entry-vanished
stage "$work/gone.world" $t3
asked 'revoked once the copy is no longer fresh' 3 revoked

rm -rf "$work/kept"
mkdir -m 700 "$work/kept"
stage "$work/other.world" $t0
asked "another CA's list under the same URL, good there" 0 good
stage "$work/good.world" $t1
asked 'is not taken for this CA, but fetched anew' 0 good
stage "$work/gone.world" $t1
rm -rf "$work/kept"
mkdir -m 700 "$work/kept"
stage "$work/other.world" $t0
asked "another CA's list under the same URL" 0 good
stage "$work/gone.world" $t1
asked 'does not hide a revocation' 3 revoked

rm -rf "$work/kept"
mkdir -m 700 "$work/kept"
stage "$work/good.world" $t0
asked 'good again' 0 good
stage "$work/good.world" $t2 --fault status=503=crl:I
asked 'the copy serves while it may, and that is told' 0 not-revalidated
stage "$work/good.world" $t4 --fault not-modified=crl
asked '304 for a copy that is past its nextUpdate' 4 crl-stale
world "$work/staple.world" one ' ocsp yes' ' must-staple' ' staple revoked'
stage "$work/staple.world" $t0
asked 'a staple that revokes' 3 revoked
asked 'and so on the second connection' 3 revoked
finish
