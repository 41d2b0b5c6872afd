"""The examples of README and of the manual, as people would paste them.

examples.py LENCR TOP WORK ADDRESS ROOT [SHARED]: prints TAP. A program "lencr" stands
first in PATH that sends what would go to the Internet to the test mode and
changes nothing else; example.org is one of its good sites.
"""

import glob
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import examples_monday  # noqa: E402

LENCR, TOP, WORK, ADDRESS, ROOT = sys.argv[1:6]
SHARED = sys.argv[6] if len(sys.argv) > 6 else ""
WRAPPER = """#!/bin/sh
case $1 in
check)
    command=$1
    shift
    case " $* " in
    *' --replay '*) exec "$LENCR" "$command" "$@" ;;
    *' --trust '*) exec "$LENCR" "$command" --via "$ADDRESS" "$@" ;;
    esac
    exec "$LENCR" "$command" --via "$ADDRESS" --trust root.pem "$@"
    ;;
show | crl)
    command=$1
    shift
    exec "$LENCR" "$command" --via "$ADDRESS" "$@"
    ;;
watch) exec "$LENCR" "$@" --for 1s ;;
esac
exec "$LENCR" "$@"
"""
count = 0


def ok(name, fine, detail=""):
    global count
    count += 1
    print("%s %d - %s" % ("ok" if fine else "not ok", count, name))
    if not fine:
        for line in str(detail).splitlines()[:40]:
            print("# " + line)
    sys.stdout.flush()


def count_skipped(name, why):
    global count
    count += 1
    print("ok %d - %s # SKIP %s" % (count, name, why))


def run(command, columns=100):
    command = command.replace("example.org", "good-rsa.test").replace("/etc/squid/conf.d/", "")
    # Without the rights it says so; with them one second of the loopback does.
    command = command.replace("sudo lencr watch", "lencr watch").replace("-i eth0", "-i lo")
    env = dict(os.environ, PATH=WORK + "/bin:" + os.environ["PATH"], LENCR=LENCR, ADDRESS=ADDRESS,
               COLUMNS=str(columns), LC_ALL="C.UTF-8", LANG="C.UTF-8")
    done = subprocess.run(["sh", "-c", command], cwd=WORK, env=env, stdin=subprocess.DEVNULL, timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def set_the_table():
    """The files that examples name."""
    os.mkdir(WORK + "/bin")
    with open(WORK + "/bin/lencr", "w") as f:
        f.write(WRAPPER)
    os.chmod(WORK + "/bin/lencr", 0o755)
    shutil.copy(ROOT, WORK + "/root.pem")
    with open(WORK + "/hosts.txt", "w") as f:
        f.write("good-rsa.test\nrevoked-crl.test\n")
    run("lencr check --write-chain cert.pem good-rsa.test")
    shutil.copy(WORK + "/cert.pem", WORK + "/leaf.pem")
    shutil.copy(WORK + "/cert.pem", WORK + "/chain.pem")
    for name in ("yesterday.crl", "today.crl", "old.crl", "new.crl"):
        subprocess.run(["curl", "-s", "-o", WORK + "/" + name, "--connect-to", "::" + ADDRESS,
                        "http://ye1.c.lencr.org/13.crl"], check=True)
    run("lencr check --record recorded old-ocsp.test")
    responses = [p for p in glob.glob(WORK + "/recorded/blob/*/*") if b"\x2b\x06\x01\x05\x05\x07\x30\x01\x01" in open(p, "rb").read()]
    shutil.copy(responses[0] if responses else WORK + "/today.crl", WORK + "/response.der")
    with open(WORK + "/access.log", "w") as f:
        f.write('10.0.0.7 - - "GET http://ye2.c.lencr.org/25.crl HTTP/1.1" 200\n')
    examples_monday.put(SHARED, WORK)
    examples_monday.put_ct(WORK)


# --- the manual and --help ------------------------------------------------------

def manual_examples(page):
    literal = False
    for line in open(page):
        line = line.rstrip("\n")
        if line.startswith(".Bd -literal"):
            literal = True
        elif line.startswith(".Ed"):
            literal = False
        text = line[4:] if line.startswith((".Dl ", ".D1 ")) else line if literal else ""
        if text.startswith("$ "):
            yield text[2:].replace("\\(dq", '"').replace("\\e", "\\").replace("\\&", "").replace("\\-", "-")


def help_examples(command):
    text = subprocess.run([LENCR, command, "--help"], stdout=subprocess.PIPE, check=True).stdout.decode()
    for line in text.splitlines():
        found = re.match(r"  (.*\blencr " + command + r" .*?)(   .*)?$", line)
        if found and not line.startswith("usage"):
            yield found.group(1)


def try_command(where, command):
    if "jq" in command and shutil.which("jq") is None:
        command = command.split("|")[0]
    if "lencr demo" in command or "lencr serve" in command:
        return
    if "..." in command:
        command = command.replace("05a1...", "05a1")
    shutil.rmtree(WORK + "/crls", ignore_errors=True)
    status, out, err = run(command)
    # The verdict is the world's business; that the command is understood is ours.
    ok("%s: %s" % (where, command), status not in (2, 7, 126, 127) and status < 128, "status %d\n%s%s" % (status, out, err))


# --- README ---------------------------------------------------------------------

def shape(line):
    """A line without what differs from run to run."""
    line = re.sub(r"[0-9a-f]{12,}", "HEX", line)
    line = re.sub(r"\d+ (min|ms|s|h|d|days|years|months) old", "AGE old", line)
    line = re.sub(r"oldest answer \S+ \w+", "oldest answer AGE", line)
    line = re.sub(r"\d+", "N", line)
    return re.sub(r"\s+", " ", line).strip()


def blocks():
    text = open(TOP + "/README.md").read()
    return re.findall(r"^```\n(.*?)^```$", text, re.M | re.S)


def sessions(block):
    """(command, lines that follow) of a block."""
    command, lines = None, []
    for line in block.splitlines():
        if line.startswith("$ "):
            if command is not None:
                yield command, lines
            command, lines = line[2:], []
        elif command is not None:
            lines.append(line)
    if command is not None:
        yield command, lines


def missing_of(expected, out):
    actual = [shape(line) for line in out.splitlines()]
    return [line for line in expected if line.strip() and "\u2026" not in line and shape(line) not in actual]


def compare(command, expected, out):
    missing = missing_of(expected, out)
    ok("README shows what `%s` prints" % command, not missing, "not printed: %s\nprinted: %s" % ("\n".join(missing), out))


def is_part(part, whole):
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(k in whole and is_part(v, whole[k]) for k, v in part.items())
    return part == whole


def readme():
    last = None
    for block in blocks():
        if block.startswith("{"):
            _, out, _ = run("lencr check --json revoked-crl.test")
            ok("README's JSON is a part of the report", is_part(json.loads(block), json.loads(out)["results"][0]), out[:2000])
            continue
        for command, expected in sessions(block):
            if "monday.jsonl" in command and not os.path.exists(WORK + "/monday.jsonl"):
                count_skipped("README shows what `%s` prints" % command, "no shared folder of genuine certificates")
                continue
            if command == "echo $?":
                ok("and its exit status", expected and expected[0] == str(last), "%s, README: %s" % (last, expected))
                continue
            # README's outputs are of terminals that were so wide.
            for columns in (110, 100, 80):
                last, out, err = run(command, columns)
                if not missing_of(expected, out):
                    break
            if command == "lencr demo":
                ok("README has the number of the demo's sites", expected[-1] == out.splitlines()[-1], out[-500:] + err)
            else:
                compare(command, expected, out)


set_the_table()
for page in sorted(glob.glob(TOP + "/man/*.[1-7]")):
    for example in manual_examples(page):
        try_command(os.path.basename(page), example)
for name in ("check", "explain", "why", "watch", "cache", "show", "crl"):
    for example in help_examples(name):
        try_command("--help", example)
readme()
print("1..%d" % count)
