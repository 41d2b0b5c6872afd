#!/usr/bin/env python3
"""why_files.py make CERT SHA256 FOLDER: one small traffic as a capture and as the logs of sensors that saw it.
why_files.py compare CAPTURE-REPORT LOG-REPORT: whether both reports have the same contacts, and none is better
explained from the log.

The traffic: a machine visits shop.example.test with TLS 1.2, whose certificate is CERT (DER, issuer R3), asks
r3.o.lencr.org about it with a POST, and fetches R3's certificate, whose digest is SHA256. Of both answers the capture
has the begin alone."""
import gzip
import json
import os
import struct
import sys

T = 1709251200.0        # 2024-03-01T00:00:00Z
CLIENT, SITE, LENCR = "10.0.0.5", "203.0.113.7", "192.0.2.80"
NAME_HASH = "48dac9a0fb2bd32d4ff0de68d2f567b735f9b3c4"
KEY_HASH = "142eb317b75856cbae500940e61faf9d8b14c2c6"
SERIAL = "04a5fcf7026b98adcb21454b55e1512983c7"
SERIAL_OTHER = "0349cac261de48da54f81c5c20c750d356b0"


# --- the capture ------------------------------------------------------------------------

def tlv(tag, content):
    return bytes([tag, len(content)]) + content


def request(serial):
    ident = tlv(0x30, bytes.fromhex("06052b0e03021a0500")) + tlv(4, bytes.fromhex(NAME_HASH)) + \
        tlv(4, bytes.fromhex(KEY_HASH)) + tlv(2, bytes.fromhex(serial))
    return tlv(0x30, tlv(0x30, tlv(0x30, tlv(0x30, tlv(0x30, ident)))))


class Capture:
    def __init__(self):
        self.data = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)

    def packet(self, at, source, target, flags, seq, ack, payload=b""):
        tcp = struct.pack(">HHIIBBHHH", source[1], target[1], seq, ack, 0x50, flags, 65535, 0, 0) + payload
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0,
                         *(bytes(map(int, end[0].split("."))) for end in (source, target)))
        frame = bytes(12) + b"\x08\x00" + ip + tcp
        seconds, rest = divmod(round(at * 1e6), 1000000)
        self.data += struct.pack("<IIII", seconds, rest, len(frame), len(frame)) + frame

    def talk(self, at, port, server, turns):
        """TURNS: (seconds after AT, by the client, bytes)."""
        ends = ((CLIENT, port), server)
        seqs = [1001, 5001]
        self.packet(at, ends[0], ends[1], 0x02, 1000, 0)
        self.packet(at + 0.001, ends[1], ends[0], 0x12, 5000, 1001)
        self.packet(at + 0.002, ends[0], ends[1], 0x10, 1001, 5001)
        for after, client, payload in turns:
            who = 0 if client else 1
            for start in range(0, len(payload), 1400):
                part = payload[start:start + 1400]
                self.packet(at + after, ends[who], ends[1 - who], 0x18, seqs[who], seqs[1 - who], part)
                seqs[who] += len(part)


def record(kind, content):
    return bytes([kind, 3, 3]) + struct.pack(">H", len(content)) + content


def message(kind, content):
    return bytes([kind]) + len(content).to_bytes(3, "big") + content


def handshake(name, certificate):
    sni = struct.pack(">HBH", len(name) + 3, 0, len(name)) + name
    extensions = struct.pack(">HH", 0, len(sni)) + sni
    hello = b"\x03\x03" + bytes(32) + b"\x00" + b"\x00\x02\xc0\x2f" + b"\x01\x00" + struct.pack(">H", len(extensions)) + extensions
    one = len(certificate).to_bytes(3, "big") + certificate
    flight = message(2, b"\x03\x03" + bytes(32) + b"\x00" + b"\xc0\x2f\x00") + \
        message(11, len(one).to_bytes(3, "big") + one) + message(14, b"")
    finish = record(20, b"\x01") + record(22, bytes(40))
    return [(0.01, True, record(22, message(1, hello))), (0.05, False, record(22, flight)),
            (0.3, True, record(22, message(16, b"\x20" + bytes(32))) + finish), (0.35, False, finish)]


def capture(certificate):
    out = Capture()
    body = request(SERIAL)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
    post = b"POST / HTTP/1.1\r\nHost: r3.o.lencr.org\r\nContent-Type: application/ocsp-request\r\nContent-Length: %d\r\n\r\n"
    out.talk(T, 50001, (SITE, 443), handshake(b"shop.example.test", certificate))
    out.talk(T + 0.1, 50002, (LENCR, 80), [(0.01, True, post % len(body) + body),
                                           (0.02, False, head % (b"application/ocsp-response", 503) + bytes(9))])
    out.talk(T + 0.15, 50003, (LENCR, 80), [(0.01, True, b"GET / HTTP/1.1\r\nHost: r3.i.lencr.org\r\n\r\n"),
                                            (0.02, False, head % (b"application/pkix-cert", 1306) + bytes(9))])
    return out.data


# --- the logs ------------------------------------------------------------------------------

ENDS = ["id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p"]
ISSUER = "CN=R3,O=Let's Encrypt,C=US"


def ends(port, server, server_port):
    return dict(zip(ENDS, (CLIENT, port, server, server_port)))


def http(at, uid, port, method, host, size, answer, fuid):
    return {"ts": T + at, "uid": uid, **ends(port, LENCR, 80), "method": method, "host": host, "uri": "/",
            "version": "1.1", "user_agent": None, "status_code": 200, "response_body_len": size,
            "resp_fuids": [fuid], "resp_mime_types": [answer]}


def body(at, fuid, kind, size, source, digest, old, uid):
    who = {"tx_hosts": [LENCR], "rx_hosts": [CLIENT], "conn_uids": [uid]} if old else {"uid": uid, **ends(50009, LENCR, 80)}
    return {"ts": T + at, "fuid": fuid, **who, "source": source, "mime_type": kind, "is_orig": False, "seen_bytes": size,
            "total_bytes": None, "missing_bytes": 0, "overflow_bytes": 0, "timedout": False, "sha256": digest}


def zeek(digest, old, status="good", about=SERIAL):
    """The rows of each log; OLD: certificates by files."""
    fingerprint = "ab" * 32
    key = "FCertificate000001"
    ssl = {"ts": T, "uid": "CTls", **ends(50001, SITE, 443), "version": "TLSv12", "server_name": "shop.example.test",
           "resumed": False, "established": True, **({"cert_chain_fuids": [key]} if old else {"cert_chain_fps": [fingerprint]}),
           "subject": "CN=shop.example.test", "issuer": ISSUER}
    x509 = {"ts": T, **({"id": key} if old else {"fingerprint": fingerprint}), "certificate.serial": SERIAL.upper(),
            "certificate.subject": "CN=shop.example.test", "certificate.issuer": ISSUER,
            "certificate.not_valid_before": T - 9e5, "certificate.not_valid_after": T + 5e6}
    ocsp = {"ts": T + .121, "id": "FAnswer0000000001", "hashAlgorithm": "sha1", "issuerNameHash": NAME_HASH.upper(),
            "issuerKeyHash": KEY_HASH.upper(), "serialNumber": about.upper(), "certStatus": status,
            "revoketime": T - 3600 if status == "revoked" else None,
            "revokereason": "superseded" if status == "revoked" else None, "thisUpdate": T - 7200, "nextUpdate": T + 5e5}
    return {
        "conn": [{"ts": T + at, "uid": uid, **ends(port, server, to), "proto": "tcp", "duration": 1.0, "conn_state": "SF",
                  "history": "ShADadFf"} for at, uid, port, server, to in
                 ((0, "CTls", 50001, SITE, 443), (.1, "CPost", 50002, LENCR, 80), (.15, "CGet", 50003, LENCR, 80))],
        "http": [http(.11, "CPost", 50002, "POST", "r3.o.lencr.org", 503, "application/ocsp-response", "FAnswer0000000001"),
                 http(.16, "CGet", 50003, "GET", "r3.i.lencr.org", 1306, "application/pkix-cert", "FIssuer0000000001")],
        "ssl": [ssl], "x509": [x509],
        "files": [body(.121, "FAnswer0000000001", "application/ocsp-response", 503, "HTTP", "cd" * 32, old, "CPost"),
                  body(.171, "FIssuer0000000001", None, 1306, "HTTP", digest, old, "CGet"),
                  body(.05, key, "application/x-x509-user-cert", 900, "SSL", "ef" * 32, old, "CTls")],
        "ocsp": [ocsp]}


def tsv(log, rows):
    fields = list(rows[0])
    lines = ["#separator \\x09", "#set_separator\t,", "#empty_field\t(empty)", "#unset_field\t-", "#path\t" + log,
             "#fields\t" + "\t".join(fields)]
    for row in rows:
        lines.append("\t".join("-" if row[f] is None else ("F", "T")[row[f]] if isinstance(row[f], bool) else
                               ",".join(row[f]) if isinstance(row[f], list) else
                               "%.6f" % row[f] if isinstance(row[f], float) else str(row[f]) for f in fields))
    return "\n".join(lines) + "\n"


def lines(rows):
    return "".join(json.dumps({k: v for k, v in row.items() if v is not None}) + "\n" for row in rows)


def write(path, text, packed=False):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    data = text.encode() if isinstance(text, str) else text
    with open(path, "wb") as stream:
        stream.write(gzip.compress(data) if packed else data)


def stamp(at):
    return "2024-03-01T00:00:%09.6f+0000" % at


def event(at, kind, port, server, server_port, **rest):
    source, target = ((CLIENT, port), (server, server_port))
    if kind == "fileinfo":
        source, target = target, source
    return {"timestamp": stamp(at), "flow_id": port, "event_type": kind, "src_ip": source[0], "src_port": source[1],
            "dest_ip": target[0], "dest_port": target[1], "proto": "TCP", **rest}


def eve(digest):
    def asked(method, host, size, kind):
        return {"hostname": host, "url": "/", "http_method": method, "protocol": "HTTP/1.1", "status": 200, "length": size,
                "http_content_type": kind}

    def told(size, sha256):
        return {"filename": "/", "gaps": False, "state": "CLOSED", "sha256": sha256, "stored": False, "size": size, "tx_id": 0}
    post = asked("POST", "r3.o.lencr.org", 503, "application/ocsp-response")
    get = asked("GET", "r3.i.lencr.org", 1306, "application/pkix-cert")
    return [event(.36, "tls", 50001, SITE, 443, flow={"start": stamp(0)},
                  tls={"sni": "shop.example.test", "version": "TLS 1.2", "subject": "CN=shop.example.test",
                       "issuerdn": "C=US, O=Let's Encrypt, CN=R3",
                       "serial": ":".join(SERIAL[i:i + 2] for i in range(0, len(SERIAL), 2)).upper()}),
            event(.13, "fileinfo", 50002, LENCR, 80, http=post, fileinfo=told(503, "cd" * 32)),
            event(.14, "http", 50002, LENCR, 80, tx_id=0, http=post),
            event(.18, "http", 50003, LENCR, 80, tx_id=0, http=get),
            event(.19, "fileinfo", 50003, LENCR, 80, http=get, fileinfo=told(1306, digest))]


def make(cert, digest, folder):
    with open(cert, "rb") as stream:
        write(folder + "/capture.pcap", capture(stream.read()))
    for name, old in (("tsv", False), ("old", True)):
        for log, rows in zeek(digest, old).items():
            write("%s/%s/%s.log" % (folder, name, log), tsv(log, rows))
            write("%s/%s-rotated/2024-03-01/%s.00:00:00-01:00:00.log.gz" % (folder, name, log), tsv(log, rows), True)
            write("%s/%s-json/%s.2024-03-01-00-00-00.log" % (folder, name, log), lines(rows))
    write(folder + "/all.json", "".join(lines(rows) for rows in zeek(digest, False).values()))
    write(folder + "/revoked/http.log", tsv("http", zeek(digest, False)["http"]))
    write(folder + "/revoked/ocsp.log", tsv("ocsp", zeek(digest, False, "revoked")["ocsp"]))
    write(folder + "/two/http.log", tsv("http", zeek(digest, False)["http"]))
    write(folder + "/two/ocsp.log", tsv("ocsp", zeek(digest, False)["ocsp"] + zeek(digest, False, about=SERIAL_OTHER)["ocsp"]))
    write(folder + "/eve.json", lines(eve(digest)))
    write(folder + "/eve.json.gz", lines(eve(digest)), True)


# --- comparing --------------------------------------------------------------------------------

GRADES = ["unexplained", "possible", "likely", "proven"]


def contacts(path):
    with open(path) as stream:
        return json.load(stream)["contacts"]


def compare(one, other):
    captured, logged = contacts(one), contacts(other)
    same = [[(c["request"]["method"], c["request"]["url"], c["object"]["kind"]) for c in all] for all in (captured, logged)]
    better = [a["request"]["url"] for a, b in zip(captured, logged) if GRADES.index(b["grade"]) > GRADES.index(a["grade"])]
    looked = [c["request"]["url"] for c in logged if c["content"]["state"] != "not-captured" or c["suspicious"]]
    if same[0] != same[1] or len(same[0]) != 2 or better or looked:
        raise SystemExit("contacts %s and %s, better: %s, looked into: %s" % (*same, better, looked))


if __name__ == "__main__":
    {"make": make, "compare": compare}[sys.argv[1]](*sys.argv[2:])
