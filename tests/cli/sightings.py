#!/usr/bin/env python3
"""sightings.py SIGHTINGS CAPTURE [TSHARK-OPTION...]: the sightings of a capture against tshark's view of it.

Compared, each with the ends of its connection: requests (method, host, target), names of ClientHellos, serials of
certificates, what stapled responses and bodies of OCSP requests are about, questions to name servers. Prints what
only one of the two has; exit status 1 where there is something."""
import collections
import ipaddress
import re
import subprocess
import sys
import xml.etree.ElementTree as tree

FILTER = ("http.request || tls.handshake.type == 1 || tls.handshake.type == 11 || tls.handshake.type == 22 || "
          "(dns && !mdns && !llmnr && !icmp && !icmpv6)")


def number(value):
    return int(value.replace(":", "").removeprefix("0x") or "0", 16)


def shows(field, name):
    return [f.get("show") for f in field.iter("field") if f.get("name") == name]


def hex_of(field, name):
    return [f.get("value") for f in field.iter("field") if f.get("name") == name]


class Packet:
    """Facts of one packet, each with the ends of the layer around it."""

    def __init__(self, packet, seen):
        self.seen = seen
        self.ips, self.ports, self.transport, self.asks = ("", ""), ("", ""), "", False
        for proto in packet.iter("proto"):
            self.layer(proto)

    def ends(self):
        return tuple(f"{ip}:{port}" for ip, port in zip(self.ips, self.ports))

    def layer(self, proto):
        name = proto.get("name")
        if name in ("ip", "ipv6"):
            self.ips = tuple(str(ipaddress.ip_address(shows(proto, f"{name}.{w}")[0])) for w in ("src", "dst"))
        elif name in ("tcp", "udp"):
            self.transport = name
            self.ports = tuple(shows(proto, f"{name}.{w}")[0] for w in ("srcport", "dstport"))
        elif name == "http" and self.transport == "tcp":
            self.http(proto)
        elif name == "tls":
            self.tls(proto)
        elif name == "ocsp" and self.asks:
            for names, keys, serial in zip(hex_of(proto, "ocsp.issuerNameHash"), hex_of(proto, "ocsp.issuerKeyHash"),
                                           hex_of(proto, "ocsp.serialNumber")):
                self.seen["certid", *self.ends(), names, keys, number(serial)] += 1
        elif name == "dns":
            ends = self.ends()
            if shows(proto, "dns.flags.response")[0] == "1":
                ends = ends[::-1]
            for query, kind in zip(shows(proto, "dns.qry.name"), shows(proto, "dns.qry.type")):
                query = "" if query == "<Root>" else query.lower()
                self.seen["dns", *ends, query, int(kind, 0)] = 1

    def http(self, proto):
        methods = shows(proto, "http.request.method")
        self.asks = bool(methods)
        if methods:
            host = (shows(proto, "http.host") + [""])[0]
            self.seen["http", *self.ends(), methods[0], host, shows(proto, "http.request.uri")[0]] += 1

    def tls(self, proto):
        for message in proto.iter("field"):
            if message.get("name") == "tls.record" and any(f.get("name") == "tls.handshake.type" and f.get("show") == "1"
                                                           for f in message):
                self.seen["sni", *self.ends(), ""] = 1      # a ClientHello of version 2, which names nobody
            if message.get("name") != "tls.handshake":
                continue
            kinds = shows(message, "tls.handshake.type")
            if kinds[:1] == ["1"] and shows(message, "tls.handshake.version"):
                name = (shows(message, "tls.handshake.extensions_server_name") + [""])[0]
                self.seen["sni", *self.ends(), name] = 1
            elif kinds[:1] == ["11"]:
                for serial in hex_of(message, "x509af.serialNumber"):
                    self.seen["cert", *sorted(self.ends()), number(serial)] = 1
            elif kinds[:1] == ["22"]:
                # of several responses the first is about the server's own certificate
                for serial in hex_of(message, "ocsp.serialNumber")[:1]:
                    self.seen["staple", *sorted(self.ends()), number(serial)] = 1


def by_tshark(capture, options):
    seen = collections.Counter()
    out = subprocess.run(["tshark", "-r", capture, "-n", "-o", "tcp.reassemble_out_of_order:TRUE", "-Y", FILTER,
                          "-T", "pdml", *options], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL).stdout
    for packet in tree.fromstring(out).iter("packet"):
        Packet(packet, seen)
    return seen


def end(text):
    host, port = text.rsplit(":", 1)
    return f"{ipaddress.ip_address(host.strip('[]'))}:{port}"


def by_us(program, capture):
    """Facts, and what the report says."""
    seen = collections.Counter()
    ran = subprocess.run([program, capture], capture_output=True, text=True)
    said = [line for line in ran.stdout.splitlines() if line.startswith("#")]
    if ran.returncode != 0:
        said.append(f"exit status {ran.returncode}: {ran.stderr}")
    for line in ran.stdout.splitlines():
        if line.startswith("#"):
            continue
        fields = dict(re.findall(r' ([a-z-]+)="([^"]*)"', line))
        ends = tuple(end(e) for e in re.search(r" place=\d+ (\S+) > (\S+)", line).groups())
        if line.startswith("http ") and "method" in fields:
            seen["http", *ends, fields["method"], fields.get("host", ""), fields["target"]] += 1
            for names, keys, serial in re.findall(r" certid=(\w+):(\w+):(\w+)", line):
                seen["certid", *ends, names, keys, number(serial)] += 1
        elif line.startswith("tls "):
            if "sni" in fields:
                seen["sni", *ends, fields["sni"]] = 1
            for serial in re.findall(r"cert=\d+:\w+\(([0-9a-f]+)\)", line):
                seen["cert", *sorted(ends), number(serial)] = 1
            for serial in re.findall(r" staple-of=(\w+)", line)[:1]:
                seen["staple", *sorted(ends), number(serial)] = 1
        elif line.startswith("dns "):
            kind = int(re.search(r" type=(\d+)", line).group(1))
            seen["dns", *ends, fields["name"].lower(), kind] = 1
    return seen, said


def differences(theirs, ours, them="tshark", us="we"):
    return [f"only {them}: {key}" for key in sorted(map(str, theirs - ours))] + \
        [f"only {us}: {key}" for key in sorted(map(str, ours - theirs))]


def main():
    theirs = by_tshark(sys.argv[2], sys.argv[3:])
    ours, _ = by_us(sys.argv[1], sys.argv[2])
    print("\n".join(differences(theirs, ours)))
    print(f"{sum(theirs.values())} facts")
    return 0 if theirs == ours and theirs else 1


if __name__ == "__main__":
    sys.exit(main())
