#!/usr/bin/env python3
"""Writes an eCFR XML of any size for a real hierarchy: a structure JSON gives the divisions and, in `size`, their lengths.

  bench/make_title.py structure-title-12.json title-12.xml              # as large as the structure says (37 MB)
  bench/make_title.py structure-title-12.json large.xml --megabytes 1500 --seed 7

More than the structure has comes from more parts of the same sizes (numbered anew, under chapters of their own), less from
fewer. The sentences are made up; they cite sections of the title, the U.S. Code and the Federal Register about as often as
real ones do, one citation in 400 bytes. The same arguments give the same bytes.
"""

import argparse
import json
import random
import sys
import xml.sax.saxutils as saxutils

DIVS = {"title": 1, "subtitle": 2, "chapter": 3, "subchapter": 4, "part": 5, "subpart": 6, "subject_group": 7, "section": 8,
        "appendix": 9}
TYPES = {"subject_group": "SUBJGRP"}
COPY = 10_000  # what a copy adds to the number of a part
SENTENCES = 4000
CITING = 0.36
WORDS = """the a of to in for under with by any each such an or and shall may must not is are has been institution person
consumer account creditor disclosure agreement transaction statement payment period date amount rate notice section
information records business director officer examination application approval securities exchange commission report
capital reserve bank holding company subsidiary affiliate liability requirement determination written provided described
applicable reasonable effective annual required covered federal national material within before after during unless
except including pursuant respect purposes extent manner times subject request obligation compliance standard""".split()
MONTHS = "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split()
ROMAN = "i ii iii iv v vi vii viii ix x xi xii".split()


class Language:
    def __init__(self, seed, title, sections):
        self.random = random.Random(seed)
        self.title = title
        self.sections = sections
        self.sentences = [self.sentence() for _ in range(SENTENCES)]

    def citation(self):
        pick = self.random
        letter, number = pick.choice("abcdefg"), pick.randint(1, 9)
        section = pick.choice(self.sections)
        return pick.choice((
            f"§ {section}({letter})({number})", f"§ {section}", f"§§ {section} and {pick.choice(self.sections)}",
            f"paragraph ({letter}) of this section", f"paragraphs ({letter})({number}) through ({number + 3}) of this section",
            f"{self.title} CFR {section}", f"{self.title} CFR part {section.split('.')[0]}",
            f"{pick.randint(5, 42)} U.S.C. {pick.randint(1, 9000)}({letter})", f"{pick.randint(40, 90)} FR {pick.randint(1, 80000)}",
            f"section {pick.randint(1, 900)} of the Act", "subpart B of this part"))

    def sentence(self):
        pick = self.random
        words = [pick.choice(WORDS) for _ in range(pick.randint(8, 36))]
        if pick.random() < CITING:
            words.insert(pick.randint(3, len(words)), pick.choice(("under ", "see ", "as defined in ")) + self.citation())
        return (words[0].capitalize() + " " + " ".join(words[1:]) + ". ").replace("  ", " ")


class Writer:
    def __init__(self, out, language, limit):
        self.out, self.language, self.limit = out, language, limit
        self.random = random.Random(language.random.random())
        self.written = 0
        self.parts = 0

    def put(self, text):
        data = text.encode()
        self.written += len(data)
        self.out.write(data)

    def full(self):
        return self.limit and self.written >= self.limit

    def paragraphs(self, size):
        """Markers as sections have them: letters, below them numbers, below them small roman numerals."""
        counts = [0, 0, 0]
        pieces, length, depth = [], 0, 0
        while length < size:
            if counts[depth] >= (24, 9, 11)[depth]:
                depth = 0
            counts[depth] = counts[depth] + 1 if counts[depth] < 25 else 1
            counts[depth + 1:] = [0] * (2 - depth)
            marker = (chr(96 + counts[0]), str(counts[1]), ROMAN[counts[2] % 12 - 1])[depth]
            term = f"<I>{self.random.choice(WORDS).capitalize()}.</I> " if self.random.random() < 0.2 else ""
            text = "".join(self.random.choices(self.language.sentences, k=self.random.randint(1, 5)))
            piece = f"<P>({marker}) {term}{text}\n</P>\n"
            pieces.append(piece)
            length += len(piece)
            depth = min(2, max(0, depth + self.random.choice((-2, -1, 0, 0, 0, 1))))
        return "".join(pieces)

    def numbered(self, node, copy):
        """(identifier, heading) of this copy of a node."""
        identifier, label = node.get("identifier") or "", node.get("label") or ""
        if copy == 0:
            return identifier, label
        if node["type"] in ("part", "section"):
            number, dot, rest = identifier.partition(".")
            if number.isdigit():
                new = f"{int(number) + copy * COPY}{dot}{rest}"
                return new, label.replace(identifier, new)
        if DIVS[node["type"]] < 5:
            return f"{identifier}-{copy}", label
        return identifier, label

    def node(self, node, copy):
        kind = node["type"]
        if kind not in DIVS or self.full() and DIVS[kind] <= 5:
            return
        number = DIVS[kind]
        identifier, heading = self.numbered(node, copy)
        name = TYPES.get(kind, kind.upper())
        self.put(f"\n\n<DIV{number} N={saxutils.quoteattr(identifier)} TYPE=\"{name}\" VOLUME=\"1\">\n"
                 f"<HEAD>{saxutils.escape(heading)}</HEAD>\n")
        if kind == "part":
            self.parts += 1
            self.put(f"<AUTH>\n<HED>Authority:</HED><PSPACE>{self.random.randint(5, 42)} U.S.C. {self.random.randint(1, 9000)}.\n"
                     "</PSPACE></AUTH>\n<SOURCE>\n<HED>Source:</HED><PSPACE>" + self.page() + ", unless otherwise noted.\n</PSPACE></SOURCE>\n")
        if kind in ("section", "appendix"):
            self.put(self.paragraphs(max(0, node.get("size", 0) - 300)))
            self.put(f'<CITA TYPE="N">[{self.page()}]\n</CITA>\n')
        for child in node.get("children", []):
            self.node(child, copy)
        self.put(f"</DIV{number}>\n")

    def page(self):
        pick = self.random
        return (f"{pick.randint(40, 90)} FR {pick.randint(1, 80000)}, {pick.choice(MONTHS)} {pick.randint(1, 28)}, "
                f"{pick.randint(1975, 2024)}")

    def title(self, root):
        self.put('<?xml version="1.0" encoding="UTF-8"?>\n<ECFR>\n<AMDDATE>2025-01-01\n</AMDDATE>\n\n'
                 f'<DIV1 N="{root["identifier"]}" TYPE="TITLE">\n\n<HEAD>{saxutils.escape(root["label"])}</HEAD>\n')
        for copy in range(1000 if self.limit else 1):
            for child in root.get("children", []):
                self.node(child, copy)
            if self.full():
                break
        self.put("</DIV1>\n</ECFR>\n")


def sections_of(node):
    own = [node["identifier"]] if node["type"] == "section" and "." in node["identifier"] and " " not in node["identifier"] else []
    return own + [section for child in node.get("children", []) for section in sections_of(child)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("structure")
    parser.add_argument("out")
    parser.add_argument("--megabytes", type=float, default=0, help="about this much; default: what the structure says")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with open(options.structure, encoding="utf-8") as file:
        root = json.load(file)
    language = Language(options.seed, root["identifier"], sections_of(root))
    with open(options.out, "wb", buffering=1 << 20) as out:
        writer = Writer(out, language, int(options.megabytes * 1e6))
        writer.title(root)
    print(f"{options.out}: {writer.written / 1e6:.1f} MB, {writer.parts} parts", file=sys.stderr)


if __name__ == "__main__":
    main()
