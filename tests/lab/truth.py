#!/usr/bin/env python3
"""truth.py LENCR CAPTURE FOLDER GRADES FETCHER SITE|@FILE: what `lencr why` says of a capture against what happened.

GRADES: "none" (there was no contact), or what the fetch that only this site's certificate explains may be, with "|"
between. Then the same with the servers' certificates taken out of the capture, in two ways: nothing may be proven."""
import json
import re
import struct
import subprocess
import sys


def why(program, capture):
    run = subprocess.run([program, "why", "--json", capture], capture_output=True, text=True)
    if run.returncode not in (0, 6):
        sys.exit(f"lencr why ended with {run.returncode}: {run.stderr}")
    return json.loads(run.stdout)["contacts"]


def packets(data):
    """(start of header, start, end) of each packet of a pcap file of little-endian microseconds, or of pcapng."""
    if data[:4] == b"\xd4\xc3\xb2\xa1":
        at = 24
        while at + 16 <= len(data):
            size = struct.unpack_from("<I", data, at + 8)[0]
            yield at, at + 16, at + 16 + size
            at += 16 + size
        return
    at = 0
    while at + 12 <= len(data):
        kind, length = struct.unpack_from("<II", data, at)
        if kind == 6:
            yield at, at + 28, at + 28 + struct.unpack_from("<I", data, at + 20)[0]
        at += length


def certificate_at(packet):
    """Where the type of a TLS Certificate message stands in a packet from port 443, or None."""
    ip = packet.find(b"\x08\x00\x45")
    if ip < 0 or packet[ip + 2 + 9] != 6:
        return None
    tcp = ip + 2 + (packet[ip + 2] & 15) * 4
    if packet[tcp:tcp + 2] != b"\x01\xbb":
        return None
    found = re.search(rb"\x16\x03[\x01-\x03]..\x0b\x00", packet[tcp:], re.S)
    return None if found is None else tcp + found.start() + 5


def without_certificates(data, masked):
    """Each such message made one of another type, or its packet made one of another protocol."""
    out, changed = bytearray(data), 0
    for _, start, end in packets(data):
        at = certificate_at(data[start:end])
        if at is None:
            continue
        changed += 1
        if masked:
            out[start + at] = 22
        else:
            out[start + data[start:end].find(b"\x08\x00\x45") + 2 + 9] = 253
    return bytes(out), changed


def sites(site, contacts):
    """The site that each contact's URL belongs to; a URL that two have belongs to none."""
    if not site.startswith("@"):
        return {c["request"]["url"]: site for c in contacts if "request" in c}
    rows = [line.split() for line in open(site[1:])]
    return {url: name for url, name in rows if sum(url == other for other, _ in rows) == 1}


def judge(contacts, grades, fetcher, site):
    if grades == "none":
        return [] if not contacts else ["there is a contact where the client makes none"]
    bad = [] if contacts else ["no contact was seen"]
    truth = sites(site, contacts)
    for c in contacts:
        url = c.get("request", {}).get("url", "?")
        own = contacts[c["as"] - 1] if "as" in c else c
        first = own["candidates"][0].get("name") if own["candidates"] else None
        if url in truth and first != truth[url]:
            bad.append(f"{url}: caused by {first}, and not by {truth[url]}")
        if url in truth and c["object"]["kind"] in ("shard-crl", "ocsp") and c["grade"] not in grades.split("|"):
            bad.append(f"{url}: {c['grade']}")
        if not re.search(fetcher, c.get("fetcher", {}).get("name", "")):
            bad.append(f"{url}: fetched by {c.get('fetcher')}")
        content = c["content"]
        # The lab's keys are not Let's Encrypt's: said so, whatever it was.
        if content["state"] not in ("verified", "none") and not content.get("what"):
            bad.append(f"{url}: content {content}")
    if len(truth) == 0 or not any(c["object"]["kind"] in ("shard-crl", "ocsp") for c in contacts):
        bad.append("no fetch that one site's certificate explains")
    return bad


def main():
    program, capture, folder, grades, fetcher, site = sys.argv[1:7]
    contacts = why(program, capture)
    bad = judge(contacts, grades, fetcher, site)
    data = open(capture, "rb").read()
    for masked in (False, True):
        bare, changed = without_certificates(data, masked)
        name = f"{folder}/bare.pcap"
        open(name, "wb").write(bare)
        if "proven" in grades and changed == 0:
            bad.append("no certificate was found in the capture")
        bad += [f"{c['request']['url']}: proven without a certificate" for c in why(program, name)
                if c["grade"] == "proven" or any(k["grade"] == "proven" for k in c["candidates"])]
    print("\n".join(bad))
    if bad:
        print(json.dumps(contacts, indent=1)[:6000])
    return 1 if bad else 0


sys.exit(main())
