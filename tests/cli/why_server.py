"""A TLS server that tells what its clients do, and a proxy that counts.

usage: why_server.py tls CERT KEY PORTFILE LOG [CERT KEY]
       why_server.py proxy PORTFILE LOG

The TLS server has one certificate, or two with different kinds of keys; it logs a line a connection: the name asked for, octets of
application data received, whether a client certificate came, and when. The
proxy logs the request line of CONNECT and connects to loopback only.
"""
import socket
import ssl
import sys
import threading
import time


def listen(portfile):
    server = socket.create_server(("127.0.0.1", 0))
    with open(portfile + ".new", "w", encoding="ascii") as stream:
        stream.write("%d\n" % server.getsockname()[1])
    import os
    os.rename(portfile + ".new", portfile)
    return server


def tls(cert, key, portfile, log, *other):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    if other:
        context.load_cert_chain(*other)
    context.verify_mode = ssl.CERT_OPTIONAL
    context.load_verify_locations(cert)
    names = {}
    context.sni_callback = lambda connection, name, _: names.__setitem__(connection, name)
    server = listen(portfile)
    while True:
        raw, _ = server.accept()
        raw.settimeout(5)
        began, data, name, given = time.time(), 0, None, False
        try:
            with context.wrap_socket(raw, server_side=True) as connection:
                name, given = names.get(connection), connection.getpeercert(True) is not None
                data = len(connection.recv(65536))
        except (OSError, ssl.SSLError) as error:
            data = data or 0
            name = name or next(iter(names.values()), None)
            print(error, file=sys.stderr)
        names.clear()
        with open(log, "a", encoding="ascii") as stream:
            stream.write("name=%s data=%d certificate=%s at=%.3f\n" % (name, data, "yes" if given else "no", began))


def pump(source, target):
    try:
        while True:
            some = source.recv(65536)
            if not some:
                break
            target.sendall(some)
    except OSError:
        pass
    for one in (source, target):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def proxy(portfile, log):
    server = listen(portfile)
    while True:
        client, _ = server.accept()
        head = b""
        while b"\r\n\r\n" not in head:
            some = client.recv(4096)
            if not some:
                break
            head += some
        line = head.split(b"\r\n")[0].decode("latin-1")
        with open(log, "a", encoding="ascii") as stream:
            stream.write(line + "\n")
        host, port = line.split()[1].rsplit(":", 1)
        if host != "127.0.0.1":
            client.close()
            continue
        upstream = socket.create_connection((host, int(port)))
        client.sendall(b"HTTP/1.1 200 fine\r\n\r\n")
        threading.Thread(target=pump, args=(client, upstream), daemon=True).start()
        threading.Thread(target=pump, args=(upstream, client), daemon=True).start()


if __name__ == "__main__":
    {"tls": tls, "proxy": proxy}[sys.argv[1]](*sys.argv[2:])
