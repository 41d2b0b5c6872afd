"""Prints events whose every name is an attack on whoever shows it as HTML."""
import itertools
import json

WRAPS = ["%s", "'%s", '"%s', "'>%s", '">%s', "</title>%s", "</style>%s", "</svg>%s", "</text>%s", "]]>%s", "-->%s",
         "</article></main>%s", "&lt;/p&gt;%s", "\u2028%s", "\x00%s", "\ud7ff\u202e%s"]
PAYLOADS = ["<script>alert('pwned');document.title='pwned'</script>", "<img src=x onerror=document.title='pwned'>",
            "<svg/onload=document.title='pwned'>", "<a href=javascript:document.title='pwned'>x</a>",
            "<iframe src=javascript:document.title='pwned'>", "<style>*{display:none}</style>",
            "<base href=http://192.0.2.1/>", "<meta http-equiv=refresh content=0;url=http://192.0.2.1/>",
            "javascript:alert(1)", "{{7*7}}", "<script>alert(1)</script>"]

t = 1764338531.0
print(json.dumps({"t": t, "kind": "http", "client": "10.0.0.9", "server": "192.0.2.1", "port": 80, "method": "GET",
                  "name": "yr1.c.lencr.org", "uri": "/13.crl", "ua": "<script>alert(1)</script>", "status": 200}))
for number, (wrap, payload) in enumerate(itertools.product(WRAPS, PAYLOADS)):
    text = wrap % payload
    t += 60
    print(json.dumps({"t": t, "kind": "tls", "client": "10.0.0.%d" % (number % 9), "server": "203.0.113.7", "port": 443,
                      "name": text, "proc": text}))
    print(json.dumps({"t": t + 0.4, "kind": "http", "client": "10.0.0.%d" % (number % 9), "server": "192.0.2.1",
                      "port": 80, "method": "GET", "name": "yr1.c.lencr.org", "uri": "/%d.crl?%s" % (number % 128 + 1, text),
                      "ua": text, "status": 200, "proc": text}))
