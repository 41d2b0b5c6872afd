"""The cases of tests/cli/forged.py: one function a subject."""
from forge import *  # pylint: disable=wildcard-import,unused-wildcard-import

CA_EXTS = [basic(), usage(5, 6)]
LEAF_URL = "uri:http://crl.test/ca.crl"
LEAF_EXTS = [usage(0), crldp(point(LEAF_URL))]


class Chain:
    """Root, CA, leaf, and a list of Root's about the CA."""

    def __init__(self, forge, ca_exts=None, leaf_exts=None, **leaf):
        self.forge = forge
        self.root = forge.cert("Root", "Root", exts=CA_EXTS, serial=1)
        self.ca = forge.cert("CA", "Root", exts=CA_EXTS if ca_exts is None else ca_exts, serial=2)
        self.leaf = forge.cert("leaf", "CA", exts=LEAF_EXTS if leaf_exts is None else leaf_exts,
                               **leaf)
        self.above = forge.crl("Root")

    def kit(self, **more):
        kit = {"trust": [self.root], "untrusted": [self.ca], "leaf": self.leaf}
        kit.update(more)
        return kit


def lists(room, f):
    """One list about the leaf, as in BoringSSL's crl_unittest."""
    c = Chain(f)
    aki_of, five = aki(f.key_sha1("CA")), number(5)

    def one(name, verdict, word, chain=c, extra=(), also=(), options=(), **crl):
        room.case("list: " + name, verdict, word, crl=[f.crl("CA", **crl), chain.above, *extra],
                  options=options, **chain.kit(untrusted=[chain.ca, *also]))

    def with_exts(*more):
        return [aki_of, five, *more]

    fake = ext("1.2.3.4", NULL)
    fake_critical = ext("1.2.3.4", NULL, True)
    one("good", "good", None)
    one("without extensions and version", "good", None, exts=[], version=None)
    one("no nextUpdate", "good", None, end=None)
    one("GeneralizedTime before 2050", "good", None, start=general(NOW - 3600),
        end=general(NOW + DAY))
    one("nextUpdate of 2050 and later", "good", None, end=general(2600000000))
    one("unknown extension", "good", None, exts=with_exts(fake))
    one("unknown extension, no nextUpdate", "good", None, exts=with_exts(fake), end=None)
    one("unknown entry extension of another", "good", None, entries=[(7, NOW - 9, [fake])])
    one("issuer's name in other case and blanks", "good", None,
        garbage={"issuer": name("ca  ".strip().upper())})
    bare = Chain(f, ca_exts=[basic()])
    one("issuer without keyUsage", "good", None, chain=bare)
    one("point", "good", None, exts=with_exts(idp(LEAF_URL)))
    one("point among several names", "good", None,
        exts=with_exts(idp("uri:http://x.test/", "dir:CN=Elsewhere", LEAF_URL)))
    one("users only", "good", None, exts=with_exts(idp(user=True)))
    one("point and users only", "good", None, exts=with_exts(idp(LEAF_URL, user=True)))
    one("revoked", "revoked", "revoked", entries=[(0x1234, NOW - 9, [])])
    one("revoked, no nextUpdate", "revoked", "revoked", end=None, entries=[(0x1234, NOW - 9, [])])
    one("revoked, unknown entry extension", "revoked", "revoked",
        entries=[(0x1234, NOW - 9, [fake])])
    one("revoked, GeneralizedTime", "revoked", "revoked", entries=[(0x1234, general(NOW - 9), [])])
    one("revoked, every reason", "revoked", "revoked",
        entries=[(0x1234, NOW - 9, [reason(10)])])
    one("unknown critical extension", "undetermined", "crl-unknown-critical",
        exts=with_exts(fake_critical))
    one("unknown critical entry extension", "undetermined", "crl-unknown-critical",
        entries=[(0x1234, NOW - 9, [fake_critical])])
    one("signature of a stranger", "suspicious", "crl-bad-signature", signer="stranger",
        exts=with_exts())
    one("thisUpdate in the future", "undetermined", "crl-not-yet-valid", start=NOW + 301)
    one("older than asked", "undetermined", "crl-too-old", start=NOW - 8 * DAY,
        options=["--max-age", "7d", "--scope", "leaf"])
    one("nextUpdate passed", "undetermined", "crl-stale", end=NOW - 301)
    one("nextUpdate passed, with a century of two digits", "undetermined", "crl-stale",
        start=tlv(0x17, b"990101000000Z"), end=tlv(0x17, b"000101000000Z"))
    room.case("list: wrong issuer", "undetermined", "crl-wrong-issuer",
              crl=[f.crl("Other"), c.above], **c.kit())
    one("another point", "undetermined", "crl-wrong-scope", exts=with_exts(idp("uri:http://crl.test/cb.crl")))
    one("CAs only", "undetermined", "crl-scope-kind", exts=with_exts(idp(ca=True)))
    one("attributes only", "undetermined", "crl-scope-kind", exts=with_exts(idp(attribute=True)))
    one("point and CAs only", "undetermined", "crl-scope-kind", exts=with_exts(idp(LEAF_URL, ca=True)))
    one("other point and users only", "undetermined", "crl-wrong-scope",
        exts=with_exts(idp("uri:http://x.test/", user=True)))
    one("users and CAs", "undetermined", "crl-malformed", exts=with_exts(idp(user=True, ca=True)))
    appointed = Chain(f, leaf_exts=[usage(0), crldp(point(LEAF_URL, issuer="Lists"))])
    one("the point names another CRL issuer", "undetermined", "crl-wrong-scope", chain=appointed)
    itself = Chain(f, leaf_exts=[usage(0), crldp(point(LEAF_URL, issuer="CA"))])
    one("the point names the issuer as CRL issuer, the list is not indirect", "undetermined",
        "crl-wrong-scope", chain=itself)
    only_issuer = Chain(f, leaf_exts=[usage(0), crldp(point(issuer="Lists"))])
    one("a point with a CRL issuer alone, the list for an unrelated URL", "undetermined",
        "crl-wrong-scope", chain=only_issuer, exts=with_exts(idp("uri:http://unrelated.test/")))
    nowhere = Chain(f, leaf_exts=[usage(0)])
    one("certificate without point", "good", None, chain=nowhere)
    one("certificate without point, list with one", "undetermined", "crl-wrong-scope",
        chain=nowhere, exts=with_exts(idp(LEAF_URL)))
    one("issuer may not sign lists", "undetermined", "crl-issuer-may-not-sign",
        chain=Chain(f, ca_exts=[basic(), usage(5)]))
    one("SHA-1", "undetermined", "crl-weak-signature", algorithm=ECDSA_SHA1)
    kca = f.cert("leaf", "CA", exts=[*CA_EXTS, crldp(point(LEAF_URL))])
    room.case("list: a CA under users only", "undetermined", "crl-scope-kind",
              crl=[f.crl("CA", exts=with_exts(idp(user=True))), c.above], **c.kit(leaf=kca))
    room.case("list: a CA under CAs only", "good", None,
              crl=[f.crl("CA", exts=with_exts(idp(ca=True))), c.above], **c.kit(leaf=kca))
    room.case("list: a CA under point and CAs only", "good", None,
              crl=[f.crl("CA", exts=with_exts(idp(LEAF_URL, ca=True))), c.above], **c.kit(leaf=kca))


def broken_lists(room, f):
    """Lists that are malformed somewhere: the entry for the leaf may be behind it."""
    c = Chain(f)
    listed = entry(0x1234, NOW - 9)

    def one(name, word="crl-malformed", **crl):
        room.case("broken list: " + name, "undetermined", word, crl=[f.crl("CA", **crl), c.above],
                  refuse=["revoked"], **c.kit())

    one("version 1 with extensions", version=None)
    one("version 1 with entry extensions", version=None, exts=[],
        entries=[(0x1234, NOW - 9, [reason(1)])])
    one("version 1 written out", version=0, exts=[])
    one("version 3", version=2)
    one("version of two octets", garbage={"version": integer(b"\x00\x01")})
    one("garbage as version", garbage={"version": tlv(0x04, b"\x01")})
    one("garbage as inner algorithm", garbage={"algorithm": seq(octets(b"x"))})
    one("another inner algorithm", garbage={"algorithm": RSA_SHA256})
    one("another outer algorithm", outer=RSA_SHA256)
    one("garbage as outer algorithm", garbage={"outer": seq(octets(b"x"))})
    one("garbage as issuer", garbage={"issuer": octets(b"CA")})
    one("an issuer whose RDN is no SET", garbage={"issuer": seq(seq(oid("2.5.4.3")))})
    one("garbage as thisUpdate", garbage={"start": octets(b"x")})
    one("thisUpdate with a fraction", garbage={"start": tlv(0x18, b"20260115000000.5Z")})
    one("thisUpdate without seconds", garbage={"start": tlv(0x17, b"2601150000Z")})
    one("thisUpdate with an offset", garbage={"start": tlv(0x17, b"260115000000+0000")})
    one("thisUpdate on 30 February", garbage={"start": tlv(0x17, b"250230000000Z")})
    one("garbage behind thisUpdate", garbage={"end": octets(b"x")})
    one("garbage behind nextUpdate", garbage={"revoked": octets(b"x")})
    one("garbage behind the entries", behind_tbs=octets(b"x"), exts=[])
    one("garbage behind the extensions", behind_tbs=octets(b"x"))
    one("garbage as tbsCertList", garbage={"tbs": octets(b"x")})
    one("garbage as signature", garbage={"signature": octets(b"x")})
    one("signature with unused bits", garbage={"signature": bits(b"\x80", 4)})
    one("an empty signature", garbage={"signature": bits(b"")})
    one("garbage behind the signature", behind=octets(b"x"))
    one("no entries, but the list is there", revoked=seq())
    one("an entry that is no sequence", entries=[octets(b"x"), listed])
    one("a serial that is none", entries=[seq(octets(b"\x12\x34"), utc(NOW - 9)), listed])
    one("an empty serial", entries=[seq(tlv(0x02), utc(NOW - 9)), listed])
    one("an entry without date", entries=[seq(integer(9)), listed])
    one("a date that is none", entries=[seq(integer(9), tlv(0x17, b"never")), listed])
    one("garbage behind the date", entries=[seq(integer(9), utc(NOW - 9), octets(b"x")), listed])
    one("garbage behind the entry's extensions",
        entries=[seq(integer(9), utc(NOW - 9), seq(reason(1)), NULL), listed])
    one("an empty list of entry extensions", entries=[seq(integer(9), utc(NOW - 9), seq()), listed])
    one("malformed behind the match", entries=[listed, seq(integer(9))])
    one("a reason that is an INTEGER",
        entries=[(9, NOW - 9, [ext("2.5.29.21", integer(1))]), listed])
    one("a reason twice", entries=[(9, NOW - 9, [reason(1), reason(4)]), listed])
    one("an empty point", exts=[number(5), ext("2.5.29.28", seq(), True)])
    one("garbage in the point's name", exts=[number(5), ext("2.5.29.28", seq(
        tlv(0xA0, tlv(0xA0, general_name(LEAF_URL)), NULL)), True)])
    one("a point's flag that is neither", exts=[number(5), ext("2.5.29.28", seq(
        tlv(0x81, b"\x01")), True)])
    one("a point twice", exts=[number(5), idp(LEAF_URL), idp(LEAF_URL)])
    one("a negative number", exts=[number(-5)])
    one("a number that is none", exts=[ext("2.5.29.20", octets(b"5"))])
    one("an empty list of extensions", garbage={"exts": tlv(0xA0, seq())})
    one("certificateIssuer in a list that is not indirect",
        entries=[(9, NOW - 9, [entry_issuer("Other")]), listed])
    room.case("broken list: bytes behind it", "undetermined", "crl-malformed",
              crl=[f.crl("CA") + b"\x00", c.above], **c.kit())
    whole = f.crl("CA")
    room.case("broken list: a length too long in its outermost octets", "undetermined",
              "crl-malformed", crl=[b"\x30\x83\x00" + whole[2:], c.above], **c.kit())
    room.case("broken list: indefinite length", "undetermined", "crl-malformed",
              crl=[b"\x30\x80" + whole[whole.index(b"\x30", 1):] + b"\x00\x00", c.above], **c.kit())


def wrongly_accepted(room, f):
    """What OpenSSL 3.0 was measured to take for good, and its like."""
    c = Chain(f)

    def one(name, verdict, word, crls=None, **crl):
        room.case("accepted elsewhere: " + name, verdict, word,
                  crl=[*([f.crl("CA", **crl)] if crls is None else crls), c.above], **c.kit())

    one("removeFromCRL in a complete list", "revoked", "revoked",
        entries=[(0x1234, NOW - 9, [reason(8)])])
    one("removeFromCRL, then keyCompromise", "revoked", "crl-duplicate-entry",
        entries=[(0x1234, NOW - 9, [reason(8)]), (0x1234, NOW - 8, [reason(1)])])
    one("keyCompromise, then removeFromCRL", "revoked", "crl-duplicate-entry",
        entries=[(0x1234, NOW - 9, [reason(1)]), (0x1234, NOW - 8, [reason(8)])])
    one("number 9 revokes, number 3 is newer and empty", "revoked", "crl-rolled-back", crls=[
        f.crl("CA", start=NOW - 7200, exts=[number(9)], entries=[(0x1234, NOW - 9000, [])]),
        f.crl("CA", start=NOW - 3600, exts=[number(3)])])
    one("no CRL number", "good", None, exts=[])
    one("a revocation of tomorrow", "revoked", "crl-date-odd", entries=[(0x1234, NOW + DAY, [])])
    one("a delta alone", "undetermined", "crl-delta-alone", exts=[number(6), delta(5)])
    one("a delta without number", "undetermined", "crl-delta-alone", exts=[delta(5)])
    one("a delta whose indicator is not critical", "undetermined", "crl-delta-alone",
        exts=[number(6), delta(5, critical=False)])
    one("a serial with needless zeros before it", "undetermined", "crl-malformed",
        entries=[(b"\x00\x00\x12\x34", NOW - 9, [])])
    negative = Chain(f, serial=b"\x92\x34")
    room.case("accepted elsewhere: the same octets with a sign", "good", None,
              crl=[f.crl("CA", entries=[(0x9234, NOW - 9, [])]), negative.above], **negative.kit())
    room.case("accepted elsewhere: a negative serial that is listed", "revoked", "revoked",
              crl=[f.crl("CA", entries=[(b"\x92\x34", NOW - 9, [])]), negative.above], **negative.kit())
    long = Chain(f, serial=0x1234567890ABCDEF1234567890ABCDEF)
    room.case("accepted elsewhere: a serial with the same beginning", "good", None,
              crl=[f.crl("CA", entries=[(0x1234567890ABCDEF1234567890ABCDEE, NOW - 9, [])]),
                   long.above], **long.kit())
    twin = f.cert("CA", "Root", key="twin", serial=3, exts=CA_EXTS)
    room.case("accepted elsewhere: a list by another CA of that name under the same root", "good",
              None, crl=[f.crl("CA", signer="twin"), c.above], **c.kit(untrusted=[c.ca, twin]))
    room.case("accepted elsewhere: the same, that CA revoked", "undetermined",
              "crl-signer-unchecked",
              crl=[f.crl("CA", signer="twin"), f.crl("Root", entries=[(3, NOW - 9, [])])],
              **c.kit(untrusted=[c.ca, twin]))
    stranger = f.cert("CA", "CA", key="twin", serial=3, exts=CA_EXTS)
    room.case("accepted elsewhere: a list by a self-signed CA of that name", "undetermined",
              "crl-signer-untrusted", crl=[f.crl("CA", signer="twin"), c.above],
              **c.kit(untrusted=[c.ca, stranger]))
    lister = f.cert("CA", "leaf", key="twin", serial=3, exts=CA_EXTS)
    room.case("accepted elsewhere: a list by a CA that the leaf itself made", "bad", None,
              crl=[f.crl("CA", signer="twin"), c.above], **c.kit(untrusted=[c.ca, lister]))


def responses(room, f):
    """OCSP, as in BoringSSL's ocsp_unittest and beyond."""
    c = Chain(f, leaf_exts=[usage(0), aia(ocsp="http://ocsp.test/")])
    mine = f.cert_id("CA", 0x1234)
    signer_exts = [usage(0), eku(OCSP), NOCHECK]

    def one(name, verdict, word, singles=None, body=None, signer="CA", extra=(), **ocsp):
        if body is None:
            body = f.ocsp(signer, [single(mine)] if singles is None else singles, **ocsp)
        room.case("response: " + name, verdict, word, ocsp=[body, *extra], crl=[c.above], **c.kit())

    def delegate(exts=None, issuer="CA", signer=None, serial=0x77, **more):
        return f.cert("Responder", issuer, signer=signer, serial=serial,
                      exts=signer_exts if exts is None else exts, **more)

    fake, fake_critical = ext("1.2.3.4", NULL), ext("1.2.3.4", NULL, True)
    one("good", "good", None)
    one("good by key", "good", None, by_key=True)
    one("good without nextUpdate", "good", None, [single(mine, end=None)])
    one("SHA-256 CertID", "good", None, [single(f.cert_id("CA", 0x1234, digest="sha256"))])
    one("MD5 CertID", "undetermined", "ocsp-certid-mismatch",
        [single(f.cert_id("CA", 0x1234, digest="md5"))])
    one("version written out", "good", None, version=0)
    one("version 2", "undetermined", "ocsp-malformed", version=1)
    one("unknown extensions", "good", None, [single(mine, exts=[fake])], exts=[fake])
    one("unknown critical extension", "undetermined", "ocsp-unknown-critical", exts=[fake_critical])
    one("unknown critical single extension", "undetermined", "ocsp-unknown-critical",
        [single(mine, exts=[fake_critical])])
    one("critical SCT list", "good", None, [single(mine, exts=[
        ext("1.3.6.1.4.1.11129.2.4.5", octets(b"\x00\x00"), True)])])
    one("more certificates than needed", "good", None, certs=[c.ca, c.root])
    one("a delegate", "good", None, signer="Responder", certs=[delegate()])
    one("a delegate by key", "good", None, signer="Responder", certs=[delegate()], by_key=True)
    one("a delegate behind the issuer's certificate", "good", None, signer="Responder",
        certs=[c.ca, delegate()])
    one("a delegate that is missing", "undetermined", "ocsp-signer-not-found", signer="Responder")
    one("a delegate of another CA", "undetermined", "ocsp-signer-not-authorized",
        signer="Responder", certs=[delegate(issuer="Root")])
    one("a delegate with the right issuer's name and a stranger's signature", "undetermined",
        "ocsp-signer-not-authorized", signer="Responder", certs=[delegate(signer="stranger")])
    for what, exts in (("no purposes", [usage(0), NOCHECK]), ("serverAuth", [eku(SERVER), NOCHECK]),
                       ("anyExtendedKeyUsage", [eku(ANY), NOCHECK]),
                       ("a longer OID", [eku(OCSP + ".1"), NOCHECK]),
                       ("a shorter OID", [eku("1.3.6.1.5.5.7.3"), NOCHECK]),
                       ("no digitalSignature", [usage(2), eku(OCSP), NOCHECK]),
                       ("an unknown critical extension", [*signer_exts, fake_critical])):
        one("a delegate with " + what, "undetermined", "ocsp-signer-not-authorized",
            signer="Responder", certs=[delegate(exts)])
    one("a delegate that expired", "undetermined", "ocsp-signer-expired", signer="Responder",
        certs=[delegate(end=NOW - 9)])
    one("a delegate of tomorrow", "undetermined", "ocsp-signer-expired", signer="Responder",
        certs=[delegate(start=NOW + 9)])
    one("a delegate without nocheck", "undetermined", "ocsp-signer-unchecked", signer="Responder",
        certs=[delegate([usage(0), eku(OCSP)])])
    one("the leaf answers for itself", "undetermined", "ocsp-signer-not-authorized", signer="leaf",
        certs=[c.leaf])
    one("a leaf of the same CA answers", "undetermined", "ocsp-signer-not-authorized",
        signer="other leaf", certs=[f.cert("other leaf", "CA", exts=LEAF_EXTS, serial=9)])
    one("a delegate that a delegate appointed", "undetermined", "ocsp-signer-not-authorized",
        signer="Second", certs=[f.cert("Second", "Responder", exts=signer_exts, serial=9),
                                delegate([*CA_EXTS, *signer_exts[1:]])])
    one("the root answers for the leaf", "undetermined", "ocsp-signer-not-found", signer="Root")
    one("the ResponderID names nobody", "undetermined", "ocsp-signer-not-found", responder="Nobody")
    one("the ResponderID is the issuer, the key a stranger's", "suspicious", "ocsp-bad-signature",
        signer="stranger", responder="CA")
    one("empty ResponderID", "undetermined", "ocsp-malformed", responder=tlv(0xA1))
    one("eleven certificates", "undetermined", "ocsp-too-many-certificates", certs=[c.root] * 11)
    one("SHA-1 signature", "good", "ocsp-weak-signature", algorithm=ECDSA_SHA1)
    one("another certificate", "undetermined", "ocsp-certid-mismatch",
        [single(f.cert_id("CA", 0x1235))])
    one("another issuer's name", "undetermined", "ocsp-certid-mismatch",
        [single(f.cert_id("CB", 0x1234, key="CA"))])
    one("another issuer's key", "undetermined", "ocsp-certid-mismatch",
        [single(f.cert_id("CA", 0x1234, key="twin"))])
    one("a serial that begins alike", "undetermined", "ocsp-certid-mismatch",
        [single(f.cert_id("CA", 0x123456))])
    one("a serial with a sign", "undetermined", "ocsp-certid-mismatch",
        [single(f.cert_id("CA", b"\xff\x12\x34"))])
    one("no single response", "undetermined", "ocsp-certid-mismatch", [])
    one("good for another, revoked for this", "revoked", "revoked",
        [single(f.cert_id("CA", 9)), single(mine, "revoked")])
    one("revoked for another, good for this", "good", None,
        [single(f.cert_id("CA", 9), "revoked"), single(mine)])
    one("good, then revoked", "revoked", "ocsp-conflict", [single(mine), single(mine, "revoked")])
    one("revoked, then good", "revoked", "ocsp-conflict", [single(mine, "revoked"), single(mine)])
    one("good, then unknown", "undetermined", "ocsp-conflict", [single(mine), single(mine, "unknown")])
    one("revoked", "revoked", "revoked", [single(mine, "revoked")])
    one("revoked with a reason", "revoked", "revoked", [single(mine, "revoked", why=1)])
    one("removeFromCRL", "revoked", "revoked", [single(mine, "revoked", why=8)])
    one("never issued", "revoked", "ocsp-not-issued", [single(mine, "revoked", at=0, why=6)])
    one("unknown", "undetermined", "ocsp-unknown", [single(mine, "unknown")])
    one("from the future", "undetermined", "ocsp-not-yet-valid", [single(mine, start=NOW + 301)])
    one("produced in the future", "undetermined", "ocsp-not-yet-valid", produced=NOW + 301)
    one("past its nextUpdate", "undetermined", "ocsp-stale", [single(mine, end=NOW - 301)])
    one("30 days old without nextUpdate", "undetermined", "ocsp-no-next-update",
        [single(mine, start=NOW - 30 * DAY, end=None)], produced=NOW - 30 * DAY)
    one("producedAt with a fraction", "undetermined", "ocsp-malformed",
        produced=tlv(0x18, b"20260115110000.5Z"))
    one("producedAt in UTCTime", "undetermined", "ocsp-malformed", produced=utc(NOW - 9))
    one("another response type", "undetermined", "ocsp-wrong-type", kind="1.3.6.1.5.5.7.48.1.2")
    one("bytes behind it", "undetermined", "ocsp-malformed", behind=b"\x00")
    one("an error that brings a response", "bad", None, status=3)
    one("success without response", "undetermined", "ocsp-malformed", body=seq(enumerated(0)))
    for code, word in ((1, "ocsp-malformed-request"), (2, "ocsp-internal-error"),
                       (3, "ocsp-try-later"), (4, "ocsp-malformed"), (5, "ocsp-sig-required"),
                       (6, "ocsp-unauthorized"), (7, "ocsp-malformed")):
        one(f"status {code}", "undetermined", word, body=seq(enumerated(code)))
    one("nothing", "undetermined", "ocsp-malformed", body=b"")
    one("a page", "undetermined", "ocsp-malformed", body=b"<html><body>Sign in</body></html>")
    one("a certificate instead", "undetermined", "ocsp-malformed", body=c.ca)
    whole = f.ocsp("CA", [single(mine)])
    for cut in sorted({1, 2, 5, 7, 9, 20, 40, len(whole) // 2, len(whole) - 70, len(whole) - 1}):
        one(f"cut after {cut} octets", "undetermined", "ocsp-malformed", body=whole[:cut])
    one("nonce that nobody sent", "good", None,
        exts=[ext("1.3.6.1.5.5.7.48.1.2", octets(b"12345678"))])
    both = Chain(f, leaf_exts=[usage(0), crldp(point(LEAF_URL)), aia(ocsp="http://ocsp.test/")])
    room.case("response: good, the list revokes", "revoked", "evidence-conflict",
              ocsp=[f.ocsp("CA", [single(mine)])],
              crl=[f.crl("CA", entries=[(0x1234, NOW - 9, [])]), both.above], **both.kit())
    room.case("response: revoked, the list is good", "revoked", "evidence-conflict",
              ocsp=[f.ocsp("CA", [single(mine, "revoked")])], crl=[f.crl("CA"), both.above],
              **both.kit())


def algorithms(room, f):
    """Lists by every kind of key."""
    for who in ("rsa CA", "ed CA", "p384 CA", "p521 CA"):
        algorithm = seq(oid("1.2.840.10045.4.3.2")) if who.startswith("p") else None
        for kind, more in (("", {}), (" PSS", {"algorithm": RSA_PSS})) if "rsa" in who else (("", {}),):
            ca = f.cert("CA", "Root", key=who, serial=2, exts=CA_EXTS)
            leaf = f.cert("leaf", "CA", signer=who, exts=LEAF_EXTS, algorithm=algorithm)
            kit = {"trust": [f.cert("Root", "Root", exts=CA_EXTS, serial=1)], "untrusted": [ca],
                   "leaf": leaf}
            above = f.crl("Root")
            room.case(f"algorithm: {who}{kind}", "good", None,
                      crl=[f.crl("CA", signer=who, **(more or {"algorithm": algorithm})), above], **kit)
            spoilt = bytearray(f.crl("CA", signer=who, **(more or {"algorithm": algorithm})))
            spoilt[-1] ^= 1
            room.case(f"algorithm: {who}{kind}, one bit changed", "suspicious", "crl-bad-signature",
                      crl=[bytes(spoilt), above], **kit)
    weak = f.cert("CA", "Root", key="rsa1024 CA", serial=2, exts=CA_EXTS)
    leaf = f.cert("leaf", "CA", signer="rsa1024 CA", exts=LEAF_EXTS)
    room.case("algorithm: RSA of 1024 bits under webpki", "invalid", "weak-key", leaf=leaf,
              trust=[f.cert("Root", "Root", exts=CA_EXTS)], untrusted=[weak],
              crl=[f.crl("CA", signer="rsa1024 CA"), f.crl("Root")], profile="webpki")
    rsa = f.cert("CA", "Root", key="rsa CA", serial=2, exts=CA_EXTS)
    leaf = f.cert("leaf", "CA", signer="rsa CA", exts=LEAF_EXTS)
    for label, algorithm in (("SHA-1", RSA_SHA1), ("MD5", RSA_MD5)):
        room.case(f"algorithm: {label} with RSA", "undetermined", "crl-weak-signature", leaf=leaf,
                  trust=[f.cert("Root", "Root", exts=CA_EXTS)], untrusted=[rsa],
                  crl=[f.crl("CA", signer="rsa CA", algorithm=algorithm), f.crl("Root")])


def make(room, forge):
    lists(room, forge)
    broken_lists(room, forge)
    wrongly_accepted(room, forge)
    responses(room, forge)
    algorithms(room, forge)
