"""taps_talks: what is said in the conversations of taps.py, and what is true of it.

A conversation is a list of turns (side, octets) and a list of facts:

    ("http", method, host, target)      a request
    ("certid", name hash, key hash, serial)     in the body of a POST
    ("sni", name)                       of a ClientHello; "" where it has none
    ("cert", serial)                    a certificate in clear, of either side
    ("staple", serial)                  what a stapled response is about
    ("dns", name, type)                 a question
"""
import base64
import ctypes
import ctypes.util
import hashlib
import hmac
import os
import ssl
import struct
import subprocess

from forge import integer, octets, seq, tlv

# --- HTTP ---------------------------------------------------------------------


def get(target="/", host="plain.example", method="GET", version="1.1", more="", body=b""):
    if body:
        more += f"Content-Length: {len(body)}\r\n"
    host = "" if host is None else f"Host: {host}\r\n"
    return f"{method} {target} HTTP/{version}\r\n{host}{more}\r\n".encode() + body


def answer(body=b"ok", status="200 OK", more="", length=True):
    size = f"Content-Length: {len(body)}\r\n" if length else ""
    return f"HTTP/1.1 {status}\r\nServer: test\r\n{more}{size}\r\n".encode() + body


def chunks(*parts, extension="", trailer=""):
    out = "".join(f"{len(p):X}{extension}\r\n{p}\r\n" for p in parts)
    return f"{out}0\r\n{trailer}\r\n".encode()


CHUNKED = "Transfer-Encoding: chunked\r\n"


def http_fact(method, host, target):
    return ("http", method, host, target)


def http_talks():
    """Name, turns, facts."""
    def plain(*targets, host="plain.example", method="GET"):
        return [http_fact(method, host, t) for t in targets]

    yield "keep-alive", [(0, get("/1")), (1, answer(b"x" * 3000)), (0, get("/2?a=b%20c")), (1, answer()),
                         (0, get("/3")), (1, answer(b""))], plain("/1", "/2?a=b%20c", "/3")
    yield "pipelined", [(0, get("/1") + get("/2") + get("/3")), (1, answer(b"1") + answer(b"2" * 2000) + answer(b"3"))], \
        plain("/1", "/2", "/3")
    yield "chunked", [(0, get("/1")), (1, answer(more=CHUNKED, length=False, body=chunks(
        "hello", "x" * 1500, extension=";name=\"va;lue\"", trailer="Expires: never\r\nX-Sum: 1\r\n"))),
        (0, get("/2")), (1, answer())], plain("/1", "/2")
    yield "chunked request", [(0, get("/up", method="POST", more=CHUNKED) + chunks("GET / HTTP/1.1\r\n", "abc")),
                              (1, answer()), (0, get("/after")), (1, answer())], \
        [http_fact("POST", "plain.example", "/up")] + plain("/after")
    yield "head", [(0, get("/h", method="HEAD")), (1, answer(b"", more="Content-Length: 5000\r\n", length=False)),
                   (0, get("/after")), (1, answer())], [http_fact("HEAD", "plain.example", "/h")] + plain("/after")
    yield "no content", [(0, get("/204")), (1, answer(b"", "204 No Content", length=False)), (0, get("/304")),
                         (1, answer(b"", "304 Not Modified", more="Content-Length: 900\r\n", length=False)),
                         (0, get("/after")), (1, answer())], plain("/204", "/304", "/after")
    yield "expect", [(0, get("/up", method="POST", more="Content-Length: 6\r\nExpect: 100-continue\r\n")),
                     (1, b"HTTP/1.1 100 Continue\r\n\r\n"), (0, b"abcdef"), (1, answer()), (0, get("/after")),
                     (1, answer())], [http_fact("POST", "plain.example", "/up")] + plain("/after")
    yield "hints", [(0, get("/1")), (1, b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer()), (0, get("/2")),
                    (1, answer())], plain("/1", "/2")
    yield "absolute", [(0, get("http://far.example/x?y", "far.example")), (1, answer()),
                       (0, get("http://x1.c.lencr.org/", "x1.c.lencr.org")), (1, answer())], \
        [http_fact("GET", "far.example", "http://far.example/x?y"),
         http_fact("GET", "x1.c.lencr.org", "http://x1.c.lencr.org/")]
    yield "long head", [(0, get("/long", more="X-Long: " + "y" * 20000 + "\r\n")),
                        (1, answer(more="Set-Cookie: " + "z" * 30000 + "\r\n"))], plain("/long")
    yield "long target", [(0, get("/" + "t" * 9000)), (1, answer())], plain("/" + "t" * 9000)
    yield "until close", [(0, get("/old", version="1.0")), (1, answer(b"x" * 5000, length=False))], plain("/old")
    yield "no host", [(0, get("/none", None, version="1.0")), (1, answer())], [http_fact("GET", "", "/none")]
    yield "host with port", [(0, get("/p", "plain.example:8080")), (1, answer())], \
        [http_fact("GET", "plain.example:8080", "/p")]
    yield "host spelled", [(0, b"GET /s HTTP/1.1\r\naccept: */*\r\nhOsT:   Spelled.Example\r\n\r\n"), (1, answer())], \
        [http_fact("GET", "Spelled.Example", "/s")]
    yield "bare line ends", [(0, b"GET /lf HTTP/1.0\nHost: lf.example\n\n"), (1, b"HTTP/1.0 200 OK\nContent-Length: 2\n\nok"),
                             (0, b"GET /lf2 HTTP/1.0\nHost: lf.example\n\n"), (1, b"HTTP/1.0 200 OK\n\nok")], \
        plain("/lf", "/lf2", host="lf.example")
    yield "other methods", [(0, get("/dav", method="PROPFIND")), (1, answer(b"<a/>", "207 Multi-Status")),
                            (0, get("*", method="OPTIONS")), (1, answer(b"")), (0, get("/x", method="PATCH", body=b"{}")),
                            (1, answer())], \
        [http_fact("PROPFIND", "plain.example", "/dav"), http_fact("OPTIONS", "plain.example", "*"),
         http_fact("PATCH", "plain.example", "/x")]
    yield "upgrade", [(0, get("/ws", more="Upgrade: websocket\r\nConnection: Upgrade\r\n")),
                      (1, b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
                      (0, b"\x81\x85\1\2\3\4ijklm"), (1, b"\x81\5hello")], plain("/ws")
    yield "body like requests", [(0, get("/form", method="POST", body=b"GET /false HTTP/1.1\r\nHost: no.example\r\n\r\n" * 40)),
                                 (1, answer(b"HTTP/1.1 200 OK\r\n\r\nGET /no HTTP/1.1\r\n\r\n")), (0, get("/after")), (1, answer())], \
        [http_fact("POST", "plain.example", "/form")] + plain("/after")
    yield "odd targets", [(0, get("http://[2001:db8::1]:8080/?q=%zz#f")), (1, answer()), (0, get("//two//slashes")),
                          (1, answer())], plain("http://[2001:db8::1]:8080/?q=%zz#f", "//two//slashes")
    yield "no version", [(0, b"GET /bare\r\n\r\n"), (1, b"<p>old")], [http_fact("GET", "", "/bare")]
    yield "another version", [(0, get("/odd", version="2.0")), (1, answer())], plain("/odd")
    yield "before the answer", [(0, get("/up", method="POST", body=b"x" * 5000)[:3000]), (1, answer(b"", "413 Too Large")),
                                (0, get("/up", method="POST", body=b"x" * 5000)[3000:]), (0, get("/2")), (1, answer())], \
        [http_fact("POST", "plain.example", "/up")] + plain("/2")
    yield "blank lines before", [(0, get("/1")), (1, answer()), (0, b"\r\n" + get("/2")), (1, answer())], plain("/1", "/2")


def http_oddities():
    """What tshark 4.0 reads otherwise (of a target the part before a blank), or not at all."""
    def plain(*targets, host="plain.example", method="GET"):
        return [http_fact(method, host, t) for t in targets]

    # it ends there for tshark, too
    yield "blank in a target", [(0, b"GET /a b HTTP/1.1\r\nHost: plain.example\r\n\r\n"), (1, answer())], plain("/a")
    yield "own method", [(0, get("/x", method="FETCH")), (1, answer())], plain("/x", method="FETCH")
    yield "lower case", [(0, get("/x", method="get")), (1, answer())], plain("/x", method="get")
    yield "folded host", [(0, b"GET /x HTTP/1.1\r\nA: b\r\n c\r\nHost:\r\n plain.example\r\n\r\n"), (1, answer())], plain("/x")
    yield "blank before a colon", [(0, b"GET /x HTTP/1.1\r\nHost : plain.example\r\n\r\n"), (1, answer())], plain("/x")
    yield "two hosts", [(0, b"GET /x HTTP/1.1\r\nHost: plain.example\r\nHost: b\r\n\r\n"), (1, answer())], plain("/x")
    yield "unfinished", [(0, b"GET /x HTTP/1.1\r\nHost: plain.example\r\n")], plain("/x")


# --- OCSP ----------------------------------------------------------------------

SHA1 = seq(bytes.fromhex("06052b0e03021a"), b"\x05\x00")


def cert_id(serial, name="name", key="key"):
    return seq(SHA1, octets(hashlib.sha1(name.encode()).digest()), octets(hashlib.sha1(key.encode()).digest()),
               integer(serial))


def certid_fact(serial, name="name", key="key"):
    return ("certid", hashlib.sha1(name.encode()).hexdigest(), hashlib.sha1(key.encode()).hexdigest(), serial)


def ocsp_request(*serials, version=False):
    start = [bytes.fromhex("a003020100")] if version else []
    return seq(seq(*start, seq(*[seq(cert_id(s)) for s in serials])))


def ocsp_response(*serials):
    when = tlv(0x18, b"20260701000000Z")
    data = seq(tlv(0xa2, octets(bytes(20))), when, seq(*[seq(cert_id(s), b"\x80\x00", when) for s in serials]))
    basic = seq(data, seq(bytes.fromhex("06082a8648ce3d040302")), tlv(0x03, b"\0" + seq(integer(1), integer(1))))
    return seq(tlv(0x0a, b"\0"), tlv(0xa0, seq(bytes.fromhex("06092b0601050507300101"), octets(basic))))


def ocsp_talks():
    def post(*serials, **kw):
        return get("/", "r3.o.lencr.org", "POST", more="Content-Type: application/ocsp-request\r\n",
                   body=ocsp_request(*serials, **kw))

    def ask(serial):
        return "/" + base64.b64encode(ocsp_request(serial)).decode().replace("/", "%2F").replace("+", "%2B").replace("=", "%3D")

    def reply(*serials):
        return answer(ocsp_response(*serials), more="Content-Type: application/ocsp-response\r\n")

    fact = http_fact("POST", "r3.o.lencr.org", "/")
    a, b = 0x0349cac261de48da54f81c5c20c750d356b0, 0x04a5fcf7026b98adcb21454b55e1512983c7
    yield "ocsp post", [(0, post(a)), (1, reply(a)), (0, post(b)), (1, reply(b))], \
        [fact, fact, certid_fact(a), certid_fact(b)]
    late = [(0, post(a)[:-len(ocsp_request(a))]), (1, b"HTTP/1.1 100 Continue\r\n\r\n"), (0, ocsp_request(a)), (1, reply(a))]
    yield "ocsp post with a pause", late, [fact, certid_fact(a)]
    chunked = get("/", "r3.o.lencr.org", "POST", more="Content-Type: application/ocsp-request\r\n" + CHUNKED)
    body = ocsp_request(b)
    yield "ocsp post in chunks", [(0, chunked + b"30\r\n" + body[:48] + b"\r\n%x\r\n" % (len(body) - 48) + body[48:] + b"\r\n0\r\n\r\n"),
                                  (1, reply(b))], [fact, certid_fact(b)]
    yield "ocsp post of several", [(0, post(a, b, 5)), (1, reply(a, b, 5))], \
        [fact, certid_fact(a), certid_fact(b), certid_fact(5)]
    yield "ocsp post with version", [(0, post(a, version=True)), (1, reply(a))], [fact, certid_fact(a)]
    yield "ocsp get", [(0, get(ask(a), "r3.o.lencr.org")), (1, reply(a)), (0, get(ask(b), "r3.o.lencr.org")), (1, reply(b))], \
        [http_fact("GET", "r3.o.lencr.org", ask(a)), http_fact("GET", "r3.o.lencr.org", ask(b))]


# --- TLS -----------------------------------------------------------------------

class Room:
    """Keys and certificates by openssl, in a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.serials = {"leaf": 0x03deadbeef0102030405060708090a0b0c0d, "chain": 0xff77aabbccdd, "client": 0x7f01}
        for name, key in (("leaf", "rsa:2048"), ("chain", "ec"), ("client", "ec")):
            curve = ["-pkeyopt", "ec_paramgen_curve:P-256"] if key == "ec" else []
            subprocess.run(["openssl", "req", "-x509", "-newkey", key, *curve, "-nodes", "-keyout", self.path(name, "key"),
                            "-out", self.path(name, "pem"), "-days", "9", "-subj", "/CN=" + name,
                            "-set_serial", hex(self.serials[name])], check=True, capture_output=True)
        both = b"".join(open(self.path(n, "pem"), "rb").read() for n in ("leaf", "chain"))
        open(self.path("both", "pem"), "wb").write(both)

    def path(self, name, kind):
        return os.path.join(self.folder, name + "." + kind)

    def server(self, version=ssl.TLSVersion.TLSv1_2, ask=False, curve=None):
        c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        c.set_ciphers("ALL:@SECLEVEL=0")
        c.minimum_version = c.maximum_version = version
        c.load_cert_chain(self.path("both", "pem"), self.path("leaf", "key"))
        c.set_alpn_protocols(["h2", "http/1.1"])
        if curve:
            c.set_ecdh_curve(curve)
        if ask:
            c.verify_mode = ssl.CERT_REQUIRED
            c.load_verify_locations(self.path("client", "pem"))
        return c

    def client(self, give=False):
        c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        c.set_ciphers("ALL:@SECLEVEL=0")
        c.minimum_version = ssl.TLSVersion.TLSv1
        c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
        c.set_alpn_protocols(["h2", "http/1.1"])
        if give:
            c.load_cert_chain(self.path("client", "pem"), self.path("client", "key"))
        return c


def handshake(server, client, name, session=None):
    """Turns of a whole connection, and its session."""
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    c = client.wrap_bio(to_client, to_server, server_hostname=name, session=session)
    s = server.wrap_bio(to_server, to_client, server_side=True)
    turns = []
    steps = [(0, c.do_handshake), (1, s.do_handshake)] * 4 + [
        (0, lambda: c.write(b"GET /")), (1, lambda: s.read(9)), (1, lambda: s.write(b"hello")), (0, lambda: c.read(9))]
    for side, step in steps:
        try:
            step()
        except ssl.SSLWantReadError:
            pass
        out, into = (to_server, to_client) if side == 0 else (to_client, to_server)
        data = out.read()
        if data:
            turns.append((side, data))
            out.write(data)
    return turns, c.session


def records(data):
    while data:
        size = 5 + int.from_bytes(data[3:5], "big")
        yield data[0], data[1:3], data[5:size]
        data = data[size:]


def messages(turn):
    """The handshake messages of a turn that is in clear, then the records behind them."""
    clear = b""
    parts = list(records(turn))
    while parts and parts[0][0] == 22:
        clear += parts.pop(0)[2]
    out = []
    while clear:
        size = 4 + int.from_bytes(clear[1:4], "big")
        out.append(clear[:size])
        clear = clear[size:]
    return out, b"".join(bytes([t]) + v + struct.pack(">H", len(b)) + b for t, v, b in parts)


def in_records(data, size=16384, version=b"\3\3"):
    return b"".join(b"\x16" + version + struct.pack(">H", len(data[n:n + size])) + data[n:n + size]
                    for n in range(0, len(data), size))


def rewrite(turns, change):
    """The first turn of each side with its messages changed and written by CHANGE(side, messages)."""
    out, seen = [], set()
    for side, data in turns:
        if side not in seen and data[0] == 22:
            seen.add(side)
            clear, rest = messages(data)
            data = change(side, clear) + rest
        out.append((side, data))
    return out


def staple(responses):
    status = octets_24(responses[0])
    body = b"\x01" + status if len(responses) == 1 else b"\x02" + octets_24(b"".join(map(octets_24, responses)))
    return b"\x16" + octets_24(body)


def octets_24(data):
    return len(data).to_bytes(3, "big") + data


def hello(name, more=b"", session=32, old=False):
    """A ClientHello message by hand."""
    listed = name.encode()
    listed = struct.pack(">HHHBH", 0, len(listed) + 5, len(listed) + 3, 0, len(listed)) + listed if name else b""
    extensions = listed + (b"" if old else b"\x00\x2b\0\5\4\3\4\3\3") + more
    body = b"\3\3" + hashlib.sha256(name.encode()).digest() + bytes([session]) + bytes(session) + b"\0\4\x13\1\xc0\x2f" + b"\1\0"
    return b"\1" + octets_24(body + struct.pack(">H", len(extensions)) + extensions)


# The size of a key share of X25519MLKEM768, and what browsers send with it.
LARGE = struct.pack(">HHHHH", 51, 1222, 1220, 0x11ec, 1216) + bytes(range(256)) * 4 + bytes(192)


def tls_talks(room):
    v = ssl.TLSVersion
    certs = [("cert", room.serials["leaf"]), ("cert", room.serials["chain"])]
    for name, version in (("1.0", v.TLSv1), ("1.1", v.TLSv1_1), ("1.2", v.TLSv1_2), ("1.3", v.TLSv1_3)):
        server, client = room.server(version), room.client()
        host = f"tls{name[-1]}.example"
        try:
            turns, session = handshake(server, client, host)
        except ssl.SSLError as e:
            print(f"# TLS {name} is not offered here: {e}")
            continue
        yield "tls " + name, turns, [("sni", host)] + (certs if name != "1.3" else [])
        turns, _ = handshake(server, client, host, session)
        yield "tls resumed " + name, turns, [("sni", host)]
    turns, _ = handshake(room.server(v.TLSv1_3, curve="secp384r1"), room.client(), "retry.example")
    yield "hello retry", turns, [("sni", "retry.example")]
    turns, _ = handshake(room.server(ask=True), room.client(give=True), "both.example")
    yield "client certificate", turns, [("sni", "both.example"), ("cert", room.serials["client"])] + certs
    turns, _ = handshake(room.server(), room.client(), None)
    yield "no name", turns, [("sni", "")] + certs
    turns, _ = handshake(room.server(), room.client(), "cut.example")
    facts = [("sni", "cut.example")] + certs
    yield "record an octet", rewrite(turns, lambda side, m: in_records(b"".join(m), 1)), facts
    yield "records of 70", rewrite(turns, lambda side, m: in_records(b"".join(m), 70)), facts
    yield "one record", rewrite(turns, lambda side, m: in_records(b"".join(m))), facts
    yield "a record a message", rewrite(turns, lambda side, m: b"".join(map(in_records, m))), facts
    about = 0x0102030405060708
    for what, responses in (("staple", [ocsp_response(about)]), ("staples", [ocsp_response(about), ocsp_response(6)])):
        yield what, rewrite(turns, lambda side, m: in_records(b"".join(
            m if side == 0 else m[:2] + [staple(responses)] + m[2:]))), facts + [("staple", about)]
    many = b"".join(map(octets_24, [ssl.PEM_cert_to_DER_cert(open(room.path("leaf", "pem")).read())] * 30))
    yield "certificates of several records", rewrite(turns, lambda side, m: in_records(b"".join(
        m if side == 0 else m[:1] + [b"\x0b" + octets_24(octets_24(many))] + m[2:]))), \
        [("sni", "cut.example"), ("cert", room.serials["leaf"])]
    yield "hello of version 2", [(0, struct.pack(">H", 0x8000 | 9 + 21 + 16) + b"\1\3\1\0\x15\0\0\0\x10" + b"\0\0\x39" * 7 + bytes(16))] + \
        turns[1:], [("sni", "")] + certs
    for what, message in (("large hello", hello("large.example", LARGE)),
                          ("name behind much", b"\1" + octets_24(hello("", struct.pack(">HH", 21, 15000) + bytes(15000) + struct.pack(
                              ">HHHBH", 0, 17, 15, 0, 12) + b"late.example")[4:]))):
        host = "large.example" if what[0] == "l" else "late.example"
        yield what, [(0, in_records(message, 16384, b"\3\1")), (1, b"\x15\3\3\0\2\2\x28")], [("sni", host)]


def starttls_talks(room):
    turns, _ = handshake(room.server(), room.client(), "mail.example")
    facts = [("sni", "mail.example"), ("cert", room.serials["leaf"]), ("cert", room.serials["chain"])]
    ldap = bytes.fromhex("301d02010177188016") + b"1.3.6.1.4.1.1466.20037"
    rows = {
        "smtp": (25, [(1, "220 mx ESMTP\r\n"), (0, "EHLO me\r\n"), (1, "250-mx\r\n250 STARTTLS\r\n"), (0, "STARTTLS\r\n"),
                      (1, "220 go\r\n")]),
        "imap": (143, [(1, "* OK ready\r\n"), (0, "a STARTTLS\r\n"), (1, "a OK go\r\n")]),
        "pop3": (110, [(1, "+OK ready\r\n"), (0, "STLS\r\n"), (1, "+OK go\r\n")]),
        "ftp": (21, [(1, "220 ready\r\n"), (0, "AUTH TLS\r\n"), (1, "234 go\r\n")]),
        "xmpp": (5222, [(0, "<?xml version='1.0'?><stream:stream to='x' xmlns='jabber:client' "
                         "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"),
                        (1, "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
                         "xmlns:stream='http://etherx.jabber.org/streams' id='1' from='x' version='1.0'><stream:features>"
                         "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"),
                        (0, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
                        (1, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")]),
        "ldap": (389, [(0, ldap), (1, bytes.fromhex("300c02010178070a010004000400"))]),
        "postgres": (5432, [(0, bytes.fromhex("0000000804d2162f")), (1, "S")]),
        "mysql": (3306, [(1, bytes.fromhex("4a0000000a382e302e3336000a000000") + b"12345678\0\xff\xff\xff\2\0\xff\xdf\x15" +
                          bytes(10) + b"123456789012\0mysql_native_password\0"),
                         (0, bytes.fromhex("2000000105aeff5900000001ff") + bytes(23))]),
        "rdp": (3389, [(0, bytes.fromhex("030000130ee000000000000100080003000000")),
                       (1, bytes.fromhex("030000130ed000001234000200080001000000"))]),
        "nntp": (119, [(1, "200 ready\r\n"), (0, "STARTTLS\r\n"), (1, "382 go\r\n")]),
        "socks5": (1080, [(0, b"\5\1\0"), (1, b"\5\0"), (0, b"\5\1\0\3\x0cmail.example\1\xbb"), (1, b"\5\0\0\1\0\0\0\0\0\0")]),
        "socks4": (1080, [(0, b"\4\1\1\xbb\0\0\0\1me\0mail.example\0"), (1, b"\0\x5a\0\0\0\0\0\0")]),
    }
    for name, (port, before) in rows.items():
        yield name, port, [(s, d if isinstance(d, bytes) else d.encode()) for s, d in before] + turns, facts
    yield "connect", 3128, [(0, get("mail.example:443", "mail.example:443", "CONNECT")),
                            (1, b"HTTP/1.1 200 Connection established\r\n\r\n")] + turns, \
        [http_fact("CONNECT", "mail.example:443", "mail.example:443")] + facts
    yield "connect after 407", 8080, [
        (0, get("mail.example:443", "mail.example:443", "CONNECT")),
        (1, answer(b"no", "407 Proxy Authentication Required")),
        (0, get("mail.example:443", "mail.example:443", "CONNECT", more="Proxy-Authorization: Basic YTpi\r\n")),
        (1, b"HTTP/1.1 200 Connection established\r\n\r\n")] + turns, \
        [http_fact("CONNECT", "mail.example:443", "mail.example:443")] * 2 + facts


# --- DNS -----------------------------------------------------------------------

TYPES = {"A": 1, "AAAA": 28, "CNAME": 5, "HTTPS": 65, "TXT": 16}


def dns_name(text):
    return b"".join(bytes([len(p)]) + p.encode() for p in text.split(".") if p) + b"\0"


def dns_question(name, kind="A", number=7, edns=False, flags=0x0100):
    return struct.pack(">HHHHHH", number, flags, 1, 0, 0, edns) + dns_name(name) + struct.pack(">HH", TYPES[kind], 1) + \
        (b"\0\0\x29\x04\xd0\0\0\x80\0\0\x0c\0\x0a\0\x08cookies!" if edns else b"")


def dns_answer(name, kind="A", number=7, edns=False, rcode=0, aliases=(), address=b"\xcb\0\x71\x07"):
    """Names of records point back to the question's and to each other."""
    out = struct.pack(">HHHHHH", number, 0x8180 | rcode, 1, len(aliases) + (rcode == 0 and len(address) > 0), 0, edns)
    out += dns_name(name) + struct.pack(">HH", TYPES[kind], 1)
    owner = 12
    for alias in aliases:
        out += struct.pack(">HHHIH", 0xc000 | owner, 5, 1, 60, len(dns_name(alias)))
        owner = len(out)
        out += dns_name(alias)
    if rcode == 0 and address:
        out += struct.pack(">HHHIH", 0xc000 | owner, TYPES[kind], 1, 60, len(address)) + address
    return out + (b"\0\0\x29\x04\xd0\0\0\x80\0\0\0" if edns else b"")


def dns_rounds():
    """Name, datagrams, facts."""
    def fact(name, kind="A"):
        return ("dns", name.lower(), TYPES[kind])
    yield "plain", [(0, dns_question("x1.c.lencr.org")), (1, dns_answer("x1.c.lencr.org"))], [fact("x1.c.lencr.org")]
    yield "edns", [(0, dns_question("edns.example", "AAAA", edns=True)),
                   (1, dns_answer("edns.example", "AAAA", edns=True, address=bytes(15) + b"\1"))], [fact("edns.example", "AAAA")]
    yield "spelled", [(0, dns_question("xN--lEnCr.ExAmPlE")), (1, dns_answer("xN--lEnCr.ExAmPlE"))], [fact("xn--lencr.example")]
    yield "aliases", [(0, dns_question("r3.o.lencr.org")),
                      (1, dns_answer("r3.o.lencr.org", aliases=("a771.dscq.example", "z.cdn.example")))], [fact("r3.o.lencr.org")]
    yield "missing", [(0, dns_question("nx.example")), (1, dns_answer("nx.example", rcode=3))], [fact("nx.example")]
    yield "unanswered", [(0, dns_question("silent.example", "TXT"))], [fact("silent.example", "TXT")]
    yield "answer alone", [(1, dns_answer("late.example"))], [fact("late.example")]
    yield "https", [(0, dns_question("svc.example", "HTTPS")),
                    (1, dns_answer("svc.example", "HTTPS", address=b"\0\1\0\0\1\0\3\2h3\0\4\0\4\x7f\0\0\1"))], [fact("svc.example", "HTTPS")]
    yield "root", [(0, dns_question("")), (1, dns_answer("", address=b""))], [fact("")]


# --- QUIC ----------------------------------------------------------------------

class Aes:
    """AES-128 by libcrypto; None where it cannot be loaded."""

    def __init__(self):
        self.lib = ctypes.CDLL(ctypes.util.find_library("crypto"))
        for name in ("EVP_CIPHER_CTX_new", "EVP_aes_128_gcm", "EVP_aes_128_ecb"):
            getattr(self.lib, name).restype = ctypes.c_void_p

    def run(self, cipher, key, nonce, aad, data, tag):
        lib, n, out = self.lib, ctypes.c_int(), ctypes.create_string_buffer(len(data) + 32)
        c = ctypes.c_void_p(lib.EVP_CIPHER_CTX_new())
        lib.EVP_EncryptInit_ex(c, ctypes.c_void_p(cipher), None, key, nonce)
        if aad:
            lib.EVP_EncryptUpdate(c, None, ctypes.byref(n), aad, len(aad))
        lib.EVP_EncryptUpdate(c, out, ctypes.byref(n), data, len(data))
        result = out.raw[:len(data)]
        if tag:
            lib.EVP_EncryptFinal_ex(c, out, ctypes.byref(n))
            mac = ctypes.create_string_buffer(16)
            lib.EVP_CIPHER_CTX_ctrl(c, 0x10, 16, mac)
            result += mac.raw
        lib.EVP_CIPHER_CTX_free(c)
        return result

    def seal(self, key, nonce, aad, data):
        return self.run(self.lib.EVP_aes_128_gcm(), key, nonce, aad, data, True)

    def mask(self, key, sample):
        return self.run(self.lib.EVP_aes_128_ecb(), key, None, b"", sample, False)[:5]


def expand(secret, label, size):
    label = b"tls13 " + label.encode()
    info = struct.pack(">HB", size, len(label)) + label + b"\0"
    return hmac.new(secret, info + b"\1", "sha256").digest()[:size]


DIALECTS = {1: ("38762cf7f55934b34d179ae6a4c80cadccbb7f0a", "quic ", 0),
            0x6b3343cf: ("0dede3def700a6db819381be6e269dcbf9bd2ed9", "quicv2 ", 1)}


def varint(n, size=2):
    return (n | (size.bit_length() - 1) << (8 * size - 2)).to_bytes(size, "big")


def crypto(at, data):
    return b"\x06" + varint(at, 4) + varint(len(data)) + data


def initial(aes, version, to, frames, number, pad=1200, side="client"):
    salt, prefix, kind = DIALECTS[version]
    secret = expand(hmac.new(bytes.fromhex(salt), to, "sha256").digest(), side + " in", 32)
    key, nonce, mask = (expand(secret, prefix + w, n) for w, n in (("key", 16), ("iv", 12), ("hp", 16)))
    head = struct.pack(">BIB", 0xc3 | kind << 4, version, len(to)) + to + b"\4self\0"
    frames += bytes(max(0, pad - len(head) - 6 - 16 - len(frames)))
    head += varint(len(frames) + 20) + number.to_bytes(4, "big")
    nonce = nonce[:8] + bytes(a ^ b for a, b in zip(nonce[8:], number.to_bytes(4, "big")))
    sealed = aes.seal(key, nonce, head, frames)
    hide = aes.mask(mask, sealed[:16])
    start = len(head) - 4
    return bytes([head[0] ^ hide[0] & 15]) + head[1:start] + bytes(a ^ b for a, b in zip(head[start:], hide[1:])) + sealed


def quic_rounds(aes):
    """Name, datagrams of the client, name in it, whether tshark 4.0 reads that."""
    for version, word in ((1, "v1"), (0x6b3343cf, "v2")):
        host = word + ".quic.example"
        small = hello(host)
        to = b"\x83\x94\xc8\xf0\x3e\x51\x57" + bytes([version & 255])
        yield "quic " + word, [initial(aes, version, to, crypto(0, small), 0)], host, version == 1
        yield "quic out of order " + word, [initial(aes, version, to, b"\1" + crypto(60, small[60:]) + b"\0\0" + crypto(
            20, small[20:60]) + crypto(0, small[:20]) + b"\1", 0)], host, False
        to = b"other" + to
        handshake = struct.pack(">BIB", 0xe3 if version == 1 else 0xf3, version, len(to)) + to + b"\4self" + varint(40) + bytes(40)
        yield "quic coalesced " + word, [initial(aes, version, to, crypto(0, small), 0, 0) + handshake + bytes(1000)], host, \
            version == 1
        host = word + ".large.example"
        large = hello(host, LARGE)
        two = [initial(aes, version, to, crypto(0, large[:1000]), 0), initial(aes, version, to, crypto(1000, large[1000:]), 1)]
        yield "quic two packets " + word, two, host, False
        yield "quic two packets backwards " + word, two[::-1], host, False
