#!/usr/bin/env python3
"""Every fault of the test mode, on every kind of object, through the command line.

usage: clients-faults.py LENCR MANUAL WORK

MANUAL is lencr-world(5), whose list of faults must be the one tried here. One test
mode has a CA for each pair of fault and object; one check looks at all of them. Speaks TAP.
"""
import json
import os
import re
import subprocess
import sys

lencr, manual, work = sys.argv[1:4]
count = 0
VALUES = {"status": "=503", "reach": "=refused", "redirect": "=http://gone.i.lencr.org/", "age": "=90000",
          "clock": "=90000"}
HTTP = ("missing status silent slow reset truncate endless lie-length garbage reach html noise empty big trailing "
        "cut redirect redirect-loop gzip wrong-type not-modified age clock other-ca").split()
LISTS = ["pem", "wrong-shard", "bad-signature", "stale", "future"]
ANSWERS = ["bad-signature", "stale", "future", "try-later", "unauthorized", "internal-error"]
TRIED = {
    "crl": HTTP + LISTS,
    "ocsp": HTTP + ANSWERS,
    "aia": HTTP + ["pem", "pkcs7", "bad-signature"],
    "site": ["silent", "slow", "reset", "truncate", "garbage", "reach", "alert"],
    "staple": ["empty", "trailing", "cut"] + ANSWERS,
}
# What is harmless for the verdict: it is good nevertheless. Everything else never is.
HARMLESS = {
    "crl": {"pem", "big", "wrong-type", "age", "clock"},
    "ocsp": {"wrong-type", "age", "clock"},
    "aia": {"pem", "pkcs7", "wrong-type", "age", "clock"},
    "site": set(),
    "staple": set(),
}
# What the others may be.
WORSE = {
    "crl": {"undetermined"},
    "ocsp": {"undetermined"},
    "aia": {"invalid"},
    "site": {"unreachable"},
    "staple": {"invalid"},
}
FORGED = {("crl", "bad-signature"): {"suspicious"}, ("ocsp", "bad-signature"): {"suspicious"},
          ("staple", "bad-signature"): {"invalid", "suspicious"}}


def say(name, problems):
    global count
    count += 1
    print(f"{'not ok' if problems else 'ok'} {count} - {name}")
    for line in problems[:20]:
        print("#", line)


def pairs():
    return [(kind, fault) for kind, faults in TRIED.items() for fault in faults]


def write_world(path):
    lines = ["clock now", 'seed "every fault"', "trust ROOT", "", "ca ROOT", "\tkey p256", "ca OTHER", "\tby ROOT"]
    for kind, fault in pairs():
        name = f"{kind}-{fault}"
        lines += ["", f"ca {name}", "\tby ROOT", "\tkey p256", f"\tchain {name}",
                  f"site {name}.test", f"\tby {name}"]
        if kind == "ocsp":
            lines += ["\tcrldp none", "\tocsp yes"]
        if kind == "staple":
            lines += ["\tcrldp none", "\tocsp yes", "\tmust-staple", "\tstaple good"]
        if kind == "aia":
            lines += ["\tserve leaf"]
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")


def fault_options():
    options = []
    for kind, fault in pairs():
        name = f"{kind}-{fault}"
        place = name + ".test" if kind == "site" else f"staple:{name}.test" if kind == "staple" else f"{kind}:{name}"
        options += ["--fault", f"{fault}{VALUES.get(fault, '')}={place}"]
    return options


def documented():
    with open(manual, encoding="utf-8") as file:
        text = file.read()
    part = text[text.index(".Sh FAULTS"):]
    part = part[:part.index(".El")]
    return set(re.findall(r"^\.It Cm ([a-z0-9-]+)", part, re.M))


def judge(results):
    for kind in TRIED:
        wrong = []
        for fault in TRIED[kind]:
            result = results.get(f"{kind}-{fault}.test")
            wanted = {"good"} if fault in HARMLESS[kind] else FORGED.get((kind, fault), WORSE[kind])
            if result is None:
                wrong.append(f"{fault}: no result")
            elif result["verdict"] not in wanted:
                wrong.append(f"{fault}: {result['verdict']} {result['reasons']}, not {sorted(wanted)}")
            elif result["verdict"] != "good" and not result["reasons"]:
                wrong.append(f"{fault}: {result['verdict']} without a reason")
        say(f"{kind}: {len(TRIED[kind])} faults have the right verdict", wrong)


def main():
    tried = {fault for faults in TRIED.values() for fault in faults}
    say("the manual's faults are those tried", sorted(tried ^ documented()))
    world, roots, names = (os.path.join(work, x) for x in ("faults.world", "faults.pem", "names"))
    write_world(world)
    with open(names, "w", encoding="ascii") as file:
        file.writelines(f"{kind}-{fault}.test\n" for kind, fault in pairs())
    with subprocess.Popen([lencr, "serve", "--ready", "--root-out", roots, *fault_options(), world],
                          stdout=subprocess.PIPE, text=True) as server:
        line = server.stdout.readline()
        if not line.startswith("ready "):
            say("the test mode starts", [line])
        else:
            done = subprocess.run([lencr, "check", "--json", "--no-cache", "--via", line.split()[1], "--trust", roots,
                                   "--timeout", "6s", "--jobs", "32", "@" + names],
                                  capture_output=True, timeout=120, check=False)
            document = json.loads(done.stdout)
            judge({result["target"]["input"]: result for result in document["results"]})
            say("the worst gives the exit status", [] if done.returncode == 6 else [str(done.returncode)])
        server.terminate()
    print(f"1..{count}")


main()
