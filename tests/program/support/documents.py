"""The documents: samples, which every clone has, and the corpus, where it exists."""

import json
import os
import pathlib
import re
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "samples"
SAMPLE_JSON = SAMPLES / "structure-title-99-2025-01-15.json"
SAMPLE_XML = SAMPLES / "full-title-99-2025-01-15.xml"
SAMPLE_PART = SAMPLES / "full-title-99-part-12-2025-01-15.xml"
SAMPLE_CHANGED = SAMPLES / "changed" / "full-title-99-2025-06-30.xml"

LABELS = {"title": "Title", "subtitle": "Subtitle", "chapter": "Chapter", "subchapter": "Subchapter", "part": "Part",
          "subpart": "Subpart", "subject_group": "Subjectgroup", "section": "Section", "appendix": "Appendix", "hed1": "Hed"}
DIVS = {"DIV1": "Title", "DIV2": "Subtitle", "DIV3": "Chapter", "DIV4": "Subchapter", "DIV5": "Part", "DIV6": "Subpart",
        "DIV7": "Subjectgroup", "DIV8": "Section", "DIV9": "Appendix"}


def corpus():
    place = pathlib.Path(os.environ.get("REG2GRAPH_CORPUS") or ROOT.parent / "shared" / "data")
    return place.resolve() if (place / "ecfr").is_dir() else None


CORPUS = corpus()


def structure(title, which="current-2025-04-28"):
    return CORPUS / "ecfr" / "structure" / f"structure-title-{title:02}-{which}.json"


def xml(title, date="2025-01-29"):
    return CORPUS / "ecfr" / "full" / f"full-title-{title:02}-{date}.xml"


def divisions_of_json(path):
    """(label, identifier, path of (type, identifier)) of every node, in document order."""
    found = []

    def walk(node, above):
        here = (*above, (node["type"], node.get("identifier")))
        found.append((LABELS[node["type"]], node.get("identifier"), here))
        for child in node.get("children", []):
            walk(child, here)

    walk(json.loads(path.read_text(encoding="utf-8")), ())
    return found


def divs_of_xml(path):
    """(element, N, N of the DIV around it) of every structural DIV, in document order."""
    found, stack = [], [None]
    for event, element in ElementTree.iterparse(path, events=("start", "end")):
        if element.tag not in DIVS or element.get("TYPE") is None:
            continue
        if event == "start":
            found.append((element.tag, element.get("N"), stack[-1]))
            stack.append(element.get("N"))
        else:
            stack.pop()
    return found


def long_title(parts, sections, paragraphs=20):
    """The text of a title 98 of so many parts, each of so many sections."""
    words = "No person shall sell an example good without the label that 99 CFR 12.3 asks for, unless the Bureau says so. "

    def section(name):
        body = "".join(f"<P>({n}) {words}{words}\n</P>\n" for n in range(1, paragraphs + 1))
        return f'<DIV8 N="{name}" TYPE="SECTION" VOLUME="1">\n<HEAD>§ {name}   Goods.</HEAD>\n{body}</DIV8>\n'

    def part(number):
        inside = "".join(section(f"{number}.{n}") for n in range(1, sections + 1))
        return f'<DIV5 N="{number}" TYPE="PART" VOLUME="1">\n<HEAD>PART {number}—GOODS</HEAD>\n{inside}</DIV5>\n'

    return ('<?xml version="1.0" encoding="UTF-8"?>\n<ECFR>\n<AMDDATE>Jan. 15, 2025\n</AMDDATE>\n<DIV1 N="98" TYPE="TITLE">\n'
            '<HEAD>Title 98—Long</HEAD>\n<DIV3 N="I" TYPE="CHAPTER">\n<HEAD>CHAPTER I—LONG</HEAD>\n'
            + "".join(part(n) for n in range(1, parts + 1)) + "</DIV3>\n</DIV1>\n</ECFR>\n")


def other_serialisation(data):
    """The form with VOLUME and blank lines, from the one with hierarchy_metadata; or the other way round."""
    text = data.decode()
    if "hierarchy_metadata=" in text:
        text = re.sub(r'\s+hierarchy_metadata="[^"]*"', "", text)
        text = re.sub(r'(<DIV[89] N="[^"]*" TYPE="[A-Z]+")', r'\1 VOLUME="1"', text)
        text = re.sub(r"</P>", "\n\n\n</P>", text)
        return re.sub(r"(<HEAD>§ \S+) ", r"\1   ", text).encode()
    text = re.sub(r'(<DIV[89] N="[^"]*" TYPE="[A-Z]+") VOLUME="\d+"', r"\1", text)
    text = re.sub(r'(<DIV[5-9] N="[^"]*" TYPE="[A-Z]+")', r'\1 hierarchy_metadata="{&quot;path&quot;:&quot;/on/_SUBSTITUTE_DATE_/x&quot;}"', text)
    return re.sub(r"\s+</P>", "</P>", text).encode()
