#!/usr/bin/env python3
"""taps.py SIGHTINGS FOLDER [NAME...]: captures of every kind we know to make, what is in them as we know it, as we see
it, and as tshark does, where that is installed. TAP on standard output.

The captures stay in FOLDER. Where tshark 4.0 is known to see less (or more) than there is, that is said by the capture
(`blind`), and its view is not compared."""
import collections
import concurrent.futures
import os
import shutil
import sys
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import sightings  # noqa: E402
import taps  # noqa: E402
import taps_talks as talks  # noqa: E402
from taps import ACK, PSH, SYN, Pcapng, Tap, Talk, pcap  # noqa: E402


class Capture:
    """A tap and the facts in it."""

    def __init__(self, name, link="ethernet", v6=False):
        self.name = name
        self.tap = Tap(link, zlib.crc32(name.encode()))
        self.v6 = v6
        self.facts = collections.Counter()
        self.options = []       # of tshark
        self.blind = None       # why tshark is not asked
        self.writes = None      # makes the file; pcap where it does not matter
        self.says = None        # a part of the report's line

    def ends(self, port):
        client = "2001:db8::5" if self.v6 else "10.0.0.5"
        server = "2001:db8:1::7" if self.v6 else "203.0.113.7"
        return (client, self.tap.port()), (server, port)

    def know(self, ends, facts):
        client, server = (f"{a}:{p}" for a, p in ends)
        for fact in facts:
            if fact[0] in ("http", "certid"):
                self.facts[fact[0], client, server, *fact[1:]] += 1
            elif fact[0] in ("cert", "staple"):
                self.facts[fact[0], *sorted((client, server)), *fact[1:]] = 1
            else:
                self.facts[fact[0], client, server, *fact[1:]] = 1

    def talk(self, port, turns, facts, piece=1400, begin=None, order=None, opened=True, ends=None, close=True):
        ends = ends or self.ends(port)
        talk = Talk(self.tap, *ends, begin=begin, piece=piece)
        if opened:
            talk.open()
        for side, data in turns:
            talk.say(side, data, order)
        if close:
            talk.close()
        self.know(ends, facts)
        return talk

    def dns(self, datagrams, facts):
        ends = self.ends(53)
        for side, data in datagrams:
            self.tap.udp(ends[side], ends[1 - side], data)
        self.know(ends, facts)

    def write(self, folder):
        path = os.path.join(folder, self.name.replace(" ", "-") + ".cap")
        data = self.writes(self.tap.packets) if self.writes else pcap(self.tap.packets)
        with open(path, "wb") as f:
            f.write(data)
        return path


class Maker:
    def __init__(self, folder):
        self.room = talks.Room(folder)
        self.http = list(talks.http_talks())
        self.ocsp = list(talks.ocsp_talks())
        self.tls = list(talks.tls_talks(self.room))
        self.rounds = list(talks.dns_rounds())
        self.starttls = list(talks.starttls_talks(self.room))

    def some(self, capture, **how):
        """A little of everything."""
        for name, turns, facts in self.http[:3] + self.ocsp[:1]:
            capture.talk(80, turns, facts, **how)
        for name, turns, facts in self.tls:
            if name in ("tls 1.2", "tls 1.3", "staple"):
                capture.talk(443, turns, facts, **how)
        for name, datagrams, facts in self.rounds[:3]:
            capture.dns(datagrams, facts)
        return capture

    # --- what is said ---------------------------------------------------------

    def said(self):
        c = Capture("http")
        for name, turns, facts in self.http:
            c.talk(80, turns, facts)
        yield c
        c = Capture("http oddities")
        c.blind = "reads them otherwise, or not at all"
        for name, turns, facts in talks.http_oddities():
            c.talk(80, turns, facts)
        yield c
        c = Capture("http in octets", v6=True)
        for name, turns, facts in self.http:
            # long ones take long; of chunks that come so slowly tshark forgets the request
            if not name.startswith("long") and name != "chunked request":
                c.talk(80, turns, facts, piece=1)
        yield c
        c = Capture("ocsp")
        for name, turns, facts in self.ocsp:
            c.talk(80, turns, facts)
        yield c
        c = Capture("tls")
        for name, turns, facts in self.tls:
            c.talk(443, turns, facts)
        yield c
        c = Capture("tls in small pieces", v6=True)
        for name, turns, facts in self.tls:
            c.talk(443, turns, facts, piece=61)
        yield c
        c = Capture("starttls")
        for name, port, turns, facts in self.starttls:
            if name != "rdp":
                c.talk(port, turns, facts)
        c.options = ["-d", "tcp.port==1080,socks"]
        yield c
        c = Capture("rdp")
        c.blind = "knows no TLS in RDP"
        for name, port, turns, facts in self.starttls:
            if name == "rdp":
                c.talk(port, turns, facts)
        yield c

    def names(self):
        c = Capture("dns")
        for name, datagrams, facts in self.rounds:
            c.dns(datagrams, facts)
        mdns = talks.dns_question("_ipp._tcp.local", "TXT", number=0, flags=0)
        c.tap.udp(("10.0.0.5", 5353), ("224.0.0.251", 5353), mdns)
        c.tap.udp(("10.0.0.5", 50001), ("224.0.0.252", 5355), talks.dns_question("host"))
        yield c
        c = Capture("dns over tcp", v6=True)
        for piece in (1400, 1, 7):
            one, two = talks.dns_question("one.tcp.example", number=1), talks.dns_question("two.tcp.example", "AAAA", 2)
            back = talks.dns_answer("two.tcp.example", "AAAA", 2, address=bytes(16)), \
                talks.dns_answer("one.tcp.example", number=1, aliases=("far.example",))
            put = lambda m: len(m).to_bytes(2, "big") + m  # noqa: E731
            c.talk(53, [(0, put(one) + put(two)), (1, put(back[0]) + put(back[1]))],
                   [("dns", "one.tcp.example", 1), ("dns", "two.tcp.example", 28)], piece=piece)
        yield c

    def quic(self):
        try:
            rounds = list(talks.quic_rounds(talks.Aes()))
        except (AttributeError, OSError, TypeError) as e:
            print(f"# libcrypto cannot be used from Python: {e}")
            return
        for seen in (True, False):
            c = Capture("quic" if seen else "quic in pieces")
            c.blind = None if seen else "puts no ClientHello of several packets together, knows no version 2"
            for name, datagrams, host, visible in rounds:
                if visible != seen:
                    continue
                ends = c.ends(443)
                for datagram in datagrams:
                    c.tap.udp(*ends, datagram)
                c.know(ends, [("sni", host)])
            yield c

    # --- how it is wrapped ------------------------------------------------------

    def wrapped(self):
        for link in taps.LINKS:
            if link == "nflog" and sys.byteorder == "big":
                continue
            c = Capture("link " + link, link)
            c.blind = {"mpls-wire": "does not look for Ethernet behind labels unasked"}.get(link)
            self.some(c)
            c.v6 = True
            yield self.some(c)
        for tunnel in taps.TUNNELS:
            c = Capture("tunnel " + tunnel)
            c.tap.tunnel = tunnel
            c.v6 = tunnel.startswith("teredo")
            self.some(c)
            c.v6 = True
            yield self.some(c)
        for name, v6, backwards in (("fragments", False, False), ("fragments 6", True, False), ("fragments backwards", True, True)):
            c = Capture(name, v6=v6)
            c.tap.fragment, c.tap.backwards = 200, backwards
            yield self.some(c)
        c = Capture("extension headers", v6=True)
        c.tap.extensions = 3
        yield self.some(c)
        c = Capture("fragments in a tunnel")
        c.tap.tunnel, c.tap.fragment = "vxlan", 400
        yield self.some(c)
        c = Capture("unknown link")
        self.some(c)
        c.tap.packets = [(220, *p[1:]) for p in c.tap.packets]
        c.facts.clear()
        c.blind = "sees nothing either"
        c.says = "packets of link type 220 are not read"
        yield c

    # --- how it was transported -------------------------------------------------

    def carried(self):
        def backwards(pieces):
            return pieces[::-1]

        def repeated(pieces):
            return [p for p in pieces for _ in (1, 2)]

        def overlapping(pieces):
            """Each piece again with its neighbour, as a retransmission has it."""
            joint = [(a[0], a[1] + b[1]) for a, b in zip(pieces, pieces[1:])]
            return [p for pair in zip(pieces, joint) for p in pair] + pieces[-1:]

        for name, order in (("reordered", backwards), ("repeated", repeated), ("overlapping", overlapping)):
            c = Capture(name)
            yield self.some(c, order=order, piece=100)
        c = Capture("options")
        c.tap.options = True
        yield self.some(c)
        c = Capture("in two places", "vlan")    # of one switch: every packet twice, with two tags
        self.some(c)
        c.tap.packets = [(n, t + k, p[:14] + bytes([0, 7 + k]) + p[16:], s) for n, t, p, s in c.tap.packets for k in (0, 1)]
        yield c
        c = Capture("sequence wraps")
        yield self.some(c, begin=[0xffffffff - 40, 0xffffffff - 300])
        c = Capture("no start")
        yield self.some(c, opened=False)
        c = Capture("one side alone")
        self.some(c)
        c.tap.packets = [p for p in c.tap.packets if p[2][26:30] == taps.address("10.0.0.5")]
        c.facts = collections.Counter({k: n for k, n in c.facts.items() if k[0] in ("http", "sni", "certid", "dns")})
        yield c
        yield self.changed()
        yield self.gap()
        yield self.reused()
        yield self.kept_alive()
        yield self.early()
        yield self.in_the_middle()
        yield self.cut_short()
        yield self.hello_cut_short()
        yield self.offloaded()

    def changed(self):
        """What comes again says something else: what came first counts (tshark has it so, too)."""
        c = Capture("changed again")
        ends = c.ends(80)
        talk = Talk(c.tap, *ends).open()
        first = talks.get("/first")
        talk.send(0, 0, ACK | PSH, first)
        talk.send(0, 0, ACK | PSH, talks.get("/other"))
        talk.said[0] += len(first)
        talk.say(1, talks.answer())
        talk.close()
        c.know(ends, [talks.http_fact("GET", "plain.example", "/first")])
        return c

    def gap(self):
        """A piece of the first body is lost; the requests behind it are there."""
        c = Capture("gap")
        ends = c.ends(80)
        talk = Talk(c.tap, *ends).open()
        talk.say(0, talks.get("/1"))
        talk.say(1, talks.answer(b"x" * 9000), lambda pieces: pieces[:2] + pieces[3:])
        for n in ("/2", "/3"):
            talk.say(0, talks.get(n))
            talk.say(1, talks.answer(b"y" * 3000))
        talk.close()
        c.know(ends, [talks.http_fact("GET", "plain.example", n) for n in ("/1", "/2", "/3")])
        return c

    def reused(self):
        c = Capture("ports again")
        ends = c.ends(80)
        for n in range(3):
            c.talk(80, *self.http[n][1:], ends=ends, close=n == 1)
            c.tap.at += 90000000
        return c

    def early(self):
        """The request is in the SYN."""
        c = Capture("fast open")
        ends = c.ends(80)
        talk = Talk(c.tap, *ends).open(talks.get("/early"))
        talk.say(1, talks.answer())
        talk.close()
        c.know(ends, [talks.http_fact("GET", "plain.example", "/early")])
        return c

    def in_the_middle(self):
        """The capture begins in a body; what is asked after it is there."""
        c = Capture("begun in the middle")
        for v6 in (False, True):
            c.v6 = v6
            ends = c.ends(80)
            talk = Talk(c.tap, *ends)
            talk.say(1, b"\x89PNG and\r\nmore\r\n\r\n" * 400)
            for n in ("/2", "/3"):
                talk.say(0, talks.get(n))
                talk.say(1, talks.answer(b"y" * 3000))
            c.know(ends, [talks.http_fact("GET", "plain.example", n) for n in ("/2", "/3")])
        return c

    def cut_short(self):
        """Packets of 200 octets: of a request the first line and the host."""
        c = Capture("cut short")
        c.tap.snap = 200
        for name, turns, facts in self.http:
            if name in ("keep-alive", "long head", "absolute"):
                c.talk(80, turns, facts)
        return c

    def hello_cut_short(self):
        c = Capture("hello cut short")
        c.blind = "reads nothing of a hello that is cut off"
        c.tap.snap = 200
        c.talk(443, [(0, talks.in_records(talks.hello("early.example", talks.LARGE))), (1, b"\x16\3\3\0\2\2\0")],
               [("sni", "early.example")])
        return c

    def kept_alive(self):
        """Keep-alive probes repeat the octet before the next; window probes say one beyond."""
        c = Capture("probes")
        ends = c.ends(80)
        talk = Talk(c.tap, *ends).open()
        for n in ("/1", "/2"):
            talk.say(0, talks.get(n))
            talk.say(1, talks.answer())
            talk.send(0, talk.said[0] - 1, ACK, b"\0")
            talk.send(1, talk.said[1], ACK)
            talk.send(1, talk.said[1] - 1, ACK)
            talk.send(0, talk.said[0], ACK)
        talk.close()
        c.know(ends, [talks.http_fact("GET", "plain.example", n) for n in ("/1", "/2")])
        return c

    def offloaded(self):
        """The card cuts up what the system hands over: IP says 0 octets, or is larger than any packet."""
        c = Capture("offloaded", "raw")
        self.some(c, piece=60000)
        c.tap.packets = [(n, t, p[:2] + b"\0\0" + p[4:] if p[0] == 0x45 and len(p) > 1500 else p, s)
                         for n, t, p, s in c.tap.packets]
        return c

    # --- what it is written in ----------------------------------------------------

    def written(self):
        for name, how in (("little", {}), ("big", {"order": ">"}), ("nanoseconds", {"nano": True}),
                          ("nanoseconds big", {"order": ">", "nano": True}), ("modified", {"magic": 0xa1b2cd34}),
                          ("old version", {"version": (2, 2)}), ("snap length 0", {"snap": 0}),
                          ("snap length of an int", {"snap": 0x7fffffff}), ("snap length too small", {"snap": 100})):
            c = self.some(Capture("pcap " + name))
            c.writes = lambda packets, how=how: pcap(packets, **how)
            yield c
        for name, tail, says in (("cut record", b"\0" * 9, "truncated"), ("garbage behind", b"\xff" * 100, "")):
            c = self.some(Capture("pcap " + name))
            c.writes = lambda packets, tail=tail: pcap(packets, tail=tail)
            c.says = says
            yield c
        yield self.before_1970()
        for name, resolution, offset in (("", None, None), ("nanoseconds", 9, None), ("seconds", 0, None),
                                         ("2^-20 s", 0x80 | 20, None), ("2^-1 s", 0x81, None), ("2^0 s", 0x80, None),
                                         ("picoseconds", 12, 1782000000), ("10^-19 s", 19, 1782864000), ("offset", 6, 1700000000),
                                         ("negative offset", 6, -3600), ("milliseconds", 3, None)):
            for order in "<>" if name in ("", "offset") else "<":
                c = self.some(Capture(f"pcapng {name} {'big' if order == '>' else 'little'}"))
                c.writes = lambda packets, order=order, r=resolution, o=offset: self.pcapng(packets, order, r, o)
                yield c
        yield from self.sections()

    @staticmethod
    def before_1970():
        c = Capture("pcap times")
        for at in (0, 0xffffffff * 1000000 + 999999, 1782864000 * 1000000, 5, 0x80000000 * 1000000):
            c.tap.at = at
            c.talk(80, [(0, talks.get("/" + str(at))), (1, talks.answer())],
                   [talks.http_fact("GET", "plain.example", "/" + str(at))])
        return c

    @staticmethod
    def pcapng(packets, order, resolution, offset):
        f = Pcapng()
        f.section(order)
        f.interface(packets[0][0], resolution=resolution, offset=offset)
        f.block(4, b"\0" * 4)                               # names
        for n, (_, at, frame, size) in enumerate(packets):
            extra = f.option(1, b"a comment") + f.option(0, b"") if n % 3 == 0 else b""
            f.packet(0, at, frame, size, extra=extra)
            if n % 7 == 0:
                f.block(5, bytes(12))                       # statistics
                f.block(0x80000bad, b"whatever")            # of somebody's own
        return f.bytes()

    def sections(self):
        """Sections of both byte orders, interfaces of several links, all kinds of packet blocks."""
        both = [Capture("a"), Capture("b", "cooked", v6=True), Capture("c", "loop")]
        for n, part in enumerate(both):
            part.tap.ports += 1000 * n
            self.some(part)
        c = Capture("pcapng sections")

        def write(_):
            f = Pcapng()
            for order in "<>":
                f.section(order)
                first = f.interface(220)
                numbers = [f.interface(part.tap.link, snap=0, resolution=n + 6, fcs=4 if n == 0 else None) for n, part in enumerate(both)]
                if order == "<":
                    for number, part in list(zip(numbers, both))[:2]:
                        for n, (_, at, frame, size) in enumerate(part.tap.packets):
                            if number == numbers[0]:        # with its checksum
                                frame, size = frame + b"csum", size + 4
                            f.packet(number, at, frame, size, kind=2 if n % 2 else 6)
                else:
                    f.packet(first, 0, b"unknown link")
                    for _, at, frame, size in both[2].tap.packets:
                        f.packet(numbers[2], at, frame, size)
            f.section("<")
            f.interface(1, snap=70000)
            for _, at, frame, size in simple.tap.packets:
                f.packet(0, at, frame, size, kind=3)
            return f.bytes()

        simple = Capture("d")
        simple.tap.ports = 30000
        simple.talk(80, *self.http[0][1:])
        c.writes = write
        for part in both + [simple]:
            c.facts.update(part.facts)
        yield c

    def all(self):
        yield from self.said()
        yield from self.names()
        yield from self.quic()
        yield from self.wrapped()
        yield from self.carried()
        yield from self.written()


def judge(program, folder, capture, tshark):
    path = capture.write(folder)
    ours, said = sightings.by_us(program, path)
    problems = sightings.differences(capture.facts, ours, "the maker")
    if capture.says is not None and not any(capture.says in line for line in said):
        problems.append(f"the report does not say '{capture.says}': {said}")
    if tshark and not capture.blind:
        theirs = sightings.by_tshark(path, capture.options)
        problems += sightings.differences(theirs, ours)
    return problems


def main():
    program, folder, wanted = sys.argv[1], sys.argv[2], sys.argv[3:]
    tshark = shutil.which("tshark") is not None
    if not tshark:
        print("# tshark is not installed: only what the maker knows is compared")
    captures = [c for c in Maker(folder).all() if not wanted or c.name in wanted]
    total = sum(sum(c.facts.values()) for c in captures)
    with concurrent.futures.ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as pool:
        results = pool.map(lambda c: judge(program, folder, c, tshark), captures)
        for count, (capture, problems) in enumerate(zip(captures, results), 1):
            if tshark and capture.blind:
                print(f"# tshark is not asked about '{capture.name}': {capture.blind}")
            print(f"{'not ok' if problems else 'ok'} {count} - {capture.name}")
            for line in problems[:6]:
                print("# " + line[:300])
    print(f"# {total} facts")
    print(f"1..{len(captures)}")


if __name__ == "__main__":
    main()
