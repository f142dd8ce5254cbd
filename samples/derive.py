#!/usr/bin/env python3
"""Writes the samples that follow from the whole title: its structure JSON, the download of part 12
in the other serialisation, the later version, and the printings of GPO: the bulk file and the annual volume. Run it after full-title-99-2025-01-15.xml changed;
with --check it only says whether the files are what it would write.
"""

import collections
import html
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree
from xml.parsers import expat

HERE = pathlib.Path(__file__).resolve().parent
TITLE = HERE / "full-title-99-2025-01-15.xml"
TYPES = {"TITLE": "title", "SUBTITLE": "subtitle", "CHAPTER": "chapter", "SUBCHAP": "subchapter", "PART": "part",
         "SUBPART": "subpart", "SUBJGRP": "subject_group", "SECTION": "section", "APPENDIX": "appendix"}
SMALL = {"of", "and", "the", "about", "on", "to", "in", "for", "this", "a"}

# As in the real files: some nodes that exist have no volume, and dates come in no order.
RECEIVED = ["2017-01-07T00:00:00-0500", "2023-03-30T22:00:13-0400", "2019-05-17T22:00:04-0400"]


class Node:
    def __init__(self, tag, attributes, begin):
        self.tag, self.attributes, self.begin, self.end = tag, attributes, begin, 0
        self.head, self.children = None, []

    @property
    def type(self):
        return TYPES[self.attributes["TYPE"]] if self.tag != "HED1" else "hed1"


def read(data):
    """The tree of the divisions, each with the bytes that it takes."""
    parser = expat.ParserCreate()
    stack, root, open_head = [], [], []

    def start(tag, attributes):
        if (re.fullmatch("DIV[1-9]", tag) and "TYPE" in attributes) or tag == "HED1":
            node = Node(tag, attributes, parser.CurrentByteIndex)
            (stack[-1].children if stack else root).append(node)
            stack.append(node)
        if tag in ("HEAD", "HED1"):
            open_head.append("")
        elif open_head and tag == "I":
            open_head[-1] += "<em>"

    def text(value):
        if open_head:
            open_head[-1] += html.escape(value, quote=False)

    def end(tag):
        if tag in ("HEAD", "HED1"):
            head = re.sub(r"\s+", " ", open_head.pop()).strip()
            if stack[-1].head is None:
                stack[-1].head = head
        elif open_head and tag == "I":
            open_head[-1] += "</em>"
        if stack and stack[-1].tag == tag:
            stack.pop().end = parser.CurrentByteIndex + len(f"</{tag}>")

    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, text, end
    parser.Parse(data, True)
    return root[0]


def in_title_case(text):
    words = text.split(" ")
    return " ".join(
        w.lower() if i and w.lower() in SMALL else re.sub(r"[A-Z]+", lambda m: m.group().capitalize(), w)
        for i, w in enumerate(words))


def labels(node):
    head, kind = node.head, node.type
    reserved = bool(re.search(r"\[reserved\]$", head, re.I))
    blank = "\n" if kind == "appendix" else ""
    if kind == "section":
        level, rest = re.match(r"((?:§§?|Section|Sec\.) \S+) (.*)", head).groups()
        return head, level, head if reserved else rest, reserved
    if kind in ("subject_group", "hed1"):
        return head, head, head, reserved
    if kind in ("chapter", "subchapter", "part"):
        level, dash, rest = head.partition("—")
        if not dash:
            level, rest = re.match(r"(\S+ \S+)(.*)", head).groups()
        level = re.sub(r"^[A-Z]+", lambda m: m.group().capitalize(), level)
        head = level + dash + (in_title_case(rest) if dash else rest.replace("[RESERVED]", "[Reserved]"))
    level, dash, rest = head.partition("—")
    if reserved and not dash:
        level = head[: head.index(" [")]
        rest = head
    space = " " if kind == "chapter" else ""
    return space + head + blank, space + level, rest + blank, reserved


def sections(node):
    if node.type == "section":
        yield node
    for child in node.children:
        yield from sections(child)


def parts(node):
    if node.type == "part":
        yield node
    for child in node.children:
        yield from parts(child)


def structure(node, count, volume="1"):
    label, level, description, reserved = labels(node)
    kind = node.type
    out = {}
    if kind == "subject_group":
        out["generated_id"] = True
    if kind != "hed1":
        out["identifier"] = node.attributes["N"]
    out.update(label=label, label_level=level, label_description=description, reserved=reserved, type=kind)
    empty = reserved and kind in ("part", "subpart")
    volume = node.attributes.get("VOLUME", volume)
    if kind in ("part", "subpart", "section", "appendix"):
        out["volumes"] = [] if empty else [volume]
    if kind in ("section", "appendix"):
        out["received_on"] = RECEIVED[count[0] % len(RECEIVED)]
        count[0] += 1
    out["size"] = 0 if empty or kind == "hed1" else node.end - node.begin
    if kind in ("section", "appendix", "hed1"):
        return out
    out["children"] = [structure(child, count, volume) for child in node.children]
    if kind == "title":
        return out
    under = list(parts(node)) if kind in ("subtitle", "chapter", "subchapter") else list(sections(node))
    if under:
        first, last = under[0].attributes["N"], under[-1].attributes["N"]
        if kind in ("subtitle", "chapter", "subchapter"):
            first, last = first.split("-")[0], last.split("-")[-1]
        out["descendant_range"] = first if first == last else f"{first} – {last}"
    return out


def structure_json(title):
    out = structure(title, [0])
    # The real service names a reserved chapter that its XML does not have.
    subtitle = out["children"][-1]
    subtitle["children"].append({
        "identifier": "IX [RESERVED]", "label": " Chapter IX [Reserved]", "label_level": "Chapter IX",
        "label_description": " Chapter IX [Reserved]", "reserved": True, "type": "chapter", "size": 0, "children": []})
    return json.dumps(out, ensure_ascii=False, separators=(",", ":"))


def part_download(data, part):
    """Part 12 in the serialisation with hierarchy_metadata and numeric entities."""
    text = data[part.begin:part.end].decode()
    number = part.attributes["N"]

    def metadata(match):
        tag, name, kind, rest = match.group(1), match.group(2), match.group(3), match.group(4)
        base = "/on/_SUBSTITUTE_DATE_/title-99"
        path, citation = {
            "PART": (f"{base}/part-{name}", f"99 CFR Part {name}"),
            "SUBPART": (f"{base}/part-{number}/subpart-{name}", f"99 CFR Part {number} Subpart {name}"),
            "SUBJGRP": (f"{base}/part-{number}/subject-group-{name}", f"99 CFR Part {number} - {name}"),
            "SECTION": (f"{base}/section-{name}", f"99 CFR {name}"),
            "APPENDIX": (f"{base}/part-{number}/appendix-{name}", f"{name}, Title 99"),
        }[kind]
        value = json.dumps({"path": path, "citation": citation}, separators=(",", ":"))
        quote = "&quot;" if tag in ("DIV8", "DIV9") else "&amp;quot;"
        if tag != "DIV5":
            rest = re.sub(r' VOLUME="\d+"', "", rest)
        return f'<{tag} N="{name}" TYPE="{kind}"{rest} hierarchy_metadata="{value.replace(chr(34), quote)}">'

    text = re.sub(r'<(DIV[5-9]) N="([^"]*)" TYPE="([A-Z]+)"([^>]*)>', metadata, text)
    text = re.sub(r"\s+</P>", "</P>", text)
    text = re.sub(r"\s+</HEAD>", "\n</HEAD>", text)
    text = re.sub(r"(<HEAD>(?:§§?|Sec\.|Section) \S+) {3}", r"\1 ", text)
    text = re.sub(r"\n\s*\n+", "\n", text)
    text = text.replace("</DIV8>\n", "</DIV8>\n\n")
    text = re.sub(r"[^\x00-\x7f]", lambda m: f"&#x{ord(m.group()):X};", text)
    return f'<?xml version="1.0"?>\n{text}\n'


def replace_once(text, old, new):
    if text.count(old) != 1:
        raise SystemExit(f"derive: expected once in the title: {old}")
    return text.replace(old, new)


def changed_title(data):
    """June 2025: § 12.21 says something else, § 14.2-2 is gone, § 12.22 is new."""
    text = data.decode()
    text = replace_once(text, "<AMDDATE>Jan. 15, 2025(fm)", "<AMDDATE>June 30, 2025(fm)")
    text = replace_once(text, '<VOLUME N="1" AMDDATE="2025-01-15"/>', '<VOLUME N="1" AMDDATE="2025-06-30"/>')
    text = replace_once(text, "Public Laws 89-329 and 91-452 do not matter here.", "Nothing else is delegated.")
    gone = re.search(r'<DIV8 N="14\.2-2".*?</DIV8>\n\n', text, re.S)
    text = text[: gone.start()] + text[gone.end():].lstrip("\n")
    place = text.index("</DIV8>", text.index('<DIV8 N="12.21"')) + len("</DIV8>\n")
    new = ('\n\n<DIV8 N="12.22" TYPE="SECTION" VOLUME="1">\n<HEAD>§ 12.22   Hearings.</HEAD>\n'
           "<P>Before a penalty under § 12.20 the maker is heard.\n\n\n</P>\n"
           '<CITA TYPE="N">[90 FR 24680, June 12, 2025]\n\n\n</CITA>\n</DIV8>\n')
    return text[:place] + new + text[place:]


def bulk_title(data):
    """As GovInfo prints it: one volume, DIVs that are named by their HEADs, a NODE on each."""
    counts = collections.Counter()

    def tag(match):
        name, number, kind = match.group(1), match.group(2), match.group(3)
        counts[name] += 1
        number = {"TITLE": "1", "SUBTITLE": f"Subtitle {number}", "SUBJGRP": str(counts[name]),
                  "SECTION": ("§§ " if "-" in number.partition(".")[2] else "§ ") + number,
                  "SUBPART": number[:1], "PART": number.partition("-")[0],
                  "APPENDIX": " ".join(number.split(" ")[:2])}.get(kind, number)
        return f'<{name} N="{number}" NODE="99:{name[3]}.{counts[name]}" TYPE="{kind}"{match.group(4)}'

    text = data.decode()
    text = text[text.index("<DIV1"): text.index("</ECFR>")]
    text = re.sub(r' VOLUME="\d+"', "", text)
    text = re.sub(r'<(DIV[1-9]) N="([^"]*)" TYPE="([A-Z]+)"([^>]*>)', tag, text)
    text = re.sub(r"(<HEAD>Title 99[^<]*)", r"\1--Volume 1", text)
    header = ('<?xml version="1.0" encoding="UTF-8" ?>\n<DLPSTEXTCLASS>\n<HEADER>\n<FILEDESC>\n<TITLESTMT>\n<TITLE>\n'
              'Title 99: Example Goods</TITLE>\n</TITLESTMT>\n<PUBLICATIONSTMT>\n<IDNO TYPE="title">\n99</IDNO>\n'
              '</PUBLICATIONSTMT>\n</FILEDESC>\n</HEADER>\n<TEXT>\n<BODY>\n<ECFRBRWS>\n<AMDDATE>Jan. 15, 2025(fm)\n</AMDDATE>\n\n')
    return header + text + "</ECFRBRWS>\n</BODY>\n</TEXT>\n</DLPSTEXTCLASS>\n"


ANNUAL = {"PART": "PART", "SUBPART": "SUBPART", "SUBJGRP": "SUBJGRP", "SECTION": "SECTION", "APPENDIX": "APPENDIX",
          "CHAPTER": "CHAPTER", "SUBCHAP": "SUBCHAP"}


def annual_heading(element, kind):
    head = next((e for e in element if e.tag == "HEAD"), None)
    if head is None:
        return []
    text = re.sub(r"\s+", " ", "".join(t for e in [head] for t in [e.text or ""] + [
        ("" if c.tag == "HED1" else "".join(c.itertext())) + (c.tail or "") for c in e])).strip()
    out = []
    reserved = re.fullmatch(r"(.*?)\s*(\[reserved\])", text, re.I)
    if kind == "SECTION":
        number, rest = re.match(r"((?:§§?|Section|Sec\.) \S+) ?(.*)", text).groups()
        out.append(("SECTNO", number, {}))
        out.append(("RESERVED" if reserved else "SUBJECT", rest, {}))
    elif reserved:
        out.append(("RESERVED", text, {}))
    else:
        out.append(("HD", text, {"SOURCE": "HED"}))
    return out


def annual_element(element):
    """A division or a block in the elements of the annual CFR."""
    kind = ANNUAL.get(element.get("TYPE", ""))
    if element.tag in ("AUTH", "SOURCE", "EDNOTE"):
        out = ElementTree.Element(element.tag)
        for child in element:
            inner = ElementTree.SubElement(out, "HD" if child.tag == "HED" else "P", {"SOURCE": "HED"} if child.tag == "HED" else {})
            inner.text, inner[:] = child.text, list(child)
        return out
    if kind is None:
        return element
    out = ElementTree.Element(kind)
    out.text = out.tail = "\n"
    if kind in ("CHAPTER", "SUBCHAP"):
        out.set("TYPE", "N")
    for tag, text, attributes in annual_heading(element, kind):
        heading = ElementTree.SubElement(out, tag, attributes)
        heading.text, heading.tail = text, "\n"
    numbers = [e for e in element.iter("DIV8")] if kind == "PART" else []
    if numbers:
        contents = ElementTree.SubElement(out, "CONTENTS")
        contents.tail = "\n"
        for section in numbers:
            listed = ElementTree.SubElement(contents, "SECTNO")
            listed.text = section.get("N")
    for child in element:
        if child.tag != "HEAD":
            out.append(annual_element(child))
    return out


def annual_volume(data):
    """The chapters of subtitle B as a volume of the edition of 1 October 2024, which is older text."""
    title = ElementTree.fromstring(data).find("DIV1")
    volume = ElementTree.Element("CFRDOC")
    front = ElementTree.SubElement(ElementTree.SubElement(volume, "FMTR"), "TITLEPG")
    ElementTree.SubElement(front, "TITLENUM").text = "Title 99"
    ElementTree.SubElement(front, "DATE").text = "As of October 1, 2024"
    body = ElementTree.SubElement(volume, "TITLE")
    for chapter in title.iter("DIV3"):
        body.append(annual_element(chapter))
    text = ElementTree.tostring(volume, encoding="unicode")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + text + "\n"


def main():
    data = TITLE.read_bytes()
    title = read(data)
    part = next(p for p in parts(title) if p.attributes["N"] == "12")
    files = {
        HERE / "structure-title-99-2025-01-15.json": structure_json(title),
        HERE / "full-title-99-part-12-2025-01-15.xml": part_download(data, part),
        HERE / "changed" / "full-title-99-2025-06-30.xml": changed_title(data),
        HERE / "printings" / "ECFR-title99-2025-01-15.xml": bulk_title(data),
        HERE / "printings" / "CFR-2024-title99-vol1.xml": annual_volume(data),
    }
    stale = [path for path, text in files.items() if not path.is_file() or path.read_bytes() != text.encode()]
    for path, text in files.items():
        ElementTree.fromstring(text) if path.suffix == ".xml" else json.loads(text)
        if path in stale and "--check" not in sys.argv[1:]:
            path.write_bytes(text.encode())
    if stale and "--check" in sys.argv[1:]:
        print("\n".join(f"{p.relative_to(HERE.parent)}:1: not what samples/derive.py writes" for p in stale))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
