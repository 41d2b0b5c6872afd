#!/usr/bin/python3
"""ct_logs.py LENCR FOLDER: certificates with timestamps of logs of our own, and lists of
those logs; prints TAP. Certificates, timestamps and lists are made here (RFC 6962)."""
import base64
import hashlib
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import forge  # noqa: E402

LENCR, FOLDER = sys.argv[1:3]
made = forge.Forge(FOLDER)
SCT_LIST = "1.3.6.1.4.1.11129.2.4.2"
count = 0


def short(number, size):
    return number.to_bytes(size, "big")


def ext(oid, value, critical=False):
    return forge.seq(forge.oid(oid), forge.boolean(True) if critical else b"", forge.octets(value))


USUAL = [ext("2.5.29.19", forge.seq(), True), ext("2.5.29.17", forge.names("dns:site.test")),
         ext("2.5.29.35", forge.seq(forge.tlv(0x80, made.key_sha1("CA"))))]
ROOT = made.cert("CA", "CA", exts=[ext("2.5.29.19", forge.seq(forge.boolean(True)), True),
                                   ext("2.5.29.14", forge.octets(made.key_sha1("CA")))],
                 start=forge.NOW - 900 * forge.DAY, end=forge.NOW + 900 * forge.DAY)


def whole(der):
    """The octets of the first element of DER: tag, length, content."""
    sizes = der[1] - 0x80 if der[1] > 0x80 else 0
    head = 2 + sizes
    return der[:head + (int.from_bytes(der[2:head], "big") if sizes else der[1])], head


def tbs_of(exts):
    """The TBSCertificate that Forge.cert makes of these extensions."""
    cert = made.cert("site", "CA", exts=exts)
    return whole(cert[whole(cert)[1]:])[0]


def timestamp(log, at=forge.NOW - 20 * forge.DAY, over=None, version=0):
    """A SignedCertificateTimestamp over the precertificate. LOG names a key."""
    tbs = tbs_of(USUAL) if over is None else over
    signed = (short(version, 1) + b"\0" + short(at * 1000, 8) + short(1, 2) +
              hashlib.sha256(made.spki("CA")).digest() + short(len(tbs), 3) + tbs + short(0, 2))
    signature = made.sign(log, signed, forge.Forge.usual(log))
    kind = 1 if log.startswith("rsa") else 3
    return (short(version, 1) + hashlib.sha256(made.spki(log)).digest() + short(at * 1000, 8) +
            short(0, 2) + bytes([4, kind]) + short(len(signature), 2) + signature)


def listed(*timestamps):
    whole = b"".join(short(len(t), 2) + t for t in timestamps)
    return short(len(whole), 2) + whole


def log_list(*rows):
    """ROWS are (operator, log, extra members)."""
    operators = {}
    for operator, log, extra in rows:
        key = made.spki(log)
        row = {"description": "Log " + log, "log_id": base64.b64encode(hashlib.sha256(key).digest()).decode(),
               "key": base64.b64encode(key).decode(), "url": "https://log.test/", "mmd": 86400,
               "state": {"usable": {"timestamp": "2024-01-01T00:00:00Z"}}, **extra}
        operators.setdefault(operator, {"name": operator, "logs": [], "tiled_logs": []})["logs"].append(row)
    return {"version": "1", "operators": list(operators.values())}


def run(*arguments):
    done = subprocess.run([LENCR, *arguments], capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def written(name, body):
    path = os.path.join(FOLDER, name)
    with open(path, "wb") as file:
        file.write(body)
    return path


def ok(name, fine, *detail):
    global count
    count += 1
    print(f"{'ok' if fine else 'not ok'} {count} - {name}")
    if not fine:
        for line in detail:
            print("# " + str(line)[:2000].replace("\n", "\n# "))


def case(name, expected, scts, logs):
    """The sct-… words must be EXPECTED, and the verdict good whatever they are."""
    site = written("site.der", made.cert("site", "CA", exts=[*USUAL, ext(SCT_LIST, forge.octets(scts))]))
    arguments = ["check", "--json", "--offline", "--no-cache", "--trust", written("root.der", ROOT), "--at",
                 f"@{forge.NOW}", "--revocation", "off", site]
    if logs is not None:
        arguments += ["--ct-logs", written("logs.json", json.dumps(logs).encode())]
    status, out, err = run(*arguments)
    try:
        result = json.loads(out)["results"][0]
        words = sorted({f["word"] for f in result["findings"] if f["word"].startswith("sct-")})
        ok(name, status == 0 and result["verdict"] == "good" and words == sorted(expected) and err == "",
           status, result["verdict"], words, err)
    except (ValueError, KeyError, IndexError) as problem:
        ok(name, False, status, problem, out, err)
    if logs is not None:
        shown = run("show", "--ct-logs", os.path.join(FOLDER, "logs.json"), "--issuer", os.path.join(FOLDER, "root.der"),
                    "--json", site)
        return shown[1]
    return ""


A, B = ("One", "a", {}), ("Two", "rsa b", {})
both = listed(timestamp("a"), timestamp("rsa b"))
shown = case("two timestamps of two operators verify", [], both, log_list(A, B))
ok("show says so of both", shown.count('"valid"') == 2, shown[-1500:])
case("without a list nothing is said", [], both, None)
case("one operator is too few", ["sct-few-operators"], both, log_list(A, ("One", "rsa b", {})))
case("a log that the list lacks", ["sct-unknown-log", "sct-few-operators"], both, log_list(A))
case("an empty list of logs", ["sct-unknown-log", "sct-few-operators"], both, log_list())
other = tbs_of([*USUAL, ext("1.2.3.4", b"\5\0")])
shown = case("a timestamp over another certificate", ["sct-bad-signature", "sct-few-operators"],
             listed(timestamp("a"), timestamp("rsa b", over=other)), log_list(A, B))
ok("show says so of one", shown.count('"valid"') == 1, shown[-1500:])
swapped = dict(log_list(A, B))
swapped["operators"][0]["logs"][0]["key"] = swapped["operators"][1]["logs"][0]["key"]
status, out, err = run("check", "--offline", "--ct-logs", written("swapped.json", json.dumps(swapped).encode()), "x.test")
ok("an id that is not the key's is refused or says nothing", status in (2, 5), status, err)
case("a timestamp of tomorrow", ["sct-future", "sct-few-operators"],
     listed(timestamp("a"), timestamp("rsa b", at=forge.NOW + forge.DAY)), log_list(A, B))
case("a timestamp within the skew", [], listed(timestamp("a"), timestamp("rsa b", at=forge.NOW + 299)),
     log_list(A, B))
END = forge.NOW + 30 * forge.DAY  # of the certificate


def interval(start, end):
    return {"temporal_interval": {"start_inclusive": forge.stamp(start).isoformat() + "Z",
                                  "end_exclusive": forge.stamp(end).isoformat() + "Z"}}


case("a log for such certificates", [], both, log_list(("One", "a", interval(END, END + 1)), B))
case("a log for later certificates", ["sct-outside-log-life", "sct-few-operators"], both,
     log_list(("One", "a", interval(END + 1, END + 9)), B))
case("a log for earlier certificates", ["sct-outside-log-life", "sct-few-operators"], both,
     log_list(("One", "a", interval(END - 9, END)), B))


def state(word, at):
    return {"state": {word: {"timestamp": forge.stamp(at).isoformat() + "Z"}}}


case("a log that retired since", [], both, log_list(("One", "a", state("retired", forge.NOW - forge.DAY)), B))
case("a log that had retired", ["sct-outside-log-life", "sct-few-operators"], both,
     log_list(("One", "a", state("retired", forge.NOW - 25 * forge.DAY)), B))
case("no timestamps in the list", ["sct-malformed", "sct-few-operators"], b"\0\0", log_list(A, B))
print(f"1..{count}")
