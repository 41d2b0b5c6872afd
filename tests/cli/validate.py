#!/usr/bin/python3
"""Validates what lencr prints as JSON, independently of lencr.

usage: validate.py [--schemas DIR]... [FILE]...      (no FILE or "-": stdin)

A file holds one JSON document or JSON lines. The schema is chosen by the
member "schema" ("lencr.check/1" is lencr.check-1.json), looked for in each
DIR, then in doc/schemas below $top_builddir and $top_srcdir.

Exit status: 0 all valid, 1 something is not, 2 usage, 77 python3-jsonschema
is not installed.
"""
import json
import os
import sys

try:
    import jsonschema
except ImportError:
    print("validate.py: python3-jsonschema is not installed; nothing was validated",
          file=sys.stderr)
    sys.exit(77)


def no_duplicates(pairs):
    """Python keeps the last of two equal keys; a reader elsewhere the first."""
    seen = {}
    for key, value in pairs:
        if key in seen:
            raise ValueError('the key "%s" stands twice in one object' % key)
        seen[key] = value
    return seen


def no_constants(word):
    raise ValueError("%s is not JSON" % word)


def parse(text):
    return json.loads(text, object_pairs_hook=no_duplicates, parse_constant=no_constants)


def documents(data):
    """(where, value) of the one document, or of every line."""
    text = data.decode("utf-8")
    try:
        return [("document", parse(text))]
    except ValueError as whole:
        lines = text.splitlines()
        if len(lines) < 2:
            raise
        found = []
        for number, line in enumerate(lines, 1):
            try:
                found.append(("line %d" % number, parse(line)))
            except ValueError as error:
                if number == 1:
                    raise whole from None
                raise ValueError("line %d: %s" % (number, error)) from None
        return found


def schema_of(name, folders, loaded):
    if not isinstance(name, str) or "/" not in name or ".." in name:
        raise ValueError('no member "schema" that names one')
    if name not in loaded:
        file = name.replace("/", "-") + ".json"
        for folder in folders:
            path = os.path.join(folder, file)
            if os.path.exists(path):
                with open(path, encoding="utf-8") as stream:
                    loaded[name] = parse(stream.read())
                break
        else:
            raise ValueError("no %s in %s" % (file, ", ".join(folders)))
        jsonschema.Draft202012Validator.check_schema(loaded[name])
    return loaded[name]


def form_of(value):
    """Which of the schema's three forms: for messages better than oneOf's."""
    if "result" in value:
        return "line"
    if "summary" in value and not set(value) - {"schema", "tool", "relaxed", "summary", "input", "asked"}:
        return "end"
    return "document"


def complaints_of_schema(value, schema):
    defs = schema.get("$defs", {})
    if form_of(value) in defs:
        schema = {"$schema": schema["$schema"], "$ref": "#/$defs/" + form_of(value),
                  "$defs": defs}
    for error in jsonschema.Draft202012Validator(schema).iter_errors(value):
        path = "/".join(str(part) for part in error.absolute_path)
        yield "%s: %s" % (path or "(top)", error.message[:300])


def check_references(result):
    """What a schema cannot say: numbers lead to what they name."""
    certificates, evidence = result["certificates"], result["evidence"]
    for name, items in (("certificates", certificates), ("evidence", evidence)):
        for index, item in enumerate(items):
            if item["id"] != index:
                yield "%s/%d: its id is %d" % (name, index, item["id"])
    for index, path in enumerate(result["paths"]):
        where = "paths/%d" % index
        chain = path["certificates"]
        if any(one >= len(certificates) for one in chain):
            yield "%s: a certificate that is not there" % where
        if "anchor" in path and path["anchor"] != chain[-1]:
            yield "%s: the anchor is not its last certificate" % where
        for number, link in enumerate(path["links"]):
            if number + 1 >= len(chain) or [link["certificate"], link["issuer"]] != chain[number:number + 2]:
                yield "%s/links/%d: is no step of the path" % (where, number)
            for answer in link["answers"]:
                if answer.get("evidence", -1) >= len(evidence):
                    yield "%s/links/%d: evidence that is not there" % (where, number)
            if link["revocation"] == "good" and not any(a["status"] == "good" for a in link["answers"]):
                yield "%s/links/%d: good without a good answer" % (where, number)
    for index in result.get("tls", {}).get("presented", []):
        if index >= len(certificates):
            yield "tls: presented %d is not there" % index
    yield from check_verdict(result)


def check_verdict(result):
    words = {finding["word"] for finding in result["findings"]}
    for word in result["reasons"] + result.get("failed_on", []):
        if word not in words:
            yield "reasons: no finding says %s" % word
    if "best_path" in result:
        if result["best_path"] >= len(result["paths"]):
            yield "best_path: is not there"
        elif result["verdict"] == "good" and result["paths"][result["best_path"]]["verdict"] != "good":
            yield "best_path: is not good, though the verdict is"
    elif result["verdict"] == "good":
        yield "verdict: good without a path"
    if result["verdict"] == "good" and any(f["severity"] == "fail" for f in result["findings"]):
        yield "findings: one fails beside a good verdict"


GRADES = ["unexplained", "possible", "likely", "proven"]


def check_contact(contact, numbers):
    if "as" in contact and contact["as"] not in numbers:
        yield "as: contact %d is not there" % contact["as"]
    candidates = contact["candidates"]
    if [one["rank"] for one in candidates] != list(range(1, len(candidates) + 1)):
        yield "candidates: their ranks do not go on one by one"
    levels = [GRADES.index(one["grade"]) for one in candidates]
    if levels != sorted(levels, reverse=True):
        yield "candidates: the best is not first"
    if candidates and "as" not in contact and contact["grade"] != candidates[0]["grade"]:
        yield "grade: is not that of the best candidate"
    if not candidates and "as" not in contact and contact["grade"] != "unexplained":
        yield "grade: %s, though there is no candidate" % contact["grade"]
    if contact["suspicious"] != any(flag["severity"] == "fail" for flag in contact["flags"]):
        yield "suspicious: no flag says why, or one does and it is not"


def check_why(value):
    contacts = value["contacts"]
    for index, contact in enumerate(contacts):
        for complaint in check_contact(contact, {one["n"] for one in contacts}):
            yield "contacts/%d/%s" % (index, complaint)
        if contact["input"] >= len(value["input"]):
            yield "contacts/%d: input %d is not there" % (index, contact["input"])
    summary = value["summary"]
    for grade in GRADES:
        if summary[grade] != sum(one["grade"] == grade for one in contacts):
            yield "summary: %s does not add up" % grade
    if summary["suspicious"] != sum(one["suspicious"] for one in contacts):
        yield "summary: suspicious does not add up"
    for groups in ("by_machine", "by_site"):
        if sum(one["contacts"] for one in summary[groups]) != len(contacts):
            yield "summary/%s: does not add up" % groups


def complaints(value, folders, loaded):
    if not isinstance(value, dict):
        yield "(top): is no object"
        return
    schema = schema_of(value.get("schema"), folders, loaded)
    found = list(complaints_of_schema(value, schema))
    yield from found
    if not found and value["schema"] == "lencr.why/1" and "contacts" in value:
        yield from check_why(value)
    if found or value["schema"] != "lencr.check/1":
        return
    results = value.get("results", [value["result"]] if "result" in value else [])
    for index, result in enumerate(results):
        for complaint in check_references(result):
            yield "results/%d/%s" % (index, complaint)
    if "results" in value and sum(value["summary"].values()) != len(results):
        yield "summary: does not add up to %d results" % len(results)


def validate(name, data, folders, loaded):
    """How many things are wrong."""
    wrong = 0
    try:
        for where, value in documents(data):
            for complaint in complaints(value, folders, loaded):
                print("%s: %s: %s" % (name, where, complaint))
                wrong += 1
    except (ValueError, jsonschema.SchemaError) as error:
        print("%s: %s" % (name, error))
        wrong += 1
    return wrong


def main(arguments):
    folders, files = [], []
    while arguments:
        one = arguments.pop(0)
        if one == "--schemas" and arguments:
            folders.append(arguments.pop(0))
        elif one.startswith("-") and one != "-":
            print(__doc__, file=sys.stderr)
            return 2
        else:
            files.append(one)
    for variable in ("top_builddir", "top_srcdir"):
        folders.append(os.path.join(os.environ.get(variable, "."), "doc", "schemas"))
    wrong, loaded = 0, {}
    for file in files or ["-"]:
        if file == "-":
            data = sys.stdin.buffer.read()
        else:
            with open(file, "rb") as stream:
                data = stream.read()
        wrong += validate(file, data, folders, loaded)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
