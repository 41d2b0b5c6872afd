"""forge: certificates, lists and responses octet by octet, for tests.

Nothing of lencr's is used: the DER is put together here, and openssl's command
line makes keys and signatures. Whatever is wrong can be made on purpose: every
field of every object can be given as its bytes.
"""
import datetime
import hashlib
import os
import subprocess

NOW = 1768478400  # 2026-01-15T12:00:00Z
DAY = 86400
MISSING = object()

# --- DER ------------------------------------------------------------------------


def tlv(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def seq(*parts):
    return tlv(0x30, *parts)


def set_of(*parts):
    return tlv(0x31, *parts)


def octets(*parts):
    return tlv(0x04, *parts)


def bits(body, unused=0):
    return tlv(0x03, bytes([unused]), body)


def flags(*numbers):
    """A named bit list."""
    if not numbers:
        return b"\x00"
    top = max(numbers)
    body = bytearray(top // 8 + 1)
    for n in numbers:
        body[n // 8] |= 0x80 >> n % 8
    return bytes([7 - top % 8]) + bytes(body)


def integer(value):
    if isinstance(value, bytes):  # the content as it is
        return tlv(0x02, value)
    size = max(1, ((value if value >= 0 else ~value).bit_length() + 8) // 8)
    return tlv(0x02, value.to_bytes(size, "big", signed=True))


def enumerated(value):
    return tlv(0x0A, bytes([value]))


def boolean(value):
    return tlv(0x01, b"\xff" if value else b"\x00")


NULL = b"\x05\x00"


def oid(text):
    numbers = [int(n) for n in text.split(".")]
    body = b""
    for n in [numbers[0] * 40 + numbers[1], *numbers[2:]]:
        part = bytes([n & 0x7F])
        while n > 0x7F:
            n >>= 7
            part = bytes([0x80 | n & 0x7F]) + part
        body += part
    return tlv(0x06, body)


def utc(seconds):
    return tlv(0x17, stamp(seconds).strftime("%y%m%d%H%M%SZ").encode())


def general(seconds):
    return tlv(0x18, stamp(seconds).strftime("%Y%m%d%H%M%SZ").encode())


def stamp(seconds):
    return datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)


def when(seconds):
    """As RFC 5280 wants it, or the bytes that were given."""
    if isinstance(seconds, bytes):
        return seconds
    return utc(seconds) if stamp(seconds).year < 2050 else general(seconds)


# --- names ------------------------------------------------------------------------


def rdn(type_oid, value, tag=0x0C):
    return set_of(seq(oid(type_oid), tlv(tag, value.encode())))


def name(text, tag=0x0C):
    """A distinguished name with one CN; "" is empty; "OU=x,CN=y" in that order."""
    if isinstance(text, bytes):
        return text
    types = {"CN": "2.5.4.3", "OU": "2.5.4.11", "O": "2.5.4.10", "C": "2.5.4.6"}
    parts = [part.split("=", 1) if "=" in part else ("CN", part) for part in text.split(",") if part]
    return seq(*[rdn(types[kind], value, tag) for kind, value in parts])


def general_name(text):
    """dns:, ip: (hex), email:, uri:, dir:, rid:, other: (bytes)."""
    kind, value = text.split(":", 1)
    if kind == "dir":
        return tlv(0xA4, name(value))
    if kind == "ip":
        return tlv(0x87, bytes.fromhex(value))
    if kind == "rid":
        return tlv(0x88, oid(value)[2:])
    if kind == "other":
        return tlv(0xA0, oid("1.2.3.4.5"), tlv(0xA0, tlv(0x0C, value.encode())))
    return tlv({"dns": 0x82, "email": 0x81, "uri": 0x86}[kind], value.encode())


def names(*texts):
    return seq(*[general_name(text) for text in texts])


# --- keys ---------------------------------------------------------------------------

ECDSA_SHA256 = seq(oid("1.2.840.10045.4.3.2"))
ECDSA_SHA384 = seq(oid("1.2.840.10045.4.3.3"))
RSA_SHA256 = seq(oid("1.2.840.113549.1.1.11"), NULL)
RSA_SHA1 = seq(oid("1.2.840.113549.1.1.5"), NULL)
RSA_MD5 = seq(oid("1.2.840.113549.1.1.4"), NULL)
ECDSA_SHA1 = seq(oid("1.2.840.10045.4.1"))
ED25519 = seq(oid("1.3.101.112"))
SHA256 = seq(oid("2.16.840.1.101.3.4.2.1"), NULL)
RSA_PSS = seq(oid("1.2.840.113549.1.1.10"), seq(
    tlv(0xA0, SHA256), tlv(0xA1, seq(oid("1.2.840.113549.1.1.8"), SHA256)), tlv(0xA2, integer(32))))


class Forge:
    """Makes keys in FOLDER, one for each name, and signs with them."""

    def __init__(self, folder):
        self.folder = folder
        self.keys = {}

    @staticmethod
    def openssl(*arguments, data=None):
        done = subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"openssl {arguments}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def key(self, who):
        """WHO is any text; "rsa …", "rsa1024 …", "ed …", "p384 …", "p521 …" choose the kind."""
        if who in self.keys:
            return self.keys[who]
        path = os.path.join(self.folder, f"key{len(self.keys)}.pem")
        options = {
            "rsa": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
            "rsa1024": ["RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
            "ed": ["ED25519"],
            "p384": ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
            "p521": ["EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
        }.get(who.split()[0], ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"])
        self.openssl("genpkey", "-algorithm", *options, "-out", path)
        spki = self.openssl("pkey", "-in", path, "-pubout", "-outform", "DER")
        self.keys[who] = (path, spki)
        return self.keys[who]

    def spki(self, who):
        return self.key(who)[1]

    def key_sha1(self, who):
        """Of the BIT STRING's content: method 1 of RFC 5280 section 4.2.1.2."""
        return hashlib.sha1(key_bits(self.spki(who))).digest()

    @staticmethod
    def usual(who):
        return {"rsa": RSA_SHA256, "rsa1024": RSA_SHA256, "ed": ED25519}.get(who.split()[0],
                                                                           ECDSA_SHA256)

    def sign(self, who, data, algorithm):
        path = self.key(who)[0]
        if algorithm == ED25519:
            source = os.path.join(self.folder, "tbs")
            with open(source, "wb") as file:
                file.write(data)
            return self.openssl("pkeyutl", "-sign", "-rawin", "-inkey", path, "-in", source)
        digest = {RSA_SHA1: "-sha1", ECDSA_SHA1: "-sha1", RSA_MD5: "-md5", ECDSA_SHA384: "-sha384"}.get(algorithm, "-sha256")
        extra = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"] \
            if algorithm == RSA_PSS else []
        return self.openssl("dgst", digest, *extra, "-sign", path, data=data)

    def signed(self, who, tbs, inner, outer=None, signature=None, behind=b""):
        outer = inner if outer is None else outer
        if signature is None:
            signature = bits(self.sign(who, tbs, inner))
        return seq(tbs, outer, signature, behind)

    # --- objects ---------------------------------------------------------------------

    def cert(self, subject, issuer, key=None, signer=None, serial=0x1234, start=NOW - 30 * DAY,
             end=NOW + 30 * DAY, exts=(), version=2, algorithm=None, outer=None, spki=None,
             signature=None):
        key = key or subject
        signer = signer or issuer
        algorithm = algorithm or self.usual(signer)
        tbs = seq(
            b"" if version is None else tlv(0xA0, integer(version)), integer(serial), algorithm,
            name(issuer), seq(when(start), when(end)), name(subject), spki or self.spki(key),
            tlv(0xA3, seq(*exts)) if exts else b"")
        return self.signed(signer, tbs, algorithm, outer, signature)

    def crl(self, issuer, signer=None, start=NOW - 3600, end=NOW + DAY, entries=(), exts=None,
            version=1, algorithm=None, outer=None, revoked=None, behind_tbs=b"", behind=b"",
            signature=None, garbage=None):
        """ENTRIES are (serial, seconds, [extensions]) or bytes; REVOKED the whole list's bytes;
        GARBAGE replaces named fields by bytes."""
        garbage = garbage or {}
        signer = signer or issuer
        algorithm = algorithm or self.usual(signer)
        if exts is None:
            exts = [aki(self.key_sha1(signer)), number(5)]
        if revoked is None:
            revoked = seq(*[entry(*e) if isinstance(e, tuple) else e for e in entries]) \
                if entries else b""
        fields = {
            "version": b"" if version is None else integer(version),
            "algorithm": algorithm, "issuer": name(issuer), "start": when(start),
            "end": b"" if end is None else when(end), "revoked": revoked,
            "exts": tlv(0xA0, seq(*exts)) if exts else b""}
        fields.update({k: v for k, v in garbage.items() if k in fields})
        tbs = seq(*fields.values(), behind_tbs)
        tbs = garbage.get("tbs", tbs)
        outer = garbage.get("outer", outer)
        signature = garbage.get("signature", signature)
        return self.signed(signer, tbs, algorithm, outer, signature, behind)

    def cert_id(self, issuer, serial, key=None, digest="sha1"):
        algorithm = {"sha1": "1.3.14.3.2.26", "sha256": "2.16.840.1.101.3.4.2.1",
                     "md5": "1.2.840.113549.2.5"}[digest]
        return seq(
            seq(oid(algorithm), NULL), octets(hashlib.new(digest, name(issuer)).digest()),
            octets(hashlib.new(digest, key_bits(self.spki(key or issuer))).digest()),
            integer(serial))

    def ocsp(self, signer, singles, responder=None, produced=NOW - 3600, exts=(), certs=(),
             algorithm=None, status=0, kind="1.3.6.1.5.5.7.48.1.1", version=None, by_key=False,
             signature=None, behind=b""):
        """RESPONDER: the name of the ResponderID (SIGNER's by default), or its bytes."""
        algorithm = algorithm or self.usual(signer)
        if isinstance(responder, bytes):
            identity = responder
        elif by_key:
            identity = tlv(0xA2, octets(self.key_sha1(responder or signer)))
        else:
            identity = tlv(0xA1, name(responder or signer))
        data = seq(
            b"" if version is None else tlv(0xA0, integer(version)), identity,
            general(produced) if not isinstance(produced, bytes) else produced,
            seq(*singles), tlv(0xA1, seq(*exts)) if exts else b"")
        if signature is None:
            signature = bits(self.sign(signer, data, algorithm))
        basic = seq(data, algorithm, signature, tlv(0xA0, seq(*certs)) if certs else b"")
        return seq(enumerated(status), tlv(0xA0, seq(oid(kind), octets(basic)))) + behind


def key_bits(spki):
    """The content of the BIT STRING that ends a SubjectPublicKeyInfo."""
    at = 2 if spki[1] < 0x80 else 2 + (spki[1] & 0x7F)
    inner = spki[at:]
    size = 2 + inner[1]  # the algorithm
    rest = inner[size:]
    return rest[3:] if rest[1] < 0x80 else rest[3 + (rest[1] & 0x7F):]


# --- extensions --------------------------------------------------------------------------


def ext(type_oid, value, critical=False):
    return seq(oid(type_oid), boolean(True) if critical else b"", octets(value))


def basic(ca=True, length=None, critical=True):
    return ext("2.5.29.19", seq(boolean(True) if ca else b"",
                                b"" if length is None else integer(length)), critical)


def usage(*numbers, critical=True):
    """digitalSignature 0, keyEncipherment 2, keyCertSign 5, cRLSign 6."""
    return ext("2.5.29.15", tlv(0x03, flags(*numbers)), critical)


def eku(*oids, critical=False):
    return ext("2.5.29.37", seq(*[oid(x) for x in oids]), critical)


SERVER, CLIENT, ANY, OCSP = ("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "2.5.29.37.0",
                             "1.3.6.1.5.5.7.3.9")
NOCHECK = ext("1.3.6.1.5.5.7.48.1.5", NULL)


def ski(value, critical=False):
    return ext("2.5.29.14", octets(value), critical)


def aki(value, issuer=None, serial=None, critical=False):
    return ext("2.5.29.35", seq(b"" if value is None else tlv(0x80, value),
                                b"" if issuer is None else tlv(0xA1, general_name("dir:" + issuer)),
                                b"" if serial is None else tlv(0x82, integer(serial)[2:])), critical)


def san(*texts, critical=False):
    return ext("2.5.29.17", names(*texts), critical)


def number(value, critical=False):
    return ext("2.5.29.20", integer(value), critical)


def delta(base, critical=True):
    return ext("2.5.29.27", integer(base), critical)


def point_name(*texts, relative=None):
    if relative is not None:
        return tlv(0xA0, tlv(0xA1, relative))
    return tlv(0xA0, tlv(0xA0, *[general_name(text) for text in texts]))


def idp(*texts, user=False, ca=False, attribute=False, indirect=False, reasons=None, relative=None,
        critical=True):
    return ext("2.5.29.28", seq(
        point_name(*texts, relative=relative) if texts or relative is not None else b"",
        tlv(0x81, b"\xff") if user else b"", tlv(0x82, b"\xff") if ca else b"",
        tlv(0x83, flags(*reasons)) if reasons else b"", tlv(0x84, b"\xff") if indirect else b"",
        tlv(0x85, b"\xff") if attribute else b""), critical)


def point(*texts, issuer=None, reasons=None, relative=None):
    return seq(
        point_name(*texts, relative=relative) if texts or relative is not None else b"",
        tlv(0x81, flags(*reasons)) if reasons else b"",
        tlv(0xA2, general_name("dir:" + issuer)) if issuer is not None else b"")


def crldp(*points, freshest=False):
    return ext("2.5.29.46" if freshest else "2.5.29.31", seq(*points))


def aia(ocsp=None, issuers=None):
    rows = []
    if ocsp:
        rows.append(seq(oid("1.3.6.1.5.5.7.48.1"), general_name("uri:" + ocsp)))
    if issuers:
        rows.append(seq(oid("1.3.6.1.5.5.7.48.2"), general_name("uri:" + issuers)))
    return ext("1.3.6.1.5.5.7.1.1", seq(*rows))


def constraints(permitted=(), excluded=(), critical=True):
    def trees(tag, list_of):
        return tlv(tag, *[seq(x if isinstance(x, bytes) else general_name(x)) for x in list_of]) \
            if list_of else b""
    return ext("2.5.29.30", seq(trees(0xA0, permitted), trees(0xA1, excluded)), critical)


def policies(*oids):
    return ext("2.5.29.32", seq(*[seq(oid(x)) for x in oids]))


def mappings(*pairs, critical=True):
    return ext("2.5.29.33", seq(*[seq(oid(a), oid(b)) for a, b in pairs]), critical)


def policy_constraints(explicit=None, inhibit=None, critical=True):
    return ext("2.5.29.36", seq(b"" if explicit is None else tlv(0x80, integer(explicit)[2:]),
                                b"" if inhibit is None else tlv(0x81, integer(inhibit)[2:])), critical)


def inhibit_any(skip):
    return ext("2.5.29.54", integer(skip), True)


def entry(serial, at=NOW - 7200, exts=()):
    return seq(integer(serial), when(at), seq(*exts) if exts else b"")


def reason(code, critical=False):
    return ext("2.5.29.21", enumerated(code), critical)


def entry_issuer(text, critical=True):
    return ext("2.5.29.29", names("dir:" + text), critical)


def single(cert_id, status="good", start=NOW - 3600, end=NOW + DAY, at=NOW - 7200, why=None,
           exts=()):
    body = {"good": tlv(0x80), "unknown": tlv(0x82)}.get(status)
    if body is None:
        body = tlv(0xA1, general(at), tlv(0xA0, enumerated(why)) if why is not None else b"")
    return seq(cert_id, body, general(start), b"" if end is None else tlv(0xA0, general(end)),
               tlv(0xA1, seq(*exts)) if exts else b"")


def pem(label, der):
    import base64
    text = base64.b64encode(der).decode()
    lines = [text[i:i + 64] for i in range(0, len(text), 64)]
    return f"-----BEGIN {label}-----\n" + "\n".join(lines) + f"\n-----END {label}-----\n"
