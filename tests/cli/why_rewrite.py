"""Copies a capture (pcapng, Ethernet, IPv4) with other TCP ports and texts.

usage: why_rewrite.py IN OUT FROM=TO...

FROM=TO with digits maps a port; else every FROM in the packets becomes TO,
which must be as long. Checksums are left as they are.
"""
import struct
import sys


def packets(data):
    """(offset, captured size) of every packet's bytes."""
    at = 0
    order = "<" if data[8:12] == b"\x4d\x3c\x2b\x1a" else ">"
    while at + 12 <= len(data):
        kind, size = struct.unpack(order + "II", data[at:at + 8])
        if kind == 6:
            yield at + 28, struct.unpack(order + "I", data[at + 20:at + 24])[0]
        at += size


def main(source, target, *changes):
    with open(source, "rb") as stream:
        data = bytearray(stream.read())
    ports, texts = {}, []
    for change in changes:
        old, new = change.encode().decode("unicode_escape").encode("latin-1").split(b"=", 1)
        if old.isdigit():
            ports[int(old)] = int(new)
        elif len(old) != len(new):
            raise SystemExit("%r and %r differ in size" % (old, new))
        else:
            texts.append((old, new))
    for at, size in packets(data):
        ip = at + 14
        if data[at + 12:at + 14] != b"\x08\x00" or data[ip + 9] != 6:
            continue
        tcp = ip + 4 * (data[ip] & 15)
        for port in (tcp, tcp + 2):
            old = struct.unpack(">H", data[port:port + 2])[0]
            data[port:port + 2] = struct.pack(">H", ports.get(old, old))
        packet = bytes(data[at:at + size])
        for old, new in texts:
            packet = packet.replace(old, new)
        data[at:at + size] = packet
    with open(target, "wb") as stream:
        stream.write(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
