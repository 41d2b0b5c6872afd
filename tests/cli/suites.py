#!/usr/bin/env python3
"""Runs the public suites through the CLI and holds the result to what is known.

usage: suites.py LENCR SUITES DIFFERENCES WORK

SUITES has the cases, run.py (which scores a command-line verifier) and
aia_server.py (which stands in for *.i.lencr.org). Speaks TAP.
"""
import concurrent.futures
import json
import os
import subprocess
import sys

lencr, suites, differences, work = sys.argv[1:5]
count = 0

# Which profile each suite was written for.
PROFILES = {
    "limbo": "webpki",
    "bettertls": "webpki",
    "amazon": "webpki",
    "real-ocsp": "webpki",
    "bssl-crl": "rfc5280",
    "bssl-ocsp": "rfc5280",
    "pkits": "rfc5280",
}


def say(name, problems):
    global count
    count += 1
    print(f"{'not ok' if problems else 'ok'} {count} - {name}")
    for line in problems[:20]:
        print("#", line)


def template(profile):
    """The runner's template, with the tool under test in place of the first in PATH."""
    with open(os.path.join(suites, f"lencr-{profile}.json"), encoding="utf-8") as file:
        value = json.load(file)
    value["base"][0] = lencr
    path = os.path.join(work, f"{profile}.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file)
    return path


def known():
    rows = {}
    with open(differences, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                case, word, _ = line.rstrip("\n").split("\t")
                rows[case] = word
    return rows


def verdict_of(argv):
    """The JSON result of the same check: verdict, words, exit status."""
    done = subprocess.run([*argv, "--json"], capture_output=True, timeout=60, check=False)
    result = json.loads(done.stdout)["results"][0]
    return result["verdict"], result["reasons"], done.returncode


def run_suite(suite, profile, rows):
    out = os.path.join(work, suite + ".out")
    done = subprocess.run(
        [sys.executable, os.path.join(suites, "run.py"), os.path.join(suites, suite),
         "--template", template(profile), "--out", out],
        capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        say(f"{suite}: the runner ends well", done.stderr.splitlines()[-2:])
        return set()
    with open(out, encoding="utf-8") as file:
        cases = json.load(file)
    say(f"{suite}: there are cases", [] if cases else ["none"])
    wrong = {"accept": [], "reject": [], "broken": [], "word": []}
    met = set()
    for case in cases:
        line = f"{case['id']}: exit {case['rc']}: {case['out'].strip()[:200]!r}"
        if case["got"] == "broken":
            wrong["broken"].append(line)
        elif case["got"] == "success" != case["expected"]:
            wrong["accept"].append(line)
        elif case["got"] != case["expected"]:
            met.add(case["id"])
            if case["id"] not in rows:
                wrong["reject"].append(line)
                continue
            verdict, words, status = verdict_of(case["argv"])
            if rows[case["id"]] not in words or verdict != "invalid" or status != 1:
                wrong["word"].append(f"{case['id']}: {verdict} ({status}) because of {words}, "
                                     f"not {rows[case['id']]}")
    say(f"{suite}: no wrong accept in {len(cases)} cases", wrong["accept"])
    say(f"{suite}: none broken", wrong["broken"])
    say(f"{suite}: no wrong reject but the known", wrong["reject"])
    say(f"{suite}: the known ones for the reason known", wrong["word"])
    stale = {row for row in rows if row in {case["id"] for case in cases}} - met
    say(f"{suite}: all the known ones still are", sorted(stale))
    return {case["id"] for case in cases}


class Double:
    """The stand-in for *.i.lencr.org for one case."""

    def __init__(self, folder):
        self.log = os.path.join(work, os.path.basename(folder) + ".log")
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(suites, "aia_server.py"), folder, "--log", self.log],
            stdout=subprocess.PIPE, text=True)
        self.port = self.process.stdout.readline().strip()

    def requests(self):
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="utf-8") as file:
            return file.read().splitlines()

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def run_leaf(folder, rows):
    """One Let's Encrypt leaf with and without revocation; returns what is wrong with it."""
    with open(os.path.join(folder, "case.json"), encoding="utf-8") as file:
        case = json.load(file)
    argv = [lencr, "check", "--no-cache", "--profile", "webpki",
            "--trust", os.path.join(folder, "roots.pem"), "--at", f"@{case['time']}",
            "--name", case["peer_name"]["value"], "--file", os.path.join(folder, "leaf.pem")]
    if os.path.exists(os.path.join(folder, "untrusted.pem")):
        argv += ["--untrusted", os.path.join(folder, "untrusted.pem")]
    double = Double(folder) if os.path.isdir(os.path.join(folder, "http")) else None
    argv += ["--via", "127.0.0.1:" + double.port] if double else ["--offline"]
    try:
        off = verdict_of([*argv, "--revocation", "off"])
        soft = verdict_of([*argv, "--revocation", "soft"])
        required = verdict_of(argv)
    finally:
        if double:
            double.stop()
    wrong = []
    good = case["expected"] == "success" or rows.get(case["id"]) == "good"
    for name, (verdict, words, status) in (("off", off), ("soft", soft)):
        if (status == 0) != good or (verdict == "good") != good:
            wrong.append(f"{case['id']}: {name}: {verdict} {status} {words}")
        if not good and verdict != "invalid":
            wrong.append(f"{case['id']}: {name}: {verdict} is not invalid")
    # Nobody serves these CRLs: with revocation required nothing is good.
    if required[0] != ("undetermined" if good else "invalid"):
        wrong.append(f"{case['id']}: require: {required}")
    if double and folder.endswith("__ok") and not any(" 200" in x for x in double.requests()):
        wrong.append(f"{case['id']}: the issuer was not fetched")
    return wrong


def run_leaves(rows):
    root = os.path.join(suites, "le-leaf")
    folders = sorted(os.path.join(root, name) for name in os.listdir(root))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        wrong = [line for lines in pool.map(lambda x: run_leaf(x, rows), folders) for line in lines]
    say(f"le-leaf: {len(folders)} real certificates, with revocation off, soft, required", wrong)


def main():
    rows = known()
    seen = set()
    for suite, profile in PROFILES.items():
        seen |= run_suite(suite, profile, rows)
    seen |= {"le-leaf::" + name.replace("__", "::")
             for name in os.listdir(os.path.join(suites, "le-leaf"))}
    say("every known difference is a case", sorted(set(rows) - seen))
    run_leaves(rows)
    print(f"1..{count}")


main()
