"""The events of README's `lencr why monday.jsonl`, and an export of CT for the manual.

The genuine certificates stand in SHARED; without them there is no such file.
"""

import base64
import datetime
import json
import os
import ssl

DAY = datetime.datetime(2026, 11, 20, tzinfo=datetime.timezone.utc).timestamp()


def at(clock):
    hours, minutes, seconds = clock.split(":")
    return round(DAY + int(hours) * 3600 + int(minutes) * 60 + float(seconds), 3)


def der(path):
    with open(path) as f:
        return base64.b64encode(ssl.PEM_cert_to_DER_cert(f.read()[:8192])).decode()


def events(leaf, issuer):
    agent = {"ua": "Microsoft-CryptoAPI/10.0", "method": "GET", "version": "1.1"}
    return [
        {"kind": "tls", "t": at("14:02:11.272"), "client": "10.0.0.21:50100", "server": "203.0.113.4:443", "name": "shop.example.org",
         "version": "1.3", "established": True, "finished": at("14:02:11.290")},
        {"kind": "tls", "t": at("14:02:11.320"), "client": "10.0.0.21:50101", "server": "104.154.89.105:443",
         "name": "revoked.badssl.com", "version": "1.2", "established": True, "hello": at("14:02:11.350"),
         "cert_done": at("14:02:11.395"), "flight": at("14:02:11.400"), "finished": at("14:02:11.732"), "certs": [{"der": leaf}]},
        dict(agent, kind="http", t=at("14:02:11.431"), client="10.0.0.21:50102", server="23.15.9.2:80", host="ye2.i.lencr.org", uri="/",
             status=200, content_type="application/pkix-cert", done=at("14:02:11.460"), answer=issuer, answer_whole=True),
        dict(agent, kind="http", t=at("14:02:11.582"), client="10.0.0.21:50103", server="23.15.9.3:80", host="ye2.c.lencr.org",
             uri="/74.crl", status=200, content_type="application/pkix-crl", done=at("14:02:11.640")),
        {"kind": "tls", "t": at("14:05:01.101"), "client": "10.0.0.22:40001", "server": "198.51.100.4:443", "name": "api.example.net",
         "version": "1.3", "established": True, "finished": at("14:05:01.140")},
        {"kind": "tls", "t": at("14:05:01.301"), "client": "10.0.0.22:40002", "server": "198.51.100.9:443", "name": "cdn.example.org",
         "version": "1.3", "established": True, "finished": at("14:05:01.340")},
        {"kind": "dns", "t": at("14:05:01.731"), "client": "10.0.0.22", "name": "yr1.c.lencr.org", "type": "A", "answers": ["23.15.9.4"],
         "answered": at("14:05:01.740")},
        {"kind": "http", "t": at("14:05:01.750"), "client": "10.0.0.22:40003", "server": "23.15.9.4:80", "method": "GET",
         "host": "yr1.c.lencr.org", "uri": "/13.crl", "status": 304},
        {"kind": "dns", "t": at("14:07:21"), "client": "10.0.0.23", "name": "ye1.c.lencr.org", "type": "A", "blocked": True},
    ]


def put(shared, work):
    """Writes WORK/monday.jsonl; whether it could."""
    leaf = shared + "/fixtures/leaves/ye2-p256-classic-2026-09-badssl-revoked.pem"
    issuer = shared + "/fixtures/letsencrypt/prod/int-ye2.pem"
    if not os.path.exists(leaf) or not os.path.exists(issuer):
        return False
    with open(work + "/monday.jsonl", "w") as f:
        for event in events(der(leaf), der(issuer)):
            f.write(json.dumps(event) + "\n")
    return True


def put_ct(work):
    """An export as crt.sh writes it."""
    with open(work + "/crt.sh.json", "w") as f:
        json.dump([{"issuer_name": "C=US, O=Let's Encrypt, CN=YR1", "common_name": "cdn.example.org", "name_value": "cdn.example.org",
                    "id": 1, "serial_number": "06ed041e68894803a4235faed4ce54e55e8c", "not_before": "2026-10-01T00:00:00",
                    "not_after": "2026-12-30T00:00:00"}], f)
