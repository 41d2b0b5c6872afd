#!/usr/bin/env python3
"""The numbered rules for lists (C01 to C31) and for leaves of Let's Encrypt (L01 to L13).

usage: rulings.py LENCR WORK

First what holds to all of them, then each rule broken once, by one change. C29 and
C30, which are about HTTP, are tests/unit/check_crl_lint's. Speaks TAP.
"""
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from forge import *  # noqa: E402,F403 # pylint: disable=wildcard-import,wrong-import-position

lencr, work = sys.argv[1:3]
count = 0
covered = set()
URL = "uri:http://ye1.c.lencr.org/13.crl"
SPAN = 777599
SERIAL = bytes([5]) + bytes(range(16)) + bytes([12])  # belongs to shard 13


def say(name_of, wrong):
    global count
    count += 1
    print(f"{'not ok' if wrong else 'ok'} {count} - {name_of}")
    for line in wrong:
        print("#", line)


def put(file, data):
    path = os.path.join(work, file)
    with open(path, "wb") as out:
        out.write(data)
    return path


def report(*argv):
    done = subprocess.run([lencr, *argv], capture_output=True, timeout=20, check=False)
    return json.loads(done.stdout)["results"][0], done.returncode


def compare(name_of, rules, expected):
    """EXPECTED: {rule: severity}. Other rules may be broken by the same change, but only as a
    note; a rule that is expected None must not be broken."""
    wrong = []
    broken = {r["rule"]: r.get("severity") for r in rules if r["result"] == "broken"}
    for rule, severity in expected.items():
        if severity:
            covered.add(rule)
        if broken.get(rule) != severity:
            wrong.append(f"{rule} is {broken.get(rule)}, not {severity}; broken are {broken}")
    say(name_of, wrong)


# --- lists ------------------------------------------------------------------------------


def lists(f):
    who = "p384 CA"
    ca = put("ca.pem", pem("CERTIFICATE", f.cert(
        "CA", "CA", key=who, signer=who, algorithm=ECDSA_SHA384,
        exts=[basic(), usage(5, 6), ski(f.key_sha1(who))])).encode())
    start = NOW - 3600
    identity, numbered, place = aki(f.key_sha1(who)), number(start * 10**9), idp(URL, user=True)
    kept = {"signer": who, "algorithm": ECDSA_SHA384, "start": start, "end": start + SPAN,
            "exts": [identity, numbered, place],
            "entries": [(SERIAL, NOW - 9000, [reason(1)]), (bytes([6]) + SERIAL[1:], NOW - 9000, [reason(4)])]}

    def lint(body, *options):
        result, _ = report("crl", "lint", "--json", "--no-cache", "--at", f"@{NOW}", "--issuer", ca, *options,
                           put("list.crl", body))
        return result["rules"]

    rules = lint(f.crl("CA", **kept))
    say("a list that holds to every rule", [
        f"{r['rule']}: {r.get('detail')}" for r in rules if r["result"] == "broken"])
    numbers = {r["rule"] for r in rules}
    note = [r for r in rules if r["rule"] == "C31"][0]
    say("C31: superseded is told as ordinary, and breaks nothing", [] if note["result"] == "holds" and
        "superseded" in (note.get("detail") or "") else [str(note)])
    covered.add("C31")

    def one(name_of, expected, body=None, **change):
        compare("list: " + name_of, lint(f.crl("CA", **{**kept, **change}) if body is None else body), expected)

    def entries(*more):
        return [*kept["entries"], *more]

    whole = f.crl("CA", **kept)
    one("bytes behind it", {"C01": "fail"}, whole + b"\0")
    one("PEM", {"C01": "warn"}, pem("X509 CRL", whole).encode())
    one("a page", {"C01": "fail"}, b"<html></html>")
    one("version 1", {"C02": "fail"}, version=None)
    one("version 3", {"C02": "fail"}, version=2)
    one("two algorithms", {"C03": "fail"}, outer=RSA_SHA256)
    one("an algorithm that BR does not know", {"C03": "fail"}, algorithm=ECDSA_SHA1)
    one("an algorithm that is not Let's Encrypt's", {"C03": "warn"}, algorithm=ECDSA_SHA256)
    one("another issuer", {"C04": "fail"}, f.crl("CB", **kept))
    one("the issuer in another string type", {"C04": "fail"}, garbage={"issuer": name("CA", 0x13)})
    one("GeneralizedTime before 2050", {"C05": "fail"}, start=general(start))
    one("a date without seconds", {"C05": "fail"}, entries=entries((SERIAL[:-1] + b"\x8c", tlv(
        0x17, b"2601010000Z"), [reason(1)])))
    one("no nextUpdate", {"C06": "fail"}, end=None)
    one("nextUpdate before thisUpdate", {"C06": "fail"}, end=start - 1)
    one("eleven days", {"C07": "fail", "C08": "warn"}, end=start + 11 * DAY)
    one("a second more than usual", {"C08": "warn", "C07": None}, end=start + SPAN + 1)
    one("of tomorrow", {"C09": "fail"}, start=NOW + DAY, end=NOW + DAY + SPAN,
        exts=[identity, number((NOW + DAY) * 10**9), place])
    one("past its nextUpdate", {"C09": "fail", "C10": "warn"}, start=NOW - 20 * DAY, end=NOW - 20 * DAY + SPAN,
        exts=[identity, number((NOW - 20 * DAY) * 10**9), place], entries=[])
    one("two days old", {"C10": "warn", "C09": None}, start=NOW - 2 * DAY, end=NOW - 2 * DAY + SPAN,
        exts=[identity, number((NOW - 2 * DAY) * 10**9), place], entries=[])
    one("signed by a stranger", {"C11": "fail"}, signer="p384 stranger")
    one("no key identifier", {"C12": "fail"}, exts=[numbered, place])
    one("another's key identifier", {"C12": "fail"}, exts=[aki(b"\1" * 20), numbered, place])
    one("issuer and serial as key identifier", {"C12": "fail"},
        exts=[aki(None, issuer="CA", serial=1), numbered, place])
    one("no number", {"C13": "fail"}, exts=[identity, place])
    one("a critical number", {"C13": "fail"}, exts=[identity, number(start * 10**9, True), place])
    one("a number of 21 octets", {"C13": "fail"}, exts=[identity, number(1 << 160), place])
    one("a negative number", {"C13": "fail"}, exts=[identity, number(-1), place])
    one("a small number", {"C14": "warn", "C13": None}, exts=[identity, number(7), place])
    one("no point", {"C16": "note"}, exts=[identity, numbered])
    one("a point that is not critical", {"C16": "fail"}, exts=[identity, numbered, idp(URL, user=True, critical=False)])
    one("a point without scope", {"C17": "fail"}, exts=[identity, numbered, idp(URL)])
    one("some reasons", {"C17": "fail"}, exts=[identity, numbered, idp(URL, user=True, reasons=(1, 2))])
    one("indirect", {"C17": "fail"}, exts=[identity, numbered, idp(URL, user=True, indirect=True)])
    one("two URLs", {"C18": "warn"}, exts=[identity, numbered, idp(URL, "uri:http://x.test/", user=True)])
    one("an ldap URL", {"C18": "warn"}, exts=[identity, numbered, idp("uri:ldap://ye1.c.lencr.org/13.crl", user=True)])
    one("CAs with a point", {"C19": "warn"}, exts=[identity, numbered, idp(URL, ca=True)])
    one("a delta", {"C20": "warn"}, exts=[identity, numbered, place, delta(1)])
    one("a freshestCRL", {"C20": "warn"}, exts=[identity, numbered, place, crldp(point(URL), freshest=True)])
    one("an AIA", {"C20": "warn"}, exts=[identity, numbered, place, aia(issuers="http://a.test/")])
    one("an unknown critical extension", {"C20": "fail"}, exts=[identity, numbered, place, ext("1.2.3.4", NULL, True)])
    one("an extension twice", {"C20": "fail"}, exts=[identity, numbered, numbered, place])
    one("an empty list of entries", {"C21": "fail"}, revoked=seq())
    other = SERIAL[:-2] + b"\x77\x0c"
    one("a certificateIssuer", {"C22": "fail"}, entries=entries((other, NOW - 9000, [entry_issuer("Other")])))
    one("an unknown critical entry extension", {"C22": "fail"},
        entries=entries((other, NOW - 9000, [ext("1.2.3.4", NULL, True)])))
    for code in (0, 6, 8, 2, 7):
        one(f"reason {code}", {"C23": "fail"}, entries=entries((other, NOW - 9000, [reason(code)])))
    one("a critical reason", {"C23": "fail"}, entries=entries((other, NOW - 9000, [reason(1, True)])))
    one("a reason that is an INTEGER", {"C23": "fail"},
        entries=entries((other, NOW - 9000, [ext("2.5.29.21", integer(1))])))
    one("an invalidityDate", {"C24": "warn"},
        entries=entries((other, NOW - 9000, [ext("2.5.29.24", general(NOW - DAY))])))
    one("a hold instruction", {"C24": "warn"},
        entries=entries((other, NOW - 9000, [ext("2.5.29.23", oid("1.2.840.10040.2.1"))])))
    one("a serial twice", {"C25": "fail"}, entries=entries(kept["entries"][0]))
    one("a serial of zero", {"C25": "fail"}, entries=entries((b"\0", NOW - 9000, [reason(1)])))
    one("a negative serial", {"C25": "fail"}, entries=entries((b"\x85" + SERIAL[1:], NOW - 9000, [reason(1)])))
    one("a serial of 21 octets", {"C25": "fail"}, entries=entries((SERIAL[:1] * 20 + b"\x0c", NOW - 9000, [reason(1)])))
    one("a serial of another shard", {"C26": "warn"}, entries=entries((SERIAL[:-1] + b"\x0d", NOW - 9000, [reason(1)])))
    one("a serial of another form", {"C26": "warn"}, entries=entries((b"\x05\x0c", NOW - 9000, [reason(1)])))
    one("revoked after thisUpdate", {"C27": "warn"}, entries=entries((other, NOW - 1, [reason(1)])))
    return numbers


# --- two lists ----------------------------------------------------------------------------


def differences(f):
    def crl(start, numbered, entries):
        return f.crl("CA", start=start, end=start + SPAN, entries=entries,
                     exts=[aki(f.key_sha1("CA")), number(numbered)])

    a, b = (0x0A01, NOW - 90000, [reason(4)]), (0x0A02, NOW - 90000, [reason(1)])
    leaf = put("gone.pem", pem("CERTIFICATE", f.cert("leaf", "CA", serial=0x0A01)).encode())
    old = crl(NOW - 7200, 5, [a, b])

    def one(name_of, new, rule, *more):
        result, status = report("crl", "diff", "--json", "--no-cache", "--at", f"@{NOW}", put("old.crl", old),
                                put("new.crl", new), *more)
        rules = {r["rule"]: r for r in result["rules"]}
        wrong = []
        if rule is None and status != 0:
            wrong.append(f"status {status}: {[r for r in rules.values() if r['result'] == 'broken']}")
        elif rule is not None and (rules.get(rule, {}).get("result") != "broken" or status != 1):
            wrong.append(f"{rule} is not broken, status {status}: {rules.get(rule)}")
        if rule:
            covered.add(rule)
        say("two lists: " + name_of, wrong)

    one("a later one", crl(NOW - 3600, 6, [a, b, (0x0A03, NOW - 5000, [])]), None)
    one("a lower number", crl(NOW - 3600, 4, [a, b]), "C15")
    one("an earlier thisUpdate", crl(NOW - 9000, 6, [a, b]), "C15")
    one("an entry gone before its certificate expired", crl(NOW - 3600, 6, [b]), "C28", leaf)


# --- leaves ----------------------------------------------------------------------------------


def leaves(f):
    """A leaf as YE1 makes them in the profile classic, but for the signature (L01)."""
    start = NOW - 10 * DAY
    lencr_name = seq(rdn("2.5.4.6", "US", 0x13), rdn("2.5.4.10", "Let's Encrypt", 0x13), rdn("2.5.4.3", "YE1", 0x13))
    stamp = (start + 3550) * 1000

    def sct(log, at=stamp):
        body = b"\0" + bytes([log]) * 32 + at.to_bytes(8, "big") + b"\0\0" + b"\x04\x03\0\x08" + b"\x30\6\2\1\1\2\1\1"
        return len(body).to_bytes(2, "big") + body

    def scts(*each):
        body = b"".join(each)
        return ext("1.3.6.1.4.1.11129.2.4.2", octets(len(body).to_bytes(2, "big") + body))

    key_id = bytes.fromhex(ye1_key_id())
    kept = {"usage": usage(0), "eku": eku(SERVER, CLIENT), "basic": basic(False), "aki": aki(key_id),
            "aia": aia(issuers="http://ye1.i.lencr.org/"), "san": san("dns:a.example"),
            "policies": policies("2.23.140.1.2.1"), "crldp": crldp(point(URL)),
            "ski": ski(f.key_sha1("leaf")), "scts": scts(sct(1), sct(2))}
    fields = {"serial": SERIAL, "start": start, "end": start + 90 * DAY - 1, "key": "leaf", "signer": "p384 YE1",
              "algorithm": ECDSA_SHA384, "subject": "a.example"}

    def show(exts=None, **change):
        chosen = [x for x in {**kept, **(exts or {})}.values() if x is not None]
        values = {**fields, **change}
        der = f.cert(values.pop("subject"), values.pop("issuer", lencr_name), exts=chosen, **values)
        result, _ = report("show", "--json", "--at", f"@{NOW}", put("leaf.der", der))
        return find_rules(result)

    def one(name_of, rule, exts=None, **change):
        compare("leaf: " + name_of, show(exts, **change), {rule: "fail" if rule in ("L13",) else "warn"})

    rules = show()
    say("a leaf that holds to every rule but the signature's", [
        f"{r['rule']}: {r.get('detail')}" for r in rules if r["result"] == "broken" and r["rule"] != "L01"])
    compare("leaf: a name alone is forged", rules, {"L01": "fail"})
    one("a serial of eight octets", "L02", serial=SERIAL[:8])
    one("version 2", "L02", version=1)
    one("100 days", "L03", end=start + 100 * DAY - 1)
    one("a second too many", "L03", end=start + 90 * DAY)
    one("features of two profiles", "L04", {"ski": None})
    one("valid longer than its issuer", "L05", start=2600000000, end=2600000000 + 90 * DAY - 1)
    one("clientAuth of 2026-09", "L06", {"eku": eku(SERVER, CLIENT)}, start=1790000000,
        end=1790000000 + 90 * DAY - 1)
    one("no CRL URL", "L06", {"crldp": None})
    one("no policy", "L06", {"policies": None})
    one("an OCSP URL", "L06", {"aia": aia("http://ye1.o.lencr.org/", "http://ye1.i.lencr.org/")})
    one("another CA's issuer URL", "L07", {"aia": aia(issuers="http://ye2.i.lencr.org/")})
    one("another shard", "L07", {"crldp": crldp(point("uri:http://ye1.c.lencr.org/14.crl"))})
    one("another key identifier", "L08", {"aki": aki(b"\1" * 20)})
    one("a mailbox among the names", "L09", {"san": san("dns:a.example", "email:a@a.example")})
    one("another common name", "L09", subject="b.example")
    one("one SCT", "L10", {"scts": scts(sct(1))})
    one("two SCTs of one log", "L10", {"scts": scts(sct(1), sct(1))})
    one("no SCTs", "L10", {"scts": None})
    one("an extension that is not used", "L11", {"odd": ext("1.2.3.4", NULL)})
    one("must-staple", "L11", {"staple": ext("1.3.6.1.5.5.7.1.24", seq(integer(5)))})
    one("a key of another kind", "L11", {"ski": ski(f.key_sha1("p521 leaf"))}, key="p521 leaf")
    one("another algorithm", "L12", algorithm=ECDSA_SHA256)
    one("a precertificate", "L13", {"poison": ext("1.3.6.1.4.1.11129.2.4.3", NULL, True)})


def ye1_key_id():
    """YE1's subject key identifier, from the project's table of facts."""
    table = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "catalog.tsv")
    with open(table, encoding="utf-8") as file:
        row = [line for line in file if line.startswith("prod/int-ye1\t")][0]
    return re.findall(r"\b[0-9a-f]{40}\b", row)[1]


def walk(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def find_rules(result):
    for key, inner in walk(result):
        if key == "rules":
            return inner
    return []


def main():
    f = Forge(work)
    numbers = lists(f)
    differences(f)
    leaves(f)
    say("all rules for lists are broken once", sorted(numbers - covered - {"C29", "C30"}))
    say("all rules for leaves are broken once", sorted({f"L{i:02}" for i in range(1, 14)} - covered))
    print(f"1..{count}")


main()
