#!/usr/bin/env python3
"""Inputs that were made to cost much, through the command line.

usage: ceilings.py LENCR WORK

Each must end within SECONDS and MEGABYTES, be anything but good where that is
said, and name the ceiling that it met. Speaks TAP.
"""
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from forge import *  # noqa: E402,F403 # pylint: disable=wildcard-import,wrong-import-position

lencr, work = sys.argv[1:3]
# Two seconds on a machine that does nothing else; the tests share theirs.
SECONDS = float(os.environ.get("CEILING_SECONDS", "2"))
MEGABYTES = float(os.environ.get("CEILING_MEGABYTES", "64"))
CA = [basic(), usage(5, 6)]
count = 0


def put(name_of, data):
    path = os.path.join(work, name_of)
    with open(path, "wb") as file:
        file.write(data)
    return path


def pems(certs):
    return b"".join(pem("CERTIFICATE", x).encode() for x in certs)


def try_one(label, verdict, word, *argv):
    """VERDICT None: any. Time is the process's own, so that the machine's load does not count."""
    global count
    count += 1
    out = os.path.join(work, "out")
    pid = os.fork()
    if pid == 0:
        with open(out, "wb") as file, open(os.devnull, "r+b") as null:
            os.dup2(null.fileno(), 0)
            os.dup2(file.fileno(), 1)
            os.dup2(null.fileno(), 2)
            os.execv(lencr, [lencr, "check", "--offline", "--no-cache", "--json", "--at", f"@{NOW}",
                             "--purpose", "any", "--profile", "rfc5280", *argv])
    begin = time.monotonic()
    _, status, usage_of = os.wait4(pid, 0)
    spent, megabytes = usage_of.ru_utime + usage_of.ru_stime, usage_of.ru_maxrss / 1024
    wrong = []
    try:
        with open(out, encoding="utf-8") as file:
            result = json.load(file)["results"][0]
        found = {f["word"] for f in result["findings"]}
        if verdict and result["verdict"] != verdict:
            wrong.append(f"{result['verdict']} because of {result['reasons']}, not {verdict}")
        if word and word not in found:
            wrong.append(f"{word} is not among {sorted(found)}")
        # What stands in no path that was found may stand in one that was not.
        if "chain-stranger" in found and found & {"ceiling-paths", "ceiling-certificates", "ceiling-signatures"}:
            wrong.append("chain-stranger, though the search was ended")
    except (ValueError, KeyError) as problem:
        wrong.append(f"no report: {problem!r}, status {status}")
    if spent > SECONDS:
        wrong.append(f"{spent:.2f} s ({time.monotonic() - begin:.2f} s passed)")
    if megabytes > MEGABYTES:
        wrong.append(f"{megabytes:.0f} MB")
    print(f"{'not ok' if wrong else 'ok'} {count} - {label}")
    print(f"# {spent:.2f} s, {megabytes:.0f} MB; {result['verdict'] if not wrong or 'no report' not in wrong[0] else '?'}")
    for line in wrong:
        print("#", line)


def paths(f):
    root = f.cert("Root", "Root", exts=CA, serial=1)
    trust = ["--trust", put("root", pems([root])), "--revocation", "off"]
    names_of = [f"M{i}" for i in range(13)]
    mesh = [f.cert(s, i, exts=CA) for s in names_of for i in names_of if s != i]
    leaf = put("leaf", pems([f.cert("leaf", "M0", exts=[usage(0)])]))
    way_out = f.cert("M9", "Root", exts=CA)
    try_one("every CA certified every other, one by a root", "good", "ceiling-paths", *trust,
            "--untrusted", put("mesh", pems([*mesh, way_out])), "--file", leaf)
    try_one("the same, and deeper", "good", "ceiling-paths", *trust, "--max-depth", "100",
            "--untrusted", put("mesh", pems([*mesh, way_out])), "--file", leaf)
    try_one("the same without a way out", "invalid", "untrusted", *trust, "--max-depth", "100",
            "--untrusted", put("mesh", pems(mesh)), "--file", leaf)
    many = [f.cert("X", "X", key=f"ed {i}", signer=f"ed {(i + 1) % 60}", exts=CA, serial=i + 1)
            for i in range(60)]
    try_one("sixty CAs of one name in a ring, none made the leaf", "invalid", "ceiling-signatures", *trust,
            "--untrusted", put("ring", pems(many)), "--max-depth", "60",
            "--file", put("ringleaf", pems([f.cert("leaf", "X", signer="ed 0", exts=[usage(0)])])))
    stuffed = [f.cert("Y", "Root", key="Y", exts=CA, serial=i + 1) for i in range(1000)]
    others = [f.cert(f"Z{i}", "Root", key="Y", exts=CA) for i in range(900)]
    yleaf = f.cert("leaf", "Y", exts=[usage(0)])
    try_one("a thousand certificates of one CA", "good", "ceiling-certificates", *trust,
            "--untrusted", put("thousand", pems(stuffed)), "--file", put("yleaf", pems([yleaf])))
    try_one("nine hundred other CAs before the right one", "good", "ceiling-certificates", *trust,
            "--untrusted", put("others", pems([*others, stuffed[0]])), "--file", put("yleaf", pems([yleaf])))
    packed = seq(oid("1.2.840.113549.1.7.2"), tlv(0xA0, seq(
        integer(1), set_of(), seq(oid("1.2.840.113549.1.7.1")), tlv(0xA0, yleaf, *stuffed), set_of())))
    try_one("a PKCS#7 of a thousand", "good", "ceiling-certificates", *trust, "--file",
            put("packed.p7b", packed))
    try_one("a file of a thousand in PEM", "good", "ceiling-certificates", *trust, "--file",
            put("chain.pem", pems([yleaf, *stuffed])))


def constraints_and_names(f):
    root = f.cert("Root", "Root", exts=CA, serial=1)
    trust = ["--trust", put("root", pems([root])), "--revocation", "off"]

    def one(label, verdict, word, ca, leaf, *more, subject="leaf"):
        middle = f.cert("CA", "Root", exts=[*CA, *ca], serial=2)
        last = f.cert(subject, "CA", exts=[usage(0), *leaf])
        try_one(label, verdict, word, *trust, *more, "--untrusted", put("ca", pems([middle])),
                "--file", put("leaf", pems([last])))

    hosts = [f"dns:n{i}.test" for i in range(6000)]
    one("6000 names under 5000 constraints", "invalid", "ceiling-constraints",
        [constraints([f"dns:c{i}.test" for i in range(5000)])], [san(*hosts)])
    one("6000 names under 5000 exclusions", "invalid", "ceiling-constraints",
        [constraints(excluded=[f"dns:c{i}.test" for i in range(5000)])], [san(*hosts)])
    one("6000 addresses under 5000 constraints", "invalid", "ceiling-constraints",
        [constraints([f"ip:{i:08x}ffffffff" for i in range(5000)])], [san(*[f"ip:{i:08x}" for i in range(9000, 15000)])])
    one("6000 mailboxes under 4000 constraints", "invalid", "ceiling-constraints",
        [constraints([f"email:a@c{i}.t" for i in range(4000)])], [san(*[f"email:a@n{i}.t" for i in range(5000)])])
    one("directory names under constraints", "invalid", "ceiling-constraints",
        [constraints([f"dir:CN={i}" for i in range(3000)])], [san(*[f"dir:CN=x{i}" for i in range(3000)])])
    one("600 names under 500 constraints", "good", None,
        [constraints([f"dns:n{i}.test" for i in range(600)])], [san(*hosts[:500])])
    one("100,000 names", "invalid", "ceiling-size", [], [san(*[f"dns:n{i}.test" for i in range(100000)])],
        "--name", "n99999.test")
    one("a subject of 5000 parts", None, None, [], [], subject=name(",".join(f"OU={i}" for i in range(5000))))
    one("5000 distribution points", None, None, [], [crldp(*[point(f"uri:http://x{i}.t/") for i in range(3000)])],
        "--revocation", "require")
    nested = b"\x05\x00"
    for _ in range(20000):
        nested = tlv(0x30, nested) if len(nested) < 90000 else nested
    one("deep nesting in an extension", None, None, [], [ext("2.5.29.17", nested[:90000])])
    one("deep nesting in a name", None, None, [], [], subject=seq(set_of(seq(oid("2.5.4.3"), nested[:90000]))))
    one("1000 extensions", None, None, [], [ext(f"1.2.3.{i}", b"x") for i in range(1000)])


def policies_and_keys(f):
    root = f.cert("Root", "Root", exts=CA, serial=1)
    trust = ["--trust", put("root", pems([root])), "--revocation", "off"]
    wide = [f"1.2.3.{i}" for i in range(40)]
    # CVE-2023-0464: every policy maps to every other, one level after the other.
    chain = []
    for level in range(8):
        chain.append(f.cert(f"P{level}", f"P{level + 1}" if level < 7 else "Root", exts=[
            *CA, policies(*wide), mappings(*[(a, b) for a in wide for b in wide])], serial=level + 2))
    leaf = f.cert("leaf", "P0", exts=[usage(0), policies(*wide)])
    try_one("a tree of policies that multiplies", "invalid", "ceiling-policies", *trust, "--explicit-policy", "--untrusted",
            put("policies", pems(chain)), "--file", put("leaf", pems([leaf])))
    huge = seq(seq(oid("1.2.840.113549.1.1.1"), NULL), bits(seq(
        integer((1 << 65536) - 1), integer(65537))))
    ca = f.cert("CA", "Root", exts=CA, serial=2, spki=huge)
    leaf = f.cert("leaf", "CA", signer="Root", exts=[usage(0)], algorithm=RSA_SHA256,
                  signature=bits(b"\x01" * 8192))
    try_one("an RSA key of 65,536 bits", "invalid", None, *trust, "--untrusted", put("ca", pems([ca])),
            "--file", put("leaf", pems([leaf])))


def evidence(f):
    root = f.cert("Root", "Root", exts=CA, serial=1)
    ca = f.cert("CA", "Root", exts=CA, serial=2)
    leaf = put("leaf", pems([f.cert("leaf", "CA", exts=[usage(0), aia(ocsp="http://o.test/")])]))
    base = ["--trust", put("root", pems([root])), "--untrusted", put("ca", pems([ca])), "--scope", "leaf",
            "--file", leaf]
    other = single(f.cert_id("CA", 9))
    mine = single(f.cert_id("CA", 0x1234))
    try_one("2000 single responses, ours the last", "undetermined", "ceiling-size", *base, "--ocsp",
            put("ocsp", f.ocsp("CA", [*[other] * 2000, mine])))
    try_one("a response of a megabyte", "undetermined", "ceiling-size", *base, "--ocsp",
            put("ocsp", f.ocsp("CA", [*[other] * 12000, mine])))
    try_one("eleven certificates in a response", "undetermined", "ocsp-too-many-certificates", *base, "--ocsp",
            put("ocsp", f.ocsp("CA", [mine], certs=[ca] * 11)))
    one_entry = entry(9, NOW - 9)
    try_one("a list of 200,000 entries", "good", None, *base, "--crl",
            put("crl", f.crl("CA", revoked=seq(one_entry * 200000))))
    try_one("200,000 entries with a reason each, ours the last", "revoked", "revoked", *base, "--crl", put(
        "crl", f.crl("CA", revoked=seq(entry(9, NOW - 9, [reason(1)]) * 200000, entry(0x1234, NOW - 9)))))
    try_one("a list of 3000 extensions", "undetermined", "crl-malformed", *base, "--crl", put(
        "crl", f.crl("CA", exts=[ext(f"1.2.3.{i}", b"x") for i in range(3000)])))
    try_one("an indirect list of 100,000 issuers", None, None, *base, "--crl", put("crl", f.crl(
        "CA", exts=[number(5), idp(indirect=True)],
        revoked=seq(entry(9, NOW - 9, [entry_issuer("CN=Other")]) * 100000))))
    crowd = b"".join(entry(9, NOW - 9, [entry_issuer(f"CN={i}")]) for i in range(100100))
    try_one("an indirect list of 100,100 different issuers", "undetermined", "crl-malformed", *base, "--crl", put(
        "crl", f.crl("CA", exts=[number(5), idp(indirect=True)], revoked=seq(crowd))))
    try_one("a list with 5000 names in its point", "undetermined", None, *base, "--crl", put("crl", f.crl(
        "CA", exts=[number(5), idp(*[f"uri:http://x{i}.test/" for i in range(5000)])])))
    lists = [f.crl("CA", signer=f"signer {i % 4}", exts=[number(i + 1)]) for i in range(60)]
    options = []
    for i, der in enumerate(lists):
        options += ["--crl", put(f"crl{i}", der)]
    try_one("sixty lists by strangers", "undetermined", "crl-bad-signature", *base, *options)
    signers = [f.cert("CA", "CA", key=f"signer {i % 4}", signer=f"signer {(i + 1) % 4}", serial=100 + i, exts=CA)
               for i in range(60)]
    try_one("sixty lists by strangers who certify each other", "undetermined", None, *base, *options,
            "--untrusted", put("signers", pems(signers)))


def main():
    f = Forge(work)
    paths(f)
    constraints_and_names(f)
    policies_and_keys(f)
    evidence(f)
    print(f"1..{count}")


main()
