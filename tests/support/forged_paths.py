"""Cases of tests/cli/forged.py: chains, and the lists of NIST's PKITS sections 4.4 to 4.16."""
from forge import *  # pylint: disable=wildcard-import,unused-wildcard-import

HOST = "example.com"


def webpki(room, f):
    """Chains as in x509-limbo, each with one thing that is different."""
    ids = {who: f.key_sha1(who) for who in ("Root", "CA", "leaf")}

    def build(who, usual, change):
        """USUAL extensions by name; CHANGE replaces, adds (any new name) or removes (None)."""
        kept = dict(usual)
        kept.update(change or {})
        return [x for x in kept.values() if x is not None]

    def chain(root=None, ca=None, leaf=None, root_kw=None, ca_kw=None, leaf_kw=None):
        root_kw, ca_kw, leaf_kw = root_kw or {}, ca_kw or {}, leaf_kw or {}
        roots = {"basic": basic(), "usage": usage(5, 6), "ski": ski(ids["Root"])}
        cas = {"basic": basic(), "usage": usage(5, 6), "ski": ski(ids["CA"]), "aki": aki(ids["Root"])}
        leaves = {"usage": usage(0), "eku": eku(SERVER), "san": san("dns:" + HOST),
                  "aki": aki(ids["CA"]), "ski": ski(ids["leaf"])}
        one = f.cert(root_kw.pop("subject", "Root"), root_kw.pop("issuer", "Root"),
                     **{"key": "Root", "signer": "Root", "serial": 1, **root_kw},
                     exts=build("root", roots, root))
        two = f.cert(ca_kw.pop("subject", "CA"), ca_kw.pop("issuer", "Root"),
                     **{"key": "CA", "signer": "Root", "serial": 2, **ca_kw},
                     exts=build("ca", cas, ca))
        three = f.cert(leaf_kw.pop("subject", HOST), leaf_kw.pop("issuer", "CA"),
                       **{"key": "leaf", "signer": "CA", **leaf_kw}, exts=build("leaf", leaves, leaf))
        return one, two, three

    def one(name, verdict, word, host=HOST, profile="webpki", options=(), **parts):
        root, ca, leaf = chain(**parts)
        room.case("chain: " + name, verdict, word, leaf=leaf, trust=[root], untrusted=[ca],
                  options=["--name", host, "--revocation", "off", "--purpose", "server", *options],
                  profile=profile)

    unknown = {"unknown": ext("1.2.3.4", NULL, True)}
    one("as it should be", "good", None)
    for who in ("root", "ca", "leaf"):
        one(f"unknown critical extension in {who}", "invalid", "unknown-critical-extension",
            **{who: unknown})
        one(f"an extension twice in {who}", "bad", None, **{who: {"again": ski(b"\x01" * 20)}})
    one("authority key identifier critical", "invalid", "webpki-critical-aia",
        leaf={"aki": aki(ids["CA"], critical=True)})
    one("no authority key identifier in the leaf", "invalid", "webpki-no-aki", leaf={"aki": None})
    one("no authority key identifier in the CA", "invalid", "webpki-no-aki", ca={"aki": None})
    one("subject key identifier critical", "invalid", "webpki-critical-aia",
        ca={"ski": ski(ids["CA"], critical=True)})
    one("no subject key identifier in the CA", "invalid", "webpki-ski", ca={"ski": None})
    one("no subject key identifier in the root", "invalid", "webpki-ski", root={"ski": None})
    one("no subject key identifier in the leaf", "good", None, leaf={"ski": None})
    one("root with a key identifier of another key", "invalid", None,
        root={"aki": aki(b"\x01" * 20)})
    one("root with issuer and serial", "invalid", None,
        root={"aki": aki(ids["Root"], issuer="Root", serial=1)})
    one("root with an empty authority key identifier", "invalid", None, root={"aki": aki(None)})
    one("CA without basicConstraints", "invalid", "ca-flag-missing", ca={"basic": None})
    one("CA that is none", "invalid", "ca-flag-missing", ca={"basic": basic(False)})
    one("CA whose basicConstraints are not critical", "invalid", "webpki-basic-constraints",
        ca={"basic": basic(critical=False)})
    one("root without basicConstraints", "invalid", None, root={"basic": None})
    one("root whose basicConstraints are not critical", "invalid", None,
        root={"basic": basic(critical=False)})
    one("CA without keyCertSign", "invalid", "ca-may-not-sign", ca={"usage": usage(6)})
    one("root without keyCertSign", "bad", None, root={"usage": usage(6)})
    one("leaf with keyCertSign", "invalid", "webpki-key-usage", leaf={"usage": usage(0, 5)})
    one("leaf that is a CA", "invalid", "webpki-basic-constraints",
        leaf={"basic": basic(), "usage": usage(0, 5)})
    one("leaf with basicConstraints that say no", "good", None, leaf={"basic": basic(False)})
    one("leaf without keyUsage", "good", None, leaf={"usage": None})
    one("leaf without purposes", "invalid", "webpki-eku", leaf={"eku": None})
    one("leaf with critical purposes", "invalid", "webpki-eku", leaf={"eku": eku(SERVER, critical=True)})
    one("leaf for any purpose", "invalid", "webpki-eku", leaf={"eku": eku(ANY)})
    one("leaf for servers and any purpose", "invalid", "webpki-eku", leaf={"eku": eku(SERVER, ANY)})
    one("leaf for clients", "invalid", "purpose-mismatch", leaf={"eku": eku(CLIENT)})
    one("leaf with no purpose in the list", "invalid", "malformed-extension",
        leaf={"eku": ext("2.5.29.37", seq())})
    one("root with purposes", "invalid", "webpki-eku", root={"eku": eku(SERVER)})
    one("CA for clients", "invalid", "purpose-mismatch", ca={"eku": eku(CLIENT)})
    one("critical AIA", "invalid", None, leaf={"aia": ext("1.3.6.1.5.5.7.1.1", seq(seq(
        oid("1.3.6.1.5.5.7.48.2"), general_name("uri:http://a.test/"))), True)})
    one("malformed AIA", "invalid", "malformed-extension",
        leaf={"aia": ext("1.3.6.1.5.5.7.1.1", b"malformed")})
    one("CA with an empty name", "invalid", None, ca_kw={"subject": ""}, leaf_kw={"issuer": ""})
    one("root with an empty name", "bad", None, root_kw={"subject": "", "issuer": ""},
        ca_kw={"issuer": ""})
    one("leaf with an empty name", "invalid", "webpki-empty-subject", leaf_kw={"subject": ""})
    one("leaf with an empty name and critical names", "good", None, leaf_kw={"subject": ""},
        leaf={"san": san("dns:" + HOST, critical=True)})
    one("leaf with a name and critical names", "invalid", "webpki-critical-aia",
        leaf={"san": san("dns:" + HOST, critical=True)})
    for label, serial in (("zero", 0), ("negative", -5), ("of 21 octets", 1 << 165)):
        one(f"serial {label}", "invalid", "webpki-serial", leaf_kw={"serial": serial})
    one("serial of 20 octets", "good", None, leaf_kw={"serial": (1 << 159) - 1})
    one("version 1", "bad", None, leaf_kw={"version": None})
    one("version 2", "bad", None, leaf_kw={"version": 1})
    one("version 4", "bad", None, leaf_kw={"version": 3})
    one("two signature algorithms", "bad", None, leaf_kw={"outer": RSA_SHA256})
    one("CA of two signature algorithms", "bad", None, ca_kw={"outer": RSA_SHA256})
    one("signed by a stranger", "invalid", "issuer-signature-failed", leaf_kw={"signer": "stranger"})
    one("notBefore now", "good", None, leaf_kw={"start": NOW})
    one("notBefore in a second", "invalid", "not-yet-valid", leaf_kw={"start": NOW + 1})
    one("notAfter now", "good", None, leaf_kw={"end": NOW})
    one("notAfter a second ago", "invalid", "expired", leaf_kw={"end": NOW - 1})
    one("CA expired", "invalid", "expired", ca_kw={"end": NOW - 1})
    one("root expired", "invalid", "anchor-expired", root_kw={"end": NOW - 1})
    one("root not valid yet", "invalid", "not-yet-valid", root_kw={"start": NOW + 1})
    for label, time in (("a fraction", tlv(0x18, b"20251215120000.123Z")),
                        ("no seconds", tlv(0x17, b"2512151200Z")),
                        ("an offset", tlv(0x17, b"251215120000+0000")),
                        ("GeneralizedTime before 2050", general(NOW - DAY)),
                        ("a thirteenth month", tlv(0x17, b"251315120000Z"))):
        one(f"notBefore with {label}", "invalid", None if "2050" in label else "bad-times|target-malformed",
            leaf_kw={"start": time})
    one("notAfter in GeneralizedTime before 2050", "bad", None, leaf_kw={"end": general(NOW + DAY)})
    one("notAfter at the end of time", "good", None, leaf_kw={"end": tlv(0x18, b"99991231235959Z")})
    # names
    for label, names_, asked, verdict, word in (
            ("exact", ["dns:" + HOST], HOST, "good", None),
            ("other case", ["dns:EXAMPLE.com"], "example.COM", "good", None),
            ("subdomain", ["dns:" + HOST], "www.example.com", "invalid", "name-mismatch"),
            ("apex", ["dns:abc.example.com"], HOST, "invalid", "name-mismatch"),
            ("wildcard", ["dns:*.example.com"], "foo.example.com", "good", None),
            ("wildcard over two labels", ["dns:*.example.com"], "foo.bar.example.com", "invalid",
             "name-mismatch"),
            ("wildcard for the apex", ["dns:*.example.com"], HOST, "invalid", "name-mismatch"),
            ("wildcard in the middle", ["dns:foo.*.example.com"], "foo.bar.example.com", "invalid", None),
            ("wildcard in a label", ["dns:f*o.example.com"], "foo.example.com", "invalid", None),
            ("wildcard in a U-label", ["dns:xn--*-1b3c148a.example.com"],
             "xn--bliss-1b3c148a.example.com", "invalid", None),
            ("wildcard alone", ["dns:*"], "localhost", "invalid", None),
            ("wildcard over a top-level domain", ["dns:*.com"], HOST, "invalid", "webpki-wildcard"),
            ("wildcard over a public suffix", ["dns:*.co.uk"], "example.co.uk", "invalid",
             "webpki-wildcard"),
            ("trailing dot", ["dns:example.com."], HOST, "invalid", None),
            ("leading dot", ["dns:.example.com"], "www.example.com", "invalid", None),
            ("underscore", ["dns:a_b.example.com"], "a_b.example.com", "invalid", None),
            ("a NUL within", ["dns:example.com\0.evil.test"], HOST, "invalid", None),
            ("an address as DNS name", ["dns:192.0.2.1"], "192.0.2.1", "invalid", None),
            ("IPv4", ["ip:c0000201"], "192.0.2.1", "good", None),
            ("another IPv4", ["ip:c0000201"], "192.0.2.2", "invalid", "name-mismatch"),
            ("IPv6", ["ip:20010db8000000000000000000000001"], "2001:db8::1", "good", None),
            ("IPv4 as IPv6", ["ip:00000000000000000000ffffc0000201"], "192.0.2.1", "invalid", None),
            ("an address of five octets", ["ip:c000020100"], "192.0.2.1", "invalid", None),
            ("a name that is no ASCII", ["dns:b\u00fccher.example"], "xn--bcher-kva.example", "invalid",
             None),
            ("only a mailbox", ["email:a@example.com"], HOST, "invalid", None),
            ("only a URI", ["uri:https://example.com/"], HOST, "invalid", None),
            ("an empty list", [], HOST, "invalid", None)):
        one("name: " + label, verdict, word, host=asked, leaf={"san": san(*names_)},
            leaf_kw={"subject": "O=Test"})
    one("name: only in the CN", "invalid", "webpki-no-san", leaf={"san": None})
    one("name: in the CN beside others", "invalid", "name-mismatch", leaf={"san": san("dns:other.test")})
    one("name: another CN", "invalid", "webpki-cn-not-in-san", leaf_kw={"subject": "not.example.com"})
    for label, asked, names_, cn in (("IPv4 in hex", "192.0.2.1", "ip:c0000201", "0xC0000201"),
                                     ("IPv6 in capitals", "2001:db8::a", "ip:20010db800000000000000000000000a",
                                      "2001:DB8::A"),
                                     ("IPv6 not shortened", "2001:db8::a", "ip:20010db800000000000000000000000a",
                                      "2001:db8:0:0:0:0:0:a"),
                                     ("other case", HOST, "dns:example.com", "EXAMPLE.com")):
        one("CN: " + label, "invalid", "webpki-cn-not-in-san", host=asked, leaf={"san": san(names_)},
            leaf_kw={"subject": cn})
    # Foreign: neither a spelling of a name that is there nor of its domain.
    for label, asked, names_, cn in (("another domain", HOST, ["dns:" + HOST], "other.test"),
                                     ("another IPv4", "192.0.2.1", ["ip:c0000201"], "192.0.2.9")):
        one("CN: " + label, "good", "webpki-cn-not-in-san", host=asked, leaf={"san": san(*names_)},
            leaf_kw={"subject": cn})
    for label, names_, cn in (("A-label", [], "xn--bcher-kva.test"),
                              ("final dot", [], HOST + "."),
                              ("IPv4 as IPv6", ["ip:c0000201"], "::ffff:192.0.2.1"),
                              ("IPv6 in brackets", ["ip:20010db8" + "00" * 11 + "0a"], "[2001:db8::a]"),
                              ("another spelling of another IPv4", ["ip:c0000201"], "192.000.002.009")):
        one("CN: " + label, "invalid", "webpki-cn-not-in-san",
            leaf={"san": san("dns:" + HOST, *names_)}, leaf_kw={"subject": cn})
    # what RFC 5280 itself demands binds where only that is asked for
    for label, word, parts in (
            ("an empty name", "webpki-empty-subject", {"leaf_kw": {"subject": ""}}),
            ("an underscore", "webpki-san-form", {"leaf": {"san": san("dns:" + HOST, "dns:a_b.test")}}),
            ("a serial of 21 octets", "webpki-serial", {"leaf_kw": {"serial": 1 << 165}}),
            ("constraints in a leaf", "webpki-name-constraints", {"leaf": {"nc": constraints(["dns:" + HOST])}}),
            ("a constraint that begins with a dot", "webpki-name-constraints",
             {"ca": {"nc": constraints(["dns:." + HOST])}, "host": "www." + HOST,
              "leaf": {"san": san("dns:www." + HOST)}})):
        one("RFC 5280: " + label, "invalid", word, profile="rfc5280", **parts)
        one("a private CA: " + label, "good", None, profile="auto", **parts)
    one("RFC 5280: a negative serial", "good", None, profile="rfc5280", leaf_kw={"serial": -5})
    # keys
    for label, key, word in (("RSA 1024", "rsa1024 x", "weak-key"), ("Ed25519", "ed x", None)):
        one(f"leaf with {label}", "invalid" if word else "bad", word, leaf={"ski": None},
            leaf_kw={"key": key})
    # path lengths
    one("path length 0 above a leaf", "good", None, ca={"basic": basic(length=0)})
    one("path length 0 above a CA", "invalid", "path-length-exceeded", root={"basic": basic(length=0)})
    one("path length in a leaf", "bad", None, leaf={"basic": basic(False, 0)})
    one("path length negative", "bad", None, ca={"basic": ext("2.5.29.19", seq(
        boolean(True), integer(-1)), True)})
    one("path length without keyCertSign", "bad", None, root={"basic": basic(length=3),
                                                               "usage": usage(6)})
    # name constraints: what the CA says, what the leaf is called
    slack = {"subject": "O=Test"}
    for label, said, names_, verdict in (
            ("DNS permitted", constraints(["dns:example.com"]), ["dns:www.example.com"], "good"),
            ("DNS permitted, exactly", constraints(["dns:example.com"]), ["dns:example.com"], "good"),
            ("DNS not permitted", constraints(["dns:example.com"]), ["dns:example.org"], "invalid"),
            ("DNS that only ends alike", constraints(["dns:example.com"]), ["dns:notexample.com"], "invalid"),
            ("one of two not permitted", constraints(["dns:example.com"]),
             ["dns:example.com", "dns:other.test"], "invalid"),
            ("DNS excluded", constraints(excluded=["dns:example.com"]), ["dns:www.example.com"], "invalid"),
            ("DNS not excluded", constraints(excluded=["dns:bad.test"]), ["dns:example.com"], "good"),
            ("DNS excluded and permitted", constraints(["dns:example.com"], ["dns:example.com"]),
             ["dns:example.com"], "invalid"),
            ("everything excluded", constraints(excluded=["dns:"]), ["dns:example.com"], "invalid"),
            ("other kinds only", constraints(["ip:c0000200ffffff00"]), ["dns:example.com"], "good"),
            ("other kinds excluded", constraints(excluded=["ip:0000000000000000"]), ["dns:example.com"],
             "good"),
            ("IPv4 permitted", constraints(["ip:c0000200ffffff00"]), ["ip:c0000263"], "good"),
            ("IPv4 not permitted", constraints(["ip:c0000200ffffff00"]), ["ip:c6336401"], "invalid"),
            ("IPv4 excluded", constraints(excluded=["ip:c0000200ffffff00"]), ["ip:c0000263"], "invalid"),
            ("IPv6 permitted", constraints(["ip:20010db8" + "00" * 12 + "ffffffff" + "00" * 12]),
             ["ip:20010db8" + "00" * 11 + "01"], "good"),
            ("IPv6 under IPv4 alone", constraints(["ip:c0000200ffffff00"]),
             ["ip:20010db8" + "00" * 11 + "01"], "invalid"),
            ("IPv4 constraint of seven octets", constraints(["ip:c0000200ffffff"]), ["ip:c0000263"],
             "invalid"),
            ("IPv4 mask with a hole", constraints(["ip:c0000200ff00ff00"]), ["ip:c0000263"], "invalid"),
            ("mailbox permitted", constraints(["email:a@example.com"]),
             ["dns:example.com", "email:a@example.com"], "good"),
            ("mailbox not permitted", constraints(["email:a@example.com"]),
             ["dns:example.com", "email:b@example.com"], "invalid"),
            ("mailbox by host", constraints(["email:example.com"]),
             ["dns:example.com", "email:b@example.com"], "good"),
            ("mailbox by host, subdomain", constraints(["email:example.com"]),
             ["dns:example.com", "email:b@sub.example.com"], "invalid"),
            ("mailbox by domain", constraints(["email:.example.com"]),
             ["dns:example.com", "email:b@sub.example.com"], "good"),
            ("mailbox by domain, apex", constraints(["email:.example.com"]),
             ["dns:example.com", "email:b@example.com"], "invalid"),
            ("URI by host", constraints(["uri:example.com"]),
             ["dns:example.com", "uri:https://example.com/x"], "good"),
            ("URI not permitted", constraints(["uri:example.com"]),
             ["dns:example.com", "uri:https://other.test/x"], "invalid"),
            ("other name excluded", constraints(excluded=["other:x"]), ["dns:example.com", "other:x"],
             "invalid"),
            ("other name under constraints on others", constraints(["dns:example.com"]),
             ["dns:example.com", "other:x"], "good"),
            ("directory name excluded in the names", constraints(excluded=["dir:CN=foo"]),
             ["dns:example.com", "dir:CN=foo"], "invalid"),
            ("directory name not permitted in the names", constraints(["dir:CN=foo", "dir:O=Test"]),
             ["dns:example.com", "dir:CN=bar"], "invalid"),
            ("a minimum", constraints([seq(general_name("dns:example.com"), tlv(0x80, b"\x01"))]),
             ["dns:example.com"], "invalid"),
            ("a maximum", constraints([seq(general_name("dns:example.com"), tlv(0x81, b"\x05"))]),
             ["dns:example.com"], "invalid"),
            ("empty", ext("2.5.29.30", seq(), True), ["dns:example.com"], "invalid"),
            ("malformed", ext("2.5.29.30", octets(b"x"), True), ["dns:example.com"], "invalid"),
            ("with a dot in front", constraints(["dns:.example.com"]), ["dns:www.example.com"], "invalid"),
            ("with a wildcard", constraints(["dns:*.example.com"]), ["dns:www.example.com"], "invalid"),
            ("wildcard over the excluded", constraints(excluded=["dns:bar.example.com"]),
             ["dns:*.example.com"], "invalid"),
            ("wildcard within the permitted", constraints(["dns:example.com"]), ["dns:*.example.com"], "good"),
            ("wildcard wider than the permitted", constraints(["dns:bar.example.com"]),
             ["dns:*.example.com"], "invalid")):
        host = names_[0].split(":", 1)[1]
        if names_[0].startswith("ip:"):
            raw = bytes.fromhex(host)
            host = ".".join(map(str, raw)) if len(raw) == 4 else "2001:db8::1"
        host = host.replace("*", "foo")
        one("constraint: " + label, verdict, None, host=host, ca={"nc": said},
            leaf={"san": san(*names_)}, leaf_kw=dict(slack))
    for label, said, subject, verdict in (
            ("subject permitted", ["dir:O=Test"], "O=Test", "good"),
            ("subject under the permitted", ["dir:O=Test"], "O=Test,OU=x", "good"),
            ("subject not permitted", ["dir:O=Else"], "O=Test", "invalid")):
        one("constraint: " + label, verdict, None, ca={"nc": constraints(said)},
            leaf_kw={"subject": subject})
        one("constraint: " + label.replace("permitted", "excluded"),
            "good" if verdict == "invalid" else "invalid", None,
            ca={"nc": constraints(excluded=said)}, leaf_kw={"subject": subject})
    one("constraint: in a leaf", "bad", None, leaf={"nc": constraints(["dns:example.com"])})
    one("constraint: in the root", "invalid", "name-constraint-violated",
        root={"nc": constraints(excluded=["dns:example.com"])}, leaf_kw=dict(slack))


def meshes(room, f):
    """Paths: which of several holds."""
    exts = [basic(), usage(5, 6)]
    root = f.cert("Root", "Root", exts=exts, serial=1)
    other = f.cert("Root 2", "Root 2", exts=exts, serial=1)
    leaf = f.cert("leaf", "CA", exts=[usage(0)])
    ca = f.cert("CA", "Root", exts=exts, serial=2)
    bad = {
        "expired": f.cert("CA", "Root", exts=exts, serial=3, end=NOW - 9),
        "not a CA": f.cert("CA", "Root", exts=[basic(False)], serial=4),
        "for another name": f.cert("CA", "Root", exts=[*exts, constraints(excluded=["dir:CN=leaf"])],
                                   serial=5),
        "with an unknown critical extension": f.cert("CA", "Root", exts=[*exts, ext("1.2.3.4", NULL, True)],
                                                     serial=6),
        "that may not sign": f.cert("CA", "Root", exts=[basic(), usage(6)], serial=7),
        "signed by nobody": f.cert("CA", "Root", signer="stranger", exts=exts, serial=8),
        "of another key": f.cert("CA", "Root", key="another", exts=exts, serial=9),
        "by the other root": f.cert("CA", "Root 2", exts=exts, serial=10),
        "by SHA-1": f.cert("CA", "Root", exts=exts, serial=11, algorithm=ECDSA_SHA1),
    }
    for label, twin in bad.items():
        for order, pair in (("first", [twin, ca]), ("last", [ca, twin])):
            room.case(f"mesh: a twin {label} stands {order}", "good", None, leaf=leaf, trust=[root],
                      untrusted=pair)
        room.case(f"mesh: only the twin {label}", "good" if label == "by the other root" else "invalid",
                  None, leaf=leaf, trust=[root] if label != "by the other root" else [other],
                  untrusted=[twin])
    room.case("mesh: every twin at once", "good", None, leaf=leaf, trust=[root],
              untrusted=[*bad.values(), ca])
    room.case("mesh: every twin but the good one", "invalid", None, leaf=leaf, trust=[root],
              untrusted=[x for k, x in bad.items() if k != "by the other root"])
    a_by_b, b_by_a = (f.cert("A", "B", exts=exts, serial=20), f.cert("B", "A", exts=exts, serial=21))
    loop = f.cert("leaf", "A", exts=[usage(0)])
    room.case("mesh: two that vouch for each other", "invalid", "path-loop", leaf=loop, trust=[root],
              untrusted=[a_by_b, b_by_a])
    room.case("mesh: the same with a way out", "good", None, leaf=loop, trust=[root],
              untrusted=[a_by_b, b_by_a, f.cert("B", "Root", exts=exts, serial=22)])
    room.case("mesh: a way out through an expired certificate", "invalid", "expired", leaf=loop,
              trust=[root], untrusted=[a_by_b, b_by_a, f.cert("B", "Root", exts=exts, serial=22,
                                                              end=NOW - 1)])
    alone = f.cert("self", "self", exts=[usage(0)])
    room.case("mesh: a leaf that is its own anchor", "good", None, leaf=alone, trust=[alone])
    room.case("mesh: a self-signed leaf that is none", "invalid", "self-signed", leaf=alone, trust=[root])
    room.case("mesh: the intermediate is the anchor", "good", None, leaf=leaf, trust=[ca])
    long = [f.cert(f"C{i}", f"C{i + 1}", exts=exts, serial=30 + i) for i in range(8)]
    top = f.cert("C8", "C8", exts=exts, serial=40)
    deep = f.cert("leaf", "C0", exts=[usage(0)])
    room.case("mesh: eight between leaf and anchor", "good", None, leaf=deep, trust=[top], untrusted=long)
    own = f.cert("Root", "Root", key="Root new", signer="Root", serial=50,
                 exts=[*exts, ski(f.key_sha1("Root new")), aki(f.key_sha1("Root"))])
    room.case("mesh: a self-issued one where none is allowed", "good", None, trust=[root], untrusted=[own],
              leaf=f.cert("leaf", "Root", signer="Root new", exts=[usage(0)]),
              options=["--max-depth", "0", "--revocation", "off"])
    room.case("mesh: the same where seven are allowed", "invalid", "path-too-long", leaf=deep, trust=[top],
              untrusted=long, options=["--max-depth", "7", "--revocation", "off"])


CA = [basic(), usage(5, 6)]
URL = "uri:http://crl.test/ca.crl"


def pkits_crls(room, f):
    """4.4 and 4.5: lists that are missing or wrong, other keys for lists, changes of key."""
    root = f.cert("Root", "Root", exts=CA, serial=1)
    above = f.crl("Root")
    ca = f.cert("CA", "Root", exts=CA, serial=2)
    leaf = f.cert("leaf", "CA", exts=[usage(0)])
    kit = {"trust": [root], "untrusted": [ca], "leaf": leaf}

    def one(name, verdict, word, crl, **more):
        room.case("PKITS " + name, verdict, word, crl=crl, **{**kit, **more})

    one("4.4.1 no list", "undetermined", "no-source", [above])
    one("4.4.2 CA revoked", "revoked", "ca-revoked", [f.crl("CA"), f.crl("Root", entries=[(2, NOW - 9, [])])])
    one("4.4.3 leaf revoked", "revoked", "revoked", [f.crl("CA", entries=[(0x1234, NOW - 9, [])]), above])
    one("4.4.5 wrong issuer's name", "undetermined", "crl-wrong-issuer", [f.crl("CB", signer="CA"), above])
    one("4.4.7 a good one beside a wrong one", "good", None,
        [f.crl("CA", signer="stranger", exts=[number(9)]), f.crl("CA"), above])
    far = f.cert("leaf", "CA", exts=[usage(0)], end=2600000000)
    one("4.4.13 nextUpdate in GeneralizedTime", "good", None, [f.crl("CA", end=2590000000), above], leaf=far)
    minus = f.cert("leaf", "CA", exts=[usage(0)], serial=-1)
    one("4.4.14 negative serial", "good", None, [f.crl("CA", entries=[(0xFF, NOW - 9, [])]), above], leaf=minus)
    one("4.4.15 negative serial, listed", "revoked", "revoked",
        [f.crl("CA", entries=[(-1, NOW - 9, [])]), above], leaf=minus)
    long = f.cert("leaf", "CA", exts=[usage(0)], serial=(1 << 158) + 5)
    one("4.4.16 long serial", "good", None, [f.crl("CA", entries=[((1 << 158) + 6, NOW - 9, [])]), above],
        leaf=long)
    one("4.4.18 long serial, listed", "revoked", "revoked",
        [f.crl("CA", entries=[((1 << 158) + 5, NOW - 9, [])]), above], leaf=long)
    signs = f.cert("CA", "Root", key="CA", exts=[basic(), usage(5)], serial=2)
    lists = f.cert("CA", "Root", key="CA lists", exts=[usage(6)], serial=3)
    for label, entries, verdict, word in (("19", [], "good", None),
                                          ("20", [(0x1234, NOW - 9, [])], "revoked", "revoked")):
        one(f"4.4.{label} a key of its own for lists", verdict, word,
            [f.crl("CA", signer="CA lists", entries=entries), above], untrusted=[signs, lists])
    one("4.4.21 the key for lists is revoked", "undetermined", "crl-signer-unchecked",
        [f.crl("CA", signer="CA lists"), f.crl("Root", entries=[(3, NOW - 9, [])])], untrusted=[signs, lists])
    # 4.5: a CA that changed its key. Key identifiers tell libcrypto's self-signed from self-issued.
    def of(key, by, *more):
        return [*CA, ski(f.key_sha1(key)), aki(f.key_sha1(by)), *more]

    old, new = ca, f.cert("CA", "Root", key="CA new", exts=CA, serial=4)
    new_by_old = f.cert("CA", "CA", key="CA new", signer="CA", exts=of("CA new", "CA"), serial=5)
    old_by_new = f.cert("CA", "CA", key="CA", signer="CA new", exts=of("CA", "CA new"), serial=6)
    by_new = f.cert("leaf", "CA", signer="CA new", exts=[usage(0)])
    one("4.5.1 old signed by new, the list by new", "good", None, [f.crl("CA", signer="CA new"), above],
        untrusted=[new, old_by_new])
    one("4.5.2 the same, leaf revoked", "revoked", "revoked",
        [f.crl("CA", signer="CA new", entries=[(0x1234, NOW - 9, [])]), above], untrusted=[new, old_by_new])
    one("4.5.3 new signed by old, the list by old", "good", None, [f.crl("CA"), above],
        leaf=by_new, untrusted=[old, new_by_old])
    one("4.5.4 new signed by old, the list by new", "bad", None, [f.crl("CA", signer="CA new"), above],
        leaf=by_new, untrusted=[old, new_by_old])
    one("4.5.4 the same beside a list by old", "good", None,
        [f.crl("CA", signer="CA new"), f.crl("CA", exts=[number(6)]), above], leaf=by_new,
        untrusted=[old, new_by_old])
    one("4.5.5 new signed by old, leaf revoked", "revoked", "revoked",
        [f.crl("CA", entries=[(0x1234, NOW - 9, [])]), above], leaf=by_new, untrusted=[old, new_by_old])
    one("4.5.5 the certificate of the new key revoked", "bad", None,
        [f.crl("CA", entries=[(5, NOW - 9, [])]), above], leaf=by_new, untrusted=[old, new_by_old])
    own = f.cert("CA", "CA", key="CA lists", signer="CA", serial=7, exts=[
        usage(6), crldp(point(URL)), ski(f.key_sha1("CA lists")), aki(f.key_sha1("CA"))])
    one("4.5.6 a key for lists that the CA certified itself", "good", None,
        [f.crl("CA", signer="CA lists"), f.crl("CA", exts=[number(6), idp(URL)]), above], untrusted=[ca, own])
    one("4.5.7 that key revoked", "bad", None,
        [f.crl("CA", signer="CA lists"),
         f.crl("CA", exts=[number(6), idp(URL)], entries=[(7, NOW - 9, [])]), above], untrusted=[ca, own])
    one("4.5.8 a key for lists signs a certificate", "invalid", None, [f.crl("CA", signer="CA lists"), above],
        leaf=f.cert("leaf", "CA", signer="CA lists", exts=[usage(0)]), untrusted=[ca, own])


def pkits_points(room, f):
    """4.14: distribution points; 4.15: deltas."""
    root = f.cert("Root", "Root", exts=CA, serial=1)
    above = f.crl("Root")
    ca = f.cert("O=T,CN=CA", "Root", key="CA", exts=CA, serial=2)
    kit = {"trust": [root], "untrusted": [ca]}
    part = rdn("2.5.4.11", "part")[2:]
    whole = "dir:O=T,CN=CA,OU=part"

    def leaf(*points, ca_=False, **more):
        exts = [*(CA if ca_ else [usage(0)]), *([crldp(*points)] if points else []),
                *more.pop("also", [])]
        return f.cert("leaf", "O=T,CN=CA", signer="CA", exts=exts, **more)

    def list_of(*more, entries=(), base=5, **kw):
        return f.crl("O=T,CN=CA", signer="CA", exts=[number(base), *more], entries=entries, **kw)

    def one(name, verdict, word, target, crl, **more):
        room.case("PKITS " + name, verdict, word, leaf=target, crl=[*crl, above], **{**kit, **more})

    gone = [(0x1234, NOW - 9, [])]
    by_name = point(whole)
    one("4.14.1 full names on both sides", "good", None, leaf(by_name), [list_of(idp(whole))])
    one("4.14.2 the same, listed", "revoked", "revoked", leaf(by_name), [list_of(idp(whole), entries=gone)])
    one("4.14.3 another name", "undetermined", "crl-wrong-scope", leaf(by_name), [list_of(idp("dir:CN=x"))])
    one("4.14.4 relative names on both sides", "good", None, leaf(point(relative=part)),
        [list_of(idp(relative=part))])
    one("4.14.5 relative in the list", "good", None, leaf(by_name), [list_of(idp(relative=part))])
    one("4.14.6 the same, listed", "revoked", "revoked", leaf(by_name),
        [list_of(idp(relative=part), entries=gone)])
    one("4.14.7 relative in the certificate", "good", None, leaf(point(relative=part)), [list_of(idp(whole))])
    one("4.14.8 another relative name", "undetermined", "crl-wrong-scope",
        leaf(point(relative=rdn("2.5.4.11", "other")[2:])), [list_of(idp(whole))])
    one("4.14.9 no point in the certificate", "undetermined", "crl-wrong-scope", leaf(), [list_of(idp(whole))])
    one("4.14.10 no point in the list", "good", None, leaf(by_name), [list_of()])
    one("4.14.11 a user under CAs only", "undetermined", "crl-scope-kind", leaf(), [list_of(idp(ca=True))])
    one("4.14.12 a CA under users only", "undetermined", "crl-scope-kind", leaf(ca_=True),
        [list_of(idp(user=True))])
    one("4.14.13 a CA under CAs only", "good", None, leaf(ca_=True), [list_of(idp(ca=True))])
    one("4.14.14 attributes only", "undetermined", "crl-scope-kind", leaf(), [list_of(idp(attribute=True))])
    first, rest = (1, 2), (3, 4, 5, 6, 7, 8)
    one("4.14.15 some reasons, listed", "revoked", "revoked", leaf(),
        [list_of(idp(reasons=first), entries=[(0x1234, NOW - 9, [reason(1)])]), list_of(idp(reasons=rest))])
    one("4.14.16 some reasons, on hold", "revoked", "revocation-on-hold", leaf(),
        [list_of(idp(reasons=first)), list_of(idp(reasons=rest), entries=[(0x1234, NOW - 9, [reason(6)])])])
    one("4.14.17 reasons with a gap", "undetermined", "crl-some-reasons", leaf(),
        [list_of(idp(reasons=first)), list_of(idp(reasons=rest[1:]))])
    one("4.14.18 all reasons in two lists", "good", None, leaf(),
        [list_of(idp(reasons=first)), list_of(idp(reasons=rest))])
    two = leaf(point("dir:CN=a", reasons=first), point("dir:CN=b", reasons=rest))
    one("4.14.19 two points for all reasons", "good", None, two,
        [list_of(idp("dir:CN=a", reasons=first)), list_of(idp("dir:CN=b", reasons=rest))])
    one("4.14.20 two points, listed in the second", "revoked", "revoked", two,
        [list_of(idp("dir:CN=a", reasons=first)), list_of(idp("dir:CN=b", reasons=rest),
                                                          entries=[(0x1234, NOW - 9, [reason(4)])])])
    one("4.14.22 the CA's own list is indirect", "good", None, leaf(), [list_of(idp(indirect=True))])
    one("4.14.23 the same, listed", "revoked", "revoked", leaf(), [list_of(idp(indirect=True), entries=gone)])
    one("4.14.22 where a point asks for the CA's own list", "undetermined", "crl-wrong-scope", leaf(point(URL)),
        [list_of(idp(URL, indirect=True))])
    one("4.14.23 the same, listed", "revoked", "revoked", leaf(point(URL)),
        [list_of(idp(URL, indirect=True), entries=gone)])
    one("4.14.24 listed for another issuer", "good", None, leaf(),
        [list_of(idp(indirect=True), entries=[(0x1234, NOW - 9, [entry_issuer("CN=Other")])])])
    # another CA makes the lists
    lister = f.cert("Lister", "Root", exts=CA, serial=9)
    appointed = leaf(point(URL, issuer="Lister"))
    both = {"untrusted": [ca, lister]}

    def theirs(*more, entries=(), **kw):
        return f.crl("Lister", exts=[number(5), *more], entries=entries, **kw)

    mine = [(0x1234, NOW - 9, [entry_issuer("O=T,CN=CA")])]
    one("4.14.25 an indirect list by another CA", "good", None, appointed,
        [theirs(idp(URL, indirect=True))], **both)
    one("4.14.26 of a CA that is not appointed", "undetermined", "crl-wrong-issuer", leaf(point(URL)),
        [theirs(idp(URL, indirect=True))], **both)
    one("4.14.27 listed by another CA", "revoked", "revoked", appointed,
        [theirs(idp(URL, indirect=True), entries=mine)], **both)
    one("4.14.28 a point without name", "good", None, leaf(point(issuer="Lister")),
        [theirs(idp(indirect=True))], **both)
    one("4.14.31 the same serial of another issuer", "good", None, appointed,
        [theirs(idp(URL, indirect=True), entries=[(0x1234, NOW - 9, [])])], **both)
    one("4.14.32 the issuer of an entry holds for those behind it", "revoked", "revoked", appointed,
        [theirs(idp(URL, indirect=True), entries=[(9, NOW - 9, [entry_issuer("O=T,CN=CA")]),
                                                  (0x1234, NOW - 9, [])])], **both)
    one("4.14.34 not indirect", "undetermined", "crl-wrong-scope", appointed, [theirs(idp(URL))], **both)
    one("4.14.35 for another point", "undetermined", "crl-wrong-scope", appointed,
        [theirs(idp("uri:http://x.test/", indirect=True))], **both)
    one("4.14.35 the lister under another root", "bad", None, appointed, [theirs(idp(URL, indirect=True))],
        untrusted=[ca, f.cert("Lister", "Elsewhere", exts=CA, serial=9),
                   f.cert("Elsewhere", "Elsewhere", exts=CA, serial=1)])
    one("4.14.35 the lister revoked", "bad", None, appointed,
        [theirs(idp(URL, indirect=True)), f.crl("Root", exts=[number(9)], entries=[(9, NOW - 9, [])])], **both)
    # 4.15
    fresh = leaf(also=[crldp(point("uri:http://crl.test/delta"), freshest=True)])

    def base(*more, **kw):
        return list_of(*more, start=NOW - 7200, **kw)

    def change(of=5, at=6, **kw):
        return list_of(delta(of), base=at, **kw)

    hold, lifted = [(0x1234, NOW - 9, [reason(6)])], [(0x1234, NOW - 9, [reason(8)])]
    one("4.15.1 a delta without base", "undetermined", "crl-delta-alone", fresh, [change()])
    one("4.15.2 base and delta", "good", None, fresh, [base(), change()])
    one("4.15.3 revoked in the base", "revoked", "revoked", fresh, [base(entries=gone), change()])
    one("4.15.4 revoked in the delta", "revoked", "revoked", fresh, [base(), change(entries=gone)])
    one("4.15.5 lifted by the delta", "good", None, fresh, [base(entries=hold), change(entries=lifted)])
    one("4.15.6 held in the base, the delta silent", "revoked", "revocation-on-hold", fresh,
        [base(entries=hold), change()])
    one("4.15.7 revoked in both", "revoked", "revoked", fresh, [base(entries=gone), change(entries=gone)])
    one("4.15.8 a base that is newer than the delta's", "good", None, fresh, [base(base=7), change(5, 8)])
    one("4.15.9 the delta is of a later base", "revoked", "revoked", fresh, [base(), change(7, 8, entries=gone)])
    one("4.15.10 lifted by a delta of a later base", "revoked", "crl-delta-mismatch", fresh,
        [base(entries=hold), change(7, 8, entries=lifted)])
    one("4.15 a lasting revocation is not lifted", "revoked", "revoked", fresh,
        [base(entries=[(0x1234, NOW - 9, [reason(1)])]), change(entries=lifted)])
    one("4.15 lifted by a delta of a stranger", "revoked", "revocation-on-hold", fresh,
        [base(entries=hold), f.crl("O=T,CN=CA", signer="stranger", exts=[number(6), delta(5)], entries=lifted)])
    one("4.15 lifted by a stale delta", "revoked", "revocation-on-hold", fresh,
        [base(entries=hold), change(entries=lifted, end=NOW - 400)])


def pkits_policies(room, f):
    """4.8 to 4.12, in short: what the inputs of RFC 5280 section 6.1.1 do."""
    one_, two_ = "1.2.3.1", "1.2.3.2"
    root = f.cert("Root", "Root", exts=CA, serial=1)

    def one(name, verdict, ca, leaf, *options, word=None):
        middle = f.cert("CA", "Root", exts=[*CA, *ca], serial=2)
        room.case("PKITS " + name, verdict, word or (None if verdict == "good" else "policy-failed"),
                  trust=[root], untrusted=[middle], leaf=f.cert("leaf", "CA", exts=[usage(0), *leaf]),
                  options=[*options, "--revocation", "off"])

    need = "--explicit-policy"
    any_ = "2.5.29.32.0"
    one("4.8 the same policy", "good", [policies(one_)], [policies(one_)], need)
    one("4.8 the same, asked for", "good", [policies(one_)], [policies(one_)], need, "--policy", one_)
    one("4.8 another asked for", "invalid", [policies(one_)], [policies(one_)], need, "--policy", two_)
    one("4.8 different ones", "invalid", [policies(one_)], [policies(two_)], need)
    one("4.8 different ones, not needed", "good", [policies(one_)], [policies(two_)])
    one("4.8 none", "invalid", [], [], need)
    one("4.8 any above", "good", [policies(any_)], [policies(one_)], need)
    one("4.8 any below", "good", [policies(one_)], [policies(any_)], need)
    one("4.8 any, inhibited", "invalid", [policies(any_)], [policies(one_)], need, "--inhibit-any")
    one("4.9 the CA demands it", "invalid", [policies(one_), policy_constraints(0)], [])
    one("4.9 the CA demands it further down", "good", [policies(one_), policy_constraints(5)], [])
    one("4.10 mapped", "good", [policies(one_), mappings((one_, two_))], [policies(two_)], need,
        "--policy", one_)
    one("4.10 mapped, the mapped one asked for", "invalid", [policies(one_), mappings((one_, two_))],
        [policies(two_)], need, "--policy", two_)
    one("4.10 mapped, inhibited", "invalid", [policies(one_), mappings((one_, two_))], [policies(two_)],
        need, "--inhibit-mapping")
    one("4.10 mapped from any", "invalid", [policies(one_), mappings((any_, two_))], [policies(two_)], need)
    one("4.10 mapped to any", "invalid", [policies(one_), mappings((one_, any_))], [policies(two_)], need)
    one("4.11 the CA inhibits mapping, from the next on", "good",
        [policies(one_), mappings((one_, two_)), policy_constraints(0, 0)], [policies(two_)])
    one("4.12 the CA inhibits any", "invalid", [policies(one_), inhibit_any(0), policy_constraints(0)],
        [policies(any_)])
    one("4.12 the CA inhibits any further down", "good", [policies(one_), inhibit_any(5), policy_constraints(0)],
        [policies(any_)])
    one("a policy twice", "invalid", [policies(one_, one_)], [policies(one_)], need)
    one("malformed policies", "invalid", [ext("2.5.29.32", octets(b"x"))], [policies(one_)],
        word="malformed-extension")


def numbers(room, f):
    """A list's number, where browsers' rules bind."""
    exts = {"Root": [basic(), usage(5, 6), ski(f.key_sha1("Root"))]}
    root = f.cert("Root", "Root", exts=exts["Root"], serial=1)
    ca = f.cert("CA", "Root", serial=2, exts=[basic(), usage(5, 6), ski(f.key_sha1("CA")),
                                              aki(f.key_sha1("Root"))])
    leaf = f.cert(HOST, "CA", exts=[usage(0), eku(SERVER), san("dns:" + HOST), aki(f.key_sha1("CA"))])
    kit = {"trust": [root], "untrusted": [ca], "leaf": leaf, "profile": "webpki"}
    gone = [(0x1234, NOW - 9, [])]
    above = f.crl("Root")
    for label, verdict, word, more in (
            ("there", "good", None, {}),
            ("missing", "undetermined", "crl-no-number", {"exts": [aki(f.key_sha1("CA"))]}),
            ("critical", "undetermined", "crl-no-number", {"exts": [aki(f.key_sha1("CA")), number(1, True)]}),
            ("of 21 octets", "undetermined", "crl-no-number", {"exts": [aki(f.key_sha1("CA")), number(1 << 165)]}),
            ("missing, listed", "revoked", "revoked", {"exts": [aki(f.key_sha1("CA"))], "entries": gone}),
            ("there, listed", "revoked", "revoked", {"entries": gone})):
        room.case(f"number: {label}", verdict, word, crl=[f.crl("CA", **more), above], **kit)
    room.case("number: missing, of a private CA", "good", "crl-no-number", crl=[f.crl("CA", exts=[]), above],
              **{**kit, "profile": "rfc5280"})


def make(room, forge):
    webpki(room, forge)
    meshes(room, forge)
    pkits_crls(room, forge)
    pkits_points(room, forge)
    pkits_policies(room, forge)
    numbers(room, forge)
