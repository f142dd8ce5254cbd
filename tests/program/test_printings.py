#!/usr/bin/env python3
"""The same law from every printing: the eCFR's API, GovInfo's bulk files, the annual CFR."""

import collections
import re
import unittest
import xml.etree.ElementTree as ElementTree

import support
from support.documents import CORPUS, SAMPLE_XML, SAMPLES
from support.graph import VARYING, Graph, differences

BULK = SAMPLES / "printings" / "ECFR-title99-2025-01-15.xml"
ANNUAL = SAMPLES / "printings" / "CFR-2024-title99-vol1.xml"
# What is of the document, and what the printings write in their own way.
OF_PRINTING = VARYING | {"xml", "cuts", "elementId", "identifier", "text_xml_hash", "text_artifact", "text_as_of"}
ASIDE = {"CONTENTS", "TOC", "CFRTOC", "FMTR", "BMTR", "EAR", "LRH", "RRH", "OMBNOS", "PRTPAGE", "GID", "MID", "PI"}


def setUpModule():
    support.start_server()


def bulk(title, which="2025-04"):
    return CORPUS / "ecfr" / "full" / f"govinfo-ECFR-title{title}-{which}.xml"


def annual(name):
    return CORPUS / "cfr" / f"CFR-{name}.xml"


def in_volumes(text, *numbers):
    """A bulk file cut into volumes before the sections of these numbers."""
    cuts = [text.index(f'<DIV8 N="§ {number}"') for number in numbers]
    out = text[:cuts[0]]
    for volume, (begin, end) in enumerate(zip(cuts, [*cuts[1:], len(text)]), 2):
        open_divs = []
        for match in re.finditer(r"<(/?)(DIV[1-9])( [^>]*?)?(/?)>\s*(<HEAD>[^<]*)?", text[:begin]):
            if match.group(1):
                open_divs.pop()
            elif not match.group(4):
                open_divs.append(match)
        out += "".join(f"</{m.group(2)}>\n" for m in reversed(open_divs))
        out += f"</ECFRBRWS>\n<ECFRBRWS>\n<AMDDATE>May {volume}, 2025\n</AMDDATE>\n"
        for match in open_divs:
            head = (match.group(5) or "").rstrip() + (" (CONTINUED)</HEAD>\n" if match.group(5) else "")
            number = f' N="{volume}"' if match.group(2) == "DIV1" else f' N="{match.group(3).split(chr(34))[1]}"'
            out += f'<{match.group(2)}{number} NODE="99:{volume}">{head.replace("--Volume 1", f"--Volume {volume}")}'
        out += text[begin:end]
    return out


class PrintingsTest(support.ProgramTest):
    def lines(self, *sources):
        """The graph of a file, without a server."""
        path = self.folder / "graph.jsonl"
        path.unlink(missing_ok=True)
        done = self.ingest(*sources, "--to", "jsonl:graph.jsonl")
        self.remarks = [r["message"] for r in done.records if r["event"] == "remark"]
        return Graph.of_lines(path)

    @staticmethod
    def hashes(graph):
        return {k: p["text_hash"] for k, p in graph.labelled("Division").items() if "text_hash" in p}


class BulkTest(PrintingsTest):
    # The API leaves this appendix in the subject group before it.
    PARENTS = {13: ["/us/cfr/t13/p121/aA"]}
    # Edited by OFR since: five subchapters are in small letters, three sections have a full stop more or less.
    HEADS = {2: {"/us/cfr/t2", "/us/cfr/t2/p170", "/us/cfr/t2/p782", "/us/cfr/t2/p801"}}

    def test_samples(self):
        api, found = self.lines(SAMPLE_XML), self.lines(BULK)
        self.assertEqual(differences(found, api, OF_PRINTING), [f for f in differences(found, api, OF_PRINTING) if "artifact:" in f])
        self.assertEqual(self.hashes(found), self.hashes(api))

    def test_volumes_are_one_title(self):
        whole = self.lines(BULK)
        cut = self.lines(self.write(BULK.name, in_volumes(BULK.read_text(encoding="utf-8"), "12.3", "12.20", "14.1", "200.2")))
        self.assertEqual(self.hashes(cut), self.hashes(whole))
        self.assertEqual({k for k in cut.nodes if k[:9] != "artifact:"}, {k for k in whole.nodes if k[:9] != "artifact:"})
        self.assertEqual(self.remarks, [])

    @support.needs_corpus
    def test_keys_are_those_of_the_structure(self):
        for title in (1, 2, 3, 4, 6, 11, 13, 39):
            with self.subTest(title=title):
                found = self.lines(bulk(title)).labelled("Division")
                expected = self.lines(support.structure(title)).labelled("Division")
                self.assertEqual(found.keys() ^ expected.keys(), set())
                moved = [k for k in found if found[k].get("text_parent") != expected[k].get("structure_parent")]
                self.assertEqual(moved, self.PARENTS.get(title, []))

    @support.needs_corpus
    def test_the_law_is_the_api_s(self):
        for title, day in ((1, "2025-01-29"), (2, "2025-01-29"), (3, "2025-01-29"), (4, "2025-01-29"), (6, "2025-01-29"),
                           (11, "2025-08-02")):
            with self.subTest(title=title):
                found, expected = self.lines(bulk(title)), self.lines(support.xml(title, day))
                wrong = {k for k, h in self.hashes(expected).items() if self.hashes(found).get(k) != h}
                self.assertEqual(wrong, self.HEADS.get(title, set()))
                surplus = {k for k in found.nodes.keys() ^ expected.nodes.keys() if not k.startswith("artifact:")}
                self.assertEqual({k for k in surplus if not k.endswith("#xref")}, set())

    @support.needs_corpus
    def test_two_kinds_of_dashes(self):
        one, two = (self.lines(bulk(1, f"2024-03-ndash-{which}")) for which in ("current", "updated"))
        self.assertEqual(self.hashes(one), self.hashes(two))
        # A hyphenated form is one section, an en dash makes a range: the only sentence that has both.
        ranges = {f"/us/cfr/t5/s{n}" for n in ("293.106", "293.107", "293.106-293.107")}
        self.assertEqual({k for k in one.nodes.keys() ^ two.nodes.keys() if k[:9] != "artifact:"}, ranges)
        self.assertEqual(*({(a, t, b) for a, t, b, _ in g.relationships if t != "FROM_ARTIFACT" and not {a, b} & ranges}
                           for g in (one, two)))


class OrderTest(PrintingsTest):
    def test_any_order_gives_the_newest_printing(self):
        later = self.write("ECFR-title99-2025-02-01.xml", BULK.read_bytes())
        expected = self.loaded(later)
        for first, second in ((SAMPLE_XML, later), (later, SAMPLE_XML)):
            self.loaded(first)
            self.ingest(second)
            self.assert_same(self.server.graph(), expected, f"{first.name}, then {second.name}")

    def test_an_annual_edition_replaces_nothing_newer(self):
        before = self.loaded(SAMPLE_XML)
        done = self.ingest(ANNUAL)
        self.assertEqual(done.summary["documents_older"], 1)
        self.assert_same(self.server.graph(), before)
        self.loaded(ANNUAL)
        self.ingest(SAMPLE_XML)
        self.assert_same(self.server.graph(), before, "annual edition, then title")


class AnnualTest(PrintingsTest):
    def divisions(self, *sources):
        return self.lines(*sources).labelled("Division")

    @support.needs_corpus
    def test_a_volume_has_the_divisions_of_the_structure(self):
        found = self.divisions(annual("2024-title14-vol5"))
        structure = self.divisions(support.structure(14))
        children = collections.defaultdict(list)
        for key, properties in structure.items():
            children[properties.get("structure_parent")].append(key)
        expected = []
        below = [k for k in structure if re.fullmatch(r"/us/cfr/t14/p(12\d\d|130\d|131[01])\w*(-\d+)?", k)]
        while below:
            key = below.pop()
            expected.append(key)
            below += children[key]
        self.assertEqual(len(expected), 907)
        self.assertEqual(found.keys() ^ set(expected), set())
        self.assertEqual([k for k in found if "identifier" in found[k] and found[k]["identifier"] != structure[k]["identifier"]], [])

    @support.needs_corpus
    def test_a_note_that_was_never_closed(self):
        found = self.divisions(annual("2011-title47-vol2"))
        self.assertEqual(sum("/us/cfr/t47/s" in k for k in found), 795)
        self.assertEqual(sum(k.count("/") == 4 and "/p" in k for k in found), 8)
        self.assertEqual(self.remarks, [])  # every part holds just what its CONTENTS lists
        self.assertEqual(found["/us/cfr/t47/s20.19"]["text_parent"], "/us/cfr/t47/p20")

    @support.needs_corpus
    def test_pending_sections_stay_pending(self):
        found = self.divisions(annual("2015-title14-vol2"))
        self.assertEqual(sum("/us/cfr/t14/s" in k for k in found), 771)
        self.assertNotIn("/us/cfr/t14/s61.65~2", found)
        self.assertEqual([r.rpartition("/")[2][:3] for r in self.remarks], ["p61", "p91"])

    @support.needs_corpus
    def test_no_character_is_lost(self):
        for name in ("2011-title47-vol2", "2012-title12-vol8-part1024", "2015-title14-vol2", "2024-title14-vol5"):
            with self.subTest(name):
                self.assert_whole(annual(name))

    def test_no_character_of_the_samples_is_lost(self):
        self.assert_whole(ANNUAL)

    def assert_whole(self, path):
        """By Python's own XML parser. A PART in a PART is counted once."""
        expected, found = collections.Counter(), collections.Counter()

        def read(element, top):
            if element.tag in ASIDE or (element.tag == "PART" and not top):
                return
            expected.update(element.text or "")
            for child in element:
                read(child, False)
                expected.update(child.tail or "")

        for part in ElementTree.parse(path).iter("PART"):
            read(part, True)
        for labels, properties in self.lines(path).nodes.values():
            if "Division" in labels:
                found.update(properties.get("heading", ""))
            elif "Paragraph" in labels or "Note" in labels:
                found.update(properties["text"])
        for blank in " \n\t\u2009":
            del expected[blank], found[blank]
        self.assertEqual(found, expected)


class MalformedTest(PrintingsTest):
    """What is broken in one part costs that part; what is broken around the parts costs the document."""

    ROWS = (
        # printing, what is put for what, exit code, what is reported, a key that is there all the same
        ("bulk", "</DIV8>", "", 1, "expected </DIV8>", "/us/cfr/t99/p14"),
        ("bulk", "<HEAD>PART 14", "<P>PART 14", 1, "expected </P>", "/us/cfr/t99/p200"),
        ("bulk", 'NODE="99:1.1"', 'NODE=""', 0, "", "/us/cfr/t99/p14"),
        ("bulk", "</DLPSTEXTCLASS>", "", 1, "a document around one DIV", "/us/cfr/t99"),
        ("bulk", '<IDNO TYPE="title">\n99', '<IDNO TYPE="title">\nXCIX', 1, "a title from 1 to 99", ""),
        ("annual", "</SECTION>", "", 1, "expected </SECTION>", "/us/cfr/t99/p14"),
        ("annual", "</PART>", "", 1, "</PART> of the part at byte", "/us/cfr/t99/p14"),
        ("annual", "<SECTNO>12.1</SECTNO>", "<SECTNO>12.99</SECTNO>", 0, "does not hold all that it lists", "/us/cfr/t99/p12"),
        ("annual", "</CFRDOC>", "", 1, "outside of the parts", "/us/cfr/t99/p14"),
        ("annual", "As of October 1, 2024", "As of Smarch 32", 0, "", "/us/cfr/t99/p14"),
    )

    def test_each_kind(self):
        for printing, old, new, code, reported, key in self.ROWS:
            with self.subTest(printing=printing, old=old):
                source = BULK if printing == "bulk" else ANNUAL
                text = source.read_text(encoding="utf-8")
                self.assertIn(old, text)
                path = self.write(source.name, text.replace(old, new, 1))
                (self.folder / "graph.jsonl").unlink(missing_ok=True)
                done = self.ingest(path, "--to", "jsonl:graph.jsonl", code=code)
                self.assertIn(reported, done.err)
                self.assertTrue(not key or key in Graph.of_lines(self.folder / "graph.jsonl").nodes)


if __name__ == "__main__":
    unittest.main(verbosity=2)
