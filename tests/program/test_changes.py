#!/usr/bin/env python3
"""Documents that changed: the newest of each layer prevails, whatever came first; what it lacks is deleted."""

import hashlib
import itertools
import json
import re
import unittest

import support
from support.documents import SAMPLE_CHANGED, SAMPLE_JSON, SAMPLE_PART, SAMPLE_XML

OLD, NEW = "2025-01-15", "2025-06-30"


def setUpModule():
    support.start_server()


class ChangeTest(support.ProgramTest):
    def one_after_the_other(self, *sources):
        self.server.wipe()
        for path in sources:
            self.ingest(path)
        return self.server.graph()

    def assert_orders(self, sources, expected):
        """Every order of runs, and all of them in one run."""
        for order in itertools.permutations(sources):
            names = " then ".join(p.name for p in order)
            self.assert_same(self.one_after_the_other(*order), expected, names)
            self.assert_same(self.loaded(*order), expected, f"in one run: {names}")

    def edited(self, name, *edits, source=SAMPLE_XML):
        text = source.read_text(encoding="utf-8")
        for old, new in edits:
            changed = re.sub(old, lambda _, n=new: n, text, count=1, flags=re.S)
            self.assertNotEqual(changed, text, f"{old} is not in {source.name}")
            text = changed
        return self.write(name, text)

    def without_part(self, number, name, source=SAMPLE_XML):
        return self.edited(name, (rf'<DIV5 N="{number}" .*?</DIV5>\n*', ""), source=source)


class TextTest(ChangeTest):
    def test_changed_samples(self):
        expected = self.loaded(SAMPLE_CHANGED)
        self.assert_orders([SAMPLE_XML, SAMPLE_CHANGED], expected)
        self.assertEqual(len(expected.labelled("Artifact")), 1)

    def test_changed_samples_with_their_structure(self):
        expected = self.loaded(SAMPLE_JSON, SAMPLE_CHANGED)
        self.assert_orders([SAMPLE_XML, SAMPLE_CHANGED, SAMPLE_JSON], expected)
        # The structure still names the section that the newer text lacks; nothing of its text is left, and the
        # heading is the structure's.
        key = "/us/cfr/t99/p14/s14.2-2" if "/us/cfr/t99/p14/s14.2-2" in expected.nodes else "/us/cfr/t99/s14.2-2"
        self.assertIn("Section", expected.nodes[key][0])
        self.assertEqual(expected.nodes[key][1]["heading"], expected.nodes[key][1]["label"])
        self.assertEqual([k for k in expected.nodes if k.startswith((key + "#", key + "/"))
                          and "Stub" not in expected.nodes[k][0]], [])

    def test_only_what_changed_is_written(self):
        self.loaded(SAMPLE_XML)
        before = self.server.graph()
        summary = self.ingest(SAMPLE_CHANGED).summary
        self.assertGreater(summary["nodes_created"], 0)
        changed = support.differences(self.server.graph(), before)
        touched = {line.split(":")[0].split()[-1] for line in changed}
        self.assertLess(summary["nodes_created"] + summary["nodes_deleted"], len(before.nodes) / 4)
        self.assertGreater(len(touched), 0)

    def test_an_older_document_never_overwrites(self):
        expected = self.loaded(SAMPLE_CHANGED)
        done = self.ingest(SAMPLE_XML)
        self.assertEqual(done.summary["documents_older"], 1)
        self.assertIn(NEW, done.outcomes[SAMPLE_XML.name]["message"])
        self.assert_same(self.server.graph(), expected)

    def test_equal_dates(self):
        """Two documents of one day: one of them prevails, the same in every order."""
        other = self.edited("full-title-99-2025-01-15.xml", ("Public Laws 89-329", "Public Laws 89-330"))
        one = self.one_after_the_other(SAMPLE_XML, other)
        two = self.one_after_the_other(other, SAMPLE_XML)
        self.assert_same(two, one)
        self.assertEqual(len(one.labelled("Artifact")), 1)
        alone = self.loaded(max(SAMPLE_XML, other, key=digest))
        self.assert_same(one, alone, "not as the greater document alone")

    def test_an_element_that_changes_its_place(self):
        """A section from one part's end to another's begin; its parts' order turned."""
        text = SAMPLE_XML.read_text(encoding="utf-8")
        parts = re.findall(r'<DIV5 N="[^"]*".*?</DIV5>\n*', text, re.S)
        first, second = next((a, b) for a, b in zip(parts, parts[1:]) if text.count(a + b) == 1)
        turned = self.write("full-title-99-2025-02-01.xml", text.replace(first + second, second + first))
        expected = self.loaded(turned)
        self.assert_orders([SAMPLE_XML, turned], expected)

    def test_a_heading_that_changes(self):
        changed = self.edited("full-title-99-2025-02-01.xml", (r"<HEAD>[^<]*CHAPTER I[^<]*</HEAD>", "<HEAD>CHAPTER I-ELSE</HEAD>"))
        self.assert_orders([SAMPLE_XML, changed], self.loaded(changed))

    def test_a_subpart_whose_sections_move(self):
        text = SAMPLE_XML.read_text(encoding="utf-8")
        subparts = re.search(r"(<DIV6 N=\"[^\"]*\".*?)(<DIV8 .*?</DIV8>\n*)(</DIV6>\n*<DIV6 N=\"[^\"]*\"[^>]*>\n*(?:<HEAD>.*?</HEAD>\n*))",
                             text, re.S)
        moved = text[:subparts.start(2)] + subparts[3] + subparts[2] + text[subparts.end():]
        changed = self.write("full-title-99-2025-02-01.xml", moved)
        self.assert_orders([SAMPLE_XML, changed], self.loaded(changed))
        self.assert_orders([SAMPLE_JSON, SAMPLE_XML, changed], self.loaded(SAMPLE_JSON, changed))

    @support.needs_corpus
    def test_ten_years_of_title_1(self):
        dates = ("2015-12-18", "2017-10-20", "2025-01-29")
        sources = [support.xml(1, date) for date in dates]
        expected = self.loaded(sources[-1])
        for order in itertools.permutations(sources):
            self.assert_same(self.one_after_the_other(*order), expected, " then ".join(p.name for p in order))
        self.assert_same(self.loaded(*sources), expected, "in one run")
        artifacts = self.server.graph().labelled("Artifact")
        self.assertEqual([p["as_of"] for p in artifacts.values()], ["2025-01-29"])

    @support.needs_corpus
    def test_title_11_with_its_structure(self):
        old, new = support.xml(11, "2025-01-29"), support.xml(11, "2025-08-02")
        expected = self.loaded(support.structure(11), new)
        self.loaded(support.structure(11), old)
        self.ingest(new)
        self.assert_same(self.server.graph(), expected)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


class StructureTest(ChangeTest):
    def edited_structure(self, name, change):
        title = json.loads(SAMPLE_JSON.read_text(encoding="utf-8"))
        change(title)
        return self.write(name, json.dumps(title, ensure_ascii=False))

    def newer(self):
        def change(title):
            def walk(node):
                children = node.get("children", [])
                if node["type"] == "part" and node["identifier"] == "12":
                    node["label"] = "Part 12 under another name"
                for child in list(children):
                    if child["type"] == "part" and child["identifier"] == "14":
                        children.remove(child)
                    walk(child)
            walk(title)
        return self.edited_structure("structure-title-99-2025-06-30.json", change)

    def test_structure_alone(self):
        newer = self.newer()
        expected = self.loaded(newer)
        self.assertNotIn("/us/cfr/t99/p14", expected.labelled("Division"))
        self.assert_orders([SAMPLE_JSON, newer], expected)

    def test_structure_beside_the_text(self):
        newer = self.newer()
        expected = self.loaded(newer, SAMPLE_XML)
        self.assertIn("/us/cfr/t99/p14", expected.labelled("Division"), "the text still has part 14")
        self.assert_orders([SAMPLE_JSON, newer, SAMPLE_XML], expected)

    def test_both_layers_change(self):
        newer = self.newer()
        expected = self.loaded(newer, SAMPLE_CHANGED)
        for order in itertools.permutations([SAMPLE_JSON, newer, SAMPLE_XML, SAMPLE_CHANGED]):
            if order.index(SAMPLE_JSON) > order.index(newer):
                continue
            self.assert_same(self.one_after_the_other(*order), expected, " then ".join(p.name for p in order))

    @support.needs_corpus
    def test_two_dates_of_title_2(self):
        old, new = support.structure(2, "2025-03-03"), support.structure(2)
        expected = self.loaded(new)
        self.assert_same(self.one_after_the_other(old, new), expected, "old, then new")
        self.assert_same(self.one_after_the_other(new, old), expected, "new, then old")
        self.assert_same(self.loaded(old, new), expected, "in one run")


class PartTest(ChangeTest):
    def part(self, date):
        return self.edited(f"full-title-99-part-12-{date}.xml", ("Public Laws 89-329", f"As of {date}, Public Laws 89-329"),
                           source=SAMPLE_PART)

    def test_newer_than_the_title(self):
        part = self.part("2025-03-01")
        graph = self.one_after_the_other(SAMPLE_XML, part)
        self.assertIn("As of 2025-03-01", json.dumps([p for _, p in graph.nodes.values()]))
        self.assertEqual(len(graph.labelled("Artifact")), 2)
        self.assert_orders([SAMPLE_XML, part, SAMPLE_JSON], self.loaded(SAMPLE_JSON, SAMPLE_XML, part))

    def test_older_than_the_title(self):
        part = self.part("2024-03-01")
        expected = self.loaded(SAMPLE_XML)
        self.assert_orders([SAMPLE_XML, part], expected)

    def test_of_the_same_day(self):
        part = self.part(OLD)
        self.assert_orders([SAMPLE_XML, part], self.loaded(SAMPLE_XML))

    def test_two_versions_of_a_part(self):
        old, new = self.part("2025-02-01"), self.part("2025-03-01")
        self.assert_orders([old, new], self.loaded(new))
        self.assert_orders([SAMPLE_XML, old, new], self.one_after_the_other(SAMPLE_XML, new))

    def test_a_part_between_two_titles(self):
        part = self.part("2025-03-01")
        self.assert_orders([SAMPLE_XML, part, SAMPLE_CHANGED], self.loaded(SAMPLE_CHANGED))

    def test_a_part_that_a_newer_title_lacks(self):
        shorter = self.without_part("14", "full-title-99-2025-02-01.xml")
        expected = self.loaded(shorter)
        left = [k for k in expected.nodes if k.startswith(("/us/cfr/t99/p14", "/us/cfr/t99/s14."))]
        self.assertTrue(all("Stub" in expected.nodes[k][0] for k in left), left)
        self.assert_orders([SAMPLE_XML, shorter], expected)
        summary = self.loaded(SAMPLE_XML) and self.ingest(shorter).summary
        self.assertEqual(summary["units_pruned"], 1)

    def test_its_text_goes_and_its_structure_stays(self):
        shorter = self.without_part("14", "full-title-99-2025-02-01.xml")
        expected = self.loaded(SAMPLE_JSON, shorter)
        self.assertIn("label", expected.nodes["/us/cfr/t99/p14"][1])
        self.assertNotIn("/us/cfr/t99/p14#xml", expected.nodes)
        self.assert_orders([SAMPLE_JSON, SAMPLE_XML, shorter], expected)

    def test_an_older_title_brings_no_part_back(self):
        shorter = self.without_part("14", "full-title-99-2025-02-01.xml")
        alone = re.search(r'<DIV5 N="14" .*?</DIV5>', SAMPLE_XML.read_text(encoding="utf-8"), re.S)[0]
        part = self.write("full-title-99-part-14-2024-12-01.xml", f'<?xml version="1.0"?>\n{alone}\n')
        self.assert_orders([shorter, part], self.loaded(shorter))

    @support.needs_corpus
    def test_real_part(self):
        part = support.CORPUS / "ecfr" / "full" / "full-title-01-part-51-2024-05-17.xml"
        old, new = support.xml(1, "2017-10-20"), support.xml(1)
        self.assert_same(self.one_after_the_other(new, part), self.loaded(new), "older than the title")
        expected = self.one_after_the_other(old, part)
        self.assertEqual(len(expected.labelled("Artifact")), 2)
        self.assert_same(self.one_after_the_other(part, old), expected, "newer than the title")


class SectionTest(ChangeTest):
    """Loaded alone it fills a gap; a title of a later day covers it."""

    def section(self, name, text="Alone."):
        found = re.search(r'<DIV8 N="12\.1" .*?</HEAD>', SAMPLE_XML.read_text(encoding="utf-8"), re.S)
        return self.write(name, f"{found[0]}\n<P>{text}</P>\n</DIV8>\n")

    def test_a_title_covers_it(self):
        older, newer = self.section("full-title-99-2024-12-01.xml"), self.section("full-title-99-2025-01-10.xml", "Changed.")
        expected = self.loaded(SAMPLE_XML)
        self.assert_orders([older, newer, SAMPLE_XML], expected)
        without = self.edited("full-title-99-2025-01-16.xml", (r'<DIV8 N="12\.1" .*?</DIV8>\n*', ""))
        self.assert_orders([newer, without], self.loaded(without))

    def test_beside_a_title(self):
        older, newer = self.section("full-title-99-2024-12-01.xml"), self.section("full-title-99-2025-01-10.xml", "Changed.")
        without = self.edited("full-title-99-2025-01-16.xml", (r'<DIV8 N="12\.1" .*?</DIV8>\n*', ""))
        for title in (SAMPLE_XML, without):
            expected = self.loaded(title)
            for first in ([], [older]):
                self.server.wipe()
                for path in first:
                    self.ingest(path)
                for process in [self.start_program("ingest", path, "--log", "json") for path in (newer, title)]:
                    self.end_of(process)
                self.assert_same(self.server.graph(), expected, f"{title.name} beside a section, after {first}")

    def test_the_newer_prevails(self):
        older, newer = self.section("full-title-99-2024-12-01.xml"), self.section("full-title-99-2025-02-01.xml", "Changed.")
        self.assert_orders([older, newer], self.loaded(newer))


class DateTest(ChangeTest):
    def test_two_documents_without_a_date(self):
        one = self.write("title-99.xml", SAMPLE_XML.read_bytes())
        two = self.write("title-99-again.xml", SAMPLE_CHANGED.read_bytes())
        self.ingest(one)
        expected = self.server.graph()
        done = self.ingest(two, code=1)
        self.assertIn("--as-of", done.outcomes[two.name]["message"])
        self.assertIn("--as-of", self.dead_letters()[0]["reason"])
        self.assert_same(self.server.graph(), expected)
        self.ingest(two, "--as-of", NEW)
        self.assert_same(self.server.graph(), self.loaded(SAMPLE_CHANGED))

    def test_a_date_that_is_none(self):
        done = self.ingest(SAMPLE_XML, "--as-of", "yesterday", code=2)
        self.assertIn("YYYY-MM-DD", done.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
