#!/usr/bin/env python3
"""Certificates, lists and responses by other hands, through the command line.

usage: forged.py LENCR WORK [ONLY]

Each case says what verdict must come out and which finding must name the cause.
The objects are put together by tests/support/forge.py, and signed by openssl.
The kinds are those of the public suites (NIST PKITS, BoringSSL's testdata,
x509-limbo, BetterTLS), of CVEs in other software, and of what OpenSSL 3.0 was
measured to accept wrongly. Speaks TAP.
"""
import concurrent.futures
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from forge import *  # noqa: E402,F403 # pylint: disable=wildcard-import,wrong-import-position
import forged_cases  # noqa: E402 # pylint: disable=wrong-import-position
import forged_paths  # noqa: E402 # pylint: disable=wrong-import-position

lencr, work = sys.argv[1:3]
only = sys.argv[3] if len(sys.argv) > 3 else ""


class Room:
    """What the cases are made in; they call case()."""

    def __init__(self):
        self.cases = []

    def case(self, name, verdict, word, leaf, trust=(), untrusted=(), crl=(), ocsp=(), options=(),
             refuse=(), profile="rfc5280"):
        """VERDICT "bad": anything but good. WORD: a finding that must be there, or None."""
        if only and only not in name:
            return
        folder = os.path.join(work, f"case{len(self.cases)}")
        os.mkdir(folder)
        argv = [lencr, "check", "--offline", "--no-cache", "--json", "--at", f"@{NOW}",
                "--profile", profile, "--purpose", "any"]

        def put(kind, index, label, der):
            path = os.path.join(folder, f"{kind}{index}")
            with open(path, "wb") as file:
                file.write(pem(label, der).encode() if label else der)
            return path

        argv += ["--trust", put("trust", 0, None, b"".join(
            pem("CERTIFICATE", x).encode() for x in trust))]
        if untrusted:
            argv += ["--untrusted", put("untrusted", 0, None, b"".join(
                pem("CERTIFICATE", x).encode() for x in untrusted))]
        for i, der in enumerate(crl):
            argv += ["--crl", put("crl", i, None, der)]
        for i, der in enumerate(ocsp):
            argv += ["--ocsp", put("ocsp", i, None, der)]
        if not crl and not ocsp and "--revocation" not in options:
            argv += ["--revocation", "off"]
        argv += [*options, "--file", put("leaf", 0, "CERTIFICATE", leaf)]
        self.cases.append((name, verdict, word, refuse, argv))


def judge(case):
    name, verdict, word, refuse, argv = case
    try:
        done = subprocess.run(argv, capture_output=True, timeout=20, check=False,
                              stdin=subprocess.DEVNULL)
        result = json.loads(done.stdout)["results"][0]
    except (subprocess.TimeoutExpired, ValueError, KeyError) as problem:
        return name, [f"{problem!r}", " ".join(argv)]
    found = {f["word"] for f in result["findings"]}
    wrong = []
    if verdict == "bad" and result["verdict"] == "good" or \
            verdict not in ("bad", result["verdict"]):
        wrong.append(f"{result['verdict']} because of {result['reasons']}, not {verdict}")
    if word and not found & set(word.split("|")):
        wrong.append(f"{word} is not among {sorted(found)}")
    wrong += [f"{x} is there" for x in refuse if x in found]
    if (done.returncode == 0) != (result["verdict"] == "good"):
        wrong.append(f"exit {done.returncode} with {result['verdict']}")
    if wrong:
        wrong.append(" ".join(argv))
    return name, wrong


def main():
    room = Room()
    forge = Forge(work)
    forged_cases.make(room, forge)
    forged_paths.make(room, forge)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for number_of, (name, wrong) in enumerate(pool.map(judge, room.cases), 1):
            print(f"{'not ok' if wrong else 'ok'} {number_of} - {name}")
            for line in wrong:
                print("#", line)
    print(f"1..{len(room.cases)}")


main()
