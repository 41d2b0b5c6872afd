#!/usr/bin/env python3
"""What tests of lencr watch need of a network that is theirs alone (unshare -n).

watch_net.py up                 the loopback interface is up
watch_net.py fetch PORT COUNT [AT_A_TIME]
    COUNT processes fetch a list of YR1 from 127.0.0.1:PORT and end at once; each says its number in its
    User-Agent; prints how many got an answer
watch_net.py judge FILE         JSON lines of watch: how many numbers are right, wrong, not known
watch_net.py hostile PORT       a process with a name and a User-Agent made to harm terminals
watch_net.py ask NAME           asks 127.0.0.1:53 for NAME, and answers itself, after a moment, that there is none
watch_net.py contained PORT ADDRESS
    a process in a network of its own, joined to this one by a pair of interfaces, fetches a list of YR1 from
    ADDRESS (10.9.0.1 or fd09::1) here, five times at a moment's distance; prints its number
watch_net.py flood PORT MIB     so many MiB over a connection from PORT, nothing of which matters
"""
import ctypes
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time


def up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        fcntl.ioctl(s, 0x8914, struct.pack("16sh22x", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS, UP and RUNNING


def request(port, number, agent, address="127.0.0.1"):
    with socket.create_connection((address, port), timeout=20) as s:
        s.sendall(
            b"GET /%d.crl HTTP/1.1\r\nHost: yr1.c.lencr.org\r\nUser-Agent: %s\r\nConnection: close\r\n\r\n"
            % (number % 128 + 1, agent)
        )
        return s.recv(4096).startswith(b"HTTP/1.")


def fetch(port, count, at_a_time="4"):
    running, good = set(), 0
    for number in range(int(count)):
        if len(running) >= int(at_a_time):
            pid, status = os.wait()
            running.discard(pid)
            good += status == 0
        pid = os.fork()
        if pid == 0:
            try:
                fine = request(int(port), number, b"pid-%d" % os.getpid())
            except OSError:
                fine = False
            os._exit(0 if fine else 1)
        running.add(pid)
    for _ in range(len(running)):
        good += os.wait()[1] == 0
    print(good)


def judge(path):
    right = wrong = unknown = 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            contact = json.loads(line).get("result")
            agent = "" if contact is None else contact.get("request", {}).get("ua", "")
            if not agent.startswith("pid-"):
                continue
            if "pid" not in contact:
                unknown += 1
            elif contact["pid"] == int(agent[4:]):
                right += 1
            else:
                wrong += 1
    print(right, wrong, unknown)


def hostile(port):
    name = b"\x1b[2J\nroot\x07\xff\r"
    ctypes.CDLL(None).prctl(15, name, 0, 0, 0)  # PR_SET_NAME
    request(int(port), 4, b"\x1b]0;owned\x07 \xe2\x80\xaegnp")


def ask(name):
    question = struct.pack("!6H", 7, 0x100, 1, 0, 0, 0)
    question += b"".join(bytes([len(p)]) + p.encode() for p in name.split(".")) + struct.pack("!BHH", 0, 1, 1)
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.connect(("127.0.0.1", 53))
    client.send(question)
    data, sender = server.recvfrom(512)
    time.sleep(0.02)  # as long as the nearest resolver takes
    server.sendto(data[:2] + b"\x81\x83" + data[4:], sender)
    client.recv(512)
    print(os.getpid())


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


def answer(server):
    while True:
        with server.accept()[0] as s:
            s.recv(4096)
            time.sleep(0.05)  # as long as a server near by takes; a socket that is gone at once is nobody's
            s.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def contained(port, address):
    here, there = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        if ctypes.CDLL(None).unshare(0x40000000) != 0:  # CLONE_NEWNET
            os._exit(1)
        there.send(b"1")
        there.recv(1)
        ip("address", "add", "10.9.0.2/24", "dev", "inner")
        ip("address", "add", "fd09::2/64", "dev", "inner", "nodad")
        ip("link", "set", "inner", "up")
        for number in range(5):
            request(int(port), number, b"pid-%d" % os.getpid(), address)
            time.sleep(0.1)
        os._exit(0)
    here.recv(1)
    ip("link", "add", "outer", "type", "veth", "peer", "name", "inner", "netns", str(pid))
    ip("address", "add", "10.9.0.1/24", "dev", "outer")
    ip("address", "add", "fd09::1/64", "dev", "outer", "nodad")
    ip("link", "set", "outer", "up")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    server = socket.create_server((address, int(port)), family=family)
    threading.Thread(target=answer, args=(server,), daemon=True).start()
    here.send(b"1")
    good = os.waitpid(pid, 0)[1] == 0
    print(pid if good else "the fetch failed")
    subprocess.run(["ip", "link", "delete", "outer"], stderr=subprocess.DEVNULL, check=False)


def flood(port, mib):
    server = socket.create_server(("127.0.0.1", int(port)))
    block = b"\x17\x03\x03\x40\x00" + b"\xaa" * 16384

    def send():
        s = server.accept()[0]
        for _ in range(int(mib) * 64):
            s.sendall(block)
        s.close()

    thread = threading.Thread(target=send)
    thread.start()
    client = socket.create_connection(("127.0.0.1", int(port)))
    while client.recv(1 << 20):
        pass
    thread.join()


{"up": up, "fetch": fetch, "judge": judge, "hostile": hostile, "ask": ask, "flood": flood,
 "contained": contained}[sys.argv[1]](*sys.argv[2:])
