#!/usr/bin/env python3
"""sightings.py SIGHTINGS CAPTURE [TSHARK-OPTION...]: the sightings of a capture against tshark's view of it.

Compares requests (ports, method, host, target), names of ClientHellos and serials of certificates. Prints what only
one of the two has; exit status 1 where there is something."""
import collections
import re
import subprocess
import sys


def tshark(capture, options, only, fields):
    command = ["tshark", "-r", capture, "-Y", only, "-T", "fields", "-E", "separator=\t", "-E", "aggregator=\x1f"]
    for field in fields:
        command += ["-e", field]
    out = subprocess.run(command + options, capture_output=True, text=True, check=True).stdout
    return [[value.split("\x1f") for value in line.split("\t")] for line in out.splitlines()]


def by_tshark(capture, options):
    seen = collections.Counter()
    for source, to, methods, hosts, targets in tshark(capture, options, "http.request",
            ["tcp.srcport", "tcp.dstport", "http.request.method", "http.host", "http.request.uri"]):
        hosts += [""] * len(methods)
        for method, host, target in zip(methods, hosts, targets):
            seen["http", source[0], to[0], method, host, target] += 1
    for source, to, name in tshark(capture, options, "tls.handshake.type==1",
            ["tcp.srcport", "tcp.dstport", "tls.handshake.extensions_server_name"]):
        seen["sni", source[0], to[0], name[0]] = 1
    for source, to, serials in tshark(capture, options, "tls.handshake.certificate",
            ["tcp.srcport", "tcp.dstport", "x509af.serialNumber"]):
        for serial in filter(None, serials):
            number = int(serial.replace(":", "").replace("0x", ""), 16)
            seen["cert", *sorted((source[0], to[0])), number] += 1
    return seen


def by_us(program, capture):
    seen = collections.Counter()
    out = subprocess.run([program, capture], capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        if line.startswith("#"):
            continue
        fields = dict(re.findall(r' ([a-z-]+)="([^"]*)"', line))
        ends = re.search(r" place=\d+ (\S+) > (\S+)", line)
        source, to = (end.rsplit(":", 1)[1] for end in ends.groups())
        if line.startswith("http "):
            seen["http", source, to, fields["method"], fields.get("host", ""), fields["target"]] += 1
        elif line.startswith("tls "):
            if "sni" in fields and " quic" not in line:
                seen["sni", source, to, fields["sni"]] = 1
            for serial in re.findall(r"cert=\d+:\w+\(([0-9a-f]+)\)", line):
                seen["cert", *sorted((source, to)), int(serial, 16)] += 1
    return seen


def main():
    theirs = by_tshark(sys.argv[2], sys.argv[3:])
    ours = by_us(sys.argv[1], sys.argv[2])
    for key in sorted(map(str, theirs - ours)):
        print("only tshark:", key)
    for key in sorted(map(str, ours - theirs)):
        print("only we:", key)
    print(f"{sum(theirs.values())} facts")
    return 0 if theirs == ours and theirs else 1


sys.exit(main())
