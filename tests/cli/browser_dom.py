"""Reads what Chromium made of a page (--dump-dom) and says what should not be.

usage: browser_dom.py DOM ARTICLES       ("-": any number, but some)

Shares no code with the tool: html.parser is Python's own.
"""
import html.parser
import sys

ALLOWED = set("""html head meta title style body a header h1 h2 h3 p span b main article footer figure div details
summary table thead tbody tr th td svg text tspan line path circle rect g""".split())
CSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.wrong, self.names, self.ids, self.links = [], {}, set(), []
        self.title, self.csp, self.text, self.inside = "", None, [], ""

    def handle_starttag(self, tag, attributes):
        self.inside = tag
        self.names[tag] = self.names.get(tag, 0) + 1
        if tag not in ALLOWED:
            self.wrong.append("an element %s" % tag)
        for key, value in attributes:
            if key.startswith("on") or key in ("src", "srcset", "xlink:href", "action", "formaction", "background"):
                self.wrong.append("an attribute %s=%s" % (key, value))
            if key == "href" and not (value or "").startswith("#"):
                self.wrong.append("a link to %s" % value)
            if key == "href":
                self.links.append((value or "")[1:])
            if key == "style" and ("url" in value or "expression" in value):
                self.wrong.append("a style %s" % value)
            if key == "id":
                if value in self.ids:
                    self.wrong.append("two elements of the name %s" % value)
                self.ids.add(value)
        values = dict(attributes)
        if tag == "meta" and values.get("http-equiv", "").lower() == "content-security-policy":
            self.csp = values.get("content")

    def handle_data(self, data):
        if self.inside == "title" and not self.title:
            self.title = data
        self.text.append(data)


def main(dom, articles):
    page = Page()
    with open(dom, encoding="utf-8") as stream:
        page.feed(stream.read())
    wrong = page.wrong
    if page.title != "lencr why":
        wrong.append("the title is %r" % page.title)
    if page.csp != CSP:
        wrong.append("the content security policy is %r" % page.csp)
    count = page.names.get("article", 0)
    if count == 0 or (articles != "-" and count != int(articles)):
        wrong.append("%d articles" % count)
    if page.names.get("svg", 0) != 1:
        wrong.append("%d pictures" % page.names.get("svg", 0))
    for link in page.links:
        if link not in page.ids:
            wrong.append("a link to #%s, which is not there" % link)
    if "<script>alert(" not in "".join(page.text):
        wrong.append("the hostile name is not shown as text")
    for line in wrong[:20]:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
