"""taps: packets and capture files octet by octet, for tests.

Nothing of lencr's is used. A Tap collects packets; how they are wrapped (link,
tags, tunnel, fragments) is a property of it that may be changed in between. A
Talk is one TCP conversation in it.
"""
import ipaddress
import random
import struct

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16


def address(text):
    return ipaddress.ip_address(text).packed


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


# --- links: of an IP packet, and whether it is IPv6 -------------------------------

MACS = b"\x02\0\0\0\0\x01\x02\0\0\0\0\x02"


def kind(v6):
    return 0x86dd if v6 else 0x0800


def ethernet(ip, v6):
    frame = MACS + struct.pack(">H", kind(v6)) + ip
    return frame + bytes(max(0, 60 - len(frame)))


def tagged(*tags):
    def wrap(ip, v6):
        return MACS + b"".join(struct.pack(">HH", t, 7) for t in tags) + struct.pack(">H", kind(v6)) + ip
    return wrap


def pppoe(ip, v6):
    body = struct.pack(">H", 0x57 if v6 else 0x21) + ip
    return MACS + struct.pack(">HBBHH", 0x8864, 0x11, 0, 9, len(body)) + body


def mpls(ip, v6):
    return MACS + b"\x88\x47" + b"\0\x01\0\x40" + b"\0\x01\x01\x40" + ip


def snap(ip, v6):
    body = b"\xaa\xaa\x03\0\0\0" + struct.pack(">H", kind(v6)) + ip
    return MACS + struct.pack(">H", len(body)) + body if len(body) < 1501 else ethernet(ip, v6)


def cooked(ip, v6):
    return struct.pack(">HHH", 0, 1, 6) + MACS[6:] + b"\0\0" + struct.pack(">H", kind(v6)) + ip


def cooked2(ip, v6):
    return struct.pack(">HHIHBB", kind(v6), 0, 2, 1, 0, 6) + MACS[6:] + b"\0\0" + ip


def raw(ip, v6):
    return ip


def null(order, family6):
    return lambda ip, v6: struct.pack(order + "I", family6 if v6 else 2) + ip


def ppp(ip, v6):
    return b"\xff\x03" + struct.pack(">H", 0x57 if v6 else 0x21) + ip


def cisco(ip, v6):
    return b"\x0f\0" + struct.pack(">H", kind(v6)) + ip


def wireless(head, qos, from_access):
    """An open 802.11 network: to or from the access point, with LLC and SNAP."""
    control = bytes([0x88 if qos else 0x08, 2 if from_access else 1])

    def wrap(ip, v6):
        return (head + control + b"\0\0" + MACS[6:] + MACS[:6] + MACS[6:] + b"\x10\0" + (b"\0\0" if qos else b"") +
                b"\xaa\xaa\x03\0\0\0" + struct.pack(">H", kind(v6)) + ip)
    return wrap


RADIOTAP = b"\0\0\x09\0\x02\0\0\0\0"  # flags alone, and none is set

# With a clock (which is aligned) and the flag that says that the header of 802.11 is filled up.
CLOCKED = b"\0\0\x1d\0\x03\0\0\x80\x03\0\0\0" + bytes(4) + bytes(8) + b"\x20" + bytes(4)


def padded(ip, v6):
    frame = wireless(b"", True, False)(ip, v6)
    return CLOCKED + frame[:26] + b"\0\0" + frame[26:]


def pktap(ip, v6):
    return struct.pack("<III", 108, 1, 1) + bytes(96) + ethernet(ip, v6)


def pflog(ip, v6):
    return bytes([61, 24 if v6 else 2]) + bytes(62) + ip


def nflog(ip, v6):
    return (bytes([10 if v6 else 2, 0, 0, 0]) + struct.pack("=HHI", 8, 1, 0) + struct.pack("=HH", 4 + len(ip), 9) + ip)


# Name: number, how it is wrapped.
LINKS = {
    "ethernet": (1, ethernet), "vlan": (1, tagged(0x8100)), "qinq": (1, tagged(0x88a8, 0x8100)),
    "qinq-old": (1, tagged(0x9100, 0x8100)), "pppoe": (1, pppoe), "mpls": (1, mpls),
    "mpls-wire": (1, lambda ip, v6: MACS + b"\x88\x47" + b"\0\x01\x01\x40" + b"\0\0\0\x07" + ethernet(ip, v6)),
    "cooked-llc": (113, lambda ip, v6: cooked(b"", v6)[:14] + b"\0\x04" + b"\xaa\xaa\x03\0\0\0" + struct.pack(
        ">H", kind(v6)) + ip), "snap": (1, snap),
    "null-little": (0, null("<", 30)), "null-big": (0, null(">", 24)), "loop": (108, null(">", 24)),
    "ppp": (9, ppp), "raw": (101, raw), "cooked": (113, cooked), "cooked2": (276, cooked2),
    "cisco-hdlc": (104, cisco), "ppp-direction": (204, lambda ip, v6: b"\0" + ppp(ip, v6)),
    "wireless": (105, wireless(b"", False, False)), "wireless-qos": (105, wireless(b"", True, True)),
    "radiotap": (127, wireless(RADIOTAP, True, False)), "radiotap-padded": (127, padded),
    "ppi": (192, wireless(b"\0\0\x08\0\x69\0\0\0", False, True)), "nflog": (239, nflog), "pktap": (258, pktap),
    "pflog": (117, pflog), "enc": (109, lambda ip, v6: struct.pack("<III", 24 if v6 else 2, 1, 0) + ip),
    "atm": (100, lambda ip, v6: b"\xaa\xaa\x03\0\0\0" + struct.pack(">H", kind(v6)) + ip),
    "vntag": (1, lambda ip, v6: MACS + b"\x89\x26\0\x01\0\x02" + struct.pack(">H", kind(v6)) + ip),
}


# --- tunnels: of an IP packet, to protocol and payload ------------------------------

def udp_head(source, to, body):
    return struct.pack(">HHHH", source, to, 8 + len(body), 0) + body


TUNNELS = {
    "ipip": lambda ip, v6: (41 if v6 else 4, ip),
    "gre": lambda ip, v6: (47, struct.pack(">HH", 0, kind(v6)) + ip),
    "gre-key": lambda ip, v6: (47, struct.pack(">HHII", 0x3000, kind(v6), 5, 6) + ip),
    "gre-ethernet": lambda ip, v6: (47, b"\0\0\x65\x58" + ethernet(ip, v6)),
    "erspan2": lambda ip, v6: (47, b"\x10\0\x88\xbe\0\0\0\x01" + b"\x10\x01\0\0\0\0\0\0" + ethernet(ip, v6)),
    "erspan3": lambda ip, v6: (47, b"\x10\0\x22\xeb\0\0\0\x01" + b"\x20\x01\0\0" + bytes(8) + ethernet(ip, v6)),
    "vxlan": lambda ip, v6: (17, udp_head(50000, 4789, b"\x08\0\0\0\0\0\x07\0" + ethernet(ip, v6))),
    "geneve": lambda ip, v6: (17, udp_head(50000, 6081, b"\x01\0\x65\x58\0\0\x07\0\x01\x02\x80\0" + ethernet(ip, v6))),
    "geneve-ip": lambda ip, v6: (17, udp_head(50000, 6081, b"\0\0" + struct.pack(">H", kind(v6)) + b"\0\0\x07\0" + ip)),
    "pptp": lambda ip, v6: (47, struct.pack(">HHHHI", 0x3001, 0x880b, len(ip) + 4, 7, 1) + ppp(ip, v6)),
    "l2tp": lambda ip, v6: (17, udp_head(1701, 1701, struct.pack(">HHH", 2, 1, 2) + ppp(ip, v6))),
    "l2tp-numbered": lambda ip, v6: (17, udp_head(50000, 1701, struct.pack(
        ">HHHHHHH", 0x4a02, len(ip) + 20, 1, 2, 3, 4, 2) + b"??" + ppp(ip, v6))),
    "gtp-numbered": lambda ip, v6: (17, udp_head(2152, 2152, struct.pack(
        ">BBHIHBB", 0x36, 0xff, len(ip) + 8, 9, 1, 0, 0x85) + b"\x01\0\x09\0" + ip)),
    "gtp": lambda ip, v6: (17, udp_head(2152, 2152, struct.pack(">BBHI", 0x30, 0xff, len(ip), 9) + ip)),
    "teredo": lambda ip, v6: (17, udp_head(50000, 3544, ip)),
    "teredo-origin": lambda ip, v6: (17, udp_head(3544, 50000, b"\0\0" + bytes(6) + ip)),
}


class Tap:
    def __init__(self, link="ethernet", seed=1):
        self.link, self.wrap = LINKS[link]
        self.tunnel = None
        self.fragment = 0
        self.backwards = False
        self.extensions = 0
        self.options = False    # of IPv4 and TCP
        self.packets = []       # link, time in microseconds, octets, size on the wire
        self.at, self.step = 1782864000 * 1000000, 1000
        self.snap = 0
        self.random = random.Random(seed)
        self.id = 0
        self.ports = 20000

    def port(self):
        self.ports += 1
        return self.ports

    def put(self, frame, size=None):
        size = len(frame) if size is None else size
        self.packets.append((self.link, self.at, frame[:self.snap] if self.snap else frame, size))
        self.at += self.step

    def frame(self, ip, v6, tunnel=True):
        if self.tunnel and tunnel:
            protocol, body = TUNNELS[self.tunnel](ip, v6)
            self.ip("198.51.100.1", "198.51.100.2", protocol, body, False)
            return
        self.put(self.wrap(ip, v6))

    def ip(self, source, to, protocol, body, tunnel=True):
        self.id += 1
        number = self.id        # a tunnel's packets take the next ones
        v6 = ":" in source
        parts = [(0, body, False)]
        if v6 and self.extensions:
            for n in range(self.extensions):    # destination options of padding
                body = bytes([protocol, 0, 1, 4, 0, 0, 0, 0]) + body
                protocol = 60
            parts = [(0, body, False)]
        if self.fragment and len(body) > self.fragment:
            n = self.fragment // 8 * 8
            parts = [(at, body[at:at + n], at + n < len(body)) for at in range(0, len(body), n)]
        if self.backwards:
            parts.reverse()
        for at, part, more in parts:
            if v6:
                head, next_head = b"", protocol
                if len(parts) > 1:
                    head = struct.pack(">BBHI", protocol, 0, at | more, number)
                    next_head = 44
                packet = (struct.pack(">IHBB", 6 << 28, len(head) + len(part), next_head, 64) + address(source) +
                          address(to) + head + part)
            else:
                options = b"\x94\x04\0\0" + b"\1\1\1\0" if self.options else b""
                top = struct.pack(">BBHHHBBH", 0x45 + len(options) // 4, 0, 20 + len(options) + len(part),
                                  number & 0xffff, at // 8 | more << 13, 64, protocol, 0)
                packet = top + address(source) + address(to) + options
                packet = packet[:10] + struct.pack(">H", checksum(packet)) + packet[12:] + part
            self.frame(packet, v6, tunnel)

    def transport(self, source, to, protocol, segment, place):
        pseudo = address(source) + address(to) + struct.pack(">HH", protocol, len(segment))
        sum_ = checksum(pseudo + segment) or 0xffff
        self.ip(source, to, protocol, segment[:place] + struct.pack(">H", sum_) + segment[place + 2:])

    def udp(self, source, to, body):
        self.transport(source[0], to[0], 17, udp_head(source[1], to[1], body), 6)

    def tcp(self, source, to, sequence, acked, flags, body=b""):
        self.transport(source[0], to[0], 6, struct.pack(
            ">HHIIBBHHH", source[1], to[1], sequence & 0xffffffff, acked & 0xffffffff, 0xf0 if self.options else 0x50,
            flags, 64240, 0, 0) + (b"\1\1\x08\x0a" + bytes(8) + b"\1" * 28 if self.options else b"") + body, 16)


class Talk:
    """Positions are counted from the first octet of a side."""

    def __init__(self, tap, client, server, begin=None, piece=1400):
        self.tap, self.ends = tap, (client, server)
        self.begin = begin or [tap.random.randrange(1 << 32), tap.random.randrange(1 << 32)]
        self.said = [0, 0]
        self.piece = piece

    def send(self, side, at, flags, body=b""):
        self.tap.tcp(self.ends[side], self.ends[1 - side], self.begin[side] + at,
                     self.begin[1 - side] + self.said[1 - side], flags, body)

    def open(self, early=b""):
        """EARLY: what is already in the SYN (TCP Fast Open)."""
        tap, (client, server) = self.tap, self.ends
        tap.tcp(client, server, self.begin[0] - 1, 0, SYN, early)
        self.said[0] = len(early)
        tap.tcp(server, client, self.begin[1] - 1, self.begin[0] + len(early), SYN | ACK)
        self.send(0, self.said[0], ACK)
        return self

    def pieces(self, side, data):
        at = self.said[side]
        return [(at + n, data[n:n + self.piece]) for n in range(0, len(data), self.piece)]

    def say(self, side, data, order=None):
        pieces = self.pieces(side, data)
        for at, piece in order(pieces) if order else pieces:
            self.send(side, at, ACK | PSH, piece)
        self.said[side] += len(data)
        self.send(1 - side, self.said[1 - side], ACK)

    def close(self):
        self.send(0, self.said[0], FIN | ACK)
        self.said[0] += 1
        self.send(1, self.said[1], FIN | ACK)
        self.said[1] += 1
        self.send(0, self.said[0], ACK)


# --- files --------------------------------------------------------------------

def pcap(packets, order="<", nano=False, magic=None, version=(2, 4), snap=262144, tail=b""):
    unit = 1000 if nano else 1
    magic = magic or (0xa1b23c4d if nano else 0xa1b2c3d4)
    out = [struct.pack(order + "IHHiIII", magic, *version, 0, 0, snap, packets[0][0] if packets else 1)]
    extra = b"\0" * 8 if magic == 0xa1b2cd34 else b""  # Kuznetzov's: interface, protocol, type of packet
    for _, at, frame, size in packets:
        out.append(struct.pack(order + "IIII", at // 1000000 & 0xffffffff, at % 1000000 * unit, len(frame), size) +
                   extra + frame)
    return b"".join(out) + tail


class Pcapng:
    def __init__(self):
        self.out = []

    def block(self, kind, body):
        body += bytes(-len(body) % 4)
        size = struct.pack(self.order + "I", 12 + len(body))
        self.out.append(struct.pack(self.order + "I", kind) + size + body + size)

    def section(self, order="<"):
        self.order = order
        self.links = []
        self.block(0x0a0d0d0a, struct.pack(order + "IHHq", 0x1a2b3c4d, 1, 0, -1))

    def option(self, code, value):
        return struct.pack(self.order + "HH", code, len(value)) + value + bytes(-len(value) % 4)

    def interface(self, link, snap=0, resolution=None, offset=None, fcs=None):
        options = b""
        if resolution is not None:
            options += self.option(9, bytes([resolution]))
        if fcs is not None:
            options += self.option(13, bytes([fcs]))
        if offset is not None:
            options += self.option(14, struct.pack(self.order + "q", offset))
        if options:
            options += self.option(0, b"")
        self.block(1, struct.pack(self.order + "HHI", link, 0, snap) + options)
        self.links.append((resolution if resolution is not None else 6, offset or 0))
        return len(self.links) - 1

    def ticks(self, interface, at):
        resolution, offset = self.links[interface]
        at -= offset * 1000000
        if resolution & 0x80:
            return (at << (resolution & 0x7f)) // 1000000
        return at * 10 ** resolution // 1000000

    def packet(self, interface, at, frame, size=None, kind=6, extra=b""):
        size = len(frame) if size is None else size
        ticks = self.ticks(interface, at) & 0xffffffffffffffff
        if kind == 3:
            self.block(3, struct.pack(self.order + "I", size) + frame)
            return
        head = struct.pack(self.order + "I", interface) if kind == 6 else \
            struct.pack(self.order + "HH", interface, 0xffff)
        self.block(kind, head + struct.pack(self.order + "IIII", ticks >> 32, ticks & 0xffffffff, len(frame), size) +
                   frame + bytes(-len(frame) % 4) + extra)

    def bytes(self):
        return b"".join(self.out)
