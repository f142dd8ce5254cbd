#!/usr/bin/env python3
"""Are the samples what they claim to be: well-formed, alike in JSON and XML, alike in both serialisations?"""

import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
DATE = "2025-01-15"
TYPES = {"TITLE": "title", "SUBTITLE": "subtitle", "CHAPTER": "chapter", "SUBCHAP": "subchapter", "PART": "part",
         "SUBPART": "subpart", "SUBJGRP": "subject_group", "SECTION": "section", "APPENDIX": "appendix"}


def from_json(node, depth=0):
    yield depth, node["type"], node.get("identifier")
    for child in node.get("children", []):
        yield from from_json(child, depth + 1)


def from_xml(element, depth=0):
    if element.tag == "HED1":
        yield depth, "hed1", None
    if element.get("TYPE") in TYPES and re.fullmatch("DIV[1-9]", element.tag):
        yield depth, TYPES[element.get("TYPE")], element.get("N")
        depth += 1
    for child in element:
        yield from from_xml(child, depth)


def words(element):
    return re.sub(r"\s", "", "".join(element.itertext()))


def problems():
    title = json.loads((SAMPLES / f"structure-title-99-{DATE}.json").read_text(encoding="utf-8"))
    whole = ElementTree.parse(SAMPLES / f"full-title-99-{DATE}.xml").getroot()
    part = ElementTree.parse(SAMPLES / f"full-title-99-part-12-{DATE}.xml").getroot()

    # The one node that the service names in its JSON only.
    in_json = [n for n in from_json(title) if n[2] != "IX [RESERVED]"]
    in_xml = list(from_xml(whole))
    if in_json != in_xml:
        at = next((i for i, (a, b) in enumerate(zip(in_json, in_xml)) if a != b), min(len(in_json), len(in_xml)))
        yield f"JSON and XML differ at node {at}: {in_json[at:at + 1]} {in_xml[at:at + 1]}"
    same = next(e for e in whole.iter("DIV5") if e.get("N") == "12")
    if list(from_xml(same)) != list(from_xml(part)):
        yield "the part download names other nodes than the title"
    if words(same) != words(part):
        yield "the part download has another text than the title"
    if [e.tag for e in same.iter()] != [e.tag for e in part.iter()]:
        yield "the part download has other elements than the title"

    old = {e.get("N"): words(e) for e in whole.iter("DIV8")}
    later = ElementTree.parse(SAMPLES / "changed" / "full-title-99-2025-06-30.xml").getroot()
    new = {e.get("N"): words(e) for e in later.iter("DIV8")}
    change = (sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys()),
              sorted(k for k in old.keys() & new.keys() if old[k] != new[k]))
    if change != (["14.2-2"], ["12.22"], ["12.21"]):
        yield f"the later version should lack one section, have one more and one changed, not {change}"

    for path in sorted((SAMPLES / "queries").glob("*.cypher")):
        first = path.read_text(encoding="utf-8").splitlines()[:1]
        if not first or not first[0].startswith("// ") or not first[0].endswith(("?", ".")):
            yield f"{path.name}: the first line is not the question"

    derived = subprocess.run([sys.executable, SAMPLES / "derive.py", "--check"], capture_output=True, text=True)
    if derived.returncode:
        yield derived.stdout.strip() + derived.stderr.strip()


if __name__ == "__main__":
    found = list(problems())
    for problem in found:
        print(f"samples: {problem}")
    sys.exit(1 if found else 0)
