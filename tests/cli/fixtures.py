#!/usr/bin/env python3
"""Real certificates of Let's Encrypt through the CLI, offline.

usage: fixtures.py LENCR FIXTURES WORK

FIXTURES has leaves/ (subscriber certificates) and letsencrypt/ (CA certificates:
prod, staging, external, revoked). Speaks TAP.
"""
import datetime
import glob
import json
import os
import re
import subprocess
import sys

lencr, fixtures, work = sys.argv[1:4]
count = 0
reports = []
CAS = os.path.join(fixtures, "letsencrypt")


def say(name, problems):
    global count
    count += 1
    print(f"{'not ok' if problems else 'ok'} {count} - {name}")
    for line in problems[:20]:
        print("#", line)


def times(path):
    """notBefore and notAfter by openssl."""
    done = subprocess.run(["openssl", "x509", "-in", path, "-noout", "-dates", "-dateopt", "iso_8601"],
                          capture_output=True, text=True, check=True)
    return [datetime.datetime.strptime(line.split("=")[1], "%Y-%m-%d %H:%M:%SZ")
            for line in done.stdout.splitlines()]


def at(path):
    """Within its lifetime, and early enough that DST Root CA X3 had not expired."""
    first, last = times(path)
    part = 8 if path.endswith("-by-dst.pem") else 2
    return (first + (last - first) / part).strftime("%Y-%m-%dT%H:%M:%SZ")


def bundle(name, *folders):
    """The certificates of those folders or files in one file."""
    path = os.path.join(work, name)
    with open(path, "w", encoding="ascii") as out:
        for folder in folders:
            for file in sorted(glob.glob(os.path.join(CAS, folder))):
                with open(file, encoding="ascii") as source:
                    out.write(source.read())
    return path


def check(path, moment, *options):
    done = subprocess.run([lencr, "check", "--offline", "--no-cache", "--json", "--at", moment,
                           *options, "--file", path], capture_output=True, timeout=60, check=False)
    file = os.path.join(work, f"{len(reports)}.json")
    with open(file, "wb") as out:
        out.write(done.stdout)
    reports.append(file)
    result = json.loads(done.stdout)["results"][0]
    result["status"] = done.returncode
    return result


def words(result):
    return {finding["word"] for finding in result["findings"]}


def verdict(result):
    return f"{result['verdict']} ({result['status']}) {result['reasons']}"


ROOTS = bundle("roots.pem", "prod/root-x[12].pem")
OLD_ROOTS = bundle("old.pem", "prod/root-x[12].pem", "external/*.pem")
STAGING = bundle("staging.pem", "staging/root-*.pem")
OTHERS = bundle("others.pem", "prod/int-*.pem", "prod/cross-*.pem")
STAGING_OTHERS = bundle("stg-others.pem", "staging/int-*.pem", "staging/cross-*.pem")


def issuer_file_name(name):
    """r12-rsa-2026-03-revoked.pem was issued by "Let's Encrypt R12" or an X3."""
    return name.split("-")[0].upper()


def leaves():
    wrong = {"chain": [], "known": [], "require": [], "precertificate": []}
    paths = sorted(glob.glob(os.path.join(fixtures, "leaves", "*.pem")))
    for path in paths:
        name = os.path.basename(path)
        staging = name.startswith("staging")
        trust = ("--trust", STAGING if staging else OLD_ROOTS,
                 "--untrusted", STAGING_OTHERS if staging else OTHERS)
        moment = at(path)
        off = check(path, moment, *trust, "--revocation", "off")
        required = check(path, moment, *trust)
        if "precert" in name:
            for result in (off, required):
                if result["status"] != 1 or "precertificate" not in words(result):
                    wrong["precertificate"].append(f"{name}: {verdict(result)}")
            continue
        if off["verdict"] != "good" or off["status"] != 0 or "best_path" not in off:
            wrong["chain"].append(f"{name}: {verdict(off)}")
        if required["verdict"] != "undetermined" or required["status"] != 4:
            wrong["require"].append(f"{name}: {verdict(required)}")
        if not staging:
            known = " ".join(c.get("known_as", "") for c in off["certificates"])
            if not re.search(rf"\b{issuer_file_name(name)}\b", known):
                wrong["known"].append(f"{name}: {known!r}")
    say(f"{len(paths)} leaves: the chain is found", wrong["chain"])
    say("the issuer is known by name", wrong["known"])
    say("without a CRL none is good, also those that were revoked", wrong["require"])
    say("a precertificate is never good", wrong["precertificate"])


def authorities():
    wrong, names = [], []
    paths = sorted(glob.glob(os.path.join(CAS, "prod", "*.pem")))
    for path in paths:
        name = os.path.basename(path)
        result = check(path, at(path), "--trust", OLD_ROOTS, "--untrusted", OTHERS,
                       "--revocation", "off", "--purpose", "any", "--profile", "rfc5280")
        young = name in ("root-ye.pem", "root-yr.pem")
        good = result["status"] == 0 and result["verdict"] == "good"
        if not good and not young:
            wrong.append(f"{name}: {verdict(result)}")
        if young and good and len(result["paths"]) == 0:
            wrong.append(f"{name}: good without a path")
        first = next(c for c in result["certificates"] if c["id"] == 0)
        if not first.get("known_as"):
            names.append(name)
    say(f"{len(paths)} CA certificates lead to an anchor", wrong)
    say("each is known by name", names)


def revoked_cross_signs():
    moment = "2026-09-01T00:00:00Z"
    leaf = {"x2": "ye1-shortlived", "ye": "ye2-p256-classic", "yr": "yr1-shortlived"}
    for path in sorted(glob.glob(os.path.join(CAS, "revoked", "*.pem"))):
        name = os.path.basename(path)
        serial = subprocess.run(["openssl", "x509", "-in", path, "-noout", "-serial"], check=True,
                                capture_output=True, text=True).stdout.strip().split("=")[1].lower()
        direct = check(path, moment, "--trust", ROOTS)
        say(f"{name} itself is revoked, offline",
            [] if direct["status"] == 3 and direct["verdict"] == "revoked" else [verdict(direct)])
        before = check(path, "2026-01-01T00:00:00Z", "--trust", ROOTS, "--purpose", "any",
                       "--profile", "rfc5280", "--revocation", "soft")
        say(f"{name} was not before its revocation",
            [] if before["verdict"] == "good" else [verdict(before)])
        kind = next(k for k in leaf if f"root-{k}-" in name)
        subject = glob.glob(os.path.join(fixtures, "leaves", leaf[kind] + "*.pem"))[0]
        new = {"x2": "cross-root-x2-by-x1-2026.pem", "ye": "cross-root-ye-by-x2.pem",
               "yr": "cross-root-yr-by-x1.pem"}[kind]
        ways = {"x2": ["prod/int-ye1.pem", "prod/cross-root-ye-by-x2.pem"], "ye": ["prod/int-ye2.pem"],
                "yr": ["prod/int-yr1.pem"]}[kind]
        served = os.path.join(work, "served.pem")
        with open(served, "w", encoding="ascii") as out:
            for file in [subject, *[os.path.join(CAS, way) for way in ways], path]:
                with open(file, encoding="ascii") as source:
                    out.write(source.read())
        trust = ("--trust", bundle("x1.pem", "prod/root-x1.pem") if kind == "x2" else ROOTS)
        then = at(subject)
        bad = check(served, then, *trust, "--revocation", "soft")
        say(f"{name} in a file that has no other way: revoked",
            [] if bad["status"] == 3 and "ca-revoked" in words(bad) else [verdict(bad)])
        replaced = check(served, then, *trust, "--untrusted", os.path.join(CAS, "prod", new),
                         "--revocation", "soft")
        right = subprocess.run(["openssl", "x509", "-in", os.path.join(CAS, "prod", new), "-noout", "-serial"],
                               check=True, capture_output=True, text=True)
        right = right.stdout.strip().split("=")[1].lower()
        about = [f for f in replaced["findings"] if f["word"] == "presented-ca-revoked"]
        text = json.dumps(about)
        problems = [] if replaced["status"] == 0 else [verdict(replaced)]
        if not about:
            problems.append("no presented-ca-revoked")
        if replaced.get("as_served", {}).get("verdict") != "revoked":
            problems.append(f"as served {replaced.get('as_served')}")
        if right not in text:
            problems.append(f"the serial to serve, {right}, is not named: {text}")
        if serial not in json.dumps(replaced["findings"]):
            problems.append(f"the serial served, {serial}, is not named: {text}")
        say(f"{name} beside its successor: good, warned, the serial to serve named", problems)


def main():
    leaves()
    authorities()
    revoked_cross_signs()
    validator = os.path.join(os.path.dirname(os.path.abspath(__file__)), "validate.py")
    done = subprocess.run([sys.executable, validator, *reports], capture_output=True, text=True, check=False)
    if done.returncode == 77:
        print("# python3-jsonschema is not installed: reports not validated")
    say(f"{len(reports)} reports hold to the schema",
        [] if done.returncode in (0, 77) else (done.stdout + done.stderr).splitlines())
    print(f"1..{count}")


main()
