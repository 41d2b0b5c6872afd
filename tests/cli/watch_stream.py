#!/usr/bin/env python3
"""watch_stream.py STORY LENCR FOLDER [FILE...]: streams that somebody else writes, for `lencr watch -`.

Each story is a function of that name; exit status 1 and a text where it ends otherwise than it should."""
import gzip
import json
import os
import random
import signal
import struct
import subprocess
import sys
import threading
import time
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from taps import SYN, Pcapng, Talk, Tap, pcap  # noqa: E402

START = 1795228800
YR1_13 = "http://yr1.c.lencr.org/13.crl"
LENCR = WORK = ""


def line(**members):
    return json.dumps(members) + "\n"


def visit(at, name="shop.example", port=50001, **more):
    return line(t=at, kind="tls", client=f"10.0.0.21:{port}", server="203.0.113.7:443", name=name, version="1.3", **more)


def fetch(at, path="/13.crl", port=50002, **more):
    return line(t=at, kind="http", client=f"10.0.0.21:{port}", server="192.0.2.80:80", method="GET",
                host="yr1.c.lencr.org", uri=path, status=200, **more)


def other(at):
    return line(t=at, kind="dns", client="10.0.0.99", name="www.example.org", type="A")


class Watch:
    """`lencr watch ... -` that is written to; what it says is collected with the time of its coming."""

    def __init__(self, *options, stream=("-",), form="--jsonl"):
        self.process = subprocess.Popen([LENCR, "watch", form, *options, *stream], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.lines, self.began, self.error = [], time.monotonic(), b""
        self.threads = [threading.Thread(target=self.listen), threading.Thread(target=self.listen_to_errors)]
        for thread in self.threads:
            thread.start()

    def listen(self):
        for text in self.process.stdout:
            self.lines.append((time.monotonic() - self.began, json.loads(text)))

    def listen_to_errors(self):
        self.error = self.process.stderr.read()

    def say(self, text):
        self.process.stdin.write(text if isinstance(text, bytes) else text.encode())
        self.process.stdin.flush()

    def contacts(self):
        return [x["result"] for _, x in self.lines if "result" in x]

    def summary(self):
        return self.lines[-1][1]

    def until(self, count, most, meanwhile=None):
        """How long it takes until so many contacts have been told."""
        began = time.monotonic()
        while len(self.contacts()) < count:
            took = time.monotonic() - began
            assert took < most, f"{len(self.contacts())} of {count} contacts after {took:.1f} s"
            assert self.process.poll() is None, f"it ended: {self.error}"
            if meanwhile is not None:
                self.say(meanwhile(took))
            time.sleep(0.1)
        return time.monotonic() - began

    def end(self, status=0):
        if self.process.stdin and not self.process.stdin.closed:
            self.process.stdin.close()
        for thread in self.threads:
            thread.join()
        self.process.wait()
        assert self.process.returncode == status, f"status {self.process.returncode}, not {status}: {self.error}"


def why(*args, status=(0,)):
    done = subprocess.run([LENCR, "why", "--json", *args], capture_output=True, check=False)
    assert done.returncode in status, (args, done.returncode, done.stderr)
    return json.loads(done.stdout)


# --- as they come -------------------------------------------------------------------------

def quiet():
    """Nothing more comes after the contact: it is told all the same, and long before the end."""
    w = Watch()
    w.say(visit(START) + fetch(START + 0.1))
    took = w.until(1, 15)
    assert took > 2, f"told after {took} s: too early for what may follow"
    w.say(fetch(START + 60, "/14.crl"))
    w.end()
    assert [c["request"]["url"] for c in w.contacts()] == [YR1_13, YR1_13.replace("13", "14")], w.lines
    assert w.summary()["input"][0]["format"] == "events", w.summary()


def busy():
    """Lines of all times from 1970 to 2100 come: each contact is told."""
    w = Watch()
    times = [0, 1, 4102444800, START, START - 3600, START + 3600, START - 30, -5, START + 1e6]
    for count, at in enumerate((100, START, 4102444800), 1):
        w.say(visit(at) + fetch(at + 0.1, f"/{count}.crl"))
        w.until(count, 15, lambda took: other(times[int(took * 10) % len(times)]))
    w.end()
    assert all(c["candidates"][0]["name"] == "shop.example" for c in w.contacts()), w.contacts()


def held():
    """The stream hesitates between a contact and what caused it: by its own clock only a moment has gone by."""
    for _ in range(5):                          # a busy machine may sleep until it stands still
        w = Watch()
        began = time.monotonic()
        w.say(other(START) + fetch(START + 0.1))
        time.sleep(3.8)
        told = w.contacts()
        w.say(visit(START + 0.05))
        if time.monotonic() - began < 4.5:
            break
        w.end()
    assert not told, "told while the stream says that no time has passed"
    w.until(1, 15, lambda took: other(START + 0.2 + took))
    w.end()
    assert [c["name"] for c in w.contacts()[0]["candidates"]] == ["shop.example"], w.contacts()


def packets(unanswered=False):
    tap = Tap()
    talk = Talk(tap, ("10.0.0.5", 40000), ("192.0.2.80", 80)).open()
    talk.say(0, b"GET /13.crl HTTP/1.1\r\nHost: yr1.c.lencr.org\r\nUser-Agent: x/1\r\n\r\n")
    talk.say(1, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    if unanswered:
        tap.udp(("10.0.0.5", 40001), ("10.0.0.1", 53), question("yr2.c.lencr.org"))
        tap.udp(("10.0.0.1", 53), ("10.0.0.5", 40001), question("yr2.c.lencr.org", "192.0.2.99"))
        tap.tcp(("10.0.0.5", 40002), ("192.0.2.99", 80), 1, 0, SYN)
    return tap.packets


def question(name, address=None):
    text = b"".join(bytes([len(x)]) + x.encode() for x in name.split(".")) + b"\0" + struct.pack(">HH", 1, 1)
    answer = b"" if address is None else b"\xc0\x0c" + struct.pack(">HHIH4B", 1, 1, 60, 4, *map(int, address.split(".")))
    return struct.pack(">HHHHHH", 7, 0x0100 if address is None else 0x8180, 1, 1 if answer else 0, 0, 0) + text + answer


def records(capture):
    """The head of a classic capture and its records."""
    at, out = 24, [capture[:24]]
    while at < len(capture):
        size = struct.unpack_from("<I", capture, at + 8)[0]
        out.append(capture[at:at + 16 + size])
        at += 16 + size
    return out


def moved(record, by):
    return struct.pack("<I", (struct.unpack_from("<I", record)[0] + by) & 0xffffffff) + record[4:]


def capturing():
    """Packets one by one; the clock of the capture is set an hour back, and to 2100, in between. A try that nobody
    answers is told, too, though no packet follows it."""
    head, *rest = records(pcap(packets(unanswered=True)))
    w = Watch()
    w.say(head)
    time.sleep(0.3)
    for record in rest[:-1]:
        w.say(record)
        time.sleep(0.02)
    w.until(1, 15)
    w.say(rest[-1])                             # a try …
    w.say(moved(rest[0][:16], -3600) + rest[0][16:])
    w.say(moved(rest[0][:16], 2313000000) + rest[0][16:])
    w.until(2, 40)                              # … eight seconds until it is one, ten until it is told
    w.end()
    assert w.contacts()[0]["request"]["url"] == YR1_13, w.contacts()
    assert "connection-unanswered" in [f["id"] for f in w.contacts()[1]["flags"]], w.contacts()[1]
    assert w.summary()["input"][0]["format"] == "pcap", w.summary()


def compressed():
    """gzip that is flushed after each line, as by a logger that compresses."""
    w = Watch()
    squeeze = zlib.compressobj(wbits=31)
    for text in (visit(START), fetch(START + 0.1)):
        w.say(squeeze.compress(text.encode()) + squeeze.flush(zlib.Z_SYNC_FLUSH))
    w.until(1, 15)
    w.say(squeeze.flush())
    w.end()


# --- how it ends ----------------------------------------------------------------------------

def interrupted():
    w = Watch("--write", WORK + "/kept")
    text = visit(START) + fetch(START + 0.1)
    w.say(text + '{"t":1795228')
    until = time.monotonic() + 30
    while not (os.path.exists(WORK + "/kept") and os.path.getsize(WORK + "/kept") > len(text)):
        assert time.monotonic() < until, "nothing is read"
        time.sleep(0.1)
    w.process.send_signal(signal.SIGINT)
    w.end(130)
    assert len(w.contacts()) == 1, w.contacts()
    assert w.summary()["input"][0].get("malformed") is None, w.summary()
    assert w.summary()["summary"]["interrupted"], w.summary()
    with open(WORK + "/kept", "rb") as f:
        assert f.read() == text.encode() + b'{"t":1795228'


def counted():
    """--count: it ends while the stream goes on; what has come and was not told is not."""
    w = Watch("--count", "1")
    for n in range(3):
        w.say(fetch(START + n * 10, f"/{n}.crl"))
    for thread in w.threads:
        thread.join(20)
    w.end()
    assert len(w.contacts()) == 1, w.lines


def timed():
    """--for: by real time, whatever the stream says, and though nobody ends it."""
    w = Watch("--for", "1s")
    w.say(fetch(START) + fetch(START + 86400, "/14.crl"))
    for thread in w.threads:
        thread.join(20)
    took = time.monotonic() - w.began
    w.end()
    assert 0.9 < took < 15, took
    assert len(w.contacts()) == 2, w.lines
    w = Watch("--for", "500ms")                 # nothing comes at all
    for thread in w.threads:
        thread.join(20)
    w.end()
    assert "format" not in w.summary()["input"][0] and "left" in w.summary()["input"][0]["note"], w.lines


def piped():
    """A FIFO: two writers, one after the other, are one stream as long as one is there."""
    path = WORK + "/fifo"
    os.mkfifo(path)
    w = Watch(stream=(path,))
    with open(path, "wb", buffering=0) as first:
        first.write(visit(START).encode())
        with open(path, "wb", buffering=0) as second:
            second.write(fetch(START + 0.1).encode())
    w.end()
    assert w.contacts()[0]["candidates"][0]["name"] == "shop.example", w.lines


# --- what is told ----------------------------------------------------------------------------

def processes():
    """Events may have the process; nobody here is looked for it."""
    w = Watch()
    w.say(visit(START, proc="java", pid=4711) + fetch(START + 0.1, proc="java", pid=4711, user="tomcat"))
    w.say(fetch(START + 30, "/14.crl", 50003))
    w.end()
    first, second = w.contacts()
    assert (first["process"], first["pid"], first["user"]) == ("java", 4711, "tomcat"), first
    assert "same-process" in [e["id"] for e in first["candidates"][0]["evidence"]], first
    assert first["grade"] == "likely" and "process" not in second and "pid" not in second, second
    assert "note" not in w.summary()["input"][0], w.summary()


def cautious(certs):
    """Of a log that tells of connections when they end, grades are no better than those of the whole log."""
    at = time.time() + 3600                     # the certificates are valid then
    texts = [squid(at + 0.2, 150, "CONNECT", "shop.example:443"), squid(at + 0.3, 20, "GET", YR1_13),
             squid(at + 90, 89900, "CONNECT", "other.example:443")]
    w = Watch("--certs", certs)
    w.say("".join(texts[:2]))
    w.until(1, 15)
    w.say(texts[2])
    w.end()
    told = w.contacts()[0]
    assert told["grade"] == "possible" and told["candidates"][0]["name"] == "shop.example", told
    assert any("open yet" in x for x in told.get("reasons_unexplained", [])), told
    grades = []
    for count in (2, 3):
        with open(WORK + "/squid", "w", encoding="ascii") as f:
            f.write("".join(texts[:count]))
        whole = why("--certs", certs, WORK + "/squid")["contacts"]
        w = Watch("--certs", certs)
        w.say("".join(texts[:count]))
        w.end()
        assert w.contacts() == whole, w.contacts()
        grades.append(whole[0]["grade"])
    assert grades == ["likely", "possible"], grades


def squid(at, took, method, what):
    return f"{at:.3f} {took:6d} 10.0.0.21 TCP_MISS/200 900 {method} {what} - HIER_DIRECT/203.0.113.7 -\n"


# --- the same as why ---------------------------------------------------------------------------

def same(*files):
    """Everything at once, in pieces, from a FIFO's side or by name: the contacts are those of `lencr why`."""
    made = {"made.pcap": pcap(packets(True)), "made.pcap.gz": gzip.compress(pcap(packets(True)))}
    many = [visit(START + n * 10, f"site{n % 7}.example") + fetch(START + n * 10 + n % 5, f"/{n % 128}.crl")
            for n in range(400)]
    made["many.json"] = "".join(many).encode()
    random.Random(5).shuffle(many)
    made["shuffled.json"] = "".join(many).encode()
    ng = Pcapng()
    ng.section()
    interface = ng.interface(1, resolution=9)
    for _, at, frame, size in packets():
        ng.packet(interface, at, frame, size)
    made["made.pcapng"] = ng.bytes()
    for name, data in made.items():
        with open(f"{WORK}/{name}", "wb") as f:
            f.write(data)
    for path in [*files, *(f"{WORK}/{name}" for name in made)]:
        same_of(path)


def same_of(path):
    pieces = random.Random(len(path))
    whole = why("--all", path, status=(0, 6))
    with open(path, "rb") as f:
        data = f.read()
    for way in ("file", "input", "pieces"):
        status = 6 if any(c.get("suspicious") for c in whole["contacts"]) else 0
        options = ["--input", whole["input"][0]["format"]] if way == "input" else []
        w = Watch("--all", *options, stream=(path,) if way == "file" else ("-",))
        at = 0
        while way != "file" and at < len(data):
            size = len(data) if way == "input" else pieces.choice((1, 2, 7, 61, 1000, 4000))
            w.say(data[at:at + size])
            at += size
        w.end(status)
        assert w.contacts() == whole["contacts"], f"{path} ({way}): {w.contacts()} instead of {whole['contacts']}"
        one, two = w.summary()["input"][0], whole["input"][0]
        assert {**one, "path": ""} == {**two, "path": ""}, f"{path} ({way}): {one} instead of {two}"


# --- days of it -----------------------------------------------------------------------------------

def held_by(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as f:
        return int(next(x for x in f if x.startswith("VmRSS")).split()[1])


def days(lines="300000"):
    """Days in seconds: nothing is lost, and memory does not grow with them. On other systems than Linux the latter
    is not looked at."""
    count, memory, at = int(lines), [], START
    w = Watch()
    for n in range(count // 100):
        w.say("".join(visit(at + k, f"site{k}.example", 10000 + k) if k != 50 else fetch(at + k, f"/{n % 128}.crl")
                      for k in range(100)))
        at += 100
        if n % (count // 1000) == 0 and os.path.exists("/proc/self/status"):
            memory.append(held_by(w.process))
    w.end()
    contacts = w.contacts()
    assert len(contacts) == count // 100, len(contacts)
    assert [c["n"] for c in contacts] == list(range(1, len(contacts) + 1))
    assert w.summary()["summary"]["contacts_dropped"] == 0, w.summary()
    print(f"# {count} lines, {len(contacts)} contacts; memory in KiB: {memory}")
    if memory:
        assert memory[-1] < 220000, memory


def flood(contacts="60000"):
    """More contacts at once than are remembered: those that are over by the stream's clock make room."""
    count = int(contacts)
    w = Watch()
    for n in range(0, count, 100):
        w.say("".join(fetch(START + k * 30, f"/{k % 128}.crl") for k in range(n, n + 100)))
    w.end()
    assert len(w.contacts()) == count, len(w.contacts())


def main():
    global LENCR, WORK
    story, LENCR, WORK, *rest = sys.argv[1:]
    try:
        globals()[story](*rest)
    except AssertionError as e:
        print(str(e)[:3000] or repr(e))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
