#!/usr/bin/env python3
"""Make catalog.tsv from a JSON list of facts about Let's Encrypt's CA certificates.

For maintainers: data/make-catalog.py FACTS.json >data/catalog.tsv
The build needs neither Python nor the JSON: data/tsv2c.awk turns the table into C.
"""

import base64
import datetime
import json
import sys

COLUMNS = [
    "id:text", "ca:text", "environment:text", "generation:text", "role:enum:CA_",
    "status:enum:CA_", "status_word:text", "status_since:text", "subject:text", "issuer:text",
    "serial:text", "sha256:bytes", "spki_sha256:bytes", "name_sha1:bytes", "key_sha1:bytes",
    "name_sha256:bytes", "key_sha256:bytes", "not_before:time", "not_after:time",
    "revoked_at:time", "revoked_reason:number", "replaced_by:text", "label:text",
    "aia_host:text", "crl_host:text", "ocsp_host:text", "shards:bool", "subject_der:view",
    "spki_der:view",
]
# The best known certificate of a key stands first: look-ups by key or label take the first.
ENVIRONMENTS = {"production": 0, "external": 1, "staging": 2}
ROLES = {"root": (0, "root"), "intermediate": (1, "intermediate"), "cross-sign": (2, "cross"),
         "ocsp-responder": (3, "ocsp_signer")}
STATUSES = {"active", "backup", "retired", "expired", "revoked"}
# Generation X has not issued since the tlsclient profile ended.
RETIRED_SINCE = "2026-07-08"
SUPERSEDED = 4


def epoch(text):
    return str(int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()))


def row(cert):
    hosts = cert["hosts"] or {}
    revocation = cert.get("revocation") or {}
    crl_host = hosts.get("crl") or ""
    status = cert["status"]
    certid = cert["ocsp_certid"]
    issues_leaves = cert["path_len"] == 0
    since = ""
    if status == "retired":
        since = RETIRED_SINCE
    elif status == "revoked":
        since = revocation["effective_for_at"][:7]
    return [
        cert["id"], cert["ca"], cert["environment"], cert["generation"], ROLES[cert["role"]][1],
        status if status in STATUSES else "other", status, since,
        cert["subject"], cert["issuer"], cert["serial"], cert["sha256"], cert["spki_sha256"],
        certid["name_sha1"], certid["key_sha1"], certid["name_sha256"], certid["key_sha256"],
        epoch(cert["not_before"]), epoch(cert["not_after"]),
        epoch(revocation["effective_for_at"]) if revocation else "",
        str(SUPERSEDED) if revocation else "", revocation.get("replaced_by", ""),
        crl_host.split(".")[0], hosts.get("ca_issuers") or "", crl_host, hosts.get("ocsp") or "",
        "1" if issues_leaves and crl_host else "",
        base64.b64decode(cert["subject_der"]).hex(), base64.b64decode(cert["spki_der"]).hex(),
    ]


def main():
    with open(sys.argv[1], encoding="utf-8") as facts:
        catalog = json.load(facts)
    certs = sorted(catalog["certificates"],
                   key=lambda c: (ENVIRONMENTS[c["environment"]], ROLES[c["role"]][0]))
    source = catalog["source"]
    print("# Let's Encrypt's CA certificates, from %s @ %s" % (source["repository"], source["commit"]))
    print("# Made by data/make-catalog.py; do not edit.")
    print("#date\t" + catalog["as_of"])
    print("\t".join(COLUMNS))
    for cert in certs:
        fields = row(cert)
        if any("\t" in field or "\n" in field for field in fields):
            sys.exit("a field holds a tab or a line end")
        print("\t".join(fields))


main()
