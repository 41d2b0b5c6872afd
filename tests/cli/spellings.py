#!/usr/bin/env python3
"""spellings.py LENCR SHARED: a thousand serials, each in every spelling of an OCSP request that logs and captures
have, explained by lencr, as Python wrote them down and as openssl reads them; real leaves: the list that each names, and
the one that follows from its serial. TAP on standard output."""
import base64
import concurrent.futures
import glob
import json
import os
import random
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from forge import integer, octets, seq  # noqa: E402

COUNT = 1000
SHA1 = seq(bytes.fromhex("06052b0e03021a"), b"\x05\x00")
# Of R3; more where the shared folder is: public facts of its certificates.
ISSUERS = [("r3", "48dac9a0fb2bd32d4ff0de68d2f567b735f9b3c4", "142eb317b75856cbae500940e61faf9d8b14c2c6")]
told = 0


def ok(name, problems):
    global told
    told += 1
    print(f"{'not ok' if problems else 'ok'} {told} - {name}")
    for problem in problems[:6]:
        print("# " + str(problem)[:400])


def escape(text, digits="%{:02X}", also=""):
    return "".join(digits.format(ord(c)) if c in "+/=%" + also else c for c in text)


def spellings(der, label):
    """Name, text."""
    raw = base64.b64encode(der).decode()
    safe = raw.replace("+", "-").replace("/", "_")
    host = f"http://{label}.o.lencr.org/"
    yield "raw", host + raw
    yield "upper", host + escape(raw)
    yield "lower", host + escape(raw, "%{:02x}")
    yield "twice", host + escape(escape(raw))
    yield "twice lower", host + escape(escape(raw, "%{:02x}"), "%{:02x}")
    yield "every character", host + "".join(f"%{ord(c):02X}" for c in raw)
    yield "base64url", host + safe
    yield "base64url unpadded", host + safe.rstrip("=")
    yield "unpadded", host + escape(raw.rstrip("="))
    yield "doubled slash", host + "/" + escape(raw)
    yield "below a path", host + "ocsp/" + escape(raw)
    yield "https", host.replace("http:", "https:") + escape(raw)
    yield "port", host.replace("org/", "org:80/") + escape(raw)
    yield "without scheme", host[7:] + escape(raw)
    yield "request line", f"GET /{escape(raw)} HTTP/1.1"
    yield "path", "/" + raw
    yield "base64", raw
    yield "hex", der.hex()
    yield "upper hex", der.hex().upper()
    yield "hex with colons", ":".join(f"{b:02x}" for b in der)


def make(chance, n):
    """A serial: as Let's Encrypt's, or of any other form."""
    if n % 4:
        return int.from_bytes(bytes([3 + n % 4]) + chance.randbytes(17), "big")
    return max(1, chance.getrandbits(chance.randrange(1, 160)) | (1 << chance.randrange(160) if n % 8 else 0))


def hexed(serial):
    """The octets of the INTEGER."""
    return integer(serial)[2:].hex()


def by_openssl(der):
    out = subprocess.run(["openssl", "ocsp", "-reqin", "/dev/stdin", "-req_text"], input=der, capture_output=True).stdout.decode()
    found = [re.search(w + r": *([0-9A-F]+)", out).group(1).lower() for w in ("Name Hash", "Key Hash", "Serial Number")]
    return found[0], found[1], int(found[2], 16)


def explain(lencr, lines):
    out = subprocess.run([lencr, "explain", "--jsonl"], input="\n".join(lines) + "\n", capture_output=True, text=True)
    rows = [json.loads(line) for line in out.stdout.splitlines()]
    return [r["result"] for r in rows if "result" in r], out.stderr


def requests(lencr, issuers):
    chance = random.Random(20261128)
    cases = []
    for n in range(COUNT):
        label, names, keys = issuers[n % len(issuers)]
        serial = make(chance, n)
        der = seq(seq(seq(seq(seq(SHA1, octets(bytes.fromhex(names)), octets(bytes.fromhex(keys)), integer(serial))))))
        cases.append((label, names, keys, serial, der))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        read = list(pool.map(by_openssl, [c[4] for c in cases]))
    ok(f"openssl reads {COUNT} requests as Python wrote them",
       [(c, r) for c, r in zip(cases, read) if r != c[1:4]])
    wrong = {}
    texts = [(form, text, case) for case in cases for form, text in spellings(case[4], case[0])]
    rows, said = explain(lencr, [t[1] for t in texts])
    ok("every line has an answer", [] if len(rows) == len(texts) else [f"{len(rows)} of {len(texts)}", said])
    for (form, text, (label, names, keys, serial, _)), row in zip(texts, rows):
        got = row.get("kind"), row.get("issuer_name_hash"), row.get("issuer_key_hash"), row.get("serial"), row["ca"].get("label")
        problems = wrong.setdefault(form, [])
        if got != ("ocsp-request", names, keys, hexed(serial), label) or row["input"] != text:
            problems.append((text, got))
    for form, problems in wrong.items():
        ok(f"{COUNT} serials, {form}", problems)


def leaves(lencr, shared):
    """Each leaf's own CRL URL, and the shard of its serial, where it names one."""
    problems, count = [], 0
    for path in sorted(glob.glob(os.path.join(shared, "fixtures", "leaves", "*.pem"))):
        text = subprocess.run(["openssl", "x509", "-in", path, "-noout", "-serial", "-issuer", "-ext", "crlDistributionPoints"],
                              capture_output=True, text=True).stdout
        serial = int(re.search(r"serial=([0-9A-F]+)", text).group(1), 16)
        issuer = re.search(r"CN ?= ?(.*)", text).group(1).split(",")[0]
        points = re.search(r"URI:(\S+)", text)
        row = json.loads(subprocess.run([lencr, "explain", "--json", path], capture_output=True, text=True).stdout)["results"][0]
        if int(row["serial"], 16) != serial:
            problems.append((path, row["serial"]))
        if points is None:
            continue
        count += 1
        told_by = json.loads(subprocess.run([lencr, "explain", "--json", "--serial", hexed(serial), "--issuer", issuer],
                                            capture_output=True, text=True).stdout)["results"][0]
        if (row["url"], told_by["url"], told_by["shard"]) != (points.group(1), points.group(1), serial % 128 + 1):
            problems.append((path, points.group(1), row["url"], told_by["url"]))
    ok(f"{count} leaves: the list they name, and the one of their serial", problems if count else ["none"])


def main():
    lencr, shared = sys.argv[1:]
    issuers = list(ISSUERS)
    hashes = os.path.join(shared, "fixtures", "captures", "le-ocsp-hashes.txt")
    if os.path.exists(hashes):
        for line in open(hashes):
            found = re.match(r"([0-9a-f]{40}) ([0-9a-f]{40}) cn=(r[0-9]+|e[0-9]+|y[er][0-9])$", line.lower().strip())
            if found and found.group(3) != "r3":
                issuers.append((found.group(3), *found.groups()[:2]))
    else:
        print("# shared folder absent: requests about R3's certificates alone, no leaves")
    print(f"# {len(issuers)} issuers")
    requests(lencr, issuers)
    if os.path.exists(hashes):
        leaves(lencr, shared)
    print(f"1..{told}")


main()
