#!/usr/bin/env python3
"""HTTP by Host header and TLS by server name from a hierarchy's folder.

usage: independent.py FOLDER [--ocsp PORT] [--log FILE] [--silent HOST]...

Serves FOLDER/www/HOST/PATH ("/" is the file index), passes what is asked of a
host with ".o." in its name to an OCSP responder on PORT, and accepts TLS for
NAME.test with FOLDER/NAME.chain and FOLDER/leaf.key. A silent host takes
requests and never answers. Prints "ready HTTP-PORT TLS-PORT". Loopback only.
"""
import argparse
import http.client
import http.server
import os
import socketserver
import ssl
import sys
import threading
import time

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--ocsp", type=int)
parser.add_argument("--log")
parser.add_argument("--silent", action="append", default=[])
options = parser.parse_args()
TYPES = {".i.": "application/pkix-cert", ".c.": "application/pkix-crl"}


class Http(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def forward(self, body):
        """To openssl ocsp, which speaks HTTP/1.0."""
        asked = http.client.HTTPConnection("127.0.0.1", options.ocsp, timeout=20)
        headers = {"Content-Type": "application/ocsp-request"} if body else {}
        asked.request(self.command, self.path, body or None, headers)
        answer = asked.getresponse()
        return answer.status, "application/ocsp-response", answer.read()

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        host = (self.headers.get("Host") or "").split(":")[0]
        if host in options.silent:
            time.sleep(120)
            return
        if ".o." in host and options.ocsp:
            status, kind, data = self.forward(body)
        else:
            name = os.path.basename(self.path) or "index"
            path = os.path.join(options.folder, "www", os.path.basename(host), name)
            kind = next((TYPES[part] for part in TYPES if part in host), "text/plain")
            status, data = 404, b"not here\n"
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    status, data = 200, file.read()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        if options.log:
            with open(options.log, "a", encoding="utf-8") as file:
                file.write(f"{status} {self.command} http://{host}{self.path}\n")

    do_GET = do_POST = answer


def context_for(name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(options.folder, name + ".chain"),
                            os.path.join(options.folder, "leaf.key"))
    return context


class Tls(socketserver.StreamRequestHandler):
    def handle(self):
        def chosen(connection, name, _):
            path = (name or "good.test").removesuffix(".test")
            if not os.path.exists(os.path.join(options.folder, os.path.basename(path) + ".chain")):
                return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
            connection.context = context_for(os.path.basename(path))
            return None

        context = context_for("good")
        context.sni_callback = chosen
        try:
            with context.wrap_socket(self.request, server_side=True) as connection:
                connection.settimeout(5)
                connection.recv(1)
        except OSError:
            pass


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64


def main():
    web = Server(("127.0.0.1", 0), Http)
    tls = Server(("127.0.0.1", 0), Tls)
    threading.Thread(target=tls.serve_forever, daemon=True).start()
    print("ready", web.server_address[1], tls.server_address[1], flush=True)
    web.serve_forever()


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
