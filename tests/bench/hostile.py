#!/usr/bin/env python3
"""hostile.py MEGABYTES KIND...: captures that mean to cost memory, on standard output, for measuring.

Kinds, in turns where there are several:
    contacts    requests to lencr.org, each of a machine of its own, with a long target and 8 kB of fields
    fetches     requests that are followed by a list of 60 kB, each of another of the 128
    sites       handshakes of TLS 1.2, each with a certificate of its own that names a hundred others
    names       handshakes alone, with names of 250 octets
    questions   names of 250 octets asked for, and answered with sixteen addresses
    floods      first packets of connections that come to nothing
    bodies      answers from lencr.org of 16 MB that never end
    pieces      segments that come before what would come first
    fragments   first fragments of datagrams of 64 kB
"""
import os
import random
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import taps_talks as talks  # noqa: E402
from forge import integer, octets, seq, set_of, tlv  # noqa: E402

SERVER = bytes([203, 0, 113, 7])


class Out:
    def __init__(self, megabytes):
        self.left = megabytes << 20
        self.at = 1782864000 * 1000000
        self.n = 0
        self.random = random.Random(1)
        self.buffer = [struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1)]
        self.held = 24

    def client(self):
        self.n += 1
        return b"\x0a" + (self.n & 0xffffff).to_bytes(3, "big")

    def ip(self, source, to, protocol, body, part=0):
        other = source if source != SERVER else to
        macs = b"\x02\0" + other + b"\x02\0\0\0\0\x01" if to != SERVER else b"\x02\0\0\0\0\x01\x02\0" + other
        frame = macs + struct.pack(">HBBHHHBBH", 0x0800, 0x45, 0, 20 + len(body), self.n & 0xffff, part, 64, protocol,
                                   0) + source + to + body
        self.buffer.append(struct.pack("<IIII", self.at // 1000000, self.at % 1000000, len(frame), len(frame)) + frame)
        self.held += 16 + len(frame)
        self.at += 200
        if self.held > 1 << 22:
            sys.stdout.buffer.write(b"".join(self.buffer))
            self.left -= self.held
            self.buffer, self.held = [], 0

    def udp(self, source, to, ports, body):
        self.ip(source, to, 17, struct.pack(">HHHH", *ports, 8 + len(body), 0) + body)

    def tcp(self, source, to, ports, sequence, acked, flags, body=b""):
        self.ip(source, to, 6, struct.pack(">HHIIBBHHH", *ports, sequence & 0xffffffff, acked & 0xffffffff, 0x50, flags,
                                           64240, 0, 0) + body)

    def talk(self, port, turns, client=None, end=True):
        client = client or self.client()
        up, down = (40000, port), (port, 40000)
        said = [1, 1]
        self.tcp(client, SERVER, up, 0, 0, 2)
        self.tcp(SERVER, client, down, 0, 1, 18)
        for side, data in turns:
            for n in range(0, len(data), 1400):
                piece = data[n:n + 1400]
                if side == 0:
                    self.tcp(client, SERVER, up, said[0], said[1], 16, piece)
                else:
                    self.tcp(SERVER, client, down, said[1], said[0], 16, piece)
                said[side] += len(piece)
        if end:
            self.tcp(client, SERVER, up, said[0], said[1], 17)
            self.tcp(SERVER, client, down, said[1], said[0] + 1, 17)


def word(out, size):
    return "%016x" % out.random.getrandbits(64) + "a" * (size - 16)


def name(out):
    return ".".join(word(out, 61) for _ in range(4))


def contacts(out):
    out.talk(80, [(0, talks.get(f"/{word(out, 4000)}.crl", "yr1.c.lencr.org", more="".join(
        f"X-{word(out, 20)}: {word(out, 1900)}\r\n" for _ in range(4)) + f"User-Agent: {word(out, 900)}\r\n"))])


def fetches(out):
    body = b"\x30\x82\xea\x5c" + bytes(60000)
    out.talk(80, [(0, talks.get(f"/{out.n % 128 + 1}.crl", "yr1.c.lencr.org")),
                  (1, talks.answer(body, more="Content-Type: application/pkix-crl\r\n"))])


def certificate(out):
    def common(text):
        return seq(set_of(seq(b"\x06\x03\x55\x04\x03", tlv(0x0c, text.encode()))))

    def extension(oid, value):
        return seq(bytes([6, len(oid)]) + oid, octets(value))
    names = seq(*[tlv(0x82, f"{word(out, 60)}.example".encode()) for _ in range(100)])
    uris = [tlv(0x86, f"http://{word(out, 30)}.example/{word(out, 400)}".encode()) for _ in range(8)]
    points = seq(*[seq(tlv(0xa0, tlv(0xa0, u))) for u in uris])
    when = tlv(0x17, b"260601000000Z") + tlv(0x17, b"260901000000Z")
    key = seq(seq(b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"), tlv(3, KEY))
    alg = seq(b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02")
    body = seq(tlv(0xa0, integer(2)), integer(out.random.getrandbits(140)), alg, common(word(out, 60)), seq(when),
               common(word(out, 60)), key, tlv(0xa3, seq(extension(b"\x55\x1d\x11", names),
                                                         extension(b"\x55\x1d\x1f", points))))
    return seq(body, alg, tlv(3, b"\0" + seq(integer(1), integer(1))))


# The generator of P-256: a point on the curve.
KEY = bytes.fromhex("0004" "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")


def sites(out):
    der = certificate(out)
    chosen = b"\3\3" + bytes(32) + b"\0\xc0\x2f\0"
    flight = b"\2" + talks.octets_24(chosen) + b"\x0b" + talks.octets_24(talks.octets_24(talks.octets_24(der))) + b"\x0e\0\0\0"
    out.talk(443, [(0, talks.in_records(talks.hello(name(out)))), (1, talks.in_records(flight))])


def names(out):
    out.talk(443, [(0, talks.in_records(talks.hello(name(out))))])


def questions(out):
    host, client = name(out), out.client()
    question = talks.dns_question(host)
    out.udp(client, SERVER, (40000, 53), question)
    records = b"".join(struct.pack(">HHHIH", 0xc00c, 1, 1, 60, 4) + out.random.randbytes(4) for _ in range(16))
    out.udp(SERVER, client, (53, 40000), b"\0\7\x81\x80\0\1\0\x10\0\0\0\0" + question[12:] + records)


def floods(out):
    for _ in range(64):
        out.tcp(out.client(), SERVER, (out.n & 0xffff, 443), 0, 0, 2)


def bodies(out):
    out.talk(80, [(0, talks.get("/1.crl", "yr1.c.lencr.org")), (1, b"HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\n"
             b"Content-Length: 16000000\r\n\r\n0\x84\0\xf4\x24\0" + bytes(4000000))], end=False)


def pieces(out):
    client = out.client()
    out.tcp(client, SERVER, (40000, 80), 0, 0, 2)
    out.tcp(SERVER, client, (80, 40000), 0, 1, 18)
    for n in range(150):
        out.tcp(client, SERVER, (40000, 80), 2 + n * 1400, 1, 16, bytes(1400))


def fragments(out):
    client = out.client()
    for n in range(0, 60000, 1480):
        out.ip(client, SERVER, 17, bytes(1480), 0x2000 | (n // 8))


def main():
    out = Out(int(sys.argv[1]))
    kinds = [globals()[k] for k in sys.argv[2:]]
    n = 0
    while out.left > 0:
        kinds[n % len(kinds)](out)
        n += 1
    sys.stdout.buffer.write(b"".join(out.buffer))


main()
