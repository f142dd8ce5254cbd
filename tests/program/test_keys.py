#!/usr/bin/env python3
"""The keys of divisions, from real documents cut to what matters and from whole titles of the corpus."""

import html
import json
import pathlib
import re
import unittest
import xml.etree.ElementTree as ElementTree

import support
from support.documents import DIVS
from support.graph import Graph

CASES = pathlib.Path(__file__).resolve().parent / "data" / "cases"
TYPES = {"DIV1": "title", "DIV2": "subtitle", "DIV3": "chapter", "DIV4": "subchapter", "DIV5": "part", "DIV6": "subpart",
         "DIV7": "subject_group", "DIV8": "section", "DIV9": "appendix"}
DAY = "2026-01-29"


def is_hed(element, following):
    if element.tag == "HED1":
        return True
    empty = element.tag == "DIV7" and element.get("EMPTY") == "true" and not element.get("N")
    return empty and (following is None or following.tag != "XREF")


def text_of(element):
    """Of a HEAD, less the HED1s in it."""
    inside = "".join((text_of(child) if child.tag != "HED1" else " ") + (child.tail or "") for child in element)
    return (element.text or "") + inside


def label_of(text):
    return html.escape(re.sub(r"\s+", " ", text).strip(), quote=False)


def structure_of(element):
    """The node of a structure JSON that belongs to a DIVn."""
    node = {"identifier": element.get("N"), "type": TYPES[element.tag], "label": "", "children": []}
    children = list(element)
    for child, following in zip(children, children[1:] + [None]):
        holds_heds = element.tag not in ("DIV8", "DIV9")
        if child.tag == "HEAD" and not node["label"]:
            node["label"] = label_of(text_of(child))
            heds = [hed for hed in child.iter("HED1")] if holds_heds else []
        elif (child.tag in DIVS or child.tag == "HED1") and is_hed(child, following):
            heds = [child] if holds_heds else []
        elif child.tag in DIVS:
            node["children"].append(structure_of(child))
            continue
        else:
            continue
        node["children"] += [{"type": "hed1", "label": label_of("".join(hed.itertext()))} for hed in heds]
    return node


class KeysTest(support.ProgramTest):
    def graph_of(self, *sources, code=0):
        (self.folder / "graph.jsonl").unlink(missing_ok=True)
        done = self.ingest(*sources, "--as-of", DAY, "--to", "jsonl:graph.jsonl", code=code)
        remarks = [record["message"] for record in done.records if record["event"] == "remark"]
        return Graph.of_lines(self.folder / "graph.jsonl"), remarks

    def case(self, name):
        return self.graph_of(*sorted((CASES / name).iterdir()))

    def cites(self, graph):
        return sorted((a, b) for a, b, _ in graph.typed("CITES"))

    def test_a_section_that_is_numbered_by_its_subpart(self):
        graph, remarks = self.case("section-numbered-by-subpart")
        title = "/us/cfr/t43"
        self.assertEqual(sorted(graph.labelled("Division")), [
            title, f"{title}/p3170", f"{title}/p3170/sp3175", f"{title}/s3175.30", f"{title}/s3175.61"])
        self.assertEqual(graph.labelled("Stub"), {})
        self.assertEqual(self.cites(graph), [(f"{title}/s3175.30/a", f"{title}/s3175.61/a"),
                                             (f"{title}/s3175.61/a", f"{title}/s3175.30")])
        self.assertEqual(remarks, [])

    def test_a_subpart_alone(self):
        graph, remarks = self.case("subpart-download")
        self.assertEqual(sorted(graph.labelled("Division")), ["/us/cfr/t14/p23/spA", "/us/cfr/t14/s23.2000"])
        self.assertEqual(remarks, [])

    def test_what_does_not_say_which_part_it_is_in(self):
        source, = (CASES / "subpart-download").iterdir()
        text = re.sub(r' hierarchy_metadata="[^"]*"', "", source.read_text(encoding="utf-8"))
        path = self.write("subpart.xml", text)
        done = self.ingest(path, "--title", "14", "--as-of", DAY, "--to", "jsonl:graph.jsonl", code=1)
        self.assertRegex(done.err, r'subpart \\"A\\", does not say which part .*ecfr:title-14/part-P')
        self.assertEqual((self.folder / "graph.jsonl").read_text() if (self.folder / "graph.jsonl").exists() else "", "")

    def test_a_section_without_an_element(self):
        graph, remarks = self.case("loose-section")
        group, section = "/us/cfr/t33/p165/sg-seventh-district", "/us/cfr/t33/s165.793"
        self.assertEqual(graph.labelled("Section")[section]["heading"], "§ 165.793 Safety zone; east of the pier.")
        self.assertEqual(sorted(graph.labelled("Paragraph")), ["/us/cfr/t33/s165.792/a", f"{section}/a", f"{section}/b"])
        self.assertIn((group, section, {"order": 1}), graph.typed("HAS_CHILD"))
        self.assertNotIn(f"{section}#xml", graph.nodes)
        self.assertIn("<SECTNO>§ 165.793", graph.labelled("XMLData")[f"{group}#xml"]["xml"])
        self.assertEqual(graph.labelled("XMLData")[f"{group}#xml"]["cut_ids"], ["/us/cfr/t33/s165.792"])
        self.assertEqual(self.cites(graph), [("/us/cfr/t33/s165.792/a", f"{section}/b"),
                                             (f"{section}#cita", "/us/fr/91/24727")])
        self.assertEqual(len(remarks), 1)
        self.assertRegex(remarks[0], f"SECTNO outside a section.*{section}")

    def test_an_empty_subject_group(self):
        part = "/us/cfr/t33/p80"
        graph, remarks = self.case("empty-subject-group-is-hed1")
        self.assertEqual(sorted(graph.labelled("Division")), [
            "/us/cfr/t33", part, f"{part}#hed1", f"{part}#hed2", f"{part}/sg-first-district", "/us/cfr/t33/s80.105"])
        self.assertEqual(sorted(graph.labelled("Hed")), [f"{part}#hed1", f"{part}#hed2"])
        self.assertEqual(sorted((b, p["order"]) for a, b, p in graph.typed("HAS_CHILD") if a == part), [
            (f"{part}#hed1", 0), (f"{part}#hed2", 2), (f"{part}/sg-first-district", 1)])
        self.assertEqual(remarks, [])

    def test_twenty_thousand_sections_of_one_number(self):
        sections = '<DIV8 N="1.1" TYPE="SECTION"><HEAD>§ 1.1 A</HEAD></DIV8>\n' * 20000
        path = self.write(f"full-title-98-{DAY}.xml",
                          f'<ECFR><DIV1 N="98"><DIV5 N="1" TYPE="PART">{sections}</DIV5></DIV1></ECFR>')
        graph, remarks = self.graph_of(path)
        self.assertEqual(len(graph.labelled("Section")), 20000)
        self.assertIn("/us/cfr/t98/s1.1~20000", graph.nodes)
        self.assertEqual(len(remarks), 101)
        self.assertRegex(remarks[-1], "and 19,899 more of this kind: two divisions share a key")

    def test_three_thousand_parts_with_a_section_of_one_number(self):
        parts = "".join(f'<DIV5 N="{i}" TYPE="PART"><DIV8 N="1.1" TYPE="SECTION"><HEAD>§ 1.1 A</HEAD></DIV8></DIV5>\n' for i in range(1, 3001))
        graph, remarks = self.graph_of(self.write(f"full-title-98-{DAY}.xml", f'<ECFR><DIV1 N="98">{parts}</DIV1></ECFR>'))
        self.assertIn("/us/cfr/t98/s1.1~3000", graph.nodes)
        self.assertEqual(len(remarks), 1001)
        self.assertRegex(remarks[-1], "and 1999 more remarks")

    @support.needs_corpus
    def test_real_titles_with_a_structure_derived_from_them(self):
        for title in (15, 22, 43):
            with self.subTest(title=title):
                text = support.xml(title, DAY)
                root = ElementTree.parse(text).getroot().find("DIV1")
                derived = self.write(f"structure-title-{title}-{DAY}.json", json.dumps(structure_of(root)))
                only_text, _ = self.graph_of(text)
                only_structure, _ = self.graph_of(derived)
                self.assertEqual(sorted(only_text.labelled("Division")), sorted(only_structure.labelled("Division")))
                both, _ = self.graph_of(derived, text)
                self.assertEqual(sorted(both.labelled("Division")), sorted(only_text.labelled("Division")))


if __name__ == "__main__":
    unittest.main(verbosity=2)
